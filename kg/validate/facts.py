"""What a store says of single nodes, whichever of its graphs says it: cheap look-ups, and no copy of anything."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.namespaces import RDF, RDFS
from kg.terms import iri

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

Term = NamedNode | BlankNode | Literal | Triple
"""Whatever may stand in a triple, as the types of pyoxigraph have it; no graph of ours has triples in triples."""

TYPE = iri(RDF + "type")
SUBCLASS = iri(RDFS + "subClassOf")


class Facts:
    """The union of the graphs of a store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def about(
        self, node: Term, predicate: "NamedNode | None" = None, *, back: bool = False
    ) -> "Iterator[Quad]":
        """The quads that begin with a node or, looking `back`, end in it."""
        if back:
            return self._store.quads_for_pattern(None, predicate, node, None)
        if isinstance(node, Literal):
            return iter(())
        return self._store.quads_for_pattern(node, predicate, None, None)

    def subjects(self, predicate: "NamedNode", value: Term | None = None) -> Iterator[Term]:
        """What has a property, or a property with this value."""
        return (quad.subject for quad in self._store.quads_for_pattern(None, predicate, value, None))

    def objects(self, predicate: "NamedNode") -> Iterator[Term]:
        """The values of a property, of whatever node."""
        return (quad.object for quad in self._store.quads_for_pattern(None, predicate, None, None))

    def all(self) -> "tuple[Quad, ...]":
        """Everything."""
        return tuple(self._store)

    def classes(self) -> "Iterator[Quad]":
        """What is said of classes being narrower than others."""
        return self._store.quads_for_pattern(None, SUBCLASS, None, None)

    def describes(self, node: Term) -> bool:
        """Whether there is a quad about the node."""
        return next(self.about(node), None) is not None

    def mentions(self, node: Term) -> bool:
        """Whether there is a quad about the node, or one that leads to it."""
        return self.describes(node) or next(self.about(node, back=True), None) is not None

    def narrower(self, wide: Term) -> set[Term]:
        """A class with its sub-classes, and theirs."""
        found, waiting = {wide}, [wide]
        while waiting:
            for narrow in self.subjects(SUBCLASS, waiting.pop()):
                if narrow not in found:
                    found.add(narrow)
                    waiting.append(narrow)
        return found
