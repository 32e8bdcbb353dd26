"""Things as linked data: what is said of each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.export import serialise
from kg.namespaces import OA, PEEL, PROV
from kg.terms import iri

if TYPE_CHECKING:
    from kg.store import Graph

TYPES: Final = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""The media type of each form, by the end of a name."""
_WRITTEN: Final = {"ttl": "turtle", "jsonld": "jsonld", "nt": "nquads", "rdf": "rdfxml"}
_MOST: Final = 10_000
"""How many statements that name a thing are told with it."""


def data(graph: "Graph", thing: str, suffix: str) -> bytes:
    """What a graph says of a thing as RDF; of a report, its whole graph. Raises KeyError for a form that there is not."""
    return serialise(described(graph, thing), _WRITTEN[suffix], base=graph.iris.base)


def described(graph: "Graph", thing: str) -> list[ox.Triple]:
    """What is said of a thing, with the passages on which it rests, and which statements name it."""
    store, name = graph.store, iri(thing)
    said = set(_triples(store.quads_for_pattern(None, None, None, name)))
    said |= set(_triples(store.quads_for_pattern(name, None, None)))
    for property_ in (PEEL + "evidence", OA + "hasSelector"):
        for node in [triple.object for triple in said if triple.predicate.value == property_]:
            if isinstance(node, ox.NamedNode):
                said |= set(_triples(store.quads_for_pattern(node, None, None)))
    naming = sorted(_triples(store.quads_for_pattern(None, None, name)), key=str)
    return [
        *said,
        *(triple for triple in naming[:_MOST] if triple.predicate.value != PROV + "wasDerivedFrom"),
    ]


def _triples(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    return (quad.triple for quad in quads)


def link_header(places: Mapping[str, str]) -> str:
    """The header `Link` that names the other forms of a page."""
    return ", ".join(
        f'<{where}>; rel="alternate"; type="{TYPES[suffix]}"' for suffix, where in places.items() if where
    )
