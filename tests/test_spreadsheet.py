"""A spreadsheet program opens what we write for it: no cell is a formula, whichever sign parts the columns, and the words are there.

LibreOffice opens the files, and tells of their cells in its own flat form; where it is not installed, these tests are skipped.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from extras import needs
from lxml import etree

from kg.tables import rows
from kg.tables.table import Table

OFFICE: Final = shutil.which("soffice") or ""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed (apt-get install libreoffice-calc)"),
]
VALUES: Final = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\ufeff=1+1", "＝1+1", "＋1", "－1+1", "＠SUM(1)",
    '"=1+1"', '"\n=1+1', "a;=1+1", "a,=1+1", "a\t=1+1", 'a";=1+1;"', "'=1+1", "=HYPERLINK(\"file:///etc/passwd\";\"x\")",
    "=cmd|' /C calc'!A0", '=WEBSERVICE("http://127.0.0.1/")', "={1}", "{=1+1}", "of:=1+1", "plain words", "1,5;2", "#REF!",
]  # fmt: skip
TABLE: Final = Table.made("Cells", ("words", "number"), [(value, 7 + at) for at, value in enumerate(VALUES)])
_FORMULA: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
_SEPARATORS: Final = {"comma": 44, "semicolon": 59, "tab": 9}


def opened(file: Path, filter_: str = "") -> Iterator[tuple[str | None, str]]:
    """The formula, if there is one, and the words of each cell, as LibreOffice opened a file."""
    home = file.parent / "home"
    command = [OFFICE, "--headless", f"-env:UserInstallation={home.as_uri()}", "--convert-to", "fods", "--outdir", str(file.parent)]  # fmt: skip
    command += [f"--infilter={filter_}"] if filter_ else []
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=120)
    for cell in etree.parse(file.with_suffix(".fods")).iter("{*}table-cell"):
        yield (
            cell.get(_FORMULA),
            "\n".join("".join(map(str, words.itertext())) for words in cell.iter("{*}p")),
        )


@needs("xlsxwriter")
def test_a_workbook(tmp_path: Path) -> None:
    """Each cell is the words that were written."""
    file = tmp_path / "cells.xlsx"
    file.write_bytes(rows(TABLE, "xlsx"))
    cells = list(opened(file))
    assert {formula for formula, _ in cells} == {None}
    found = {"".join(words.split()) for _, words in cells}
    assert {"".join(value.replace("\ufeff", "").split()) for value in VALUES} <= {
        one.replace("\ufeff", "") for one in found
    }


@pytest.mark.parametrize("separator", _SEPARATORS)
def test_csv_for_excel(separator: str, tmp_path: Path) -> None:
    """However it is told to part the columns, and though it is told to look for formulas."""
    file = tmp_path / "cells.csv"
    file.write_bytes(rows(TABLE, "csv", for_excel=True))
    tokens = f"{_SEPARATORS[separator]},34,76,1,,0,false,true,false,false,false,-1,true"
    cells = list(opened(file, f"Text - txt - csv (StarCalc):{tokens}"))
    assert {formula for formula, _ in cells} == {None}
    assert any("1+1" in words for _, words in cells) and any("plain words" in words for _, words in cells)


def test_this_would_find_one(tmp_path: Path) -> None:
    """Exact CSV, which is not made for spreadsheets, has formulas here."""
    file = tmp_path / "cells.csv"
    file.write_bytes(rows(TABLE, "csv"))
    tokens = "44,34,76,1,,0,false,true,false,false,false,-1,true"
    assert any(formula for formula, _ in opened(file, f"Text - txt - csv (StarCalc):{tokens}"))
