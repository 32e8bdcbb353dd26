"""Which nodes the shapes target, found by looking them up: in a whole store, or among those of one piece of a graph."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.namespace import SH

from kg.namespaces import SHAPES
from kg.terms import oxigraph_term
from kg.validate.facts import TYPE, Facts, Term
from kg.validate.render import short
from kg.validate.result import Result
from kg.validate.shapes import classes_among, may_be_idle, switched_off, targeted, targets

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store
    from rdflib import Graph
    from rdflib.term import Node

IDLE = SHAPES + "IdleConstraintComponent"

Foci = Mapping["Node", Collection[Term]]
"""The nodes that each shape is to check."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What a shape targets: the classes, nodes and properties that it names."""

    classes: frozenset[Term]
    nodes: frozenset[Term]
    subjects: "frozenset[NamedNode]"
    """The properties whose subjects are targeted."""
    objects: "frozenset[NamedNode]"

    @classmethod
    def of(cls, shapes: "Graph", shape: "Node") -> "Targets":
        """What one shape targets: nothing, if it is switched off; a shape that is a class targets its instances."""
        if switched_off(shapes, shape):
            return cls(frozenset(), frozenset(), frozenset(), frozenset())
        implicit = {oxigraph_term(shape)} & {oxigraph_term(one) for one in classes_among(shapes)}
        named = [
            frozenset(oxigraph_term(term) for term in shapes.objects(shape, target))
            for target in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
        ]
        return cls(named[0] | implicit, named[1], named[2], named[3])  # type: ignore[arg-type]

    def found(self, facts: Facts) -> Iterator[Term]:
        """The targeted nodes that a graph mentions."""
        for wide in self.classes:
            for narrow in facts.narrower(wide):
                yield from facts.subjects(TYPE, narrow)
        yield from (node for node in self.nodes if facts.mentions(node))
        for predicate in self.subjects:
            yield from facts.subjects(predicate)
        for predicate in self.objects:
            yield from facts.objects(predicate)


class Aim:
    """The targets of shapes, turned round: which shapes a triple makes check which node."""

    def __init__(self, targets: "Mapping[Node, Targets]", facts: Facts) -> None:
        """`facts` say which classes are narrower than which."""
        self.nodes: defaultdict[Term, list[Node]] = defaultdict(list)
        """Which shapes target a node by its name."""
        self._classes: defaultdict[Term, list[Node]] = defaultdict(list)
        self._subjects: defaultdict[NamedNode, list[Node]] = defaultdict(list)
        self._objects: defaultdict[NamedNode, list[Node]] = defaultdict(list)
        for shape, its in targets.items():
            self._add(shape, its, facts)

    def _add(self, shape: "Node", its: Targets, facts: Facts) -> None:
        for narrow in set[Term]().union(*map(facts.narrower, its.classes)):
            self._classes[narrow].append(shape)
        for node in its.nodes:
            self.nodes[node].append(shape)
        for predicates, table in ((its.subjects, self._subjects), (its.objects, self._objects)):
            for predicate in predicates:
                table[predicate].append(shape)

    @property
    def predicates(self) -> "set[NamedNode]":
        """The properties by which something becomes a target."""
        return {TYPE, *self._subjects, *self._objects}

    def at(self, quad: "Quad") -> "Iterator[tuple[Node, Term]]":
        """The shapes that this one triple makes check its subject or its object, each with that node."""
        predicate, subject = quad.predicate, quad.subject
        if predicate == TYPE:
            for shape in self._classes.get(quad.object, ()):
                yield shape, subject
        if predicate in self._subjects:
            for shape in self._subjects[predicate]:
                yield shape, subject
        if predicate in self._objects:
            for shape in self._objects[predicate]:
                yield shape, quad.object

    def on(self, node: Term, facts: Facts) -> "Iterator[Node]":
        """The shapes that check a node by what some facts say of it, or by its name."""
        yield from self.nodes.get(node, ())
        for quad in facts.about(node):
            yield from (shape for shape, found in self.at(quad) if found == node)
        for predicate, shapes in self._objects.items():
            if next(facts.about(node, predicate, back=True), None) is not None:
                yield from shapes


def idle(
    store: "Store", shapes: "Graph", *, decided: bool = False
) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """The shapes that met no node: as results where that is a failure, by name where it is none.

    It is none in what people `decided`, who may have rejected all that a shape had met when it was extracted.
    """
    facts = Facts(store)
    failures, names = [], []
    for shape in targeted(shapes):
        if next(Targets.of(shapes, shape).found(facts), None) is None:
            named = targets(shapes, shape)
            strangers = [term for term in named if not facts.describes(oxigraph_term(term))]
            if not decided and (strangers or not may_be_idle(shapes, shape)):
                failures.append(_nothing_checked(str(shape), strangers or named, known=not strangers))
            else:
                names.append(str(shape))
    return tuple(failures), tuple(names)


def _nothing_checked(shape: str, terms: "list[Node]", *, known: bool) -> Result:
    names = ", ".join(short(str(term)) for term in terms)
    remedy = "add some, or say peelsh:mayBeIdle true" if known else "nor is it declared: correct the target"
    message = f"nothing was checked: the graph holds no {names} ({remedy})"
    return Result(shape, shape, None, None, "Violation", message, IDLE)
