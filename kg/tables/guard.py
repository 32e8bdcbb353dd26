"""CSV for Excel and LibreOffice, of which no cell is taken for a formula: not exact, and never the default.

A byte order mark, so that Excel reads UTF-8; rows end in CRLF; what would begin a formula gets an apostrophe before
it, which the reader sees. Where a list of columns is parted by semicolons or tabs, as in much of Europe, such a sign
inside a cell begins a formula, too, and quotes and blanks before a sign do not tame it.
"""

import csv
import io
import re
from typing import Final

from kg.tables.table import Table, cell, fitted, seemly, spelling
from kg.terms import Term

_SIGN: Final = (
    "[-=+@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"  # with their full-width and small forms
)
_BLANK: Final = r'\s"\u00ad\u200b-\u200d\u2060\ufeff'
_START: Final = re.compile(rf"[\t\r\n]|[{_BLANK}]*+{_SIGN}")
_RUN: Final = re.compile(
    rf"([{_BLANK};]++)({_SIGN})?"
)  # each run of blanks is looked at once, so time is linear
_PARTING: Final = re.compile(r".*[;\t\r\n]", re.DOTALL)


def csv_(table: Table) -> bytes:
    """CSV for a spreadsheet. Numbers stay numbers; text longer than a cell of Excel is cut, and says so."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(column) for column in table.columns])
    writer.writerows([["" if term is None else _tamed(term) for term in row] for row in table.terms])
    return out.getvalue().encode("utf-8-sig")


def _tamed(term: Term) -> str:
    if isinstance(cell(term), str):
        return fitted(guarded(seemly(spelling(term))))
    return spelling(term)


def guarded(words: str) -> str:
    """Words in which nothing begins a formula."""
    inner = _RUN.sub(_marked, words)
    return f"'{inner}" if _START.match(words) else inner


def _marked(run: re.Match[str]) -> str:
    """A run of blanks with an apostrophe behind the last sign that may part columns, where a formula would begin there."""
    blanks, sign = run[1], run[2]
    parting = _PARTING.match(blanks) if sign else None
    if parting is None:
        return run[0]
    return f"{parting[0]}'{blanks[parting.end() :]}{sign}"
