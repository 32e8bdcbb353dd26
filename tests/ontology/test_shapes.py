"""Every shape has a valid and an invalid example, and every constraint can fail."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from loaded import (
    CONTEXT,
    EXAMPLES,
    SHAPES_FILES,
    changed,
    named,
    node_shapes,
    properties,
    property_shapes,
    read,
    world,
)
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import SH

from kg.namespaces import ID, SHAPES
from kg.terms import from_rdflib, to_rdflib
from kg.validate import Validation, fast, human, quotes, validate

FILE_OF = {shape: path for path in SHAPES_FILES for shape in node_shapes(path)}
NOTHING = Graph()
BOGUS = URIRef("https://example.org/bogus")

# Constraints that compare two things, each with what breaks it when it is added to the valid example.
COMPARISONS = {
    "StatementShape-sameForce": """
        <report/leicestershire/2015/effectiveness/statement/00000000000000b1> peel:force <force/kent> .""",
    "StatementShape-sameReport": """
        <report/leicestershire/2015/effectiveness/passage/173-230> oa:hasSource <report/kent/2015/efficiency> .""",
    "CandidateBodyShape-sameReports": """
        <report/leicestershire/2015/effectiveness/passage/22-91> oa:hasSource <report/kent/2015/efficiency> .""",
    "StatementShape-otherPartner": """
        <report/leicestershire/2015/effectiveness/statement/00000000000000b1> peel:partner <force/leicestershire> .""",
    "LabelStyleShape-repeated": """
        <threat/example> skos:altLabel "Example threat"@en .""",
    "CueStyleShape-different": """
        <cue/example> peel:counterExample "The force serves as an example to others."@en .""",
}
PROLOGUE = f"""
@base <{ID}> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix peel: <https://w3id.org/peel-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def example(kind: str, shape: str) -> Graph:
    return read(EXAMPLES / kind / f"{shape}.ttl")


def held(shape: str, data: Graph, *, without: Graph = NOTHING) -> Validation:
    """An example, in its world, against the whole file of its shape."""
    with changed(world(), more=data, less=without) as graph:
        return validate(graph, read(FILE_OF[shape]), focus=named(data))


@cache
def found_in(kind: str, shape: str) -> Validation:
    return held(shape, example(kind, shape))


def failing(validation: Validation) -> set[str]:
    """The local names of the shapes and constraints that failed."""
    return {result.shape.removeprefix(SHAPES) for result in validation.results}


def constraints(shape: str) -> set[str]:
    """The local names of the property shapes of a node shape."""
    shapes = read(FILE_OF[shape])
    return {found.removeprefix(SHAPES) for found in property_shapes(shapes, URIRef(SHAPES + shape))}


def on_properties(shape: str, constraint: str) -> tuple[set[URIRef], bool]:
    """The properties on which a constraint is, and whether it looks back along them."""
    shapes = read(FILE_OF[shape])
    path = shapes.value(URIRef(SHAPES + constraint), SH.path)
    assert path is not None
    return properties(shapes, path), (path, SH.inversePath, None) in shapes


def says(name: str, predicate: URIRef) -> bool:
    """Whether a shape or constraint has a property."""
    return (URIRef(SHAPES + name), predicate, None) in read(FILE_OF[name.partition("-")[0]])


def required(*, back: bool) -> list[tuple[str, str]]:
    """The constraints that ask for at least one value, forward or looking back."""
    pairs = [(shape, name) for shape in FILE_OF for name in sorted(constraints(shape))]
    return [
        (shape, name)
        for shape, name in pairs
        if says(name, SH.minCount) and on_properties(shape, name)[1] == back
    ]


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_every_shape_has_its_examples(kind: str) -> None:
    """A shape without an example, or an example without a shape, fails the suite; so does an empty folder."""
    names = {path.name for path in (EXAMPLES / kind).iterdir()}
    assert names == {f"{shape}.ttl" for shape in FILE_OF}
    assert len(names) > 30


@pytest.mark.parametrize("shape", FILE_OF)
def test_the_valid_example_passes(shape: str) -> None:
    """It conforms to the whole file, not to its own shape alone."""
    assert found_in("valid", shape).conforms, human(found_in("valid", shape))


@pytest.mark.parametrize("shape", FILE_OF)
def test_the_invalid_example_fails_that_shape_only(shape: str) -> None:
    """Every result is of the shape or of one of its constraints."""
    found = found_in("invalid", shape)
    assert {name.partition("-")[0] for name in failing(found)} == {shape}, human(found)


@pytest.mark.parametrize("shape", FILE_OF)
def test_the_invalid_example_is_close_to_the_valid_one(shape: str) -> None:
    """The two differ in a few triples, so that a reader sees what is wrong."""
    valid, invalid = set(example("valid", shape)), set(example("invalid", shape))
    assert valid != invalid
    assert len(invalid - valid) <= 8


@cache
def quick(path: Path) -> fast.Whole:
    return fast.Whole(read(path))


@cache
def world_as_triples() -> list[ox.Triple]:
    return list(from_rdflib(world()))


@pytest.mark.skipif(not fast.installed(), reason="shacl is not installed: pip install 'peel-kg[fast]'")
@pytest.mark.parametrize("shape", FILE_OF)
@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_the_quick_engine_finds_the_same(kind: str, shape: str) -> None:
    """On every example, on the nodes that it is about, in whatever words."""
    data = example(kind, shape)
    found = quick(FILE_OF[shape]).results(world_as_triples() + list(from_rdflib(data)))
    about = set(named(data))
    expected = {replace(result, message="") for result in found_in(kind, shape).results}
    assert {replace(result, message="") for result in found if result.focus in about} == expected


@pytest.mark.parametrize(("shape", "constraint"), required(back=False))
def test_what_is_required_is_missed(shape: str, constraint: str) -> None:
    """A required property taken out of the valid example makes its constraint fail."""
    predicates, _ = on_properties(shape, constraint)
    whole, lost = example("valid", shape), Graph()
    for predicate in predicates:
        lost += whole.triples((None, predicate, None))
    assert len(lost) > 0, f"the valid example of {shape} has nothing for {constraint}"
    assert constraint in failing(held(shape, whole, without=lost))


@pytest.mark.parametrize(("shape", "constraint"), required(back=True))
def test_what_has_to_point_here_is_missed(shape: str, constraint: str) -> None:
    """A scheme without concepts, a constraint without a shape."""
    (predicate,), _ = on_properties(shape, constraint)
    whole, lost = example("valid", shape), Graph()
    for node in map(URIRef, named(whole)):
        for graph in (world(), whole):
            lost += graph.triples((None, predicate, node))
    assert constraint in failing(held(shape, whole, without=lost))


@pytest.mark.parametrize("shape", [shape for shape in FILE_OF if says(shape, SH.pattern)])
def test_a_wrong_name_is_noticed(shape: str) -> None:
    """The valid example with other names for what it describes."""
    right = example("valid", shape)
    other = {subject: URIRef(f"{BOGUS}#9-{number}") for number, subject in enumerate(set(right.subjects()))}
    wrong = Graph()
    for subject, predicate, value in right:
        wrong.add((other[subject], predicate, other.get(value, value)))
    assert shape in failing(held(shape, wrong))


@pytest.mark.parametrize("shape", [shape for shape in FILE_OF if says(shape, SH["class"])])
def test_a_missing_class_is_noticed(shape: str) -> None:
    """The valid example without one of its classes, whichever it is that the shape asks for."""
    whole = example("valid", shape)
    asked = set(read(FILE_OF[shape]).objects(URIRef(SHAPES + shape), SH["class"]))
    for triple in [triple for triple in whole.triples((None, RDF.type, None)) if triple[2] in asked]:
        assert shape in failing(held(shape, whole, without=Graph().add(triple)))


@pytest.mark.parametrize("shape", FILE_OF)
def test_every_constraint_can_fail(shape: str) -> None:
    """What asks for no value fails on the invalid example, or on wrong values put into the valid one."""
    rest = {name for name in constraints(shape) if not says(name, SH.minCount)}
    for wrong in wrongs(shape, rest):
        rest -= failing(wrong)
    assert rest == set()


def wrongs(shape: str, names: set[str]) -> Iterator[Validation]:
    yield found_in("invalid", shape)
    valid = example("valid", shape)
    for name in names & set(COMPARISONS):
        turtle = PROLOGUE + COMPARISONS[name]
        yield held(shape, valid + to_rdflib(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)))
    yield held(shape, poisoned(valid, [on_properties(shape, name) for name in names - set(COMPARISONS)]))


def poisoned(valid: Graph, paths: list[tuple[set[URIRef], bool]]) -> Graph:
    """The example with three values of which none is right, and with a stranger that points at its nodes."""
    wrong = Graph() + valid
    for predicates, back in paths:
        for predicate in predicates:
            if back:
                wrong.add((BOGUS, RDF.type, SKOS.Concept))
                wrong += ((BOGUS, predicate, URIRef(node)) for node in named(valid))
            else:
                for node in set(valid.subjects()):
                    wrong += ((node, predicate, value) for value in (BOGUS, Literal(""), Literal("  ")))
    return wrong


def test_the_examples_keep_the_quote_contract() -> None:
    """The passages of the examples stand in the text of their report."""
    texts = {f"{ID}report/leicestershire/2015/effectiveness": CONTEXT.with_suffix(".txt").read_text("utf-8")}
    for path in (CONTEXT, *(EXAMPLES / "valid").iterdir()):
        store = ox.Store()
        store.bulk_load(path=CONTEXT, format=ox.RdfFormat.TURTLE)
        store.bulk_load(path=path, format=ox.RdfFormat.TURTLE)
        assert quotes(store, texts) == (), path.name


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_an_example_opens_with_what_it_shows(kind: str) -> None:
    """The first line is a comment of one sentence."""
    for path in (EXAMPLES / kind).iterdir():
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith("# ") and first.endswith("."), path.name
