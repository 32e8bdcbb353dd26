"""The order in which the lines of a page are read: down the page, column by column, and tables row by row."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from kg.read.pdf.lines import THIN, Line, line
from kg.read.pdf.words import Box

LEADING: Final = 1.45
"""Parts of the size by which the baselines of one paragraph are apart at most, where nothing better is known."""
_GUTTER: Final = 0.2
"""Parts of the size that columns and cells are apart at least."""
_ALIGNED: Final = 1.6
"""Points by which what is aligned may be out of line."""
_NEAR: Final = 3.0
"""Parts of the size by which rows of one table are apart at most, for one to tell of the cells of the other."""
_LINES: Final = 4
"""Lines that a column of prose has at least."""
_FULL: Final = 0.6
"""Part of a column's width that most lines of prose fill."""
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


def flow(lines: Iterable[Line], boxes: Sequence[Box]) -> Iterator[Line | Row]:
    """Lines and rows in the order in which they are read."""
    rules = _rules(boxes)
    last: Line | None = None
    for one in _read(list(lines), boxes, rules):
        if isinstance(one, Row):
            last = None
        else:
            if last and _ruled(last, one, rules):
                one = replace(one, apart=True)  # noqa: PLW2901 -- the line, told what stands above it
            last = one
        yield one


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


def _read(lines: list[Line], boxes: Sequence[Box], rules: Sequence[Box]) -> Iterator[Line | Row]:
    strips = _split(list(_strips(lines)))
    at = 0
    while at < len(strips):
        end, gutters = _zone(strips, at)
        if not gutters:
            yield from sorted(strips[at], key=lambda one: (one.y, one.left))
        elif end == at + 1 and _is_prose(strips, at, gutters):
            yield _joined(strips[at])
        elif columns := _columns(strips[at:end], gutters, rules):
            end = _tail(strips, end, gutters)
            columns = _parts([one for strip in strips[at:end] for one in strip], gutters)
            yield from _by_column(columns, boxes, rules)
        else:
            yield from _by_row(strips[at:end], gutters, boxes, rules)
        at = end


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
    return found


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
            model, other = strips[at], strips[at + step]
            if len(other) == 1 and (gutters := _gutters(model)):
                strips[at + step] = _parted(other[0], min(model, key=lambda one: one.left), gutters)
    return strips


def _parted(one: Line, model: Line, gutters: Sequence[_Gap]) -> _Strip:
    """A line in parts where in each gutter a word begins that is aligned with the cell beside it; else the line."""
    if abs(one.begin - model.begin) > _ALIGNED or abs(one.y - model.y) > _NEAR * one.size or one.sign:
        return [one]
    cuts = [0]
    for _, edge in gutters:
        for at, (word, following) in enumerate(pairwise(one.words), 1):
            gap = following.left - word.right
            starts = abs(following.left - edge) <= _ALIGNED and not following.text[0].islower()
            if starts and gap >= _GUTTER * one.size and at > cuts[-1]:
                cuts.append(at)
    if len(cuts) <= len(gutters):
        return [one]
    return [line(one.words[start:end], one.page) for start, end in pairwise([*cuts, len(one.words)])]


def _zone(strips: Sequence[_Strip], at: int) -> tuple[int, list[_Gap]]:
    """The strip behind the last one that has the same gutters as the one at `at`, and these gutters; none where it has none."""
    gutters = _gutters(strips[at])
    end = at + 1
    for following in range(end, len(strips) if gutters else 0):
        strip = strips[following]
        narrowed = _narrowed(gutters, strip)
        if len(narrowed) < len(gutters):
            break
        before = max(one.y for one in strips[following - 1])
        if _gutters(strip):
            gutters, end = narrowed, following + 1
        elif end == following and strip[0].y - before <= LEADING * strip[0].size:
            end = following + 1
    return end, gutters


def _tail(strips: Sequence[_Strip], end: int, gutters: Sequence[_Gap]) -> int:
    """The strip behind the last line of a column that is longer than the others."""
    while end < len(strips) and not _gutters(strips[end]):
        one = strips[end][0]
        before = max(other.y for other in strips[end - 1])
        if len(_narrowed(gutters, strips[end])) < len(gutters) or one.y - before > 1.5 * LEADING * one.size:
            break
        end += 1
    return end


def _is_prose(strips: Sequence[_Strip], at: int, gutters: Sequence[_Gap]) -> bool:
    """Whether a strip by itself is a line of prose with wide blanks: the line above or below it runs across, at the same margin."""
    strip = strips[at]
    one = min(strip, key=lambda one: one.begin)
    if any(abs(other.y - one.y) > 1 for other in strip):
        return False
    near = [strips[other][0] for other in (at - 1, at + 1) if 0 <= other < len(strips) and len(strips[other]) == 1]
    return any(
        abs(other.y - one.y) <= LEADING * one.size
        and min(abs(other.left - one.left), abs(other.left - one.begin)) <= _ALIGNED
        and other.right > gutters[-1][1]
        for other in near
    )


def _joined(strip: _Strip) -> Line:
    first = min(strip, key=lambda one: one.begin)
    joined = line((word for one in strip for word in one.words), first.page)
    return replace(joined, sign=first.sign, begin=first.begin)


def _parts(lines: Iterable[Line], gutters: Sequence[_Gap]) -> list[list[Line]]:
    """Lines by the column in which they stand."""
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for one in lines:
        columns[sum(one.begin >= right - 1 for _, right in gutters)].append(one)
    return columns


def _columns(zone: Sequence[_Strip], gutters: Sequence[_Gap], rules: Sequence[Box]) -> bool:
    """Whether a zone is prose in columns, and no table."""
    columns = _parts([one for strip in zone for one in strip], gutters)
    widths = [_right(column) - min((one.begin for one in column), default=0.0) for column in columns]
    if len(columns) > 3 or min(map(len, columns)) < _LINES or min(widths) < _BALANCE * max(widths):
        return False
    for column, width in zip(columns, widths, strict=True):
        full = sum(one.right - one.begin >= _FULL * width for one in column)
        if 2 * full < len(column):
            return False
    return not _in_step(zone, gutters) and not any(
        _between(rules, one, other) for one, other in pairwise(zone)
    )


def _in_step(zone: Sequence[_Strip], gutters: Sequence[_Gap]) -> bool:
    """Whether more than once all columns begin anew at the same height, as the cells of a row do."""
    gaps = [
        min(one.top for one in strip) - max(one.bottom for one in before) for before, strip in pairwise(zone)
    ]
    if not gaps:
        return False
    usual = sorted(gaps)[len(gaps) // 4]
    anew = [strip for gap, strip in zip(gaps, zone[1:], strict=True) if gap > 1.5 * usual + 2]
    return len(anew) >= 2 and sum(len(_parts(strip, gutters)[-1]) > 0 for strip in anew) >= 0.7 * len(anew)


def _between(rules: Sequence[Box], strip: _Strip, other: _Strip) -> bool:
    """Whether a drawn line parts two strips."""
    size = strip[0].size
    low = bisect_left(rules, max(one.y for one in strip), key=lambda box: box.top)
    high = bisect_right(rules, min(one.y for one in other) - 0.5 * size, key=lambda box: box.top)
    left, right = min(one.left for one in strip), max(one.right for one in strip)
    return any(box.left < right and box.right > left for box in rules[low:high])


def _right(lines: Iterable[Line]) -> float:
    return max((one.right for one in lines), default=0.0)


def _by_column(
    columns: Sequence[list[Line]], boxes: Sequence[Box], rules: Sequence[Box]
) -> Iterator[Line | Row]:
    """The lines of one column after the other, moved as if they stood below each other."""
    margin = min(one.begin for one in columns[0])
    for column in columns:
        shift = margin - min((one.begin for one in column), default=margin)
        for one in _read(column, boxes, rules):
            if isinstance(one, Row):
                yield one
            else:
                yield replace(one, left=one.left + shift, right=one.right + shift, begin=one.begin + shift)


def _by_row(
    zone: Sequence[_Strip], gutters: Sequence[_Gap], boxes: Sequence[Box], rules: Sequence[Box]
) -> Iterator[Line | Row]:
    """The rows of a table; what stands in one column alone, and is no row that goes on, is a line like others."""
    rights = [_right(column) for column in _parts([one for strip in zone for one in strip], gutters)]
    grid = _has_grid(zone, boxes)
    row: list[list[Line]] = []
    last: _Strip = []
    for strip in zone:
        cells = _parts(strip, gutters)
        ruled = bool(last) and _between(rules, last, strip)
        if row and not ruled and (grid or _wraps(row, cells, rights)):
            for cell, more in zip(row, cells, strict=True):
                cell += more
        else:
            yield from _row(row)
            row = cells
        last = strip
    yield from _row(row)


def _row(cells: Sequence[list[Line]]) -> Iterator[Line | Row]:
    filled = [tuple(sorted(cell, key=lambda one: (one.y, one.left))) for cell in cells if cell]
    if len(filled) == 1:
        yield from filled[0]
    elif filled:
        yield Row(filled[0][0].page, tuple(filled))


def _has_grid(zone: Sequence[_Strip], boxes: Sequence[Box]) -> bool:
    """Whether lines are drawn between the cells."""
    lines = [one for strip in zone for one in strip]
    left, right = min(one.begin for one in lines), _right(lines)
    top, bottom = min(one.top for one in lines), max(one.bottom for one in lines)
    return any(
        box.right - box.left <= THIN
        and left < box.left < right
        and box.top < bottom
        and box.bottom > top
        and box.bottom - box.top > lines[0].size
        for box in boxes
    )


def _wraps(row: Sequence[list[Line]], cells: Sequence[list[Line]], rights: Sequence[float]) -> bool:
    """Whether the lines go on with cells of the row above: each is near its cell's last line, which had no room for its first word."""
    for cell, more, right in zip(row, cells, rights, strict=True):
        if not more:
            continue
        if not cell:
            return False
        one, other = cell[-1], more[0]
        room = right - one.right
        fits = other.words[0].right - other.words[0].left + 0.3 * one.size < room
        if other.y - one.y > LEADING * one.size or (fits and not other.text[:1].islower()):
            return False
    return True
