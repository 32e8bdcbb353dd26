"""Pages about things of every other kind: what is said of them, and by what they are named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.namespaces import DCTERMS, OA, PEEL, PROV, RDF, RDFS, SKOS
from kg.pages.page import Page
from kg.pages.source import Source
from kg.terms import Term

_SHOWN: Final = 60
"""How many values of a property, or things that name this one, are shown."""
_NAMES: Final = frozenset((SKOS + "prefLabel", RDFS + "label", DCTERMS + "title"))
_WORDS: Final = {
    PEEL + "evidence": "evidence",
    RDF + "type": "kind",
    SKOS + "altLabel": "also called",
    SKOS + "broader": "broader",
    SKOS + "definition": "definition",
    SKOS + "inScheme": "list",
    PROV + "wasDerivedFrom": "report",
    OA + "hasSource": "stands in",
}


@dataclass(frozen=True, slots=True)
class Property:
    """A property with some of its values, or of the things that have this one as its value."""

    name: str
    iri: str
    values: tuple[Term, ...]
    left: int
    """How many more there are."""


def thing(source: Source, iri: str) -> Page:
    """A page about a thing of any kind."""
    values = {
        "said": _properties(source, source.said(iri)),
        "linking": _properties(
            source,
            {name: tuple(map(ox.NamedNode, subjects)) for name, subjects in source.linking(iri).items()},
        ),
        "triples": source.triples(iri),
    }
    return Page("thing.html", source.name(iri), values, about=iri)


def _properties(source: Source, said: Mapping[str, tuple[Term, ...]]) -> tuple[Property, ...]:
    return tuple(
        Property(word_for(source, name), name, values[:_SHOWN], max(0, len(values) - _SHOWN))
        for name, values in said.items()
        if name not in _NAMES
    )


def word_for(source: Source, property_: str) -> str:
    """What people call a property."""
    return _WORDS.get(property_) or source.name(property_)
