"""Holds a graph against shapes. pyshacl does the checking; what it leaves open, `kg.validate.shapes` asks."""

import logging
import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from kg.errors import UnreadableInput
from kg.namespaces import SH, SHAPES
from kg.validate.render import short
from kg.validate.result import Result, Validation

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

IDLE = SHAPES + "IdleConstraintComponent"


def validate(graph: "Graph", shapes: "Graph", *, focus: Collection[str] = ()) -> Validation:
    """Holds `graph` (with the ontology in it) against `shapes`; neither is changed, and nothing is fetched.

    A shape that met no node is a result of its own, unless it says peelsh:mayBeIdle true. With `focus`, the
    IRIs of some nodes, only what targets these is told, which is quick; no shape is called idle then.
    Raises UnreadableInput where the shapes are not SHACL Core, or could pass without checking anything.
    """
    from kg.validate.shapes import require_usable

    require_usable(shapes)
    failures, idle = ([], ()) if focus else _idle(graph, shapes)
    found = {*_results(_report(graph, shapes, focus)), *failures}
    return Validation(tuple(sorted(found)), idle, shapes)


def _report(graph: "Graph", shapes: "Graph", focus: Collection[str]) -> "Graph":
    from pyshacl import validate as engine
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import Graph

    # A library does not write to stderr, and what the engine logs it also raises.
    logging.getLogger("pyshacl-validate").disabled = True
    own = Graph() + shapes  # the engine adds axioms to the shapes it is given
    try:
        _, report, _ = engine(
            graph,
            shacl_graph=own,
            focus_nodes=list(focus),
            inference="none",
            advanced=False,
            meta_shacl=False,
            do_owl_imports=False,
        )
    except (ReportableRuntimeError, re.error) as error:
        raise _unusable(error) from error
    if not isinstance(report, Graph):
        raise _unusable(report)
    return report


def _unusable(problem: object) -> UnreadableInput:
    return UnreadableInput("the shapes", " ".join(str(problem).split()), "mend the shapes file")


def _results(report: "Graph") -> Iterator[Result]:
    from rdflib.namespace import SH as sh

    for node in report.objects(None, sh.result):
        path, value = report.value(node, sh.resultPath), report.value(node, sh.value)
        yield Result(
            shape=str(report.value(node, sh.sourceShape)),
            focus=_bare(_written(report.value(node, sh.focusNode))),
            path=None if path is None else _bare(_path(report, path)),
            value=None if value is None else _written(value),
            severity=str(report.value(node, sh.resultSeverity)).removeprefix(SH),
            message=min(map(str, report.objects(node, sh.resultMessage)), default=""),
            component=str(report.value(node, sh.sourceConstraintComponent)),
        )


def _bare(written: str) -> str:
    """An IRI without its brackets; everything else as it is."""
    return written[1:-1] if written.startswith("<") and written.find(">") == len(written) - 1 else written


def _written(term: object) -> str:
    """A term in the syntax of N-Triples."""
    import pyoxigraph as ox
    from rdflib import Literal, URIRef

    if isinstance(term, URIRef):
        return str(ox.NamedNode(term))
    if isinstance(term, Literal):
        if term.language or not term.datatype:
            return str(ox.Literal(str(term), language=term.language))
        return str(ox.Literal(str(term), datatype=ox.NamedNode(term.datatype)))
    return f"_:{term}"


def _path(graph: "Graph", path: "Node") -> str:
    """A SHACL path in the syntax of SPARQL."""
    from rdflib import URIRef
    from rdflib.collection import Collection
    from rdflib.namespace import SH as sh

    if isinstance(path, URIRef):
        return path.n3()
    if steps := [_path(graph, step) for step in Collection(graph, path)]:
        return f"({'/'.join(steps)})"
    predicate, inner = next(iter(graph.predicate_objects(path)))
    if predicate == sh.alternativePath:
        return f"({'|'.join(_path(graph, choice) for choice in Collection(graph, inner))})"
    if predicate == sh.inversePath:
        return f"^{_path(graph, inner)}"
    times = "*" if predicate == sh.zeroOrMorePath else "+" if predicate == sh.oneOrMorePath else "?"
    return f"{_path(graph, inner)}{times}"


def _idle(graph: "Graph", shapes: "Graph") -> tuple[list[Result], tuple[str, ...]]:
    from kg.validate.shapes import may_be_idle, meets_nothing, targeted, targets

    failures, idle = [], []
    for shape in targeted(shapes):
        if meets_nothing(shapes, shape, graph):
            named = targets(shapes, shape)
            strangers = [term for term in named if (term, None, None) not in graph]
            if strangers or not may_be_idle(shapes, shape):
                failures.append(_nothing_checked(str(shape), strangers or named, known=not strangers))
            else:
                idle.append(str(shape))
    return failures, tuple(idle)


def _nothing_checked(shape: str, terms: "list[Node]", *, known: bool) -> Result:
    names = ", ".join(short(str(term)) for term in terms)
    remedy = "add some, or say peelsh:mayBeIdle true" if known else "nor is it declared: correct the target"
    message = f"nothing was checked: the graph holds no {names} ({remedy})"
    return Result(shape, shape, None, None, "Violation", message, IDLE)
