"""Reads a Word file: its headings, paragraphs, lists and tables in order, with tracked changes accepted, and its notes at the end.

Headers, footers, comments and the table of contents are left out.
"""

import re
from collections.abc import Iterator
from typing import Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from lxml import etree

from kg.read.flow import BREAK, BULLET, DEEPEST, lines, names, row
from kg.read.layout import Copy, Kind, Piece, compose, piece
from kg.read.marks import LEVEL, MARK, RAISED, Marks, with_notes
from kg.read.numbering import Lists
from kg.read.package import opened
from kg.read.styles import BODY, Style, Styles, W, is_on, path, told, whole

_MARKUP: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WITHOUT = frozenset(
    W + name
    for name in names(
        "del moveFrom delText instrText delInstrText rPr pPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr sectPr rt"
    )
)
"""Elements whose words are none of the text: what was deleted, the codes of fields, and settings."""
_WORDS = frozenset([W + "t", _MATH + "t"])
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": BREAK, W + "cr": BREAK, W + "noBreakHyphen": "-"}
_BULLETS = frozenset(["F0B7", "F0A7", "F0D8", "F076"])
"""Signs of symbol fonts that are bullets; other such signs have no words."""
_NOTES = {
    W + "footnoteReference": (W + "footnote", RELATIONSHIP_TYPE.FOOTNOTES),
    W + "endnoteReference": (W + "endnote", RELATIONSHIP_TYPE.ENDNOTES),
}
_NUMBER = re.compile(r"\(?(?:[0-9]{1,4}|[A-Za-z]{1,2}|[ivxlcIVXLC]{1,8})[.)]")
"""The number of an item as lists print it."""
_BARE = re.compile(r"[0-9]{1,4}|[A-Za-z]")
_TABBED = re.compile(r"(?=[^\t]*[^\W\d_]{2})[^\t]{3,150}(?:\t+[^\t]{1,150}){1,9}(?<![.!?:;,])")
"""A row of a table that was made with tabs: its first cell is no number or sign, and no sentence ends behind its last one."""
_HIDDEN = path("rPr/vanish")
_BOLD = path("rPr/b")
_LOOKS = path("rPr")
_RUN, _LINK, _PLACE = W + "r", W + "hyperlink", W + "bookmarkStart"
_SETTINGS = path("pPr")
_END_DELETED = path("rPr/del")
_ROW_DELETED = path("trPr/del")
_CELL_DELETED = path("tcPr/cellDel")
_ENDED = re.compile(r"[.:;,!…][\"'’”)]*$")
_LINE: Final = 120
"""Characters of the longest line in bold that is a heading."""


def read(data: bytes) -> Copy:
    """A Word file as its words. Raises ValueError where it has none, or must not be opened."""
    document = opened(data)
    copy = compose(pieces(document), title=_title(document))
    if not copy.text:
        raise ValueError("no text in it; give a copy with text, not with pictures of it")
    return copy


def pieces(document: Document) -> list[Piece]:
    """The pieces of a file's text, in order, with those of its notes after them. Raises ValueError where the file has no body."""
    body = document.element.body
    if body is None:
        raise ValueError("no text in it; save it again as .docx, or give a copy as text")
    styles = Styles(document.styles.element)
    numbering = _related(document, RELATIONSHIP_TYPE.NUMBERING)
    walk = _Walk(styles, Lists(numbering, styles))
    walk.blocks(body)
    walk.end()
    for tag, relation in _NOTES.values():
        root = _related(document, relation)
        notes = {} if root is None else {note.get(W + "id"): note for note in root.findall(tag)}
        for name in walk.notes.get(tag, ()):
            if name in notes:
                walk.footnotes += walk.apart(notes[name])
    return with_notes(walk.pieces, walk.footnotes)


def _related(document: Document, relation: str) -> etree._Element | None:
    """Another part of a file, by its relation to the text."""
    try:
        return parse_xml(document.part.part_related_by(relation).blob)
    except KeyError:
        return None


def _title(document: Document) -> str | None:
    """The title among the properties of a file; one without properties has none."""
    package = document.part.package
    relations = [] if package is None else package.rels.values()
    if all(one.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES for one in relations):
        return None
    return " ".join(document.core_properties.title.split()) or None


class _Walk:
    """A way through the blocks of a file, in order, with the pieces found so far."""

    __slots__ = (
        "_begun",
        "_cells",
        "_headed",
        "_led_to",
        "_lists",
        "_marks",
        "_styles",
        "footnotes",
        "notes",
        "pieces",
    )

    def __init__(self, styles: Styles, lists: Lists) -> None:
        self.pieces: list[Piece] = []
        self.notes: dict[str, dict[str | None, None]] = {}
        """The notes to which the text refers, in order."""
        self.footnotes: list[Piece] = []
        """The pieces of notes."""
        self._styles = styles
        self._lists = lists
        self._cells = 0
        """Cells of tables around."""
        self._begun: list[str] = []
        """Words of paragraphs whose end was deleted, and that go on in the next."""
        self._headed: set[tuple[str | None, int]] = set()
        """Levels of lists that number headings."""
        self._marks = Marks()
        self._led_to: set[str | None] = set()
        """Places to which marks lead."""

    def blocks(self, element: etree._Element) -> None:
        """Reads the paragraphs and tables in an element, also those in content controls and in what was inserted."""
        for child in element:
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag == _MARKUP + "AlternateContent":
                self.blocks(_chosen(child))
            elif child.tag not in _WITHOUT and not _is_contents(child):
                self.blocks(child)

    def end(self) -> None:
        """Writes what was begun, where no paragraph follows."""
        self._write(Kind.PARAGRAPH, "".join(self._begun))

    def _paragraph(self, element: etree._Element) -> None:
        boxes: list[etree._Element] = []
        self._gather(element, self._begun, boxes)
        settings = element.find(_SETTINGS)
        if settings is None or settings.find(_END_DELETED) is None:
            words = "".join(self._begun)
            self._begun.clear()
            if self._is_note(element, words):
                found, self.pieces = self.pieces, self.footnotes
                self._place(element, settings, self._marks.without(words))
                self.pieces = found
            else:
                self._place(element, settings, self._marks.without(words))
        for box in boxes:
            self.blocks(box)

    def _is_note(self, element: etree._Element, words: str) -> bool:
        """Whether a paragraph is a note that was typed: a mark leads to it, or it begins with one that stood before."""
        if self._led_to and any(one.get(W + "name") in self._led_to for one in element.iter(_PLACE)):
            return True
        return RAISED in words and self._marks.opens(words)

    def _place(self, element: etree._Element, settings: etree._Element | None, words: str) -> None:
        """Writes a paragraph as what its style, its place in a list and its looks tell that it is."""
        name = told(settings, "pStyle")
        style = self._styles.of(name)
        number, depth = self._listed(settings, name, style)
        sign = self._lists.sign(number, depth) if number else ""
        if number is None and style.level is not None:
            sign = BULLET
        if style.contents:
            return
        if self._heads(element, settings, style, words, bool(sign)):
            self._headed.add((number, depth))
            self._write(Kind.HEADING, words)
        elif sign:
            self._item(words, sign, number, depth)
        else:
            self._write(Kind.PARAGRAPH, words)

    def _item(self, words: str, sign: str, number: str | None, depth: int) -> None:
        """Writes an item with the number that its list prints before it."""
        if sign == BULLET or _NUMBER.fullmatch(sign):
            self._write(Kind.ITEM, words, depth, sign)
        elif _BARE.fullmatch(sign):
            self._write(Kind.ITEM, words, depth, sign + ".")
        elif any(map(str.isalpha, sign)):
            # A label such as "Recommendation 1:", which is words.
            self._write(Kind.PARAGRAPH, f"{sign} {words}")
        elif (number, depth - 1) in self._headed:
            # A number such as "1.1" under a heading counts paragraphs; under an item it counts items.
            self._write(Kind.PARAGRAPH, words)
        else:
            self._write(Kind.ITEM, words, depth)

    def _listed(
        self, settings: etree._Element | None, name: str | None, style: Style
    ) -> tuple[str | None, int]:
        """The list in which a paragraph stands, and how deep; "" where it is taken out of that of its style."""
        own = told(settings, "numPr/numId")
        number = style.number if own is None else own
        if number is None or number == "0":
            return number and "", style.level or 0
        level = whole(told(settings, "numPr/ilvl"))
        level = style.level if level is None else level
        return number, self._lists.level(number, name) if level is None else level

    def _heads(
        self,
        element: etree._Element,
        settings: etree._Element | None,
        style: Style,
        words: str,
        listed: bool,
    ) -> bool:
        """Whether a paragraph is a heading: by its level, by its style, or as a line in bold that stands alone."""
        level = whole(told(settings, "outlineLvl"))
        if level is not None or style.heading:
            return style.heading if level is None else level < BODY
        line = words.strip()
        if listed or self._cells or BREAK in line or not 0 < len(line) <= _LINE or _ENDED.search(line):
            return False
        return self._is_bold(element, style)

    def _is_bold(self, element: etree._Element, style: Style) -> bool:
        """Whether all words of a paragraph are in bold."""
        runs = [
            run
            for run in element.iter(W + "r")
            if any((text.text or "").strip() for text in run.iter(W + "t"))
        ]
        return bool(runs) and all(self._is_bold_run(run, style) for run in runs)

    def _is_bold_run(self, run: etree._Element, style: Style) -> bool:
        own = run.find(_BOLD)
        if own is not None:
            return is_on(own)
        named = told(run, "rPr/rStyle")
        return style.bold or (named is not None and self._styles.of(named).bold)

    def _write(self, kind: Kind, words: str, depth: int = 0, sign: str = BULLET) -> None:
        """Writes a paragraph; of an item that has several lines only the first is one."""
        for line in [words] if kind is Kind.HEADING and words.strip() else lines(words):
            if kind is Kind.PARAGRAPH and not self._cells and _TABBED.fullmatch(line):
                self.pieces.append(piece(Kind.ROW, " | ".join(filter(None, line.split("\t")))))
            else:
                self.pieces.append(piece(kind, line, min(depth, DEEPEST), sign))
            kind = Kind.PARAGRAPH

    def _table(self, element: etree._Element) -> None:
        for line in _those_in(element, W + "tr"):
            if line.find(_ROW_DELETED) is None:
                cells = (cell for cell in _those_in(line, W + "tc") if cell.find(_CELL_DELETED) is None)
                self.pieces += row([self._cell(cell) for cell in cells])

    def _cell(self, cell: etree._Element) -> list[Piece]:
        """The pieces of a cell."""
        self._cells += 1
        apart = self.apart(cell)
        self._cells -= 1
        return apart

    def apart(self, element: etree._Element) -> list[Piece]:
        """The pieces in an element, apart from those found so far."""
        found, self.pieces = self.pieces, []
        self.blocks(element)
        apart, self.pieces = self.pieces, found
        return apart

    def _gather(self, element: etree._Element, words: list[str], boxes: list[etree._Element]) -> None:
        """Collects the words in an element, the notes to which they refer, and the text boxes that hang on them."""
        for child in element:
            tag = child.tag
            if tag in _WORDS:
                words.append(child.text or "")
            elif tag in _SIGNS:
                words.append(_SIGNS[tag])
            elif tag == W + "sym":
                words.append(_symbol(child))
            elif tag in _NOTES:
                self.notes.setdefault(_NOTES[tag][0], {})[child.get(W + "id")] = None
            elif tag == W + "txbxContent":
                boxes.append(child)
            elif tag == _MARKUP + "AlternateContent":
                self._gather(_chosen(child), words, boxes)
            elif tag == _LINK:
                self._link(child, words, boxes)
            elif tag not in _WITHOUT and not is_on(child.find(_HIDDEN)):
                raised = tag == _RUN and self._is_raised(child)
                words += RAISED if raised else ""
                self._gather(child, words, boxes)
                words += LEVEL if raised else ""

    def _link(self, element: etree._Element, words: list[str], boxes: list[etree._Element]) -> None:
        """The words of a link; one that is a mark tells where a note stands, and one without words leads back to its mark."""
        inner: list[str] = []
        self._gather(element, inner, boxes)
        shown, place = "".join(inner), element.get(W + "anchor")
        if place and RAISED in shown and MARK.fullmatch(shown.strip(RAISED + LEVEL)):
            self._led_to.add(place)
        if not place or any(map(str.isalnum, shown)):
            words += inner

    def _is_raised(self, run: etree._Element) -> bool:
        """Whether the words of a run are raised, by itself or by its style."""
        settings = run.find(_LOOKS)
        if settings is None:
            return False
        place, height = told(settings, "vertAlign"), told(settings, "position")
        if place is None and height is None:
            named = told(settings, "rStyle")
            return named is not None and self._styles.of(named).raised
        return place == "superscript" or (whole(height) or 0) > 0


def _those_in(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows in a table or cells in a row, also those in content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _WITHOUT:
            yield from _those_in(child, tag)


def _chosen(element: etree._Element) -> etree._Element:
    """Of several forms of one thing, the first."""
    return next(iter(element), element)


def _is_contents(element: etree._Element) -> bool:
    """Whether a content control holds a table of contents."""
    return (
        element.tag == W + "sdt" and told(element, "sdtPr/docPartObj/docPartGallery") == "Table of Contents"
    )


def _symbol(element: etree._Element) -> str:
    """A sign of a symbol font: a bullet, or nothing that can be read."""
    return BULLET if element.get(W + "char", "").upper() in _BULLETS else ""
