"""The W3C's own tests of the SPARQL 1.1 Protocol, less those that change a graph.

They run where KG_W3C_TESTS names a folder with w3c/rdf-tests in it: KG_W3C_TESTS=…/suites pytest tests/test_w3c_protocol.py.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import anyio
import httpx
import pyoxigraph as ox
import pytest
from conftest import REPORTS
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from starlette.applications import Starlette

import kg
from kg.gate import Gate
from kg.serve.protocol import routes
from kg.store import Folder

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
FOLDER = os.environ.get("KG_W3C_TESTS")
ROOT = Path(FOLDER or ".") / "rdf-tests" / "sparql" / "sparql11" / "protocol"
DATA = {
    f"http://kasei.us/2009/09/sparql/data/data{number}.rdf": ROOT / f"data{number}.nt" for number in (1, 2, 3)
}
CHANGES = "it changes a graph, and this endpoint changes none"
LEFT_OUT = {
    "update_dataset_default_graph": CHANGES,
    "update_dataset_default_graphs": CHANGES,
    "update_dataset_named_graphs": CHANGES,
    "update_dataset_full": CHANGES,
    "update_post_form": CHANGES,
    "update_post_direct": CHANGES,
    "update_base_uri": CHANGES,
}
"""Of the 34; those that send an update that must be refused are among the others."""
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: frozenset[str]
    yes: bool | None
    format: str | None


@dataclass(frozen=True)
class Case:
    name: str
    requests: tuple[Asked, ...]


def cases() -> Iterator[Case]:
    graph = Graph().parse(ROOT / "manifest.ttl", publicID="http://test.example/manifest")
    for test in graph.subjects(RDF.type, MF.ProtocolTest):
        (requests,) = graph.objects(graph.value(test, MF.action), HT.requests)
        asked = tuple(request(graph, node) for node in Collection(graph, requests))
        yield Case(str(test).rpartition("#")[2], asked)


def request(graph: Graph, node: Node) -> Asked:
    def value(about: Node | None, property_: URIRef) -> str | None:
        found = graph.value(about, property_)
        return None if found is None else str(found)

    content = graph.value(node, HT.body)
    response = graph.value(node, HT.resp)
    headers = graph.value(node, HT.headers)
    truth = value(response, MF.expectedBoolean)
    return Asked(
        value(node, HT.methodName) or "",
        value(node, HT.absolutePath) or "",
        tuple(
            (str(value(one, HT.fieldName)), str(value(one, HT.fieldValue)))
            for one in (Collection(graph, headers) if headers else ())
        ),
        (value(content, CNT.chars) or "").encode(value(content, CNT.characterEncoding) or "utf-8")
        if content
        else b"",
        frozenset(str(one).rpartition("Code")[2] for one in graph.objects(response, MF.expectedStatus)),
        None if truth is None else truth == "true",
        value(response, MF.expectedFormat),
    )


CASES = sorted(cases(), key=lambda case: case.name) if FOLDER else []


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starlette]:
    """The endpoint of a graph that holds the suite's, too."""
    place = tmp_path_factory.mktemp("w3c") / "graph"
    kg.build([REPORTS / "leicestershire-2014-effectiveness.txt"], place)
    folder = Folder(place)

    def add(store: ox.Store) -> None:
        for name, path in DATA.items():
            store.load(path.read_bytes(), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(name))

    folder.decide(folder.required(), "0" * 64, add, b"")
    with Gate(place, workers=1) as gate:
        yield Starlette(routes=routes(gate))


@pytest.mark.skipif(not FOLDER, reason="KG_W3C_TESTS names no folder with the tests of the W3C")
def test_there_are_tests() -> None:
    """An empty folder is no success."""
    assert len(CASES) == 34
    assert set(LEFT_OUT) < {case.name for case in CASES}


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name not in LEFT_OUT], ids=lambda case: case.name
)
def test_the_answers_are_those_of_the_w3c(case: Case, app: Starlette) -> None:
    """Status, format and truth."""
    assert case.requests
    for asked in case.requests:
        response = anyio.run(send, app, asked)
        status = response.status_code
        assert {f"{status // 100}xx", str(status)} & asked.statuses, (status, response.text)
        media = response.headers["content-type"].partition(";")[0]
        assert asked.format is None or media in FORMATS[asked.format]
        if asked.yes is not None:
            assert response.json()["boolean"] is asked.yes


async def send(app: Starlette, asked: Asked) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://www.example") as client:
        return await client.request(
            asked.method, asked.path, headers=list(asked.headers), content=asked.body or None
        )
