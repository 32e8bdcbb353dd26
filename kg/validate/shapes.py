"""Whether a shapes graph can be relied on, and what is in it: the questions that a SHACL engine leaves open.

An engine reports that a graph conforms where a term of SHACL is mistyped, a target names nothing, or a
shape refers to one that does not exist. Each of these looks like success, so each is looked for here.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH

from kg.errors import UnreadableInput
from kg.namespaces import SHAPES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

MAY_BE_IDLE = URIRef(SHAPES + "mayBeIdle")
_SHACL = "www.w3.org/ns/shacl"
# Extensions (SPARQL, rules, JavaScript) are left out on purpose: the engine is run without them and
# would pass over them in silence.
_CORE_NAMES = """
    Shape NodeShape PropertyShape PropertyGroup NodeKind Severity Violation Warning Info ValidationReport
    IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral
    targetClass targetNode targetObjectsOf targetSubjectsOf property path deactivated severity message
    name description order group defaultValue
    inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
    minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
    not and or xone node qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
    closed ignoredProperties hasValue in
"""
_CORE = frozenset(SH[name] for name in _CORE_NAMES.split())
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_ONE_SHAPE = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
_LIST_OF_SHAPES = (SH["and"], SH["or"], SH.xone)


def require_usable(shapes: "Graph") -> None:
    """Raises UnreadableInput, naming all that is to be mended, where these shapes could pass in silence."""
    problems = sorted({*_unknown_terms(shapes), *_loose_ends(shapes), *_circles(shapes)})
    if not targeted(shapes):
        problems.append("no shape has a target, so nothing would be checked")
    if problems:
        raise UnreadableInput("the shapes", "; ".join(problems), "mend the shapes file")


def targeted(shapes: "Graph") -> "list[Node]":
    """The shapes that have a target of their own, in the order of their names."""
    explicit = {shape for target in _TARGETS for shape in shapes.subjects(target)}
    return sorted(explicit | (_declared(shapes) & classes_among(shapes)), key=str)


def may_be_idle(shapes: "Graph", shape: "Node") -> bool:
    """Whether a graph may rightly hold nothing that the shape targets."""
    return _is_true(shapes, shape, MAY_BE_IDLE)


def targets(shapes: "Graph", shape: "Node") -> "list[Node]":
    """The classes, properties and nodes that the shape targets, in the order of their names."""
    named = {term for target in _TARGETS for term in shapes.objects(shape, target)}
    return sorted(named | ({shape} & classes_among(shapes)), key=str)


def switched_off(shapes: "Graph", shape: "Node") -> bool:
    """Whether the shape says that it is not to be used."""
    return _is_true(shapes, shape, SH.deactivated)


def _is_true(shapes: "Graph", shape: "Node", property_: URIRef) -> bool:
    """Whether a shape says "true" or "1", which engines take for the same."""
    return any(
        isinstance(value, Literal) and value.value is True for value in shapes.objects(shape, property_)
    )


def nested(shapes: "Graph", shape: "Node") -> "Iterator[Node]":
    """The shapes to which a shape refers, against which it holds its values."""
    for predicate in _ONE_SHAPE:
        yield from shapes.objects(shape, predicate)
    for predicate in _LIST_OF_SHAPES:
        for items in shapes.objects(shape, predicate):
            yield from Collection(shapes, items)


def deep(shapes: "Graph", shape: "Node") -> bool:
    """Whether the property shapes of a shape have some of their own, whose results name other nodes than it is sent to."""
    return any((inner, SH.property, None) in shapes for inner in shapes.objects(shape, SH.property))


def path_of(graph: "Graph", path: "Node") -> str:
    """A SHACL path in the syntax of SPARQL."""
    if isinstance(path, URIRef):
        return path.n3()
    if steps := [path_of(graph, step) for step in graph.items(path)]:
        return f"({'/'.join(steps)})"
    predicate, inner = next(iter(graph.predicate_objects(path)))
    if predicate == SH.alternativePath:
        return f"({'|'.join(path_of(graph, choice) for choice in graph.items(inner))})"
    if predicate == SH.inversePath:
        return f"^{path_of(graph, inner)}"
    times = "*" if predicate == SH.zeroOrMorePath else "+" if predicate == SH.oneOrMorePath else "?"
    return f"{path_of(graph, inner)}{times}"


def classes_among(shapes: "Graph") -> "set[Node]":
    """What is a class besides: a shape that is one targets its own instances."""
    return {*shapes.subjects(RDF.type, RDFS.Class), *shapes.subjects(RDF.type, OWL.Class)}


def _declared(shapes: "Graph") -> "set[Node]":
    return {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}


def _unknown_terms(shapes: "Graph") -> Iterator[str]:
    for term in {term for triple in shapes for term in triple} - _CORE:
        if isinstance(term, URIRef) and _SHACL in term:
            yield f"{term} is no term of SHACL Core: correct its spelling, or do without it"


def _loose_ends(shapes: "Graph") -> Iterator[str]:
    referred = {shape for _, shape in _references(shapes)}
    for shape in referred:
        if (shape, None, None) not in shapes:
            yield f"{shape} is referred to and not described"
    for shape in _declared(shapes) - referred - set(targeted(shapes)):
        yield f"{shape} has no target and no shape refers to it, so it checks nothing"
    for shape in {*shapes.subjects(SH.path), *shapes.objects(None, SH.property), *targeted(shapes)}:
        if not isinstance(shape, URIRef):
            path = shapes.value(shape, SH.path) or "a target"
            yield f"the shape on {path} has no IRI: name it, so that its results can be read"


def _references(shapes: "Graph") -> "Iterator[tuple[Node, Node]]":
    referring = {
        shape for predicate in (*_ONE_SHAPE, *_LIST_OF_SHAPES) for shape in shapes.subjects(predicate)
    }
    return ((shape, other) for shape in referring for other in nested(shapes, shape))


def _circles(shapes: "Graph") -> Iterator[str]:
    """SHACL leaves open what a shape that refers to itself means, and engines pass it."""
    onward: dict[Node, set[Node]] = {}
    for shape, other in _references(shapes):
        onward.setdefault(shape, set()).add(other)
    for shape, others in onward.items():
        if shape in _reached(onward, others):
            yield f"{shape} refers to itself, at once or through others"


def _reached(onward: "dict[Node, set[Node]]", start: "Iterable[Node]") -> "set[Node]":
    found: set[Node] = set()
    waiting = list(start)
    while waiting:
        shape = waiting.pop()
        if shape not in found:
            found.add(shape)
            waiting.extend(onward.get(shape, ()))
    return found
