"""The words of a page and the boxes drawn on it, with their places: all that is asked of PDFium.

Places count in points from the top left corner of the page as it is shown. PDFium is asked a few times for each word, never for each
character, and through functions that do not check types, which takes a third of the time.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Any, Final, NamedTuple, TypeAlias

import pypdfium2 as pdfium
import pypdfium2.raw as c

_TOKEN: Final = re.compile(r"[^\x00-\x20\ufffe]+\ufffe?|\ufffe")
"""What stands between blanks. PDFium writes U+FFFE for a hyphen at the end of a line, and no line end after it."""
_MARK: Final = re.compile(r"(?<!\d)\d{1,3}(?!\d)|[*†‡§]{1,3}")
"""What may refer to a footnote, where it is smaller than the word at which it stands."""
_SMALL: Final = 0.82
"""The size of a mark, as a part of the size of its word."""
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


_Turn: TypeAlias = Callable[[float, float], tuple[float, float]]


def page_of(document: pdfium.PdfDocument, number: int) -> Page:
    """The page of that number, counted from 1. Raises ValueError where it cannot be read."""
    try:
        page = document[number - 1]
        text = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise ValueError(f"page {number} is damaged; give a whole copy") from error
    try:
        turn, width, height = _turned(page)
        inside = Box(0, 0, width, height)
        words = tuple(word for word in _Text(text, turn).words() if _within(word, inside))
        return Page(number, width, height, words, tuple(_boxes(page, turn)))
    finally:
        text.close()
        page.close()


def _within(word: Word, page: Box) -> bool:
    return page.left <= word.left <= page.right and page.top <= word.y <= page.bottom


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
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


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

    def __init__(self, text: pdfium.PdfTextPage, turn: _Turn) -> None:
        self._handle, self._turn = _address(text.raw), turn
        self._styles: dict[int, _Style] = {}
        self._fonts: dict[int, bool] = {}
        count = text.count_chars()
        buffer = (ctypes.c_ushort * (count + 1))()
        c.FPDFText_GetText(text, 0, count, buffer)
        self._text = "".join(map(chr, buffer[:count]))

    def words(self) -> Iterator[Word]:
        """The words in the order in which they are drawn, without those that do not stand upright."""
        spans = list(self._spans())
        starts, ends = (ctypes.c_double * (2 * len(spans)))(), (ctypes.c_float * (4 * len(spans)))()
        start, end = ctypes.addressof(starts), ctypes.addressof(ends)
        for first, last, _ in spans:
            _origin(self._handle, first, start, start + 8)
            _extent(self._handle, last - 1, end)
            start, end = start + 16, end + 16
        styles = [self._style(first) for first, _, _ in spans]
        places = self._places(starts[:], ends[:])
        before = Word("", 0, -1e9, 0, 1)
        for (first, last, glued), style, (left, right, y) in zip(spans, styles, places, strict=True):
            if not style.level or style.size < 1:
                continue
            near = -0.3 * style.size < left - before.right < _GLUED * style.size and abs(y - before.y) < 1
            glued = glued or (near and bool(_generated(self._handle, first - 1)))
            before = Word(self._shown(first, last), left, right, y, style.size, style.bold, glued)
            yield before

    def _places(self, starts: list[float], ends: list[float]) -> Iterator[tuple[float, float, float]]:
        """Left, right and baseline of each word, from where its first character stands and where its last one ends."""
        turn = self._turn
        for at in range(len(starts) // 2):
            left, y = turn(*starts[2 * at : 2 * at + 2])
            # A box of PDFium is left, top, right, bottom.
            one, top, other, bottom = ends[4 * at : 4 * at + 4]
            yield left, max(turn(one, bottom)[0], turn(other, top)[0]), y

    def _spans(self) -> Iterator[tuple[int, int, bool]]:
        """Where words begin and end, and whether they follow the one before at once, being a mark on it or what stands behind one."""
        for token in _TOKEN.finditer(self._text):
            cuts = [token.start(), *self._cuts(token[0], token.start()), token.end()]
            for start, end in pairwise(cuts):
                yield start, end, start > token.start()

    def _cuts(self, token: str, at: int) -> Iterator[int]:
        for mark in _MARK.finditer(token) if not token.isalpha() else ():
            start, end = mark.span()
            if (start, end) == (0, len(token)):
                return
            beside = start - 1 if start else end
            if self._style(at + start).size <= _SMALL * self._style(at + beside).size:
                yield from (at + cut for cut in (start, end) if 0 < cut < len(token))

    def _shown(self, first: int, last: int) -> str:
        words = self._text[first:last].translate(_LETTERS)
        if any("\ud800" <= sign <= "\udfff" for sign in words):
            return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return words

    def _style(self, at: int) -> _Style:
        """How the character there is written."""
        drawn = _text_object(self._handle, at) or 0
        style = self._styles.get(drawn)
        if style is None:
            style = self._styles[drawn] = self._read_style(drawn, at)
        return style

    def _read_style(self, drawn: int, at: int) -> _Style:
        matrix = (ctypes.c_float * 6)()
        if not _matrix(self._handle, at, ctypes.addressof(matrix)):
            return _Style(0, False, False)
        a, b, x, y, _, _ = matrix
        (left, top), (right, bottom) = self._turn(0, 0), self._turn(a, b)
        along, down = right - left, bottom - top
        level = along > 0 and abs(down) < 0.1 * along
        size = abs(_font_size(self._handle, at)) * hypot(x, y)
        return _Style(round(size, 1), self._is_bold(drawn), level)

    def _is_bold(self, drawn: int) -> bool:
        if not drawn:
            return False
        font = _font(drawn) or 0
        if font not in self._fonts:
            self._fonts[font] = _is_bold(font)
        return self._fonts[font] or _render_mode(drawn) == _STROKED


def _is_bold(font: int) -> bool:
    if not font:
        return False
    name = ctypes.create_string_buffer(128)
    _font_name(font, ctypes.addressof(name), len(name))
    return bool(
        _BOLD.search(name.value) or _font_weight(font) >= _HEAVY or _font_flags(font) & _FORCED_BOLD
    )


def _boxes(page: pdfium.PdfPage, turn: _Turn) -> Iterator[Box]:
    """The boxes of paths and images."""
    handle = _address(page.raw)
    bounds = (ctypes.c_float * 4)()
    start = ctypes.addressof(bounds)
    for at in range(min(c.FPDFPage_CountObjects(page), _OBJECTS)):
        drawn = _object(handle, at)
        if _object_type(drawn) in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE):
            if _bounds(drawn, start, start + 4, start + 8, start + 12):
                (x, y), (other, further) = turn(bounds[0], bounds[1]), turn(bounds[2], bounds[3])
                yield Box(min(x, other), min(y, further), max(x, other), max(y, further))
