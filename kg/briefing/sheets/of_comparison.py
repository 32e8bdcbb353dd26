"""Two forces side by side, set out."""

from kg.briefing.comparison import ActionPair, Comparison, GradePair, Ground, PartnerPair, TopicPair
from kg.briefing.facts import Fact
from kg.briefing.forces import Force
from kg.briefing.grades import Grade, Verdict
from kg.briefing.partners import Partner
from kg.briefing.sheets.of_brief import graded, serves
from kg.briefing.sheets.sheet import Cell, Column, Section, Sheet, Table, said
from kg.briefing.topics import RULE, Topic


def of_comparison(found: Comparison) -> Sheet:
    """Four tables: grades, topics, partners that both have, and what both must do."""
    names = found.first.short, found.second.short
    pair = (Column(names[0], 33), Column(names[1], 33))
    grades = Table(
        "Latest grades on each question",
        (Column("Question", 18), *pair, Column("How they stand", 16)),
        tuple(_grades(one, names) for one in found.grades),
    )
    topics = Table(
        "Topics on which both have findings first; + strengths, − weaknesses",
        (Column("Topic", 16), Column(names[0], 42), Column(names[1], 42)),
        tuple(_topics(one) for one in found.topics),
    )
    partners = Table(
        "Bodies with which both work, then those of the same kind of which each has its own",
        (Column("Partner", 18), Column(names[0], 41), Column(names[1], 41)),
        tuple(_partners(one) for one in found.partners),
    )
    actions = Table(
        "Required actions on the same topics",
        (Column("Topic", 18), Column(names[0], 41), Column(names[1], 41)),
        tuple(_actions(one) for one in found.actions),
    )
    return Sheet(
        f"{found.first.name} and {found.second.name}",
        f"{_reports(found.first)}. {_reports(found.second)}. Grades are compared on the same question of the same framework only.",
        (
            Section("Grades", (grades,)),
            Section("Praised and criticised for", (topics,), RULE),
            Section("Shared partners", (partners,)),
            Section("What both must improve", (actions,)),
        ),
    )


def _reports(force: Force) -> str:
    return f"{force.name}: {'; '.join(report.label for report in force.reports)}"


def _grades(pair: GradePair, names: tuple[str, str]) -> tuple[Cell, ...]:
    asked = f"{pair.question.short} ({pair.question.cycle})"
    return (asked,), _grade(pair.first), _grade(pair.second), (stands(pair, names),)


def _grade(grade: Grade | None) -> Cell:
    if grade is None:
        return ("no grade",)
    return (said(grade.fact, f"{grade.fact.year}: {graded(grade)}:"),)


def stands(pair: GradePair, names: tuple[str, str]) -> str:
    """How the grades of two forces, by their names, stand to each other."""
    if pair.ground is not Ground.SAME:
        return pair.ground.value
    verdict = pair.verdict
    return "the same" if verdict is Verdict.SAME else f"{names[0]} {verdict} than {names[1]}"


def _topics(pair: TopicPair) -> tuple[Cell, ...]:
    return (pair.name,), _sides(pair.first), _sides(pair.second)


def _sides(topic: Topic | None) -> Cell:
    if topic is None:
        return ("no findings",)
    found: Cell = ()
    for sign, one in (("+", topic.strengths), ("−", topic.weaknesses)):
        if one.telling:
            found = (*found, said(one.telling, f"{sign} {one.number}:"))
    return found


def _partners(pair: PartnerPair) -> tuple[Cell, ...]:
    name = f"{pair.name}: each its own" if pair.alike else pair.name
    return (name,), _partner(pair.first), _partner(pair.second)


def _partner(partner: Partner) -> Cell:
    years = ", ".join(map(str, partner.years))
    return (said(partner.latest, f"{serves(partner)} ({years}):"),)


def _actions(pair: ActionPair) -> tuple[Cell, ...]:
    return (pair.name,), _said(pair.first), _said(pair.second)


def _said(found: tuple[Fact, ...]) -> Cell:
    return tuple(map(said, found))
