"""Tells in which encoding a text file is, and decodes it.

Only control characters are changed, into blanks: offsets count in the text as it is written, and what is not seen in it is left to `kg.plain`.
"""

import codecs
import re

from kg.errors import UnreadableInput
from kg.plain import plain

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, which are left out of the text; that of UTF-32 begins as one of UTF-16."""
_PUNCTUATION = tuple("‘’“”–—•…".encode(encoding) for encoding in ("cp1252", "mac-roman"))
"""Marks that English texts have, in Windows-1252 and in the old encoding of the Mac, by which they are letters of other languages."""
_SAMPLE = 4096
"""Bytes in which the zeros of UTF-16 without a mark are counted, and characters among which few are control characters."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def decoded(data: bytes, place: str) -> str:
    """The text of some bytes: UTF-8, UTF-16 or UTF-32 with or without byte order mark; Windows-1252 or Mac Roman where they are no UTF-8.

    Raises UnreadableInput where they are no text, or nothing but blanks.
    """
    mark, encoding = _encoding(data)
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        line = data.count(b"\n", 0, at) + 1
        problem = f"no text that can be decoded (byte 0x{data[at]:02x} at offset {at})"
        raise UnreadableInput(f"{place}:{line}", problem, "save the file as UTF-8 text") from error
    if "\x00" in text or len(_CONTROL.findall(text, 0, _SAMPLE)) > _SAMPLE // 64:
        at = next(_CONTROL.finditer(text)).start()
        line = text.count("\n", 0, at) + 1
        problem = "NUL or control characters: this is no text file"
        raise UnreadableInput(f"{place}:{line}", problem, "save the report as text")
    text = _CONTROL.sub(" ", text)
    if not plain(text).copy.strip():
        raise UnreadableInput(place, "the file is empty", "give the text of a report")
    return text


def _encoding(data: bytes) -> tuple[bytes, str]:
    """The byte order mark and the encoding of some bytes."""
    marked = next((known for known in _MARKS if data.startswith(known[0])), None)
    return marked or (b"", _unmarked(data))


def _unmarked(data: bytes) -> str:
    """The encoding of bytes without a mark: in English text as UTF-16 every second one is zero, as UTF-32 three of four."""
    sample = data[:_SAMPLE]
    few = len(sample) // 64
    zeros = [sample[at::4].count(0) for at in range(4)]
    low, high = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if min(zeros[1:3]) > len(sample) // 8 and min(zeros[0], zeros[3]) <= few:
        return "utf-32-be" if zeros[0] > zeros[3] else "utf-32-le"
    if max(low, high) > len(sample) // 4 and min(low, high) <= few:
        return "utf-16-be" if low > high else "utf-16-le"
    read = data.decode("utf-8", "replace")
    wrong = read.count("\ufffd") - data.count(
        "\ufffd".encode()
    )  # what an earlier program could not read is none of ours
    right = len(read) - len(read.encode("ascii", "ignore")) - wrong
    # Where more is right than wrong it is UTF-8 with a fault, which is told: as Windows-1252 all of it would be read wrongly.
    return _narrow(data) if wrong > right else "utf-8"


def _narrow(data: bytes) -> str:
    """The encoding of bytes of which each is a letter: that by which there are more of the marks that English texts have."""
    windows, mac = (len(data) - len(data.translate(None, marks)) for marks in _PUNCTUATION)
    return "mac-roman" if mac > windows else "cp1252"
