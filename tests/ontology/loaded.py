"""The Turtle of the ontology, each file read once in a run of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg.namespaces import SHAPES
from kg.resources import ontology
from kg.terms import to_rdflib

FOLDER = ontology()
EXAMPLES = FOLDER / "examples"
CONTEXT = EXAMPLES / "context.ttl"
SHAPES_FILES = (FOLDER / "shapes.ttl", FOLDER / "style.ttl")
VOCABULARY_FILES = (
    FOLDER / "peel.ttl",
    *sorted(FOLDER.glob("vocabularies/*.ttl")),
    *sorted(FOLDER.glob("language/*.ttl")),
)
"""The files that go into every built graph."""


@cache
def read(path: Path) -> Graph:
    """One file, by the strict parser."""
    return to_rdflib(ox.parse(path=path, format=ox.RdfFormat.TURTLE))


@cache
def vocabularies() -> Graph:
    """The ontology, the vocabularies and the language files."""
    graph = Graph()
    for path in VOCABULARY_FILES:
        graph += read(path)
    return graph


@cache
def world() -> Graph:
    """What examples are tested with: the vocabularies and the context of the examples."""
    return vocabularies() + read(CONTEXT)


@contextmanager
def changed(graph: Graph, *, more: Graph, less: Graph) -> Iterator[Graph]:
    """The graph with some triples more and some less, for a while: quicker than a copy."""
    new = [triple for triple in more if triple not in less and triple not in graph]
    old = [triple for triple in less if triple in graph]
    for triple in old:
        graph.remove(triple)
    for triple in new:
        graph.add(triple)
    try:
        yield graph
    finally:
        for triple in new:
            graph.remove(triple)
        for triple in old:
            graph.add(triple)


def named(graph: Graph) -> list[str]:
    """The IRIs that a graph mentions as subject or object: where validation has to look."""
    nodes = {node for subject, _, object_ in graph for node in (subject, object_)}
    return sorted(str(node) for node in nodes if isinstance(node, URIRef))


def node_shapes(path: Path) -> list[str]:
    """The local names of the node shapes of a file."""
    return sorted(str(shape).removeprefix(SHAPES) for shape in read(path).subjects(RDF.type, SH.NodeShape))


def property_shapes(shapes: Graph, shape: Node) -> Iterator[URIRef]:
    """The property shapes of a shape, at any depth."""
    for found in shapes.objects(shape, SH.property):
        assert isinstance(found, URIRef)
        yield found
        yield from property_shapes(shapes, found)


def properties(shapes: Graph, path: Node) -> set[URIRef]:
    """The properties that a path is made of."""
    if isinstance(path, URIRef):
        return {path} - {RDF.nil}
    steps = (step for predicate, step in shapes.predicate_objects(path) if predicate != RDF.type)
    return {found for step in steps for found in properties(shapes, step)}
