"""The marks that refer to footnotes, and the raised numbers that are none: powers of numbers and units, and parts of fractions."""

import re
from collections.abc import Iterable
from typing import Final

from kg.read.flow import words_of
from kg.read.layout import FOOTNOTES, Kind, Piece, piece

RAISED: Final = "\x0e"
LEVEL: Final = "\x0f"
"""Stand in the words of a paragraph where raised ones begin and end, until it is known whether they are marks."""
MARK: Final = re.compile(r"[\[(]?(?P<mark>\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,4}|[*†‡§]{1,3}|[¹²³⁰⁴-⁹]+)[\].)]?")
"""What refers to a footnote where it is raised, and what a footnote begins with; several may stand together ("1, 2")."""
_RAISED: Final = re.compile(rf"{RAISED}([^{RAISED}{LEVEL}]*){LEVEL}")
_ADJACENT: Final = re.compile(rf"{LEVEL}(\s*){RAISED}")
_SIGNS: Final = str.maketrans("", "", RAISED + LEVEL)
_POWER: Final = re.compile(r"[23]")
_MEASURED: Final = re.compile(r"(?:(?<![£$€\d.,])\d[\d.,]*\s?|[\s(/]|^)(?:[kcm]?m|ft|mi|yd|[Rxχ])$")
"""What ends in a unit or a letter that has a square; but £2m is money, and no metres."""
_TEN: Final = re.compile(r"(?<![\d.,])10$")
_BEFORE: Final = 16
"""Characters before a mark that tell whether it is one."""
_TITLE: Final = re.compile(r"(?:foot|end)?notes?:?|references", re.IGNORECASE)
"""Headings over footnotes, in whose place that of all readers comes."""


def refers(mark: str, before: str, after: str = "") -> bool:
    """Whether a raised sign refers to a footnote, by the words before and behind it; else it belongs to them, as in m² and 10³.

    >>> refers("1", "its communities."), refers("2", "of 300 km"), refers("3", "10"), refers("2", "costs £3m")
    (True, False, False, True)
    """
    if not MARK.fullmatch(mark.strip()):
        return False
    if before.endswith(("/", "⁄")) or after.startswith(("/", "⁄")):
        return False
    if _TEN.search(before) and mark != "1":
        return False
    return not (_POWER.fullmatch(mark) and _MEASURED.search(before))


class Marks:
    """The marks met so far in a document, by which a footnote is told that begins with one of them."""

    def __init__(self) -> None:
        self._met: set[str] = set()

    def opens(self, words: str) -> bool:
        """Whether a paragraph is a footnote: it begins with a raised mark that stood in a paragraph before."""
        found = _RAISED.match(words.lstrip())
        return found is not None and self._key(found[1]) in self._met and words[found.end() :].strip() != ""

    def without(self, words: str) -> str:
        """The words of a paragraph without marks; what else is raised stays."""
        if RAISED not in words:
            return words
        joined = _ADJACENT.sub(r"\1", words)
        return _RAISED.sub(self._shown, joined).translate(_SIGNS)

    def _shown(self, raised: re.Match[str]) -> str:
        if not any(map(str.isalnum, raised[1])) and not MARK.fullmatch(raised[1]):
            return ""  # the brackets about a link that was left out
        before = raised.string[max(raised.start() - _BEFORE, 0) : raised.start()]
        if not refers(raised[1], before, raised.string[raised.end() : raised.end() + 1]):
            return raised[1]
        if before.strip():
            self._met.add(self._key(raised[1]))
        return ""

    @staticmethod
    def _key(mark: str) -> str:
        found = MARK.fullmatch(mark.strip())
        return found["mark"] if found else ""


def with_notes(body: list[Piece], notes: Iterable[Piece]) -> list[Piece]:
    """The pieces of a report with those of its footnotes behind them, under their heading, as paragraphs."""
    found = [Piece(Kind.PARAGRAPH, note.parts) for note in notes if not _heads_notes(note)]
    return [*body, piece(Kind.HEADING, FOOTNOTES), *found] if found else body


def without_title(body: list[Piece]) -> None:
    """Takes away a heading over footnotes that stands last."""
    if body and _heads_notes(body[-1]):
        body.pop()


def _heads_notes(one: Piece) -> bool:
    return one.kind is Kind.HEADING and _TITLE.fullmatch(words_of(one)) is not None
