"""Writes workbooks by the rules of the UK's Analysis Function for accessible spreadsheets.

A cover, contents and notes before the data; one marked-up, named table a sheet, at its left edge, with one row of
unique headings and nothing below; titles in A1, marked as headings; text wrapped; no merged cell, blank row, filter,
frozen pane, fill, picture or macro, and no meaning in a colour. No text becomes a formula, number, day or link.
"""

import io
import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from kg.errors import UsageError
from kg.network import ATTRIBUTION
from kg.tables.book import CONTENTS, COVER, NOTES, Book, Sheet
from kg.tables.guard import guarded
from kg.tables.package import finished
from kg.tables.table import LIMIT, Cell, Table, fitted, seemly
from kg.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS: Final = 1_048_576
COLUMNS: Final = 16_384
_WIDEST: Final = 60
_PROSE: Final = 90
"""The width of the one column of the cover."""
_ADDRESS: Final = 36
"""The width of a column of IRIs, which break anywhere."""
_A4: Final = 9
_ABOUT: Final = 255
"""Characters of a property of the document, and of what a screen reader is told of a table."""
_LINE: Final = 15.0
"""The height of a line of text, in points."""
_TALLEST: Final = 409.0
_EXACT: Final = 10**15
"""From here on Excel rounds whole numbers."""
_FIRST_DAY: Final = date(1900, 3, 1)
"""Before this day Excel counts a day that never was."""


def alone(table: Table) -> bytes:
    """A workbook of a cover and one table."""
    sheet = Sheet("Answer", table.title, _unique(table.columns), table.cells, table.about)
    about = f"The answer to a question to a knowledge graph of police inspection reports: {len(table.terms)} rows."
    return workbook(Book(table.title, about, (), (sheet,)))


def workbook(book: Book) -> bytes:
    """The bytes of a workbook: the same book gives the same. Raises UsageError where it cannot be written."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError("workbooks need the library XlsxWriter: pip install 'peel-kg[xlsx]'") from error
    for sheet in book.sheets:
        if len(sheet.rows) > ROWS - 10 or len(sheet.columns) > COLUMNS:
            raise UsageError(
                f"{sheet.name}: too large for a worksheet ({len(sheet.rows)} rows); narrow it, or take csv"
            )
    out = io.BytesIO()
    file = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    title, subject = (seemly(words)[:_ABOUT] for words in (book.title, book.about))
    file.set_properties({"title": title, "subject": subject, "author": f"peel-kg {VERSION}"})
    _Writer(file).write(book)
    file.close()
    return finished(out.getvalue(), language="en-GB")


class _Writer:
    """Writes a book with the formats that it needs."""

    def __init__(self, file: Any) -> None:
        self.file = file
        wrapped = {"text_wrap": True, "valign": "top"}
        self.title = file.add_format({"bold": True, "font_size": 16})
        self.subtitle = file.add_format({"bold": True, "font_size": 13, **wrapped})
        self.line = file.add_format({})
        self.heading = file.add_format({"bold": True, **wrapped})
        self.text = file.add_format(wrapped)
        # Keeps text that looks like a formula text, even where somebody edits it.
        self.quoted = file.add_format({**wrapped, "quote_prefix": True})
        self.day = file.add_format({**wrapped, "num_format": "yyyy-mm-dd", "align": "left"})
        self.link = file.add_format({**wrapped, "hyperlink": True})

    def write(self, book: Book) -> None:
        self._cover(book)
        data = [sheet for sheet in book.sheets if sheet.rows or len(book.sheets) == 1]
        if len(book.sheets) > 1:
            self._table(_contents(data, notes=bool(book.notes)), link=True)
        if book.notes:
            numbered = tuple((f"note {n}", *note) for n, note in enumerate(book.notes, 1))
            self._table(Sheet(NOTES, "Notes", ("Note", "About", "What it says"), numbered))
        for sheet in data:
            self._table(sheet)

    def _cover(self, book: Book) -> None:
        page = self.file.add_worksheet(COVER)
        page.set_column(0, 0, _PROSE)
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_row(1, _height([book.about], [_PROSE]))
        self._words(page, 0, 0, book.title, self.title)
        page.set_row(0, 1.5 * _LINE)
        self._words(page, 1, 0, book.about, self.text)
        row = 2
        for heading, words in (*book.cover, ("Licence", ATTRIBUTION)):
            self._words(page, row, 0, heading, self.subtitle)
            self._words(page, row + 1, 0, words, self.text)
            page.set_row(row, 1.5 * _LINE)
            page.set_row(row + 1, _height([words], [_PROSE]))
            row += 2

    def _table(self, sheet: Sheet, *, link: bool = False) -> None:
        page = self.file.add_worksheet(sheet.name)
        self._words(page, 0, 0, sheet.title, self.title)
        page.set_row(0, 1.5 * _LINE)
        lines = tuple(_lines(sheet))
        for row, line in enumerate(lines, 1):
            self._words(page, row, 0, line, self.line)
        top = len(lines) + 1
        widths = [_width(name, [row[at] for row in sheet.rows]) for at, name in enumerate(sheet.columns)]
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        self._headings(page, top, sheet)
        page.set_row(top, _height(sheet.columns, widths))
        self._paper(page, top)
        for row, cells in enumerate(sheet.rows, top + 1):
            page.set_row(row, _height(cells, widths))
            for column, value in enumerate(cells):
                self._cell(page, row, column, value)
            if link:
                page.write_url(row, 0, f"internal:'{cells[0]}'!A1", self.link, str(cells[0]))

    def _headings(self, page: Any, top: int, sheet: Sheet) -> None:
        """The row of headings, marked up as that of a table; Excel knows no table without rows."""
        if not sheet.rows or not sheet.columns:
            for column, name in enumerate(sheet.columns):
                self._words(page, top, column, name, self.heading)
            return
        page.add_table(
            top,
            0,
            top + len(sheet.rows),
            len(sheet.columns) - 1,
            {
                "name": sheet.name.lower(),
                "title": seemly(sheet.title)[:_ABOUT],
                "description": seemly(" ".join((sheet.title, *sheet.about)))[:_ABOUT],
                "columns": [{"header": name, "header_format": self.heading} for name in sheet.columns],
                "style": None,
                "autofilter": False,
                "banded_rows": False,
            },
        )

    def _paper(self, page: Any, top: int) -> None:
        """A4 across, as wide as the paper, with the headings on each page, for whoever prints it."""
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)

    def _cell(self, page: Any, row: int, column: int, value: Cell | None) -> None:
        match value:
            case None:
                return
            case bool():
                page.write_boolean(row, column, value, self.text)
            case int() if abs(value) < _EXACT:
                page.write_number(row, column, value, self.text)
            case float():
                page.write_number(row, column, value, self.text)
            case date() if value >= _FIRST_DAY:
                page.write_datetime(row, column, datetime(value.year, value.month, value.day), self.day)
            case _:
                self._words(page, row, column, str(value), self.text)

    def _words(self, page: Any, row: int, column: int, words: str, format: Any) -> None:
        shown = fitted(seemly(words))
        if not shown:
            return
        page.write_string(row, column, shown, self.quoted if format is self.text and _sly(shown) else format)


def _sly(words: str) -> bool:
    """Whether text would begin a formula if somebody typed it."""
    return guarded(words)[0] == "'"


def _contents(sheets: "Sequence[Sheet]", *, notes: bool) -> Sheet:
    listed: list[tuple[Cell | None, ...]] = (
        [(NOTES, "What columns mean, and what to bear in mind")] if notes else []
    )
    listed += [(sheet.name, sheet.title) for sheet in sheets]
    return Sheet(CONTENTS, "Contents", ("Worksheet", "What it holds"), tuple(listed))


def _lines(sheet: Sheet) -> "list[str]":
    """What stands between the title and the table."""
    number = len(sheet.rows)
    count = (
        "a table"
        if not number
        else f"one table of {number} {'row' if number == 1 else 'rows'}, named {sheet.name.lower()}"
    )
    lines = [f"This worksheet holds {count}.", *sheet.about]
    if not number:
        lines = ["No row answers the question; the columns would be these.", *sheet.about]
    if any("[note " in name for name in sheet.columns):
        lines.append(f"The notes in the headings are on the worksheet {NOTES}.")
    if any(value is None or value == "" for row in sheet.rows for value in row):
        lines.append(f"An empty cell means that {sheet.empty}.")
    return lines


def _width(name: str, cells: "Sequence[Cell | None]") -> float:
    """A column as wide as its longest line, within reason, and as the longest word of its heading."""
    told = [str(value)[:LIMIT] for value in cells if value is not None]
    longest = max((len(line) for words in told for line in words.split("\n")), default=0)
    most = _ADDRESS if all(words.startswith(("http://", "https://")) for words in told) else _WIDEST
    return float(max(8, min(longest + 2, most), *(len(word) + 3 for word in name[:_WIDEST].split(" "))))


def _height(cells: "Sequence[Cell | None]", widths: "Sequence[float]") -> float:
    """A row as high as its longest cell: not every spreadsheet looks for itself what wrapped text needs."""
    lines = max(
        (_folds(str(value), width) for value, width in zip(cells, widths, strict=True) if value is not None),
        default=1,
    )
    return min(_TALLEST, lines * _LINE)


def _folds(words: str, width: float) -> int:
    """About how many lines words take in a column."""
    return sum(max(1, math.ceil(1.15 * len(line) / (width - 1))) for line in words[:LIMIT].split("\n"))


def _unique(columns: "Sequence[str]") -> tuple[str, ...]:
    """Headings that differ in more than their case, as Excel asks, and are not too long for it."""
    taken: set[str] = set()
    unique: list[str] = []
    for name in columns:
        shown, number = name[:200], 1
        while shown.lower() in taken:
            number += 1
            shown = f"{name[:200]} ({number})"
        taken.add(shown.lower())
        unique.append(shown)
    return tuple(unique)
