"""Lines down a page, with the rows of the tables among them: what stands side by side, apart, and aligned with what is above or below."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from kg.read.pdf.body import Body
from kg.read.pdf.drawn import between
from kg.read.pdf.lines import Line, line
from kg.read.pdf.phrases import Box

_LEADING: Final = 1.45
"""Parts of the size by which the baselines of one paragraph are apart at most."""
_TIGHT: Final = 1.12
"""Times the usual distance of lines by which those of a cell are apart at most."""
_PITCH: Final = 2.2
"""Parts of the size by which a row that has but one cell is apart from the row above at most."""
_NEAR: Final = 3.0
"""Parts of the size by which rows are apart at most, for one to tell of the cells of the other."""
_GUTTER: Final = 0.2
"""Parts of the size that cells are apart at least."""
_ALIGNED: Final = 1.6
"""Points by which what is aligned may be out of line."""
_CELLS: Final = 40
"""Cells of the widest row; more are a picture made of words."""
_ROWS: Final = 3
_BLANK: Final = 0.45
"""Lines that tell of a column of cells where no wide gap does, and parts of the size that are wider than most blanks."""
_LINES: Final = 4
_OFTEN: Final = 0.3
"""Lines that end at one margin where prose is justified, and as a part of all."""
_EVEN: Final = 1.25
"""Times the narrowest blank of a stretched line that its widest one is at most."""
_ALIKE: Final = 1.7
"""Times the usual blank of a justified line that its widest one is at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the lines of each of its cells."""

    page: int
    cells: tuple[tuple[Line, ...], ...]


_Gap: TypeAlias = tuple[float, float]
"""Where from left to right nothing stands."""
_Strip: TypeAlias = list[Line]
"""Lines side by side."""


def down(
    lines: Iterable[Line], rules: Sequence[Box], upright: Sequence[Box], body: Body
) -> Iterator[Line | Row]:
    """Lines from top to bottom, and the rows of tables. `rules` and `upright` are the lines that are drawn among them."""
    strips = _split(_justified(list(_strips(lines))))
    for start, end, gutters in _tables(strips, upright):
        if not gutters:
            yield from sorted(strips[start], key=lambda one: (one.y, one.left))
        elif end == start + 1 and _is_prose(strips, start, gutters):
            yield _joined(strips[start])
        else:
            yield from _rows(strips[start:end], gutters, rules, upright, body)


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


def _justified(strips: list[_Strip]) -> list[_Strip]:
    """The same, with lines in one piece whose blanks were stretched to the margin at which many others end."""
    ends = Counter(round(max(one.right for one in strip)) for strip in strips)
    margin, count = ends.most_common(1)[0] if ends else (0, 0)
    if count < max(_LINES, _OFTEN * len(strips)):
        return strips
    for order in (range(len(strips)), reversed(range(len(strips)))):
        for at in order:
            if _is_stretched(strips, at, margin):
                strips[at] = [_joined(strips[at])]
    return strips


def _is_stretched(strips: Sequence[_Strip], at: int, margin: float) -> bool:
    """Whether what stands side by side is a line of prose: it ends at the margin, and its blanks are all as wide, or a line beside it runs on."""
    strip = strips[at]
    gutters = _gutters(strip)
    if not gutters or abs(max(one.right for one in strip) - margin) > _ALIGNED or not _is_level(strip):
        return False
    blanks = _blanks(strip)
    even = len(blanks) > 1 and blanks[-1] <= _EVEN * blanks[0]
    return even or _runs_beside(strips, at, gutters)


def _is_level(strip: _Strip) -> bool:
    return all(abs(other.y - strip[0].y) <= 1 for other in strip)


def _blanks(strip: _Strip) -> list[float]:
    """How far the words of a strip are apart, from the narrowest to the widest blank."""
    phrases = sorted((phrase for part in strip for phrase in part.phrases), key=lambda part: part.left)
    return sorted(other.left - phrase.right for phrase, other in pairwise(phrases))


def _first(strip: _Strip) -> Line:
    return min(strip, key=lambda one: one.begin)


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
    least = _GUTTER * strip[0].size
    found = []
    for left, right in gutters:
        inner = max((one.right for one in strip if one.begin <= left < one.right), default=left)
        outer = min((one.begin for one in strip if inner < one.begin < right), default=right)
        if outer - inner >= least:
            found.append((inner, outer))
    return found


def _split(strips: list[_Strip]) -> list[_Strip]:
    """The same, with lines parted that are cells of the table of which a row stands above or below, however near to each other."""
    for order in (range(len(strips)), range(len(strips) - 1, -1, -1)):
        edges: list[float] = []
        model = last = None
        for at in order:
            near = last is not None and abs(_first(strips[at]).y - last.y) <= _NEAR * last.size
            if model and near:
                strips[at] = [part for one in strips[at] for part in _parted(one, model, edges)]
            if found := [right for _, right in _gutters(strips[at])]:
                edges, model = found, _first(strips[at])
            elif not near or any(one.begin < edge < one.right for one in strips[at] for edge in edges):
                model = None
            last = _first(strips[at])
    return strips


def _parted(one: Line, model: Line, edges: Sequence[float]) -> _Strip:
    """A line in parts where words begin at the edges of cells that it runs across; else the line."""
    crossed = [edge for edge in edges if one.begin < edge - _ALIGNED and one.right > edge]
    if not crossed or abs(one.begin - model.begin) > _ALIGNED:
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


def _tables(strips: Sequence[_Strip], upright: Sequence[Box]) -> Iterator[tuple[int, int, list[_Gap]]]:
    """Tables, with where they start and end and their gutters; and each strip that is in none, without gutters."""
    done = at = 0
    while at < len(strips):
        end, gutters = _table(strips, at, upright)
        if gutters:
            start = _begun(strips, at, done, gutters)
            yield from ((alone, alone + 1, []) for alone in range(done, start))
            yield start, end, gutters
            done = end
        at = end
    yield from ((alone, alone + 1, []) for alone in range(done, len(strips)))


def _table(strips: Sequence[_Strip], at: int, upright: Sequence[Box]) -> tuple[int, list[_Gap]]:
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
        elif _in_grid(strips[at], strip, upright):
            end = following + 1
        elif not _follows(strips[following - 1], strip[0], _PITCH):
            break
        elif end == following and _follows(strips[following - 1], strip[0], _LEADING):
            end = following + 1
    return end, gutters


def _begun(strips: Sequence[_Strip], at: int, done: int, gutters: Sequence[_Gap]) -> int:
    """The strip with which a table begins: lines of a cell may stand higher than its neighbours, which are in the middle."""
    while at > done and len(strips[at - 1]) == 1 and len(_narrowed(gutters, strips[at - 1])) == len(gutters):
        one, other = strips[at - 1][0], _first(strips[at])
        room = min(right for right, _ in gutters) - one.right
        if other.first_word + 0.3 * one.size < room or abs(other.begin - one.begin) > _ALIGNED:
            break
        if not _follows(strips[at - 1], other, _LEADING):
            break
        at -= 1
    return at


def _follows(strip: _Strip, one: Line, pitch: float) -> bool:
    """Whether a line is near below a strip, and in the same print."""
    step = one.y - max(other.y for other in strip)
    return step <= pitch * one.size and (one.size, one.bold) == (strip[0].size, strip[0].bold)


def _is_prose(strips: Sequence[_Strip], at: int, gutters: Sequence[_Gap]) -> bool:
    """Whether a strip by itself is a line of prose with wide blanks: all blanks are alike, or a line above or below it runs across."""
    if not _is_level(strips[at]):
        return False
    blanks = _blanks(strips[at])
    if len(blanks) >= _ROWS and blanks[-1] <= _ALIKE * blanks[len(blanks) // 2]:
        return True
    return _runs_beside(strips, at, gutters)


def _runs_beside(strips: Sequence[_Strip], at: int, gutters: Sequence[_Gap]) -> bool:
    """Whether the line above or below a strip begins where it does, and runs across its gutters."""
    one = _first(strips[at])
    beside = (strips[other] for other in (at - 1, at + 1) if 0 <= other < len(strips))
    return any(
        abs(other.y - one.y) <= _LEADING * one.size
        and min(abs(other.left - one.left), abs(other.left - one.begin)) <= _ALIGNED
        and other.right > gutters[-1][1]
        for strip in beside
        for other in strip[: len(strip) == 1]
    )


def _joined(strip: _Strip) -> Line:
    first = _first(strip)
    joined = line((phrase for one in strip for phrase in one.phrases), first.page)
    return replace(joined, sign=first.sign, begin=first.begin)


def _rows(
    strips: Sequence[_Strip],
    gutters: Sequence[_Gap],
    rules: Sequence[Box],
    upright: Sequence[Box],
    body: Body,
) -> Iterator[Line | Row]:
    """The rows of a table; what stands in one column alone, and is no row that goes on, is a line like others."""
    edges = _edges(strips, [right for _, right in gutters])
    strips = [[part for one in strip for part in _parted(one, one, edges)] for strip in strips]
    rights = [
        max((one.right for one in column), default=0.0)
        for column in _by_column((one for strip in strips for one in strip), edges)
    ]
    boxed = _is_ruled(strips, rules)
    row: list[list[Line]] = []
    last: _Strip = []
    for strip in strips:
        cells = _by_column(strip, edges)
        goes_on = last and not _are_ruled(last, strip, rules)
        if goes_on and ((boxed and _in_grid(last, strip, upright)) or _wraps(row, cells, rights, body)):
            for cell, more in zip(row, cells, strict=True):
                cell.extend(more)
        else:
            yield from _row(row)
            row = cells
        last = strip
    yield from _row(row)


def _by_column(lines: Iterable[Line], edges: Sequence[float]) -> list[list[Line]]:
    """Lines by the column in which they stand."""
    columns: list[list[Line]] = [[] for _ in range(len(edges) + 1)]
    for one in lines:
        columns[sum(one.begin >= edge - _ALIGNED for edge in edges)].append(one)
    return columns


def _edges(strips: Sequence[_Strip], edges: list[float]) -> list[float]:
    """Where the cells of a table begin: at its gutters, and where else words of all its rows do."""
    found = list(edges)
    for column in _by_column((one for strip in strips for one in strip), edges):
        if len(column) >= _ROWS:
            widest = max(column, key=lambda one: len(one.phrases))
            found += (phrase.left for phrase in widest.phrases[1:] if _is_edge(phrase.left, column))
    return sorted(found)


def _is_edge(edge: float, lines: Sequence[Line]) -> bool:
    """Whether words begin there in each line that goes so far, most of them behind a wide blank."""
    gaps = []
    for one in lines:
        if abs(one.begin - edge) <= _ALIGNED:
            gaps.append(_BLANK)
        elif one.begin < edge <= one.right:
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


def _is_ruled(strips: Sequence[_Strip], rules: Sequence[Box]) -> bool:
    """Whether lines are drawn across a table, above, below or between its rows: where they are drawn upright alone, they part no rows."""
    lines = [one for strip in strips for one in strip]
    size = lines[0].size
    top, bottom = min(one.top for one in lines) - size, max(one.bottom for one in lines) + size
    return bool(between(rules, top, bottom, _first(lines).left, max(one.right for one in lines)))


def _are_ruled(strip: _Strip, other: _Strip, rules: Sequence[Box]) -> bool:
    """Whether a line is drawn between two strips."""
    top, bottom = max(one.y for one in strip), min(one.y for one in other) - 0.5 * strip[0].size
    return bool(between(rules, top, bottom, _first(strip).left, max(one.right for one in strip)))


def _in_grid(table: _Strip, strip: _Strip, upright: Sequence[Box]) -> bool:
    """Whether a line is drawn upright beside a strip, between the cells of a table."""
    lines = (*table, *strip)
    left, right = min(one.begin for one in lines), max(one.right for one in lines)
    y = strip[0].y - 0.3 * strip[0].size
    return any(left < box.left < right and box.top < y < box.bottom for box in upright)


def _wraps(
    row: Sequence[list[Line]], cells: Sequence[list[Line]], rights: Sequence[float], body: Body
) -> bool:
    """Whether lines go on with cells of the row above: each is near its cell's last line, which had no room for its first word."""
    both = [
        (cell[-1], more[0], right)
        for cell, more, right in zip(row, cells, rights, strict=True)
        if cell and more
    ]
    return bool(both) and all(_goes_on(*beside, body) for beside in both)


def _goes_on(one: Line, other: Line, right: float, body: Body) -> bool:
    """Whether a line goes on with another one, in a cell that is as wide as that. Rows may be but little further apart than lines."""
    if (one.size, one.bold) != (other.size, other.bold):
        return False
    step = other.y - one.y
    if step > min(_LEADING * one.size, _TIGHT * body.distance(one.size)):
        return False
    return other.first_word + 0.3 * one.size >= right - one.right or other.text[:1].islower()
