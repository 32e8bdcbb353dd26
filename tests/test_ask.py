"""Asking: parameters are bound, mistakes are named, and a query reaches nothing but the graph."""

import json
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.ask import Answer
from kg.errors import UsageError
from kg.show import answer, plain
from kg.sparql import reads_beyond
from kg.store import Graph, in_memory
from kg.tables import rows


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that counts who calls."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", calls
    server.shutdown()
    server.server_close()


SERVICES = [
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ service silent <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE<{url}>{{ ?s ?p ?o }} }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} {{ OPTIONAL {{ #\nSERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p '\\'' . SERVICE <{url}> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("query", SERVICES)
def test_no_query_reaches_the_network(query: str, graph: Graph, canary: tuple[str, list[str]]) -> None:
    """SERVICE is refused in every form before anything runs."""
    url, calls = canary
    with pytest.raises(UsageError, match="SERVICE is refused"):
        graph.query(query.format(url=url))
    assert calls == []


@pytest.mark.parametrize("clause", ["FROM <{url}>", "FROM NAMED <{url}>", "FROM <ftp://127.0.0.1/x>"])
def test_from_reads_no_file_and_no_address(clause: str, graph: Graph, canary: tuple[str, list[str]]) -> None:
    """FROM only chooses among the graphs of the store."""
    url, calls = canary
    answer = graph.query(f"SELECT ?s {clause.format(url=url)} {{ ?s ?p ?o }}")
    assert (len(answer), calls) == (0, [])


@pytest.mark.parametrize(
    "update", ["DROP ALL", "LOAD <file:///etc/hostname>", "INSERT DATA { <a:b> <a:c> <a:d> }"]
)
def test_updates_are_no_queries(update: str, graph: Graph) -> None:
    """The store is as it was."""
    before = len(graph.store)
    with pytest.raises(UsageError, match="no SPARQL query"):
        graph.query(update)
    assert len(graph.store) == before


@pytest.mark.parametrize(
    "harmless",
    [
        "SELECT ?service { ?service ?p ?o }",
        "SELECT ?s { ?s ?p 'SERVICE <x> {' }",
        "# SERVICE\nSELECT ?s { ?s <http://x/SERVICE> ?o }",
    ],
)
def test_the_word_service_is_no_crime(harmless: str) -> None:
    """In names, strings, IRIs and comments it asks for nothing."""
    assert not reads_beyond(harmless)


def test_a_value_is_bound_and_not_pasted(graph: Graph) -> None:
    """A text that looks like SPARQL is a text."""
    evil = 'x" } UNION { ?s ?p ?o } #'
    assert len(graph.query("SELECT ?name { ?s skos:prefLabel ?name }", name=evil)) == 0


@pytest.fixture(scope="module", params=["in a folder", "in memory"])
def either(request: pytest.FixtureRequest, graph: Graph) -> Graph:
    """The same graph, which is asked by a process of its own, or by this one."""
    if request.param == "in a folder":
        return graph
    return Graph(in_memory(graph.store), graph.texts, graph.manifest)


@pytest.mark.parametrize(
    ("question", "parameters", "message"),
    [
        ("partners", {}, "partners-of-a-force"),
        ("partners-of-a-force", {"county": "kent"}, "no parameter 'county'.*force, partner, threat"),
        ("partners-of-a-force", {"force": "leicestershir"}, "did you mean leicestershire"),
        ("partners-of-a-force", {"force": "a b"}, "no such force|no IRI"),
        ("partners-of-a-force", {"force": "LEICESTERSHIRE"}, "did you mean leicestershire"),
        ("partners-of-a-force", {"force": "Avon and Somerset"}, "did you mean avon-and-somerset"),
        ("partners-of-a-force", {"force": "a\nb"}, r"^force='a\\nb': has characters"),
        ("sentences-that-mention", {"words": "\udcff"}, "has characters"),
        ("grades-by-force-and-year", {"year": "last"}, "four digits"),
        ("grades-by-force-and-year", {"year": "²⁰¹⁵"}, "four digits"),
        ("partners-of-a-force", {"force": "https://a b"}, "no IRI and no name of a force"),
        ("partners-of-a-force", {"force": "https://example.org/x"}, "the graph knows no such force$"),
        ("partners-of-a-force", {"force": "x" * 10_000}, "x…: the graph knows no such force$"),
        ("partners-of-a-force", {"force": "<>"}, "the graph knows no such force$"),
        ("SELECT ?s { ?s ?p ?o }", {"s": "http://a b"}, "no IRI"),
        ("SELECT ?s { ?s ?p ?o }", {"s": "\ud800"}, "has characters"),
        ("SELECT ?s WHER {", {}, "no SPARQL query"),
        ("SELECT ?s { ?s ?p ?o }", {"x": "y"}, "cannot be run"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(question: str, parameters: dict[str, str], message: str, either: Graph) -> None:
    """Each mistake has one line that names it, and what would be right."""
    with pytest.raises(UsageError, match=message) as caught:
        either.query(question, **parameters)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 1_000


@pytest.mark.parametrize(
    ("given", "value", "rows"),
    [
        ({"value": "http://www.w3.org/ns/prov#Entity"}, "<http://www.w3.org/ns/prov#Entity>", 1),
        ({"value": "2015"}, '"2015"^^<http://www.w3.org/2001/XMLSchema#gYear>', 1),
        ({"value": 2015}, '"2015"^^<http://www.w3.org/2001/XMLSchema#gYear>', 1),
        ({"value": 7}, '"7"^^<http://www.w3.org/2001/XMLSchema#integer>', 1),
        ({"value": "7"}, '"7"', 1),
        ({"value": "20150"}, '"20150"', 1),
        ({"value": "a\nb"}, '"a\\nb"', 1),
        ({"value": "7"}, "7", 0),
    ],
)
def test_values_for_ones_own_query_are_of_the_type_they_look_like(
    given: dict[str, str | int], value: str, rows: int, either: Graph
) -> None:
    """An address is an IRI, four digits are a year, a number of Python is a whole number; all else is text."""
    assert len(either.query(f"SELECT ?value {{ VALUES ?value {{ {value} }} }}", **given)) == rows


def test_rows_are_values_of_python(either: Graph) -> None:
    """IRIs and words as strings, numbers as numbers, nothing as None."""
    (row,) = [row for row in either.query("grades-by-force-and-year", year=2014) if row["question"] is None]
    assert row["rank"] == 2
    assert row["force"].endswith("/force/leicestershire")


def test_the_formats_of_the_w3c(graph: Graph) -> None:
    """The same rows as CSV, TSV and JSON."""
    answer = graph.query("reports-and-dates")
    assert rows(answer, "csv").decode().splitlines()[0] == ",".join(answer.columns)
    assert rows(answer, "tsv").decode().splitlines()[0] == "\t".join(
        f"?{column}" for column in answer.columns
    )
    bindings = json.loads(rows(answer, "json"))["results"]["bindings"]
    assert [row["year"]["value"] for row in bindings] == ["2014", "2015"]
    assert bindings[0]["year"]["datatype"].endswith("gYear")


def test_graphs_for_other_tools(graph: Graph) -> None:
    """A CONSTRUCT gives an rdflib graph, a SELECT does not."""
    assert len(graph.query("partnership-graph").to_rdflib()) == len(graph.query("partnership-graph"))
    with pytest.raises(UsageError, match="CONSTRUCT"):
        graph.query("reports-and-dates").to_rdflib()


def test_yes_and_no(graph: Graph) -> None:
    """An ASK is answered."""
    assert graph.query("ASK { ?s a peel:Finding }").yes is True


CELLS = st.one_of(
    st.sampled_from(["", "Kent", " two  words ", "two\nlines", "a\ttab", "表示", "e\u0301", "🚓", "👩‍🚒", "x" * 5_000, "\x1b[1m", "\u200b"]),
    st.text(max_size=20),
)  # fmt: skip


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_a_table_without_a_terminal_is_that_of_rich(rows: list[tuple[str, str, str]]) -> None:
    """To the byte, though rich is asked only where a cell has several lines or a line is too long."""
    columns = ("force", "body", "sentence")
    shown = Table(box=None, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold", no_wrap=True)
    for row in rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    expected, found = StringIO(), StringIO()
    Console(file=expected, width=10_000, highlight=False, markup=False, emoji=False).print(shown)
    with redirect_stdout(found), redirect_stderr(StringIO()):
        answer(Answer(columns, tuple(tuple(map(ox.Literal, row)) for row in rows)))
    assert found.getvalue() == expected.getvalue()
