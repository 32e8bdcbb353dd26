"""The text that rules are matched in: the report's own without what is not seen in it, and the way back to where its words stand.

Soft hyphens and marks without width stand between letters, and an accent may be a character of its own behind its letter. Neither is
taken out of the text as it was read, in which offsets count; only out of this copy beside it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from unicodedata import combining, normalize

from kg.values import Span

_ODD = re.compile("(?P<hidden>[\u00ad\u200b-\u200d\u2060\ufeff]+)|[^\\W\\d_][\u0300-\u036f]{1,4}")
"""What is not seen; and a letter with its accents behind it: few, since many of them on one letter take long to put in order."""
_ANY_ODD = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f]")
"""A character of either; most texts have none."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text, and its plain copy, in which what is not seen is left out and each letter is one character."""

    own: str
    copy: str
    _pieces: tuple[tuple[int, int], ...]
    """Where stretches begin that are alike in both, in the copy and in the text itself."""

    @property
    def alike(self) -> bool:
        """Whether text and copy are the same."""
        return len(self._pieces) == 1

    def original(self, span: Span) -> Span:
        """The place in the text itself of a stretch of the copy that is not empty."""
        if self.alike:
            return span
        end = self._at(span.end - 1) + 1
        while end < len(self.own) and combining(self.own[end]):
            end += 1
        return Span(self._at(span.start), end)

    def _at(self, offset: int) -> int:
        copy, own = self._pieces[bisect_right(self._pieces, offset, key=itemgetter(0)) - 1]
        return own + offset - copy


def plain(text: str) -> Plain:
    """The plain copy of a text; mostly the text itself."""
    if text.isascii() or not _ANY_ODD.search(text):
        return Plain(text, text, ((0, 0),))
    written, pieces = [], [(0, 0)]
    length = last = 0
    for odd in _ODD.finditer(text):
        shown = "" if odd["hidden"] else normalize("NFC", odd[0])
        written += [text[last : odd.start()], shown]
        length += odd.start() - last + len(shown)
        last = odd.end()
        pieces.append((length, last))
    written.append(text[last:])
    return Plain(text, "".join(written), tuple(pieces))
