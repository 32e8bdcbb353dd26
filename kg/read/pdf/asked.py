"""What PDFium is asked, through functions that do not check types, which takes a third of the time; and what it says of fonts."""

import ctypes
import re
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c

_BOLD: Final = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_SIGNS: Final = re.compile(rb"wingdings|webdings|dingbats", re.IGNORECASE)
_HEAVY: Final = 600
_FORCED_BOLD: Final = 1 << 18


class Font(NamedTuple):
    """What the name and the descriptor of a font say."""

    bold: bool
    signs: bool


def _quick(function: Any, *arguments: Any, result: Any = ctypes.c_int) -> Any:
    """A function of PDFium that takes addresses as they are."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_ADDRESS: Final = ctypes.c_void_p
origin = _quick(c.FPDFText_GetCharOrigin, _ADDRESS, ctypes.c_int, _ADDRESS, _ADDRESS)
extent = _quick(c.FPDFText_GetLooseCharBox, _ADDRESS, ctypes.c_int, _ADDRESS)
matrix = _quick(c.FPDFText_GetMatrix, _ADDRESS, ctypes.c_int, _ADDRESS)
font_size = _quick(c.FPDFText_GetFontSize, _ADDRESS, ctypes.c_int, result=ctypes.c_double)
generated = _quick(c.FPDFText_IsGenerated, _ADDRESS, ctypes.c_int)
text_object = _quick(c.FPDFText_GetTextObject, _ADDRESS, ctypes.c_int, result=_ADDRESS)
font_handle = _quick(c.FPDFTextObj_GetFont, _ADDRESS, result=_ADDRESS)
render_mode = _quick(c.FPDFTextObj_GetTextRenderMode, _ADDRESS)
_font_name = _quick(c.FPDFFont_GetBaseFontName, _ADDRESS, _ADDRESS, ctypes.c_size_t, result=ctypes.c_size_t)
_font_weight = _quick(c.FPDFFont_GetWeight, _ADDRESS)
_font_flags = _quick(c.FPDFFont_GetFlags, _ADDRESS)
drawn_object = _quick(c.FPDFPage_GetObject, _ADDRESS, ctypes.c_int, result=_ADDRESS)
object_type = _quick(c.FPDFPageObj_GetType, _ADDRESS)
bounds_of = _quick(c.FPDFPageObj_GetBounds, _ADDRESS, *(_ADDRESS,) * 4)


def address(handle: Any) -> int:
    """The address of something of PDFium's, as these functions take it."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def characters(text: pdfium.PdfTextPage) -> str:
    """The text, with one character for each of PDFium's."""
    count = text.count_chars()
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    length = c.FPDFText_GetText(text, 0, count, buffer) - 1
    whole = bytes(buffer)[: 2 * length].decode("utf-16-le", "replace")
    if len(whole) == count:
        return whole
    return "".join(chr(c.FPDFText_GetUnicode(text, at)) for at in range(count))


def font_of(font: int) -> Font:
    """What a font says of itself; nothing where there is none."""
    if not font:
        return Font(bold=False, signs=False)
    name = ctypes.create_string_buffer(128)
    _font_name(font, ctypes.addressof(name), len(name))
    heavy = _font_weight(font) >= _HEAVY or bool(_font_flags(font) & _FORCED_BOLD)
    return Font(heavy or bool(_BOLD.search(name.value)), bool(_SIGNS.search(name.value)))
