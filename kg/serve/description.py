"""What the endpoint says of itself: SPARQL 1.1 Service Description."""

from typing import Final

import pyoxigraph as ox

from kg.namespaces import PREFIXES, RDF, RDFS, VOID
from kg.terms import iri, text

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)


def description(endpoint: str, void: str, format: ox.RdfFormat) -> bytes:
    """The description of the service at an address; `void` is that of what it holds."""
    service, dataset, graph = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("graph")
    said: list[tuple[ox.BlankNode, str, ox.NamedNode | ox.BlankNode | ox.Literal]] = [
        (service, f"{RDF}type", iri(f"{SD}Service")),
        (service, f"{RDFS}label", text("The graph of police inspection reports, read-only", "en")),
        (service, f"{SD}endpoint", iri(endpoint)),
        (service, f"{SD}supportedLanguage", iri(f"{SD}SPARQL11Query")),
        (service, f"{SD}feature", iri(f"{SD}UnionDefaultGraph")),
        *((service, f"{SD}resultFormat", iri(_FORMATS + name)) for name in _RESULTS),
        (service, f"{SD}defaultDataset", dataset),
        (service, f"{RDFS}seeAlso", iri(void)),
        (dataset, f"{RDF}type", iri(f"{SD}Dataset")),
        (dataset, f"{SD}defaultGraph", graph),
        (dataset, f"{RDFS}seeAlso", iri(void)),
        (graph, f"{RDF}type", iri(f"{SD}Graph")),
        (graph, f"{RDF}type", iri(f"{VOID}Dataset")),
    ]
    triples = (ox.Triple(subject, iri(property_), value) for subject, property_, value in said)
    return ox.serialize(triples, format=format, prefixes=PREFIXES | {"sd": SD, "void": VOID}) or b""
