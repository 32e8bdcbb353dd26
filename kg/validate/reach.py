"""How far shapes look: which triples can bear on what a shape finds at a node, and no others.

The shapes are read as an automaton. A state is a place in a path of some shape, and the node that the path has led to;
each step follows a property, forward or back. Whatever SHACL Core consults is a step: the properties of a path, those that
values are compared with, rdf:type where a class is asked for, all properties where a shape is closed. So what `walk` does not
come by cannot change a result, and what it comes by beyond need does no harm: which nodes are checked is decided elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode
from rdflib import RDF, URIRef
from rdflib.namespace import SH

from kg.terms import oxigraph_term
from kg.validate.facts import Facts, Term
from kg.validate.shapes import nested, targeted

if TYPE_CHECKING:
    from pyoxigraph import Quad
    from rdflib import Graph
    from rdflib.term import Node

Step = tuple["NamedNode", bool]
"""A property, and whether it is followed back."""
Seed = tuple[Term, int]
"""A node in a state."""

_COMPARED = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)


class Reach:
    """What some shapes look at."""

    def __init__(self, shapes: "Graph") -> None:
        self._shapes = shapes
        self._steps: list[defaultdict[Step, set[int]]] = []
        self._whole: set[int] = set()
        """The states in which everything that is said of the node counts."""
        self._also: list[set[int]] = []
        """The states in which a node is as well, by being in a state."""
        self._entry: dict[Node, int] = {}
        self.start = {shape: self._look(shape) for shape in targeted(shapes)}
        """The state in which a shape that has a target looks at its focus node."""
        self._close()
        self.onward = self._onward()
        """The states to which a step leads, at whatever place it is taken, as far as shapes look on from there."""

    def looks_back(self) -> dict["NamedNode", set["Node"]]:
        """The properties that lead to a focus node of a shape, where the shape looks back along them first."""
        found: defaultdict[NamedNode, set[Node]] = defaultdict(set)
        for shape, state in self.start.items():
            for predicate, back in self._steps[state]:
                if back:
                    found[predicate].add(shape)
        return found

    def walk(self, facts: Facts, seeds: Iterable[Seed]) -> set["Quad"]:
        """All that shapes can come by from nodes in some states."""
        found: set[Quad] = set()
        waiting = list(seeds)
        seen = set(waiting)
        while waiting:
            node, state = waiting.pop()
            if state in self._whole:
                found.update(facts.about(node))
            for (predicate, back), states in self._steps[state].items():
                for quad in facts.about(node, predicate, back=back):
                    found.add(quad)
                    other: Term = quad.subject if back else quad.object
                    fresh = {(other, next_) for next_ in states} - seen
                    seen |= fresh
                    waiting += fresh
        return found

    def _state(self) -> int:
        self._steps.append(defaultdict(set))
        self._also.append(set())
        return len(self._steps) - 1

    def _step(self, state: int, predicate: "Node", *, back: bool = False) -> int:
        name, end = oxigraph_term(predicate), self._state()
        assert isinstance(name, NamedNode)
        self._steps[state][name, back].add(end)
        return end

    def _look(self, shape: "Node") -> int:
        """The state in which a shape looks at a node; what it looks at from there is added once."""
        if shape in self._entry:
            return self._entry[shape]
        focus = self._entry[shape] = self._state()
        path = self._shapes.value(shape, SH.path)
        values = focus if path is None else self._follow(path, focus, back=False)
        for predicate in _COMPARED:
            for other in self._shapes.objects(shape, predicate):
                self._step(focus, other)
        if (shape, SH["class"], None) in self._shapes:
            self._step(values, RDF.type)
        if (shape, SH.closed, None) in self._shapes:
            self._whole.add(values)
        self._also[values] |= {self._look(inner) for inner in self._inner(shape)}
        return focus

    def _inner(self, shape: "Node") -> "Iterator[Node]":
        """The shapes against which the values of a shape are held."""
        yield from nested(self._shapes, shape)
        if (shape, SH.qualifiedValueShapesDisjoint, None) in self._shapes:
            for parent in self._shapes.subjects(SH.property, shape):
                for sibling in self._shapes.objects(parent, SH.property):
                    yield from self._shapes.objects(sibling, SH.qualifiedValueShape)

    def _follow(self, path: "Node", state: int, *, back: bool) -> int:
        """The state at the end of a path."""
        if isinstance(path, URIRef):
            return self._step(state, path, back=back)
        if steps := list(self._shapes.items(path)):
            for step in reversed(steps) if back else steps:
                state = self._follow(step, state, back=back)
            return state
        predicate, inner = next(iter(self._shapes.predicate_objects(path)))
        if predicate == SH.inversePath:
            return self._follow(inner, state, back=not back)
        choices = self._shapes.items(inner) if predicate == SH.alternativePath else (inner,)
        first, end = self._state(), self._state()
        self._also[state].add(first)
        for choice in choices:
            self._also[self._follow(choice, first, back=back)].add(end)
        if predicate in (SH.zeroOrMorePath, SH.oneOrMorePath):
            self._also[end].add(first)
        if predicate in (SH.zeroOrMorePath, SH.zeroOrOnePath):
            self._also[first].add(end)
        return end

    def _close(self) -> None:
        """Gives each state the steps of those that it is as well."""
        reached = [self._with(state) for state in range(len(self._steps))]
        self._whole = {state for state, others in enumerate(reached) if others & self._whole}
        steps = self._steps
        self._steps = [defaultdict(set) for _ in steps]
        for state, others in enumerate(reached):
            for step, ends in ((step, ends) for other in others for step, ends in steps[other].items()):
                self._steps[state][step] |= ends

    def _with(self, state: int) -> set[int]:
        found, waiting = {state}, [state]
        while waiting:
            fresh = self._also[waiting.pop()] - found
            found |= fresh
            waiting += fresh
        return found

    def _onward(self) -> dict[Step, tuple[int, ...]]:
        found: defaultdict[Step, set[int]] = defaultdict(set)
        for steps in self._steps:
            for step, states in steps.items():
                found[step] |= {state for state in states if self._steps[state] or state in self._whole}
        return {step: tuple(sorted(states)) for step, states in found.items() if states}
