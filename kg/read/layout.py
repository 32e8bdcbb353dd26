"""The one form that every reader gives a report: its pieces, written as plain text that the structure of `kg.structure` is read from.

A heading, paragraph or item stands on a line of its own, an item behind its sign and indented by its depth, a row of a table with "|" between
its cells; a blank line parts what does not belong to one list or table. No line is wrapped. Footnotes stand last, under a heading.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kg.plain import plain

LONGEST: Final = 2_000_000
"""Characters of the longest text that is taken for one report; a whole PEEL report of 150 pages has about 0.5 million."""
FOOTNOTES: Final = "Footnotes"
"""The heading that readers put over the footnotes, which they give after all else."""
_INDENT = "    "
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


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
    date: str | None = None
    """The day on which a web page says that it was published, as YYYY-MM-DD."""


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
    for one, parts in ((one, tuple(_clean(one.parts))) for one in pieces):
        if not parts:
            continue
        gap = "" if before is None else "\n" if _together(before, one) else "\n\n"
        head = _INDENT * one.depth + one.sign + " " if one.kind is Kind.ITEM else ""
        written.append(gap + head)
        length += len(gap + head)
        for page, words in parts:
            began.setdefault(page, length)
            written.append(words)
            length += len(words)
        before = one
    written.append("\n" if written else "")
    return Copy("".join(written), _pages(began, count, length), title, source)


def _together(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand on lines that follow each other: items of lists, rows of tables."""
    return one.kind is other.kind and one.kind in (Kind.ITEM, Kind.ROW)


def _clean(parts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Stretches of one line: every run of blanks one blank, none at either end, in plain letters."""
    begun = blank = False
    for page, words in parts:
        shown = _CONTROLS.sub(" ", plain(words, pasted=False).copy)
        blank = blank or shown[:1].isspace()
        if body := " ".join(shown.split()):
            yield page, (" " if begun and blank else "") + body
            begun, blank = True, shown[-1:].isspace()


def _pages(began: dict[int, int], count: int, end: int) -> tuple[int, ...]:
    """Where each page begins; one without words, or with none but notes, which stand behind those of the next, where the next begins."""
    found: list[int] = []
    for page in range(count, 0, -1):
        end = min(began.get(page, end), end)
        found.append(end)
    return tuple(reversed(found))
