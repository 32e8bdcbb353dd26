"""What XlsxWriter does not write of a workbook: which cells are headings, its language; and no date of its making."""

import io
from collections.abc import Callable
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_TERMS: Final = "{http://purl.org/dc/terms/}"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
HEADINGS: Final = (("Heading 1", "16", "16"), ("Heading 2", "17", "13"))
"""Names of Excel's styles for headings, their numbers, and the size of font by which `xlsx` tells cells of them."""


def finished(data: bytes, *, language: str) -> bytes:
    """A workbook whose largest cells are headings, in a language; its entries and properties have no date of today."""
    changes: dict[str, Callable[[bytes], bytes]] = {
        "xl/styles.xml": _headed,
        "docProps/core.xml": lambda part: _described(part, language),
    }
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, changes[name](part) if name in changes else part)
    return out.getvalue()


def _headed(part: bytes) -> bytes:
    """The styles with those of headings, given to the cells whose font is as large."""
    root = etree.fromstring(part)
    fonts = [_within(font, "sz").get("val") for font in _within(root, "fonts")]
    masters, styles = _within(root, "cellStyleXfs"), _within(root, "cellStyles")
    for name, builtin, size in HEADINGS:
        if size not in fonts:
            continue
        font, master = str(fonts.index(size)), str(len(masters))
        etree.SubElement(masters, f"{_MAIN}xf", numFmtId="0", fontId=font, fillId="0", borderId="0")
        etree.SubElement(styles, f"{_MAIN}cellStyle", name=name, xfId=master, builtinId=builtin)
        for xf in _within(root, "cellXfs"):
            if xf.get("fontId") == font:
                xf.set("xfId", master)
    for each in (masters, styles):
        each.set("count", str(len(each)))
    return _spelled(root)


def _within(parent: "etree._Element", name: str) -> "etree._Element":
    found = parent.find(f"{_MAIN}{name}")
    assert found is not None
    return found


def _described(part: bytes, language: str) -> bytes:
    """The properties with a language and without dates: when a workbook was made is nothing that the graph says."""
    root = etree.fromstring(part)
    for day in [*root.iter(f"{_TERMS}created"), *root.iter(f"{_TERMS}modified")]:
        root.remove(day)
    etree.SubElement(root, f"{{{_DC}}}language").text = language
    return _spelled(root)


def _spelled(root: "etree._Element") -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
