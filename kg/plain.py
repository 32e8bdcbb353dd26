"""The text that rules are matched in: the report's own as a reader sees it, and the way back to where its words stand.

Soft hyphens and marks without width stand between letters, an accent may be a character of its own behind its letter, several letters
may be one character ("ﬃ"), a hyphen one at which no line is broken, a number a raised one that refers to a footnote, and a mark several signs
that a program made of it which took UTF-8 for Windows-1252 ("â€™"). None of that is changed in the text as it was read, in which offsets count; only in this copy beside it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import Final
from unicodedata import combining, normalize

from kg.values import Span

_HIDDEN: Final = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""What is not seen: soft hyphens, marks without width, and those that tell in which direction to write."""
_RAISED: Final = "¹²³⁰⁴-⁹"
_WRITTEN: Final = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
    "\u2010": "-",
    "\u2011": "-",
}
"""Characters that stand for others: letters cast as one, and hyphens that are typed otherwise."""
_LATER: Final = re.escape(bytes({*range(0x80, 0xC0)} - {0x81, 0x8D, 0x8F, 0x90, 0x9D}).decode("cp1252"))
_TWICE: Final = re.compile(rf"[ÂÃÅ][{_LATER}]|[âï][{_LATER}]{{2}}")
"""Letters that are none: the bytes of one in UTF-8, each taken for one in Windows-1252."""
_NOTED: Final = re.compile(
    r"\d(?:(?<=[a-z]{3}[.!?’”)].)|(?<=[a-z]{2}[.!?’][’”)].))\d?(?=[^\S\n]{1,3}[A-Z“‘]|[^\S\n]{0,3}$)"
    r"|\d(?:(?<=[a-z]{3}[,;:].)|(?<=[a-z]{2}[’”)][,;:].))\d?(?=[^\S\n][a-z])",
    re.MULTILINE,
)
"""Numbers that refer to footnotes, raised until their page was pasted as text: "its communities.1 Neighbourhood officers …"."""
_SEEN: Final = (
    rf"(?P<twice>{_TWICE.pattern})|(?P<hidden>[{_HIDDEN}]+|(?<=[a-z.,;:)’”]{{2}})(?<!\b[kcm]m)(?<!\bft)[{_RAISED}]+(?!\w))"
    rf"|(?P<sign>[{''.join(_WRITTEN)}])|[^\W\d_][\u0300-\u036f]{{1,4}}"
)
"""What is not seen, or no word; a sign for others; and a letter with its accents behind it: few, since many of them on one letter
take long to put in order."""
_ODD: Final = re.compile(_SEEN)
_PASTED: Final = re.compile(rf"{_SEEN}|(?P<noted>{_NOTED.pattern})", re.MULTILINE)
_MAYBE: Final = re.compile(rf"[{_HIDDEN}{_RAISED}{''.join(_WRITTEN)}\u0300-\u036fÂÃÅâï]")
"""What there is of it in most texts: nothing."""


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
        last = self._at(span.end - 1)
        twice = _TWICE.match(self.own, last) if self.copy[span.end - 1] != self.own[last] else None
        end = twice.end() if twice else last + 1
        while end < len(self.own) and combining(self.own[end]):
            end += 1
        return Span(self._at(span.start), end)

    def _at(self, offset: int) -> int:
        at = bisect_right(self._pieces, offset, key=itemgetter(0))
        copy, own = self._pieces[at - 1]
        # Of letters that are one character in the text all stand where that does.
        most = self._pieces[at][1] - 1 if at < len(self._pieces) else len(self.own)
        return min(own + offset - copy, most)


def plain(text: str, *, pasted: bool = True) -> Plain:
    """The plain copy of a text; mostly the text itself. Where it is not `pasted`, it is known which numbers in it are raised, and none is left out."""
    noted = pasted and _NOTED.search(text)
    if not noted and (text.isascii() or not _MAYBE.search(text)):
        return Plain(text, text, ((0, 0),))
    written, pieces = [], [(0, 0)]
    length = last = 0
    for odd in (_PASTED if noted else _ODD).finditer(text):
        shown = _shown(odd)
        written += [text[last : odd.start()], shown]
        length += odd.start() - last + len(shown)
        last = odd.end()
        pieces.append((length, last))
    written.append(text[last:])
    return Plain(text, "".join(written), tuple(pieces))


def _shown(odd: re.Match[str]) -> str:
    """What a reader sees of it."""
    if odd.lastgroup in ("hidden", "noted"):
        return ""
    if odd.lastgroup == "twice":
        return _once(odd[0])
    return _WRITTEN.get(odd[0]) or normalize("NFC", odd[0])


def _once(letters: str) -> str:
    """The letter whose bytes some letters are; the letters themselves, where it is none that Windows-1252 has."""
    try:
        letter = letters.encode("cp1252").decode("utf-8")
        letter.encode("cp1252")
    except UnicodeError:
        return letters
    return letter
