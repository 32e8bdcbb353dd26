"""What stands on a sheet, whatever the format: sections with tables, and in their cells words of ours and of reports."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Final, TypeAlias

from kg.briefing.facts import Fact

_LINE: Final = 118
"""Characters in a line of print across the page, in the smaller of usual fonts."""
_BOLD: Final = 0.88
"""How many characters fit where they are bold, as a share."""
_GAP: Final = 0.35
"""What separates two rows, in lines."""
_NOTHING: Final = 1e-6
"""What sums of heights may differ by."""
_QUOTE: Final = 230
"""Characters of a quote that a sheet with little room shows."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a report, and where they stand."""

    quote: str
    where: str
    statement: str
    """IRI of the statement."""
    lead: str = ""
    """Words of ours before it."""


Cell: TypeAlias = tuple[str | Said, ...]
"""Words, each on lines of their own."""


def said(fact: Fact, lead: str = "", *, short: bool = False) -> Said:
    """The words of a statement; where there is little room, a long quote as far as that goes."""
    words = " ".join(fact.quote.split())
    if short and len(words) > _QUOTE:
        words = words[:_QUOTE].rsplit(" ", 1)[0].rstrip(" ,;:") + " […]"
    return Said(words, fact.where, fact.iri, lead)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    share: int
    """The share of the table's width that it has, in hundredths."""

    def room(self, *, bold: bool) -> int:
        """How many characters a line of it has."""
        return int(_LINE * self.share / 100 * (_BOLD if bold else 1))


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row names the row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: str = ""
    """What is not shown, and how to see it."""

    def lines(self, row: Sequence[Cell]) -> float:
        """How many lines of print a row takes."""
        heights = (
            sum(len(wrap(_spelled(words), column.room(bold=at == 0))) for words in cell)
            for at, (cell, column) in enumerate(zip(row, self.columns, strict=True))
        )
        return max(heights, default=0) + _GAP

    @property
    def height(self) -> float:
        """How many lines of print its rows take."""
        return sum(map(self.lines, self.rows))

    def fitting(self, room: float, more: str) -> "Table":
        """The table with as many of its first rows as there is room for; `more` says how to see the others, which it counts as {}."""
        kept = 0
        for row in self.rows:
            room -= self.lines(row)
            if room < -_NOTHING:
                break
            kept += 1
        left = len(self.rows) - kept
        return replace(self, rows=self.rows[:kept], more=more.format(left) if left else "")


def _spelled(words: str | Said) -> str:
    return f"{words.lead} “{words.quote}” ({words.where})" if isinstance(words, Said) else words


@dataclass(frozen=True, slots=True)
class Mark:
    """A grade in a picture of grades over time."""

    column: int
    grade: str
    rank: int
    recalled: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """Two grades that follow each other and may be compared: lane and column of each, and how the later stands."""

    start: tuple[int, int]
    end: tuple[int, int]
    verdict: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Grades over time: a lane for each line of questions, a column for each year."""

    years: tuple[int, ...]
    scales: tuple[tuple[int, str], ...]
    """Where each run of comparable years begins, and the name of its scale: grades of two runs are not comparable."""
    lanes: tuple[tuple[str, tuple[Mark, ...]], ...]
    ties: tuple[Tie, ...]
    left: int = 0
    """How many lanes are not drawn."""

    @property
    def breaks(self) -> tuple[int, ...]:
        """The columns before which the picture is broken."""
        return tuple(column for column, _ in self.scales[1:])


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sheet."""

    heading: str
    tables: tuple[Table, ...]
    note: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Something to read, in sections."""

    title: str
    lead: str
    sections: tuple[Section, ...]


def shared_out(rounds: Sequence[Sequence[float]], total: float) -> tuple[float, ...]:
    """How much room each of several has: in each round one after the other gets what this wants for it, as far as there is any left.

    >>> shared_out([[5, 5, 5], [20, 20, 20], [10, 50, 30]], 60)
    (20.0, 20.0, 20.0)
    >>> shared_out([[5, 5, 5], [10, 20, 20], [10, 50, 30]], 60)
    (10.0, 30.0, 20.0)
    """
    given = [0.0] * len(rounds[0])
    for wanted in rounds:
        for at, upto in enumerate(wanted):
            given[at] += max(0.0, min(upto - given[at], total - sum(given)))
    return tuple(given)
