"""Parts whose time grows with what they are given, and not with its square. Readers and extraction have such a test beside their others."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from growth import grows_linearly
from networks import star

from kg import draw
from kg.additions import read_additions
from kg.errors import UsageError
from kg.export import serialise
from kg.namespaces import ID, OA
from kg.sparql import check, narrowed
from kg.terms import text, to_rdflib
from kg.validate import quotes, validate
from kg.vocabulary import Vocabulary

pytestmark = pytest.mark.slow
REPORT = f"{ID}report/kent/2016/effectiveness"
BODY = '<https://w3id.org/peel-kg/id/body/b%06d> <http://www.w3.org/2004/02/skos/core#prefLabel> "Board %06d"@en .\n'


def grows(work: Callable[[int], object], most: int) -> bool:
    """Whether work on a number of things takes time that grows with their number."""
    return grows_linearly(lambda marks: work(len(marks)), ".", most)


@pytest.mark.parametrize("line", [BODY, '<https://w3id.org/peel-kg/id/body/b> <http://www.w3.org/2004/02/skos/core#altLabel> "%06d %06d" .\n'], ids=["bodies", "labels"])  # fmt: skip
def test_additions(line: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Many bodies, and many labels of one."""

    def work(count: int) -> object:
        file = tmp_path / "added.ttl"
        file.write_text("".join(line % (number, number) for number in range(count)), "utf-8")
        return read_additions([file], vocabulary)

    assert grows(work, 20_000)


PARTS = [
    "?s ?p ?o . ", "a.", "1", "1.", "1e", "<", "<a", "<<", "ex:a.", "a:", "ex:%41", "_:a.", "'''", '""', "@a-", "\\\\", "\\u0041", "?", "#", "(", "{} ",
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_query(part: str) -> None:
    """Cut into tokens, looked at and narrowed, or refused."""

    def work(query: str) -> object:
        try:
            check(query)
            return narrowed(f"SELECT * {{ {query} }}", {"o": text("x")})
        except UsageError as error:
            return error

    assert grows_linearly(work, part, 60_000)


def passages(count: int) -> list[ox.Quad]:
    """Passages of a report, each of its own word."""
    name, literal = ox.NamedNode, ox.Literal
    quads = []
    for number in range(count):
        passage, selector = f"{REPORT}/passage/{8 * number}", f"{REPORT}/passage/{8 * number}/selector"
        quads += [
            ox.Quad(name(passage), name(OA + "hasSource"), name(REPORT), name(REPORT)),
            ox.Quad(name(passage), name(OA + "hasSelector"), name(selector), name(REPORT)),
            ox.Quad(name(selector), name(OA + "start"), literal(8 * number), name(REPORT)),
            ox.Quad(name(selector), name(OA + "end"), literal(8 * number + 7), name(REPORT)),
            ox.Quad(name(selector), name(OA + "exact"), literal(f"{number:07}"), name(REPORT)),
        ]
    return quads


@pytest.mark.parametrize("format", ["turtle", "trig", "nquads", "jsonld", "rdfxml"])
def test_export(format: str) -> None:
    """Every format."""
    quads = passages(5_000)
    assert grows(lambda count: serialise(quads[:count], format, base=ID), 12_000)


def test_quotes() -> None:
    """Compared with the text of their report."""
    quads = passages(8_000)
    words = " ".join(f"{number:07}" for number in range(8_000))

    def work(count: int) -> object:
        store = ox.Store()
        store.extend(quads[: 5 * count])
        return quotes(store, {REPORT: words})

    assert grows(work, 8_000)


def test_validation() -> None:
    """Nodes that a shape checks."""
    shapes = to_rdflib(
        ox.parse(
            f"@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetSubjectsOf <{OA}exact> ;"
            f' sh:property <urn:p> . <urn:p> sh:path <{OA}exact> ; sh:maxCount 1 ; sh:pattern "^[0-9]" ; sh:message "One." .',
            format=ox.RdfFormat.TURTLE,
        )
    )
    quads = passages(2_000)
    assert grows(lambda count: validate(to_rdflib(quads[: 5 * count]), shapes), 1_000)


@pytest.mark.parametrize("suffix", [".svg", ".html", ".csv"])
def test_drawing(suffix: str) -> None:
    """A force with many partners. Graphs for other programs also tell of betweenness, for which no linear way is known."""
    assert grows(lambda count: draw.FORMATS[suffix](star(count)), 800)
