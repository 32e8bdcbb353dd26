"""Writes a graph in the formats of RDF. The same graph gives the same bytes."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError, ParserCreate

import pyoxigraph as ox

from kg.errors import UsageError
from kg.turtle import Said, in_order, trig, turtle

if TYPE_CHECKING:
    from kg.store import Graph

FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_MERGED: Final = frozenset({"turtle", "rdfxml"})
"""Formats without named graphs: they get the union."""
_Name = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def export(graph: "Graph", format: str) -> bytes:
    """The whole graph in a format: `turtle` and `rdfxml` give the union of the named graphs, the others keep them."""
    return serialise(graph.store, format, base=graph.iris.base)


def serialise(quads: "ox.Store | Iterable[ox.Quad | ox.Triple]", format: str, *, base: str) -> bytes:
    """Quads or triples as bytes of a format, grouped by subject, types first. Raises UsageError for an unknown format."""
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    store = quads if isinstance(quads, ox.Store) else _stored(quads)
    graphs = graphs_of(store)
    if format in _MERGED:
        graphs = [(ox.DefaultGraph(), [line for _, lines in graphs for line in lines])]
    said = [(name, in_order(lines)) for name, lines in graphs]
    if format == "turtle":
        return turtle(said[0][1], base)
    if format == "trig":
        return trig(((_token(name), one) for name, one in said), base)
    data = ox.serialize(_quads(said), format=FORMATS[format])
    assert isinstance(data, bytes)
    if format == "rdfxml":
        # A reader of XML takes a bare carriage return for a line feed; the engine writes it bare.
        data = data.replace(b"\r", b"&#xD;")
        _require_xml(data)
    return data if data.endswith(b"\n") else data + b"\n"


def _require_xml(data: bytes) -> None:
    """Raises UsageError where the engine wrote what no reader of XML takes, which it does without a word."""
    try:
        ParserCreate(namespace_separator=" ").Parse(data, True)
    except ExpatError as error:
        raise UsageError(
            f"RDF/XML has no way to write this: a property that ends in no name, or a control character ({error}); take another format"
        ) from error


def _stored(statements: Iterable[ox.Quad | ox.Triple]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(s if isinstance(s, ox.Quad) else ox.Quad(*s) for s in statements)
    return store


def graphs_of(store: ox.Store) -> list[tuple[_Name, list[bytes]]]:
    """The graphs of a store that hold anything, the default graph first, as lines of N-Triples."""
    names: list[_Name] = [ox.DefaultGraph(), *sorted(store.named_graphs(), key=str)]
    dumped = ((name, store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name)) for name in names)
    return [(name, data.split(b"\n")[:-1]) for name, data in dumped if data]


def _token(name: _Name) -> bytes:
    return b"" if isinstance(name, ox.DefaultGraph) else str(name).encode()


def _quads(graphs: Iterable[tuple[_Name, Iterable[Said]]]) -> Iterator[ox.Quad]:
    """What lines say, in their order."""
    for name, said in graphs:
        lines = b"".join(b"%s %s\n" % (subject, rest) for subject, rests in said for rest in rests)
        for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, name)
