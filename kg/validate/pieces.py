"""Pieces of a graph, each with what shapes can see from its nodes.

What is wrong with a node depends on what the shapes can see from it, and on nothing else (`kg.validate.reach`). So a piece
together with that much of what stands around it gives the results that the whole graph gives on the nodes of the piece.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Store
from rdflib import Graph

from kg.validate.facts import SUBCLASS, Facts, Term
from kg.validate.reach import Reach, Seed
from kg.validate.shapes import deep, targeted
from kg.validate.targets import Aim, Foci, Targets

if TYPE_CHECKING:
    from pyoxigraph import Triple
    from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a graph, with what shapes can see from it, and the nodes that each shape is to check."""

    quads: tuple[Quad, ...]
    foci: Foci


class Lens:
    """What the shapes target and look at, whatever the graph: worked out once."""

    def __init__(self, shapes: Graph) -> None:
        """`shapes` are usable: see `kg.validate.shapes.require_usable`."""
        self.reach = Reach(shapes)
        self.targets = {shape: Targets.of(shapes, shape) for shape in targeted(shapes)}
        self.deep = [shape for shape in self.targets if deep(shapes, shape)]
        self.looks_back = self.reach.looks_back()


class Around:
    """What stands around a piece: the vocabulary, or the whole graph."""

    def __init__(self, lens: Lens, store: Store) -> None:
        self._lens, self._reach = lens, lens.reach
        self.facts = Facts(store)
        self.aim = Aim(lens.targets, self.facts)
        self._classes = {(quad.subject, quad.object): quad for quad in self.facts.classes()}

    def piece(self, quads: tuple[Quad, ...], named: "Iterable[tuple[Node, Term]]" = ()) -> Piece:
        """Some quads with all that shapes see from their nodes; `named` are nodes to check besides, each with its shape."""
        by: defaultdict[NamedNode, list[Quad]] = defaultdict(list)
        for quad in quads:
            by[quad.predicate].append(quad)
        if fresh := [quad for quad in by[SUBCLASS] if (quad.subject, quad.object) not in self._classes]:
            return self._joined(fresh).piece(quads, named)
        foci: defaultdict[Node, set[Term]] = defaultdict(set)
        for shape, node in (*self._aimed(by), *self._known({quad.subject for quad in quads}, by), *named):
            foci[shape].add(node)
        return Piece((*quads, *self._classes.values(), *self._seen(self._starts(foci) | self._led(by))), foci)

    def named(self) -> "Iterator[tuple[Node, Term]]":
        """The nodes that shapes target by name, each with such a shape: they are checked even where nothing is said of them."""
        return ((shape, node) for node, shapes in self.aim.nodes.items() for shape in shapes)

    def about(self, nodes: Iterable[Term]) -> Piece:
        """What bears on the results that name some nodes. A shape within a shape names others than it was sent to, so there all are checked."""
        foci: defaultdict[Node, set[Term]] = defaultdict(set)
        for node in nodes:
            for shape in self.aim.on(node, self.facts):
                foci[shape].add(node)
        for shape in self._lens.deep:
            foci[shape].update(self._lens.targets[shape].found(self.facts))
        return Piece((*self._classes.values(), *self._seen(self._starts(foci))), foci)

    def _starts(self, foci: Foci) -> set[Seed]:
        return {
            (node, self._reach.start[shape])
            for shape, nodes in foci.items()
            for node in filter(self._met, nodes)
        }

    def _joined(self, fresh: Iterable[Quad]) -> "Around":
        """The same in the presence of other classes."""
        store = stored(self.facts.all())
        store.extend(fresh)
        return Around(self._lens, store)

    def _aimed(self, by: "Mapping[NamedNode, Iterable[Quad]]") -> "Iterator[tuple[Node, Term]]":
        """The nodes that the piece itself says are targets."""
        for predicate in self.aim.predicates & by.keys():
            for quad in by[predicate]:
                yield from self.aim.at(quad)

    def _known(
        self, subjects: set[Term], by: "Mapping[NamedNode, Iterable[Quad]]"
    ) -> "Iterator[tuple[Node, Term]]":
        """The nodes of which the piece speaks, and of which other facts or a shape say that they are targets."""
        for node in filter(self._met, subjects):
            yield from ((shape, node) for shape in self.aim.on(node, self.facts))
        for predicate, shapes in self._lens.looks_back.items():
            for node in filter(self._met, {quad.object for quad in by.get(predicate, ())}):
                yield from ((shape, node) for shape in shapes & set(self.aim.on(node, self.facts)))

    def _led(self, by: "Mapping[NamedNode, Iterable[Quad]]") -> set[Seed]:
        """Where the quads of the piece lead: nodes, in the states in which shapes look at them."""
        seeds: set[Seed] = set()
        for (predicate, back), states in self._reach.onward.items():
            quads = by.get(predicate, ())
            nodes = {quad.subject for quad in quads} if back else {quad.object for quad in quads}
            seeds.update((node, state) for node in nodes if self._met(node) for state in states)
        return seeds

    def _met(self, node: Term) -> bool:  # noqa: ARG002 - the vocabulary looks at it
        """Whether there may be more to know of a node than the piece says."""
        return True

    def _seen(self, seeds: set[Seed]) -> set[Quad]:
        return self._reach.walk(self.facts, seeds)


class Vocabulary(Around):
    """The vocabulary stays as it is, so what is seen in it from a node is looked up once."""

    def __init__(self, lens: Lens, store: Store) -> None:
        super().__init__(lens, store)
        quads = self.facts.all()
        self._terms: set[Term] = {node for quad in quads for node in (quad.subject, quad.object)}
        self._remembered: dict[Seed, frozenset[Quad]] = {}

    def _met(self, node: Term) -> bool:
        return node in self._terms or node in self.aim.nodes

    def _seen(self, seeds: set[Seed]) -> set[Quad]:
        return set[Quad]().union(*map(self._from, seeds))

    def _from(self, seed: Seed) -> frozenset[Quad]:
        found = self._remembered.get(seed)
        if found is None:
            found = self._remembered[seed] = frozenset(self._reach.walk(self.facts, (seed,)))
        return found


def stored(triples: "Iterable[Triple | Quad]") -> Store:
    """A store in memory; triples go to its default graph."""
    store = Store()
    store.bulk_extend(
        one if isinstance(one, Quad) else Quad(one.subject, one.predicate, one.object) for one in triples
    )
    return store
