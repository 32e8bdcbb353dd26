"""The order in which the lines of a page are read: down the page, and column by column."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

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
_BALANCE: Final = 0.4
"""The narrowest column of prose, as a part of the widest."""
_EDGES: Final = 6
"""Margins at which a column is looked for, the most frequent ones."""
_MAIN: Final = 0.5
"""Part of the lines that are in one piece where drawn lines set something apart from prose; those of a table part all of it."""
_STEPS: Final = 0.6
"""Part of the gaps in a table's columns that are at the same height."""
_LEVEL: Final = 1.6
"""Points by which what is at one height may be out of line."""


def flow(pages: Sequence[tuple[Sequence[Line], Sequence[Box]]]) -> Iterator[Line | Row]:
    """The lines and rows of some pages, each given with what is drawn on it, in the order in which they are read."""
    edges = {round(found.edge) for lines, boxes in pages for found in _columns(lines, rules(boxes), ())}
    for lines, boxes in pages:
        yield from _Page(boxes, edges).read(list(lines))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Prose in two columns, of which either may be parted again, and what stands above and below them."""

    edge: float
    """Where the right column begins."""
    above: list[Line]
    left: list[Line]
    right: list[Line]
    below: list[Line]


class _Page:
    """Reads the lines of a page. `edges` are where columns begin on some page."""

    def __init__(self, boxes: Sequence[Box], edges: Collection[int]) -> None:
        self._edges, self._rules, self._upright = edges, rules(boxes), upright(boxes)

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
        return any(
            box.top > one.y + 0.35 * one.size or box.right > one.right + one.size or box.left < one.left - 1
            for box in between(
                self._rules, one.y + 0.05 * one.size, other.y - 0.6 * other.size, one.left, one.right
            )
        )

    def _read(self, lines: list[Line]) -> Iterator[Line | Row]:
        while self._edges and (columns := next(_columns(lines, self._rules, self._edges), None)):
            yield from self._read(columns.above)
            shift = _left(columns.left) - _left(columns.right)
            for side, by in ((columns.left, 0.0), (columns.right, shift)):
                for one in self._read(side):
                    yield _moved(one, by, columns.edge) if isinstance(one, Line) else one
            lines = columns.below
        yield from down(lines, self._rules, self._upright)


def _moved(one: Line, by: float, edge: float) -> Line:
    """A line of a column, as if it stood below those of the first."""
    column = one.column or edge
    return replace(one, left=one.left + by, right=one.right + by, begin=one.begin + by, column=column)


def _left(lines: Sequence[Line]) -> float:
    return min(one.begin for one in lines)


def _right(lines: Sequence[Line]) -> float:
    return max(one.right for one in lines)


def _columns(lines: Sequence[Line], rules: Sequence[Box], edges: Collection[int]) -> Iterator[_Columns]:
    """Prose in columns among some lines, in the ways that there are to part them."""
    if len(lines) < 2 * _LINES:
        return
    begins = Counter(round(one.begin) for one in lines)
    left, right = min(begins), _right(lines)
    first, last = (left + part * (right - left) for part in _WITHIN)
    for edge, count in begins.most_common(_EDGES):
        if count >= _LINES and first < edge < last:
            known = not {edge - 1, edge, edge + 1}.isdisjoint(edges)
            yield from _columns_at(edge, lines, rules, known=known)


def _columns_at(
    edge: float, lines: Sequence[Line], rules: Sequence[Box], *, known: bool
) -> Iterator[_Columns]:
    """The same where the right column begins at `edge`, between what runs across it."""
    ordered = sorted(lines, key=lambda one: one.y)
    for start, end in _bands(edge, ordered, rules):
        band = ordered[start:end]
        one = [line for line in band if line.begin < edge - 1]
        other = [line for line in band if line.begin >= edge - 1]
        if min(len(one), len(other)) < _LINES or not _are_balanced(one, other):
            continue
        if known or (_are_prose(one, other, rules) and not _in_step(one, other)):
            foot = _foot(one, other) if end < len(ordered) else one[-1].y
            tail = [line for line in one if line.y > foot]
            one = [line for line in one if line.y <= foot]
            yield _Columns(edge, ordered[:start], one, other, [*tail, *ordered[end:]])


def _bands(edge: float, lines: Sequence[Line], rules: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """Where nothing runs across an edge, from which line to which; not where drawn lines part them into rows, as in a table."""
    across = [
        at for at, one in enumerate(lines) if one.begin < edge - 1 and one.right > edge - _GUTTER * one.size
    ]
    drawn = [box.top for box in rules if box.left < edge - FRAME and box.right > edge + FRAME]
    for before, end in pairwise([-1, *across, len(lines)]):
        start = before + 1
        if end - start < 2 * _LINES:
            continue
        within = drawn[bisect_left(drawn, lines[start].y) : bisect_right(drawn, lines[end - 1].top)]
        parted = sorted({bisect_left(lines, y, key=lambda one: one.y) for y in within})
        bands = list(pairwise([start, *parted, end]))
        if max(after - at for at, after in bands) >= _MAIN * (end - start):
            yield from bands


def _are_balanced(one: Sequence[Line], other: Sequence[Line]) -> bool:
    widths = [_right(lines) - _left(lines) for lines in (one, other)]
    return min(widths) >= _BALANCE * max(widths)


def _are_prose(one: Sequence[Line], other: Sequence[Line], rules: Sequence[Box]) -> bool:
    """Whether the lines of two columns fill them as prose does: most of one, some of the other, which may have lists and a table."""
    full = [_filled(lines, rules) for lines in (one, other)]
    return min(full) >= _SOME and max(full) >= _MOST


def _filled(lines: Sequence[Line], rules: Sequence[Box]) -> float:
    """The part of the lines of a column that fill it; all, where it is two columns again."""
    extents: dict[int, tuple[float, float]] = {}
    for one in lines:
        left, right = extents.get(round(one.y), (one.begin, one.right))
        extents[round(one.y)] = min(left, one.begin), max(right, one.right)
    width = _right(lines) - _left(lines)
    full = sum(right - left >= _FULL * width for left, right in extents.values())
    if full and len(extents) >= _LINES and width >= _NARROWEST * lines[0].size:
        return full / len(extents)
    return float(any(True for _ in _columns(lines, rules, ())))


def _in_step(one: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether two columns mostly begin anew at the same height, as the cells of a row do."""
    found, beside = _fresh(one), _fresh(other)
    both = sum(any(abs(y - near) <= _LEVEL for near in beside) for y in found)
    return both >= 2 and both >= _STEPS * max(len(found), len(beside))


def _fresh(lines: Sequence[Line]) -> list[float]:
    """The height of lines that stand further from the line before than most."""
    steps = [other.y - one.y for one, other in pairwise(lines) if other.y - one.y > 1]
    usual = sorted(steps)[len(steps) // 3] if steps else 0.0
    return [other.y for one, other in pairwise(lines) if other.y - one.y > 1.3 * usual]


def _foot(one: Sequence[Line], other: Sequence[Line]) -> float:
    """How far down the left column goes: what stands below both columns, apart from them, is none of it."""
    bottom = max(line.y for line in other)
    for line, following in pairwise(one):
        near = abs(line.y - bottom) < 3 * line.size
        if near and following.y > bottom + 1 and following.y - line.y > 1.9 * line.size:
            return line.y
    return one[-1].y
