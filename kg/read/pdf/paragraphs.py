"""Which lines are one paragraph, item or heading: by the distance, indent, print and length of each."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from kg.read.pdf.body import Body
from kg.read.pdf.labels import LABEL, follows, is_first
from kg.read.pdf.lines import Line, line
from kg.read.pdf.margins import Margins
from kg.read.pdf.tables import Row

_LOOSE: Final = 1.22
"""Times the usual distance of lines by which those of one paragraph are apart at most."""
_RAISED: Final = 1.4
"""The same in the midst of a sentence: a mark or a sign in a line may push it down."""
_CLOSE: Final = 0.5
"""Parts of the size by which they are apart at least."""
_ALIKE: Final = 0.08
"""Parts of the size by which lines of one paragraph may differ in print."""
_TOLERANCE: Final = 0.4
"""Parts of the size by which lines that begin at one margin may be apart."""
_CENTRED: Final = 0.15
"""Parts of the size by which the middles of centred lines may be apart, doubled."""
_HANGING: Final = (0.8, 4.0)
"""Parts of the size by which lines hang that go on with an item or entry."""
_TAB: Final = 0.5
"""Parts of the size from which on a gap is that of a tab, and no blank."""
_ENTRIES: Final = 4
"""Lines of a list without signs at least."""
_DEEP: Final = 8
"""Lists in each other of which the last items are remembered."""
_AHEAD: Final = 6
"""Lines behind one in which the next item of a list is looked for."""

_STOPS: Final = re.compile(r"[.!?:;][\"'’”)\]]*$")
_OFFICE: Final = re.compile(r"[A-Z].{2,60}?(?:, | [–—-] )")
"""How the entry of a person begins: "Name, office"."""
_UNFINISHED: Final = re.compile(r"(?:[,&/–—-]|\b(?:and|or|of|for|to|in|on|at|the|with|from|by))$")

Group: TypeAlias = tuple[Line, ...]
"""The lines of one heading, paragraph or item."""


def grouped(flow: Iterable[Line | Row], body: Body, noted: Collection[int] = ()) -> Iterator[Group | Row]:
    """Lines in groups, and rows as they are. `noted` are the pages that have footnotes."""
    found = list(flow)
    lines = _Lines([one for one in found if isinstance(one, Line)], body, noted)
    group: list[Line] = []
    at = 0
    for one in found:
        following = one if isinstance(one, Row) else lines.signed(at, group)
        if group and (isinstance(following, Row) or not lines.goes_on(group, following, at)):
            yield tuple(group)
            group = []
        if isinstance(following, Row):
            yield following
        else:
            group.append(following)
            at += 1
    if group:
        yield tuple(group)


class _Lines:
    """The lines of a document in order, and what they tell of each other."""

    def __init__(self, lines: Sequence[Line], body: Body, noted: Collection[int]) -> None:
        self._lines, self._body, self._noted = lines, body, noted
        self._bottom = max((one.y for one in lines), default=0.0)
        self._margins = Margins(lines, body)
        self._entries = set(self._found_entries())
        self._items: list[Line] = []

    def goes_on(self, group: Sequence[Line], other: Line, at: int) -> bool:
        """Whether the line at `at` goes on with the group of lines before it."""
        one = group[-1]
        if other.sign or other.apart or at in self._entries:
            return False
        if abs(one.size - other.size) > _ALIKE * max(one.size, other.size):
            return False
        beside = other.y < one.y + one.size and other.phrases[0].left > one.phrases[-1].right
        if one.page != other.page or other.y < one.y - one.size or beside:
            return self._resumes(group, other, at)
        ended, stops, lower = self._margins.ended(at - 1), _stops(one), _is_lower(other)
        within = not ended and not stops  # the line before it is full, and no sentence ends there
        loose = _RAISED if within and (lower or other.marks) else _LOOSE
        if not _CLOSE * one.size < other.y - one.y <= loose * self._body.distance(one.size):
            return False
        heads = self._heads(group)
        if heads != self._body.heads(other) and not (
            within and (other.phrases[0].bold or not heads or lower)
        ):
            return False
        aligned = _aligned(group, other, ended=ended, stops=stops)
        return aligned and (not ended or (lower and not stops and not heads))

    def _heads(self, group: Sequence[Line]) -> bool:
        return self._body.heads(group[0]) and self._body.heads(group[-1])

    def _resumes(self, group: Sequence[Line], other: Line, at: int) -> bool:
        """Whether a line at the head of a page or column goes on with the last lines of the one before."""
        first, one = group[0], group[-1]
        ended, stops, lower = self._margins.ended(at - 1), _stops(one), _is_lower(other)
        if self._heads(group):
            return not ended and not stops and lower and self._body.heads(other)
        near = abs(other.left - one.left) <= _TOLERANCE * one.size
        indented = len(group) == 1 and not first.sign and other.left < one.left
        if ended or not (near or indented):
            return lower and not stops
        if stops and not lower:
            return not one.text.endswith(":") and self._is_prose(at) and not self._had_room(one, other)
        return True

    def _is_prose(self, at: int) -> bool:
        """Whether the line at `at` is one of a sentence: it is full, or the sentence ends there."""
        if _stops(self._lines[at]):
            return True
        return at + 1 < len(self._lines) and not self._margins.ended(at)

    def _had_room(self, one: Line, other: Line) -> bool:
        """Whether the line at the head of a page had room at the foot of the one before: had it gone on, it would stand there."""
        foot = one.y + self._body.distance(one.size)
        return one.page not in {other.page, *self._noted} and foot < self._bottom + 1

    def _found_entries(self) -> Iterator[int]:
        """The lines that begin an entry in lists without signs, such as one of addressees.

        Such lists are told by entries of which most end before the margin, or whose further lines hang.
        """
        for start, end in self._blocks():
            block = self._lines[start:end]
            size = block[0].size
            margin = min(one.left for one in block) + _TOLERANCE * size
            ended = [self._margins.ended(at) for at in range(start, end - 1)]
            full = [at for at, done in enumerate(ended) if not done and not _stops(block[at])]
            hanging = {
                round(block[at + 1].left) for at in full if block[at].left <= margin < block[at + 1].left
            }
            if len(hanging) == 1 and min(hanging) - margin < _HANGING[1] * size:
                yield from (start + at for at, one in enumerate(block) if one.left <= margin)
            elif len(block) >= _ENTRIES and 2 * sum(ended) >= len(ended):
                yield from (start + at + 1 for at in full if _is_entry(block[at].text, block[at + 1].text))

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Where lines stand that follow each other without a gap, sign or change of print."""
        start = 0
        for at in range(1, len(self._lines) + 1):
            if at == len(self._lines) or not self._is_near(self._lines[at - 1], self._lines[at]):
                if at - start > 1:
                    yield start, at
                start = at

    def _is_near(self, one: Line, other: Line) -> bool:
        near = one.page == other.page and 0 < other.y - one.y <= _LOOSE * self._body.distance(one.size)
        plain = not one.sign and not other.sign and not other.apart
        return near and plain and one.size == other.size and one.bold == other.bold

    def signed(self, at: int, group: Sequence[Line]) -> Line:
        """The line at `at`, with its first word as its sign where that is the label of an item."""
        one = self._lines[at]
        if not one.sign and len(one.phrases) > 1 and LABEL.fullmatch(one.phrases[0].text):
            inner = _labelled(one)
            one = inner if self._is_item(at, inner, group) else one
        if one.sign:
            self._items = [*(item for item in self._items if item.begin < one.begin - 1), one][-_DEEP:]
        return one

    def _is_item(self, at: int, one: Line, group: Sequence[Line]) -> bool:
        """Whether a label is that of an item: its lines hang, it goes on with a list, or begins one on a line of its own."""
        plain, following = self._lines[at], self._lines[at + 1 : at + 1 + _AHEAD]
        if following and self._hangs(one, following[0]):
            return True
        fresh = not group or not self.goes_on(group, plain, at)
        slack = _TOLERANCE * one.size
        for before in self._items:
            if abs(before.begin - one.begin) <= slack and follows(one.sign, before.sign):
                return fresh or one.sign[0].isalnum() or abs(before.left - one.left) <= slack
        beside = (*self._lines[max(at - 1, 0) : at], *following[:1])
        indented = is_first(one.sign) and all(other.left < one.begin - one.size for other in beside)
        tab = plain.phrases[1].left - plain.phrases[0].right >= _TAB * one.size
        return fresh and (tab or indented or any(_is_next(one, other) for other in following))

    def _hangs(self, one: Line, other: Line) -> bool:
        """Whether the second line begins under the text of the first, and not under its label."""
        near = self._is_near(replace(one, sign=""), other)
        hanging = one.left - one.begin >= _HANGING[0] * one.size
        return near and hanging and abs(other.left - one.left) <= 0.25 * one.size


def _labelled(one: Line) -> Line:
    """A line with its first phrase as its sign."""
    first, second = one.phrases[:2]
    rest = line(one.phrases[1:], one.page)
    left = one.left + second.left - first.left
    return replace(one, phrases=rest.phrases, text=rest.text, bold=rest.bold, sign=first.text, left=left)


def _is_next(one: Line, other: Line) -> bool:
    """Whether a line is the item that follows another one."""
    near = abs(other.begin - one.begin) <= _TOLERANCE * one.size
    return near and follows(other.sign or other.phrases[0].text, one.sign)


def _is_entry(one: str, other: str) -> bool:
    """Whether a line that follows a full one begins an entry of its own, and does not go on with it."""
    return bool(_OFFICE.match(other)) and not _UNFINISHED.search(one)


def _stops(one: Line) -> bool:
    """Whether a sentence, or a part of one, ends with the line."""
    return _STOPS.search(one.text[-6:]) is not None


def _is_lower(one: Line) -> bool:
    return one.text[:1].islower()


def _aligned(group: Sequence[Line], other: Line, *, ended: bool, stops: bool) -> bool:
    """Whether a line begins where the next line of a paragraph or item would, after one that ended of itself or with a sentence."""
    first, one = group[0], group[-1]
    slack = _TOLERANCE * one.size
    indent = other.left - one.left
    if abs(indent) <= slack or _is_centred(group, other):
        return True
    if indent > 0:
        return not ended and not stops
    if first.sign and stops and other.left < first.begin - slack:
        return False
    return len(group) == 1 and not ended


def _is_centred(group: Sequence[Line], other: Line) -> bool:
    """Whether a line stands in the middle under a group of lines that do not begin at one margin."""
    one = group[-1]
    if len(group) > 1 and abs(group[-2].left - one.left) <= _TOLERANCE * one.size:
        return False
    return abs((one.left + one.right) - (other.left + other.right)) <= _CENTRED * one.size
