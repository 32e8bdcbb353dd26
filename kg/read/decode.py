"""Tells in which encoding a text file is, and decodes it. Nothing else is changed: offsets count in the text as it is written."""

import codecs

from kg.errors import UnreadableInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, which are left out of the text."""
_SAMPLE = 4096
"""Bytes in which the zeros of UTF-16 without a mark are counted."""


def decoded(data: bytes, place: str) -> str:
    """The text of some bytes: UTF-8, UTF-16 with or without byte order mark, or Windows-1252 where they are no UTF-8.

    Raises UnreadableInput where they are no text, or nothing but blanks.
    """
    mark, encoding = next(
        ((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", _guess(data))
    )
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"no text that can be decoded (byte 0x{data[error.start]:02x} at offset {error.start})"
        raise UnreadableInput(f"{place}:{line}", problem, "save the file as UTF-8 text") from error
    if not text.strip():
        raise UnreadableInput(place, "the file is empty", "give the text of a report")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableInput(
            f"{place}:{line}", "NUL characters: this is no text file", "save the report as text"
        )
    return text


def _guess(data: bytes) -> str:
    """The encoding of text without a mark: every second byte is zero in English text as UTF-16."""
    sample = data[:_SAMPLE]
    low, high = sample[::2].count(0), sample[1::2].count(0)
    if max(low, high) > len(sample) // 4 and min(low, high) <= len(sample) // 64:
        return "utf-16-be" if low > high else "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
