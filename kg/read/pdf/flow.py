"""The order in which the lines of a page are read: down the page, column by column, and tables row by row."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from kg.read.pdf.lines import THIN, Line, line, upright
from kg.read.pdf.phrases import Box

LEADING: Final = 1.45
"""Parts of the size by which the baselines of one paragraph are apart at most, where nothing better is known."""
_GUTTER: Final = 0.2
"""Parts of the size that columns and cells are apart at least."""
_ALIGNED: Final = 1.6
"""Points by which what is aligned may be out of line."""
_PITCH: Final = 2.2
"""Parts of the size by which a row of a table that has but one cell is apart from the row above at most."""
_NEAR: Final = 3.0
"""Parts of the size by which rows of one table are apart at most, for one to tell of the cells of the other."""
_LINES: Final = 4
"""Lines that a column of prose has at least."""
_FULL: Final = 0.75
_MOST: Final = 0.4
_SOME: Final = 0.15
"""Part of a column's width that lines of prose fill, and parts of the lines that do in one column and in the other."""
_NARROWEST: Final = 12.0
"""Parts of the size that a column of prose is wide at least."""
_EDGES: Final = 6
"""Margins at which a column is looked for, the most frequent ones."""
_STEPS: Final = 0.6
"""Part of the gaps in a table's columns that are at the same height."""
_CELLS: Final = 40
"""Cells of the widest table; more are a picture made of words."""
_ROWS: Final = 3
"""Lines that tell of a column of cells where no wide gap does."""
_BLANK: Final = 0.45
"""Parts of the size that is wider than most blanks."""
_ALIKE: Final = 1.7
"""Times the usual blank of a justified line that its widest one is at most."""
_BALANCE: Final = 0.4
"""The narrowest column of prose, as a part of the widest."""
_FRAME: Final = 30.0
"""Points that a drawn line or frame is long at least that parts what stands above from what stands below."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the lines of each of its cells."""

    page: int
    cells: tuple[tuple[Line, ...], ...]


_Gap: TypeAlias = tuple[float, float]
"""Where from left to right nothing stands."""
_Strip: TypeAlias = list[Line]
"""Lines side by side."""


def flow(pages: Sequence[tuple[Sequence[Line], Sequence[Box]]]) -> Iterator[Line | Row]:
    """The lines and rows of some pages, each given with what is drawn on it, in the order in which they are read."""
    edges = {round(found.edge) for lines, boxes in pages for found in _columns(lines, _rules(boxes), set())}
    for lines, boxes in pages:
        yield from _Reader(boxes, edges).page(list(lines))


def _rules(boxes: Iterable[Box]) -> list[Box]:
    """The drawn lines that run across, and the upper and lower ends of frames, from top to bottom."""
    found = []
    for box in boxes:
        if box.right - box.left < _FRAME:
            continue
        if box.bottom - box.top <= THIN:
            found.append(box)
        elif box.bottom - box.top >= _FRAME:
            found += [box._replace(bottom=box.top), box._replace(top=box.bottom)]
    return sorted(found, key=lambda box: box.top)


def _ruled(one: Line, other: Line, rules: Sequence[Box]) -> bool:
    """Whether a drawn line parts two lines, and is none that underlines words."""
    low = bisect_left(rules, one.y + 0.05 * one.size, key=lambda box: box.top)
    high = bisect_right(rules, other.y - 0.6 * other.size, key=lambda box: box.top)
    return any(
        box.left < one.right
        and box.right > one.left
        and (box.top > one.y + 0.35 * one.size or box.right > one.right + one.size or box.left < one.left - 1)
        for box in rules[low:high]
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Prose in two columns, of which either may be parted again, and what stands above and below them."""

    edge: float
    """Where the right column begins."""
    above: list[Line]
    left: list[Line]
    right: list[Line]
    below: list[Line]


class _Reader:
    """Reads the lines of a page. `edges` are where columns begin on other pages."""

    def __init__(self, boxes: Sequence[Box], edges: Collection[int]) -> None:
        self._upright, self._edges, self._rules = upright(boxes), edges, _rules(boxes)

    def page(self, lines: list[Line]) -> Iterator[Line | Row]:
        last: Line | None = None
        for one in self._read(lines):
            if isinstance(one, Row):
                last = None
                yield one
                continue
            apart = last is not None and _ruled(last, one, self._rules)
            yield replace(one, apart=True) if apart else one
            last = one

    def _read(self, lines: list[Line]) -> Iterator[Line | Row]:
        while columns := next(_columns(lines, self._rules, self._edges), None):
            yield from self._read(columns.above)
            yield from self._read(columns.left)
            shift = min(one.begin for one in columns.left) - min(one.begin for one in columns.right)
            for one in self._read(columns.right):
                yield one if isinstance(one, Row) else _moved(one, shift)
            lines = columns.below
        yield from self._read_down(lines)

    def _read_down(self, lines: list[Line]) -> Iterator[Line | Row]:
        """Lines that stand in no columns of prose, and rows."""
        strips = _split(list(_strips(lines)))
        for start, end, gutters in _zones(strips, self._upright):
            if not gutters:
                yield from sorted(strips[start], key=lambda one: (one.y, one.left))
            elif end == start + 1 and _is_prose(strips, start, gutters):
                yield _joined(strips[start])
            else:
                yield from _by_row(strips[start:end], gutters, self._upright, self._rules)


def _moved(one: Line, shift: float) -> Line:
    """A line of another column, as if it stood below those of the first."""
    return replace(one, left=one.left + shift, right=one.right + shift, begin=one.begin + shift)


def _columns(lines: Sequence[Line], rules: Sequence[Box], edges: Collection[int]) -> Iterator[_Columns]:
    """Prose in columns among some lines, in the ways that there are to part them."""
    begins = Counter(round(one.begin) for one in lines)
    if not begins:
        return
    left, right = min(begins), _right(lines)
    for edge, count in begins.most_common(_EDGES):
        if count >= _LINES and left + 0.2 * (right - left) < edge < left + 0.85 * (right - left):
            yield from _columns_at(
                edge, lines, rules, known=bool({edge - 1, edge, edge + 1}.intersection(edges))
            )


def _columns_at(
    edge: float, lines: Sequence[Line], rules: Sequence[Box], *, known: bool
) -> Iterator[_Columns]:
    """The same where the right column begins at `edge`, between lines that run across it."""
    ordered = sorted(lines, key=lambda one: one.y)
    across = [
        at for at, one in enumerate(ordered) if one.begin < edge - 1 and one.right > edge - _GUTTER * one.size
    ]
    for start, end in pairwise([-1, *across, len(ordered)]):
        band = ordered[start + 1 : end]
        one = [line for line in band if line.begin < edge - 1]
        other = [line for line in band if line.begin >= edge - 1]
        if min(len(one), len(other)) < _LINES or _is_ruled(band, edge, rules):
            continue
        if _balanced(one, other) and (known or (_are_prose(one, other) and not _in_step(one, other))):
            kept = _above_tail(one, other) if end < len(ordered) else one[-1].y
            tail = [line for line in one if line.y > kept]
            one = [line for line in one if line.y <= kept]
            yield _Columns(edge, ordered[: start + 1], one, other, [*tail, *ordered[end:]])


def _are_prose(one: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether the lines of two columns fill them as prose does: most of one, some of the other, which may have lists and a table."""
    full = sorted((_filled(one), _filled(other)))
    return full[0] >= _SOME and full[1] >= _MOST


def _filled(lines: Sequence[Line]) -> float:
    """The part of the lines of a column that fill it."""
    extents = _extents(lines)
    width = max(right for _, right in extents) - min(left for left, _ in extents)
    if len(extents) < _LINES or width < _NARROWEST * lines[0].size:
        return 0.0
    return sum(right - left >= _FULL * width for left, right in extents) / len(extents)


def _extents(lines: Sequence[Line]) -> list[_Gap]:
    """From where to where words stand on each baseline."""
    found: dict[int, _Gap] = {}
    for one in lines:
        left, right = found.get(round(one.y), (one.begin, one.right))
        found[round(one.y)] = min(left, one.begin), max(right, one.right)
    return list(found.values())


def _balanced(one: Sequence[Line], other: Sequence[Line]) -> bool:
    widths = [_right(lines) - min(line.begin for line in lines) for lines in (one, other)]
    return min(widths) >= _BALANCE * max(widths)


def _is_ruled(band: Sequence[Line], edge: float, rules: Sequence[Box]) -> bool:
    """Whether lines are drawn across both columns, as between the rows of a table."""
    low = bisect_left(rules, band[0].y, key=lambda box: box.top)
    high = bisect_right(rules, band[-1].top, key=lambda box: box.top)
    return any(box.left < edge - _FRAME and box.right > edge + _FRAME for box in rules[low:high])


def _above_tail(one: Sequence[Line], other: Sequence[Line]) -> float:
    """How far down the left column goes: what stands below both columns, apart from them, is none of it."""
    bottom = max(line.y for line in other)
    for line, following in pairwise(one):
        near = abs(line.y - bottom) < 3 * line.size
        if near and following.y > bottom + 1 and following.y - line.y > 1.9 * line.size:
            return line.y
    return one[-1].y


def _strips(lines: Iterable[Line]) -> Iterator[_Strip]:
    """Lines in groups that stand side by side, from top to bottom."""
    strip: _Strip = []
    bottom = 0.0
    for one in sorted(lines, key=lambda one: (one.top, one.left)):
        if strip and one.top >= bottom - 0.1 * one.size:
            yield strip
            strip = []
        bottom = max(bottom, one.bottom) if strip else one.bottom
        strip.append(one)
    if strip:
        yield strip


def _gutters(strip: _Strip) -> list[_Gap]:
    """Where nothing of a strip stands, between what stands left and right of it."""
    found: list[_Gap] = []
    ordered = sorted(strip, key=lambda one: one.begin)
    right = ordered[0].right
    for one in ordered[1:]:
        if one.begin - right >= _GUTTER * one.size:
            found.append((right, one.begin))
        right = max(right, one.right)
    return found if len(found) < _CELLS else []


def _narrowed(gutters: Sequence[_Gap], strip: _Strip) -> list[_Gap]:
    """What remains of the gutters beside the lines of a strip."""
    found = []
    for left, right in gutters:
        for one in strip:
            if one.begin <= left < one.right:
                left = one.right  # noqa: PLW2901 -- narrowed
            elif left < one.begin < right:
                right = one.begin  # noqa: PLW2901
        if right - left >= _GUTTER * strip[0].size:
            found.append((left, right))
    return found


def _split(strips: list[_Strip]) -> list[_Strip]:
    """The same, with lines parted that are cells of the table in which the strip above or below stands, however near to each other."""
    for step, order in ((1, range(len(strips) - 1)), (-1, range(len(strips) - 1, 0, -1))):
        for at in order:
            if edges := [right for _, right in _gutters(strips[at])]:
                model = min(strips[at], key=lambda one: one.begin)
                strips[at + step] = [part for one in strips[at + step] for part in _parted(one, model, edges)]
    return strips


def _parted(one: Line, model: Line, edges: Sequence[float]) -> _Strip:
    """A line in parts where words begin at the edges of cells that it runs across; else the line."""
    crossed = [edge for edge in edges if one.begin < edge - _ALIGNED and one.right > edge]
    if not crossed or abs(one.begin - model.begin) > _ALIGNED or abs(one.y - model.y) > _NEAR * one.size:
        return [one]
    cuts = [at for edge in crossed if (at := _starts(one, edge))]
    if len(cuts) < len(crossed):
        return [one]
    parts = [line(one.phrases[start:end], one.page) for start, end in pairwise([0, *cuts, len(one.phrases)])]
    return [replace(parts[0], sign=one.sign, begin=one.begin), *parts[1:]]


def _starts(one: Line, edge: float) -> int:
    """The phrase of a line that begins at an edge, as a cell does, behind a blank; 0 where none does."""
    for at, (phrase, following) in enumerate(pairwise(one.phrases), 1):
        if abs(following.left - edge) <= _ALIGNED:
            apart = following.left - phrase.right >= _GUTTER * one.size
            return at if apart and not following.text[0].islower() else 0
    return 0


def _zones(strips: Sequence[_Strip], drawn: Sequence[Box]) -> Iterator[tuple[int, int, list[_Gap]]]:
    """Tables, with where they start and end and their gutters; and each strip that is in none, without gutters."""
    done = at = 0
    while at < len(strips):
        end, gutters = _zone(strips, at, drawn)
        if gutters:
            start = _begun(strips, at, done, gutters)
            yield from ((alone, alone + 1, []) for alone in range(done, start))
            yield start, end, gutters
            done = end
        at = end
    yield from ((alone, alone + 1, []) for alone in range(done, len(strips)))


def _zone(strips: Sequence[_Strip], at: int, drawn: Sequence[Box]) -> tuple[int, list[_Gap]]:
    """The strip behind the last one that has the same gutters as the one at `at`, and these gutters; none where it has none."""
    gutters = _gutters(strips[at])
    end = at + 1
    for following in range(end, len(strips) if gutters else 0):
        strip = strips[following]
        narrowed = _narrowed(gutters, strip)
        if len(narrowed) < len(gutters):
            break
        if _gutters(strip):
            gutters, end = narrowed, following + 1
        elif _in_grid(strips[at], strip, drawn):
            end = following + 1
        elif not _follows(strips[following - 1], strip[0], _PITCH):
            break
        elif end == following and _follows(strips[following - 1], strip[0], LEADING):
            end = following + 1
    return end, gutters


def _begun(strips: Sequence[_Strip], at: int, done: int, gutters: Sequence[_Gap]) -> int:
    """The strip with which a table begins: lines of a cell may stand higher than its neighbours, which are in the middle."""
    while at > done and len(strips[at - 1]) == 1 and len(_narrowed(gutters, strips[at - 1])) == len(gutters):
        one, other = strips[at - 1][0], min(strips[at], key=lambda one: one.begin)
        room = min(right for right, _ in gutters) - one.right
        fits = other.first_word + 0.3 * one.size < room
        if fits or abs(other.begin - one.begin) > _ALIGNED or not _follows(strips[at - 1], other, LEADING):
            break
        at -= 1
    return at


def _follows(strip: _Strip, one: Line, pitch: float) -> bool:
    """Whether a line is near below a strip, and in the same print."""
    step = one.y - max(other.y for other in strip)
    return step <= pitch * one.size and (one.size, one.bold) == (strip[0].size, strip[0].bold)


def _is_prose(strips: Sequence[_Strip], at: int, gutters: Sequence[_Gap]) -> bool:
    """Whether a strip by itself is a line of prose with wide blanks: all blanks are alike, or a line above or below it runs across."""
    strip = sorted(strips[at], key=lambda one: one.begin)
    one = strip[0]
    if any(abs(other.y - one.y) > 1 for other in strip):
        return False
    phrases = [phrase for part in strip for phrase in part.phrases]
    blanks = sorted(other.left - phrase.right for phrase, other in pairwise(phrases))
    if len(blanks) >= 3 and blanks[-1] <= _ALIKE * blanks[len(blanks) // 2]:
        return True
    near = [
        strips[other][0] for other in (at - 1, at + 1) if 0 <= other < len(strips) and len(strips[other]) == 1
    ]
    return any(
        abs(other.y - one.y) <= LEADING * one.size
        and min(abs(other.left - one.left), abs(other.left - one.begin)) <= _ALIGNED
        and other.right > gutters[-1][1]
        for other in near
    )


def _joined(strip: _Strip) -> Line:
    first = min(strip, key=lambda one: one.begin)
    joined = line((phrase for one in strip for phrase in one.phrases), first.page)
    return replace(joined, sign=first.sign, begin=first.begin)


def _parts(lines: Iterable[Line], edges: Sequence[float]) -> list[list[Line]]:
    """Lines by the column in which they stand."""
    columns: list[list[Line]] = [[] for _ in range(len(edges) + 1)]
    for one in lines:
        columns[sum(one.begin >= edge - _ALIGNED for edge in edges)].append(one)
    return columns


def _in_step(one: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether two columns mostly begin anew at the same height, as the cells of a row do."""
    found, beside = _fresh(one), _fresh(other)
    both = sum(any(abs(y - near) <= _ALIGNED for near in beside) for y in found)
    return both >= 2 and both >= _STEPS * max(len(found), len(beside))


def _fresh(lines: Sequence[Line]) -> list[float]:
    """The height of lines that stand further from the line before than most."""
    steps = [other.y - one.y for one, other in pairwise(lines) if other.y - one.y > 1]
    usual = sorted(steps)[len(steps) // 3] if steps else 0.0
    return [other.y for one, other in pairwise(lines) if other.y - one.y > 1.3 * usual]


def _between(rules: Sequence[Box], strip: _Strip, other: _Strip) -> bool:
    """Whether a drawn line parts two strips."""
    size = strip[0].size
    low = bisect_left(rules, max(one.y for one in strip), key=lambda box: box.top)
    high = bisect_right(rules, min(one.y for one in other) - 0.5 * size, key=lambda box: box.top)
    left, right = min(one.left for one in strip), max(one.right for one in strip)
    return any(box.left < right and box.right > left for box in rules[low:high])


def _right(lines: Iterable[Line]) -> float:
    return max((one.right for one in lines), default=0.0)


def _by_row(
    zone: Sequence[_Strip], gutters: Sequence[_Gap], drawn: Sequence[Box], rules: Sequence[Box]
) -> Iterator[Line | Row]:
    """The rows of a table; what stands in one column alone, and is no row that goes on, is a line like others."""
    edges = _edges(zone, [right for _, right in gutters])
    zone = [[part for one in strip for part in _parted(one, one, edges)] for strip in zone]
    rights = [_right(column) for column in _parts([one for strip in zone for one in strip], edges)]
    row: list[list[Line]] = []
    last: _Strip = []
    for strip in zone:
        cells = _parts(strip, edges)
        ruled = bool(last) and _between(rules, last, strip)
        if row and not ruled and (_in_grid(last, strip, drawn) or _wraps(row, cells, rights)):
            for cell, more in zip(row, cells, strict=True):
                cell += more
        else:
            yield from _row(row)
            row = cells
        last = strip
    yield from _row(row)


def _edges(zone: Sequence[_Strip], edges: list[float]) -> list[float]:
    """Where the cells of a table begin: at its gutters, and where else words of all its rows do."""
    found = list(edges)
    for column in _parts([one for strip in zone for one in strip], edges):
        widest = max(column, key=lambda one: len(one.phrases), default=None)
        for phrase in widest.phrases[1:] if widest and len(column) >= _ROWS else ():
            if _is_edge(phrase.left, column):
                found.append(phrase.left)
    return sorted(found)


def _is_edge(edge: float, lines: Sequence[Line]) -> bool:
    """Whether words begin there in each line that goes so far, most of them behind a wide blank."""
    gaps = []
    for one in lines:
        if abs(one.begin - edge) <= _ALIGNED:
            gaps.append(_BLANK)
        if one.begin >= edge - _ALIGNED or one.right < edge:
            continue
        at = _starts(one, edge)
        if not at:
            return False
        gaps.append((one.phrases[at].left - one.phrases[at - 1].right) / one.size)
    return len(gaps) >= _ROWS and sorted(gaps)[len(gaps) // 2] >= _BLANK


def _row(cells: Sequence[list[Line]]) -> Iterator[Line | Row]:
    filled = [tuple(sorted(cell, key=lambda one: (one.y, one.left))) for cell in cells if cell]
    if len(filled) == 1:
        yield from filled[0]
    elif filled:
        yield Row(filled[0][0].page, tuple(filled))


def _in_grid(table: _Strip, strip: _Strip, drawn: Sequence[Box]) -> bool:
    """Whether a line is drawn upright beside a strip, between the cells of a table."""
    left, right = min(one.begin for one in (*table, *strip)), _right((*table, *strip))
    y = strip[0].y - 0.3 * strip[0].size
    return any(left < box.left < right and box.top < y < box.bottom for box in drawn)


def _wraps(row: Sequence[list[Line]], cells: Sequence[list[Line]], rights: Sequence[float]) -> bool:
    """Whether lines go on with cells of the row above: each is near its cell's last line, which had no room for its first word."""
    if not any(cell and more for cell, more in zip(row, cells, strict=True)):
        return False
    for cell, more, right in zip(row, cells, rights, strict=True):
        if not cell or not more:
            continue
        one, other = cell[-1], more[0]
        room = right - one.right
        fits = other.first_word + 0.3 * one.size < room
        if other.y - one.y > LEADING * one.size or (fits and not other.text[:1].islower()):
            return False
    return True
