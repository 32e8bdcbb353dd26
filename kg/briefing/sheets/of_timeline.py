"""A force through the years, set out."""

from kg.briefing.grades import Grade, Verdict
from kg.briefing.sheets.sheet import Cell, Column, Section, Sheet, Table, said
from kg.briefing.timeline import Entry, Event, Timeline


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
    return (str(entry.year),), (_what(entry),), words, _before(entry)


def _what(entry: Entry) -> str:
    if entry.event is Event.REPORT:
        return f"Report: {entry.report.label}"
    if entry.grade is None:
        return "Required again"
    year = "" if entry.grade.fact.is_own else f" of {entry.grade.fact.year}"
    asked = entry.grade.question.short if entry.grade.question else "question not named"
    scale = f", {entry.grade.question.scale}" if entry.grade.question and entry.grade.question.scale else ""
    return f"{entry.event[:1].upper()}{entry.event[1:]}{year}: {asked}: {entry.grade.name}{scale}"


def _before(entry: Entry) -> Cell:
    if entry.earlier is None:
        return ("none before",) if entry.event is Event.GRADE else ()
    return _stands(entry), said(entry.earlier)


def _stands(entry: Entry) -> str:
    """What came before, and how the entry stands to it."""
    assert entry.earlier
    if entry.before is None:
        return f"{entry.earlier.year}:"
    told = f"{entry.earlier.year}: {entry.before.name}"
    if entry.event is Event.CONTRADICTED:
        return f"{told} in the report itself:"
    if entry.event is Event.RECALLED and entry.verdict is None:
        return f"{told}, as the report itself says:"
    if entry.verdict is Verdict.INCOMPARABLE:
        return f"{told}{_scale(entry.before)}; not comparable:"
    return f"{told}; {entry.verdict} now:" if entry.verdict is not Verdict.SAME else f"{told}; the same now:"


def _scale(grade: Grade) -> str:
    return f", {grade.question.scale}" if grade.question and grade.question.scale else ""
