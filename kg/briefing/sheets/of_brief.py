"""A force in brief, set out on two pages of print at most."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kg.briefing.actions import Demand
from kg.briefing.brief import Brief
from kg.briefing.facts import Fact
from kg.briefing.grades import Grade, Lane, Verdict
from kg.briefing.partners import Partner
from kg.briefing.sheets.sheet import (
    Cell,
    Column,
    Mark,
    Picture,
    Said,
    Section,
    Sheet,
    Table,
    Tie,
    said,
    shared_out,
)
from kg.briefing.topics import RULE, Side, Topic

KINDS: Final = {
    "AreaForImprovement": "area for improvement",
    "CauseOfConcern": "cause of concern",
    "Recommendation": "recommendation",
    "RequiredAction": "required action",
}
_ROOM: Final = 120.0
"""Lines of print for the rows of all tables and lanes of the picture, so that all fits on two pages."""
_LANES: Final = 10
"""Lanes that the picture shows."""
_LANE: Final = 1.8
"""Height of a lane, in lines of print."""
_PLAN: Final = (
    ("concerns", 0.2, "what-a-force-must-improve"),
    ("demands", 0.21, "what-a-force-must-improve"),
    ("grades", 0.28, "grades-by-force-and-year"),
    ("topics", 0.2, "strengths-and-weaknesses-by-topic"),
    ("partners", 0.11, "partners-of-a-force"),
)
"""For each table the share of the room that it may have before any has more, and the question that shows all of it; who comes first
has first what others leave."""
_PARTS: Final = 2
"""How many parts of a required action are shown."""
_PARTNERS: Final = 3
"""How many threats and topics of a partner are named."""


def of_brief(brief: Brief) -> Sheet:
    """The briefing: a picture of the grades and five tables, of each the rows that come first as far as there is room."""
    picture = picture_of(brief.lanes, most=_LANES)
    whole = {
        "concerns": _concerns(brief),
        "demands": _demands(brief),
        "grades": _grades(brief.lanes),
        "topics": _topics(brief),
        "partners": _partners(brief),
    }
    room = _ROOM - (len(picture.lanes) * _LANE + 2 if picture else 0)
    heights = [whole[name].height for name, _, _ in _PLAN]
    first = [sum(map(whole[name].lines, whole[name].rows[:1])) for name, _, _ in _PLAN]
    quotas = [min(height, share * room) for height, (_, share, _) in zip(heights, _PLAN, strict=True)]
    rooms = shared_out((first, quotas, heights), room)
    tables: dict[str, Table] = {}
    spare = 0.0  # what the rows of one table leave goes to the next
    for (name, _, question), space in zip(_PLAN, rooms, strict=True):
        more = f"and {{}} more: kg query {question} --param force={brief.force.slug}"
        tables[name] = whole[name].fitting(space + spare, more)
        spare += space - tables[name].height
    sections = (
        Section("Grades over time", (tables["grades"],), picture=picture),
        Section("Causes of concern", (tables["concerns"],)),
        Section("What must improve", (tables["demands"],)),
        Section("Strengths and weaknesses by topic", (tables["topics"],), RULE),
        Section("Partners", (tables["partners"],)),
    )
    return Sheet(f"{brief.force.name} in brief", _lead(brief), sections)


def _lead(brief: Brief) -> str:
    reports = brief.force.reports
    listed = "; ".join(report.label for report in reports)
    number = f"{len(reports)} report{'' if len(reports) == 1 else 's'}"
    return f"From {number} of the inspectorate: {listed}. Every line has its sentence. Ages are counted to {brief.latest}, the latest inspection read."


def picture_of(lanes: Sequence[Lane], *, most: int | None = None) -> Picture | None:
    """The lanes of which the questions are known, so many at most; None where there is none."""
    known = [lane for lane in lanes if lane.question][:most]
    grades = [grade for lane in known for grade in lane.grades]
    years = tuple(sorted({grade.fact.year for grade in grades}))
    if not years:
        return None
    column = {year: at for at, year in enumerate(years)}
    places = {
        grade.fact.iri: (number, column[grade.fact.year])
        for number, lane in enumerate(known)
        for grade in lane.grades
    }
    ties = tuple(
        Tie(places[name], places[grade.fact.iri], verdict.value)
        for grade in grades
        for name, verdict in grade.before
        if name in places and verdict is not Verdict.INCOMPARABLE
    )
    left = sum(lane.question is not None for lane in lanes) - len(known)
    drawn = tuple((_name(lane), tuple(_mark(grade, column) for grade in lane.grades)) for lane in known)
    return Picture(years, tuple(_scales(grades, years)), drawn, ties, left)


def _scales(grades: Sequence[Grade], years: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The columns at which a run of comparable years begins, with its scale."""
    runs = {grade.fact.year: grade.question for grade in grades if grade.question}
    last = None
    for column, year in enumerate(years):
        if runs[year].since != last:
            last = runs[year].since
            scales = sorted(
                {
                    grade.question.scale
                    for grade in grades
                    if grade.question and grade.question.since == last and grade.question.scale
                }
            )
            yield column, ", ".join(scales) or "scale unknown"


def _name(lane: Lane) -> str:
    assert lane.question
    return lane.question.short


def _mark(grade: Grade, column: dict[int, int]) -> Mark:
    return Mark(column[grade.fact.year], grade.name, grade.rank, not grade.fact.is_own)


def _grades(lanes: Sequence[Lane]) -> Table:
    names = {grade.fact.iri: grade for lane in lanes for grade in lane.grades}
    rows = tuple(_lane(lane, names) for lane in lanes)
    columns = (Column("Question", 20), Column("Grades, the latest first", 80))
    return Table("Grades of each line of questions, those graded last first", columns, rows)


def _lane(lane: Lane, names: Mapping[str, Grade]) -> tuple[Cell, ...]:
    asked = lane.question.short if lane.question else "Not named in these words"
    return (asked,), tuple(_grade(grade, asked, names) for grade in reversed(lane.grades))


def _grade(grade: Grade, asked: str, names: Mapping[str, Grade]) -> Said:
    """A grade, how it stands to those before, and what was asked, where that was put otherwise later."""
    earlier = dict.fromkeys(before(names[name], verdict) for name, verdict in grade.before if name in names)
    question = f", {grade.question.short}" if grade.question and grade.question.short != asked else ""
    told = "; ".join([f"{grade.fact.year}{question}: {graded(grade)}", *earlier])
    return said(grade.fact, f"{told}:", short=True)


def graded(grade: Grade) -> str:
    """A grade with its scale, and the cycle that tells which grades it may be compared with."""
    if grade.question is None:
        return f"{grade.name} (scale not known)"
    known = grade.question.scale.removesuffix(" scale")
    scale = known[:1].lower() + known[1:] or "scale not known"
    return f"{grade.name} ({scale}, {grade.question.cycle})"


def before(earlier: Grade, verdict: Verdict) -> str:
    """How a grade stands to an earlier one, in words."""
    words = {Verdict.INCOMPARABLE: "not comparable with", Verdict.SAME: "the same as in"}
    return f"{words.get(verdict, f'{verdict} than in')} {earlier.fact.year}"


def _topics(brief: Brief) -> Table:
    columns = (Column("Topic", 16), Column("Strengths", 42), Column("Weaknesses", 42))
    rows = tuple(_topic(topic) for topic in brief.topics)
    return Table("Strengths and weaknesses; a finding on several topics counts for each", columns, rows)


def _topic(topic: Topic) -> tuple[Cell, ...]:
    return (topic.name,), side(topic.strengths, short=True), side(topic.weaknesses, short=True)


def side(found: Side, *, short: bool = False) -> Cell:
    """How many strengths or weaknesses there are, and the most telling."""
    return (said(found.telling, f"{found.number}:", short=short),) if found.telling else ("none",)


def _demands(brief: Brief) -> Table:
    columns = (Column("What", 28), Column("Sentences, the latest first", 72))
    return Table("Required actions, those required again first", columns, tuple(map(_demand, brief.demands)))


def _demand(demand: Demand) -> tuple[Cell, ...]:
    return (_since(demand),), _words(demand)


def _since(demand: Demand) -> str:
    kind = KINDS.get(demand.fact.kind, demand.fact.kind)
    age = "new" if demand.age == 0 else f"{demand.age} year{'' if demand.age == 1 else 's'} old"
    again = f", required in {demand.times} years" if demand.times > 1 else ""
    return f"{kind[:1].upper()}{kind[1:]} since {demand.since} ({age}{again})"


def _words(demand: Demand, *, between: bool = True) -> Cell:
    """The sentences of what is required: the latest, the one before and the first. To one that ends in a colon belong parts."""
    parts = _parts(demand) if demand.fact.quote.rstrip().endswith(":") else ()
    shown = demand.earlier[:1] + demand.earlier[1:][-1:] if between else demand.earlier[-1:]
    left = len(demand.earlier) - len(shown)
    more = (f"and {left} between",) if left else ()
    *before, last = [said(fact, short=True) for fact in (demand.fact, *shown)]
    return (*before[:1], *parts, *before[1:], *more, last) if before else (last, *parts)


def _parts(demand: Demand) -> Cell:
    left = len(demand.parts) - _PARTS
    more = (f"and {left} more",) if left > 0 else ()
    return (*(said(fact, short=True) for fact in demand.parts[:_PARTS]), *more)


def _concerns(brief: Brief) -> Table:
    columns = (Column("Since", 16), Column("Cause of concern", 38), Column("By when, and what", 46))
    return Table("Causes of concern and deadlines", columns, tuple(map(_concern, brief.concerns)))


def _concern(demand: Demand) -> tuple[Cell, ...]:
    undated = [fact for fact in demand.parts if not fact.deadline]
    due = (*_due(demand), *((_by("No deadline", undated),) if undated else ()))
    return (_since(demand).partition(" since ")[2],), _words(demand, between=False), due


def _due(demand: Demand) -> Cell:
    """The deadlines, and with each what is due by then."""
    due: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in demand.deadlines:
        due[str(fact.deadline)].append(fact)
    return tuple(_by(words[:1].upper() + words[1:], found) for words, found in due.items())


def _by(deadline: str, found: Sequence[Fact]) -> Said:
    """The first that is due by then, and of how many."""
    more = f", the first of {len(found)}" if len(found) > 1 else ""
    return said(found[0], f"{deadline}{more}:", short=True)


def _partners(brief: Brief) -> Table:
    columns = (Column("Partner", 24), Column("What for", 24), Column("Sentence", 52))
    return Table("Partners, those with most passages first", columns, tuple(map(_partner, brief.partners)))


def _partner(partner: Partner) -> tuple[Cell, ...]:
    return (partner.name,), (serves(partner),), (said(partner.latest, short=True),)


def serves(partner: Partner) -> str:
    """What a partner serves, as far as a line goes."""
    more = len(partner.serves) - _PARTNERS
    return "; ".join(partner.serves[:_PARTNERS]) + (f"; and {more} more" if more > 0 else "") or "not said"
