"""The order in which the lines of a page are read: down the page, and column by column."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from kg.read.pdf.body import Body, body_of
from kg.read.pdf.drawn import FRAME, between, rules, upright
from kg.read.pdf.lines import Line
from kg.read.pdf.phrases import Box
from kg.read.pdf.tables import Row, down

_GUTTER: Final = 0.2
"""Parts of the size that columns are apart at least."""
_LINES: Final = 4
"""Lines that a column of prose has at least."""
_WITHIN: Final = (0.2, 0.85)
"""Parts of the width of a page between which a column may begin, other than the first."""
_FULL: Final = 0.75
_MOST: Final = 0.4
_SOME: Final = 0.15
"""Part of a column's width that lines of prose fill, and parts of the lines that do in one column and in the other."""
_NARROWEST: Final = 12.0
"""Parts of the size that a column of prose is wide at least."""
_DEEPEST: Final = 2
"""Columns that are looked for in columns, one in the other: three stand side by side on a page that lies."""
_BALANCE: Final = 0.4
"""The narrowest column of prose, as a part of the widest."""
_EDGES: Final = 6
"""Margins at which a column is looked for, the most frequent ones."""
_NEARLY: Final = 0.9
"""Part of the lines left of an indent that end before its column begins; the last word of a paragraph may stand between."""
_MAIN: Final = 0.5
"""Part of the lines that are in one piece where drawn lines set something apart from prose; those of a table part all of it."""
_ROOM: Final = 3.0
"""Parts of the size of a heading over both columns that the right one leaves free for it."""
_BESIDE: Final = 1.6
"""Parts of the size by which columns under a heading begin apart at most."""
_STEPS: Final = 0.6
"""Part of the gaps in a table's columns that are at the same height."""
_LEVEL: Final = 1.6
"""Points by which what is at one height may be out of line."""
_LEFT, _RIGHT = attrgetter("left"), attrgetter("right")


def flow(pages: Sequence[tuple[Sequence[Line], Sequence[Box]]]) -> Iterator[Line | Row]:
    """The lines and rows of some pages, each given with what is drawn on it, in the order in which they are read."""
    every = sorted(chain.from_iterable(lines for lines, _ in pages), key=_place)
    body = body_of(every)
    sheets = [_Sheet(rules(boxes), body) for _, boxes in pages]
    found = [
        columns for (lines, _), sheet in zip(pages, sheets, strict=True) for columns in _columns(lines, sheet)
    ]
    edges = _edges(found, Counter(round(line.begin) for line in every), _NARROWEST * body.size)
    for (lines, boxes), sheet in zip(pages, sheets, strict=True):
        yield from _Page(boxes, replace(sheet, edges=edges)).read(list(lines))


def _place(one: Line) -> tuple[int, int, float]:
    """Where a line stands among those at its margin, from page to page."""
    return one.page, round(one.begin), one.y


class _Edge(NamedTuple):
    """What is known of columns, from page to page, by where the right one begins."""

    width: float
    """How wide the left one is."""
    shift: float
    """How far the right one is from it, to the left, whether or not it has but indented lines on some page."""


def _edges(found: Iterable["_Columns"], begins: Counter[int], narrowest: float) -> dict[int, _Edge]:
    """Where right columns begin, the most frequent first: what begins further right is indented."""
    every: dict[int, list[_Columns]] = {}
    for one in found:
        every.setdefault(one.edge, []).append(one)
    ends = {edge: [line.right for one in columns for line in one.left] for edge, columns in every.items()}
    # Where lists fill a column, most of its lines are indented: what stands left of them mostly ends before the column itself begins.
    indents = {
        edge
        for edge, rights in ends.items()
        for other in ends
        if 0 < edge - other < narrowest and sorted(rights)[int(_NEARLY * len(rights))] < other
    }
    edges: dict[int, _Edge] = {}
    for edge in sorted(every.keys() - indents, key=lambda edge: (-begins[edge], edge)):
        if not any(0 < edge - other < narrowest for other in edges):
            edges[edge] = _edge(every[edge])
    return edges


def _edge(columns: Sequence["_Columns"]) -> _Edge:
    width = max(_right(one.left) - _left(one.left) for one in columns)
    left, right = ([line for one in columns for line in side(one)] for side in (_LEFT, _RIGHT))
    return _Edge(width, _margin(left) - _margin(right))


def _margin(lines: Sequence[Line]) -> float:
    """Where the column begins in which lines stand: at the first place where several do."""
    begins = Counter(round(line.begin) for line in lines)
    margin = min((begin for begin, count in begins.items() if count >= _LINES), default=min(begins))
    return min(line.begin for line in lines if round(line.begin) == margin)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is known of a page before its columns are."""

    rules: list[Box]
    """The lines that are drawn across."""
    body: Body
    edges: Mapping[int, _Edge] = field(default_factory=dict)
    """Where right columns begin on some page, the most frequent first."""
    within: int = 0
    """Columns that may be parted again, around these lines."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Prose in two columns, of which either may be parted again, and what stands above and below them."""

    edge: int
    """Where the right column begins."""
    above: list[Line]
    left: list[Line]
    right: list[Line]
    below: list[Line]


class _Page:
    """Reads the lines of a page."""

    def __init__(self, boxes: Sequence[Box], sheet: _Sheet) -> None:
        self._sheet, self._rules, self._upright = sheet, sheet.rules, upright(boxes)

    def read(self, lines: list[Line]) -> Iterator[Line | Row]:
        last: Line | None = None
        for one in self._read(lines):
            if isinstance(one, Line) and last and self._is_apart(last, one):
                yield replace(one, apart=True)
            else:
                yield one
            last = one if isinstance(one, Line) else None

    def _is_apart(self, one: Line, other: Line) -> bool:
        """Whether a drawn line parts two lines, and is none that underlines words."""
        # Where they stand on the page: what a column's box parts is not what stands beside it.
        left, right = one.phrases[0].left, one.phrases[-1].right
        return any(
            box.top > one.y + 0.35 * one.size or box.right > right + one.size or box.left < left - 1
            for box in between(self._rules, one.y + 0.05 * one.size, other.y - 0.6 * other.size, left, right)
        )

    def _read(self, lines: list[Line]) -> Iterator[Line | Row]:
        while self._sheet.edges and (columns := next(_columns(lines, self._sheet), None)):
            yield from self._read(columns.above)
            known = self._sheet.edges.get(columns.edge)
            shift = known.shift if known else _left(columns.left) - _left(columns.right)
            for side, by in ((columns.left, 0.0), (columns.right, shift)):
                for one in self._read(side):
                    yield _moved(one, by, columns.edge) if isinstance(one, Line) else one
            lines = columns.below
        yield from down(lines, self._rules, self._upright, self._sheet.body)


def _moved(one: Line, by: float, edge: float) -> Line:
    """A line of a column, as if it stood below those of the first."""
    column = one.column or edge
    return replace(one, left=one.left + by, right=one.right + by, begin=one.begin + by, column=column)


def _left(lines: Sequence[Line]) -> float:
    return min(one.begin for one in lines)


def _right(lines: Sequence[Line]) -> float:
    return max(one.right for one in lines)


def _columns(lines: Sequence[Line], sheet: _Sheet) -> Iterator[_Columns]:
    """Prose in columns among some lines, in the ways that there are to part them."""
    if len(lines) < 2:
        return
    begins = Counter(round(one.begin) for one in lines)
    left, right = min(begins), _right(lines)
    first, last = (left + part * (right - left) for part in _WITHIN)
    often = [edge for edge, count in begins.most_common(_EDGES) if count >= _LINES]
    ordered = sorted(lines, key=lambda one: one.y)
    for edge in dict.fromkeys([*sheet.edges, *often]):
        if first < edge < last:
            yield from _columns_at(edge, ordered, sheet)


class _Band(NamedTuple):
    """Lines of which none runs across an edge, from the first to the last, and what stands on either side of it."""

    start: int
    end: int
    left: list[Line]
    right: list[Line]

    @property
    def is_long(self) -> bool:
        """Whether there are so many lines in both columns that these may tell of prose, and columns that may be alike."""
        return min(len(self.left), len(self.right)) >= _LINES and _are_balanced(self.left, self.right)

    def is_full(self, width: float) -> bool:
        """Whether a line of the left column fills one of that width."""
        return any(line.right - line.begin >= _FULL * width for line in self.left)


def _columns_at(edge: int, lines: Sequence[Line], sheet: _Sheet) -> Iterator[_Columns]:
    """The same where the right column begins at `edge`, between what runs across it."""
    bands: list[_Band] = []
    for start, end in _bands(edge, lines, sheet):
        one = [line for line in lines[start:end] if line.begin < edge - 1]
        other = [line for line in lines[start:end] if line.begin >= edge - 1]
        if one and other:
            bands.append(_Band(start, end, one, other))
    for start, end, one, other in _in_columns(bands, edge, sheet):
        foot = _foot(one, other, edge) if end < len(lines) else _above_heading(one, other, sheet)
        tail = [line for line in one if line.y > foot]
        left = [line for line in one if line.y <= foot]
        yield _Columns(edge, list(lines[:start]), left, other, [*tail, *lines[end:]])


def _in_columns(bands: Sequence[_Band], edge: int, sheet: _Sheet) -> list[_Band]:
    """The bands that are in columns: by their own lines; by an edge that is known; or all together, where each is but a few lines."""
    if edge in sheet.edges:
        return [band for band in bands if band.is_long or band.is_full(sheet.edges[edge].width)]
    found = [band for band in bands if band.is_long and _are_columns([band], sheet)]
    few = [band for band in bands if not band.is_long]
    return found or (few if len(few) > 1 and _are_columns(few, sheet) else [])


def _are_columns(bands: Sequence[_Band], sheet: _Sheet) -> bool:
    """Whether what stands on both sides of an edge is prose, and no table."""
    one = [line for band in bands for line in band.left]
    other = [line for band in bands for line in band.right]
    if min(len(one), len(other)) < _LINES or not _are_balanced(one, other):
        return False
    return _are_prose(one, other, sheet) and not _in_step(bands)


def _bands(edge: float, lines: Sequence[Line], sheet: _Sheet) -> Iterator[tuple[int, int]]:
    """Where nothing runs across an edge, from which line to which; not where drawn lines part them into rows, as in a table."""
    across = [
        at for at, one in enumerate(lines) if one.begin < edge - 1 and one.right > edge - _GUTTER * one.size
    ]
    across = sorted({*across, *_headings(edge, lines, sheet)})
    drawn = [box.top for box in sheet.rules if box.left < edge - FRAME and box.right > edge + FRAME]
    for before, end in pairwise([-1, *across, len(lines)]):
        start = before + 1
        if end - start < 2:
            continue
        within = drawn[bisect_left(drawn, lines[start].y) : bisect_right(drawn, lines[end - 1].top)]
        parted = sorted({bisect_left(lines, y, key=lambda one: one.y) for y in within})
        bands = list(pairwise([start, *parted, end]))
        if max(after - at for at, after in bands) >= _MAIN * (end - start):
            yield from bands


def _headings(edge: float, lines: Sequence[Line], sheet: _Sheet) -> Iterator[int]:
    """Headings over both columns, however short: the right one leaves room for them, and both begin anew below."""
    left = [(at, one) for at, one in enumerate(lines) if one.begin < edge - 1]
    right = [(at, one) for at, one in enumerate(lines) if one.begin >= edge - 1]
    heights = [one.y for _, one in right]
    margin = min((one.begin for _, one in left), default=0.0)
    for (at, one), (_, following) in pairwise(left):
        place = bisect_left(heights, one.y)
        if not 0 < place < len(right) or one.begin > margin + _LEVEL or not sheet.body.heads(one):
            continue
        (_, above), (_, below) = right[place - 1 : place + 1]
        room = below.y - above.y >= _ROOM * one.size and above.y < one.top and one.bottom < below.top
        if room and abs(following.y - below.y) <= _BESIDE * below.size and not sheet.body.heads(below):
            yield at


def _are_balanced(one: Sequence[Line], other: Sequence[Line]) -> bool:
    widths = [_right(lines) - _left(lines) for lines in (one, other)]
    return min(widths) >= _BALANCE * max(widths)


def _are_prose(one: Sequence[Line], other: Sequence[Line], sheet: _Sheet) -> bool:
    """Whether the lines of two columns fill them as prose does: most of one, some of the other, which may have lists and a table."""
    full = [_filled(lines, sheet) for lines in (one, other)]
    return min(full) >= _SOME and max(full) >= _MOST


def _filled(lines: Sequence[Line], sheet: _Sheet) -> float:
    """The part of the lines of a column that fill it; all, where it is two columns again."""
    extents: dict[int, tuple[float, float]] = {}
    for one in lines:
        left, right = extents.get(round(one.y), (one.begin, one.right))
        extents[round(one.y)] = min(left, one.begin), max(right, one.right)
    width = _right(lines) - _left(lines)
    full = sum(right - left >= _FULL * width for left, right in extents.values())
    wide = len(extents) >= _LINES and width >= _NARROWEST * sheet.body.size
    share = full / len(extents) if wide else 0.0
    if share >= _MOST or sheet.within >= _DEEPEST:
        return share
    inner = replace(sheet, edges={}, within=sheet.within + 1)
    return 1.0 if any(True for _ in _columns(lines, inner)) else share


def _in_step(bands: Iterable[_Band]) -> bool:
    """Whether two columns mostly begin anew at the same height, as the cells of a row do."""
    both = most = 0
    for band in bands:
        found, beside = _fresh(band.left), _fresh(band.right)
        both += sum(any(abs(y - near) <= _LEVEL for near in beside) for y in found)
        most += max(len(found), len(beside))
    return both >= 2 and both >= _STEPS * most


def _fresh(lines: Sequence[Line]) -> list[float]:
    """The height of lines that stand further from the line before than most."""
    steps = [other.y - one.y for one, other in pairwise(lines) if other.y - one.y > 1]
    usual = sorted(steps)[len(steps) // 3] if steps else 0.0
    return [other.y for one, other in pairwise(lines) if other.y - one.y > 1.3 * usual]


def _above_heading(one: Sequence[Line], other: Sequence[Line], sheet: _Sheet) -> float:
    """How far down the left column goes at the end of a page: a heading below both that is larger than theirs is over the next columns."""
    last, top, bottom = one[-1], other[0].y, other[-1].y
    outside = [line for line in one if line.size == last.size and not top <= line.y <= bottom]
    inside = [line for line in one if line not in outside]
    larger = all(line.size < last.size for line in (*inside, *other))
    heads = last.y > bottom and sheet.body.heads(last)
    return inside[-1].y if heads and larger and inside else last.y


def _foot(one: Sequence[Line], other: Sequence[Line], edge: float) -> float:
    """How far down the left column goes: what stands below both columns, apart from them, is none of it, unless it fills the column."""
    bottom, width = max(line.y for line in other), _FULL * (edge - _left(one))
    for at, (line, following) in enumerate(pairwise(one), 1):
        near = abs(line.y - bottom) < 3 * line.size
        if near and following.y > bottom + 1 and following.y - line.y > 1.9 * line.size:
            filled = any(below.right - below.begin >= width for below in one[at:])
            return one[-1].y if filled else line.y
    return one[-1].y
