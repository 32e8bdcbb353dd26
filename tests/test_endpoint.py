"""A server is asked what a folder is asked, and answers alike: every question, on two real stores that hold the published folder."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from servers import Served, oxigraph, scripted, virtuoso

from kg.ask import Answer
from kg.catalogue import catalogue
from kg.cli import run
from kg.connection import Connection, credentials
from kg.endpoint import Endpoint
from kg.errors import UsageError
from kg.publish import publish
from kg.store import Graph
from kg.tables import rows
from kg.triplestore import GraphStore

QUESTIONS = catalogue()
STORES = {"oxigraph": oxigraph, "virtuoso": virtuoso}
DISORDERED = {("virtuoso", "candidate-bodies")}
"""Questions whose rows a store gives in another order: Virtuoso 7 does not sort by words that MIN chose, where they have a language."""


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory, graph: Graph) -> Iterator[Callable[[str], Served]]:
    """Starts the stores that tests ask for, once, and publishes the two real reports there."""
    running: dict[str, Served] = {}
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:

        def start(name: str) -> Served:
            if name not in running:
                served = running[name] = stack.enter_context(STORES[name](tmp_path_factory.mktemp(name)))
                patch.setenv("KG_AUTH", served.password)
                with Connection(credentials("KG_AUTH") if served.password else None) as way:
                    publish(graph, GraphStore(served.graphs, way), Endpoint(served.query, way))
            return running[name]

        yield start


@pytest.fixture(params=STORES)
def served(request: pytest.FixtureRequest, holding: Callable[[str], Served]) -> Served:
    """A store that holds the two real reports."""
    return holding(request.param)


@pytest.fixture(scope="module")
def way() -> Iterator[Connection]:
    """The way there, which takes longer to make than a question takes."""
    with Connection() as made:
        yield made


@pytest.fixture
def endpoint(served: Served, way: Connection, believed: None) -> Endpoint:
    """It, to be asked."""
    return Endpoint(served.query, way)


def same(found: Answer, wanted: Answer, *, ordered: bool) -> bool:
    """Whether two answers are one: triples as a set, rows in their order."""
    if wanted.triples is not None:
        return found.triples is not None and set(found.triples) == set(wanted.triples)
    alike = found.terms == wanted.terms if ordered else Counter(found.terms) == Counter(wanted.terms)
    return found.columns == wanted.columns and alike


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question(name: str, served: Served, endpoint: Endpoint, graph: Graph) -> None:
    """The same rows in the same order."""
    ordered = (served.name, name) not in DISORDERED
    assert same(endpoint.query(name), graph.query(name), ordered=ordered)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "parameter"), [(name, p.name) for name, q in QUESTIONS.items() for p in q.parameters]
)
def test_every_parameter(name: str, parameter: str, served: Served, endpoint: Endpoint, graph: Graph) -> None:
    """The same rows for a value that has some, and none for one that has none."""
    whole = graph.query(name)
    place = whole.columns.index(parameter)
    values = sorted({row[place] for row in whole.rows if row[place] is not None})
    for value in values[:: max(1, len(values) // 3)]:
        given = {parameter: value}
        ordered = (served.name, name) not in DISORDERED
        assert same(endpoint.query(name, **given), graph.query(name, **given), ordered=ordered)


def test_several_parameters(endpoint: Endpoint, graph: Graph) -> None:
    """All of them hold at once."""
    given: dict[str, str | int] = {
        "force": "leicestershire",
        "year": 2015,
        "topic": "domestic-abuse-response",
    }
    assert len(graph.query("what-a-force-must-improve", **given)) >= 1
    assert same(
        endpoint.query("what-a-force-must-improve", **given),
        graph.query("what-a-force-must-improve", **given),
        ordered=True,
    )


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s a peel:Finding }",
        "ASK { ?s a peel:Nothing }",
        "SELECT (COUNT(*) AS ?n) { ?s a peel:Finding }",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s a peel:Finding } } ORDER BY ?g",
        "SELECT ?words { ?s oa:exact ?words FILTER (STRLEN(?words) > 300) } ORDER BY ?words",
        "DESCRIBE <https://w3id.org/peel-kg/id/body/emsou>",
    ],
)  # fmt: skip
def test_queries_of_the_users_own(query: str, endpoint: Endpoint, graph: Graph) -> None:
    """With the prefixes of the graph, over the union of the named graphs."""
    found, wanted = endpoint.query(query), graph.query(query)
    assert found.yes == wanted.yes
    if query.startswith("DESCRIBE"):  # a server may tell more
        assert found.triples and wanted.triples
        assert {triple for triple in wanted.triples if "altLabel" not in str(triple)} <= set(found.triples)
    else:
        assert same(found, wanted, ordered=True)


def test_the_commands_output_is_the_same(
    served: Served, graph: Graph, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Rows as CSV, triples as Turtle."""
    assert run(["query", "reports-and-dates", "--endpoint", served.query, "--format", "csv"]) == 0
    assert capsysbinary.readouterr().out == rows(graph.query("reports-and-dates"), "csv")
    assert run(["query", "partnership-graph", "--endpoint", served.query]) == 0
    from kg.export import serialise
    from kg.namespaces import ID

    assert capsysbinary.readouterr().out == serialise(
        graph.query("partnership-graph").triples or (), "turtle", base=ID
    )


@pytest.mark.parametrize(
    ("question", "parameters", "message"),
    [
        ("partners", {}, "partners-of-a-force"),
        ("partners-of-a-force", {"county": "kent"}, "no parameter 'county'"),
        ("partners-of-a-force", {"force": "leicestershir"}, "knows no such force"),
        ("SELECT ?s WHER {", {}, "no SPARQL query"),
        ("SELECT ?s { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", {}, "SERVICE is refused"),
        ("DROP ALL", {}, "no SPARQL query"),
        ("SELECT ?s { ?s ?p ?o }", {"x": "y"}, "one of the SELECT's columns"),
        ("DESCRIBE <https://example.org/>", {"x": "y"}, "cannot be run|no pattern"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(
    question: str, parameters: dict[str, str], message: str, endpoint: Endpoint
) -> None:
    """The same mistakes, named alike."""
    with pytest.raises(UsageError, match=message):
        endpoint.query(question, **parameters)


def test_a_value_is_a_value(endpoint: Endpoint) -> None:
    """A text that looks like SPARQL is a text."""
    evil = 'x" ) } UNION { ?s ?p ?name } #'
    assert len(endpoint.query("SELECT ?name { ?s skos:prefLabel ?name }", name=evil)) == 0


def test_nothing_is_sent_that_was_refused() -> None:
    """What is no query, or would ask elsewhere, does not leave this machine."""
    with scripted((200, {}, b"")) as server, Connection() as way:
        for query in ("SELECT ?s { SERVICE <http://x/> { ?s ?p ?o } }", "SELECT ?s {", "((" * 99 + " {"):
            with pytest.raises(UsageError):
                Endpoint(server.url, way).query(query)
        assert server.asked == []


def test_a_default_graph_that_is_empty_is_made_of_the_named_ones() -> None:
    """They are named in the request, as the protocol has it; a query that names its graphs itself is left alone."""
    nothing = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": []}}).encode()
    one = {"graph": {"type": "uri", "value": "https://example.org/g"}}
    graphs = json.dumps({"head": {"vars": ["graph"]}, "results": {"bindings": [one]}}).encode()
    kind = {"Content-Type": "application/sparql-results+json"}
    with (
        scripted((200, kind, nothing), (200, kind, graphs), (200, kind, nothing)) as server,
        Connection() as way,
    ):
        asked = Endpoint(server.url, way)
        asked.query("SELECT ?s { ?s ?p ?o }")
        asked.query("SELECT ?s FROM <https://example.org/h> { ?s ?p ?o }")
    bodies = [body for *_, body in server.asked]
    assert [body.count(b"-graph-uri=https%3A%2F%2Fexample.org%2Fg") for body in bodies] == [0, 0, 2, 0]
