"""How far the lines at each margin go: what tells a line that ended of itself from one that was full."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, TypeAlias

from kg.read.pdf.body import Body
from kg.read.pdf.lines import Line

_MARGIN: Final = 0.6
"""Points by which lines of one margin begin apart at most."""
_WINDOW: Final = 12
"""Lines at a margin that are looked at together; a page may have another width than the next."""
_FEW: Final = 3
"""Lines at one margin that tell how far they can go."""
_BLANK: Final = 0.3
_SLACK: Final = 0.35
"""Parts of the size of a blank, and of what must be left beside the next word for a line to have ended of itself."""
_SHORT: Final = 0.7
"""Part of the room that a line leaves which ended of itself, where no other lines tell of that room."""
_FLUSH: Final = 1.5
"""Points before the margin within which justified lines end."""
_RAGGED: Final = 60.0
"""Points before the margin within which most full lines end that are not justified."""
_JUSTIFIED: Final = 0.6
"""Part of the full lines that end flush where they are justified."""


_Place: TypeAlias = tuple[float, int, int]
"""The columns in which a line stands, its margin, and the stretch of the document, counted by the lines there."""


class Margins:
    """How far the lines of a document go, by where they begin and in which stretch of it they stand."""

    def __init__(self, lines: Sequence[Line], body: Body) -> None:
        self._lines, self._body = lines, body
        self._at: list[_Place] = []
        self._rights: dict[_Place, list[float]] = {}
        self._most: dict[int, float] = {}
        self._known: dict[_Place, tuple[int, float, bool]] = {}
        seen: Counter[tuple[float, int]] = Counter()
        for at, one in enumerate(lines):
            margin = one.column, round(one.left / _MARGIN)
            place = (*margin, seen[margin] // _WINDOW)
            self._at.append(place)
            if " " in one.text:  # a word by itself may be too long for its line
                seen[margin] += 1
                self._rights.setdefault(place, []).append(one.right)
                self._most[at // _WINDOW] = max(self._most.get(at // _WINDOW, 0.0), one.right)

    def ended(self, at: int) -> bool:
        """Whether the line at `at` ended of itself: there was room for the first word of the next, or it was not stretched."""
        one, other = self._lines[at : at + 2]
        need = other.first_word + (_BLANK + _SLACK) * one.size
        count, right, justified = self._room(self._at[at])
        if count >= _FEW:
            stretched = justified and not self._body.heads(one)
            return right - one.right >= (_SLACK * one.size if stretched else need)
        right = max(self._most.get(at // _WINDOW + step, 0.0) for step in (-1, 0, 1))
        return right - one.right >= need and one.right - one.left <= _SHORT * (right - one.left)

    def _room(self, place: _Place) -> tuple[int, float, bool]:
        """The lines at a margin about a place, how far the longest goes, and whether most go as far, being justified."""
        if place not in self._known:
            column, margin, stretch = place
            near = [(column, margin + by, stretch + step) for by in (-1, 0, 1) for step in (-1, 0, 1)]
            rights = [right for one in near for right in self._rights.get(one, ())]
            most = max(rights, default=0.0)
            flush = sum(right > most - _FLUSH for right in rights)
            full = sum(right > most - _RAGGED for right in rights)
            self._known[place] = len(rights), most, flush > _FEW and flush >= _JUSTIFIED * full
        return self._known[place]
