"""The W3C's own tests of SHACL Core, for both engines: of whole graphs, and the way in which pieces of graphs are checked.

They run where KG_W3C_TESTS names a folder with w3c/data-shapes in it: KG_W3C_TESTS=…/suites pytest tests/test_w3c_shacl.py.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg.terms import oxigraph_term, to_rdflib
from kg.validate import Result, fast, reference
from kg.validate.pieces import Around, Lens, Piece, stored
from kg.validate.result import bare
from kg.validate.shapes import path_of

pytest.importorskip("shacl", reason="needs the extra fast: pip install 'peel-kg[fast]'")

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
FOLDER = os.environ.get("KG_W3C_TESTS")
ROOT = Path(FOLDER or ".") / "data-shapes" / "data-shapes-test-suite" / "tests" / "core"
KNOWN = {
    (
        "pyshacl",
        "uniqueLang-002",
    ): 'sh:uniqueLang "1"^^xsd:boolean should not count: rdflib takes it for true',
    ("pyshacl by pieces", "uniqueLang-002"): "as pyshacl",
}
"""Failures of the engines, none of which our shapes can meet."""

Quads = tuple[ox.Quad, ...]

Found = tuple[str, str, str | None, str | None]
"""The focus, component, path and value of a result; blank nodes are all alike."""


def by_pyshacl(shapes: Graph, data: Quads) -> set[Result]:
    return reference.whole(to_rdflib(data), shapes)


def by_shacl(shapes: Graph, data: Quads) -> set[Result]:
    return fast.Whole(shapes).results([quad.triple for quad in data])


def piece(shapes: Graph, data: Quads) -> Piece:
    around = Around(Lens(shapes), ox.Store())
    return around.piece(data, around.named())


def by_pieces_of_pyshacl(shapes: Graph, data: Quads) -> set[Result]:
    part = piece(shapes, data)
    return reference.Reference(shapes).results(part.quads, part.foci)


def by_pieces_of_shacl(shapes: Graph, data: Quads) -> set[Result]:
    part = piece(shapes, data)
    return fast.Pieces(shapes).results_on(part.quads, part.foci)


ENGINES: dict[str, Callable[[Graph, Quads], set[Result]]] = {
    "pyshacl": by_pyshacl,
    "pyshacl by pieces": by_pieces_of_pyshacl,
    "shacl": by_shacl,
    "shacl by pieces": by_pieces_of_shacl,
}


@dataclass(frozen=True)
class Case:
    name: str
    shapes: Path
    data: Path
    expected: frozenset[Found]


def read(path: Path) -> Quads:
    """One file, with a name of its own as base; not from a store, which would write values in another form."""
    base = f"urn:x-test:{path.relative_to(ROOT)}"
    return tuple(ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=base))


def local(graph: Graph, action: Node, part: URIRef, path: Path) -> Path:
    """The file that a test names."""
    named = str(graph.value(action, part)).removeprefix(f"urn:x-test:{path.relative_to(ROOT)}")
    return path if not named else path.with_name(named.rpartition("/")[2].removeprefix("urn:x-test:"))


def cases() -> Iterator[Case]:
    for path in sorted(ROOT.rglob("*.ttl")):
        graph = to_rdflib(read(path))
        for test in graph.subjects(RDF.type, SHT.Validate):
            action, report = graph.value(test, MF.action), graph.value(test, MF.result)
            assert action is not None and report is not None
            shapes, data = (local(graph, action, part, path) for part in (SHT.shapesGraph, SHT.dataGraph))
            yield Case(path.stem, shapes, data, frozenset(expected(graph, report)))


def expected(graph: Graph, report: Node) -> Iterator[Found]:
    for result in graph.objects(report, SH.result):
        focus, component, path, value = (
            graph.value(result, part)
            for part in (SH.focusNode, SH.sourceConstraintComponent, SH.resultPath, SH.value)
        )
        yield (
            alike(bare(str(oxigraph_term(focus)))),  # type: ignore[arg-type]
            str(component),
            None if path is None else bare(path_of(graph, path)),
            None if value is None else alike(str(oxigraph_term(value))),
        )


def alike(written: str) -> str:
    return "_:" if written.startswith("_:") else written


CASES = list(cases()) if FOLDER else []


@pytest.mark.skipif(not FOLDER, reason="KG_W3C_TESTS names no folder with the tests of the W3C")
def test_there_are_tests() -> None:
    """An empty folder is no success."""
    assert len(CASES) > 90


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_results_are_those_of_the_w3c(case: Case, engine: str, request: pytest.FixtureRequest) -> None:
    if reason := KNOWN.get((engine, case.name)):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    found = ENGINES[engine](to_rdflib(read(case.shapes)), read(case.data))
    told = {(alike(r.focus), r.component, r.path, r.value and alike(r.value)) for r in found}
    assert told == case.expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pieces_are_seen_as_parts_of_their_whole(case: Case) -> None:
    """However the triples lie in two pieces, what is found on the two is what is found on the whole."""
    shapes, whole = to_rdflib(read(case.shapes)), stored(read(case.data))
    expected = by_pyshacl(shapes, tuple(whole))
    around, engine = Around(Lens(shapes), whole), reference.Reference(shapes)
    for seed in range(1 if case.name == "shacl-shacl" else 3):  # which takes its time
        random = Random(seed)  # noqa: S311 - it has to be the same again
        pieces: tuple[list[ox.Quad], list[ox.Quad]] = ([], [])
        for quad in sorted(whole, key=str):
            random.choice(pieces).append(quad)
        parts = [around.piece(tuple(quads), around.named()) for quads in pieces]
        assert set[Result]().union(*(engine.results(part.quads, part.foci) for part in parts)) == expected
