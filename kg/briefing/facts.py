"""Statements as values, with their words and where these stand, as a graph tells of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg.namespaces import DCTERMS, PEEL, PROV, RDF
from kg.terms import iri

if TYPE_CHECKING:
    from kg.store import Graph

ACTIONS: Final = ("AreaForImprovement", "CauseOfConcern", "Recommendation", "RequiredAction")
"""The kinds of what a force must do."""
_KINDS: Final = frozenset({"Judgement", "Finding", "Practice", "Partnership", *ACTIONS})

# Each row has one value of one property, so that rows add up and do not multiply.
_SAID: Final = """
SELECT ?force ?statement ?property ?value
WHERE {
    ?statement peel:force ?force ;
        peel:quote ?quote ;
        ?property ?value .
    VALUES ?property {
        rdf:type prov:wasDerivedFrom peel:inspectionYear peel:quote peel:question peel:grade peel:polarity peel:topic
        peel:threat peel:partner peel:deadline dcterms:isPartOf peel:follows peel:recalls peel:recurs peel:informs peel:prompts
    }
}
"""
_PLACES: Final = """
SELECT ?force ?statement ?exact ?start ?page
WHERE {
    ?statement peel:force ?force ;
        peel:evidence ?passage .
    ?passage oa:hasSelector ?selector .
    ?selector oa:exact ?exact ;
        oa:start ?start .
    OPTIONAL { ?passage peel:page ?page }
}
"""
_REPORTS: Final = """
SELECT ?force ?report ?label ?year
WHERE {
    ?report a peel:Report ;
        peel:force ?force ;
        rdfs:label ?label ;
        peel:inspectionYear ?year .
}
"""
_NAMES: Final = "SELECT ?thing ?name WHERE { ?thing skos:prefLabel ?name }"


@dataclass(frozen=True, slots=True, order=True)
class Report:
    """A report on a force."""

    year: int
    label: str
    """What tells it from others on its force: "2015 effectiveness"."""
    iri: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement: what it says, by the IRIs of the graph, and its words."""

    iri: str
    kind: str
    """The local name of its class."""
    force: str
    report: Report
    year: int
    """The year of which it speaks."""
    quote: str
    start: int
    """Where its words begin in the report's text."""
    page: int | None
    """The page of the report's PDF, where that is known."""
    passages: int
    """How many passages bear it."""
    question: str | None
    grade: str | None
    polarity: str | None
    """"strength" or "weakness"."""
    topics: tuple[str, ...]
    threats: tuple[str, ...]
    partners: tuple[str, ...]
    deadline: str | None
    part_of: str | None
    follows: tuple[str, ...]
    recalls: tuple[str, ...]
    recurs: tuple[str, ...]
    informs: tuple[str, ...]
    prompts: tuple[str, ...]

    @property
    def where(self) -> str:
        """The report in which its words stand, with their page where that is known."""
        return f"{self.report.label}, page {self.page}" if self.page else self.report.label

    @property
    def is_own(self) -> bool:
        """Whether it speaks of the inspection on which its report is, and recalls no earlier one."""
        return self.year == self.report.year

    @property
    def is_action(self) -> bool:
        """Whether it is something that the force must do."""
        return self.kind in ACTIONS


def in_order(fact: Fact) -> tuple[int, str, int, str]:
    """The order of facts: by year, report and place."""
    return fact.year, fact.report.iri, fact.start, fact.iri


def facts(graph: "Graph", force: str | None = None) -> tuple[Fact, ...]:
    """All statements of a graph, or those about one force, by its IRI; in the order of year, report and place."""
    bound = {"force": iri(force)} if force else {}
    reports = {report.iri: report for report in reports_of(graph, force)}
    said: dict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    about: dict[str, str] = {}
    for row in graph.select(_SAID, **bound):
        name = row["statement"].value
        about[name] = row["force"].value
        said[name][row["property"].value].add(row["value"].value)
    places: defaultdict[str, set[tuple[int, str, int]]] = defaultdict(set)
    for row in graph.select(_PLACES, **bound):
        page = int(row["page"].value) if row["page"] is not None else 0
        places[row["statement"].value].add((int(row["start"].value), row["exact"].value, page))
    made = (_fact(name, about[name], properties, places[name], reports) for name, properties in said.items())
    return tuple(sorted(made, key=in_order))


def _fact(
    name: str,
    force: str,
    said: Mapping[str, set[str]],
    places: set[tuple[int, str, int]],
    reports: Mapping[str, Report],
) -> Fact:
    def all_(property_: str) -> tuple[str, ...]:
        return tuple(sorted(said.get(property_, ())))

    def one(property_: str) -> str | None:
        return min(said.get(property_, ()), default=None)

    quote, report, polarity = one(PEEL + "quote"), one(PROV + "wasDerivedFrom"), one(PEEL + "polarity")
    assert quote is not None
    assert report is not None
    start, _, page = min((place for place in places if place[1] == quote), default=(0, quote, 0))
    year = one(PEEL + "inspectionYear")
    return Fact(
        iri=name,
        kind=_kind(all_(RDF + "type")),
        force=force,
        report=reports[report],
        year=int(year) if year else reports[report].year,
        quote=quote,
        start=start,
        page=page or None,
        passages=len(places),
        question=one(PEEL + "question"),
        grade=one(PEEL + "grade"),
        polarity=polarity.rsplit("/", 1)[-1] if polarity else None,
        topics=all_(PEEL + "topic"),
        threats=all_(PEEL + "threat"),
        partners=all_(PEEL + "partner"),
        deadline=one(PEEL + "deadline"),
        part_of=one(DCTERMS + "isPartOf"),
        follows=all_(PEEL + "follows"),
        recalls=all_(PEEL + "recalls"),
        recurs=all_(PEEL + "recurs"),
        informs=all_(PEEL + "informs"),
        prompts=all_(PEEL + "prompts"),
    )


def _kind(classes: Iterable[str]) -> str:
    kinds = [name.removeprefix(PEEL) for name in classes]
    return min((kind for kind in kinds if kind in _KINDS), default=min(kinds, default=""))


def reports_of(graph: "Graph", force: str | None = None) -> tuple[Report, ...]:
    """The reports of a graph, or those on one force, by its IRI; the oldest first."""
    bound = {"force": iri(force)} if force else {}
    found: Iterator[Any] = iter(graph.select(_REPORTS, **bound))
    return tuple(
        sorted(
            Report(int(row["year"].value), _label(row["label"].value), row["report"].value) for row in found
        )
    )


def _label(label: str) -> str:
    """What tells a report from others on its force: "2015 effectiveness" of "Kent, 2015, effectiveness"."""
    return " ".join(label.split(", ")[1:])


def names_of(graph: "Graph") -> Mapping[str, str]:
    """The names of all that has one: topics, threats, bodies, grades."""
    found: dict[str, str] = {}
    for row in graph.select(_NAMES):
        thing, name = row["thing"].value, row["name"].value
        found[thing] = min(name, found.get(thing, name))
    return found
