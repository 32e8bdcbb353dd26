"""The signs that stand before items."""

import re
from typing import Final

GLUED_MARK: Final = re.compile(r"\d{1,3}(?=[A-Z‘“])")
"""The mark with which a footnote begins, in its own print and without a blank behind it."""
BULLET: Final = re.compile(
    r"[•◦▪▫■□◼◻◾▶►▸‣●○·⁃∙➢➤➔→✓✔✗❖◆◇★\ufffd](?!\w)|[•◦▪■◼●○‣➢]|[\ue000-\uf8ff](?![\ue000-\uf8ff])"
)
"""A sign that stands before items; Symbol and Wingdings have theirs among the characters for private use."""
LABEL: Final = re.compile(
    r"[-–—−‐‑*o]|\(?(?P<word>\d{1,3}|[a-z]|[ivx]{1,5})[.)]",
    re.IGNORECASE,
)
"""What stands before items, and elsewhere, too."""
_ROMAN: Final = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
)
_LETTERS: Final = 1000
"""Letters count from here, so that none is taken for a number: "c" does not follow 2."""


def is_number(label: str) -> bool:
    """Whether a label counts: "2.", "(b)", "iv)"."""
    found = LABEL.fullmatch(label)
    return bool(found and found["word"])


def is_first(label: str) -> bool:
    """Whether a label may be the first of a list that counts."""
    found = LABEL.fullmatch(label)
    return found is not None and not {1, _LETTERS + 1}.isdisjoint(_counts(found["word"]))


def follows(label: str, before: str) -> bool:
    """Whether one label may come after another in a list: the same sign again, or the next number."""
    one, other = LABEL.fullmatch(before), LABEL.fullmatch(label)
    if not one or not other:
        return False
    if not one["word"] or not other["word"]:
        return label == before
    alike = one[0].replace(one["word"], "") == other[0].replace(other["word"], "")
    return alike and any(count + 1 in _counts(other["word"]) for count in _counts(one["word"]))


def _counts(word: str | None) -> set[int]:
    """What a label may count: a letter may be a roman number."""
    if not word:
        return set()
    if word.isdigit():
        return {int(word)}
    small = word.lower()
    found = {_ROMAN.index(small) + 1} if small in _ROMAN else set()
    return found | {ord(small) - ord("a") + 1 + _LETTERS} if len(small) == 1 else found
