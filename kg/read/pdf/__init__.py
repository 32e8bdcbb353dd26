"""Reads PDF: the pieces of a report from where its words stand, in which print, and what is drawn about them."""

import re
from itertools import chain
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as c

from kg.read.layout import Copy, Piece, compose
from kg.read.pdf.body import body_of
from kg.read.pdf.flow import flow
from kg.read.pdf.furniture import parted
from kg.read.pdf.hyphens import Mending
from kg.read.pdf.lines import Line, lines_of
from kg.read.pdf.paragraphs import grouped
from kg.read.pdf.phrases import Page, page_of
from kg.read.pdf.pieces import Writer
from kg.read.pdf.tables import Row

PAGES: Final = 600
"""Pages of the longest document that is read."""
CHARACTERS: Final = 6_000_000
"""Characters of the longest document that is read."""
_END: Final = 2048
"""Bytes at the end of a file among which its mark of the end must be."""
_NO_TITLE: Final = re.compile(
    r"\W*|microsoft (?:word|powerpoint|excel)\b.*|.*\.(?:docx?|pdf|html?|rtf|odt|indd|xlsx?|pptx?|txt|dotx?|qxp?d?)"
    r"|untitled.*|document ?\d*|slide \d+|(?:https?|file|about|data):.*",
    re.IGNORECASE | re.DOTALL,
)
"""Titles that a program has written, and no person."""


def read(data: bytes) -> Copy:
    """The report in a PDF file. Raises ValueError where there is none that can be read."""
    if b"%%EOF" not in data.rstrip(b"\\0\\r\\n\\t ")[-_END:]:
        raise ValueError("the file breaks off before its end; give a whole copy")
    document = _opened(data)
    try:
        pages = _pages(document)
        title = _title(document)
    finally:
        document.close()
    return compose(_pieces(pages), count=len(pages), title=title)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if c.FPDF_GetLastError() == c.FPDF_ERR_PASSWORD:
            raise ValueError("locked with a password; give a copy without one") from error
        raise ValueError("no PDF that can be opened: it is damaged; give a whole copy") from error
    if not 0 < len(document) <= PAGES:
        count = len(document)
        document.close()
        raise ValueError(
            f"has {count} pages, more than {PAGES}; give one report" if count else "has no pages; give a whole copy"
        )
    return document


def _pages(document: pdfium.PdfDocument) -> list[Page]:
    pages, length = [], 0
    for number in range(1, len(document) + 1):
        page = page_of(document, number)
        length += sum(len(phrase.text) for phrase in page.phrases)
        if length > CHARACTERS:
            raise ValueError(f"has more than {CHARACTERS} characters; give one report")
        pages.append(page)
    if not length:
        raise ValueError("no text: it is a scan and needs OCR; give a copy with text")
    return pages


def _title(document: pdfium.PdfDocument) -> str | None:
    """The title that the file gives itself, where a person has given it."""
    title = " ".join(document.get_metadata_value("Title").split())
    return None if _NO_TITLE.fullmatch(title) else title


def _pieces(pages: list[Page]) -> list[Piece]:
    found = parted(pages, [lines_of(page) for page in pages])
    order = list(flow([(lines, page.boxes) for lines, page in zip(found.body, pages, strict=True)]))
    body = body_of([one for one in order if isinstance(one, Line)])
    mending = Mending(chain(_texts(order), (one.text for note in found.notes for one in note)))
    writer = Writer(mending, body)
    noted = {one.page for note in found.notes for one in note}
    return [*writer.pieces(grouped(order, body, noted)), *writer.notes(found.notes)]


def _texts(order: list[Line | Row]) -> chain[str]:
    cells = ((one,) if isinstance(one, Line) else chain.from_iterable(one.cells) for one in order)
    return chain.from_iterable((part.text for part in group) for group in cells)
