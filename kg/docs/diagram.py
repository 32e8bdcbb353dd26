"""A picture of the classes: a box for each with its properties, and an arrow from each to what it is a kind of.

Boxes stand in columns, each right of what it is a kind of; lines run in the gaps between columns, under the boxes, so that no line crosses
a word. All follows from the model alone: the same ontology gives the same picture.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import Final

from kg.docs.names import curie, local
from kg.docs.terms import Model
from kg.draw.marks import Box, text_width
from kg.namespaces import RDFS

ROW: Final = 18.0
"""Height of a row of text."""
HEAD: Final = 26.0
"""Height of a box's head."""
PAD: Final = 9.0
GAP: Final = 14.0
"""Between boxes of a column."""
GUTTER: Final = 54.0
"""Between columns."""
_FIRST: Final = 22.0
_LANE: Final = 11.0
"""Where in a gap the first line runs, and how far from it the next."""
BOLD: Final = 1.16
"""How much wider than other words those of a head are."""


@dataclass(frozen=True, slots=True)
class Row:
    """A property of a class, and what it leads to."""

    iri: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A class in its place."""

    iri: str
    name: str
    own: bool
    """Whether it is of our ontology."""
    rows: tuple[Row, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a class to what it is a kind of."""

    kind: str
    of: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """All that is drawn, and the room it takes."""

    cards: tuple[Card, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def diagram(model: Model) -> Diagram:
    """The classes of a model, and those of other vocabularies on which they lean."""
    supers = _leaning(model)
    columns = _columns(supers)
    rows = {iri: tuple(_rows(model, iri)) for iri in supers}
    widths = _widths(supers, columns, rows)
    heights = {iri: HEAD + ROW * len(rows[iri]) + (PAD if rows[iri] else 0) for iri in supers}
    tops = _tops(supers, heights)
    lefts = [sum(widths[:at]) + GUTTER * at for at in range(len(widths))]
    cards = tuple(
        Card(
            iri,
            curie(iri),
            iri in model.known,
            rows[iri],
            Box(lefts[columns[iri]], tops[iri], widths[columns[iri]], heights[iri]),
        )
        for iri in supers
    )
    arrows = tuple(_arrows(supers, columns, {card.iri: card.box for card in cards}))
    bottom = max(card.box.y + card.box.height for card in cards)
    return Diagram(cards, arrows, lefts[-1] + widths[-1], bottom)


def _leaning(model: Model) -> dict[str, tuple[str, ...]]:
    """Each class with what it is a kind of; those of other vocabularies before ours, and domains of our properties."""
    found: dict[str, tuple[str, ...]] = {}

    def add(iri: str) -> None:
        if iri not in found:
            parents = model.supers.get(iri, ())
            for parent in parents:
                add(parent)
            found[iri] = parents

    for term in model.classes:
        add(term.iri)
    for term in model.properties:
        for domain in term.all(RDFS + "domain"):
            add(domain)
    return found


def _columns(supers: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """The column of each: right of all that it is a kind of."""
    found: dict[str, int] = {}
    for iri, parents in supers.items():  # parents come first
        found[iri] = max((found[parent] + 1 for parent in parents), default=0)
    return found


def _rows(model: Model, iri: str) -> list[Row]:
    inherited = {term.iri for parent in _above(model, iri) for term in model.of_class(parent)}
    return [
        Row(term.iri, f"{term.local}: {_short(term.all(RDFS + 'range'))}")
        for term in model.of_class(iri)
        if term.iri not in inherited
    ]


def _above(model: Model, iri: str) -> set[str]:
    above = set(model.supers.get(iri, ()))
    return above.union(*(_above(model, parent) for parent in above))


def _short(ranges: tuple[str, ...]) -> str:
    return ", ".join(map(local, ranges)) or "text"


def _widths(
    supers: Mapping[str, tuple[str, ...]], columns: Mapping[str, int], rows: Mapping[str, tuple[Row, ...]]
) -> list[float]:
    """The width of each column: that of its longest words."""
    widths = [0.0] * (max(columns.values()) + 1)
    for iri in supers:
        longest = max([text_width(curie(iri)) * BOLD, *(text_width(row.text) for row in rows[iri])])
        widths[columns[iri]] = max(widths[columns[iri]], ceil(longest) + 2 * PAD)
    return widths


def _tops(supers: Mapping[str, tuple[str, ...]], heights: Mapping[str, float]) -> dict[str, float]:
    """Where each box begins: a tree of which each branch has a stretch of the height for itself, parents beside their middle."""
    children: dict[str, list[str]] = {iri: [] for iri in supers}
    for iri, parents in supers.items():
        if parents:
            children[parents[0]].append(iri)
    tops: dict[str, float] = {}

    def room(iri: str) -> float:
        inner = sum(room(child) for child in children[iri]) + GAP * max(0, len(children[iri]) - 1)
        return max(heights[iri], inner)

    def put(iri: str, top: float) -> None:
        inner = sum(room(child) for child in children[iri]) + GAP * max(0, len(children[iri]) - 1)
        tops[iri] = top + (room(iri) - heights[iri]) / 2
        at = top + (room(iri) - inner) / 2
        for child in children[iri]:
            put(child, at)
            at += room(child) + GAP

    top = 0.0
    for iri, parents in supers.items():
        if not parents:
            put(iri, top)
            top += room(iri) + GAP
    return tops


def _arrows(
    supers: Mapping[str, tuple[str, ...]], columns: Mapping[str, int], boxes: Mapping[str, Box]
) -> Iterator[Arrow]:
    """Those to one class share a way along the gap; ways to different classes do not touch, but may cross."""
    ends: defaultdict[tuple[int, str], list[tuple[str, float]]] = defaultdict(list)
    for iri, parents in supers.items():
        for at, parent in enumerate(parents):
            start = boxes[iri].y + HEAD * (at + 1) / (len(parents) + 1)
            ends[columns[iri], parent].append((iri, start))
    taken: defaultdict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for (column, parent), starts in ends.items():
        of = boxes[parent]
        aim = of.y + HEAD / 2
        heights = [aim, *(start for _, start in starts)]
        lane = _lane(taken, column, min(heights), max(heights))
        for iri, start in starts:
            turn = boxes[iri].x - GUTTER + _FIRST + _LANE * lane
            points = ((boxes[iri].x, start), (turn, start), (turn, aim), (of.x + of.width, aim))
            yield Arrow(iri, parent, points)


def _lane(
    taken: defaultdict[tuple[int, int], list[tuple[float, float]]], column: int, top: float, bottom: float
) -> int:
    """The first lane of the gap before a column that is free for a stretch, which it takes."""
    for lane in count():
        if all(bottom < begun or ended < top for begun, ended in taken[column, lane]):
            taken[column, lane].append((top, bottom))
            return lane
    raise AssertionError
