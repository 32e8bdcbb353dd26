"""Words in which letters of two alphabets stand side by side, as in "Lеicestershire" with a Cyrillic "е".

No reader sees that, and no rule recognises them: nothing is read into them, and who builds a graph is told of them.
"""

import re
from collections.abc import Iterable
from typing import Final

_OTHERS: Final = "\u0370-\u03ff\u0400-\u052f\uff21-\uff3a\uff41-\uff5a"
"""Letters of Greek and Cyrillic, and those of full width."""
_OTHER: Final = re.compile(f"[{_OTHERS}]")
_MIXED: Final = re.compile(rf"\b(?=\w*[A-Za-z])\w*[{_OTHERS}]\w*")
_SHOWN: Final = 3


def mixed(text: str) -> list[str]:
    """The words that mix alphabets, each once, in their order."""
    if text.isascii() or not _OTHER.search(text):
        return []
    return list(dict.fromkeys(found[0] for found in _MIXED.finditer(text)))


def notice(texts: Iterable[str]) -> str:
    """What is told of the texts that were read; empty where there is nothing to tell."""
    words = [word for text in texts for word in mixed(text)]
    if not words:
        return ""
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    named = ", ".join(word[:40] for word in words[:_SHOWN])
    return f"Words that mix the letters of two alphabets are not recognised: {named}{more}. Correct them where they only look like others."
