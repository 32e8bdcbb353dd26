"""A table in Markdown, as GitHub and most other readers of it take it. What is text stays text: no link, picture or tag comes of it."""

import re

from kg.namespaces import ID
from kg.tables.table import Cell, Table, seemly

_ACTIVE = re.compile(r"[\\`*_\[\]|~<>&!$]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def markdown(table: Table) -> bytes:
    """A row a line, numbers to the right; names are given without the base of their IRIs, as on the screen."""
    cells = table.cells
    columns = tuple(zip(*cells, strict=True)) if cells else ((),) * len(table.columns)
    lines = [
        map(escaped, table.columns),
        ("---:" if _numbers(column) else "---" for column in columns),
        *(map(_spelled, row) for row in cells),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).encode()


def _numbers(column: tuple[Cell | None, ...]) -> bool:
    told = [value for value in column if value is not None]
    return bool(told) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in told
    )


def _spelled(value: Cell | None) -> str:
    return "" if value is None else escaped(short(value))


def short(value: Cell) -> str:
    """A value as people read it: an individual without the base of its IRI."""
    return str(value).lower() if isinstance(value, bool) else str(value).removeprefix(ID)


def escaped(words: str) -> str:
    """Words on one line, in which no character means anything to Markdown."""
    inert = _ACTIVE.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), seemly(words))
    return inert.replace("\n", "<br>").replace("\t", " ")
