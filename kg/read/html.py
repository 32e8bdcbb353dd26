"""Reads a web page: its content as headings, paragraphs, lists and tables, its title, and the address that it gives as its own."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from kg.read.about import about
from kg.read.chrome import Page, moves, page
from kg.read.endnotes import STYLED_RAISED, endnotes
from kg.read.flow import BREAK, BULLET, DEEPEST, counted, lines, names, row, words_of
from kg.read.layout import Copy, Kind, Piece, compose, piece
from kg.read.marks import LEVEL, RAISED, Marks, with_notes, without_title
from kg.read.markup import tree

_BLOCKS = names(
    "address blockquote body caption center dd details dir div dt fieldset figcaption figure footer form header hgroup hr html legend listing p plaintext search summary table tbody td tfoot th thead xmp"
)
"""Elements that begin and end a line."""
_STYLES = {
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "none": "",
}
"""How the styles of lists number their items; empty where they do not."""
_STYLE = re.compile(rf"list-style(?:-type)?\s{{0,9}}:[^;]{{0,40}}?\b({'|'.join(_STYLES)})\b")
_COUNTS = frozenset(_STYLES.values()) - {""}
_NUMBER = re.compile(r"-?[0-9]{1,6}")
_SCRIPTED = re.compile(r"\bjavascript\b|\bloading\b|\bplease wait\b", re.IGNORECASE)
_FEW: Final = 30
"""Words up to which a page that speaks of its script has nothing else to say."""


def read(data: bytes) -> Copy:
    """A web page as its words. Raises ValueError where it has none, or cannot be read without loss."""
    root = tree(data)
    told = about(root, data)
    found = pieces(root)
    if told.heading and found and not any(words_of(one) == told.heading for one in found):
        found.insert(0, piece(Kind.HEADING, told.heading))
    copy = replace(compose(found, title=told.title, source=told.source), date=told.date)
    if not copy.text or (len(copy.text.split()) <= _FEW and _SCRIPTED.search(copy.text)):
        script = ": the page is filled by a script" if next(root.iter("script"), None) is not None else ""
        raise ValueError(f"no text in it{script}; save the page from a browser, or give the PDF")
    return copy


def pieces(root: etree._Element) -> list[Piece]:
    """The pieces of a page's content, in order."""
    whole = page(root)
    walk = _Walk(whole)
    walk.inside(whole.content)
    walk.flush()
    return with_notes(walk.pieces, walk.notes)


class _Walk:
    """A way through the elements of a page, in order, with the pieces found so far."""

    __slots__ = (
        "depth",
        "item",
        "kind",
        "links",
        "marks",
        "noted",
        "notes",
        "page",
        "pieces",
        "within",
        "words",
    )

    def __init__(self, page: Page) -> None:
        self.page = page
        self.noted, self.links = endnotes(page)
        """The elements that are footnotes, and the links that are marks."""
        self.marks = Marks()
        self.pieces: list[Piece] = []
        self.notes: list[Piece] = []
        """The pieces of footnotes."""
        self.words: list[str] = []
        """Words that are in no piece yet."""
        self.kind = Kind.PARAGRAPH
        self.item = ""
        """The sign of the item that the next words open."""
        self.depth = 0
        """Lists around."""
        self.within = int(page.is_marked)
        """Articles around."""

    def inside(self, element: etree._Element) -> None:
        """Goes through the words and elements in an element."""
        if text := element.text:
            self.words.append(text)
        for child in element:
            self.visit(child)
            if tail := child.tail:
                self.words.append(tail)

    def visit(self, element: etree._Element) -> None:
        """Reads an element, unless it is none of the report."""
        if self.noted and element in self.noted:
            self.note(element)
            return
        if self.page.leaves_out(element, self.within > 0):
            return
        tag = element.tag
        if tag in _BARE and (acted := _ACTED.get(element.get("role"))):
            acted(self, element)
        elif tag in _BLOCKS:
            self.flush()
            self.inside(element)
            self.flush()
        elif read := _READERS.get(tag):
            read(self, element)
        else:
            self.inside(element)

    def flush(self) -> None:
        """Makes pieces of the words since the last."""
        if not self.words:
            return
        words = "".join(self.words)
        self.words.clear()
        if words.isspace() or not words:
            return
        if RAISED in words:
            opens = self.kind is Kind.PARAGRAPH and self.marks.opens(words)
            words = self.marks.without(words)
            if opens:
                self.item = ""
                self.notes.append(piece(Kind.PARAGRAPH, words))
                return
        whole = self.kind is Kind.HEADING or BREAK not in words
        for line in [words] if whole else lines(words):
            sign, self.item = self.item, ""
            if sign and self.kind is Kind.PARAGRAPH:
                self.pieces.append(piece(Kind.ITEM, line, min(max(self.depth - 1, 0), DEEPEST), sign))
            else:
                self.pieces.append(piece(self.kind, line))

    def heading(self, element: etree._Element) -> None:
        """A heading; an item of a list that begins with one is no item, but a part of the page."""
        self.flush()
        around, self.kind = self.kind, Kind.HEADING
        self.inside(element)
        self.flush()
        self.kind = around

    def article(self, element: etree._Element) -> None:
        """A part of the page whose header belongs to it."""
        self.flush()
        self.within += 1
        self.inside(element)
        self.within -= 1
        self.flush()

    def items(self, element: etree._Element) -> None:
        """A list. One inside another list is deeper."""
        self.flush()
        self.depth += 1
        signs = _signs(element)
        self.words.append(element.text or "")
        for child in element:
            if child.tag != "li":
                self.visit(child)
            elif child in self.noted:
                next(signs)
                self.note(child)
            elif not self.page.leaves_out(child, self.within > 0):
                self.one(child, next(signs))
            self.words.append(child.tail or "")
        self.flush()
        self.depth -= 1

    def listed(self, element: etree._Element) -> None:
        """A list of items that are no elements of HTML."""
        self.flush()
        self.depth += 1
        self.inside(element)
        self.flush()
        self.depth -= 1

    def one(self, element: etree._Element, sign: str = BULLET) -> None:
        """An item of a list."""
        self.flush()
        self.item = sign
        self.inside(element)
        self.flush()
        self.item = ""

    def note(self, element: etree._Element) -> None:
        """A footnote, or several with the heading over them."""
        self.flush()
        without_title(self.pieces)
        around, self.kind, self.item = self.kind, Kind.PARAGRAPH, ""
        found, self.pieces = self.pieces, []
        self.inside(element)
        self.flush()
        self.notes += self.pieces
        self.pieces, self.kind = found, around

    def row(self, element: etree._Element) -> None:
        """A row of a table."""
        self.words.append(element.text or "")
        self.flush()
        self.item = ""
        self.pieces += row([self._apart(child) for child in element])

    def terms(self, element: etree._Element) -> None:
        """A list of terms, each a row with what is said of it."""
        self.words.append(element.text or "")
        self.flush()
        self.item = ""
        entry: list[list[Piece]] = []
        defined = False
        for child in element:
            if child.tag != "dd" and (child.tag != "dt" or defined):
                self.pieces += row(entry)
                entry, defined = [], False
            if child.tag == "div":
                self.terms(child)
                self.words.append(child.tail or "")
                self.flush()
            else:
                entry.append(self._apart(child))
                defined = child.tag == "dd"
        self.pieces += row(entry)

    def _apart(self, element: etree._Element) -> list[Piece]:
        """The pieces of an element and of the words after it, apart from those found so far."""
        found, self.pieces = self.pieces, []
        self.visit(element)
        self.words.append(element.tail or "")
        self.flush()
        apart, self.pieces = self.pieces, found
        return apart

    def kept(self, element: etree._Element) -> None:
        """Text whose line ends are kept."""
        self.flush()
        self.inside(element)
        self.words[:] = ["".join(self.words).replace("\n", BREAK)]
        self.flush()

    def link(self, element: etree._Element) -> None:
        """The words of a link, unless it only moves a reader about, or from a mark to a footnote or back."""
        if not moves(element) and element not in self.links:
            self.inside(element)

    def raised(self, element: etree._Element) -> None:
        """Raised words, of which it is told later whether they are the mark of a footnote."""
        self.words.append(RAISED)
        self.inside(element)
        self.words.append(LEVEL)

    def styled(self, element: etree._Element) -> None:
        """Words that may be raised by their style."""
        style = element.get("style")
        if style and STYLED_RAISED.search(style):
            self.raised(element)
        else:
            self.inside(element)

    def broken(self, _: etree._Element) -> None:
        """The end of a line in a paragraph."""
        self.words.append(BREAK)


_READERS: dict[object, Callable[[_Walk, etree._Element], None]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Walk.heading),
    **dict.fromkeys(("article", "main", "section"), _Walk.article),
    **dict.fromkeys(("ul", "ol"), _Walk.items),
    "li": _Walk.one,
    "tr": _Walk.row,
    "dl": _Walk.terms,
    "pre": _Walk.kept,
    "a": _Walk.link,
    "sup": _Walk.raised,
    "span": _Walk.styled,
    "br": _Walk.broken,
}
"""How the elements are read that are more than the beginning and end of a line."""
_BARE = names("div span p")
_ACTED: dict[str | None, Callable[[_Walk, etree._Element], None]] = {
    "heading": _Walk.heading,
    "list": _Walk.listed,
    "listitem": _Walk.one,
    "row": _Walk.row,
}
"""Elements without a meaning of their own, and how they are read where they say what they are shown as."""


def _signs(element: etree._Element) -> Iterator[str]:
    """The signs of a list's items, in order, as they are printed."""
    style = _STYLE.search(element.get("style") or "")
    count = _STYLES[style[1]] if style else element.get("type", "1")
    backwards = element.get("reversed") is not None
    number = _number(element.get("start"), len(element) if backwards else 1)
    for item in element.iterchildren("li"):
        number = _number(item.get("value"), number)
        yield f"{counted(number, count)}." if element.tag == "ol" and count in _COUNTS else BULLET
        number += -1 if backwards else 1


def _number(told: str | None, otherwise: int) -> int:
    return int(told) if told and _NUMBER.fullmatch(told.strip()) else otherwise
