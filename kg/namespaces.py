"""The namespaces of the graph: the only list of them. Prefixes in files that people read follow it."""

from typing import Final

HOME: Final = "https://w3id.org/peel-kg/"
"""The address of the project."""
PEEL: Final = "https://w3id.org/peel-kg/ontology#"
ID: Final = "https://w3id.org/peel-kg/id/"
"""The default base of individuals; `kg.iris.Iris` mints under this or another base."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
ORG: Final = "http://www.w3.org/ns/org#"
SCHEMA: Final = "https://schema.org/"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SPDX: Final = "http://spdx.org/rdf/terms#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
SH: Final = "http://www.w3.org/ns/shacl#"
SHAPES: Final = "https://w3id.org/peel-kg/shapes#"

PREFIXES: Final = {
    "peel": PEEL,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "oa": OA,
    "org": ORG,
    "schema": SCHEMA,
}
"""Prefixes of exports, in the order in which they are declared."""

CATALOGUE: Final = PREFIXES | {"dcat": DCAT, "foaf": FOAF, "spdx": SPDX, "void": VOID}
"""Prefixes of the description of a dataset."""
