"""Every door by which a query comes in: none lets it reach anything but the graph, or live longer than it may.

The classes 1 to 4 and 8 to 10 of attacks, each through the command, Python (the graph of a folder, and one in memory), the gate, the
endpoint in its three ways, the forms of questions, and the tool of assistants. A server and a file stand by that must not be met.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import anyio
import httpx
import pytest
from canaries import SECRET, Canary, canary_in
from conftest import REPORTS
from extras import needs

import kg
from kg.cli import run
from kg.errors import EngineFailed, KgError, Refused, UsageError
from kg.gate import Gate, Limits
from kg.store import Graph

SERVED = needs("starlette", "jinja2", "uvicorn")
ASSISTED = needs("mcp")
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}

SERVICE = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE<URL>{ ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?o OPTIONAL { SERVICE <URL> { ?s ?x ?y } } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "CONSTRUCT WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "PREFIX c: <URL> SELECT * { sErViCe c: { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { #\rSERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '\\'' . SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<URL>{ ?s ?p ?o } }",
]
FILES = [
    "SELECT * FROM <FILE> { ?s ?p ?o }",
    "SELECT * FROM NAMED <FILE> { GRAPH ?g { ?s ?p ?o } }",
    "PREFIX f: <file:///> SELECT * FROM f:etc { ?s ?p ?o }",
    "SELECT * FROM <FiLe:secret.ttl> { ?s ?p ?o }",
]
ELSEWHERE = [
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "SELECT * { GRAPH <FILE> { ?s ?p ?o } }",
    "SELECT * FROM <../secret.ttl> { ?s ?p ?o }",
]
UPDATES = [
    "LOAD <FILE>",
    "LOAD SILENT <URL> INTO GRAPH <http://x>",
    "LOAD <secret.ttl>",
    "DROP ALL",
    "CLEAR GRAPH <http://x>",
    "CREATE GRAPH <http://x>",
    "INSERT DATA { <http://x> <http://x> <http://x> }",
    "PREFIX x: <http://x> DELETE WHERE { ?s ?p ?o }",
    "WITH <http://x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "ADD <http://x> TO <http://y>",
    "ASK {} ; DROP ALL",
]
INJECTED = [
    'x" } UNION { ?s ?p ?o } #',
    "http://x/> <http://e",
    "http://x/> } #",
    "x'''\n} UNION { ?s ?p ?o }",
]
TOO_MUCH = [
    f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {CROSS} }}",
    "SELECT * { ?a (<x:p>|!<x:p>)* ?b . ?b ((<x:q>|!<x:q>)*)* ?c . ?d ?e ?f }",
]
DEEP = [
    pattern.format("(" * deep, ")" * deep) if "{0}" in pattern else pattern.replace("<", "{" * deep).replace(">", "}" * deep)
    for deep in (101, 1_000, 10_000)
    for pattern in ("ASK {{ FILTER({0}1{1}) }}", "ASK { < > }")
]  # fmt: skip
PATTERNS = [
    'SELECT * { BIND("' + "a" * 5_000 + '!" AS ?a) FILTER(REGEX(?a, "^(a+)+$")) }',
    'SELECT (REPLACE("' + "a" * 5_000 + '!", "(a*)*(a*)*b", "x") AS ?x) {}',
]
SORTED = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"


class Said(NamedTuple):
    """What came out of a door."""

    good: bool
    words: str
    kind: str = ""
    """What was raised, the exit code, or the HTTP status."""


Door = Callable[[str], Said]


@pytest.fixture(scope="module")
def folder(real: Path) -> Path:
    return real


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with canary_in(tmp_path_factory.mktemp("canary")) as made:
        yield made


@pytest.fixture(scope="module")
def gate(folder: Path) -> Iterator[Gate]:
    with Gate(folder, limits=Limits(seconds=60)) as made:
        yield made


def asked(do: Callable[[], object]) -> Said:
    try:
        return Said(True, str(do()))
    except KgError as error:
        return Said(False, str(error), type(error).__name__)


def got(folder: Path, gate: Gate, method: str, url: str, body: bytes = b"", headers: object = None) -> Said:
    """What the server answers."""
    from kg.serve.app import application
    from kg.serve.shelf import Shelf

    app = application(Shelf(folder), gate)

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, url, content=body, headers=headers)  # type: ignore[arg-type]

    response = anyio.run(call)
    return Said(response.status_code == 200, response.text, str(response.status_code))


def called(gate: Gate, query: str) -> Said:
    """What the tool of assistants answers."""
    from mcp import Client
    from mcp.types import TextContent

    from kg.assistants.server import server

    async def call() -> Said:
        async with Client(server(gate)) as client:
            result = await client.call_tool("sparql", {"query": query})
            words = " ".join(part.text for part in result.content if isinstance(part, TextContent))
            return Said(not result.is_error, words)

    return anyio.run(call)


DOORS: dict[str, tuple[pytest.MarkDecorator, ...]] = {
    "python": (), "memory": (), "gate": (), "get": (SERVED,), "form": (SERVED,), "direct": (SERVED,), "mcp": (ASSISTED,),
}  # fmt: skip


def through(*names: str) -> list[Any]:
    """Doors as parameters; those of extras are skipped without them."""
    return [pytest.param(name, marks=DOORS[name]) for name in names]


@pytest.fixture(params=through(*DOORS))
def door(request: pytest.FixtureRequest, folder: Path, gate: Gate) -> Iterator[Door]:
    """All but the command, which has a process of its own for each question."""
    graph = Graph.open(folder)
    doors: dict[str, Door] = {
        "python": lambda query: asked(lambda: graph.query(query)),
        "memory": lambda query: asked(lambda: in_memory(graph).query(query)),
        "gate": lambda query: asked(lambda: gate.ask(query)),
        "get": lambda query: got(folder, gate, "GET", f"/sparql?query={quote(query)}"),
        "form": lambda query: got(
            folder, gate, "POST", "/sparql", urlencode({"query": query}).encode(), FORM
        ),
        "direct": lambda query: got(folder, gate, "POST", "/sparql", query.encode(), DIRECT),
        "mcp": lambda query: called(gate, query),
    }
    yield doors[request.param]
    graph.close()


def in_memory(graph: Graph) -> Graph:
    """The same graph without a folder."""
    return Graph(graph.store, graph.texts, graph.manifest)


def aimed(query: str, canary: Canary) -> str:
    return query.replace("URL", canary.url).replace("FILE", canary.file.as_uri())


def test_nothing_beyond_the_graph(door: Door, canary: Canary) -> None:
    """Classes 1 and 3: SERVICE in any form, updates, and files behind FROM are refused before anything runs."""
    for attack in (*SERVICE, *FILES, *UPDATES):
        said = door(aimed(attack, canary))
        assert not said.good, attack
        assert canary.silent(said.words) and "\n" not in said.words.strip(), (attack, said)
        assert said.kind in ("", "Refused", "UsageError", "403", "400"), (attack, said)


def test_graphs_elsewhere_are_empty(door: Door, canary: Canary) -> None:
    """Class 2: a graph that the store does not hold has no rows, whatever its address."""
    for attack in ELSEWHERE:
        said = door(aimed(attack, canary))
        assert canary.silent(said.words), (attack, said)
        assert SECRET not in said.words and ("rows" not in said.kind), said


def test_depth(door: Door) -> None:
    """Class 10: what nests without end is told in a line, and the next question is answered."""
    for attack in DEEP:
        said = door(attack)
        assert not said.good and "\n" not in said.words.strip() and "Traceback" not in said.words
        assert "nests" in said.words or said.kind in ("413", "414", "400"), said.words[:200]
    assert door("ASK {}").good


def test_patterns_take_linear_time(door: Door) -> None:
    """Class 8: the engine's regular expressions do not go back."""
    began = monotonic()
    assert all(door(attack).good for attack in PATTERNS)
    assert (
        monotonic() - began < 60
    )  # a busy machine; an engine that goes back takes longer than the world stands


@SERVED
@ASSISTED
@pytest.mark.slow
def test_what_takes_too_much_ends(folder: Path) -> None:
    """Class 9: with the name of the limit; the next question is answered."""
    with Gate(folder, limits=Limits(seconds=1), workers=1) as gate:
        doors: list[Door] = [
            lambda query: asked(lambda: gate.ask(query)),
            lambda query: got(folder, gate, "GET", f"/sparql?query={quote(query)}"),
            lambda query: called(gate, query),
        ]
        for door in doors:
            said = door(TOO_MUCH[0])
            assert not said.good and ("limit)" in said.words or "(busy)" in said.words)


@pytest.mark.slow
@pytest.mark.parametrize("door", through("python", "gate", "get", "mcp"), indirect=True)
def test_a_fault_of_the_engine_ends_no_program(door: Door) -> None:
    """Oxigraph 0.5 panics where it sorts values of many types: that is told, and the next question is answered."""
    said = door(SORTED)
    assert said.good or "by a fault of its own" in said.words
    assert door("ASK {}").good


@pytest.mark.parametrize("value", INJECTED)
def test_values_are_values(value: str, folder: Path) -> None:
    """Class 4: a value that looks like SPARQL is that text, or no value at all, at each door that takes one."""
    with Opened(folder) as graph:
        mentioned = asked(lambda: graph.query("sentences-that-mention", words=value))
        assert mentioned.good and len(graph.query("sentences-that-mention", words=value)) == 0
        named = asked(lambda: graph.query("partners-of-a-force", force=value))
        assert named.kind == "UsageError" and "\n" not in named.words
        bound = asked(lambda: graph.query("SELECT ?name { ?s skos:prefLabel ?name }", name=value))
        assert not bound.good or "terms=()" in bound.words


@SERVED
@pytest.mark.parametrize("value", INJECTED)
def test_values_are_values_in_forms(value: str, folder: Path, gate: Gate) -> None:
    """And on the page of a question, and where words are looked for."""
    page = got(folder, gate, "GET", f"/questions/sentences-that-mention?{urlencode({'words': value})}")
    assert page.kind in ("200", "400") and "<td" not in page.words
    page = got(folder, gate, "GET", f"/questions/partners-of-a-force?{urlencode({'force': value})}")
    assert page.kind in ("400", "404") or "<td" not in page.words
    assert got(folder, gate, "GET", f"/search?{urlencode({'words': value})}").kind in ("200", "400")


class Opened:
    """A graph that is closed again."""

    def __init__(self, folder: Path) -> None:
        self.graph = Graph.open(folder)

    def __enter__(self) -> Graph:
        return self.graph

    def __exit__(self, *_: object) -> None:
        self.graph.close()


ONE_OF_EACH = [SERVICE[0], SERVICE[8], FILES[0], UPDATES[0], DEEP[0], TOO_MUCH[0], SORTED]


@pytest.mark.parametrize("number", range(len(ONE_OF_EACH)))
def test_the_command(
    number: int, folder: Path, canary: Canary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Says in one line on stderr what is wrong, ends with its code, and never with a backtrace."""
    through_the_command(ONE_OF_EACH[number], folder, canary, tmp_path, capsys)


@pytest.mark.slow
def test_the_command_with_all(
    folder: Path, canary: Canary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each attack, as a file."""
    for attack in (*SERVICE, *FILES, *UPDATES, *DEEP, *TOO_MUCH):
        through_the_command(attack, folder, canary, tmp_path, capsys)


def through_the_command(
    attack: str, folder: Path, canary: Canary, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = place / "attack.rq"
    file.write_text(aimed(attack, canary), "utf-8")
    code = run(["query", str(file), "-g", str(folder), "--timeout", "1"])
    told = capsys.readouterr()
    if attack == SORTED and code == 0:  # it does not always panic
        return
    assert code == (4 if attack in (*TOO_MUCH, SORTED) else 2), (attack[:80], told.err)
    assert canary.silent(told.out + told.err)
    assert told.out == "" and len(told.err.splitlines()) == 1


def test_parameters_of_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Are values there, too."""
    for value in INJECTED:
        assert run(["query", "partners-of-a-force", "--param", f"force={value}", "-g", str(folder)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_errors_are_of_their_kind(folder: Path, canary: Canary) -> None:
    """What is refused is Refused in Python, and an end by the engine is EngineFailed."""
    with Opened(folder) as graph:
        with pytest.raises(Refused):
            graph.query(aimed(SERVICE[0], canary))
        with pytest.raises(UsageError):
            graph.query("SELECT")
        with suppress(EngineFailed):  # whether it panics depends on where the process keeps its values
            graph.query(SORTED)


def test_a_graph_is_asked_as_it_was_opened(tmp_path: Path) -> None:
    """Also where a build has replaced it in the meantime, though another process answers."""
    first, second = sorted(REPORTS.glob("*.txt"))
    kg.build([first], tmp_path / "graph")
    with Opened(tmp_path / "graph") as graph:
        kg.build([second], tmp_path / "graph")
        assert len(graph.query("reports-and-dates")) == 1
        with Opened(tmp_path / "graph") as later:
            assert len(later.query("reports-and-dates")) == 2


@ASSISTED
def test_words_of_a_report_are_data(folder: Path, gate: Gate) -> None:
    """Class 18: what the tool gives is JSON in which words of reports are values."""
    said = called(gate, "SELECT ?q { ?s peel:quote ?q } ORDER BY ?q LIMIT 3")
    assert said.good and json.loads(said.words)
