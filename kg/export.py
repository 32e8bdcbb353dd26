"""Writes a graph in the formats of RDF. The same graph gives the same bytes."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

import pyoxigraph as ox

from kg.errors import UsageError
from kg.namespaces import PREFIXES, RDF

if TYPE_CHECKING:
    from kg.store import Graph

FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_MERGED = frozenset({"turtle", "rdfxml"})
"""Formats without named graphs: they get the union."""
_NUMBER = re.compile(r"(?<=[/-])([0-9]+)(?=[/-]|$)")
_PREFIX = re.compile(rb"^@prefix (\w+): <[^>]*>", re.MULTILINE)
_STRING_OR_FAR = re.compile(rb'"(?:[^"\\]|\\.)*"|<(/[^>]*)>')
_TYPE = ox.NamedNode(RDF + "type")


def export(graph: "Graph", format: str) -> bytes:
    """The whole graph in a format: `turtle` and `rdfxml` give the union of the named graphs, the others keep them."""
    return serialise(graph.quads(), format, base=graph.iris.base)


def serialise(quads: Iterable[ox.Quad | ox.Triple], format: str, *, base: str) -> bytes:
    """Quads or triples as bytes of a format, grouped by subject, types first. Raises UsageError for an unknown format."""
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; known are {', '.join(FORMATS)}")
    merged = format in _MERGED
    statements = {q.triple if merged and isinstance(q, ox.Quad) else q for q in quads}
    ordered = sorted(statements, key=_order)
    short = format in ("turtle", "trig")
    data = ox.serialize(
        ordered,  # type: ignore[arg-type]
        format=FORMATS[format],
        prefixes=PREFIXES if short else None,
        base_iri=base if short else None,
    )
    assert isinstance(data, bytes)
    return (
        _pleasant(data, base)
        if format in ("turtle", "trig")
        else data
        if data.endswith(b"\n")
        else data + b"\n"
    )


def _order(statement: ox.Quad | ox.Triple) -> tuple[object, ...]:
    graph = str(statement.graph_name) if isinstance(statement, ox.Quad) else ""
    subject = getattr(statement.subject, "value", "")
    return (
        graph,
        _natural(subject),
        statement.predicate != _TYPE,
        str(statement.predicate),
        str(statement.object),
    )


def _natural(iri: str) -> tuple[tuple[int, str], ...]:
    """Numbers in an IRI in the order of their size: passage 73 before passage 120."""
    return tuple((int(part) if part.isdecimal() else -1, part) for part in _NUMBER.split(iri))


def _pleasant(turtle: bytes, base: str) -> bytes:
    """With an empty line before each subject, and with prefixes and addresses of other sites in full.

    The serialiser writes one subject to a line, and shortens against the base whatever shares its scheme or host.
    """
    turtle = _PREFIX.sub(lambda m: b"@prefix %s: <%s>" % (m[1], PREFIXES[m[1].decode()].encode()), turtle)
    turtle = _STRING_OR_FAR.sub(
        lambda m: b"<%s>" % urljoin(base, m[1].decode()).encode() if m[1] else m[0], turtle
    )
    lines = turtle.split(b"\n")
    starts = (b"<", b"_:", *tuple(prefix.encode() + b":" for prefix in PREFIXES))
    return b"\n".join(b"\n" + line if line.startswith(starts) else line for line in lines)
