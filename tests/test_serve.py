"""The server: pages, linked data and questions over HTTP, for those who may ask, and for reading only."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import anyio
import httpx
import pyoxigraph as ox
import pytest
from conftest import REPORTS, ROOT
from hostile import hostile
from rdflib import Graph as RdflibGraph
from rdflib.compare import isomorphic

import kg
from kg.ask import Answer
from kg.catalogue import catalogue
from kg.cli import run
from kg.dataset import dataset
from kg.errors import UsageError
from kg.gate import Gate, Limits
from kg.gate.results import Results
from kg.pages.source import Source
from kg.serve import app as routes
from kg.serve import protocol
from kg.serve.app import application
from kg.serve.guard import Guard
from kg.serve.negotiation import preferred
from kg.serve.shelf import Pages, Shelf
from kg.store import Graph

FORCE = "doc/force/leicestershire"
ID = "https://w3id.org/peel-kg/id/"
FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


@pytest.fixture(scope="module")
def folder(real: Path) -> Path:
    """The folder of the graph of the two real reports."""
    return real


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """Where it is served."""
    command = [sys.executable, "-m", "kg", "serve", "-p", "0", "-g", str(folder), "--time-limit", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        yield found[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert "Traceback" not in process.stderr.read()


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    """Asks it."""
    with httpx.Client(base_url=url, timeout=30) as asking:
        yield asking


def test_a_thing_is_told_where_its_page_is(client: httpx.Client) -> None:
    """303 from the name of a thing, to its page or to its data, as one accepts."""
    page = client.get("/id/force/leicestershire", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, f"/{FORCE}")
    data = client.get("/id/force/leicestershire", headers={"accept": "text/turtle"})
    assert (data.status_code, data.headers["location"]) == (303, f"/{FORCE}.ttl")
    assert page.headers["vary"] == "Accept"
    assert client.get("/id/force/atlantis").status_code == 404
    assert client.get("/id/force/leicestershire", headers={"accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_says_the_same(client: httpx.Client, kind: str, folder: Path) -> None:
    """By the header and by the end of the address; and what it says is in the graph."""
    suffix = {
        "text/turtle": "ttl",
        "application/n-triples": "nt",
        "application/ld+json": "jsonld",
        "application/rdf+xml": "rdf",
    }[kind]
    by_header = client.get(f"/{FORCE}", headers={"accept": kind})
    by_suffix = client.get(f"/{FORCE}.{suffix}")
    assert by_header.content == by_suffix.content
    assert by_header.headers["content-type"].partition(";")[0] == kind
    said = {quad.triple for quad in ox.parse(by_suffix.content, format=FORMS[kind], base_iri=ID)}
    known = {quad.triple for quad in Graph.open(folder).store}
    assert said
    assert said <= known
    about = {triple for triple in known if triple.subject == ox.NamedNode(f"{ID}force/leicestershire")}
    assert about <= said


def test_a_report_is_its_whole_graph(client: httpx.Client, folder: Path) -> None:
    """All statements of a report are in its data."""
    name = "report/leicestershire/2015/effectiveness"
    data = client.get(f"/doc/{name}.nt").content
    said = {quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)}
    within = Graph.open(folder).store.quads_for_pattern(None, None, None, ox.NamedNode(ID + name))
    assert {quad.triple for quad in within} <= said


def test_turtle_is_read_by_another_parser(client: httpx.Client) -> None:
    """rdflib finds in Turtle and N-Triples the same graph."""
    one, two = (
        RdflibGraph().parse(data=client.get(f"/doc/body/emsou.{form}").text, format=form)
        for form in ("ttl", "nt")
    )
    assert isomorphic(one, two)


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/turtle;q=0.4, text/*;q=0.5", "text/html"),
        ("text/html;q=0, */*", "text/turtle"),
        ("application/ld+json, text/turtle;q=0.9", "application/ld+json"),
        ("TEXT/TURTLE", "text/turtle"),
        ("image/png", None),
        ("text/turtle;q=0", None),
    ],
)
def test_what_is_preferred(accept: str, best: str | None) -> None:
    """The most specific range decides on a type, the quality among types, the order among equals."""
    assert preferred(accept, ["text/html", "text/turtle", "application/ld+json"]) == best


def test_only_hosts_that_are_ours(client: httpx.Client, url: str) -> None:
    """Another name, none, or two are refused before anything is looked at; nobody else's page may read an answer."""
    for host in ("evil.example", "127.0.0.1.evil.example", "", "localhost.evil:80"):
        assert client.get("/", headers={"host": host}).status_code == 403
        assert client.post("/sparql", headers={"host": host}, data={"query": "ASK {}"}).status_code == 403
    for host in ("localhost", "LOCALHOST:99", "127.0.0.1:1"):
        assert client.get("/health", headers={"host": host}).status_code == 200
    answer = client.get("/", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    port = int(re.findall(r"\d+", url)[-1])
    for head in (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            assert raw.makefile("rb").readline().split()[1] in (b"400", b"403")


def test_what_goes_with_every_answer(client: httpx.Client) -> None:
    """A policy under which no page runs what is not ours, also where something is wrong."""
    for path in ("/", f"/{FORCE}", "/nothing", "/assets/site.css", "/network", "/ontology/index.html"):
        headers = client.get(path, headers={"accept": "text/html"}).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers
    assert "unsafe-inline" not in client.get("/").headers["content-security-policy"]


def test_for_reading_only(client: httpx.Client) -> None:
    """No method but those that read."""
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        for path in ("/", f"/{FORCE}", "/questions/grade-history", "/search"):
            assert client.request(method, path).status_code == 405
    assert client.head(f"/{FORCE}").content == b""


def test_what_is_not_there(client: httpx.Client) -> None:
    """404 in words, as a page to who reads pages; no path leads out of the files of the package."""
    for path in (
        "/nothing",
        "/doc/force/atlantis",
        "/text/leicestershire/1900/effectiveness",
        "/coverage/x",
        "/questions/nonsense",
        "/questions/grade-history.exe",
        "/ontology/none.html",
        "/assets/none.css",
        "/assets/..%2f..%2f..%2fpyproject.toml",
        "/assets/%2e%2e/templates/base.html",
        "/doc/%00",
        "/doc/" + "x" * 4000,
    ):
        answer = client.get(path, headers={"accept": "text/html"})
        assert answer.status_code == 404, path
        assert "Traceback" not in answer.text
    assert "<h1>" in client.get("/nothing", headers={"accept": "text/html"}).text
    assert client.get("/nothing").headers["content-type"].startswith("text/plain")


def test_questions_and_their_answers(client: httpx.Client) -> None:
    """A form, its answer, the same rows in every format; and what cannot be asked is told in the form."""
    given = "force=leicestershire"
    page = client.get(f"/questions/partners-of-a-force?{given}")
    rows = client.get(f"/questions/partners-of-a-force.csv?{given}")
    assert rows.headers["content-type"].startswith("text/csv")
    assert rows.headers["content-disposition"] == 'attachment; filename="partners-of-a-force.csv"'
    number = len(rows.text.splitlines()) - 1
    assert page.text.count("<tr>") - 1 == number > 0
    told = json.loads(client.get(f"/questions/partners-of-a-force.json?{given}").text)
    assert len(told["results"]["bindings"]) == number
    assert client.get(f"/questions/partners-of-a-force.xlsx?{given}").content.startswith(b"PK")
    wrong = client.get("/questions/partners-of-a-force?force=leicster", headers={"accept": "text/html"})
    assert wrong.status_code == 400
    assert "did you mean leicestershire" in wrong.text
    assert client.get("/questions/partners-of-a-force.csv?force=leicster").status_code == 400
    assert client.get("/questions/partners-of-a-force?fforce=x").status_code == 400
    assert client.get("/questions/grade-history").text.count('role="alert"') == 0
    attack = client.get(
        "/questions/sentences-that-mention", params={"words": 'x" } UNION {?s ?p ?o} #<script>'}
    )
    assert "<script>" not in attack.text
    assert "0 rows" in attack.text


def test_search(client: httpx.Client) -> None:
    """Finds names whatever their case, and sentences; a search that is too long is refused."""
    found = client.get("/search", params={"q": "EMSou"}).text
    assert 'href="/doc/body/emsou"' in found
    assert "Sentences with these words" in found
    assert "Nothing is named so" in client.get("/search", params={"q": "zzzqqq"}).text
    assert (
        "<b>"
        not in client.get("/search", params={"q": "<b>bold</b>"})
        .text.partition("<main")[2]
        .partition("</h1>")[0]
    )
    assert client.get("/search", params={"q": "x" * 300}).status_code == 400
    for odd in ("\u202e", "\x00", "%", "'", '"', "\\", "{{7*7}}"):
        assert client.get("/search", params={"q": odd}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/bodies?page=0", "/bodies?page=x", "/bodies?page=99", f"/{FORCE}?kind=nonsense", "/bodies?page=١"],
)
def test_parts_that_there_are_not(client: httpx.Client, path: str) -> None:
    """A wrong number or choice is the reader's mistake."""
    assert client.get(path).status_code == 400


def test_health_and_void(client: httpx.Client) -> None:
    """Who watches over the server hears that it is well; machines find what it serves."""
    told = client.get("/health").json()
    assert told["status"] == "ok"
    assert told["reports"] == 2
    void = RdflibGraph().parse(data=client.get("/.well-known/void").text, format="turtle")
    assert len(void) > 50


def test_what_did_not_change_is_not_sent_again(client: httpx.Client) -> None:
    """A page has a tag; who names it hears that it is still so."""
    first = client.get("/forces")
    again = client.get("/forces", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_build_while_it_serves(tmp_path: Path) -> None:
    """Readers see the old graph until the new one is whole, and then the new one."""
    place = tmp_path / "graph"
    kg.build([REPORTS / "leicestershire-2014-effectiveness.txt"], place)
    shelf = Shelf(place)
    with Gate(place) as gate:
        before = shelf.pages()
        assert shelf.pages() is before
        one = len(gate.ask("reports-and-dates"))
        kg.build([REPORTS], place)
        assert len(shelf.pages().source.reports) == 2
        assert len(gate.ask("reports-and-dates")) == one + 1
        assert len(before.source.reports) == 1
        assert before.view("reports", 1)


def test_a_page_without_a_server(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """`--get` prints a page; what is not there ends in 1."""
    assert run(["serve", "-g", str(folder), "--get", f"/{FORCE}.nt"]) == 0
    assert b"<https://w3id.org/peel-kg/id/force/leicestershire>" in capsysbinary.readouterr().out
    assert run(["serve", "-g", str(folder), "--get", "/nothing"]) == 1
    assert run(["serve", "-g", str(folder), "--get", "nothing"]) == 2


@pytest.mark.parametrize("path", ["/a\nb", "/\udcff", "/" + "x" * 70_000], ids=["control", "bytes", "long"])
def test_a_path_that_is_none(path: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is the mistake of who gave it, told in a line."""
    assert run(["serve", "-g", str(folder), "--get", path]) == 2
    told = capsys.readouterr()
    assert "no path" in told.err and len(told.err) < 300 and told.out == ""


@pytest.mark.parametrize("port", ["65536", "-1", "²", "1" * 5_000, "http"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Is said to be none, before anything is opened."""
    with pytest.raises(SystemExit, match="2"):
        run(["serve", f"--port={port}"])
    assert "is no port, from 0 to 65535" in capsys.readouterr().err


def test_where_it_may_listen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not where other machines reach it, unless that is said; and not where another listens."""
    assert run(["serve", "-g", str(folder), "--host", "192.0.2.1"]) == 2
    assert "--public" in capsys.readouterr().err
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run(["serve", "-g", str(folder), "-p", str(taken.getsockname()[1])]) == 4
    assert "cannot listen" in capsys.readouterr().err
    assert run(["serve", "-g", str(folder / "none")]) == 3


def test_health_while_a_query_takes_all_its_time(client: httpx.Client, url: str) -> None:
    """A query that would never end is ended; meanwhile the server answers others at once."""
    import threading

    heavy = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ended: list[httpx.Response] = []

    def ask() -> None:
        ended.append(httpx.get(f"{url}sparql", params={"query": heavy}, timeout=30))

    asking = threading.Thread(target=ask)
    start = monotonic()
    asking.start()
    times = []
    while asking.is_alive():
        before = monotonic()
        assert client.get("/health").status_code == 200
        times.append(monotonic() - before)
    assert max(times) < 1
    assert monotonic() - start < 10
    assert ended[0].status_code == 503
    assert "time" in ended[0].text
    assert ended[0].headers["retry-after"]


def test_it_ends_with_its_helpers(folder: Path) -> None:
    """No process of the server outlives it, however it ends."""
    command = [sys.executable, "-m", "kg", "serve", "-p", "0", "-g", str(folder)]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        httpx.get(f"{found[0]}questions/grade-history?force=leicestershire", timeout=30).raise_for_status()
        process.kill()
        process.wait(10)
    deadline = monotonic() + 10
    while monotonic() < deadline and _alive(process.pid):
        pass
    assert not _alive(process.pid)


def _alive(session: int) -> bool:
    """Whether a process of a session still runs."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            return True
    return False


def test_what_is_missing_is_told(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the extra, one line says what to install."""
    for package in ("pages", "serve"):  # which are imported anew
        monkeypatch.setattr(kg, package, getattr(kg, package))
    for name in [name for name in sys.modules if name.startswith(("kg.serve", "kg.pages", "starlette"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    assert run(["serve", "-g", str(folder), "--get", "/"]) == 2
    assert "peel-kg[web]" in capsys.readouterr().err


def test_addresses_with_a_slash_at_their_end(client: httpx.Client) -> None:
    """They lead to those without, whatever scheme and name a proxy has; others are not there."""
    for path in ("/forces/", "/questions/", "/ontology/"):
        answer = client.get(f"{path}?a=b")
        assert (answer.status_code, answer.headers["location"]) == (308, f"{path.rstrip('/')}?a=b")
    for path in ("/id", "/doc", "/id//evil.example/", "/doc//evil.example"):
        assert client.get(path).status_code == 404


def test_what_is_kept_is_kept_for_each_form(client: httpx.Client) -> None:
    """The mark of a page is none of its data; and what is not there has none."""
    page = client.get(f"/{FORCE}", headers={"accept": "text/html"})
    known = {"if-none-match": page.headers["etag"]}
    same = client.get(f"/{FORCE}", headers={"accept": "text/html", **known})
    assert (same.status_code, same.headers["vary"]) == (304, page.headers["vary"])
    assert client.get(f"/{FORCE}", headers={"accept": "text/turtle", **known}).status_code == 200
    assert client.get("/doc/force/atlantis", headers=known).status_code == 404


def test_pages_are_packed_for_who_unpacks(client: httpx.Client) -> None:
    """And are the same for who does not."""
    for path in (
        f"/{FORCE}",
        f"/{FORCE}.ttl",
        "/network",
        "/questions/grade-history.csv?force=leicestershire",
    ):
        plain = client.get(path, headers={"accept-encoding": "identity"})
        packed = client.get(path, headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["vary"]
        assert plain.content == packed.content
        assert plain.headers["content-security-policy"] == packed.headers["content-security-policy"]


@pytest.mark.slow
def test_the_ontology_as_data(client: httpx.Client) -> None:
    """By what is accepted, and by the end of its address: the same triples, and the terms are among them."""
    found = [
        client.get("/ontology", headers={"accept": "text/turtle"}),
        *(client.get(f"/ontology.{suffix}") for suffix in ("ttl", "nt", "jsonld", "rdf")),
    ]
    graphs = [_canonical(one) for one in found]
    assert all(graph == graphs[0] for graph in graphs[1:])
    judgement = ox.NamedNode("https://w3id.org/peel-kg/ontology#Judgement")
    assert any(quad.subject == judgement for quad in graphs[0])
    assert client.get("/ontology.exe").status_code == 404


def _canonical(answer: httpx.Response) -> set[ox.Quad]:
    """The triples of an answer, with names for blank nodes that do not depend on its form."""
    form = FORMS[answer.headers["content-type"].partition(";")[0]]
    said = ox.Dataset(ox.parse(answer.content, format=form))
    said.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(said)


def test_long_names_cost_little(client: httpx.Client) -> None:
    """They are not compared with others, and not told whole."""
    for path in (
        "/questions/grade-history?force=",
        "/network?threat=",
        "/network?force=",
        f"/{FORCE}?kind=",
        "/doc/threat/fraud?force=",
    ):
        answer = client.get(path + "serious-and-organised-" * 2_000, headers={"accept": "text/html"})
        assert answer.status_code == 400
        assert len(answer.content) < 30_000 + 44_000 * (
            "questions" in path
        )  # the form gives back what was written in it


def test_lists_are_of_what_there_is(client: httpx.Client) -> None:
    """A force that nobody knows, and a part of a page that has none, are mistakes, and not pages to be kept."""
    for path in (
        "/doc/threat/fraud?force=atlantis",
        f"/{FORCE}?page=2",
        "/?page=2",
        "/about?page=2",
        "/questions?page=7",
    ):
        assert client.get(path).status_code == 400


def test_sentences_found_are_of_the_latest_reports_first(client: httpx.Client) -> None:
    """And in the order of the text."""
    told = client.get("/search", params={"q": "police"}).text
    years = re.findall(
        r'href="/doc/report/leicestershire/(\d{4})/effectiveness">', told.partition('class="statements"')[2]
    )
    assert years == sorted(years, reverse=True)
    assert len(set(years)) == 2


def test_a_name_that_is_wrong_by_a_letter(folder: Path) -> None:
    """The nearest are found without looking through all that the graph says."""
    graph = Graph.open(folder)
    assert "leicestershire" in graph.slugs("force")
    assert not [slug for slug in graph.slugs("report") if "/statement/" in slug]
    with pytest.raises(UsageError, match="did you mean leicestershire"):
        graph.query("grade-history", force="leicestershir")


def test_what_describes_the_graph_is_found(client: httpx.Client, url: str) -> None:
    """The description says where to ask, and its own names lead to it."""
    void = client.get("/.well-known/void")
    quads = list(ox.parse(void.content, format=ox.RdfFormat.TURTLE))
    (asked,) = [quad for quad in quads if quad.predicate.value.endswith("#sparqlEndpoint")]
    assert asked.object == ox.NamedNode(f"{url}sparql")
    assert any(quad.subject == asked.subject and quad.object.value.endswith("void#Dataset") for quad in quads)
    for name in {quad.subject.value for quad in quads if quad.subject.value.startswith(f"{ID}dataset")}:
        told = client.get(name.replace(ID, "/id/"))
        assert (told.status_code, told.headers["location"]) == (303, "/.well-known/void")


@pytest.mark.slow
def test_a_graph_of_which_no_report_tells_a_day(tmp_path: Path) -> None:
    """It is described as well, without a day."""
    graph = hostile(tmp_path)
    assert b"void:triples" in Pages(Source(graph), tmp_path / "graph").described().body
    with pytest.raises(UsageError, match="--issued"):
        dataset(graph)


@pytest.mark.parametrize(
    "host", ['localhost:80"><x', "localhost:x", "[::1]x", "a@localhost", "localhost:1234567", "", ":80"]
)
def test_hosts_that_are_none(client: httpx.Client, host: str) -> None:
    """What stands behind a name that is ours is a port and nothing else: addresses are made of it."""
    assert client.get("/sparql", headers={"host": host, "accept": "text/turtle"}).status_code == 403


def test_a_graph_has_a_page(client: httpx.Client) -> None:
    """It says what it names, and leads to its triples."""
    page = client.get("/doc/links/leicestershire", headers={"accept": "text/html"}).text
    assert "It names a part of the graph, of 4 triples" in page
    assert len(client.get("/doc/links/leicestershire.nt").text.splitlines()) == 4


@pytest.mark.slow
def test_pages_that_bring_all_they_need_lead_back(client: httpx.Client) -> None:
    """From a report's coverage to the site, to the report and to every statement."""
    page = client.get("/coverage/leicestershire/2015/effectiveness").text
    links = set(re.findall(r'href="(/[^"]*)"', page))
    assert {"/", "/doc/report/leicestershire/2015/effectiveness"} < links
    assert len([link for link in links if "/statement/" in link]) > 40
    assert all(client.get(link).status_code == 200 for link in sorted(links)[:5])


def test_the_text_of_a_report_and_the_terms(client: httpx.Client) -> None:
    """Each has its page, and what is no page of terms leads to them."""
    page = client.get("/text/leicestershire/2015/effectiveness")
    assert page.status_code == 200 and "highly skilled, experienced staff" in page.text
    terms = client.get("/ontology", headers={"accept": "text/html"})
    assert (terms.status_code, terms.headers["location"]) == (303, "/ontology/index.html")
    assert client.get(terms.headers["location"]).status_code == 200


def test_the_page_on_which_sparql_is_written(client: httpx.Client) -> None:
    """It begins with an example, which is text there; its policy lets it run its own script and ask this server, and no more."""
    page = client.get("/sparql", headers={"accept": "text/html"})
    assert page.status_code == 200 and page.headers["vary"] == "Accept"
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "connect-src 'self'" in policy and "default-src 'none'" in policy
    other = client.get("/sparql?example=capability-gaps", headers={"accept": "text/html"}).text
    assert catalogue()["capability-gaps"].sparql.split("{")[1].strip()[:20] in unescape(other) != page.text
    odd = client.get("/sparql", params={"example": "</textarea><script>"}, headers={"accept": "text/html"})
    assert odd.status_code == 200 and "</textarea><script>" not in odd.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("colour=red", "colour=red: of a network there are force, region, year"),
        ("year=15", "year=15: a year has four digits"),
        ("year=²⁰¹⁵", "a year has four digits"),
        ("year=2015&year=", None),
        ("force=", None),
        ("force=leicster", "no force named"),
        ("judged=loved", "judged=loved: there are praised, criticised, of which one"),
        ("judged=praised&judged=criticised", "of which one"),
        ("judged=praised&judged=praised", None),
        ("projection=force", "there are force-body, force-force, body-threat"),
        ("&".join(["force=kent"] * 51), "of a network there are"),
    ],
)
def test_parts_of_the_network(client: httpx.Client, asked: str, told: str | None) -> None:
    """What is chosen of it is drawn; a part that there is not is named, in words."""
    answer = client.get(f"/network?{asked}")
    assert answer.status_code == (400 if told else 200)
    assert told is None or told in answer.text


def answers(app: Guard, *paths: str, **headers: str) -> list[httpx.Response]:
    """What an application of this process answers to requests that come at once."""
    found: dict[str, httpx.Response] = {}

    async def asked() -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as one:

            async def ask(path: str) -> None:
                found[path] = await one.get(path, headers=headers)

            async with anyio.create_task_group() as group:
                for path in paths:
                    group.start_soon(ask, path)

    anyio.run(asked)
    return [found[path] for path in paths]


def test_what_takes_more_than_there_is(folder: Path) -> None:
    """A search tells the names that it found all the same, a question its form; programs hear when to ask again."""
    with Gate(folder, limits=Limits(rows=1), workers=1) as gate:
        app = application(Shelf(folder), gate)
        search, question, rows = answers(
            app,
            "/search?q=police",
            "/questions/reports-and-dates?force=leicestershire",
            "/questions/reports-and-dates.csv",
        )
    assert [one.status_code for one in (search, question, rows)] == [503, 503, 503]
    assert "the answer has more than 1 rows" in search.text and "Leicestershire Police" in search.text
    assert "the answer has more than 1 rows" in question.text and "<h1>" in question.text
    assert rows.headers["retry-after"] == "5" and rows.headers["content-type"].startswith("text/plain")


class Held(Gate):
    """A gate that answers when it is told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, workers=1)
        self.asked, self.goes_on = Event(), Event()

    def ask(self, *_: Any, **__: Any) -> Answer:
        self.asked.set()
        assert self.goes_on.wait(60)
        raise RuntimeError("of ours")

    def results(self, *_: Any, **__: Any) -> Results:
        self.ask()
        raise AssertionError


def test_who_comes_while_too_many_wait(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is told to come back; pages that are there come all the same. A fault of ours is told to nobody who reads."""
    monkeypatch.setattr(routes, "_WAITING", 1)
    monkeypatch.setattr(protocol, "_THREADS", 1)
    for held, refused in (
        ("/search?q=force", "/search?q=other"),
        ("/sparql?query=ASK{}", "/sparql?query=ASK{?s ?p ?o}"),
    ):
        with Held(folder) as gate:
            app = application(Shelf(folder), gate)

            def late(path: str, app: Guard = app, gate: Held = gate) -> httpx.Response:
                assert gate.asked.wait(60)
                (answer,) = answers(app, path)
                return answer

            with ThreadPoolExecutor() as threads:
                first = threads.submit(answers, app, held)
                second = late(refused)
                third = late("/forces")
                gate.goes_on.set()
                (one,) = first.result()
        assert second.status_code == 503 and "busy" in second.text and "retry-after" in second.headers
        assert third.status_code == 200
        assert one.status_code == 500 and "of ours" not in one.text


def test_who_may_read_what_pages_say(folder: Path) -> None:
    """The pages of others, where that is wanted, also those that are no SPARQL; and no request without a name of the server."""
    with Gate(folder, workers=1) as gate:
        (open_,) = answers(application(Shelf(folder), gate, cors=True), "/forces", origin="https://a.example")
        (closed,) = answers(application(Shelf(folder), gate), "/forces", origin="https://a.example")
        (strange,) = answers(application(Shelf(folder), gate, cors=True), "/forces", host="a.example")
    assert open_.headers["access-control-allow-origin"] == "*"
    assert "cross-origin-resource-policy" not in open_.headers
    assert "access-control-allow-origin" not in closed.headers
    assert closed.headers["cross-origin-resource-policy"] == "same-origin"
    assert strange.status_code == 403


@pytest.mark.skipif(sys.platform == "win32", reason="no such shell")
def test_a_browser_is_opened(folder: Path, tmp_path: Path) -> None:
    """On the address that is served, once there is an answer to it."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/new && mv {tmp_path}/new {tmp_path}/opened\n')
    browser.chmod(0o700)
    command = [sys.executable, "-m", "kg", "serve", "-p", "0", "-g", str(folder), "--open"]
    environment = {**os.environ, "BROWSER": f"{browser} %s"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        until = monotonic() + 30
        while not (tmp_path / "opened").exists() and monotonic() < until:
            sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert (tmp_path / "opened").read_text().strip() in told
