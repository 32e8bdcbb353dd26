"""What web pages and Word files have in common: lines broken within a paragraph, cells in rows of tables, numbers before items."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.read.layout import Kind, Piece, piece
from kg.wrapping import WRAPPED, is_finished

BREAK: Final = "\v"
"""Stands for a line break within a paragraph, until it is known whether it parts two lines or only wraps one."""
BULLET: Final = "•"
"""The sign of an item without a number."""
DEEPEST: Final = 8
"""The deepest level of a list, from 0: Word has nine, and what is nested deeper was not made to be read."""
CELL: Final = 150
"""Characters up to which the words of a cell are one of the row, and no prose of their own."""
_PROSE = re.compile(r"(?:\S+\s+){3}.*[a-z]{3}[.!?][\"'’”)]*$", re.DOTALL)
_SIGN = re.compile(r"[^\w\s\"'‘“(]\s|\(?\w{1,2}[.)]\s")
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def names(written: str) -> frozenset[str]:
    """Names of elements or attributes, written in one line."""
    return frozenset(written.split())


def lines(words: str) -> Iterator[str]:
    """The lines that breaks make of some words; one that was wrapped is mended, and an empty one left out."""
    whole: list[str] = []
    before = ""
    for line in map(str.strip, words.split(BREAK)):
        if whole and not _goes_on(before, line):
            yield " ".join(whole)
            whole.clear()
        if line:
            whole.append(line)
        before = line
    if whole:
        yield " ".join(whole)


def _goes_on(before: str, line: str) -> bool:
    """Whether a line goes on with the one before it: that is unfinished, and the line begins in lower case or was wrapped."""
    if not before or not line or is_finished(before, line) or _SIGN.match(line):
        return False
    return line[0].islower() or len(before) >= WRAPPED


def row(cells: Iterable[Sequence[Piece]]) -> Iterator[Piece]:
    """A row of a table, of whose cells each has its pieces; cells that hold prose, as where a table lays out a page, stand alone."""
    run: list[Sequence[Piece]] = []
    for cell in cells:
        if _is_short(cell):
            run.append(cell)
        else:
            yield from _joined(run)
            yield from cell
            run.clear()
    yield from _joined(run)


def _joined(run: Sequence[Sequence[Piece]]) -> Iterator[Piece]:
    """Short cells side by side as one row; one alone is what it is."""
    filled = [cell for cell in run if cell]
    if len(filled) == 1:
        yield from filled[0]
    elif filled:
        yield piece(Kind.ROW, " | ".join(" ".join(map(words_of, cell)) for cell in filled))


def _is_short(cell: Sequence[Piece]) -> bool:
    if any(one.kind not in (Kind.PARAGRAPH, Kind.HEADING) for one in cell):
        return False
    words = " ".join(map(words_of, cell))
    return len(words) <= CELL and not _PROSE.match(words)


def words_of(one: Piece) -> str:
    """The words of a piece, as they are."""
    return "".join(words for _, words in one.parts).strip()


def counted(number: int, style: str) -> str:
    """A number as a list prints it: in letters ("a"), in Roman numerals ("i"), in capitals of either, or in figures ("1")."""
    if style in "aA" and number > 0:
        shown = _letters(number)
    elif style in "iI" and 0 < number < 400:
        shown = _roman(number)
    else:
        return str(number)
    return shown if style.islower() else shown.upper()


def _letters(number: int) -> str:
    """a to z, then aa, ab and so on."""
    shown = ""
    while number:
        number, letter = divmod(number - 1, 26)
        shown = chr(ord("a") + letter) + shown
    return shown


def _roman(number: int) -> str:
    shown = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        shown += sign * times
    return shown
