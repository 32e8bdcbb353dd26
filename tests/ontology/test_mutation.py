"""Each constraint of `shapes.ttl` is broken once, and the report names it: the shape, and the component that found it."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import chain
from typing import Final

import pyoxigraph as ox
import pytest
from loaded import EXAMPLES, SHAPES_FILES, named, node_shapes, properties, property_shapes, read, world
from mutants import Triples, seen_from
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node
from test_shapes import COMPARISONS, PROLOGUE

from kg.namespaces import SHAPES
from kg.terms import from_rdflib, to_rdflib
from kg.validate import fast

_COMPONENTS: Final = frozenset(
    "minCount maxCount class datatype nodeKind minInclusive maxInclusive minExclusive maxExclusive minLength maxLength "
    "pattern languageIn equals disjoint lessThan lessThanOrEquals hasValue in closed".split()
)
BOGUS = "https://example.org/bogus"
WRONG: Final[tuple[Node, ...]] = (
    URIRef(f"{BOGUS}/1"),
    URIRef(f"{BOGUS}/2"),
    BNode("bogus"),
    Literal(""),
    Literal("", lang="en"),
    Literal("x" * 10_000),
    Literal("x", lang="zz"),
    Literal(-1),
    Literal(10**9),
    Literal("x", datatype=XSD.integer),
    Literal("0000", datatype=XSD.gYear),
)
"""Values of which no property can take all, and most none."""
UNBREAKABLE: Final[frozenset[tuple[str, str]]] = frozenset()
"""Constraints that no datum can break; there is none that has to be there all the same."""

(SHAPES_FILE,) = (path for path in SHAPES_FILES if path.name == "shapes.ttl")


def asked() -> set[tuple[str, str]]:
    """All constraints, by their shape and the term of SHACL."""
    shapes = read(SHAPES_FILE)
    used = {(str(s), str(p).removeprefix(str(SH))) for s, p in shapes.subject_predicates()}
    return {(shape.removeprefix(SHAPES), name) for shape, name in used if name in _COMPONENTS}


def broken(shape: str) -> Iterator[Graph]:
    """The valid example of a shape, broken in many ways."""
    valid, shapes = read(EXAMPLES / "valid" / f"{shape}.ttl"), read(SHAPES_FILE)
    yield read(EXAMPLES / "invalid" / f"{shape}.ttl")
    yield renamed(valid, lambda number: URIRef(f"{BOGUS}#9-{number}"))
    yield renamed(valid, lambda number: BNode(f"node{number}"))
    for name, turtle in COMPARISONS.items():
        if name.startswith(f"{shape}-"):
            yield valid + to_rdflib(ox.parse((PROLOGUE + turtle).encode(), format=ox.RdfFormat.TURTLE))
    paths = [
        (properties(shapes, path), (path, SH.inversePath, None) in shapes)
        for name in property_shapes(shapes, URIRef(SHAPES + shape))
        if (path := shapes.value(URIRef(name), SH.path)) is not None
    ]
    yield emptied(valid, {RDF.type, *(p for found, back in paths if back for p in found)})
    yield emptied(valid, {p for found, back in paths for p in found if not back} - {RDF.type}, keep=False)
    yield untyped(valid)
    for predicates, back in paths:
        yield poisoned(valid, predicates, back=back)
        if not back:
            yield emptied(valid, set(predicates), keep=False)
    for typed in sorted(valid.triples((None, RDF.type, None))):
        yield valid - Graph().add(typed)


@cache
def around() -> Triples:
    """As much of the world as the examples lead to: a tenth of it, and each example is checked within it many times."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in from_rdflib(world()))
    mentioned = {name for path in EXAMPLES.rglob("*.ttl") for name in named(read(path))}
    return seen_from(map(ox.NamedNode, sorted(mentioned)), store)


def unreached(shape: str) -> Iterator[Triples]:
    """The example and what is around it without what points at its nodes, for each property by which something has to."""
    valid, shapes = read(EXAMPLES / "valid" / f"{shape}.ttl"), read(SHAPES_FILE)
    nodes = set(named(valid))
    for name in property_shapes(shapes, URIRef(SHAPES + shape)):
        path = shapes.value(URIRef(name), SH.path)
        if path is not None and (path, SH.inversePath, None) in shapes:
            gone = {str(found) for found in properties(shapes, path)}
            yield [
                triple
                for triple in (*around(), *from_rdflib(valid))
                if triple.predicate.value not in gone or getattr(triple.object, "value", "") not in nodes
            ]


def renamed(valid: Graph, name: object) -> Graph:
    """With other names for what it describes."""
    other = {node: name(number) for number, node in enumerate(sorted(set(valid.subjects()), key=str))}  # type: ignore[operator]
    made = Graph()
    for subject, predicate, value in valid:
        made.add((other[subject], predicate, other.get(value, value)))
    return made


def emptied(valid: Graph, some: AbstractSet[Node], *, keep: bool = True) -> Graph:
    """With nothing but some of its properties, or without them."""
    made = Graph()
    for triple in valid:
        if (triple[1] in some) == keep:
            made.add(triple)
    return made


def untyped(valid: Graph) -> Graph:
    """With each value that it describes untyped."""
    values = set(valid.objects()) & set(valid.subjects())
    made = Graph()
    for triple in valid:
        if triple[1] != RDF.type or triple[0] not in values:
            made.add(triple)
    return made


def poisoned(valid: Graph, predicates: set[URIRef], *, back: bool) -> Graph:
    """With wrong values of a property, or strangers that point at its nodes."""
    made = Graph() + valid
    for predicate in predicates:
        if back:
            strangers = (URIRef(f"{BOGUS}/{number}") for number in range(2))
            made += ((one, predicate, URIRef(node)) for one in strangers for node in named(valid))
        else:
            made += ((node, predicate, value) for node in set(valid.subjects()) for value in WRONG)
    return made


@pytest.mark.slow
@pytest.mark.skipif(not fast.installed(), reason="shacl is not installed: pip install 'peel-kg[fast]'")
def test_every_constraint_can_be_broken() -> None:
    """None is there for nothing; without any of them the report on some of these data would be another."""
    engine = fast.Whole(read(SHAPES_FILE))
    assert engine.results(around()) == set()
    found = {
        (result.shape.removeprefix(SHAPES), component(result.component))
        for shape in node_shapes(SHAPES_FILE)
        for triples in chain(((*around(), *from_rdflib(data)) for data in broken(shape)), unreached(shape))
        for result in engine.results(triples)
    }
    left = asked() - found
    assert left == set(UNBREAKABLE), str(sorted(left))


def component(iri: str) -> str:
    name = iri.rpartition("#")[2].removesuffix("ConstraintComponent")
    return name[0].lower() + name[1:]
