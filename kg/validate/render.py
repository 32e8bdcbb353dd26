"""A validation for people, for programs, and as a SHACL validation report."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from json import dumps
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.namespaces import ID, PREFIXES, SH, SHAPES
from kg.terms import rdflib_term
from kg.validate.result import Result, Validation

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_LINES = 50
_WIDTH = 100
_SHORT = {
    ID: "",
    SHAPES: "",
    SH: "sh:",
    **{namespace: f"{prefix}:" for prefix, namespace in PREFIXES.items()},
}


def human(validation: Validation) -> str:
    """A few lines for a terminal, at most 50: what is wrong by shape and message, and where."""
    results = validation.results
    verdict = "Conforms" if validation.conforms else "Does not conform"
    lines = [f"{verdict}: {_counted(results)}." if results else f"{verdict}."]
    groups = [
        (shape, message, list(members))
        for (shape, message), members in groupby(results, key=lambda result: (result.shape, result.message))
    ]
    room = _LINES - 3
    each = max(1, room // len(groups) - 1) if groups else 0
    shown = 0
    for shape, message, members in groups[: room // 2]:
        lines.append(f"{short(shape)} ({len(members)}): {_plain(message, 3 * _WIDTH)}")
        lines += [f"  {_place(result)}" for result in members[:each]]
        shown += len(members[:each])
    if shown < len(results):
        lines.append(f"… and {len(results) - shown} more; the JSON and Turtle reports have them all.")
    return "\n".join([*lines, *_idle(validation)])


def json(validation: Validation) -> str:
    """All of it as JSON, in a fixed order: conforms, counts by severity, results, idle."""
    told = {
        "conforms": validation.conforms,
        "counts": dict(sorted(_by_severity(validation.results).items())),
        "results": [asdict(result) for result in validation.results],
        "idle": validation.idle,
    }
    return dumps(told, ensure_ascii=False, indent=2)


def turtle(validation: Validation) -> str:
    """All of it as a SHACL validation report in Turtle. The same validation gives the same bytes."""
    return report(validation).serialize(format="turtle")


def report(validation: Validation) -> "Graph":
    """All of it as a sh:ValidationReport, with peelsh:idle for the shapes that were idle and rightly so.

    Results are named by IRIs, each by what it says, so that two reports can be compared.
    """
    from rdflib import RDF, Graph, Literal, URIRef
    from rdflib.namespace import SH as sh

    graph = Graph(bind_namespaces="none")
    graph.bind("sh", SH)
    graph.bind("peelsh", SHAPES)
    whole = URIRef(SHAPES + "report")
    graph.add((whole, RDF.type, sh.ValidationReport))
    graph.add((whole, sh.conforms, Literal(validation.conforms)))
    for shape in validation.idle:
        graph.add((whole, URIRef(SHAPES + "idle"), URIRef(shape)))
    for result in validation.results:
        node = URIRef(result.iri)
        graph.add((whole, sh.result, node))
        graph.add((node, RDF.type, sh.ValidationResult))
        graph.add((node, sh.sourceShape, URIRef(result.shape)))
        graph.add((node, sh.sourceConstraintComponent, URIRef(result.component)))
        graph.add((node, sh.resultSeverity, URIRef(SH + result.severity)))
        graph.add((node, sh.resultMessage, Literal(result.message)))
        for predicate, term in _terms(validation, result, graph):
            graph.add((node, predicate, term))
    return graph


def short(iri: str) -> str:
    """An IRI as people read it: without the base of individuals and shapes, or with a prefix."""
    for namespace, instead in _SHORT.items():
        if iri.startswith(namespace):
            return instead + iri.removeprefix(namespace)
    return iri


def _terms(validation: Validation, result: Result, graph: "Graph") -> "Iterator[tuple[Node, Node]]":
    from rdflib.namespace import SH as sh

    yield sh.focusNode, _term(result.focus)
    if result.value is not None:
        yield sh.value, _term(result.value)
    if result.path is not None:
        yield sh.resultPath, _path(validation, result, graph)


def _term(written: str) -> "Node":
    """A term from the syntax of Turtle, or from a bare IRI."""
    from rdflib import URIRef

    if not written.startswith(('"', "<", "_:")):
        return URIRef(written)
    (quad,) = ox.parse(f"<s:> <p:> {written} .", format=ox.RdfFormat.TURTLE)
    return rdflib_term(quad.object)


def _path(validation: Validation, result: Result, graph: "Graph") -> "Node":
    """The path as SHACL has it; one that is more than a property is copied from its shape."""
    from rdflib import URIRef
    from rdflib.namespace import SH as sh

    path = validation.shapes and validation.shapes.value(URIRef(result.shape), sh.path)
    if validation.shapes is None or path is None:
        return URIRef(str(result.path))
    return _copied(validation.shapes, path, graph)


def _copied(source: "Graph", node: "Node", target: "Graph") -> "Node":
    """A node with all that hangs on it: a new blank node each time, so that each can be written in place."""
    from rdflib import BNode

    if not isinstance(node, BNode):
        return node
    copy = BNode()
    for predicate, part in source.predicate_objects(node):
        target.add((copy, predicate, _copied(source, part, target)))
    return copy


def _idle(validation: Validation) -> list[str]:
    names = ", ".join(short(shape) for shape in validation.idle)
    return [f"Not in this graph, and need not be: {names}."] if names else []


def _counted(results: Iterable[Result]) -> str:
    counts = _by_severity(results)
    return ", ".join(
        f"{counts[name]} {name.lower()}{'s' * (counts[name] != 1)}" for name in sorted(counts, reverse=True)
    )


def _by_severity(results: Iterable[Result]) -> Counter[str]:
    return Counter(result.severity for result in results)


def _place(result: Result) -> str:
    value = result.value or ""
    shown = short(value[1:-1]) if value.startswith("<") else value
    return f"{_plain(short(result.focus), 2 * _WIDTH)}  {_plain(shown, _WIDTH)}".rstrip()


def _plain(words: str, width: int) -> str:
    """On one line, cut to a width, with nothing in it that a terminal would obey."""
    line = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in words)
    return line if len(line) <= width else line[: width - 1] + "…"
