"""A force through the years: its reports, its grades, what it was told again, and where reports contradict each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kg.briefing.facts import Fact, Report, facts
from kg.briefing.forces import Force, force_named
from kg.briefing.grades import Grade, Grading, Verdict, grading, verdict

if TYPE_CHECKING:
    from kg.store import Graph


class Event(StrEnum):
    """What happened."""

    REPORT = "report"
    GRADE = "grade"
    RECALLED = "grade recalled"
    CONTRADICTED = "contradiction"
    RECURRED = "required again"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a place in time, and what came before it."""

    year: int
    event: Event
    report: Report
    fact: Fact | None = None
    grade: Grade | None = None
    earlier: Fact | None = None
    before: Grade | None = None
    """The grade of the earlier judgement."""
    verdict: Verdict | None = None
    """How a grade stands to the one before it."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A force through the years."""

    force: Force
    entries: tuple[Entry, ...]


def timeline(graph: "Graph", force: str) -> Timeline:
    """A force through the years, by its slug, name or IRI. Raises UsageError where it is unknown, or the graph has no report on it.

    An entry stands in the year of its report. A judgement that follows several has an entry for each, one that follows none has one.
    """
    known = force_named(graph, force)
    told, scale = facts(graph, known.iri), grading(graph)
    by_name = {fact.iri: fact for fact in told}
    entries = [Entry(report.year, Event.REPORT, report) for report in known.reports]
    for fact in told:
        entries += _grades(fact, by_name, scale) if fact.grade else _actions(fact, by_name)
    return Timeline(known, tuple(sorted(entries, key=lambda entry: _place(entry, scale))))


def _grades(fact: Fact, known: Mapping[str, Fact], scale: Grading) -> Iterator[Entry]:
    grade = scale.grade(fact)
    for earlier in _known(fact.recalls, known):
        before = scale.grade(earlier)
        event = Event.RECALLED if before.fact.grade == fact.grade else Event.CONTRADICTED
        yield Entry(fact.report.year, event, fact.report, fact, grade, earlier, before)
    if fact.recalls:
        return
    event = Event.GRADE if fact.is_own else Event.RECALLED
    followed = list(_known(fact.follows, known))
    for earlier in followed:
        before = scale.grade(earlier)
        yield Entry(
            fact.report.year, event, fact.report, fact, grade, earlier, before, verdict(grade, before)
        )
    if not followed:
        yield Entry(fact.report.year, event, fact.report, fact, grade)


def _actions(fact: Fact, known: Mapping[str, Fact]) -> Iterator[Entry]:
    for earlier in _known(fact.recurs, known):
        yield Entry(fact.report.year, Event.RECURRED, fact.report, fact, earlier=earlier)


def _known(names: Iterable[str], known: Mapping[str, Fact]) -> Iterator[Fact]:
    return (known[name] for name in names if name in known)


def _place(entry: Entry, scale: Grading) -> tuple[object, ...]:
    """By year and report, in each the report itself first, then grades, then actions."""
    question = scale.questions.get(entry.fact.question or "") if entry.fact else None
    return (
        entry.year,
        entry.report.iri,
        list(Event).index(entry.event),
        question.place if question else (0, (), ""),
        entry.fact.start if entry.fact else 0,
        entry.fact.iri if entry.fact else "",
        entry.earlier.iri if entry.earlier else "",
    )
