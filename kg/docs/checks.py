"""The shapes as a person reads them: what each holds its nodes to, in words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.namespace import SH

from kg.docs.names import curie
from kg.validate.shapes import may_be_idle, nested, path_of, targeted, targets

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_IRI: Final = re.compile("<([^>]*)>")
_NO_CONSTRAINTS: Final = frozenset(
    {RDF.type, SH.path, SH.severity, SH.message, SH.property, SH.deactivated, SH.minCount, SH.maxCount}
)
_WORDS: Final = {
    SH["class"]: "a {}",
    SH.datatype: "of the type {}",
    SH.nodeKind: "{}",
    SH.pattern: "matches {}",
    SH.hasValue: "one is {}",
    SH["in"]: "one of {}",
    SH.languageIn: "in the language {}",
    SH.minInclusive: "not below {}",
    SH.maxInclusive: "not above {}",
    SH.minLength: "of {} or more characters",
    SH.maxLength: "of {} or fewer characters",
    SH["not"]: "not {}",
}
_NONE: Final = "none"
_KINDS: Final = {SH.IRI: "an IRI", SH.Literal: "a literal", SH.BlankNode: "a blank node"}


@dataclass(frozen=True, slots=True)
class Check:
    """One constraint on the values of a path, or on the node itself where there is no path."""

    iri: str
    path: str
    terms: frozenset[str]
    """The properties of its path."""
    holds: tuple[str, ...]
    severity: str
    message: str

    def gives(self, term: str) -> bool:
        """Whether what it looks at may have a property, by its IRI: its path is that alone, and it does not forbid it."""
        return self.path == curie(term) and _NONE not in self.holds


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape with a target, and its constraints, at any depth."""

    iri: str
    targets: tuple[str, ...]
    idle: bool
    """Whether a graph may rightly hold nothing that it targets."""
    own: Check
    checks: tuple[Check, ...]


def checks(shapes: "Graph") -> tuple[Shape, ...]:
    """All shapes with a target, in the order of their names."""
    return tuple(
        Shape(
            str(shape),
            tuple(map(str, targets(shapes, shape))),
            may_be_idle(shapes, shape),
            _check(shapes, shape),
            tuple(_inner(shapes, shape)),
        )
        for shape in targeted(shapes)
    )


def _inner(shapes: "Graph", shape: "Node") -> Iterator[Check]:
    for inner in sorted(nested(shapes, shape), key=str):
        if isinstance(inner, URIRef):
            yield _check(shapes, inner)
        yield from _inner(shapes, inner)


def _check(shapes: "Graph", shape: "Node") -> Check:
    path = shapes.value(shape, SH.path)
    written = path_of(shapes, path) if path is not None else ""
    return Check(
        str(shape),
        _IRI.sub(lambda found: curie(found[1]), written),
        frozenset(_IRI.findall(written)),
        tuple(_holds(shapes, shape)),
        str(shapes.value(shape, SH.severity) or SH.Violation).rpartition("#")[2],
        str(shapes.value(shape, SH.message) or ""),
    )


def _holds(shapes: "Graph", shape: "Node") -> Iterator[str]:
    """What a shape asks for, in words, in an order that does not depend on the file."""
    if number := _number(shapes.value(shape, SH.minCount), shapes.value(shape, SH.maxCount)):
        yield number
    for predicate, value in sorted(shapes.predicate_objects(shape)):
        if predicate in _NO_CONSTRAINTS or not str(predicate).startswith(str(SH)) or predicate in _TARGETS:
            continue
        words = _value(shapes, value)
        yield _WORDS.get(predicate, f"{str(predicate).rpartition('#')[2]} {{}}").replace("{}", words)  # type: ignore[call-overload]


_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


def _number(least: "Node | None", most: "Node | None") -> str:
    low, high = (int(str(one)) if one is not None else None for one in (least, most))
    if high == 0:
        return _NONE
    if low and low == high:
        return f"exactly {_spelled(low)}"
    parts = [f"at least {_spelled(low)}"] if low else []
    parts += [f"at most {_spelled(high)}"] if high else []
    return ", ".join(parts)


def _spelled(number: int) -> str:
    return "one" if number == 1 else str(number)


def _value(shapes: "Graph", value: "Node") -> str:
    if value in _KINDS:
        return _KINDS[value]  # type: ignore[index]
    if (value, RDF.first, None) in shapes:
        return _listed(_value(shapes, item) for item in shapes.items(value))
    if isinstance(value, BNode):
        inner = [
            f"{curie(str(name))} {_value(shapes, one)}"
            for name, one in sorted(shapes.predicate_objects(value))
        ]
        return f"({', '.join(inner)})"
    return str(value) if isinstance(value, Literal) else curie(str(value))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
