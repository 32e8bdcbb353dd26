"""The one place that makes RDF terms, and the only bridge between pyoxigraph's and rdflib's.

The store and the exports use pyoxigraph's terms; pyshacl and users of rdflib need rdflib's. The two
disagree on plain strings: rdflib keeps "x" and "x"^^xsd:string apart, so the bridge writes the former.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.namespaces import XSD

if TYPE_CHECKING:
    import rdflib

Term = NamedNode | BlankNode | Literal
STRING = NamedNode(XSD + "string")


def iri(value: str) -> NamedNode:
    """An IRI. Raises ValueError where `value` is none."""
    return NamedNode(value)


def text(value: str, language: str | None = None) -> Literal:
    """Words, plain or in a language."""
    return Literal(value, language=language) if language else Literal(value)


def typed(value: object, datatype: str) -> Literal:
    """A value of an XSD datatype, by its local name: `typed(2015, "gYear")`."""
    return Literal(str(value), datatype=NamedNode(XSD + datatype))


def to_rdflib(triples: Iterable[Triple | Quad]) -> "rdflib.Graph":
    """The triples as an rdflib graph; the graphs of quads are merged."""
    import rdflib

    graph = rdflib.Graph()
    made: dict[object, rdflib.term.Node] = {}

    def node(term: object) -> "rdflib.term.Node":
        found = made.get(term)
        if found is None:
            found = made[term] = rdflib_term(term)
        return found

    for triple in triples:
        graph.add((node(triple.subject), node(triple.predicate), node(triple.object)))
    return graph


def rdflib_term(term: object) -> "rdflib.term.Node":
    """One term as rdflib's."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, Literal):
        datatype = None if term.language or term.datatype == STRING else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    raise TypeError(f"no RDF term: {term!r}")
