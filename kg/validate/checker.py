"""Temporary."""

from kg.resources import ontology
from kg.terms import to_rdflib
from kg.validate.engine import _idle, validate
from kg.vocabulary import Vocabulary, read_turtle, rebased


def shapes_for(base: str):
    return to_rdflib(rebased(read_turtle(ontology() / "shapes.ttl"), base))


class Checker:
    def __init__(self, shapes, vocabulary, engine="pyshacl"):
        self.shapes = shapes
        self._vocabulary = list(vocabulary)

    def vocabulary(self):
        return tuple(
            r for r in validate(to_rdflib(self._vocabulary), self.shapes).results if "Idle" not in r.component
        )

    def report(self, quads, context=()):
        quads = list(quads)
        if not quads:
            return ()
        return validate(
            to_rdflib([*self._vocabulary, *quads, *context]),
            self.shapes,
            focus=sorted({q.subject.value for q in quads}),
        ).results

    def idle(self, store):
        return _idle(to_rdflib(store), self.shapes)


def checker(vocabulary: Vocabulary, engine: str) -> Checker:
    return Checker(shapes_for(vocabulary.iris.base), vocabulary.triples, engine)
