"""Takes out of the pages what belongs to no sentence: running heads and feet, page numbers, and the footnotes, which are kept apart."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Final, TypeAlias

from kg.read.marks import MARK
from kg.read.pdf.drawn import THIN
from kg.read.pdf.labels import GLUED_MARK
from kg.read.pdf.lines import Line
from kg.read.pdf.phrases import Page
from kg.read.pdf.tables import Row

_ROMAN: Final = r"x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3}"
_NUMBERS: Final = re.compile(rf"\d+|^(?:{_ROMAN})$")
_PAGE_NUMBER: Final = re.compile(
    rf"[-–—|\s]*(?:page\s*)?(?:\d{{1,3}}|{_ROMAN})(?:\s*(?:of|/)\s*\d{{1,3}})?[-–—|\s]*(?:page)?",
    re.IGNORECASE,
)
_BAND: Final = 3.0
"""Points within which lines of different pages stand at the same height."""
_DEPTH: Final = 6
"""Lines at the head and at the foot of a page that are compared with those of other pages."""
_LONGEST: Final = 4
"""Lines of the longest running head."""
_GAP: Final = 1.7
"""Parts of the size by which a running head is apart from the body, where nothing else parts them."""
_OFTEN: Final = 0.4
"""Part of the pages on which a running head is the same; heads of left and right pages may differ."""
_BOLDLY: Final = 0.6
"""The same for a head in the print of headings, which may be one that stands at the top of some pages."""
_MOST: Final = 0.6
"""Part of the pages on which there is a running head whose words change from section to section."""
_PARTLY: Final = 3
"""Pages at least on which a part of a running head is the same beside another that changes, or on which it names a heading."""
_SMALL: Final = 0.95
"""The size of a running head that names the heading of its section, as a part of that of the body."""
_MARGIN: Final = 0.12
"""Part of the page at its head and foot in which a page number may stand that is on no other page."""
_NOTE: Final = 0.94
"""The size of footnotes, as a part of that of the body."""
_RULE: Final = (0.1, 0.5)
_AT_MARGIN: Final = 12.0
"""Parts of the width of a page that the line above footnotes is long, and points by which it may begin beside the margin."""


@dataclass(frozen=True, slots=True)
class Parted:
    """The lines of all pages, parted into those of the body and those of footnotes."""

    body: tuple[tuple[Line, ...], ...]
    notes: tuple[tuple[Line, ...], ...]
    """Each footnote with its lines; the first one begins with its mark."""
    called: tuple[str, ...]
    """The marks to which no page has a footnote."""


_Row: TypeAlias = list[Line]
"""What stands at one height."""


def parted(pages: Sequence[Page], lines: Sequence[Sequence[Line]]) -> Parted:
    """The body and the footnotes of some pages, without running heads."""
    rows = [_rows(one) for one in lines]
    size = _size(lines)
    heads = _Heads(pages, rows, size)
    body: list[tuple[Line, ...]] = []
    notes: list[list[Line]] = []
    called: list[str] = []
    for page, one in zip(pages, rows, strict=True):
        kept = heads.cut(page, one)
        called += _called(kept)
        at = _notes_from(page, kept, size, called, open_note=bool(notes))
        called = [mark for mark in called if mark not in map(_label, kept[at:])]
        body.append(tuple(part for row in kept[:at] for part in row))
        _add(kept[at:], notes)
    return Parted(tuple(body), tuple(map(tuple, notes)), tuple(dict.fromkeys(called)))


def _add(rows: Iterable[_Row], notes: list[list[Line]]) -> None:
    """Adds rows to the footnotes; each label begins one."""
    for row in rows:
        if _label(row) or not notes:
            notes.append([])
        notes[-1] += row


def endnotes(order: Sequence[Line | Row], called: Sequence[str]) -> tuple[int, tuple[tuple[Line, ...], ...]]:
    """The footnotes at the end of a document, and where they begin: all those that no page has, in the order in which they are called."""
    labels = [
        (at, label) for at, one in enumerate(order) if isinstance(one, Line) and (label := _label([one]))
    ]
    last = labels[len(labels) - len(called) :]
    if not called or [label for _, label in last] != list(called):
        return len(order), ()
    begin, _ = last[0]
    notes: list[list[Line]] = []
    for one in order[begin:]:
        _add([[one]] if isinstance(one, Line) else map(list, one.cells), notes)
    return begin, tuple(map(tuple, notes))


def _size(pages: Sequence[Sequence[Line]]) -> float:
    """The size of most letters."""
    letters: Counter[float] = Counter()
    for lines in pages:
        for one in lines:
            letters[one.size] += len(one.text)
    return max(letters, key=lambda size: (letters[size], size), default=0.0)


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """The lines of a page by their height."""
    rows: list[_Row] = []
    for one in sorted(lines, key=lambda one: one.y):
        if rows and one.y - rows[-1][0].y < _BAND:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _words(row: _Row) -> str:
    return " ".join(f"{one.sign} {one.text}".strip() for one in row)


class _Heads:
    """What stands at the same height on many pages."""

    def __init__(self, pages: Sequence[Page], rows: Sequence[list[_Row]], size: float) -> None:
        self._size = size
        self._count = sum(map(bool, rows))
        self._seen: dict[tuple[bool, int], Counter[str]] = {}
        self._parts: dict[tuple[bool, int], Counter[str]] = {}
        """The same for each line of a row by itself."""
        headings = (line for one in rows for row in one for line in row if self._is_large(line))
        self._headings = {_folded([line]) for line in headings}
        for page, one in zip(pages, rows, strict=True):
            for foot, nearest in ((False, one[:_DEPTH]), (True, one[-_DEPTH:])):
                for row in nearest:
                    band = self._band(page, row, foot=foot)
                    self._seen.setdefault(band, Counter())[_folded(row)] += 1
                    self._parts.setdefault(band, Counter()).update({_folded([line]) for line in row})

    def cut(self, page: Page, rows: list[_Row]) -> list[_Row]:
        """The rows between the running head and the running foot of a page."""
        rest = rows[self._length(page, rows, foot=False) :]
        return rest[: len(rest) - self._length(page, rest[::-1], foot=True)]

    def _length(self, page: Page, rows: list[_Row], *, foot: bool) -> int:
        """How many rows are a running head, from the outermost on. Where pages are alike below it, it ends at the first gap."""
        alike = _count(self._is_one(page, row, foot=foot) for row in rows[:_DEPTH])
        if alike <= _LONGEST:
            return alike
        gaps = (abs(other[0].y - one[0].y) / one[0].size for one, other in pairwise(rows[: _LONGEST + 1]))
        return next((at for at, gap in enumerate(gaps, 1) if gap > _GAP), 0)

    def _is_one(self, page: Page, row: _Row, *, foot: bool) -> bool:
        distance = page.height - row[0].y if foot else row[0].y
        if distance < _MARGIN * page.height and _PAGE_NUMBER.fullmatch(_words(row)):
            return True
        side, band = self._band(page, row, foot=foot)
        seen: Counter[str] = Counter()
        for near in (band - 1, band, band + 1):
            seen.update(self._seen.get((side, near), ()))
        same, total = seen[_folded(row)], seen.total()
        changing = total >= _MOST * self._count and 2 * len(seen) <= total
        if self._is_partly(row, side, band) or self._is_named(row, seen):
            return True
        if any(map(self._is_large, row)):
            return same >= (2 if same == self._count else max(3, _BOLDLY * self._count))
        return same >= 2 and (same >= _OFTEN * self._count or changing)

    def _is_large(self, one: Line) -> bool:
        """Whether a line is in the print of headings."""
        return one.bold or one.size > 1.06 * self._size

    def _is_partly(self, row: _Row, side: bool, band: int) -> bool:
        """Whether a part of a row is the same on most pages, so that what stands beside it is of the running head, too."""
        least = max(_PARTLY, _MOST * self._count)
        parts = [self._parts.get((side, near), Counter()) for near in (band - 1, band, band + 1)]
        same = (sum(part[_folded([line])] for part in parts) for line in row)
        return len(row) > 1 and any(count >= least for count in same)

    def _is_named(self, row: _Row, seen: Counter[str]) -> bool:
        """Whether a row in small print says what some heading says, as do those at its height on most pages."""
        if _folded(row) not in self._headings or any(one.size > _SMALL * self._size for one in row):
            return False
        named = sum(count for words, count in seen.items() if words in self._headings)
        return named >= max(_PARTLY, _MOST * self._count)

    @staticmethod
    def _band(page: Page, row: _Row, *, foot: bool) -> tuple[bool, int]:
        distance = page.height - row[0].y if foot else row[0].y
        return foot, round(distance / _BAND)


def _folded(row: _Row) -> str:
    """What is the same in running heads: without numbers, and in one order on left and right pages."""
    return " ".join(sorted(_NUMBERS.sub("#", one.text.lower()) for one in row))


def _label(row: _Row) -> str:
    """The mark with which a row begins that may be the first of a footnote; nothing where it begins otherwise."""
    one = row[0]
    found = MARK.fullmatch(one.sign or one.phrases[0].text)
    if found and (one.sign or len(one.phrases) + len(row) > 2):
        return found["mark"]
    glued = GLUED_MARK.match(one.text)
    return glued[0] if glued else ""


def _notes_from(page: Page, rows: list[_Row], size: float, called: list[str], *, open_note: bool) -> int:
    """The row from which on a page has footnotes: at its foot, in smaller print or under a short line, with a mark before them."""
    small = len(rows) - _count(all(one.size <= _NOTE * size for one in row) for row in reversed(rows))
    under = max(small, _under_rule(page, rows))
    labels = [_label(row) for row in rows]
    for at in range(small, len(rows)):
        one, label = rows[at][0], labels[at]
        raised = bool(label) and not one.sign and one.begins_raised()
        awaited = label in called and (label == called[0] or called[0] not in labels[:at])
        if raised or (label and awaited) or (label and at >= under) or (at >= under and open_note):
            return at
    at = _called_notes(rows, _called(rows, within=True))
    return len(rows) if called and called[0] in labels[:at] and called[0] not in labels[at:] else at


def _count(told: Iterable[bool]) -> int:
    """How many there are before the first that is not so."""
    return len(list(takewhile(bool, told)))


def _under_rule(page: Page, rows: list[_Row]) -> int:
    """The first row under the lowest short line that is drawn where the text begins, in the lower half of a page."""
    least, most = _RULE[0] * page.width, _RULE[1] * page.width
    left = min((one.left for row in rows for one in row), default=0.0)
    drawn = [
        box.top
        for box in page.boxes
        if box.bottom - box.top <= THIN
        and least <= box.right - box.left <= most
        and abs(box.left - left) < _AT_MARGIN
        and box.top > page.height / 2
    ]
    lowest = max(drawn, default=page.height)
    return next((at for at, row in enumerate(rows) if row[0].top > lowest), len(rows))


def _called(rows: list[_Row], *, within: bool = False) -> list[str]:
    """The numbers of the footnotes to which the rows of a page refer; `within` lines, where none begins a footnote."""
    lines = [one for row in rows for one in row]
    found = [mark for one in lines for mark in one.marks[within and one.begins_raised() :]]
    return list(dict.fromkeys(mark.strip("[]") for mark in found))


def _called_notes(rows: list[_Row], called: list[str]) -> int:
    """The row from which on all footnotes stand to which a page refers, one after the other, whatever their print."""
    labels = [(at, _label(row)) for at, row in enumerate(rows)]
    for at, label in reversed(labels):
        if called and label == called[0]:
            found = [label for _, label in labels[at:] if label]
            return at if found == called else len(rows)
    return len(rows)
