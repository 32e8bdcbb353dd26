"""The addresses of a store are found from one of them, as far as its kind can be told from it."""

import json

import pyoxigraph as ox
import pytest
from servers import scripted

from kg.connection import Connection
from kg.endpoint import Endpoint
from kg.errors import UsageError
from kg.triplestore import Addresses, addresses, counts

KNOWN = [
    ("http://h:7878/store", "http://h:7878/query", "http://h:7878/update", "http://h:7878/store"),  # Oxigraph
    ("http://h:7878/update", "http://h:7878/query", "http://h:7878/update", "http://h:7878/store"),
    ("http://h/sparql-graph-crud-auth", "http://h/sparql-auth", "http://h/sparql-auth", "http://h/sparql-graph-crud-auth"),  # Virtuoso
    ("http://h/sparql-auth", "http://h/sparql-auth", "http://h/sparql-auth", "http://h/sparql-graph-crud-auth"),
    ("http://h/ds/data", "http://h/ds/query", "http://h/ds/update", "http://h/ds/data"),  # Fuseki
    ("http://h/ds/update", "http://h/ds/query", "http://h/ds/update", ""),
    ("http://h/rdf4j-server/repositories/r", "http://h/rdf4j-server/repositories/r", "http://h/rdf4j-server/repositories/r/statements", "http://h/rdf4j-server/repositories/r/rdf-graphs/service"),
    ("http://h/repositories/r/rdf-graphs/service", "http://h/repositories/r", "http://h/repositories/r/statements", "http://h/repositories/r/rdf-graphs/service"),
    ("http://h/repositories/r/statements", "http://h/repositories/r", "http://h/repositories/r/statements", "http://h/repositories/r/rdf-graphs/service"),
    ("https://h:8182/sparql/gsp/", "https://h:8182/sparql", "https://h:8182/sparql", "https://h:8182/sparql/gsp/"),  # Neptune
    ("http://h:7019", "http://h:7019", "http://h:7019", "http://h:7019"),  # QLever
    ("http://h/ns/kb/sparql?x=y", "http://h/ns/kb/sparql?x=y", "http://h/ns/kb/sparql?x=y", "http://h/ns/kb/sparql?x=y"),  # Blazegraph
    ("http://h/ds/data?x=y", "http://h/ds/query?x=y", "http://h/ds/update?x=y", "http://h/ds/data?x=y"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "query", "update", "graphs"), KNOWN)
def test_known_servers(given: str, query: str, update: str, graphs: str) -> None:
    """Each by its own ways; of an unknown one all addresses are the same."""
    assert addresses(given) == Addresses(query, update, graphs)


def test_what_the_user_says_counts() -> None:
    """The options come before what the address tells."""
    found = addresses("http://h/ds/data", "http://q/", "http://u/")
    assert found == Addresses("http://q/", "http://u/", "http://h/ds/data")


def test_no_address() -> None:
    """It is named."""
    with pytest.raises(UsageError, match="localhost:7878: no address"):
        addresses("localhost:7878")


@pytest.mark.parametrize("told", ["x", "-1", "1.0", "9" * 5000, "¹", ""])
def test_what_is_no_count_counts_for_nothing(told: str) -> None:
    """A store may say what it likes."""
    graph = {"type": "uri", "value": "http://h/g"}
    row = {"graph": graph, "triples": {"type": "literal", "value": told}}
    said = {"head": {"vars": ["graph", "triples"]}, "results": {"bindings": [row]}}
    kind = {"Content-Type": "application/sparql-results+json"}
    with scripted((200, kind, json.dumps(said).encode())) as server, Connection() as way:
        assert counts(Endpoint(server.url, way), [ox.NamedNode("http://h/g")]) == {"http://h/g": 0}
