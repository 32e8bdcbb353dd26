"""pyshacl, the reference: whatever it says of a graph is what the reader is told."""

import logging
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

import rdflib.collection
from pyshacl import ShapesGraph, Validator, validate
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from pyshacl.pytypes import SHACLExecutor
from rdflib import RDF, BNode, Graph, URIRef
from rdflib.namespace import SH

from kg.errors import UnreadableInput
from kg.terms import oxigraph_term, rdflib_term, to_rdflib
from kg.validate.result import Result, bare
from kg.validate.shapes import nested, path_of, targeted

if TYPE_CHECKING:
    from pyoxigraph import Quad
    from rdflib.term import Node

    from kg.validate.targets import Foci

# A library does not write to stderr, and what the engine logs it also raises.
_LOG = logging.getLogger("pyshacl-validate")


def whole(graph: Graph, shapes: Graph, focus: Collection[str] = ()) -> set[Result]:
    """What pyshacl finds in a graph, or with `focus` about these nodes: the plain way. Neither graph is changed.

    Raises UnreadableInput where the shapes are ill-formed.
    """
    _LOG.disabled = True
    own = Graph() + shapes  # the engine adds axioms to the shapes it is given
    try:
        _, report, _ = validate(
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
    return set(_results(report))


class Reference:
    """pyshacl with its shapes read once, for one small graph after another.

    Where a node shape that no other refers to names property shapes, pyshacl looks through each of them anew for each node; so
    they are taken out of it here, and each is asked once about all nodes. SHACL makes no difference between the two.
    """

    def __init__(self, shapes: Graph) -> None:
        _LOG.disabled = True
        own = Graph() + shapes
        self._taken_out = _taken_out(own)
        self._shapes = ShapesGraph(own, logger=_LOG)

    def results(self, quads: Iterable["Quad"], foci: "Foci") -> set[Result]:
        """What is wrong with some nodes in the merged graphs of some quads. Raises UnreadableInput for ill-formed shapes."""
        data = to_rdflib(quads, _Small("SimpleMemory"))
        found = []
        try:
            known = {shape.node: shape for shape in self._shapes.shapes}
            for name, nodes in self._each(foci).items():
                found += known[name].validate(SHACLExecutor(), data, focus=nodes)[1]
        except (ReportableRuntimeError, ValidationFailure, re.error) as error:
            raise _unusable(error) from error
        if not found:
            return set()
        report, _ = Validator.create_validation_report(self._shapes, False, found)
        return set(_results(report))

    def _each(self, foci: "Foci") -> "dict[Node, set[Node]]":
        """The nodes for each shape to check, for those that were taken out of others, too."""
        each: defaultdict[Node, set[Node]] = defaultdict(set)
        for shape, terms in foci.items():
            nodes = {rdflib_term(term) for term in terms}
            for one in (shape, *self._taken_out.get(shape, ())):
                each[one] |= nodes
        return each


class _Small(Graph):
    """A graph in the quicker of rdflib's stores. pyshacl asks it for each result whether it is true, and that would count it."""

    def __bool__(self) -> bool:
        return True


def _taken_out(shapes: Graph) -> "dict[Node, tuple[Node, ...]]":
    """Takes property shapes out of the node shapes of which they are part, where that changes no result; gives what it took."""
    if (None, SH.qualifiedValueShapesDisjoint, None) in shapes:
        return {}  # such a shape looks at the others of its node shape
    referring = set(shapes.subjects())
    referred = {inner for shape in referring for inner in nested(shapes, shape)}
    taken = {}
    for shape in targeted(shapes):
        if shape not in referred and (shape, SH.path, None) not in shapes:
            taken[shape] = tuple(shapes.objects(shape, SH.property))
            if (shape, SH.closed, None) in shapes:
                _ignore(shapes, shape, taken[shape])
            shapes.remove((shape, SH.property, None))
            shapes.add(
                (shape, RDF.type, SH.NodeShape)
            )  # which may have been clear only from what is gone now
            for part in taken[shape]:
                shapes.add((part, RDF.type, SH.PropertyShape))
    return taken


def _ignore(shapes: Graph, shape: "Node", parts: "Iterable[Node]") -> None:
    """Lets a closed shape allow the properties of its parts by name, as it does by having them."""
    allowed = [item for items in shapes.objects(shape, SH.ignoredProperties) for item in shapes.items(items)]
    paths = (path for part in parts for path in shapes.objects(part, SH.path))
    allowed += [path for path in paths if isinstance(path, URIRef)]
    items = BNode()
    rdflib.collection.Collection(shapes, items, allowed)
    shapes.set((shape, SH.ignoredProperties, items))


def _unusable(problem: object) -> UnreadableInput:
    return UnreadableInput("the shapes", " ".join(str(problem).split()), "mend the shapes file")


def _results(report: Graph) -> Iterator[Result]:
    for node in report.objects(None, SH.result):
        path, value = report.value(node, SH.resultPath), report.value(node, SH.value)
        yield Result(
            shape=str(report.value(node, SH.sourceShape)),
            focus=bare(_written(report.value(node, SH.focusNode))),
            path=None if path is None else bare(path_of(report, path)),
            value=None if value is None else _written(value),
            severity=str(report.value(node, SH.resultSeverity)).removeprefix(str(SH)),
            message=min(map(str, report.objects(node, SH.resultMessage)), default=""),
            component=str(report.value(node, SH.sourceConstraintComponent)),
        )


def _written(term: "Node | None") -> str:
    """A term in the syntax of N-Triples."""
    assert term is not None
    return str(oxigraph_term(term))
