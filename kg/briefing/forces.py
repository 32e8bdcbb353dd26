"""The force that a user names."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from kg.briefing.facts import Report, reports_of
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store import Graph

_FORCES: Final = """
SELECT ?force ?name ?short
WHERE {
    ?force a peel:PoliceForce ;
        skos:prefLabel ?name ;
        peel:shortName ?short .
}
"""
_NAMED: Final = 6
"""How many forces a message names."""


@dataclass(frozen=True, slots=True)
class Force:
    """A force on which a graph has reports."""

    iri: str
    slug: str
    name: str
    short: str
    reports: tuple[Report, ...]


def force_named(graph: "Graph", words: str) -> Force:
    """The force of that slug, name or IRI, whatever its capitals. Raises UsageError where there is none, or no report on it."""
    known = {row["force"].value: (row["name"].value, row["short"].value) for row in graph.select(_FORCES)}
    wanted = " ".join(words.split()).casefold()
    for name, (label, short) in sorted(known.items()):
        slug = graph.iris.slug(name)
        if wanted in (name.casefold(), slug, label.casefold(), short.casefold(), f"force/{slug}"):
            reports = reports_of(graph, name)
            if not reports:
                raise UsageError(f"the graph has no report on {label}; it {_reported(graph)}")
            return Force(name, slug, label, short, reports)
    slugs = sorted(graph.iris.slug(name) for name in known)
    near = get_close_matches(wanted.replace(" ", "-"), slugs, 3, 0.5)
    raise UsageError(
        f"no force named {words!r}; "
        + (f"did you mean {' or '.join(near)}?" if near else f"the graph {_reported(graph)}")
    )


def _reported(graph: "Graph") -> str:
    slugs = sorted({entry.force for entry in graph.manifest.reports})
    more = " …" if len(slugs) > _NAMED else ""
    return f"has reports on {', '.join(slugs[:_NAMED])}{more}"
