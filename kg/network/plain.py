"""Text fit for any XML and any screen."""

import re
from typing import Final

_SPACE: Final = re.compile(r"\s")
# Controls, marks that turn the direction of text, and code points that XML or UTF-8 cannot hold.
_UNSEEMLY: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def plain(text: str) -> str:
    """`text` fit for any XML and any screen: one line, with U+FFFD for each character that is not."""
    return _UNSEEMLY.sub("\N{REPLACEMENT CHARACTER}", _SPACE.sub(" ", text))
