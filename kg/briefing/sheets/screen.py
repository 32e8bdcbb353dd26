"""A sheet as plain text for a terminal, or for programs that read lines."""

import io
from typing import TYPE_CHECKING, Final

from kg.briefing.sheets.grid import grid
from kg.briefing.sheets.sheet import Cell, Said, Section, Sheet, Table
from kg.show import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

_WIDE: Final = 10_000
"""Columns of a table that is not shown on a terminal: each row has a line of its own."""


def screen(sheet: Sheet, *, narrow: bool = False) -> str:
    """The text: with one line for each row, or with marks of a terminal and as wide as that."""
    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=None if narrow else _WIDE,
        highlight=False,
        markup=False,
        emoji=False,
        force_terminal=narrow,
    )
    console.print(Text(plain(sheet.title), style="bold"))
    console.print(Text(plain(sheet.lead)))
    for section in sheet.sections:
        console.print(Text(f"\n{plain(section.heading)}", style="bold"))
        _section(console, section, narrow=narrow)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _section(console: "Console", section: Section, *, narrow: bool) -> None:
    from rich.text import Text

    tables = ((grid(section.picture),) if section.picture else ()) + section.tables
    for table in tables:
        if table.rows:
            console.print(Text(plain(table.caption), style="dim"))
            console.print(_table(table, narrow=narrow))
        elif not table.more:
            console.print(Text("None."))
        if table.more:
            console.print(Text(plain(f"… {table.more}")))
        if table is not tables[-1]:
            console.print()
    if section.note and any(table.rows for table in section.tables):
        console.print(Text(plain(section.note), style="dim"))


def _table(table: Table, *, narrow: bool) -> "RichTable":
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in table.columns:
        shown.add_column(
            plain(column.name), ratio=column.share if narrow else None, overflow="fold", no_wrap=not narrow
        )
    for row in table.rows:
        shown.add_row(*(Text(_cell(cell, "\n" if narrow else "  ")) for cell in row))
    return shown


def _cell(cell: Cell, between: str) -> str:
    return between.join(_words(words) for words in cell)


def _words(words: str | Said) -> str:
    if isinstance(words, Said):
        return plain(" ".join(f"{words.lead} “{words.quote}” ({words.where})".split()))
    return plain(words)
