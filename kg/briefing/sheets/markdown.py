"""A sheet as Markdown, with the tables of GitHub's kind."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kg.briefing.sheets.grid import grid
from kg.briefing.sheets.sheet import Cell, Said, Section, Sheet, Table
from kg.network import ATTRIBUTION, plain

_MARKS: Final = re.compile(r"[\\`*_{}\[\]<>#|~&]")


def markdown(sheet: Sheet) -> str:
    """The text, ended by a line break."""
    parts = [f"# {_plainly(sheet.title)}", _plainly(sheet.lead)]
    parts += [part for section in sheet.sections for part in _section(section)]
    return "\n\n".join([*parts, _plainly(ATTRIBUTION)]) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {_plainly(section.heading)}"
    if section.picture:
        yield from _table(grid(section.picture))
    for table in section.tables:
        yield from _table(table)
    if section.note and any(table.rows for table in section.tables):
        yield _plainly(section.note)


def _table(table: Table) -> Iterator[str]:
    if table.rows:
        yield f"{_plainly(table.caption)}:"
        head = [_plainly(column.name) for column in table.columns]
        rows = [[_cell(cell) for cell in row] for row in table.rows]
        yield "\n".join(_line(row) for row in (head, ["---"] * len(head), *rows))
    if table.more:
        yield f"… {_plainly(table.more)}"
    elif not table.rows:
        yield "None."


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(_words(words) for words in cell)


def _words(words: str | Said) -> str:
    if isinstance(words, Said):
        lead = f"{_plainly(words.lead)} " if words.lead else ""
        return f"{lead}“{_plainly(words.quote)}” ({_plainly(words.where)})"
    return _plainly(words)


def _plainly(words: str) -> str:
    """Words in which nothing is a mark of Markdown."""
    return _MARKS.sub(lambda found: f"\\{found[0]}", plain(words))
