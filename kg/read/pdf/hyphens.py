"""Joins the lines of a text, and mends the words that their ends cut."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

_WORD: Final = re.compile(r"[a-zà-ž]+(?:[-’'][a-zà-ž]+)*", re.IGNORECASE)
_HEAD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*(?=[-\u00ad]$)")
_OPEN: Final = re.compile(r"\S/$|\w[-–—]$")
"""How a line ends whose last word goes on without a blank, where a number or an address follows."""
_CUTTING: Final = ("-", "‐", "‑", "\u00ad")
_SUSPENDED: Final = {"and", "or", "to", "nor"}
"""Words before which a hyphen stands for a word that follows later: "child- and family-specific"."""
_HYPHENS: Final = str.maketrans("‐‑", "--")
_TYPESET: Final = "‐"
"""The hyphen that browsers and typesetters put where they divide a word; nobody types it."""
_SOFT: Final = "\u00ad"


class Mending:
    """What the words of a document tell of the words that its lines cut."""

    def __init__(self, lines: Iterable[str]) -> None:
        given = list(lines)
        self._typeset = any(words.endswith(_TYPESET) for words in given)
        """Whether words are divided with a sign of their own, so that other hyphens belong where they stand."""
        whole = (_whole(before, words) for before, words in pairwise(["", *given]))
        self._words = set(_WORD.findall("\n".join(whole).translate(_HYPHENS).lower()))
        found = [self._known(*cut) for one, other in pairwise(given) if (cut := _cut(one, other))]
        self._divides = found.count(True) > found.count(False)
        """Whether the document divides words at all: in one that does not a hyphen at the end of a line is one anywhere."""

    def join(self, one: str, other: str) -> str:
        """The end of a line as it is joined to the next: with a blank, with its hyphen, or without it."""
        if one.endswith(_SOFT):
            return one[:-1]
        cut = _cut(one, other)
        if cut and cut[1] not in _SUSPENDED:
            return one[:-1] if self._is_divided(*cut, typeset=one.endswith(_TYPESET)) else one
        if (
            _OPEN.search(one[-2:])
            and not cut
            and (other[:1].isupper() or other[:1].isdigit() or one[-1] in "/—")
        ):
            return one
        return f"{one} "

    def _is_divided(self, head: str, tail: str, *, typeset: bool) -> bool:
        known = self._known(head, tail)
        if known is not None:
            return known
        if self._typeset:
            return typeset
        return self._divides and not {head, tail} <= self._words

    def _known(self, head: str, tail: str) -> bool | None:
        """Whether a hyphen cuts a word: what is said by the same word elsewhere, with a hyphen or without."""
        if f"{head}-{tail}" in self._words:
            return False
        return True if head + tail in self._words else None


def _whole(before: str, words: str) -> str:
    """A line without the parts of words that may be cut at its begin and end."""
    if words.endswith(_CUTTING):
        words = words[: words.rfind(" ") + 1]
    return words.partition(" ")[2] if before.endswith(_CUTTING) else words


def _cut(one: str, other: str) -> tuple[str, str] | None:
    """The two parts of the word that a hyphen at the end of a line may cut."""
    if one[-1:] not in _CUTTING:
        return None
    head, tail = _HEAD.search(one[-60:].translate(_HYPHENS)), _WORD.match(other[:60].translate(_HYPHENS))
    if not head or not tail or not (tail[0][0].islower() or head[0].isupper()):
        return None
    return head[0].lower(), tail[0].lower()
