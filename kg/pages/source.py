"""A graph as its pages ask it: what many pages need is found once and kept."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.briefing.brief import brief
from kg.briefing.facts import ACTIONS, Fact, Report, facts_of, reports_of
from kg.namespaces import PEEL, RDF
from kg.network import Network, network
from kg.terms import Term, iri

if TYPE_CHECKING:
    from kg.store import Graph

_NAMES: Final = """
SELECT ?thing ?name ?place WHERE {
    { ?thing skos:prefLabel ?name BIND(1 AS ?place) }
    UNION
    { ?thing rdfs:label ?name BIND(2 AS ?place) }
    UNION
    { ?thing dcterms:title ?name BIND(3 AS ?place) }
}
"""
_CALLED: Final = """
SELECT DISTINCT ?thing ?name WHERE { ?thing skos:prefLabel|skos:altLabel|peel:shortName|rdfs:label|dcterms:title ?name }
"""
_SEARCHED: Final = {
    "force": "Forces",
    "body": "Bodies",
    "threat": "Threats",
    "topic": "Topics",
    "report": "Reports",
    "question": "Questions of the inspections",
    "partner-kind": "Kinds of partner",
    "candidate": "Bodies that await a decision",
}
_KEPT: Final = 64
"""How many forces are kept in brief, and of how many things the statements that name them."""
KINDS: Final = {
    "strength": "Strengths",
    "weakness": "Weaknesses",
    "action": "What must improve",
    "judgement": "Judgements",
    "partnership": "Partnerships",
    "practice": "Practices",
}
"""The kinds of statement, and the heading of each."""
_CLASSES: Final = {
    **{PEEL + kind: "action" for kind in ACTIONS},
    PEEL + "Judgement": "judgement",
    PEEL + "Partnership": "partnership",
    PEEL + "Practice": "practice",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement as lists count it."""

    statement: str
    report: Report
    force: str
    kind: str
    """One of `KINDS`."""


class Source:
    """A graph with what its pages ask again and again. Several threads may ask at once."""

    def __init__(self, graph: "Graph") -> None:
        self.graph: Final = graph
        self.base: Final = graph.iris.base
        self.brief: Final = lru_cache(_KEPT)(partial(brief, graph))
        """A force in brief, by its IRI. Raises UsageError where there is no report on it."""
        self.entries: Final = lru_cache(_KEPT)(self._entries)
        """The statements that name a thing by a property, those of the latest reports first."""
        self.counts: Final = lru_cache(_KEPT)(self._counts)
        """How many things have each value of a property."""

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of everything that has one: the preferred label, else another label or the title."""
        found: dict[str, tuple[str, str]] = {}
        for row in self.graph.select(_NAMES):
            thing, name = row["thing"].value, (row["place"].value, row["name"].value)
            found[thing] = min(name, found.get(thing, name))
        return {thing: name for thing, (_, name) in found.items()}

    @cached_property
    def reports(self) -> Mapping[str, Report]:
        """The reports by their IRI, the oldest first."""
        return {report.iri: report for report in reports_of(self.graph)}

    @cached_property
    def forces(self) -> Mapping[str, tuple[Report, ...]]:
        """The forces on which there are reports, by IRI in the order of their names, with these reports."""
        told: defaultdict[str, list[Report]] = defaultdict(list)
        for entry in self.graph.manifest.reports:
            told[self.graph.iris.of("force", entry.force)].append(self.reports[entry.iri])
        return {force: tuple(sorted(told[force])) for force in sorted(told, key=self.name)}

    @cached_property
    def network(self) -> Network:
        """The network of partnerships."""
        return network(self.graph)

    def name(self, thing: str) -> str:
        """The name of a thing; what its IRI ends with, where it has none."""
        return self.names.get(thing) or thing.replace("#", "/").rstrip("/").rpartition("/")[2]

    def facts(self, statements: Iterable[str]) -> tuple[Fact, ...]:
        """Statements, in the order of year, report and place."""
        return facts_of(self.graph, statements, self.reports)

    def said(self, thing: str) -> Mapping[str, tuple[Term, ...]]:
        """What the graph says of a thing, by property."""
        said: defaultdict[str, set[Term]] = defaultdict(set)
        for quad in self.graph.store.quads_for_pattern(iri(thing), None, None):
            if not isinstance(quad.object, ox.Triple):
                said[quad.predicate.value].add(quad.object)
        return {property_: tuple(sorted(said[property_], key=str)) for property_ in sorted(said)}

    def linking(self, thing: str, property_: str | None = None) -> Mapping[str, tuple[str, ...]]:
        """What says something of a thing, by property: the IRIs of the subjects."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        about = iri(property_) if property_ else None
        for quad in self.graph.store.quads_for_pattern(None, about, iri(thing)):
            if isinstance(quad.subject, ox.NamedNode):
                found[quad.predicate.value].add(quad.subject.value)
        return {name: tuple(sorted(found[name])) for name in sorted(found)}

    def subjects(self, property_: str, thing: str) -> tuple[str, ...]:
        """What has a thing as the value of a property."""
        return self.linking(thing, property_).get(property_, ())

    def values(self, thing: str, property_: str) -> tuple[str, ...]:
        """The values of a property of a thing: IRIs, or words."""
        quads = self.graph.store.quads_for_pattern(iri(thing), iri(property_), None)
        return tuple(sorted({quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple)}))

    def triples(self, graph: str) -> int:
        """How many triples the graph of a name holds."""
        return sum(1 for _ in self.graph.store.quads_for_pattern(None, None, None, iri(graph)))

    def kinds(self, thing: str) -> frozenset[str]:
        """The classes of a thing."""
        return frozenset(self.values(thing, RDF + "type"))

    def holds(self, thing: str) -> bool:
        """Whether the graph says anything of a thing, or by it, or in the graph of that name."""
        try:
            term = iri(thing)
        except ValueError:
            return False
        store = self.graph.store
        patterns = (term, None, None), (None, None, term), (None, None, None, term)
        return any(next(store.quads_for_pattern(*pattern), None) for pattern in patterns)

    def _entries(self, property_: str, thing: str) -> tuple[Entry, ...]:
        return self.latest_first(self.subjects(property_, thing), self._kind)

    def latest_first(
        self, statements: Iterable[str], kind: Callable[[str], str] = lambda _: ""
    ) -> tuple[Entry, ...]:
        """Statements as lists count them, those of the latest reports first, then by force and report; `kind` finds that of each."""
        found = []
        for statement in statements:
            report = self.reports.get(statement.partition("/statement/")[0])
            if report:
                force = self.forces_of_reports[report.iri]
                found.append(Entry(statement, report, force, kind(statement)))
        return tuple(
            sorted(
                found, key=lambda one: (-one.report.year, self.name(one.force), one.report.iri, one.statement)
            )
        )

    def _kind(self, statement: str) -> str:
        kinds = (_CLASSES[name] for name in sorted(self.kinds(statement)) if name in _CLASSES)
        sides = (side.rpartition("/")[2] for side in self.values(statement, PEEL + "polarity"))
        return next(kinds, None) or next(sides, "")

    def _counts(self, property_: str) -> Mapping[str, int]:
        quads = self.graph.store.quads_for_pattern(None, iri(property_), None)
        return Counter(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))

    @cached_property
    def forces_of_reports(self) -> Mapping[str, str]:
        """The force of each report."""
        return {report.iri: force for force, reports in self.forces.items() for report in reports}

    @cached_property
    def working(self) -> Mapping[str, frozenset[str]]:
        """The bodies that work with forces, each with these forces."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for quad in self.graph.store.quads_for_pattern(None, iri(PEEL + "worksWith"), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                found[quad.object.value].add(quad.subject.value)
        return {body: frozenset(forces) for body, forces in found.items()}

    @cached_property
    def searched(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """What can be found by its names, in small letters: kind by kind, each name with its thing."""
        found: dict[str, list[tuple[str, str]]] = {heading: [] for heading in _SEARCHED.values()}
        for row in self.graph.select(_CALLED):
            kind = row["thing"].value.removeprefix(self.base).partition("/")[0]
            # A report's statements, and its passages, are not found by name.
            if kind in _SEARCHED and (kind != "report" or row["thing"].value in self.reports):
                found[_SEARCHED[kind]].append((row["name"].value.casefold(), row["thing"].value))
        return {heading: tuple(sorted(things)) for heading, things in found.items()}
