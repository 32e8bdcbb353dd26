"""Where the marks of a network go.

One reporting force stands in the middle, its partners on an arc to its left and one to its right.
Several stand on two arcs, by region: a body that only one of them works with hangs outside it, and
what they share lies between the arcs. Every label has rows of its own, so none overlap. Only sums,
products and square roots are used: they are exact to the last bit everywhere, so is the picture.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from typing import Final, Generic, TypeAlias, TypeVar

from kg.draw.marks import GLYPH, LINE, Box, Heading, Layout, Line, Mark, cut, group_name, text_width, wrap
from kg.network import Edge, Network, Node, plain

_PAD: Final = 12.0  # between rows, and inside cards
_HEADING: Final = 26.0
_FEW: Final = 16  # up to so many partners, the picture of one force tells what each serves


def place(network: Network) -> Layout:
    """The layout of `network`: from the same network the same numbers, in tenths of a pixel."""
    hubs = _hubs(network)
    marks, headings = _star(network, min(hubs)) if len(hubs) == 1 else _arcs(network, hubs)
    placed = {mark.node.iri: mark for mark in marks}
    lines = (_line(edge, placed[edge.source], placed[edge.target]) for edge in network.edges)
    return Layout(
        marks=tuple(placed[iri] for iri in sorted(placed)),
        lines=tuple(lines),
        headings=tuple(headings),
        box=_around([*(mark.box for mark in marks), *(heading.box for heading in headings)]),
    )


def _hubs(network: Network) -> set[str]:
    """Those around whom the others are placed: who has partners; of forces that share some, all."""
    ends = network.edges if network.projection == "force-force" else ()
    return {edge.source for edge in network.edges if edge.accounts} | {edge.target for edge in ends}


@dataclass(frozen=True, slots=True)
class _Label:
    """A node with its label set in lines, not yet placed."""

    node: Node
    lines: tuple[str, ...]
    note: str = ""

    @property
    def group(self) -> str:
        return self.node.group

    @property
    def width(self) -> float:
        return max(map(text_width, (*self.lines, self.note)))

    @property
    def height(self) -> float:
        return LINE * (len(self.lines) + bool(self.note)) + _PAD

    def leaf(self, x: float, y: float, side: int) -> Mark:
        """The label beside the node's shape, which is centred on (x, y)."""
        width, height = 3 * GLYPH + self.width, self.height - _PAD / 2
        box = _box(x - GLYPH if side > 0 else x + GLYPH - width, y - height / 2, width, height)
        return Mark(self.node, _tenth(x), _tenth(y), side, self.lines, self.note, box)

    def card(self, x: float, y: float, width: float) -> Mark:
        """The label on a card of `width` centred on (x, y)."""
        box = _box(x - width / 2, y - self.height / 2, width, self.height)
        return Mark(self.node, _tenth(x), _tenth(y), 0, self.lines, self.note, box)


@dataclass(frozen=True, slots=True)
class _Band:
    """A force and the partners that are its alone, in a strip of their own."""

    hub: _Label
    leaves: tuple[_Label, ...]

    @property
    def group(self) -> str:
        return self.hub.group

    @property
    def height(self) -> float:
        return max(self.hub.height, sum(leaf.height for leaf in self.leaves)) + _PAD

    def marks(self, x: float, y: float, side: int, width: float) -> Iterator[Mark]:
        """The card of the force on (x, y), `width` wide, and its partners to its `side`."""
        yield self.hub.card(x, y, width)
        below = y - sum(leaf.height for leaf in self.leaves) / 2
        for leaf in self.leaves:
            yield leaf.leaf(x + side * (width / 2 + 60), below + leaf.height / 2, side)
            below += leaf.height


_Item = TypeVar("_Item", bound=_Label | _Band)
_Drawn: TypeAlias = tuple[list[Mark], list[Heading]]


@dataclass(frozen=True, slots=True)
class _Seat(Generic[_Item]):
    """A row of a column: `side` -1 is the left column; a new group has its name above its first row."""

    side: int
    item: _Item
    y: float
    title: str

    def heading(self, x: float, side: int) -> Heading:
        """The group's name; it ends, is centred or begins at `x`."""
        y, width = self.y - self.item.height / 2 - 8, text_width(self.title.upper())
        return Heading(
            self.title, _tenth(x), _tenth(y), side, _box(x - (1 - side) / 2 * width, y - 12, width, 16)
        )


def _columns(left: Sequence[_Item], right: Sequence[_Item], *, air: int = 0) -> list[_Seat[_Item]]:
    """The rows of two columns, each centred on y = 0, with `air` between rows."""
    return [*_column(-1, left, air), *_column(1, right, air)]


def _column(side: int, items: Sequence[_Item], air: int) -> Iterator[_Seat[_Item]]:
    groups = [item.group for item in items]
    titles = [cut(group_name(group), 240) * (n == groups.index(group)) for n, group in enumerate(groups)]
    heights = [item.height + air + _HEADING * bool(title) for item, title in zip(items, titles, strict=True)]
    for item, title, end in zip(items, titles, accumulate(heights), strict=True):
        yield _Seat(side, item, end - sum(heights) / 2 - (item.height + air) / 2, title)


def _star(network: Network, hub: str) -> _Drawn:
    """One force amid its partners."""
    notes = _notes(network) if len(network.nodes) <= _FEW + 1 else {}
    nodes = sorted(network.nodes, key=_order)
    labels = [_Label(node, wrap(node.name, 210), notes.get(node.iri, "")) for node in nodes]
    centre = next(label for label in labels if label.node.iri == hub)
    others = [label for label in labels if label.node.iri != hub]
    half = (len(others) + 1) // 2
    seats = _columns(others[:half], others[half:], air=max(0, min(28, 360 // half - 40)))
    height = 2 * max(abs(seat.y) for seat in seats)
    width = _card_width([centre])
    marks, headings = [centre.card(0, 0, width)], []
    for seat in seats:
        x = seat.side * (width / 2 + 75 + min(150, height / 5) * _bulge(seat.y, height))
        marks.append(seat.item.leaf(x, seat.y, seat.side))
        if seat.title:
            headings.append(seat.heading(x - seat.side * GLYPH, seat.side))
    return marks, headings


def _arcs(network: Network, hubs: set[str]) -> _Drawn:
    """Several forces, with what they share between them and what is one's own outside."""
    friends = _friends(network, hubs)
    bands = _bands(network, hubs, friends)
    # Both columns about equally high.
    heights = list(accumulate((band.height for band in bands), initial=0.0))
    half = min(range(len(heights)), key=lambda count: abs(2 * heights[count] - heights[-1]))
    seats = _columns(bands[:half], bands[half:], air=max(0, min(28, 300 // max(1, half) - 60)))
    height = 2 * max((abs(seat.y) for seat in seats), default=0)
    marks = _between(network, friends, {seat.item.hub.node.iri: seat for seat in seats})
    width = _card_width([band.hub for band in bands])
    inner = max((mark.box.x + mark.box.width for mark in marks), default=0) + 110 + width / 2
    headings = []
    for seat in seats:
        x = seat.side * (inner + min(90, height / 7) * _bulge(seat.y, height))
        marks += seat.item.marks(x, seat.y, seat.side, width)
        if seat.title:
            headings.append(seat.heading(x, 0))
    return marks, headings


def _bands(network: Network, hubs: set[str], friends: Mapping[str, set[str]]) -> list[_Band]:
    nodes = sorted(network.nodes, key=_order)
    leaves: dict[str, list[_Label]] = defaultdict(list)
    for node in nodes:
        if node.iri not in hubs and len(friends[node.iri]) == 1:
            leaves[min(friends[node.iri])].append(_set(node, 190))
    return [
        _Band(_Label(node, wrap(node.short, 145)), tuple(leaves[node.iri]))
        for node in nodes
        if node.iri in hubs
    ]


def _friends(network: Network, hubs: set[str]) -> Mapping[str, set[str]]:
    """The forces to which each node is tied."""
    friends: dict[str, set[str]] = defaultdict(set)
    for edge in network.edges:
        for here, there in ((edge.source, edge.target), (edge.target, edge.source)):
            if there in hubs:
                friends[here].add(there)
    return friends


def _between(
    network: Network, friends: Mapping[str, set[str]], seats: Mapping[str, _Seat[_Band]]
) -> list[Mark]:
    """Cards of the bodies that forces share: those of the left, of both sides, of the right."""
    columns: dict[int, list[tuple[float, _Label]]] = {-1: [], 0: [], 1: []}
    for node in sorted(network.nodes, key=_order):
        near = [seats[iri] for iri in sorted(friends.get(node.iri, ()))]
        if node.iri not in seats and len(near) != 1:
            sides = {seat.side for seat in near}
            wanted = sum(seat.y for seat in near) / max(1, len(near))
            columns[min(sides) if len(sides) == 1 else 0].append((wanted, _set(node, 160)))
    middle = _card_width([label for _, label in columns[0]])
    outer = _card_width([label for _, label in (*columns[-1], *columns[1])])
    step = outer / 2 + (middle / 2 + 50 if middle else 30)
    return [
        label.card(side * step, y, outer if side else middle)
        for side, column in columns.items()
        for label, y in _settled(sorted(column, key=lambda item: item[0]))
    ]


def _settled(wanted: Sequence[tuple[float, _Label]]) -> Iterator[tuple[_Label, float]]:
    """Labels, in the order given, as near to the wanted heights as they can stand without touching.

    Labels that would touch form a block, which stands where its members wish on average.
    """
    blocks: list[tuple[float, list[_Label]]] = []  # top, members
    for y, label in wanted:
        block, top = [label], y - (label.height + _PAD) / 2
        while blocks and blocks[-1][0] + _tall(blocks[-1][1]) > top:
            above, members = blocks.pop()
            top = (above * len(members) + (top - _tall(members)) * len(block)) / (len(members) + len(block))
            block = members + block
        blocks.append((top, block))
    for top, block in blocks:
        at = top
        for label in block:
            yield label, at + (label.height + _PAD) / 2
            at += label.height + _PAD


def _tall(labels: Iterable[_Label]) -> float:
    return sum(label.height + _PAD for label in labels)


def _line(edge: Edge, source: Mark, target: Mark) -> Line:
    """A curve that leaves and reaches its marks level."""
    (x0, y0, way0), (x1, y1, way1) = _port(source, target), _port(target, source)
    pull = max(40.0, abs(x1 - x0) * 0.45)
    points = ((x0, y0), (x0 + way0 * pull, y0), (x1 + way1 * pull, y1), (x1, y1))
    return Line(edge, tuple((_tenth(x), _tenth(y)) for x, y in points))


def _port(mark: Mark, other: Mark) -> tuple[float, float, int]:
    """Where a line to `other` leaves `mark`, and which way: 1 is to the right."""
    if mark.side:
        return mark.x - mark.side * GLYPH, mark.y, -mark.side
    half = mark.box.width / 2
    # Two cards one above the other are tied on the side that faces the middle of the picture.
    right = other.x > mark.x if abs(other.x - mark.x) > half else mark.x < 0
    return mark.x + (half if right else -half), mark.y, 1 if right else -1


def _notes(network: Network) -> dict[str, str]:
    """What each partner of a force is for, in few words: the first threat or topic and how many more."""
    notes = {}
    for edge in (edge for edge in network.edges if edge.accounts):
        serves = [plain(word) for word in (*edge.threats, *edge.topics)]
        more = f" +{len(serves) - 1}" if len(serves) > 1 else ""
        notes[edge.target] = cut(serves[0], 230 - text_width(more)) + more if serves else ""
    return notes


def _set(node: Node, width: float) -> _Label:
    """A node's name in at most two lines, or its short name if that is what they can hold."""
    lines = wrap(node.name, width)
    return _Label(node, lines if " ".join(lines) == plain(node.name) else wrap(node.short, width))


def _order(node: Node) -> tuple[str, str, str]:
    return node.group, node.short, node.iri


def _card_width(labels: Sequence[_Label]) -> float:
    return max((label.width + 5 * GLYPH for label in labels), default=0)


def _bulge(y: float, height: float) -> float:
    """How far an arc of `height` stands out at `y`: by 1 in its middle, less towards its ends."""
    radius = height / 2 + 40
    return sqrt(1 - (y / radius) * (y / radius))


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min((box.x for box in boxes), default=0), min((box.y for box in boxes), default=0)
    right = max((box.x + box.width for box in boxes), default=0)
    return _box(left, top, right - left, max((box.y + box.height for box in boxes), default=0) - top)


def _box(x: float, y: float, width: float, height: float) -> Box:
    return Box(_tenth(x), _tenth(y), _tenth(width), _tenth(height))


def _tenth(number: float) -> float:
    return round(number, 1) + 0.0  # 0.0 instead of -0.0
