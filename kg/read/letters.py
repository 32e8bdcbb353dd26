"""How the letters of a text are written, whatever wrote them: nothing hidden between them, and accents on them."""

import re
from unicodedata import normalize

_HIDDEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")
"""Soft hyphens and marks without width."""
_ACCENT = re.compile("[\u0300-\u036f]")
_ACCENTED = re.compile("[^\\W\\d_][\u0300-\u036f]{1,4}")
"""A letter with its accents behind it: few, since many of them on one letter take long to put in order."""


def plain(text: str) -> str:
    """The same words in plain letters."""
    if text.isascii():
        return text
    text = _HIDDEN.sub("", text)
    return _ACCENTED.sub(lambda letter: normalize("NFC", letter[0]), text) if _ACCENT.search(text) else text
