"""What is known of a graph that is to be published: of which reports it was made, by what, under which licences."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.iris import Iris
from kg.network import ATTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import QuerySolution

    from kg.store import Graph

TITLE: Final = "PEEL inspections as a knowledge graph"
OGL: Final = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
MIT: Final = "https://opensource.org/license/mit"
NAMES: Final["Mapping[str, tuple[str, str]]"] = {
    OGL: ("Open Government Licence v3.0", "Use for any purpose, with acknowledgement of the source."),
    MIT: ("MIT License", "Use for any purpose, with the copyright notice."),
}
"""Licences by their names, and what they ask in short."""
RIGHTS: Final = (
    "The sentences of the reports and the wording of the inspection questions are Crown copyright. "
    f"{ATTRIBUTION} The vocabularies and all else are the project's own, under the MIT License."
)
DECIDED: Final = "What was read is here as people decided on it: what they rejected is gone, what they corrected says what they say."

_ONTOLOGY: Final = """
    SELECT ?iri ?title ?version ?number ?licence ?creator ?name WHERE {
        ?iri a owl:Ontology ; dcterms:title ?title ; owl:versionIRI ?version ; owl:versionInfo ?number ;
            dcterms:license ?licence ; dcterms:creator ?creator .
        ?creator rdfs:label ?name .
    } ORDER BY ?iri LIMIT 1
"""
_REPORTS: Final = """
    SELECT ?iri ?label ?year ?sha256 ?title ?source ?licence ?modified ?issued WHERE {
        ?iri a peel:Report ; rdfs:label ?label ; peel:inspectionYear ?year ; peel:sha256 ?sha256 .
        OPTIONAL { ?iri dcterms:title ?title }
        OPTIONAL { ?iri dcterms:source ?source }
        OPTIONAL { ?iri dcterms:license ?licence }
        OPTIONAL { ?iri dcterms:modified ?modified }
        OPTIONAL { ?iri dcterms:issued ?issued }
    } ORDER BY ?iri
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A report of which a graph was made; what it does not tell is empty."""

    iri: str
    label: str
    year: str
    sha256: str
    title: str
    source: str
    licence: str
    modified: str
    issued: str

    @property
    def name(self) -> str:
        """Its title, or what it is about."""
        return self.title or self.label

    @property
    def day(self) -> str:
        """The newest day that it tells of itself."""
        return max(self.modified, self.issued)


@dataclass(frozen=True, slots=True)
class Ontology:
    """The ontology with which a graph was made."""

    iri: str
    title: str
    version: str
    """The IRI of its version."""
    number: str
    licence: str
    creator: str
    name: str
    """That of its creator."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a graph."""

    iris: Iris
    content: str
    """SHA-256 that stands for all its quads."""
    engine: str
    vocabulary: str
    """SHA-256 of its vocabularies."""
    additions: str
    """SHA-256 of what a user added to the vocabularies, or nothing."""
    decisions: str
    """SHA-256 of what people decided, or nothing."""
    ontology: Ontology
    reports: tuple[Source, ...]
    issued: str
    """The day on which it is published, where the user says it."""

    @property
    def version(self) -> str:
        """The version of what made it, and what it holds: another graph has another one."""
        return f"{self.engine}+{self.content[:16]}"

    @property
    def iri(self) -> str:
        """The dataset in any version."""
        return self.iris.of("dataset")

    def part(self, *names: str) -> str:
        """This version of the dataset, or a part of it."""
        return self.iris.of("dataset", self.content[:16], *names)

    @property
    def modified(self) -> str:
        """The newest day of a report; nothing, where none tells one."""
        return max((report.day for report in self.reports), default="")

    @property
    def years(self) -> tuple[str, str] | None:
        """The first and the last year of an inspection."""
        years = [report.year for report in self.reports]
        return (min(years), max(years)) if years else None

    @property
    def day(self) -> str:
        """The day of publication, or else the newest of a report."""
        return self.issued or self.modified


def about(graph: "Graph", issued: str = "") -> About:
    """What is known of a graph that is published. Raises UsageError where neither user nor reports tell a day."""
    found = known(graph, issued)
    if not found.day:
        raise UsageError("no report of the graph tells a date; say the day of publication with --issued")
    return found


def known(graph: "Graph", issued: str = "") -> About:
    """What is known of a graph."""
    manifest = graph.manifest
    (ontology,) = [Ontology(**_told(row, Ontology)) for row in graph.select(_ONTOLOGY)]
    return About(
        graph.iris,
        manifest.view,
        manifest.engine,
        manifest.vocabulary,
        manifest.additions,
        manifest.decisions,
        ontology,
        tuple(Source(**_told(row, Source)) for row in graph.select(_REPORTS)),
        issued,
    )


def _told(row: "QuerySolution", into: type) -> dict[str, str]:
    """A row by the names of its columns; what is unbound is empty."""
    return {name: row[name].value if row[name] is not None else "" for name in into.__slots__}  # type: ignore[attr-defined]
