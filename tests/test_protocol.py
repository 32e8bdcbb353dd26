"""The SPARQL 1.1 Protocol: which request gets which answer, in which format, and why there is none."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote

import anyio
import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.gate import Gate, Limits
from kg.serve import protocol
from kg.serve.negotiation import preferred, ranges
from kg.serve.protocol import LARGEST, routes

ROWS = "SELECT ?s { ?s a peel:Report } ORDER BY ?s"
TRIPLES = "CONSTRUCT { ?s a peel:Report } WHERE { ?s a peel:Report }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


async def editor(request: Request) -> Response:
    return HTMLResponse("<title>Ask</title>")


class Web:
    """A client of an application in this process."""

    def __init__(self, app: Starlette) -> None:
        self.app = app

    def __call__(
        self,
        method: str = "GET",
        url: str = "/sparql",
        *,
        query: str | None = None,
        accept: str | None = None,
        body: bytes | AsyncIterator[bytes] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        headers = dict(headers or {}) | ({"Accept": accept} if accept is not None else {})
        if query is not None:
            url += ("&" if "?" in url else "?") + f"query={quote(query)}"

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                if accept is None:
                    client.headers.pop("Accept")
                return await client.request(method, url, content=body, headers=headers)

        return anyio.run(asked)


@pytest.fixture(scope="module")
def gate(real: Path) -> Iterator[Gate]:
    with Gate(real, limits=Limits(seconds=60), workers=2) as made:
        yield made


@pytest.fixture(scope="module")
def web(gate: Gate) -> Web:
    return Web(Starlette(routes=routes(gate, editor=editor)))


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/*", "text/xml; charset=utf-8"),
        ("text/tab-separated-values, text/csv;q=0.9", "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+json;q=0.1, text/csv;q=0.2, text/turtle", "text/csv; charset=utf-8"),
        ("application/json", "application/json"),
        ("*/*;q=0.1, application/sparql-results+json;q=0", "application/sparql-results+xml"),
    ],
)
def test_rows(accept: str | None, media: str, web: Web) -> None:
    """Come in the format that is most welcome."""
    response = web(query=ROWS, accept=accept)
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    assert response.headers["vary"] == "Accept" and "access-control-allow-origin" not in response.headers
    assert response.text.count("/report/leicestershire/201") == 2


@pytest.mark.parametrize(
    ("format", "parsed"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdfxml", ox.RdfFormat.RDF_XML),
    ],
)
def test_triples(format: str, parsed: ox.RdfFormat, web: Web) -> None:
    """Too; all formats say the same."""
    response = web(url=f"/sparql?format={format}", query=TRIPLES)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == parsed.media_type
    assert len(list(ox.parse(response.content, format=parsed))) == 2


def test_yes_or_no(web: Web) -> None:
    """In JSON and XML."""
    assert web(query="ASK {}").json() == {"head": {}, "boolean": True}
    assert "<boolean>false</boolean>" in web(query="ASK { FILTER(false) }", accept="application/sparql-results+xml").text  # fmt: skip
    assert web(query="ASK {}", accept="text/csv").status_code == 406


def test_the_words_of_csv(web: Web) -> None:
    """As RFC 4180 has them."""
    words = web(url="/sparql?format=csv", query="SELECT ?x { VALUES ?x { 'a,\"b' UNDEF 1 } }")
    assert words.content == b'x\r\n"a,""b"\r\n\r\n1\r\n'


def test_a_query_may_be_posted(web: Web) -> None:
    """As a form, or as it is; parameters stand in the address or in the form."""
    form = f"query={quote(ROWS)}&format=csv".encode()
    assert web("POST", body=form, headers=FORM).text.count("\n") == 3
    assert web("POST", "/sparql?format=csv", body=ROWS.encode(), headers=DIRECT).text.count("\n") == 3
    charset = {"Content-Type": 'Application/SPARQL-query; charset="UTF-8"'}
    assert (
        web("POST", "/sparql/?format=csv", body="ASK { ?s ?p 'é' }".encode(), headers=charset).status_code
        == 406
    )


def test_a_dataset(web: Web) -> None:
    """Is chosen beside the query, among the graphs of the store."""
    (first, _) = [row["s"]["value"] for row in web(query=ROWS).json()["results"]["bindings"]]
    every = "SELECT ?s { ?s a peel:Report }"
    assert web(url=f"/sparql?format=csv&default-graph-uri={quote(first)}", query=every).text.count("\n") == 2
    assert (
        web(url="/sparql?format=csv&default-graph-uri=http://127.0.0.1:9/", query=every).text.count("\n") == 1
    )
    assert web(url="/sparql?default-graph-uri=file:///etc/passwd", query=every).status_code == 403


def test_relative_addresses(web: Web) -> None:
    """Are taken from the endpoint's."""
    said = web(query="CONSTRUCT { <a> <b> 1 } WHERE {}", accept="application/n-triples").text
    assert said.startswith("<http://127.0.0.1/a> <http://127.0.0.1/b> ")


@pytest.mark.parametrize(
    ("status", "words", "request_"),
    [
        (400, "no SPARQL query", {"query": "SELECT {"}),
        (400, "no SPARQL query", {"query": "reports-and-dates"}),
        (400, "no SPARQL query", {"query": ""}),
        (400, "one query is wanted", {"url": "/sparql?query=ASK{}&query=ASK{}"}),
        (400, "one query is wanted", {"method": "POST", "url": "/sparql?query=ASK{}", "body": b"ASK{}", "headers": DIRECT}),
        (400, "one query is wanted", {"method": "POST", "body": b"", "headers": FORM}),
        (400, "no form in UTF-8", {"url": "/sparql?query=%FF"}),
        (400, "not in UTF-8", {"method": "POST", "body": b"ASK { ?s ?p '\xff' }", "headers": DIRECT}),
        (400, "known are json", {"url": "/sparql?format=exe", "query": "ASK {}"}),
        (400, "or too many", {"url": "/sparql?query=ASK{}" + "&x=1" * 1_000}),
        (403, "SERVICE is refused", {"query": "ASK { SERVICE <http://127.0.0.1:9/> {} }"}),
        (403, "FROM <file", {"query": "ASK FROM <file:///etc/passwd> {}"}),
        (403, "this graph is only read", {"query": "DROP ALL"}),
        (403, "updates are refused", {"url": "/sparql?update=DROP+ALL"}),
        (403, "updates are refused", {"method": "POST", "body": b"update=DROP+ALL", "headers": FORM}),
        (403, "updates are refused", {"method": "POST", "body": b"DROP ALL", "headers": {"Content-Type": "application/sparql-update"}}),
        (403, "updates are refused", {"url": "/sparql?using-graph-uri=http://x", "query": "ASK {}"}),
        (406, "application/sparql-results+json", {"query": "ASK {}", "accept": "image/png"}),
        (406, "text/turtle", {"accept": "image/png"}),
        (415, "not as text/plain", {"method": "POST", "body": b"query=ASK{}", "headers": {"Content-Type": "text/plain"}}),
        (415, "not as nothing", {"method": "POST", "body": b"ASK {}"}),
        (415, "in UTF-8", {"method": "POST", "body": b"ASK {}", "headers": {"Content-Type": "application/sparql-query; charset=utf-16"}}),
        (413, "more than 256 kB", {"method": "POST", "body": b"#" * (LARGEST + 1), "headers": DIRECT}),
        (405, "PUT is not done here", {"method": "PUT", "body": b"ASK {}", "headers": DIRECT}),
        (405, "DELETE is not done here", {"method": "DELETE"}),
    ],
)  # fmt: skip
def test_refusals(status: int, words: str, request_: dict[str, object], web: Web) -> None:
    """Each has its status, and one line of plain text."""
    response = web(**request_)  # type: ignore[arg-type]
    assert response.status_code == status, response.text
    assert words in response.text and response.text.count("\n") == 1
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert ("allow" in response.headers) == (status == 405)


def test_a_body_without_a_length(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is read no further than it may be long, and waited for no longer."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"#" * 65_536

    assert web("POST", body=endless(), headers=DIRECT).status_code == 413
    monkeypatch.setattr(protocol, "_PATIENCE", 0.1)

    async def late() -> AsyncIterator[bytes]:
        yield b"ASK"
        await anyio.sleep(5)
        yield b"{}"

    assert web("POST", body=late(), headers=DIRECT).status_code == 408


def test_a_limit_is_named(gate: Gate) -> None:
    """Before the first byte of an answer, and with the time to wait."""
    with Gate(gate.folder, limits=Limits(seconds=1), workers=1) as short:
        response = Web(Starlette(routes=routes(short)))(query=SLOW)
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert response.text.startswith("time: the query takes longer than 1 s")


def test_head_is_get_without_a_body(web: Web) -> None:
    """With the same headers."""
    get, head = web(query=ROWS), web("HEAD", query=ROWS)
    assert head.content == b"" and get.content
    assert head.headers == get.headers


def test_the_description_of_the_service(web: Web) -> None:
    """Is there for programs that ask nothing; a page for people."""
    for accept in (None, "*/*", "text/turtle", "text/turtle, text/html;q=0.9"):
        response = web(accept=accept)
        assert response.headers["content-type"].startswith("text/turtle")
        said = {(t.predicate.value.rpartition("#")[2], t.object.value) for t in (q.triple for q in ox.parse(response.content, format=ox.RdfFormat.TURTLE)) if isinstance(t.object, ox.NamedNode)}  # fmt: skip
        assert ("endpoint", "http://127.0.0.1/sparql") in said
        assert ("seeAlso", "http://127.0.0.1/.well-known/void") in said
        assert ("feature", "http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph") in said
    assert web(url="/sparql?format=rdfxml").headers["content-type"] == "application/rdf+xml"
    browser = web(accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert "<title>Ask</title>" in browser.text


def test_other_origins(gate: Gate, web: Web) -> None:
    """May read what they ask where that is wanted, and nowhere else; never with anybody's credentials."""
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    for method in ("GET", "OPTIONS"):
        closed = web(method, query="ASK {}", headers=asked)
        assert not any(name.startswith("access-control") for name in closed.headers)
    opened = Web(Starlette(routes=routes(gate, cors="*")))("OPTIONS", headers=asked)
    assert (opened.status_code, opened.headers["access-control-allow-origin"]) == (204, "*")
    assert "access-control-allow-credentials" not in opened.headers


@given(st.text(st.sampled_from("a/*;q=0.9, \t\"'"), max_size=40))
def test_any_header_has_a_meaning(accept: str) -> None:
    """And none breaks it."""
    assert preferred(accept, ["a/a", "b/b"]) in ("a/a", "b/b", None)
    assert all(0 <= one.quality <= 1 for one in ranges(accept))


def test_json_is_passed_on_whole(web: Web) -> None:
    """With all its signs."""
    odd = "</script>\u2028\u202e\\u0022"
    (row,) = json.loads(web(query=f"SELECT ('''{odd[:-6]}''' AS ?x) {{}}").content)["results"]["bindings"]
    assert row["x"]["value"] == odd[:-6]


def test_nothing_is_written(gate: Gate, web: Web, tmp_path: Path) -> None:
    """The graph is as it was, whatever is asked."""
    before = web(query="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").content
    for body in (b"update=INSERT+DATA+%7B%3Ca:b%3E+%3Ca:c%3E+1%7D", b"query=LOAD+%3Chttp://x%3E"):
        assert web("POST", body=body, headers=FORM).status_code == 403
    assert web(query="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").content == before
