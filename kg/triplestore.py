"""Writes named graphs into a triple store, by the Graph Store Protocol or by SPARQL Update.

Both protocols offer the same three deeds: replace a graph whole, add to a graph, remove a graph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit, urlunsplit

import pyoxigraph as ox

from kg.connection import Connection, Request, checked
from kg.endpoint import Endpoint
from kg.errors import ServerFailed
from kg.sparql import values
from kg.terms import Term

N_TRIPLES: Final = "application/n-triples"
_LARGEST: Final = 2_000
"""Triples in one request of SPARQL Update: Virtuoso's compiler has no memory for 5,000."""
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_ASKED: Final = 100
"""Graphs in one question for counts, so that the question stays shorter than servers take."""
_LAYOUTS: Final = (
    # the end of an address: where that server is asked, updated, and given graphs ("" where it takes none)
    (r"^/(?:query|update|store)", "/query", "/update", "/store"),  # Oxigraph
    (r"/sparql(?:-graph-crud)?-auth", "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth"),  # Virtuoso
    (
        r"(/repositories/[^/]+)(?:/statements|/rdf-graphs/service)?",  # RDF4J, GraphDB
        r"\1",
        r"\1/statements",
        r"\1/rdf-graphs/service",
    ),
    (r"/data", "/query", "/update", "/data"),  # Fuseki
    (r"/(?:query|update)", "/query", "/update", ""),  # Fuseki, Stardog
    (r"/sparql/gsp/?", "/sparql", "/sparql", "/sparql/gsp/"),  # Neptune
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a store is asked, updated, and given graphs."""

    query: str
    update: str
    graphs: str
    """Empty where the address tells of no Graph Store Protocol."""


def addresses(url: str, query: str | None = None, update: str | None = None) -> Addresses:
    """The addresses of a store from one of them, by the ways of known servers; of others all three are the same.

    Raises UsageError where `url` is no address.
    """
    parts = urlsplit(checked(url))
    for end, *ways in _LAYOUTS:
        if re.search(end + "$", parts.path):
            found = [
                urlunsplit(parts._replace(path=re.sub(end + "$", way, parts.path))) if way else ""
                for way in ways
            ]
            break
    else:
        found = [url] * 3
    return Addresses(query or found[0], update or found[1], found[2])


class Store(Protocol):
    """A triple store into which graphs are written."""

    def replace(self, graph: ox.NamedNode, triples: bytes) -> None:
        """Puts N-Triples in place of all that a graph holds."""

    def add(self, graph: ox.NamedNode, triples: bytes) -> None:
        """Adds N-Triples to a graph."""

    def remove(self, graph: ox.NamedNode) -> None:
        """Removes a graph, if it is there."""


class GraphStore:
    """A store by the Graph Store Protocol: one request replaces a graph."""

    def __init__(self, url: str, connection: Connection) -> None:
        self._url: Final = checked(url)
        self._connection: Final = connection

    def replace(self, graph: ox.NamedNode, triples: bytes) -> None:
        """Puts N-Triples in place of all that a graph holds."""
        self._send("PUT", graph, triples)

    def add(self, graph: ox.NamedNode, triples: bytes) -> None:
        """Adds N-Triples to a graph."""
        self._send("POST", graph, triples)

    def remove(self, graph: ox.NamedNode) -> None:
        """Removes a graph, if it is there."""
        try:
            self._send("DELETE", graph)
        except ServerFailed as failure:
            if failure.status != 404:
                raise

    def _send(self, method: str, graph: ox.NamedNode, triples: bytes | None = None) -> None:
        media = "" if triples is None else N_TRIPLES
        self._connection.send(
            Request(method, self._url, {"graph": graph.value}, content=triples, media=media)
        )


class UpdateStore:
    """A store by SPARQL Update: a graph of up to 2,000 triples is replaced by one request.

    A larger one arrives in parts in a graph beside it, which then takes its place; so that a reader of the graph never finds a part
    of it. A reader of all graphs together sees what has arrived so far.
    """

    def __init__(self, url: str, connection: Connection) -> None:
        self._url: Final = checked(url)
        self._connection: Final = connection

    def replace(self, graph: ox.NamedNode, triples: bytes) -> None:
        """Puts N-Triples in place of all that a graph holds."""
        parts = list(_parts(triples))
        if len(parts) <= 1:
            self._update(_dropped(graph), *(_inserted(graph, part) for part in parts))
            return
        beside = arriving(graph)
        self._update(_dropped(beside))
        for part in parts:
            self._update(_inserted(beside, part))
        # Done twice it would leave nothing: the second time there is no graph to move.
        self._update(f"MOVE GRAPH {beside} TO GRAPH {graph}", repeatable=False)

    def add(self, graph: ox.NamedNode, triples: bytes) -> None:
        """Adds N-Triples to a graph."""
        for part in _parts(triples):
            self._update(_inserted(graph, part))

    def remove(self, graph: ox.NamedNode) -> None:
        """Removes a graph, if it is there."""
        self._update(_dropped(graph))

    def _update(self, *operations: str, repeatable: bool = True) -> None:
        form = {"update": " ;\n".join(operations)}
        self._connection.send(Request("POST", self._url, form=form, repeatable=repeatable))


def arriving(graph: ox.NamedNode) -> ox.NamedNode:
    """The graph in which the parts of a large graph arrive."""
    return ox.NamedNode(graph.value + "/arriving")


def _parts(triples: bytes) -> Iterator[str]:
    lines = triples.decode("utf-8").strip("\n").split("\n")  # a literal may hold other signs that end lines
    for start in range(0, len(lines), _LARGEST):
        yield "\n".join(lines[start : start + _LARGEST])


def _dropped(graph: ox.NamedNode) -> str:
    return f"DROP SILENT GRAPH {graph}"


def _inserted(graph: ox.NamedNode, triples: str) -> str:
    """The update that adds some N-Triples, which are written alike in SPARQL."""
    return f"INSERT DATA {{ GRAPH {graph} {{\n{triples}\n}} }}"


def counts(endpoint: Endpoint, graphs: Sequence[ox.NamedNode]) -> dict[str, int]:
    """How many triples each of some graphs has in a store."""
    found = dict.fromkeys((graph.value for graph in graphs), 0)
    for start in range(0, len(graphs), _ASKED):
        some = values("graph", graphs[start : start + _ASKED])
        rows = endpoint.rows(
            f"SELECT ?graph (COUNT(*) AS ?triples) WHERE {{ {some} GRAPH ?graph {{ ?s ?p ?o }} }} GROUP BY ?graph"
        )
        for graph, number in rows:
            if isinstance(graph, ox.NamedNode) and (known := count(number)) is not None:
                found[graph.value] = known
    return found


def count(told: Term | None) -> int | None:
    """A number that a store tells; None where it is none."""
    known = isinstance(told, ox.Literal) and _NUMBER.fullmatch(told.value)
    return int(known[0]) if known else None
