"""Publishing into two real triple stores: each graph whole, cut anywhere and resumed, nothing of anybody else's touched."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from conftest import REPORTS
from servers import Said, Served, cutter, oxigraph, scripted, virtuoso

from kg import triplestore
from kg.cli import run
from kg.connection import Connection, credentials
from kg.endpoint import Endpoint
from kg.errors import ServerFailed
from kg.iris import Iris
from kg.publish import Published, publish
from kg.store import Graph, in_memory
from kg.triplestore import GraphStore, Store, UpdateStore

IRIS = Iris("https://example.org/id/")
STORES = {"oxigraph": oxigraph, "virtuoso": virtuoso}
WAYS = [(store, protocol) for store in STORES for protocol in ("gsp", "sparql-update")]


@dataclass(frozen=True)
class Folder:
    """As much of a graph folder as publishing looks at."""

    store: ox.Store
    iris: Iris = IRIS


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Starts the stores that tests ask for, once."""
    running: dict[str, Served] = {}
    with ExitStack() as stack:

        def start(name: str) -> Served:
            if name not in running:
                running[name] = stack.enter_context(STORES[name](tmp_path_factory.mktemp(name)))
            return running[name]

        yield start


@dataclass(frozen=True)
class Way:
    """A store and the protocol by which it is written."""

    served: Served
    protocol: str
    connection: Connection

    def publish(self, folder: Folder, **options: Any) -> Published:
        store: Store = (
            GraphStore(self.served.graphs, self.connection)
            if self.protocol == "gsp"
            else UpdateStore(self.served.update, self.connection)
        )
        return publish(cast(Graph, folder), store, self.endpoint, **options)

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.served.query, self.connection)

    def graphs(self) -> dict[str, set[ox.Triple]]:
        """All that the store holds under the base, without the records."""
        rows = self.endpoint.rows("SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }")
        found: dict[str, set[ox.Triple]] = {}
        for graph, *terms in rows:
            if graph and graph.value.startswith(IRIS.base) and graph.value != IRIS.of("published"):
                found.setdefault(graph.value, set()).add(ox.Triple(*cast(Any, terms)))
        return found

    def through(self, url: str) -> "Way":
        """The same way, with another server before the store."""
        host = urlsplit(self.served.query).netloc
        moved = {
            name: getattr(self.served, name).replace(f"http://{host}", url)
            for name in ("query", "update", "graphs")
        }
        return replace(self, served=replace(self.served, **moved))


@pytest.fixture(params=WAYS, ids="-".join)
def way(
    request: pytest.FixtureRequest,
    served: Callable[[str], Served],
    monkeypatch: pytest.MonkeyPatch,
    believed: None,
) -> Iterator[Way]:
    """A store without graphs of ours, and the protocol by which it is written."""
    name, protocol = request.param
    store = served(name)
    monkeypatch.setenv("KG_AUTH", store.password)
    auth = credentials("KG_AUTH") if store.password else None
    with Connection(auth, pause=lambda _: None) as connection:
        made = Way(store, protocol, connection)
        yield made
        _cleared(made)


def _cleared(made: Way) -> None:
    cleaner = GraphStore(made.served.graphs, made.connection)
    for graph, *_ in made.endpoint.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"):
        assert graph
        if graph.value.startswith((IRIS.base, Iris().base, "https://example.net/")):
            cleaner.remove(cast(ox.NamedNode, graph))


def folder(**reports: int) -> Folder:
    """A folder with graphs of so many triples, among them what is hard to write."""
    hard = ["plain", 'quoted "so" \\ and \\u0041', "line\nend \t tab", "\u2028 curly ‘quotes’ 😀 £"]

    def quads() -> Iterable[ox.Quad]:
        for name, size in reports.items():
            graph = ox.NamedNode(IRIS.of("report", name))
            for number in range(size):
                words = ox.Literal(
                    f"{hard[number % len(hard)]} {number}", language="en" if number % 2 else None
                )
                yield ox.Quad(
                    ox.NamedNode(f"{graph.value}/{number}"), ox.NamedNode(IRIS.of("says")), words, graph
                )

    return Folder(in_memory(quads()))


def held(given: Folder) -> dict[str, set[ox.Triple]]:
    """What a store has to hold after a folder was published."""
    found: dict[str, set[ox.Triple]] = {}
    for quad in given.store:
        found.setdefault(cast(ox.NamedNode, quad.graph_name).value, set()).add(quad.triple)
    return found


def test_a_folder_arrives_whole_and_only_once(way: Way) -> None:
    """Triple by triple the same; a second time nothing is sent."""
    given = folder(a=3, b=12, c=1)
    first = way.publish(given)
    assert way.graphs() == held(given)
    second = way.publish(given)
    assert (len(first.sent), len(second.sent), len(second.kept)) == (3, 0, 3)


def test_many_graphs_are_recorded_in_parts(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is forgotten, however many parts there are, and whether the last one is full."""
    monkeypatch.setattr("kg.publish._AT_ONCE", 2)
    for reports in ({"a": 1, "b": 2, "c": 3}, {"a": 2, "b": 3, "c": 1, "d": 1}):
        given = folder(**reports)
        assert len(way.publish(given).sent) == len(reports)
        assert way.graphs() == held(given)
        assert len(way.publish(given).kept) == len(reports)


def test_a_changed_report_replaces_its_graph_whole(way: Way) -> None:
    """What it no longer says is gone, the other graphs are not sent again."""
    way.publish(folder(a=5, b=4))
    changed = folder(a=2, b=4)
    assert [graph.value for graph in way.publish(changed).sent] == [IRIS.of("report", "a")]
    assert way.graphs() == held(changed)


def test_removed_is_what_we_published_and_nothing_else(way: Way) -> None:
    """A graph that somebody else put beside ours stays, even under our base."""
    way.publish(folder(a=2, b=2))
    foreign = [ox.NamedNode("https://example.net/g"), ox.NamedNode(IRIS.of("report", "foreign"))]
    for graph in foreign:
        GraphStore(way.served.graphs, way.connection).add(
            graph, b'<https://example.net/s> <https://example.net/p> "x" .\n'
        )
    done = way.publish(folder(b=2), prune=True)
    assert [graph.value for graph in done.removed] == [IRIS.of("report", "a")]
    assert set(way.graphs()) == {IRIS.of("report", "b"), IRIS.of("report", "foreign")}
    assert triplestore.counts(way.endpoint, foreign) == dict.fromkeys((g.value for g in foreign), 1)


def test_another_folder_of_the_same_base(way: Way) -> None:
    """Is added; what was published from the first one stays, and is named."""
    one, two = folder(a=2, b=2), folder(b=2, c=3)
    way.publish(one)
    done = way.publish(two)
    assert (done.removed, [graph.value for graph in done.others]) == ((), [IRIS.of("report", "a")])
    assert way.graphs() == held(one) | held(two)
    assert len(way.publish(one).kept) == 2


def test_chosen_graphs_alone(way: Way) -> None:
    """Only those that are named are sent, and none is removed."""
    way.publish(folder(a=2, b=2))
    done = way.publish(folder(b=3, c=2), names=["b"])
    assert (len(done.sent), done.removed) == (1, ())
    assert {name: len(triples) for name, triples in way.graphs().items()} == {
        IRIS.of("report", "a"): 2,
        IRIS.of("report", "b"): 3,
    }


def test_a_graph_that_lost_triples_is_sent_again(way: Way) -> None:
    """The store is counted, not the record believed."""
    given = folder(a=3, b=3)
    way.publish(given)
    GraphStore(way.served.graphs, way.connection).replace(
        ox.NamedNode(IRIS.of("report", "a")), b'<https://example.net/s> <https://example.net/p> "x" .\n'
    )
    assert [graph.value for graph in way.publish(given).sent] == [IRIS.of("report", "a")]
    assert way.graphs() == held(given)


@pytest.mark.slow
@pytest.mark.parametrize("before_answer", [False, True], ids=["half-sent", "answer-lost"])
def test_cut_at_every_request_and_resumed(
    way: Way, before_answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the connection breaks (of Virtuoso at every third request), each graph is old or new, no record lies, and a second run makes all whole."""
    monkeypatch.setattr(triplestore, "_LARGEST", 5)
    monkeypatch.setattr(
        "kg.endpoint.fault", lambda *_: None
    )  # what tests/test_trial.py is about; here are hundreds of answers
    stride = {"oxigraph": 1, "virtuoso": 3}[way.served.name]  # Virtuoso takes its time
    old, new = folder(a=4, b=12, gone=3), folder(a=6, b=13, c=2)
    with cutter(urlsplit(way.served.query).netloc) as proxy:
        broken = way.through(proxy.url)
        cuts, told = 0, list[str]()
        while True:
            way.publish(old, prune=True)
            proxy.passed, proxy.cut_at, proxy.before_answer = 0, cuts, before_answer
            try:
                broken.publish(new, prune=True)
                break
            except ServerFailed as failure:
                told.append(str(failure))
            proxy.mend()
            _old_or_new(way.graphs(), held(old), held(new))
            broken.publish(new, prune=True)
            assert way.graphs() == held(new)
            assert way.publish(new).sent == ()
            cuts += stride
    assert cuts >= 9
    assert all("no answer" in line and "\n" not in line for line in told)


def _old_or_new(
    found: dict[str, set[ox.Triple]], old: dict[str, set[ox.Triple]], new: dict[str, set[ox.Triple]]
) -> None:
    for name, triples in found.items():
        if not name.endswith("/arriving"):
            assert triples in (old.get(name), new.get(name)), name


class Leaky(GraphStore):
    """A store that loses a triple of each graph on the way."""

    def replace(self, graph: ox.NamedNode, triples: bytes) -> None:
        super().replace(graph, triples[: triples.rstrip().rfind(b"\n") + 1])


def test_what_did_not_arrive_is_not_recorded(served: Callable[[str], Served]) -> None:
    """The store is counted before anything is said to be done; and later the graph is sent again."""
    store = served("oxigraph")
    with Connection() as connection:
        way = Way(store, "gsp", connection)
        given = folder(a=3)
        with pytest.raises(ServerFailed, match=r"holds 2 triples of .*/a, and was sent 3"):
            publish(cast(Graph, given), Leaky(store.graphs, connection), way.endpoint)
        assert len(way.publish(given).sent) == 1
        assert way.graphs() == held(given)
        _cleared(way)


@pytest.mark.slow
def test_the_command(
    served: Callable[[str], Served],
    real: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It publishes a folder, says what it did, and what to ask there; mistakes have exit code 2, a wrong password 4."""
    where = ["-g", str(real)]
    url = served("oxigraph").graphs
    assert run(["publish", url, *where]) == 0
    told = capsys.readouterr().err
    assert "Sent 4 graphs; 0 were there already; 0 removed." in told
    assert f"kg query reports-and-dates --endpoint {served('oxigraph').query}" in told
    assert run(["publish", url, *where, "--graphs", "vocabularies", "leicestershire/2015/effectiveness"]) == 0
    assert "Sent 0 graphs; 2 were there already" in capsys.readouterr().err
    assert run(["publish", url, *where, "--graphs", "leicestershire/2051/effectiveness"]) == 2
    assert "did you mean leicestershire/2015/effectiveness" in capsys.readouterr().err
    assert run(["publish", "http://127.0.0.1:1/ds/update", *where]) == 2
    assert "add --protocol sparql-update" in capsys.readouterr().err
    assert run(["publish", url, "-g", str(tmp_path / "none")]) == 3
    capsys.readouterr()
    monkeypatch.setenv("KG_AUTH", "dba:sesame")
    assert run(["publish", served("virtuoso").graphs, *where, "--auth-env", "KG_AUTH"]) == 4
    told = capsys.readouterr().err
    assert "refuses these credentials" in told and "sesame" not in told
    with Connection() as connection:
        _cleared(Way(served("oxigraph"), "gsp", connection))


@pytest.mark.slow
def test_the_command_tells_what_is_in_the_folder_no_more(
    served: Callable[[str], Served], real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is left where it is, and named; --prune removes it, and says so."""
    url, place = served("oxigraph").graphs, str(shutil.copytree(real, tmp_path / "graph"))
    gone = Iris().of("report", "leicestershire/2014/effectiveness")
    publishing = ["publish", url, "-g", place]
    assert run(publishing) == 0
    assert run(["remove", "leicestershire/2014/effectiveness", "-g", place]) == 0
    capsys.readouterr()
    assert run(publishing) == 0
    told = capsys.readouterr().err
    assert "Sent 0 graphs; 2 were there already; 0 removed." in told
    assert re.search(r"(?m)^Published there, and not in this folder: \S+ and 1 more; --prune removes", told)
    assert run([*publishing, "--prune", "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    assert run(["build", str(REPORTS), "-q", "-g", place]) == run(publishing) == 0
    assert run(["remove", "leicestershire/2014/effectiveness", "-g", place]) == 0
    capsys.readouterr()
    assert run([*publishing, "--prune"]) == 0
    told = capsys.readouterr().err
    assert "2 removed." in told and f"removed: {gone}\n" in told
    with Connection() as connection:
        _cleared(Way(served("oxigraph"), "gsp", connection))


@pytest.mark.parametrize(
    "said", [(500, {}, b""), (200, {"Content-Type": "text/html"}, b"<p>Hello"), (302, {"Location": "http://x/"}, b"")]
)  # fmt: skip
def test_nothing_is_written_where_nothing_can_be_read(said: Said) -> None:
    """What is no triple store is found out before a graph is sent there."""
    with scripted(said) as server, Connection(pause=lambda _: None) as connection:
        store = Served("none", server.url, server.url, server.url)
        with pytest.raises(ServerFailed):
            Way(store, "gsp", connection).publish(folder(a=1))
        assert {method for method, *_ in server.asked} == {"POST"}
