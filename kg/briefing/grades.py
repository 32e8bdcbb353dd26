"""Grades through the years: which follow each other, and which may be compared."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.briefing.facts import Fact

if TYPE_CHECKING:
    from kg.store import Graph

_QUESTIONS: Final = """
SELECT ?question ?wording ?short ?pillar ?number ?cycle ?since ?scale
WHERE {
    ?question skos:inScheme ?framework ;
        skos:prefLabel ?wording ;
        peel:pillar ?pillar ;
        peel:questionNumber ?number .
    ?framework peel:cycle ?cycle ;
        peel:comparableSince ?since .
    OPTIONAL { ?question skos:altLabel ?short }
    OPTIONAL { ?question peel:gradeScale/skos:prefLabel ?scale }
}
"""
_RANKS: Final = "SELECT ?grade ?name ?rank WHERE { ?grade peel:rank ?rank ; skos:prefLabel ?name }"
_DIGITS: Final = re.compile(r"[0-9]+")
_PILLARS: Final = ("effectiveness", "efficiency", "legitimacy", "leadership", "overview")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a framework."""

    iri: str
    wording: str
    short: str
    """A few words for it."""
    pillar: str
    number: str
    cycle: str
    since: int
    """Grades of two frameworks may be compared where this is the same."""
    scale: str
    """The name of the scale on which it is graded; empty where that is unknown."""

    @property
    def place(self) -> tuple[int, tuple[int, ...], str]:
        """Its place among the questions of a framework."""
        pillar = _PILLARS.index(self.pillar) if self.pillar in _PILLARS else len(_PILLARS)
        return pillar, tuple(int(part) for part in _DIGITS.findall(self.number)), self.iri


class Verdict(StrEnum):
    """How a grade stands to an earlier one, or to another force's."""

    BETTER = "better"
    SAME = "the same"
    WORSE = "worse"
    INCOMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Grade:
    """A judgement as one of a row of them."""

    fact: Fact
    name: str
    rank: int
    """1 is the best."""
    question: Question | None
    before: tuple[tuple[str, Verdict], ...] = ()
    """The judgements that it follows, by their IRIs, and how it stands to each."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Grades that follow each other, the oldest first."""

    grades: tuple[Grade, ...]

    @property
    def question(self) -> Question | None:
        """What was asked last."""
        return self.grades[-1].question


@dataclass(frozen=True, slots=True)
class Grading:
    """What a graph knows of questions and grades."""

    questions: Mapping[str, Question]
    ranks: Mapping[str, tuple[int, str]]
    """The rank and the name of each grade."""

    def grade(self, fact: Fact) -> Grade:
        """A judgement as a grade that follows none."""
        assert fact.grade
        rank, name = self.ranks[fact.grade]
        return Grade(fact, name, rank, self.questions.get(fact.question or ""))


@lru_cache(maxsize=2)
def grading(graph: "Graph") -> Grading:
    """The questions and grades of a graph."""
    questions: dict[str, Question] = {}
    for row in graph.select(_QUESTIONS):
        short = row["short"].value if row["short"] is not None else row["wording"].value
        question = Question(
            row["question"].value,
            row["wording"].value,
            short,
            row["pillar"].value.rsplit("/", 1)[-1],
            row["number"].value,
            row["cycle"].value,
            int(row["since"].value),
            row["scale"].value if row["scale"] is not None else "",
        )
        known = questions.setdefault(question.iri, question)
        questions[question.iri] = min(known, question, key=_brevity)
    for name, question in questions.items():
        questions[name] = replace(question, short=question.short[:1].upper() + question.short[1:])
    ranks = {row["grade"].value: (int(row["rank"].value), row["name"].value) for row in graph.select(_RANKS)}
    return Grading(questions, ranks)


def _brevity(question: Question) -> tuple[int, str]:
    """The best of several short names is the shortest."""
    return len(question.short), question.short


def verdict(later: Grade, earlier: Grade) -> Verdict:
    """How a grade stands to another, which is not compared with it where their frameworks must not be."""
    since = later.question and later.question.since, earlier.question and earlier.question.since
    return compared(since, (later.rank, earlier.rank))


def compared(since: tuple[object, object], ranks: tuple[int, int]) -> Verdict:
    """How the later of two grades stands to the earlier, by the year since which each is comparable, None if unknown, and by rank.

    >>> compared((2014, 2014), (1, 2)).value, compared((2021, 2014), (1, 2)).value
    ('better', 'not comparable')
    """
    if None in since or since[0] != since[1]:
        return Verdict.INCOMPARABLE
    if ranks[0] == ranks[1]:
        return Verdict.SAME
    return Verdict.BETTER if ranks[0] < ranks[1] else Verdict.WORSE


def grades(facts: Iterable[Fact], known: Grading) -> tuple[Grade, ...]:
    """The judgements among facts, each with those that it follows, in the order of year and question.

    A grade that a later report recalls counts where the graph lacks the report that gave it, and once, however many recall it.
    """
    judged = [fact for fact in facts if fact.kind == "Judgement" and fact.grade]
    own = {(fact.question, fact.year) for fact in judged if fact.is_own}
    kept: dict[object, Fact] = {}
    stands_for: dict[str, str] = {}
    for fact in sorted(judged, key=lambda fact: (fact.report, fact.start, fact.iri)):
        if fact.is_own:
            kept[fact.iri] = fact
        elif not fact.recalls and (fact.question is None or (fact.question, fact.year) not in own):
            said = fact.iri if fact.question is None else (fact.question, fact.year, fact.grade)
            stands_for[fact.iri] = kept.setdefault(said, fact).iri
    made = {fact.iri: known.grade(fact) for fact in kept.values()}
    found = []
    for grade in made.values():
        earlier = dict.fromkeys(stands_for.get(name, name) for name in grade.fact.follows)
        before = tuple((name, verdict(grade, made[name])) for name in earlier if name in made)
        found.append(Grade(grade.fact, grade.name, grade.rank, grade.question, before))
    return tuple(sorted(found, key=_place))


def _place(grade: Grade) -> tuple[int, bool, tuple[int, tuple[int, ...], str], str, int]:
    place = grade.question.place if grade.question else (0, (), "")
    return grade.fact.year, grade.question is None, place, grade.fact.report.iri, grade.fact.start


@dataclass(slots=True, eq=False)
class _Family:
    """Lanes that meet or part: questions that were merged or split."""

    lanes: list[list[Grade]] = field(default_factory=list)


def lanes(found: Sequence[Grade]) -> tuple[Lane, ...]:
    """Grades in lanes: each goes on in the lane of one that it follows, or opens another beside it. Lanes that meet stand together.

    Those graded last come first, in the order of their questions; grades of which no question is known come at the end.
    """
    families: list[_Family] = []
    home: dict[str, _Family] = {}
    for grade in found:
        family = _joined([home[name] for name, _ in grade.before], families)
        before = [name for name, _ in grade.before]
        lane = next((lane for lane in family.lanes if lane[-1].fact.iri in before), None)
        if lane is None:
            family.lanes.append(lane := [])
        lane.append(grade)
        for one in (one for lane in family.lanes for one in lane):
            home[one.fact.iri] = family
    families.sort(key=_importance)
    return tuple(Lane(tuple(lane)) for family in families for lane in family.lanes)


def _joined(met: list[_Family], families: list[_Family]) -> _Family:
    """The one family of several that meet, or a new one."""
    if not met:
        families.append(_Family())
        return families[-1]
    first = met[0]
    for other in met[1:]:
        if other is not first and other in families:
            first.lanes += other.lanes
            families.remove(other)
    return first


def _importance(family: _Family) -> tuple[bool, int, tuple[int, tuple[int, ...], str], str]:
    latest = min((lane[-1] for lane in family.lanes), key=lambda grade: (-grade.fact.year, _place(grade)))
    place = latest.question.place if latest.question else (0, (), "")
    return latest.question is None, -latest.fact.year, place, latest.fact.iri
