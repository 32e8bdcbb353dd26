"""What is written on a page and what is drawn, with the places.

Places count in points from the top left corner of the page as it is shown. PDFium is asked a few times for each stretch of words that was
drawn in one go, never for each character.
"""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Final, NamedTuple, TypeAlias

import pypdfium2 as pdfium
import pypdfium2.raw as c

from kg.read.pdf.asked import (
    Font,
    address,
    bounds_of,
    characters,
    drawn_object,
    extent,
    font_handle,
    font_of,
    font_size,
    generated,
    matrix,
    object_type,
    origin,
    render_mode,
    text_object,
)

_LINE: Final = re.compile(r"[^\s\x00-\x1f\ufffe](?:[^\r\n\ufffe]*[^\s\x00-\x1f\ufffe])?\ufffe?|\ufffe")
"""A line of PDFium's, without the blanks about it. It writes U+FFFE for a hyphen at the end of a line, and no line end after it."""
_WORD: Final = re.compile(r"[^\x00-\x20\ufffe]+\ufffe?|\ufffe")
_SIGN: Final = re.compile(
    r"(?:[^\w\s]|o|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])(?=\s)|\d{1,3}(?=\s)", re.IGNORECASE
)
"""What at the head of a line may be the sign of an item or the mark of a footnote."""
_MARK: Final = re.compile(r"[\d*†‡§]")
"""What may refer to a footnote, where it is smaller than the word at which it stands, or raised."""
SMALL: Final = 0.86
"""The size of a mark, as a part of the size of its word."""
HIGH: Final = 0.2
"""Parts of the size by which one is raised at least that is as large as its word."""
_SPACED: Final = re.compile(r"(?<!\S)[^\W\d_] [^\W\d_](?!\S)")
_SINGLE: Final = re.compile(r"(?<!\S)[^\W\d_](?!\S)")
_SINGLES: Final = 4
"""Letters by themselves, at least, and half of its words, of a line whose letters are spaced: PDFium sees a blank behind most of them."""
_LOOSE: Final = (0.15, 0.6)
"""Parts of the size by which words of such a line are further apart than its letters, and these at most."""
_QUOTED: Final = re.compile(r"(?<=[’”])(?=[^\W_])(?!(?:s|t|d|m|re|ve|ll)\b)")
"""Where a blank may be missing: PDFium sees none behind a mark that the blank was moved under, as in "the victims’ charter"."""
_KERNED: Final = 0.1
"""Parts of the size by which what stands behind such a mark is further apart from it than the mark from what stands before."""
_LETTERS: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\ufffe": "-"}
)
_HALF: Final = re.compile("[\ud800-\udfff]")
_STROKED: Final = 2
"""The way of drawing text, filled and stroked, that makes letters bold where the font has no bold ones."""
_GLUED: Final = 0.08
"""Parts of the size by which words are apart at least: PDFium sees blanks between letters that are spaced."""
_ASKEW: Final = 0.1
"""How much words may rise or fall, as a part of how far they go."""
_DRAWN: Final = (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE)
_FAR: Final = 1e9
_STRETCHED: Final = 1.15
_SHORT: Final = 8
"""Times the usual width of a character from which on a phrase of more characters than that may have a gap within."""
_OBJECTS: Final = 20_000
"""Drawn things of a page that are looked at; a page with more is a picture."""


class Phrase(NamedTuple):
    """Words that are drawn in one go, on their baseline `y`; or a part of a word that is written otherwise than the rest."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False
    glued: bool = False
    """Whether no blank stands before it."""


class Box(NamedTuple):
    """Where something stands that is drawn."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """What is written on a page, in the order in which it is drawn, and the boxes of what is drawn besides."""

    number: int
    width: float
    height: float
    phrases: tuple[Phrase, ...]
    boxes: tuple[Box, ...] = ()


class _Style(NamedTuple):
    """How the words of one drawn text are written; `level` says whether they run from left to right."""

    size: float
    bold: bool
    level: bool
    signs: bool
    """Whether its letters are signs, as those of Wingdings."""


_NO_STYLE: Final = _Style(0, bold=False, level=False, signs=False)
_Span: TypeAlias = tuple[int, int]
_Key: TypeAlias = tuple[int | None, float, float]
"""A font, a size as it is given, and a baseline."""
_Place: TypeAlias = tuple[float, float]
_Turn: TypeAlias = Callable[[float, float], _Place]


def page_of(document: pdfium.PdfDocument, number: int) -> Page:
    """The page of that number, counted from 1. Raises ValueError where it cannot be read."""
    try:
        page = document[number - 1]
        text = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise ValueError(f"page {number} is damaged; give a whole copy") from error
    try:
        shown = _page(number, page, text, page.get_rotation())
        if 2 * _length(shown) >= text.count_chars():
            return shown
        # Most of it stands askew: it was turned when it was scanned or printed.
        return max(shown, *(_page(number, page, text, turned) for turned in (0, 90, 180, 270)), key=_length)
    finally:
        text.close()
        page.close()


def _length(page: Page) -> int:
    return sum(len(phrase.text) for phrase in page.phrases)


def _page(number: int, page: pdfium.PdfPage, text: pdfium.PdfTextPage, rotation: int) -> Page:
    """A page as it is shown when it is turned by that many degrees: only what then runs from left to right."""
    turn, width, height = _turned(page, rotation)
    written = _Text(text, turn, Box(0, 0, width, height))
    phrases = tuple(written.phrases())
    return Page(number, width, height, phrases, tuple(_boxes(page, turn, written.letters)))


def _turned(page: pdfium.PdfPage, rotation: int) -> tuple[_Turn, float, float]:
    """How a place in the file becomes one on the page as it is shown, and the width and height of that page."""
    left, bottom, right, top = page.get_bbox()
    turn: dict[int, _Turn] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    width, height = right - left, top - bottom
    return turn[rotation], *((height, width) if rotation in (90, 270) else (width, height))


class _Text:
    """The text of one page, while it is open."""

    def __init__(self, text: pdfium.PdfTextPage, turn: _Turn, page: Box) -> None:
        self._handle, self._turn, self._page = address(text.raw), turn, page
        self._on_lines: dict[_Key, _Style] = {}
        self._fonts: dict[int, Font] = {}
        self._matrix = (ctypes.c_float * 6)()
        self._text = characters(text)
        self.letters: dict[int, tuple[int, int]] = {}
        """For what is drawn at the begin of a line: how many letters further what is drawn at its end, and what that is."""
        self._inner: set[int] = set()
        """Letters that do not begin a word, in lines whose letters are spaced."""

    def phrases(self) -> Iterator[Phrase]:
        """What is written, in the order in which it is drawn, without what is off the page or does not run from left to right."""
        handle, styles, (_, _, width, height) = self._handle, self._on_lines, self._page
        before, edge, stop = -_FAR, -_FAR, 0
        for (first, last), (left, y), (right, _) in self._placed():
            drawn = text_object(handle, first)
            if not drawn:
                continue
            # On one baseline one font in one size is written in one way, even where each letter is drawn by itself.
            key = (font_handle(drawn), font_size(handle, first), y)
            size, bold, level, signs = styles.get(key) or self._read_style(drawn, first, key)
            if not level or size < 1 or not (0 <= left <= width and 0 <= y <= height):
                continue
            glued = first == stop or first in self._inner
            if left - before < _GLUED * size and not glued:
                near = left - before > -0.3 * size and abs(y - edge) < 0.6 * size
                glued = near and bool(generated(handle, first - 1))
            shown = "•" if signs and last - first == 1 else self._read(first, last, size)
            if words := shown if shown.isascii() else _shown(shown):  # controls may leave nothing of it
                yield Phrase(words, left, right, y, size, bold, glued)
            before, edge, stop = right, y, last

    def _read(self, first: int, last: int, size: float) -> str:
        """The characters from one place to another, with the blanks that PDFium did not see."""
        words = self._text[first:last]
        if words.isascii():
            return words
        for found in reversed(list(_QUOTED.finditer(self._text, first, last))):
            at = found.start()
            if at > first + 1 and self._gap(at) - self._gap(at - 1) > _KERNED * size:
                words = words[: at - first] + " " + words[at - first :]
        return words

    def _gap(self, at: int) -> float:
        """How far a character is from the one before it."""
        starts, ends = self._places([(at - 1, at), (at, at + 1)])
        return starts[1][0] - ends[0][0]

    def _placed(self) -> Iterator[tuple[_Span, _Place, _Place]]:
        """Where phrases begin and end in the text and on the page. One that is too wide for its letters is given word by word."""
        spans = self._spans()
        starts, ends = self._places(spans)
        lefts, rights = [left for left, _ in starts], [right for right, _ in ends]
        lengths = [last - first for first, last in spans]
        most = _STRETCHED * (sum(rights) - sum(lefts)) / max(sum(lengths), 1)
        wide = {
            at
            for at, (left, right, length) in enumerate(zip(lefts, rights, lengths, strict=True))
            if right - left > most * length and length > _SHORT
        }
        for at, placed in enumerate(zip(spans, starts, ends, strict=True)):
            words = [word.span() for word in _WORD.finditer(self._text, *spans[at])] if at in wide else ()
            if len(words) > 1:
                yield from zip(words, *self._places(words), strict=True)
            else:
                yield placed

    def _places(self, spans: Sequence[_Span]) -> tuple[list[_Place], list[_Place]]:
        """Where the first character of each phrase begins, on its baseline, and where the box of its last one ends."""
        starts, ends = (ctypes.c_double * (2 * len(spans)))(), (ctypes.c_float * (4 * len(spans)))()
        start, end, handle = ctypes.addressof(starts), ctypes.addressof(ends), self._handle
        for first, last in spans:
            origin(handle, first, start, start + 8)
            extent(handle, last - 1, end)
            start, end = start + 16, end + 16
        # PDFium gives a box as left, top, right and bottom; on a page turned by half its right side is shown on the left.
        place = self._turn
        x, y = (2, 1) if place(1, 1) > place(0, 0) else (0, 3)
        return list(map(place, starts[::2], starts[1::2])), list(map(place, ends[x::4], ends[y::4]))

    def _spans(self) -> list[_Span]:
        """Where phrases begin and end in the text: the first word of a line, whose width is wanted, and what is drawn in one go."""
        handle, text = self._handle, self._text
        found: list[_Span] = []
        for line in _LINE.finditer(text):
            first, last = line.span()
            if _SPACED.search(text, first, last) and (letters := self._spaced(first, last)):
                found += letters
                continue
            sign = _SIGN.match(text, first, last)
            if sign:
                found.append(sign.span())
                first = last - len(text[sign.end() : last].lstrip())
            drawn, end = text_object(handle, first), text_object(handle, last - 1)
            if drawn == end:
                head = text.find(" ", first, last)
                rest = last if head < 0 else last - len(text[head:last].lstrip())
                found += [(first, last)] if head < 0 else [(first, head), (rest, last)]
            else:
                self.letters[drawn] = last - 1 - first, end
                found += self._parts(first, last)
        return found

    def _spaced(self, first: int, last: int) -> list[_Span]:
        """The parts of a line whose letters are spaced, with those kept in mind that go on with a word; none of another line."""
        words = [word.span() for word in _WORD.finditer(self._text, first, last)]
        if sum(1 for _ in _SINGLE.finditer(self._text, first, last)) < max(_SINGLES, len(words) / 2):
            return []
        starts, ends = self._places(words)
        gaps = [left - right for (right, _), (left, _) in zip(ends, starts[1:], strict=False)]
        size = self._style(first).size
        usual = sorted(gaps)[len(gaps) // 2]
        if usual > _LOOSE[1] * size:
            return []
        inner = zip(words[1:], gaps, strict=True)
        self._inner.update(start for (start, _), gap in inner if gap < usual + _LOOSE[0] * size)
        return words

    def _parts(self, first: int, last: int) -> Iterator[_Span]:
        """A line by what is drawn in one go. A mark in smaller print is a part of its own."""
        handle, text = self._handle, self._text
        start = end = first
        drawn = text_object(handle, first)
        for word in _WORD.finditer(text, first, last):
            begin, stop = word.span()
            cuts = tuple(self._cuts(begin, stop)) if _MARK.search(text, begin, stop) else ()
            other = text_object(handle, begin)
            if begin > start and (cuts or other != drawn or start == first):
                yield start, end
                start = begin
            for cut in cuts:
                yield start, cut
                start = cut
            drawn = text_object(handle, start) if cuts else other
            end = stop
        yield start, end

    def _cuts(self, first: int, last: int) -> Iterator[int]:
        """Where within a word a number or a sign begins or ends that is raised, or in smaller print."""
        beside = {mark.start() + by for mark in _MARK.finditer(self._text, first, last) for by in (0, 1)}
        for at in sorted(beside - {first, last}):
            if text_object(self._handle, at) != text_object(self._handle, at - 1):
                small, large = sorted((self._style(at - 1).size, self._style(at).size))
                if small <= SMALL * large or self._rise(at - 1, at) > HIGH * large:
                    yield at

    def _rise(self, one: int, other: int) -> float:
        """How far the baselines of two characters are apart."""
        (_, y), (_, lower) = self._places([(one, one + 1), (other, other + 1)])[0]
        return abs(y - lower)

    def _style(self, at: int) -> _Style:
        """How the character there is written."""
        return self._read_style(text_object(self._handle, at), at)

    def _read_style(self, drawn: int | None, at: int, key: _Key | None = None) -> _Style:
        """The same, of what is drawn there; kept for what else has that key."""
        if not drawn or not matrix(self._handle, at, ctypes.addressof(self._matrix)):
            return _NO_STYLE
        a, b, x, y, _, _ = self._matrix
        (left, top), (right, bottom) = self._turn(0, 0), self._turn(a, b)
        along, down = right - left, bottom - top
        size = abs(font_size(self._handle, at)) * hypot(x, y)
        font = self._font(font_handle(drawn) or 0)
        bold = font.bold or render_mode(drawn) == _STROKED
        style = _Style(round(size, 1), bold, along > 0 and abs(down) < _ASKEW * along, font.signs)
        if key:
            self._on_lines[key] = style
        return style

    def _font(self, font: int) -> Font:
        if font not in self._fonts:
            self._fonts[font] = font_of(font)
        return self._fonts[font]


def _shown(words: str) -> str:
    """Words with ligatures as letters, and without halves of characters."""
    words = words.translate(_LETTERS)
    return _HALF.sub("\ufffd", words)


def _boxes(page: pdfium.PdfPage, turn: _Turn, letters: dict[int, tuple[int, int]]) -> Iterator[Box]:
    """The boxes of paths and images. Lines are passed over of which each letter is drawn by itself, as a browser does it."""
    handle, count = address(page.raw), min(c.FPDFPage_CountObjects(page), _OBJECTS)
    bounds = (ctypes.c_float * 4)()
    start = ctypes.addressof(bounds)
    at = 0
    while at < count:
        drawn = drawn_object(handle, at)
        length, last = letters.get(drawn, (0, 0))
        if length and at + length < count and drawn_object(handle, at + length) == last:
            at += length
        elif object_type(drawn) in _DRAWN and bounds_of(drawn, start, start + 4, start + 8, start + 12):
            left, bottom, right, top = bounds
            (x, y), (other, further) = turn(left, bottom), turn(right, top)
            yield Box(min(x, other), min(y, further), max(x, other), max(y, further))
        at += 1
