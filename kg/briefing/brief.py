"""A force in brief: its grades, strengths and weaknesses, what it must improve, with whom it works."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.briefing.actions import Demand, demands
from kg.briefing.facts import facts, names_of
from kg.briefing.forces import Force, force_named
from kg.briefing.grades import Lane, grades, grading, lanes
from kg.briefing.partners import Partner, partners
from kg.briefing.topics import Topic, topics

if TYPE_CHECKING:
    from kg.store import Graph


@dataclass(frozen=True, slots=True)
class Brief:
    """What the reports of a graph say of a force."""

    force: Force
    lanes: tuple[Lane, ...]
    topics: tuple[Topic, ...]
    demands: tuple[Demand, ...]
    """What must improve, without causes of concern; a recommendation under one is here only if it recurs and the cause does not."""
    concerns: tuple[Demand, ...]
    """Causes of concern, with the recommendations under each."""
    partners: tuple[Partner, ...]

    @property
    def latest(self) -> int:
        """The year of the latest inspection: ages are counted to it, since a graph does not know what day it is."""
        return max(report.year for report in self.force.reports)


def brief(graph: "Graph", force: str) -> Brief:
    """A force in brief, by its slug, name or IRI. Raises UsageError where the graph knows no such force, or no report on it."""
    known = force_named(graph, force)
    told, names = facts(graph, known.iri), names_of(graph)
    required = demands(told, max(report.year for report in known.reports))
    causes = {fact.iri for fact in told if fact.kind == "CauseOfConcern"}
    return Brief(
        known,
        lanes(grades(told, grading(graph))),
        topics(told, names),
        tuple(one for one in required if one.fact.iri not in causes),
        tuple(one for one in required if one.fact.iri in causes),
        partners(told, names),
    )
