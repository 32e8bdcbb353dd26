"""Reads PDF: the pieces of a report from where its words stand, in which print, and what is drawn about them.

packed     what would unpack to too much
phrases    what is written and drawn on a page, and where: all that is asked of PDFium
lines      phrases on one baseline, with the signs of lists
furniture  running heads and page numbers taken out, footnotes kept apart
flow       the order of reading: columns, and the rows of tables
paragraphs which lines are one heading, paragraph or item
pieces     the same as pieces, with cut words mended
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as c

from kg.read.layout import Copy, Piece, compose
from kg.read.marks import with_notes, without_title
from kg.read.pdf.body import body_of
from kg.read.pdf.flow import flow
from kg.read.pdf.furniture import endnotes, parted
from kg.read.pdf.hyphens import Mending
from kg.read.pdf.lines import Line, lines_of
from kg.read.pdf.packed import LARGEST, is_bomb
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
    r"\W*|microsoft (?:word|powerpoint|excel)\b.*|.*\.(?:docx?|dotx?|pdf|html?|rtf|odt|indd|xlsx?|pptx?|txt|exe)"
    r"|untitled.*|document ?\d*|(?:slide|page) \d+|(?:https?|file|about|data):.*"
    r"|.*\b(?:template|area name|(?:enter|insert)\b.*\bname)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""Titles that no person has given: of a program, of a file, of a template that was not filled in."""


def read(data: bytes) -> Copy:
    """The report in a PDF file. Raises ValueError where there is none that can be read."""
    if b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-_END:]:
        raise ValueError("the file breaks off before its end; give a whole copy")
    if is_bomb(data):
        raise ValueError(
            f"a part of it unpacks to more than {LARGEST // 2**20} MiB; give a copy of the report alone"
        )
    with closing(_opened(data)) as document:
        title = " ".join(document.get_metadata_value("Title").split())
        pages = list(_pages(document))
    return compose(_pieces(pages), count=len(pages), title=None if _NO_TITLE.fullmatch(title) else title)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if c.FPDF_GetLastError() == c.FPDF_ERR_PASSWORD:
            raise ValueError("locked with a password; give a copy without one") from error
        raise ValueError("no PDF that can be opened: it is damaged; give a whole copy") from error
    count = len(document)
    if not 0 < count <= PAGES:
        document.close()
        problem = f"has {count} pages, more than {PAGES}; give one report" if count else "has no pages"
        raise ValueError(problem)
    return document


def _pages(document: pdfium.PdfDocument) -> Iterator[Page]:
    """The pages of a document that has words, and not too many."""
    length = 0
    for number in range(1, len(document) + 1):
        page = page_of(document, number)
        length += sum(len(phrase.text) for phrase in page.phrases)
        if length > CHARACTERS:
            raise ValueError(f"has more than {CHARACTERS} characters; give one report")
        yield page
    if not length:
        raise ValueError("no text: it is a scan and needs OCR; give a copy with text")


def _pieces(pages: list[Page]) -> list[Piece]:
    """The pieces of the pages in order; footnotes are the last."""
    found = parted(pages, [lines_of(page) for page in pages])
    order = list(flow([(lines, page.boxes) for lines, page in zip(found.body, pages, strict=True)]))
    end, more = endnotes(order, found.called)
    order, noted = order[:end], found.notes + more
    body = body_of([one for one in order if isinstance(one, Line)])
    mending = Mending(one.text for one in chain(_lines(order), *noted))
    writer = Writer(mending, body)
    notes = list(writer.notes(noted))
    pieces = list(writer.pieces(grouped(order, body, {one.page for note in noted for one in note})))
    if notes:
        without_title(pieces)
    return with_notes(pieces, notes)


def _lines(order: Iterable[Line | Row]) -> Iterator[Line]:
    """All lines, those in the cells of tables, too."""
    for one in order:
        yield from (one,) if isinstance(one, Line) else chain.from_iterable(one.cells)
