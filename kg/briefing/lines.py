"""Briefings as rows for a spreadsheet or a program: a row for each sentence, whole, with what it stands for; none is left out for want of room.

All four have the same columns, so that those of several forces can be put together.
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from kg.briefing.actions import Demand
from kg.briefing.brief import Brief
from kg.briefing.comparison import Comparison, GradePair
from kg.briefing.differences import Differences
from kg.briefing.facts import Fact
from kg.briefing.forces import Force
from kg.briefing.grades import Grade, Lane
from kg.briefing.partners import Partner
from kg.briefing.sheets.of_brief import KINDS, before, graded
from kg.briefing.sheets.of_comparison import stands
from kg.briefing.sheets.of_differences import change, says
from kg.briefing.sheets.of_timeline import what
from kg.briefing.timeline import Timeline
from kg.briefing.topics import Topic
from kg.tables import Table
from kg.tables.table import Cell

COLUMNS: Final = (
    *("section", "subject", "force", "role", "detail"),
    *("year", "sentence", "report", "page", "statement"),
)
_Row: TypeAlias = tuple[Cell | None, ...]


def lines_of_brief(brief: Brief) -> Table:
    """The rows of a force in brief."""
    slug = brief.force.slug
    rows = [
        *_lanes(brief.lanes, slug),
        *_demands("cause of concern", brief.concerns, slug),
        *_demands("required action", brief.demands, slug),
        *(row for topic in brief.topics for row in _topic(topic, slug)),
        *(_partner(partner, slug, partner.name) for partner in brief.partners),
    ]
    return Table.made(f"{brief.force.name} in brief", COLUMNS, rows)


def lines_of_comparison(found: Comparison) -> Table:
    """The rows of two forces side by side."""
    forces = found.first, found.second
    rows = [row for pair in found.grades for row in _pair(pair, forces)]
    for topics in found.topics:
        for force, topic in zip(forces, (topics.first, topics.second), strict=True):
            rows += _topic(topic, force.slug) if topic else ()
    for partners in found.partners:
        for force, partner in zip(forces, (partners.first, partners.second), strict=True):
            rows.append(
                _partner(
                    partner, force.slug, partners.name, "own of its kind" if partners.alike else "shared"
                )
            )
    for actions in found.actions:
        for force, told in zip(forces, (actions.first, actions.second), strict=True):
            rows += [_row("required action", actions.name, force.slug, _kind(f), f.deadline, f) for f in told]
    return Table.made(f"{forces[0].name} and {forces[1].name}", COLUMNS, rows)


def lines_of_timeline(found: Timeline) -> Table:
    """The rows of a force through the years: an entry, then what came before it."""
    slug = found.force.slug
    rows: list[_Row] = []
    for entry in found.entries:
        kind = entry.event.value
        if entry.fact is None:
            report = entry.report
            rows.append((kind, report.label, slug, "now", None, report.year, None, report.label, None, None))
            continue
        verdict = entry.verdict.value if entry.verdict else None
        rows.append(_row(kind, what(entry), slug, "now", verdict, entry.fact))
        if entry.earlier:
            grade = graded(entry.before) if entry.before else None
            rows.append(_row(kind, what(entry), slug, "before", grade, entry.earlier))
    return Table.made(f"{found.force.name} through the years", COLUMNS, rows)


def lines_of_differences(found: Differences) -> Table:
    """The rows of what became different; a statement that changed has two, before and after."""
    rows: list[_Row] = []
    for one in found.changed:
        told = "; ".join(change(each, found.names) for each in one.changes)
        for role, fact in (("before", one.before), ("after", one.after)):
            rows.append(_row("changed", _kind(fact), _slug(fact), role, told, fact))
    for section, role, facts in (("added", "after", found.added), ("removed", "before", found.removed)):
        rows += [_row(section, _kind(f), _slug(f), role, says(f, found.names), f) for f in facts]
    return Table.made(f"From {found.before} to {found.after}", COLUMNS, rows)


def _row(section: str, subject: str, force: str, role: str, detail: str | None, fact: Fact) -> _Row:
    where = (fact.report.label, fact.page, fact.iri)
    return (section, subject, force, role, detail or None, fact.year, fact.quote, *where)


def _kind(fact: Fact) -> str:
    return KINDS.get(fact.kind, fact.kind.lower())


def _slug(fact: Fact) -> str:
    return fact.force.rsplit("/", 1)[-1]


def _lanes(lanes: Iterable[Lane], force: str) -> Iterator[_Row]:
    names = {grade.fact.iri: grade for lane in lanes for grade in lane.grades}
    for lane in lanes:
        asked = lane.question.short if lane.question else "not named in these words"
        for grade in reversed(lane.grades):
            told = dict.fromkeys(
                before(names[name], verdict) for name, verdict in grade.before if name in names
            )
            yield _row("grade", asked, force, _recalled(grade), "; ".join([graded(grade), *told]), grade.fact)


def _recalled(grade: Grade) -> str:
    return "grade" if grade.fact.is_own else "recalled grade"


def _demands(section: str, demands: Iterable[Demand], force: str) -> Iterator[_Row]:
    for demand in demands:
        fact = demand.fact
        subject = f"{_kind(fact)} since {demand.since}, {demand.age} years, required in {demand.times}"
        yield _row(section, subject, force, "now", fact.deadline, fact)
        for part in demand.parts:
            yield _row(section, subject, force, "part", part.deadline, part)
        for earlier in demand.earlier:
            yield _row(section, subject, force, "before", earlier.deadline, earlier)


def _topic(topic: Topic, force: str) -> Iterator[_Row]:
    for role, found in (("strength", topic.strengths), ("weakness", topic.weaknesses)):
        if found.telling:
            yield _row("topic", topic.name, force, role, f"the most telling of {found.number}", found.telling)


def _partner(partner: Partner, force: str, name: str, role: str = "partner") -> _Row:
    return _row("partner", name, force, role, "; ".join(partner.serves), partner.latest)


def _pair(pair: GradePair, forces: tuple[Force, Force]) -> Iterator[_Row]:
    asked = f"{pair.question.short} ({pair.question.cycle})"
    told = stands(pair, (forces[0].short, forces[1].short))
    for force, grade in zip(forces, (pair.first, pair.second), strict=True):
        if grade:
            detail = f"{graded(grade)}; {told}"
            yield _row("grade", asked, force.slug, _recalled(grade), detail, grade.fact)
