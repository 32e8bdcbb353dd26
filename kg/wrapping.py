"""How lines of text end: whether one is finished, or goes on in the next because it was wrapped there."""

import re
from typing import Final

WRAPPED: Final = 60
"""Characters from which on an unfinished line may be one that was wrapped."""
_FINISHED: Final = re.compile(r"[.:;!?…][\"'’”)\]]*$|[;,] (?:and|or)$")
"""The end of a line that does not go on: of a sentence, or of an item before the next."""
_BETWEEN: Final = re.compile(r";$|[;,] (?:and|or)$")
"""Such an end that may also stand within a sentence."""
_ADDS: Final = re.compile(r"(?:and|but|or|nor|so|yet|while|whereas)\b")
"""How what follows a semicolon goes on with a sentence; before the last item of a list such a word ends the line before."""


def is_finished(line: str, following: str, *, wrapped: bool = False, signed: bool = False) -> bool:
    """Whether a line is finished before another one that begins no item.

    `wrapped` says that the line goes on with one before it, as in a paragraph that is wrapped; `signed` that they are of an item behind
    a sign, so that the next item would have one, too.

    >>> told = "There are meetings, in which the risks to each child are weighed;"
    >>> is_finished("review its cases;", "train its officers"), is_finished(told, "and told"), is_finished(told, "train them")
    (True, False, True)
    """
    if not _FINISHED.search(line):
        return False
    if len(line) < WRAPPED or not following[:1].islower() or not _BETWEEN.search(line):
        return True
    return not (signed or (line.endswith(";") and (wrapped or _ADDS.match(following))))
