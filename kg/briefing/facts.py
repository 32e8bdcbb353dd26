"""Statements as values, with their words and where these stand, as a graph tells of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.namespaces import DCTERMS, OA, PEEL, PROV, RDF
from kg.terms import iri

if TYPE_CHECKING:
    from kg.store import Graph

ACTIONS: Final = ("AreaForImprovement", "CauseOfConcern", "Recommendation", "RequiredAction")
"""The kinds of what a force must do."""
_FORCE: Final = iri(PEEL + "force")
_PAGE: Final = iri(PEEL + "page")
_KINDS: Final = frozenset({"Judgement", "Finding", "Practice", "Partnership", *ACTIONS})

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
    reports = {report.iri: report for report in reports_of(graph, force)}
    about = graph.store.quads_for_pattern(None, _FORCE, iri(force) if force else None)
    statements = {quad.subject.value for quad in about if isinstance(quad.subject, ox.NamedNode)}
    # A report, too, is about a force.
    return facts_of(graph, statements - reports.keys(), reports)


def facts_of(graph: "Graph", statements: Iterable[str], reports: Mapping[str, Report]) -> tuple[Fact, ...]:
    """These statements, of which `reports` holds the reports; in the order of year, report and place.

    It looks at each statement for itself, since that takes an engine less than to find in which order to look at all of them.
    """
    return tuple(sorted((_fact(graph, name, reports) for name in set(statements)), key=in_order))


def _said(graph: "Graph", subject: str) -> Mapping[str, set[str]]:
    """What a graph says of something, by property."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for quad in graph.store.quads_for_pattern(iri(subject), None, None):
        said[quad.predicate.value].add(_value(quad.object))
    return said


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _place(graph: "Graph", quote: str, passages: Iterable[str]) -> tuple[int, int | None]:
    """Where the first of the passages begins that has these words, and its page, where that is known.

    The names of passages tell where they begin and end; what they hold is looked up only where several are as long as the words.
    """
    spans = ((*passage.rpartition("/")[2].partition("-"), passage) for passage in passages)
    found = sorted((int(a), passage) for a, _, b, passage in spans if int(b) - int(a) == len(quote))
    if len(found) > 1:
        found = [(start, passage) for start, passage in found if _words(graph, passage) == quote]
    if not found:
        return 0, None
    start, passage = found[0]
    page = next(graph.store.quads_for_pattern(iri(passage), _PAGE, None), None)
    return start, int(_value(page.object)) if page else None


def _words(graph: "Graph", passage: str) -> str:
    selector = _said(graph, graph.iris.selector(passage))
    return min(selector.get(OA + "exact", ()), default="")


def _fact(graph: "Graph", name: str, reports: Mapping[str, Report]) -> Fact:
    said = _said(graph, name)

    def all_(property_: str) -> tuple[str, ...]:
        return tuple(sorted(said.get(property_, ())))

    def one(property_: str) -> str | None:
        return min(said.get(property_, ()), default=None)

    quote, report, polarity = one(PEEL + "quote"), one(PROV + "wasDerivedFrom"), one(PEEL + "polarity")
    force = one(PEEL + "force")
    assert quote is not None
    assert report is not None
    assert force is not None
    passages = said.get(PEEL + "evidence", ())
    start, page = _place(graph, quote, passages)
    year = one(PEEL + "inspectionYear")
    return Fact(
        iri=name,
        kind=_kind(all_(RDF + "type")),
        force=force,
        report=reports[report],
        year=int(year) if year else reports[report].year,
        quote=quote,
        start=start,
        page=page,
        passages=len(passages),
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


@lru_cache(maxsize=2)
def names_of(graph: "Graph") -> Mapping[str, str]:
    """The names of all that has one: topics, threats, bodies, grades."""
    found: dict[str, str] = {}
    for row in graph.select(_NAMES):
        thing, name = row["thing"].value, row["name"].value
        found[thing] = min(name, found.get(thing, name))
    return found
