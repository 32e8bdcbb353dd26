"""Every shape has a valid and an invalid example, and every constraint can fail."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from loaded import CONTEXT, EXAMPLES, SHAPES_FILES, added, named, node_shapes, properties, property_shapes, read, world
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import SH

from kg.namespaces import ID, PEEL, SHAPES
from kg.validate import Validation, human, quotes, validate

FILE_OF = {shape: path for path in SHAPES_FILES for shape in node_shapes(path)}
BOGUS = URIRef("https://example.org/Bogus")
RELATIONS = {SH.equals, SH.disjoint, SH.lessThan}


def tested(shape: str, example: Graph) -> Validation:
    """An example, in its world, against the whole file of its shape."""
    with added(world(), example) as graph:
        return validate(graph, read(FILE_OF[shape]), focus=named(example))


def example(kind: str, shape: str) -> Graph:
    return read(EXAMPLES / kind / f"{shape}.ttl")


def constraints() -> Iterator[tuple[str, str]]:
    """All property shapes, each with the node shape to which it belongs."""
    for shape, path in FILE_OF.items():
        for found in property_shapes(read(path), URIRef(SHAPES + shape)):
            yield shape, found.removeprefix(SHAPES)


def on_properties(shape: str, constraint: str) -> set[URIRef]:
    """The properties on which a constraint is; none for one that looks back along them."""
    shapes = read(FILE_OF[shape])
    path = shapes.value(URIRef(SHAPES + constraint), SH.path)
    assert path is not None
    looks_back = (path, SH.inversePath, None) in shapes
    return set() if looks_back else {p for p in properties(shapes, path) if isinstance(p, URIRef)}


def says(shape: str, constraint: str, predicate: URIRef) -> bool:
    return (URIRef(SHAPES + constraint), predicate, None) in read(FILE_OF[shape])


def is_on_one_property(shape: str, constraint: str) -> bool:
    return len(on_properties(shape, constraint)) == 1


ALL = sorted(constraints())
REQUIRED = [c for c in ALL if says(*c, SH.minCount) and is_on_one_property(*c)]
RELATIVE = [c for c in ALL if any(says(*c, relation) for relation in RELATIONS)]
POISONABLE = [c for c in ALL if c not in RELATIVE and on_properties(*c)]


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_every_shape_has_its_examples(kind: str) -> None:
    """A shape without an example, or an example without a shape, fails the suite; so does an empty folder."""
    there = {path.stem for path in (EXAMPLES / kind).glob("*.ttl")}
    assert there == set(FILE_OF) != set()
    assert not [path for path in (EXAMPLES / kind).iterdir() if path.suffix != ".ttl"]


@pytest.mark.parametrize("shape", FILE_OF)
def test_the_valid_example_passes(shape: str) -> None:
    """It conforms to the whole file, not to its own shape alone."""
    found = tested(shape, example("valid", shape))
    assert found.conforms, human(found)


@pytest.mark.parametrize("shape", FILE_OF)
def test_the_invalid_example_fails_that_shape_only(shape: str) -> None:
    """Every result is of the shape or of one of its constraints."""
    results = tested(shape, example("invalid", shape)).results
    assert results
    assert {result.shape.removeprefix(SHAPES).partition("-")[0] for result in results} == {shape}


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_an_example_opens_with_what_it_shows(kind: str) -> None:
    """The first line is a comment of one sentence."""
    for path in (EXAMPLES / kind).glob("*.ttl"):
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith("# ") and first.endswith("."), path.name


@pytest.mark.parametrize(("shape", "constraint"), REQUIRED)
def test_what_is_required_is_missed(shape: str, constraint: str) -> None:
    """A required property taken out of the valid example makes its constraint fail."""
    (property_,) = on_properties(shape, constraint)
    without = Graph() + example("valid", shape)
    before = len(without)
    without.remove((None, property_, None))
    assert len(without) < before, f"the valid example of {shape} lacks {property_}"
    with lacking(example("valid", shape)):
        assert SHAPES + constraint in {result.shape for result in tested(shape, without).results}


@pytest.mark.parametrize(("shape", "constraint"), POISONABLE)
def test_every_constraint_can_fail(shape: str, constraint: str) -> None:
    """Three values of which none is right, put on everything in the valid example, make each constraint fail."""
    poisoned = Graph() + example("valid", shape)
    for subject in set(poisoned.subjects()):
        for property_ in on_properties(shape, constraint):
            for value in (BOGUS, Literal(""), Literal("  ")):
                poisoned.add((subject, property_, value))
    assert SHAPES + constraint in {result.shape for result in tested(shape, poisoned).results}
