"""Lines to pieces: which lines are one paragraph, item or heading, by the distance, indent, print and length of each."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from kg.read.layout import Kind, Piece
from kg.read.pdf.flow import Row
from kg.read.pdf.hyphens import Mending
from kg.read.pdf.lines import Line, line

_LARGE: Final = 1.06
"""The size of a heading, as a part of that of the body."""
_LOOSE: Final = 1.22
"""Times the usual distance of lines by which those of one paragraph are apart at most."""
_RAISED: Final = 1.4
"""The same in the midst of a sentence: a mark or a sign in a line may push it down."""
_TOLERANCE: Final = 0.4
"""Parts of the size by which lines that begin at one margin may be apart."""
_TAB: Final = 0.5
"""Parts of the size from which on a gap is that of a tab, and no blank."""
_SLACK: Final = 0.35
"""Parts of the size that must be left at the end of a line, beside the next word, for the line to have ended of itself."""
_MARGIN: Final = 0.6
"""Points by which lines of one margin begin apart at most."""
_FLUSH: Final = 1.5
"""Points before the margin within which justified lines end."""
_RAGGED: Final = 60.0
"""Points before the margin within which most full lines end that are not justified."""
_WINDOW: Final = 12
"""Lines before and after a line that tell how far it could have gone."""
_FEW: Final = 3
"""Lines at one margin that tell how far they can go."""
_ENTRIES: Final = 4
"""Lines of a list without signs at least."""
_HANGING: Final = 4.0
"""Parts of the size by which further lines of such a list are indented at most."""
_SHORT: Final = 0.7
"""Part of the room that a line leaves which ended of itself, where no other lines tell of that room."""
_HEADING: Final = 240
"""Characters of the longest heading."""
_DEEP: Final = 8
"""Lists in each other of which the last items are remembered."""
_AHEAD: Final = 6
"""Lines behind one in which the next item of a list is looked for."""

_STOPS: Final = re.compile(r"[.!?:;][\"'’”)\]]*$")
_SENTENCE: Final = re.compile(r"[.!;][\"'’”)\]]*$")
_LABEL: Final = re.compile(
    r"(?P<dash>[-–—−‐‑*])|(?P<ring>o)|\(?(?P<word>\d{1,3}|[a-z]|[ivx]{1,5})[.)]", re.IGNORECASE
)
_OFFICE: Final = re.compile(r"[A-Z].{2,60}?(?:, | [–—-] )")
_UNFINISHED: Final = re.compile(r"(?:[,&/–—-]|\b(?:and|or|of|for|to|in|on|at|the|with|from|by))$")
_NOTE_LABEL: Final = re.compile(r"\[?(\d{1,3}|[*†‡§]{1,3}|[¹²³⁰⁴-⁹]+)[\].)]?")
_ROMAN: Final = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
)


@dataclass(frozen=True, slots=True)
class Body:
    """The print of most of a document: the size and weight of its letters, and how far its lines are apart."""

    size: float
    bold: bool
    leading: dict[float, float]
    """The distance of baselines for each size."""

    def distance(self, size: float) -> float:
        """The usual distance of baselines for lines of that size."""
        if size in self.leading:
            return self.leading[size]
        return self.leading.get(self.size, 1.25 * self.size) * size / self.size

    def heads(self, one: Line) -> bool:
        """Whether a line is printed as a heading: larger than the body, or bold where the body is not."""
        return one.size > _LARGE * self.size or (one.bold and not self.bold and one.size > 0.9 * self.size)


def body_of(lines: Sequence[Line]) -> Body:
    """The print of most letters of some lines."""
    letters: Counter[tuple[float, bool]] = Counter()
    steps: dict[float, Counter[float]] = {}
    for one in lines:
        letters[one.size, one.bold] += len(one.text)
    for one, other in pairwise(lines):
        step = round(2 * (other.y - one.y)) / 2
        if one.page == other.page and one.size == other.size and 0.8 * one.size < step < 2.2 * one.size:
            steps.setdefault(one.size, Counter())[step] += 1
    size, bold = max(letters, key=lambda print: (letters[print], print), default=(12.0, False))
    leading = {size: _usual(found) for size, found in steps.items() if found.total() >= _FEW}
    return Body(size, bold, leading)


def _usual(steps: Counter[float]) -> float:
    """The smallest distance that is frequent: paragraphs are further apart than lines."""
    most = max(steps.values())
    return min(step for step, count in steps.items() if 5 * count >= most)


def grouped(
    flow: Iterable[Line | Row], body: Body, noted: Collection[int] = ()
) -> Iterator[tuple[Line, ...] | Row]:
    """Lines in groups, each one heading, paragraph or item; rows as they are. `noted` are the pages that have footnotes."""
    found = list(flow)
    lines = _Lines([one for one in found if isinstance(one, Line)], body, noted)
    group: list[Line] = []
    at = 0
    for one in found:
        if isinstance(one, Row):
            if group:
                yield tuple(group)
            group = []
            yield one
            continue
        signed = lines.signed(at, group)
        if group and not lines.goes_on(group, signed, at):
            yield tuple(group)
            group = []
        group.append(signed)
        at += 1
    if group:
        yield tuple(group)


class _Lines:
    """The lines of a document in order, and what they tell of each other."""

    def __init__(self, lines: Sequence[Line], body: Body, noted: Collection[int]) -> None:
        self._lines, self._body, self._noted = lines, body, noted
        self._bottom = max((one.y for one in lines), default=0.0)
        self._rooms = _Rooms(lines, body)
        self._entries = set(self._found_entries())
        self._items: list[Line] = []

    def goes_on(self, group: Sequence[Line], other: Line, at: int) -> bool:
        """Whether the line at `at` goes on with the group of lines before it."""
        one = group[-1]
        size = max(one.size, other.size)
        if other.sign or other.apart or abs(one.size - other.size) > 0.08 * size:
            return False
        ended = self._rooms.ended(at - 1, other)
        stops, lower = _stops(one), other.text[:1].islower()
        within = not ended and not stops  # the line before it is full, and no sentence ends there
        if one.page != other.page or other.y < one.y - size:
            if self._heads(group):
                return within and lower and self._body.heads(other)
            goes = _resumes(group, other, ended=ended, stops=stops)
            return goes and (not stops or lower or (self._is_prose(at) and not self._had_room(one, other)))
        loose = _RAISED if within and lower else _LOOSE
        if not 0.5 * size < other.y - one.y <= loose * self._body.distance(size):
            return False
        heads = self._heads(group)
        if heads != self._body.heads(other) and not (
            within and (other.phrases[0].bold or not heads or lower)
        ):
            return False
        if not _aligned(group, other, ended=ended, sentence=stops and not lower) or at in self._entries:
            return False
        return not ended or (lower and not stops and not heads)

    def _heads(self, group: Sequence[Line]) -> bool:
        return self._body.heads(group[0]) and self._body.heads(group[-1])

    def _had_room(self, one: Line, other: Line) -> bool:
        """Whether the line at the head of a page had room at the foot of the one before: had it gone on, it would stand there."""
        return (
            one.page not in {other.page, *self._noted}
            and one.y + self._body.distance(one.size) < self._bottom + 1
        )

    def _is_prose(self, at: int) -> bool:
        """Whether the line at `at` is one of a sentence: it is full, or the sentence ends there."""
        if _stops(self._lines[at]):
            return True
        return at + 1 < len(self._lines) and not self._rooms.ended(at, self._lines[at + 1])

    def _found_entries(self) -> Iterator[int]:
        """The lines that begin an entry in lists without signs, such as one of addressees.

        Such lists are told by entries of which most end before the margin, or whose further lines hang.
        """
        for start, end in self._blocks():
            block = self._lines[start:end]
            margin = min(one.left for one in block) + _TOLERANCE * block[0].size
            ended = [self._rooms.ended(at, self._lines[at + 1]) for at in range(start, end - 1)]
            full = [at for at, done in enumerate(ended) if not done and not _stops(block[at])]
            hanging = {
                round(block[at + 1].left) for at in full if block[at].left <= margin < block[at + 1].left
            }
            if len(hanging) == 1 and min(hanging) - margin < _HANGING * block[0].size:
                yield from (start + at for at, one in enumerate(block) if one.left <= margin)
            elif len(block) >= _ENTRIES and 2 * sum(ended) >= len(ended):
                yield from (start + at + 1 for at in full if _is_entry(block[at].text, block[at + 1].text))

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Where lines stand that follow each other without a gap, sign or change of print."""
        start = 0
        for at in range(1, len(self._lines) + 1):
            if at == len(self._lines) or not self._is_next(self._lines[at - 1], self._lines[at]):
                if at - start > 1:
                    yield start, at
                start = at

    def _is_next(self, one: Line, other: Line) -> bool:
        step = other.y - one.y
        near = one.page == other.page and 0 < step <= _LOOSE * self._body.distance(one.size)
        plain = not one.sign and not other.sign and not other.apart
        return near and plain and one.size == other.size and one.bold == other.bold

    def signed(self, at: int, group: Sequence[Line]) -> Line:
        """The line at `at`, with its first word as its sign where that is the label of an item."""
        one = self._lines[at]
        if not one.sign and len(one.phrases) > 1 and _LABEL.fullmatch(one.phrases[0].text):
            first, second = one.phrases[:2]
            left = one.left + second.left - first.left
            rest = line(one.phrases[1:], one.page)
            inner = replace(
                one, phrases=rest.phrases, text=rest.text, bold=rest.bold, sign=first.text, left=left
            )
            if self._is_item(at, inner, group):
                one = inner
        if one.sign:
            self._items = [item for item in self._items if item.begin < one.begin - 1][-_DEEP:] + [one]
        return one

    def _is_item(self, at: int, one: Line, group: Sequence[Line]) -> bool:
        """Whether a label is that of an item: its lines hang, it goes on with a list, or begins one on a line of its own."""
        following = self._lines[at + 1 : at + 1 + _AHEAD]
        if following and _hangs(one, following[0], self._body.distance(one.size)):
            return True
        fresh = not group or not self.goes_on(group, self._lines[at], at)
        slack = _TOLERANCE * one.size
        for before in self._items:
            if abs(before.begin - one.begin) <= slack and _succeeds(before.sign, one.sign):
                return fresh or one.sign[0].isalnum() or abs(before.left - one.left) <= slack
        gap = self._lines[at].phrases[1].left - self._lines[at].phrases[0].right
        indented = _is_first(one.sign) and all(
            other.left < one.begin - one.size for other in (*self._lines[max(at - 1, 0) : at], *following[:1])
        )
        follows = any(_is_next(one, other) for other in following)
        return fresh and (gap >= _TAB * one.size or indented or follows)


def _stops(one: Line) -> bool:
    """Whether a sentence, or a part of one, ends with the line."""
    return _STOPS.search(one.text[-6:]) is not None


def _is_entry(one: str, other: str) -> bool:
    """Whether a line that follows a full one begins an entry of its own ("Name, office"), and does not go on with it."""
    return bool(_OFFICE.match(other)) and not _UNFINISHED.search(one)


def _is_next(one: Line, other: Line) -> bool:
    """Whether a line is the item that follows another one."""
    label = other.sign or other.phrases[0].text
    near = abs(other.begin - one.begin) <= _TOLERANCE * one.size
    return near and bool(_LABEL.fullmatch(label)) and _succeeds(one.sign, label)


def _hangs(one: Line, other: Line, distance: float) -> bool:
    """Whether the second line begins under the text of the first, and not under its label."""
    near = one.page == other.page and 0 < other.y - one.y <= _LOOSE * distance and not other.sign
    return near and abs(other.left - one.left) <= 0.25 * one.size and one.left - one.begin >= 0.8 * one.size


def _succeeds(label: str, other: str) -> bool:
    """Whether one label follows the other in a list."""
    one, two = _LABEL.fullmatch(label), _LABEL.fullmatch(other)
    if not one or not two:
        return False
    if not one["word"] or not two["word"]:
        return label == other
    return one[0].replace(one["word"], "") == two[0].replace(two["word"], "") and any(
        number + 1 in _numbers(two["word"].lower()) for number in _numbers(one["word"].lower())
    )


def _is_first(label: str) -> bool:
    """Whether a label may be the first of a list."""
    found = _LABEL.fullmatch(label)
    return bool(found) and not {1, 1001}.isdisjoint(_numbers((found["word"] or "").lower()))


def _numbers(word: str) -> set[int]:
    """What a label may count: a letter may be a roman number."""
    if not word:
        return set()
    if word.isdigit():
        return {int(word)}
    found = {_ROMAN.index(word) + 1} if word in _ROMAN else set()
    return found | {ord(word) - 96 + 1000} if len(word) == 1 else found


def _aligned(group: Sequence[Line], other: Line, *, ended: bool, sentence: bool) -> bool:
    """Whether a line begins where the next line of a paragraph or item would. `sentence`: the line before it may end a paragraph."""
    first, one = group[0], group[-1]
    slack = _TOLERANCE * one.size
    indent = other.left - one.left
    if abs(indent) <= slack or _centred(group, other):
        return True
    if indent > 0:
        return not ended and not sentence and not _stops(one)
    if first.sign:
        return len(group) == 1 and not ended and other.left >= first.begin - slack
    return len(group) == 1 and not ended


def _centred(group: Sequence[Line], other: Line) -> bool:
    """Whether a line stands in the middle under a group of lines that do not begin at one margin."""
    one = group[-1]
    if len(group) > 1 and abs(group[-2].left - one.left) <= _TOLERANCE * one.size:
        return False
    return abs((one.left + one.right) - (other.left + other.right)) <= 0.15 * one.size


def _resumes(group: Sequence[Line], other: Line, *, ended: bool, stops: bool) -> bool:
    """Whether a line at the head of a page or column goes on with the last paragraph or item before."""
    first, one = group[0], group[-1]
    lower = other.text[:1].islower()
    near = abs(other.left - one.left) <= _TOLERANCE * one.size
    indented = len(group) == 1 and not first.sign and other.left < one.left
    if not near and not indented:
        return lower and not stops
    if ended:
        return lower and not stops
    return not one.text.endswith(":")


class _Rooms:
    """How far the lines at each margin go, in each stretch of a document."""

    def __init__(self, lines: Sequence[Line], body: Body) -> None:
        self._lines, self._body = lines, body
        self._at: list[tuple[int, int]] = []
        self._rights: dict[tuple[int, int], list[float]] = {}
        self._most: dict[int, float] = {}
        self._known: dict[tuple[int, int], tuple[int, float, bool]] = {}
        seen: Counter[int] = Counter()
        for at, one in enumerate(lines):
            margin = round(one.left / _MARGIN)
            place = margin, seen[margin] // _WINDOW
            self._at.append(place)
            if " " in one.text:
                seen[margin] += 1
                self._rights.setdefault(place, []).append(one.right)
                self._most[at // _WINDOW] = max(self._most.get(at // _WINDOW, 0.0), one.right)

    def ended(self, at: int, other: Line) -> bool:
        """Whether the line at `at` ended of itself: there was room for the first word of the next, or it was not stretched."""
        one = self._lines[at]
        need = other.first_word + (0.3 + _SLACK) * one.size
        count, right, justified = self._room(self._at[at])
        if count >= _FEW:
            stretched = justified and not self._body.heads(one)
            return right - one.right >= (_SLACK * one.size if stretched else need)
        right = max(self._most.get(at // _WINDOW + step, 0.0) for step in (-1, 0, 1))
        return right - one.right >= need and one.right - one.left <= _SHORT * (right - one.left)

    def _room(self, place: tuple[int, int]) -> tuple[int, float, bool]:
        """The lines at a margin about a place, how far the longest goes, and whether most go as far, being justified."""
        if place not in self._known:
            margin, stretch = place
            near = [(margin + by, stretch + step) for by in (-1, 0, 1) for step in (-1, 0, 1)]
            rights = [right for one in near for right in self._rights.get(one, ())]
            most = max(rights, default=0.0)
            flush = sum(right > most - _FLUSH for right in rights)
            long = sum(right > most - _RAGGED for right in rights)
            self._known[place] = len(rights), most, flush > _FEW and 5 * flush >= 3 * long
        return self._known[place]


class Writer:
    """Writes groups of lines as pieces; knows the list in which an item stands."""

    def __init__(self, mending: Mending, body: Body) -> None:
        self._mending, self._body = mending, body
        self._levels: list[Line] = []

    def pieces(self, groups: Iterable[tuple[Line, ...] | Row]) -> Iterator[Piece]:
        """The headings, paragraphs, items and rows."""
        for group in groups:
            yield self._row(group) if isinstance(group, Row) else self._piece(group)

    def notes(self, groups: Iterable[Sequence[Line]]) -> Iterator[Piece]:
        """Footnotes as paragraphs, without their marks."""
        for group in groups:
            first, rest = group[0], group[1:]
            phrases = first.phrases[1:] if _is_label(first) and not first.sign else first.phrases
            lines = [line(phrases, first.page), *rest] if phrases else rest
            yield Piece(Kind.PARAGRAPH, self._parts(lines))

    def _row(self, row: Row) -> Piece:
        self._levels.clear()
        cells = ("".join(words for _, words in self._parts(cell)) for cell in row.cells)
        return Piece(Kind.ROW, ((row.page, " | ".join(cells)),))

    def _piece(self, group: Sequence[Line]) -> Piece:
        first = group[0]
        parts = self._parts(group)
        length = sum(len(words) for _, words in parts)
        label = _LABEL.fullmatch(first.sign)
        numbered = bool(label and label["word"])
        heads = all(map(self._body.heads, group)) and length <= _HEADING
        if (
            heads
            and (numbered or not first.sign)
            and not (_SENTENCE.search(parts[-1][1][-6:]) and length > 80)
        ):
            self._levels.clear()
            number = ((first.page, f"{first.sign} "),) if first.sign else ()
            return Piece(Kind.HEADING, number + parts)
        if first.sign:
            return Piece(Kind.ITEM, parts, self._depth(first), first.sign if numbered else "•")
        if self._levels and first.left <= self._levels[0].begin + _TOLERANCE * first.size:
            self._levels.clear()
        return Piece(Kind.PARAGRAPH, parts)

    def _depth(self, item: Line) -> int:
        """The depth of an item among the lists that are open."""
        slack = _TOLERANCE * item.size
        for depth in reversed(range(len(self._levels))):
            level = self._levels[depth]
            if min(abs(level.left - item.left), abs(level.begin - item.begin)) <= slack:
                del self._levels[depth + 1 :]
                return depth
        while self._levels and self._levels[-1].left > item.left:
            self._levels.pop()
        self._levels.append(item)
        return len(self._levels) - 1

    def _parts(self, lines: Sequence[Line]) -> tuple[tuple[int, str], ...]:
        """The words of some lines, joined; those of each page in a part."""
        texts = [one.text for one in lines]
        joined = [*(self._mending.join(one, other) for one, other in pairwise(texts)), *texts[-1:]]
        by_page = groupby(zip(lines, joined, strict=True), key=lambda part: part[0].page)
        return tuple((page, "".join(words for _, words in parts)) for page, parts in by_page)


def _is_label(one: Line) -> bool:
    return one.marks(one.phrases[0]) or bool(_NOTE_LABEL.fullmatch(one.phrases[0].text))
