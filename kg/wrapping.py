"""How lines of text end: whether one is finished, or goes on in the next because it was wrapped there."""

import re
from typing import Final

FINISHED: Final = re.compile(r"[.:;!?…][\"'’”)\]]*$|[;,] (?:and|or)$")
"""The end of a line that does not go on: of a sentence, or of an item before the next."""
WRAPPED: Final = 60
"""Characters from which on an unfinished line may be one that was wrapped."""
