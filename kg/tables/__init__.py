"""Writes rows in every format in which they leave: the only place that does.

`w3c` the exact ones, `guard` CSV that Excel cannot take for formulas, `markdown`, `page` HTML, `xlsx` workbooks,
`frame` pandas. A writer takes a table and gives bytes; the same table gives the same bytes.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from kg.errors import UsageError
from kg.tables.table import Rows, Table

__all__ = ["BINARY", "FORMATS", "SUFFIXES", "Rows", "Table", "rows"]

FORMATS: Final = ("csv", "tsv", "json", "xlsx", "markdown", "html")
SUFFIXES: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".xlsx": "xlsx",
    ".md": "markdown",
    ".html": "html",
}
"""What the end of a file's name says of its format."""
BINARY: Final = frozenset({"xlsx"})
"""Formats that are no text, and not for a terminal."""


def rows(answer: Rows, format: str, *, for_excel: bool = False) -> bytes:
    """The rows of a table, or of an answer that has rows, as bytes of one of the FORMATS (`Answer.table` makes rows of the others).

    `for_excel` makes CSV of which no cell can be taken for a formula; else CSV, TSV and JSON hold the values as they are.
    Raises UsageError for an unknown format, and where a library for it is not installed.
    """
    if for_excel and format != "csv":
        raise UsageError(
            "--for-excel is a kind of CSV; ask for csv, or for xlsx, in which text stays text anyway"
        )
    kind = "guarded" if for_excel else format
    if kind not in _WRITERS:
        raise UsageError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    module, name = _WRITERS[kind]
    write: Callable[[Table], bytes] = getattr(import_module(f"kg.tables.{module}"), name)
    return write(Table.of(answer))


_WRITERS: Final = {
    "csv": ("w3c", "csv_"),
    "tsv": ("w3c", "tsv"),
    "json": ("w3c", "json_"),
    "guarded": ("guard", "csv_"),
    "markdown": ("markdown", "markdown"),
    "html": ("page", "html"),
    "xlsx": ("xlsx", "alone"),
}
"""Where each format is written: one is loaded only where it is asked for."""
