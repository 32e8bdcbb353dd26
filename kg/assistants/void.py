"""The description of a graph in VoID, counted through the gate."""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kg.gate import Gate
from kg.namespaces import CATALOGUE, DCTERMS, HOME, RDF, VOID
from kg.terms import iri, text, typed

_WHOLE: Final = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties) WHERE { ?s ?p ?o }
"""
_CLASSES: Final = """
SELECT ?class (COUNT(DISTINCT ?one) AS ?entities) WHERE { ?one a ?class } GROUP BY ?class ORDER BY ?class
"""
_PROPERTIES: Final = """
SELECT ?property (COUNT(*) AS ?triples) WHERE { ?s ?property ?o } GROUP BY ?property ORDER BY ?property
"""
_DATASET: Final = iri(f"{HOME}id/graph")


def void(gate: Gate) -> str:
    """The description, in Turtle."""
    said = ox.serialize(_said(gate), format=ox.RdfFormat.TURTLE, prefixes=CATALOGUE) or b""
    return said.decode()


def _said(gate: Gate) -> Iterator[ox.Triple]:
    yield ox.Triple(_DATASET, iri(f"{RDF}type"), iri(f"{VOID}Dataset"))
    yield ox.Triple(_DATASET, iri(f"{DCTERMS}title"), text("What PEEL reports say of police forces", "en"))
    (counts,) = gate.ask(_WHOLE)
    for property_, name in (
        ("triples", "triples"),
        ("subjects", "distinctSubjects"),
        ("properties", "properties"),
    ):
        yield ox.Triple(_DATASET, iri(VOID + name), typed(counts[property_], "integer"))
    yield from _parts(gate, _CLASSES, "classPartition", "class", "entities")
    yield from _parts(gate, _PROPERTIES, "propertyPartition", "property", "triples")


def _parts(gate: Gate, sparql: str, partition: str, about: str, counted: str) -> Iterator[ox.Triple]:
    for number, row in enumerate(gate.ask(sparql)):
        part = ox.BlankNode(f"{about}{number}")
        yield ox.Triple(_DATASET, iri(VOID + partition), part)
        yield ox.Triple(part, iri(VOID + about), iri(row[about]))
        yield ox.Triple(part, iri(VOID + counted), typed(row[counted], "integer"))
