"""A force through the years, set out."""

from typing import Final

from kg.briefing.grades import Verdict
from kg.briefing.sheets.of_brief import graded
from kg.briefing.sheets.sheet import Cell, Column, Section, Sheet, Table, said
from kg.briefing.timeline import Entry, Event, Timeline

_EVENTS: Final = {
    Event.GRADE: "Grade",
    Event.RECALLED: "Recalled grade",
    Event.CONTRADICTED: "Contradiction, recalled grade",
}
_NOW: Final = {
    Verdict.BETTER: "better now",
    Verdict.WORSE: "worse now",
    Verdict.SAME: "the same now",
    Verdict.INCOMPARABLE: "not comparable",
}


def of_timeline(found: Timeline) -> Sheet:
    """One table, a row for each entry."""
    columns = (
        Column("Year", 6),
        Column("What", 26),
        Column("Sentence", 34),
        Column("Before", 34),
    )
    table = Table("In order of year, report and question", columns, tuple(map(_row, found.entries)))
    reports = len(found.force.reports)
    lead = f"{reports} report{'' if reports == 1 else 's'}. A grade is compared with the one before it only where their frameworks may be compared."
    return Sheet(f"{found.force.name} through the years", lead, (Section("Timeline", (table,)),))


def _row(entry: Entry) -> tuple[Cell, ...]:
    words = (said(entry.fact),) if entry.fact else ()
    return (str(entry.year),), (what(entry),), words, _before(entry)


def what(entry: Entry) -> str:
    """What happened, in words."""
    if entry.event is Event.REPORT:
        return f"Report: {entry.report.label}"
    if entry.grade is None:
        return "Required again"
    year = "" if entry.grade.fact.is_own else f" of {entry.grade.fact.year}"
    asked = entry.grade.question.short if entry.grade.question else "question not named"
    return f"{_EVENTS[entry.event]}{year}: {asked}: {graded(entry.grade)}"


def _before(entry: Entry) -> Cell:
    if entry.earlier is None:
        return ("none before",) if entry.event is Event.GRADE else ()
    return (said(entry.earlier, f"{_stands(entry)}:"),)


def _stands(entry: Entry) -> str:
    """What came before, and how the entry stands to it."""
    assert entry.earlier
    if entry.before is None:
        return str(entry.earlier.year)
    told = f"{entry.earlier.year}: {graded(entry.before)}"
    if entry.event is Event.CONTRADICTED:
        return f"{told} in the report itself"
    if entry.verdict is None:
        return f"{told}, as the report itself says"
    return f"{told}; {_NOW[entry.verdict]}"
