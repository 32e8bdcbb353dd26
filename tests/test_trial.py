"""Answers of servers that are made to hurt: each ends the process that tries it, at worst, and is one line."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from servers import scripted
from test_gate import LINUX

from kg.connection import Connection
from kg.endpoint import Endpoint
from kg.errors import ServerFailed
from kg.gate import Limits
from kg.process.child import Child
from kg.trial import fault

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
LIMITS = Limits(seconds=20, memory=2**27, rows=1000)
A = "http://x/a"


def rows(*found: str, columns: str = '"s"') -> str:
    return f'{{"head":{{"vars":[{columns}]}},"results":{{"bindings":[{",".join(found)}]}}}}'


def in_json(depth: int) -> str:
    iri = f'{{"type":"uri","value":"{A}"}}'
    begin = f'{{"type":"triple","value":{{"subject":{iri},"predicate":{iri},"object":'
    return rows(f'{{"s":{begin * depth}{iri}{"}}" * depth}}}')


def in_xml(depth: int) -> str:
    iri = f"<uri>{A}</uri>"
    begin = f"<triple><subject>{iri}</subject><predicate>{iri}</predicate><object>"
    return (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head><results><result><binding name="s">'
        f"{begin * depth}{iri}{'</object></triple>' * depth}</binding></result></results></sparql>"
    )


def in_triples(depth: int) -> str:
    return f"<{A}> <{A}> {f'<<( <{A}> <{A}> ' * depth}<{A}>{' )>>' * depth} ."


def laughs(times: int) -> str:
    names = [chr(97 + number) for number in range(times)]
    said = "".join(f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in pairwise(names))
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/"'
    return f'<!DOCTYPE x [<!ENTITY a "{"a" * 99}">{said}]><rdf:RDF {rdf}><rdf:Description x:p="&{names[-1]};"/></rdf:RDF>'  # fmt: skip


PREFIX = f"@prefix : <http://x/{'x' * 500_000}> . :a :b :c0" + "".join(f",:c{n}" for n in range(1, 900)) + "."
WIDE = rows(*["{}"] * 900, columns=",".join(f'"c{number}"' for number in range(20_000)))
HURTS = [
    pytest.param(in_json(200), "rows", JSON, "triples within triples, more than 100 deep", id="deep"),
    pytest.param(in_json(8_000), "rows", JSON, "breaks its reader", id="deepest"),
    pytest.param(in_xml(200), "rows", XML, "triples within triples", id="deep XML"),
    pytest.param(in_xml(50_000), "rows", XML, "breaks its reader", id="deepest XML"),
    pytest.param(in_triples(200), "triples", "application/n-triples", "triples within triples", id="deep triples"),
    pytest.param(in_triples(50_000), "triples", "text/turtle", "breaks its reader", id="deepest triples"),
    pytest.param("[" * 100_000, "rows", JSON, "its answer is broken", id="brackets"),
    pytest.param(rows(*["{}"] * 1001), "rows", JSON, "its answer has more than 1000 rows", id="rows"),
    pytest.param("<a:a> <a:a> " + ",".join(f"<a:{n}>" for n in range(1001)) + " .", "triples", "text/turtle", "more than 1000 rows", id="triples"),
    pytest.param(laughs(4), "triples", "application/rdf+xml", None, id="some laughs"),
    pytest.param(rows("{}"), "rows", "text/csv", "its answer is broken", id="no such reader"),
    pytest.param(in_json(1), "rows", JSON, None, id="fine"),
    pytest.param('{"head":{},"boolean":true}', "rows", JSON, None, id="yes"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "media", "line"), HURTS)
def test_what_hurts_is_told(body: str, kind: str, media: str, line: str | None) -> None:
    """And what does not is fine."""
    told = fault(body.encode(), kind, media, LIMITS)
    assert told == line or (line and told and line in told and "\n" not in told and len(told) < 200)


@LINUX
@pytest.mark.parametrize(("body", "kind", "media"), [(laughs(9), "triples", "application/rdf+xml"), (PREFIX, "triples", "text/turtle"), (WIDE, "rows", JSON)], ids=["laughs", "prefix", "wide"])  # fmt: skip
def test_few_bytes_that_stand_for_many(body: str, kind: str, media: str) -> None:
    """Entities, prefixes, columns: the memory is limited."""
    assert fault(body.encode(), kind, media, LIMITS) == "its answer takes more than 128 MiB to read"


def test_one_that_takes_its_time() -> None:
    """It is ended."""
    assert fault(b"", "rows", JSON, Limits(seconds=0.01)) == "its answer takes longer than 0.01 s to read"


def test_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is read."""

    def none(*_: object, **__: object) -> Child:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(Child, "started", none)
    assert (
        fault(b"", "rows", JSON)
        == "no process can be started to read its answer (Resource temporarily unavailable)"
    )


@pytest.fixture
def way() -> Iterator[Connection]:
    with Connection() as open_:
        yield open_


@pytest.mark.parametrize(
    ("query", "media", "body"),
    [
        ("SELECT ?s { ?s ?p ?o }", JSON, in_json(8_000)),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "application/n-triples", in_triples(50_000)),
    ],
    ids=["rows", "triples"],
)
def test_who_asks_goes_on(query: str, media: str, body: str, way: Connection) -> None:
    """The program that asked reads one line, and can ask others."""
    fine = (200, {"Content-Type": JSON}, rows('{"s":{"type":"uri","value":"http://x/"}}').encode())
    told = "its answer breaks its reader .*; ask again, or for less"
    with (
        scripted(fine, (200, {"Content-Type": media}, body.encode())) as server,
        pytest.raises(ServerFailed, match=told),
    ):
        Endpoint(server.url, way).query(query)
