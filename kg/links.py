"""What ties statements of several reports on one force: judgements that follow each other or recall an earlier one, actions that recur.

The links of a force follow from what its reports say and from the vocabularies, whatever the order in which the reports came. They
are in a graph of their own, so that the graph of a report rests on that report alone.

- A judgement *follows* those of the last inspection before it that graded the question, or one that the question replaces.
- A judgement that a report repeats from an earlier inspection *recalls* that of the inspection's own report, and *contradicts* it
  where the grade is another. If its words name no question ("in 2014 the force was also good in this area"), it is the one on which
  the report was speaking just before, as that year's framework had it.
- An action *recurs* one of the last inspection before it that required an action on the same matter: at least half of all topics that
  either has are shared, and a threat is, unless neither has one. A part is also about what its whole is about: that supervisors
  should check assessments, under a cause of concern on domestic abuse, is not about the supervision of all investigations.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.iris import Iris
from kg.namespaces import PEEL, PREFIXES
from kg.terms import iri

_ENOUGH: Final = 2
"""Of two actions' topics one in so many must be shared."""

# Each is asked of one graph at a time, since look-ups in all of them take many times as long. The graph of a report has the report's name.
_GRAPH: Final = ox.Variable("graph")
_JUDGEMENTS: Final = """
SELECT ?statement ?year ?of ?question ?grade ?pillar ?graph ?start
WHERE {
    GRAPH ?graph {
        ?statement a peel:Judgement ;
            peel:evidence/oa:hasSelector/oa:start ?start ;
            peel:grade ?grade ;
            peel:inspectionYear ?year .
        ?graph peel:inspectionYear ?of ;
            peel:pillar ?pillar .
        OPTIONAL { ?statement peel:question ?question }
    }
}
"""
_ASKED: Final = """
SELECT ?start ?question ?graph
WHERE {
    GRAPH ?graph {
        ?graph peel:inspectionYear ?year .
        ?statement peel:question ?question ;
            peel:inspectionYear ?year ;
            peel:evidence/oa:hasSelector/oa:start ?start .
    }
}
"""
_ACTIONS: Final = """
SELECT ?statement ?year ?property ?matter ?graph
WHERE {
    GRAPH ?graph {
        ?statement a ?class ;
            peel:inspectionYear ?year ;
            dcterms:isPartOf* ?whole .
        ?whole ?property ?matter .
        FILTER (?class IN (peel:AreaForImprovement, peel:CauseOfConcern, peel:Recommendation))
        FILTER (?property IN (peel:topic, peel:threat))
    }
}
"""
_REPLACED: Final = (
    "SELECT ?question ?earlier ?graph WHERE { GRAPH ?graph { ?question dcterms:replaces ?earlier } }"
)


@dataclass(frozen=True, slots=True)
class _Judgement:
    name: str
    year: int
    own: bool
    """Whether it is of the inspection on which its report is."""
    question: str
    """The one that it is on; empty where its words name none."""
    grade: str
    pillar: str
    report: str
    start: int


@dataclass(frozen=True, slots=True)
class _Action:
    name: str
    year: int
    topics: frozenset[str]
    threats: frozenset[str]

    def is_like(self, other: "_Action") -> bool:
        """Whether both are on the same matter."""
        shared = self.topics & other.topics
        if not shared or len(shared) * _ENOUGH < len(self.topics | other.topics):
            return False
        return bool(self.threats & other.threats) or not (self.threats or other.threats)


class Links:
    """Finds the links of forces in a store that holds their reports and the vocabularies."""

    def __init__(self, store: ox.Store, iris: Iris) -> None:
        self._store, self._iris = store, iris
        self._reports: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(graph.value for graph in store.named_graphs()):
            if name.startswith(iris.of("report", "")):
                self._reports[_force(name, iris)].append(name)
        self._replaced: defaultdict[str, list[str]] = defaultdict(list)
        for question, earlier, _ in self._rows(_REPLACED, iris.vocabularies):
            self._replaced[question].append(earlier)

    def of(self, force: str) -> list[ox.Quad]:
        """The links of a force, by its slug: the quads of the graph that holds them, sorted."""
        graph = iri(self._iris.links(force))
        reports = self._reports[force]
        pairs = {*self._judgements(reports), *self._recurring(reports)}
        return sorted((ox.Quad(iri(s), iri(p), iri(o), graph) for s, p, o in pairs), key=str)

    def _rows(self, query: str, *graphs: str) -> Iterator[list[str]]:
        """The rows of a query, graph by graph."""
        for graph in graphs:
            found = self._store.query(query, prefixes=PREFIXES, substitutions={_GRAPH: iri(graph)})
            assert isinstance(found, ox.QuerySolutions)
            for row in found:
                yield [term.value if (term := row[variable]) else "" for variable in found.variables]

    def _judgements(self, reports: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        known = [
            _Judgement(name, int(year), year == of, question, grade, pillar, report, int(start))
            for name, year, of, question, grade, pillar, report, start in self._rows(_JUDGEMENTS, *reports)
        ]
        by_question: defaultdict[str, list[_Judgement]] = defaultdict(list)
        for one in known:
            by_question[one.question].append(one)
        for one in known:
            if one.own:
                for earlier in self._before(one, by_question) if one.question else ():
                    yield one.name, PEEL + "follows", earlier.name
            else:
                originals = self._originals(one, by_question)
                for original in originals:
                    yield one.name, PEEL + "recalls", original.name
                    if one.grade not in {other.grade for other in originals}:
                        yield one.name, PEEL + "contradicts", original.name

    def _originals(self, one: _Judgement, by_question: Mapping[str, list[_Judgement]]) -> list[_Judgement]:
        """The judgements that a recalled one repeats."""
        if one.question:
            return _nearest(one, [other for other in by_question[one.question] if other.own])
        before = [
            (int(start), question)
            for start, question, _ in self._rows(_ASKED, one.report)
            if int(start) < one.start
        ]
        for asked in self._lineage(max(before)[1]) if before else ():
            found = [other for question in asked for other in by_question[question]]
            if found := [other for other in found if other.own and other.year == one.year]:
                return _nearest(one, found)
        return []

    def _before(self, one: _Judgement, by_question: Mapping[str, list[_Judgement]]) -> list[_Judgement]:
        """The judgements of the last inspection before one that graded its question, under whatever number."""
        for asked in self._lineage(one.question):
            found = [other for question in asked for other in by_question[question] if other.year < one.year]
            if found:
                last = max(other.year for other in found)
                found = [other for other in found if other.year == last]
                return _nearest(one, [other for other in found if other.own] or found)
        return []

    def _lineage(self, question: str) -> Iterator[set[str]]:
        """A question, those that it replaces, those that they replace, and so on."""
        asked, seen = {question}, {question}
        while asked:
            yield asked
            asked = {earlier for one in asked for earlier in self._replaced[one]} - seen
            seen |= asked

    def _recurring(self, reports: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        years: dict[str, int] = {}
        matters: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for name, year, property_, matter, _ in self._rows(_ACTIONS, *reports):
            years[name] = int(year)
            matters[name, property_].add(matter)
        actions = [
            _Action(
                name,
                year,
                frozenset(matters[name, PEEL + "topic"]),
                frozenset(matters[name, PEEL + "threat"]),
            )
            for name, year in years.items()
        ]
        for one in actions:
            for earlier in _last(
                [other for other in actions if other.year < one.year and one.is_like(other)]
            ):
                yield one.name, PEEL + "recurs", earlier.name


def _nearest(one: _Judgement, others: list[_Judgement]) -> list[_Judgement]:
    """Of several that say the same thing those of the same pillar, if there are any: an overview repeats what its pillars' reports say."""
    return [other for other in others if other.pillar == one.pillar] or others


def _last(actions: Collection[_Action]) -> list[_Action]:
    year = max((action.year for action in actions), default=0)
    return [action for action in actions if action.year == year]


def forces_of(reports: Iterable[str], iris: Iris) -> frozenset[str]:
    """The slugs of the forces that some reports, by their IRIs, are on."""
    return frozenset(_force(report, iris) for report in reports)


def _force(report: str, iris: Iris) -> str:
    return report.removeprefix(iris.of("report", "")).partition("/")[0]
