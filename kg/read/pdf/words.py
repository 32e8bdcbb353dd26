"""The words of a page and the boxes drawn on it, with their places: all that is asked of PDFium.

Places count in points from the top left corner of the page as it is shown. PDFium is asked a few times for each word, never for each
character, and through functions that do not check types, which takes a third of the time.
"""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from math import hypot
from typing import Any, Final, NamedTuple, TypeAlias

import pypdfium2 as pdfium
import pypdfium2.raw as c

_TOKEN: Final = re.compile(r"[^\x00-\x20\ufffe]+\ufffe?|\ufffe")
"""What stands between blanks. PDFium writes U+FFFE for a hyphen at the end of a line, and no line end after it."""
_MARK: Final = re.compile(r"(?<!\d)\d{1,3}(?!\d)|[*†‡§]{1,3}")
"""What may refer to a footnote, where it is smaller than the word at which it stands."""
SMALL: Final = 0.86
"""The size of a mark, as a part of the size of its word."""
_INSIDE: Final = re.compile(r"[^\x00-\x20\ufffe]")
_LETTERS: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\ufffe": "-"}
)
_BOLD: Final = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_HEAVY: Final = 600
_FORCED_BOLD: Final = 1 << 18
_STROKED: Final = 2
"""The way of drawing text, filled and stroked, that makes letters bold where the font has no bold ones."""
_GLUED: Final = 0.08
"""Parts of the size by which words are apart at least: PDFium sees blanks between letters that are spaced."""
_DRAWN: Final = (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE)
_FAR: Final = 1e9
_OBJECTS: Final = 20_000
"""Drawn things of a page that are looked at; a page with more is a picture."""


class Word(NamedTuple):
    """What stands between two blanks, on its baseline `y`."""

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
    """The words of a page in the order in which they are drawn, and the boxes of what is drawn besides."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    boxes: tuple[Box, ...] = ()


class _Style(NamedTuple):
    """How the words of one drawn text are written; `level` says whether they run from left to right."""

    size: float
    bold: bool
    level: bool


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
        turn, width, height = _turned(page)
        words = tuple(_Text(text, turn, Box(0, 0, width, height)).words())
        return Page(number, width, height, words, tuple(_boxes(page, turn)))
    finally:
        text.close()
        page.close()


def _turned(page: pdfium.PdfPage) -> tuple[_Turn, float, float]:
    """How a place in the file becomes one on the page as it is shown, and the width and height of that page."""
    left, bottom, right, top = page.get_bbox()
    turn: dict[int, _Turn] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    rotation = page.get_rotation()
    width, height = right - left, top - bottom
    return turn[rotation], *((height, width) if rotation in (90, 270) else (width, height))


def _quick(function: Any, *arguments: Any, result: Any = ctypes.c_int) -> Any:  # noqa: ANN401
    """A function of PDFium that takes addresses as they are."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_ADDRESS: Final = ctypes.c_void_p
_origin = _quick(c.FPDFText_GetCharOrigin, _ADDRESS, ctypes.c_int, _ADDRESS, _ADDRESS)
_extent = _quick(c.FPDFText_GetLooseCharBox, _ADDRESS, ctypes.c_int, _ADDRESS)
_matrix = _quick(c.FPDFText_GetMatrix, _ADDRESS, ctypes.c_int, _ADDRESS)
_font_size = _quick(c.FPDFText_GetFontSize, _ADDRESS, ctypes.c_int, result=ctypes.c_double)
_generated = _quick(c.FPDFText_IsGenerated, _ADDRESS, ctypes.c_int)
_text_object = _quick(c.FPDFText_GetTextObject, _ADDRESS, ctypes.c_int, result=_ADDRESS)
_font = _quick(c.FPDFTextObj_GetFont, _ADDRESS, result=_ADDRESS)
_render_mode = _quick(c.FPDFTextObj_GetTextRenderMode, _ADDRESS)
_font_name = _quick(c.FPDFFont_GetBaseFontName, _ADDRESS, _ADDRESS, ctypes.c_size_t, result=ctypes.c_size_t)
_font_weight = _quick(c.FPDFFont_GetWeight, _ADDRESS)
_font_flags = _quick(c.FPDFFont_GetFlags, _ADDRESS)
_object = _quick(c.FPDFPage_GetObject, _ADDRESS, ctypes.c_int, result=_ADDRESS)
_object_type = _quick(c.FPDFPageObj_GetType, _ADDRESS)
_bounds = _quick(c.FPDFPageObj_GetBounds, _ADDRESS, *(_ADDRESS,) * 4)


def _address(handle: Any) -> int:  # noqa: ANN401
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


class _Text:
    """The text of one page, while it is open."""

    def __init__(self, text: pdfium.PdfTextPage, turn: _Turn, page: Box) -> None:
        self._handle, self._turn, self._page = _address(text.raw), turn, page
        self._styles: dict[int, _Style] = {}
        self._known: dict[tuple[float, ...], _Style] = {}
        self._fonts: dict[int, bool] = {}
        self._matrix = (ctypes.c_float * 6)()
        count = text.count_chars()
        buffer = (ctypes.c_ushort * (count + 1))()
        c.FPDFText_GetText(text, 0, count, buffer)
        whole = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        self._text = whole if len(whole) == count else "".join(map(chr, buffer[:count]))
        """One character for each of PDFium's, which counts the halves of a pair of surrogates."""

    def words(self) -> Iterator[Word]:
        """The words in the order in which they are drawn, without those off the page and those that do not run from left to right."""
        handle, text, styles, (_, _, width, height) = self._handle, self._text, self._styles, self._page
        before, edge, stop = -_FAR, -_FAR, 0
        spans = self._spans()
        for (first, last), (left, y), (right, _) in zip(spans, *self._places(spans), strict=True):
            drawn = _text_object(handle, first)
            size, bold, level = styles.get(drawn) or self._read_style(drawn, first)
            if not level or size < 1 or not (0 <= left <= width and 0 <= y <= height):
                continue
            glued = first == stop
            if left - before < _GLUED * size and not glued:
                near = left - before > -0.3 * size and abs(y - edge) < 0.6 * size
                glued = near and bool(_generated(handle, first - 1))
            shown = text[first:last]
            yield Word(shown if shown.isascii() else _shown(shown), left, right, y, size, bold, glued)
            before, edge, stop = right, y, last

    def _places(self, spans: Sequence[tuple[int, int]]) -> tuple[Iterator[_Place], Iterator[_Place]]:
        """Where the first character of each word begins, on its baseline, and where the box of its last one ends."""
        starts, ends = (ctypes.c_double * (2 * len(spans)))(), (ctypes.c_float * (4 * len(spans)))()
        start, end, handle = ctypes.addressof(starts), ctypes.addressof(ends), self._handle
        for first, last in spans:
            _origin(handle, first, start, start + 8)
            _extent(handle, last - 1, end)
            start, end = start + 16, end + 16
        # PDFium gives a box as left, top, right and bottom; on a page turned by half its right side is shown on the left.
        place = self._turn
        x, y = (2, 1) if place(1, 1) > place(0, 0) else (0, 3)
        return map(place, starts[::2], starts[1::2]), map(place, ends[x::4], ends[y::4])

    def _spans(self) -> list[tuple[int, int]]:
        """Where words begin and end. A mark in smaller print is a word of its own, which follows the one before at once."""
        spans = [token.span() for token in _TOKEN.finditer(self._text)]
        cuts = self._cuts()
        if not cuts:
            return spans
        return [
            part
            for first, last in spans
            for part in pairwise([first, *(cut for cut in cuts if first < cut < last), last])
        ]

    def _cuts(self) -> list[int]:
        """Where a word ends and a mark in smaller print begins, or the other way about."""
        found = []
        for mark in _MARK.finditer(self._text):
            start, end = mark.span()
            inside = _INSIDE.match(self._text, start - 1) if start else None
            beside = start - 1 if inside else end
            if not inside and not _INSIDE.match(self._text, end):
                continue
            if self._style(start).size <= SMALL * self._style(beside).size:
                found += [start, end]
        return found

    def _style(self, at: int) -> _Style:
        """How the character there is written."""
        drawn = _text_object(self._handle, at)
        style = self._styles.get(drawn)
        if style is None:
            style = self._styles[drawn] = self._read_style(drawn, at)
        return style

    def _read_style(self, drawn: int | None, at: int) -> _Style:
        if not drawn or not _matrix(self._handle, at, ctypes.addressof(self._matrix)):
            return _Style(0, bold=False, level=False)
        key = (*self._matrix[:4], _font_size(self._handle, at), _font(drawn) or 0, _render_mode(drawn))
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = self._styled(*key)
        return style

    def _styled(self, a: float, b: float, x: float, y: float, size: float, font: int, mode: int) -> _Style:
        """The style of a text with that matrix, size, font and way of drawing."""
        (left, top), (right, bottom) = self._turn(0, 0), self._turn(a, b)
        along, down = right - left, bottom - top
        level = along > 0 and abs(down) < 0.1 * along
        if font not in self._fonts:
            self._fonts[font] = _is_bold(font)
        return _Style(round(abs(size) * hypot(x, y), 1), self._fonts[font] or mode == _STROKED, level)


def _is_bold(self, drawn: int) -> bool:
    if not drawn:
        return False
    font = _font(drawn) or 0
    if font not in self._fonts:
        self._fonts[font] = _is_bold(font)
    return self._fonts[font] or _render_mode(drawn) == _STROKED


def _shown(words: str) -> str:
    """Words with ligatures as letters, and halves of a pair of surrogates joined."""
    words = words.translate(_LETTERS)
    if any("\ud800" <= sign <= "\udfff" for sign in words):
        return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return words


def _is_bold(font: int) -> bool:
    if not font:
        return False
    name = ctypes.create_string_buffer(128)
    _font_name(font, ctypes.addressof(name), len(name))
    return bool(_BOLD.search(name.value) or _font_weight(font) >= _HEAVY or _font_flags(font) & _FORCED_BOLD)


def _boxes(page: pdfium.PdfPage, turn: _Turn) -> Iterator[Box]:
    """The boxes of paths and images."""
    count = min(c.FPDFPage_CountObjects(page), _OBJECTS)
    drawn = list(map(_object, repeat(_address(page.raw)), range(count)))
    bounds = (ctypes.c_float * 4)()
    start = ctypes.addressof(bounds)
    for one, kind in zip(drawn, map(_object_type, drawn), strict=True):
        if kind in _DRAWN and _bounds(one, start, start + 4, start + 8, start + 12):
            left, bottom, right, top = bounds
            (x, y), (other, further) = turn(left, bottom), turn(right, top)
            yield Box(min(x, other), min(y, further), max(x, other), max(y, further))
