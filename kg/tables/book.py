"""A workbook as frozen values, before any library for spreadsheets is needed."""

from dataclasses import dataclass
from typing import Final

from kg.tables.table import Cell

COVER: Final = "Cover"
CONTENTS: Final = "Contents"
NOTES: Final = "Notes"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet with one table. `name` is that of the tab and of the table: letters, digits and underscores."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    about: tuple[str, ...] = ()
    """Lines between the title and the table."""
    empty: str = "the graph says nothing there"
    """What an empty cell means."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: a cover, a list of contents, notes, and a worksheet for each table that has rows."""

    title: str
    about: str
    cover: tuple[tuple[str, str], ...]
    """Headings of the cover, each with the words below it."""
    sheets: tuple[Sheet, ...]
    notes: tuple[tuple[str, str], ...] = ()
    """What the notes are about, and their words; headings of columns refer to them by number: "Grade [note 1]"."""
