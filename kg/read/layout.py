"""The one form that every reader gives a report: its pieces, written as plain text that the structure of `kg.structure` is read from.

A heading, paragraph or item stands on a line of its own, an item behind its sign and indented by its depth, a row of a table with "|" between
its cells; a blank line parts what does not belong to one list or table. No line is wrapped.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

_INDENT = "    "
_HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Soft hyphens and marks without width, which readers leave out."""
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


class Kind(StrEnum):
    """What a piece of a report is in the layout of its file."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, paragraph, item of a list or row of a table, as one or more stretches of text with the page each stands on.

    Stretches are joined as they are: a reader leaves a blank at the end of a line, or nothing where it mends a hyphen. Pages are counted
    from 1; a file without pages has 0 everywhere. `depth` is that of a list in a list, from 0.
    """

    kind: Kind
    parts: tuple[tuple[int, str], ...]
    depth: int = 0
    sign: str = "•"
    """The sign of an item: a bullet, or its number as it is printed ("1.", "(a)")."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A report as its file gives it: the text, where its pages begin, and what the file says of itself."""

    text: str
    pages: tuple[int, ...] = ()
    """The offset at which each page begins, from page 1; empty for a file without pages."""
    title: str | None = None
    source: str | None = None
    """The address that a web page gives as its own."""


def piece(kind: Kind, words: str, depth: int = 0, sign: str = "•") -> Piece:
    """A piece of a file without pages."""
    return Piece(kind, ((0, words),), depth, sign)


def compose(
    pieces: Iterable[Piece], *, count: int = 0, title: str | None = None, source: str | None = None
) -> Copy:
    """The text of some pieces in order; those without words are left out. `count` is the number of pages of the file."""
    written: list[str] = []
    began: dict[int, int] = {}
    length = 0
    before: Piece | None = None
    for one in pieces:
        gap = "" if before is None else "\n" if _together(before, one) else "\n\n"
        head = _INDENT * one.depth + one.sign + " " if one.kind is Kind.ITEM else ""
        for number, (page, words) in enumerate(_clean(one.parts)):
            shown = words if number else gap + head + words
            began.setdefault(page, length + len(shown) - len(words))
            written.append(shown)
            length += len(shown)
            before = one
    written.append("\n" if written else "")
    return Copy("".join(written), _pages(began, count, length), title, source)


def _together(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand on lines that follow each other: items of lists, rows of tables."""
    return one.kind is other.kind and one.kind in (Kind.ITEM, Kind.ROW)


def _clean(parts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Stretches of one line: every run of blanks one blank, none at either end, nothing hidden."""
    begun = blank = False
    for page, words in parts:
        shown = _BLANKS.sub(" ", words.translate(_HIDDEN))
        blank = blank or shown.startswith(" ")
        if body := shown.strip(" "):
            yield page, (" " if begun and blank else "") + body
            begun, blank = True, shown.endswith(" ")


def _pages(began: dict[int, int], count: int, end: int) -> tuple[int, ...]:
    """Where each page begins, in order; one without words where the next begins."""
    found: list[int] = []
    for page in range(count, 0, -1):
        end = min(end, began.get(page, end))
        found.append(end)
    return tuple(reversed(found))
