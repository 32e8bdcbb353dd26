"""The one place that makes RDF terms, and the only bridge between pyoxigraph's and rdflib's.

The store and the exports use pyoxigraph's terms; pyshacl and users of rdflib need rdflib's. The two
disagree on plain strings: rdflib keeps "x" and "x"^^xsd:string apart, so the bridge writes the former.
"""

import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.namespaces import XSD

if TYPE_CHECKING:
    import rdflib

Term = NamedNode | BlankNode | Literal
STRING = NamedNode(XSD + "string")


@lru_cache(maxsize=65536)
def iri(value: str) -> NamedNode:
    """An IRI, made once, since most are named again and again. Raises ValueError where `value` is none."""
    return NamedNode(value)


def text(value: str, language: str | None = None) -> Literal:
    """Words, plain or in a language."""
    return Literal(value, language=language) if language else Literal(value)


def typed(value: object, datatype: str) -> Literal:
    """A value of an XSD datatype, by its local name: `typed(2015, "gYear")`."""
    return Literal(str(value), datatype=iri(XSD + datatype))


def to_rdflib(triples: Iterable[Triple | Quad], into: "rdflib.Graph | None" = None) -> "rdflib.Graph":
    """The triples as an rdflib graph, or added to one; the graphs of quads are merged."""
    import rdflib

    graph = rdflib.Graph() if into is None else into
    # It logs a value that is none of its datatype with a traceback; telling of that is for validation.
    logging.getLogger("rdflib.term").disabled = True
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


def from_rdflib(graph: "rdflib.Graph") -> Iterator[Triple]:
    """The triples of an rdflib graph. Raises ValueError where one of its IRIs is none."""
    for subject, predicate, value in graph:
        about, property_ = oxigraph_term(subject), oxigraph_term(predicate)
        assert not isinstance(about, Literal)
        assert isinstance(property_, NamedNode)
        yield Triple(about, property_, oxigraph_term(value))


def oxigraph_term(term: "rdflib.term.Node") -> Term:
    """One term of rdflib's as pyoxigraph's. Raises ValueError for an IRI that is none."""
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return NamedNode(term)
    if isinstance(term, rdflib.Literal):
        if term.language or not term.datatype:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(term.datatype))
    if isinstance(term, rdflib.BNode):
        return BlankNode(term)
    raise TypeError(f"no RDF term: {term!r}")
