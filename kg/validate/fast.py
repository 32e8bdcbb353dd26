"""`shacl`, a SHACL engine in Rust: quick, young, and so never the last word (the extra `fast`).

It says that nothing is wrong, or where something seems to be; what is wrong there pyshacl is asked (`kg.validate.engine`).
On 1,200 damaged graphs it missed nothing that pyshacl found. It is the stricter of the two where values of different datatypes are
put in order (sh:lessThan), and where a whole number is not written as XSD has it (tests/test_engines.py).
"""

from collections.abc import Iterable
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.namespace import SH

from kg.errors import UsageError
from kg.namespaces import PREFIXES, SHAPES
from kg.terms import from_rdflib, iri
from kg.validate.result import Result, bare
from kg.validate.shapes import path_of, targeted

if TYPE_CHECKING:
    from rdflib.term import Node

    from kg.validate.targets import Foci

_MARK: Final = SHAPES + "checks-"
"""The properties that lead, in the data given to the engine, to the nodes that a shape is to check."""
_MARKER: Final = iri(SHAPES + "piece")

_PANIC = "PanicException"
"""What an engine in Rust raises where it has broken down: it is no Exception, and has no public name."""


class Unable(Exception):
    """The engine cannot read the shapes, or breaks down over the data, and says why."""


class Whole:
    """The engine with its shapes read once, for whole graphs."""

    def __init__(self, shapes: Graph) -> None:
        """Raises UsageError without the extra, Unable where the engine refuses the shapes."""
        self._shapes = _compiled(shapes)
        self._paths = _paths(shapes)

    def results(self, graph: Store | Iterable[Triple]) -> set[Result]:
        """What seems to be wrong in the merged graphs of a store, or in some triples."""
        if isinstance(graph, Store):
            lines = BytesIO()
            graph.dump(lines, RdfFormat.N_QUADS)
            return self._told(lines.getvalue().decode("utf-8"), "nquads")
        return self._told(_text(graph, RdfFormat.N_TRIPLES), "ntriples")

    def _told(self, text: str, format: str) -> set[Result]:
        try:
            report = self._shapes.validate_text(text, format=format)
        except BaseException as error:
            if type(error).__name__ != _PANIC:
                raise
            raise Unable(f"broke down over a value: {error}") from error
        return {self._result(found) for found in report.results}

    def _result(self, found: Any) -> Result:
        shape = bare(found.source_shape or "")
        path = bare(found.path) if found.path else None
        return Result(
            shape=shape,
            focus=bare(found.focus_node),
            path=path if path != found.path else self._paths.get(shape, path),
            value=found.value,
            severity=found.severity,
            message=min(found.messages, default=""),
            component=found.component_iri,
        )


class Pieces(Whole):
    """The same, for one small graph after another, of which it checks what it is told to check."""

    def __init__(self, shapes: Graph) -> None:
        self._marks = {shape: iri(f"{_MARK}{n}") for n, shape in enumerate(targeted(shapes))}
        super().__init__(_marked(shapes, self._marks))

    def results_on(self, quads: Iterable[Quad], foci: "Foci") -> set[Result]:
        """What seems to be wrong with some nodes in the merged graphs of some quads."""
        marks = (Quad(_MARKER, self._marks[shape], node) for shape, nodes in foci.items() for node in nodes)
        return self._told(_text((*quads, *marks), RdfFormat.TRIG), "trig")


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("shacl") is not None


def _compiled(shapes: Graph) -> Any:
    try:
        import shacl
    except ImportError as error:
        raise UsageError(
            "the SHACL engine shacl is not installed; install it with: pip install 'peel-kg[fast]'"
        ) from error
    try:
        return shacl.Shapes.from_text(_text(from_rdflib(shapes), RdfFormat.N_TRIPLES), format="ntriples")
    except ValueError as error:
        raise Unable(" ".join(str(error).split())) from error


def _text(triples: Iterable[Triple] | Iterable[Quad], format: RdfFormat) -> str:
    data = serialize(triples, format=format, prefixes=PREFIXES if format == RdfFormat.TRIG else None)
    assert data is not None  # there is no file to which it might have gone
    return data.decode("utf-8")


def _marked(shapes: Graph, marks: "dict[Node, NamedNode]") -> Graph:
    """The shapes with marks for their only targets."""
    own = Graph() + shapes
    for target in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf):
        own.remove((None, target, None))
    for shape, mark in marks.items():
        for implicit in (RDFS.Class, OWL.Class):
            own.remove((shape, RDF.type, implicit))
        own.add((shape, SH.targetObjectsOf, URIRef(mark.value)))
    return own


def _paths(shapes: Graph) -> dict[str, str]:
    """The path of each property shape, as SPARQL writes it."""
    return {str(shape): path_of(shapes, path) for shape, path in shapes.subject_objects(SH.path)}
