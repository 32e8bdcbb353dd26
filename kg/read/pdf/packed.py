"""What a PDF holds packed: told before PDFium unpacks it, which it does at once and whole."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of what one stream of words and lines may unpack to; a page of a report has some tens of thousands."""
_MOST: Final = 1032
"""Times that what is packed by this method can be smaller at most."""
_BEGIN: Final = b"stream"
_END: Final = b"endstream"
_HEAD: Final = 512
"""Bytes before a stream in which it says what it is."""
_TWICE: Final = re.compile(rb"/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl)\b")
_IMAGE: Final = re.compile(rb"/Subtype\s*/Image\b")
"""Images are not unpacked when words are read."""
_STEP: Final = 1024 * 1024
_PROBE: Final = 1024
_DENSE: Final = 64
"""Bytes at the head of a stream by which it is told, and times that they must unpack to for all of it to be looked at."""


def is_bomb(data: bytes) -> bool:
    """Whether a stream in a file unpacks to more than any page needs, or is packed twice."""
    for head, packed in _streams(data):
        if _TWICE.search(head):
            return True
        if len(packed) * _MOST > LARGEST and not _IMAGE.search(head) and _unpacks_to_more(packed):
            return True
    return False


def _streams(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """The streams of a file, each with what is said before it."""
    whole, end = memoryview(data), 0
    while (start := data.find(_BEGIN, end)) >= 0:
        head = data[max(start - _HEAD, end) : start]
        end = data.find(_END, start)
        end = len(data) if end < 0 else end + len(_END)
        yield head, whole[start + len(_BEGIN) : end]


def _unpacks_to_more(packed: memoryview) -> bool:
    unpacker, size = zlib.decompressobj(), 0
    rest = bytes(packed).lstrip(b"\r\n")
    try:
        if len(zlib.decompressobj().decompress(rest[:_PROBE], _STEP)) < _DENSE * _PROBE:
            return False
        while rest and not unpacker.eof:
            size += len(unpacker.decompress(rest, _STEP))
            if size > LARGEST:
                return True
            rest = unpacker.unconsumed_tail
    except zlib.error:  # packed otherwise, or damaged: PDFium will say so
        return False
    return False
