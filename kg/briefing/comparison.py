"""Two forces side by side: grades on the same questions, topics, partners that they share, and what both must do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.briefing.facts import Fact, facts, names_of
from kg.briefing.forces import Force, force_named
from kg.briefing.grades import Grade, Question, Verdict, grades, grading, verdict
from kg.briefing.partners import Partner, partners
from kg.briefing.topics import Topic, topics
from kg.errors import UsageError
from kg.iris import Iris

if TYPE_CHECKING:
    from kg.store import Graph

_REPLACES: Final = "SELECT ?question ?earlier WHERE { ?question dcterms:replaces ?earlier }"
_Sides: TypeAlias = tuple[Mapping[str, Grade], Mapping[str, Grade]]
"""The last grade of each force on each question."""
_Replaced: TypeAlias = Mapping[str, set[str]]


class Ground(StrEnum):
    """On what two grades stand beside each other."""

    SAME = "the same question"
    OTHER_YEAR = "an earlier form of the question: not compared"
    OTHER_SCALE = "an earlier form of the question, on a scale that is not comparable"
    ALONE = "only one force has a grade"


@dataclass(frozen=True, slots=True)
class GradePair:
    """The latest grades of two forces on a question, or on one that another replaced."""

    question: Question
    first: Grade | None
    second: Grade | None
    ground: Ground
    verdict: Verdict | None
    """How the first stands to the second; only on the same question."""


@dataclass(frozen=True, slots=True)
class TopicPair:
    """What two forces are praised and criticised for in a topic."""

    name: str
    first: Topic | None
    second: Topic | None


@dataclass(frozen=True, slots=True)
class PartnerPair:
    """A body with which both work; or of each force the body that the text names only by its kind, where that is the same."""

    name: str
    """The body's, or that of the kind."""
    alike: bool
    """Whether they are two bodies of one kind, each force's own."""
    first: Partner
    second: Partner


@dataclass(frozen=True, slots=True)
class ActionPair:
    """What both must do on a topic."""

    name: str
    first: tuple[Fact, ...]
    second: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two forces side by side."""

    first: Force
    second: Force
    grades: tuple[GradePair, ...]
    topics: tuple[TopicPair, ...]
    partners: tuple[PartnerPair, ...]
    actions: tuple[ActionPair, ...]


def compare(graph: "Graph", first: str, second: str) -> Comparison:
    """Two forces side by side, by their slugs, names or IRIs. Raises UsageError where one is unknown, has no report, or both are one."""
    forces = force_named(graph, first), force_named(graph, second)
    if forces[0] == forces[1]:
        raise UsageError(f"{forces[0].name} twice; name two forces")
    told = facts(graph, forces[0].iri), facts(graph, forces[1].iri)
    names, known = names_of(graph), grading(graph)
    replaced: dict[str, set[str]] = {}
    for row in graph.select(_REPLACES):
        replaced.setdefault(row["question"].value, set()).add(row["earlier"].value)
    latest = _latest(grades(told[0], known)), _latest(grades(told[1], known))
    return Comparison(
        *forces,
        tuple(
            sorted(_grade_pairs(latest, replaced), key=lambda pair: (_recency(pair.question), pair.ground))
        ),
        _topic_pairs(topics(told[0], names), topics(told[1], names)),
        _partner_pairs(
            _by_body(partners(told[0], names), forces[0], graph.iris),
            _by_body(partners(told[1], names), forces[1], graph.iris),
            names,
        ),
        _action_pairs(told[0], told[1], names),
    )


def _latest(found: Iterable[Grade]) -> dict[str, Grade]:
    """The last grade on each question."""
    return {grade.question.iri: grade for grade in found if grade.question}


def _grade_pairs(sides: _Sides, replaced: _Replaced) -> Iterator[GradePair]:
    """A pair for each question on which both were graded; then for others, as far as a force has no later grade on the same matter.

    Such a grade stands beside the other force's on the nearest question that its own replaced, if there is one, or alone.
    """
    both = sides[0].keys() & sides[1].keys()
    for name in both:
        first, second = sides[0][name], sides[1][name]
        yield GradePair(_asked(first), first, second, Ground.SAME, verdict(first, second))
    current = [
        (at, own[name])
        for at, own in enumerate(sides)
        for name in own.keys() - both - _replaced_within(own, replaced)
    ]
    paired: set[tuple[int, str]] = set()
    for at, grade in sorted(current, key=lambda one: (_recency(_asked(one[1])), one[0])):
        if (at, _asked(grade).iri) not in paired:
            earlier = _nearest(_asked(grade).iri, sides[1 - at], replaced)
            if earlier:
                paired.add((1 - at, _asked(earlier).iri))
            yield _unlike(grade, earlier, at)


def _recency(question: Question) -> tuple[object, ...]:
    """The latest questions first."""
    return -int(question.cycle[:4]), question.place


def _unlike(grade: Grade, other: Grade | None, at: int) -> GradePair:
    """A pair of grades on two questions, or of one grade alone; the first is of the force at that place."""
    ground = Ground.ALONE
    if other:
        crosses = verdict(grade, other) is Verdict.INCOMPARABLE
        ground = Ground.OTHER_SCALE if crosses else Ground.OTHER_YEAR
    first, second = (grade, other) if at == 0 else (other, grade)
    return GradePair(_asked(grade), first, second, ground, None)


def _asked(grade: Grade) -> Question:
    assert grade.question
    return grade.question


def _before(name: str, replaced: _Replaced) -> Iterator[set[str]]:
    """The questions that one replaced, then those that these replaced, and so on."""
    asked, seen = replaced.get(name, set()), {name}
    while asked := asked - seen:
        yield asked
        seen |= asked
        asked = {earlier for question in asked for earlier in replaced.get(question, ())}


def _nearest(name: str, side: Mapping[str, Grade], replaced: _Replaced) -> Grade | None:
    for asked in _before(name, replaced):
        found = [side[question] for question in asked if question in side]
        if found:
            return min(found, key=lambda grade: _asked(grade).place)
    return None


def _replaced_within(side: Mapping[str, Grade], replaced: _Replaced) -> set[str]:
    """The questions of a force that another on which it was graded, too, replaced."""
    return {earlier for name in side for asked in _before(name, replaced) for earlier in asked}


def _topic_pairs(first: Sequence[Topic], second: Sequence[Topic]) -> tuple[TopicPair, ...]:
    """Topics on which both have findings come first, then those with most."""
    sides = [{topic.iri: topic for topic in side} for side in (first, second)]
    pairs = [
        TopicPair((sides[0].get(iri) or sides[1][iri]).name, sides[0].get(iri), sides[1].get(iri))
        for iri in sides[0].keys() | sides[1].keys()
    ]
    return tuple(
        sorted(
            pairs,
            key=lambda pair: (not (pair.first and pair.second), -_findings(pair), pair.name),
        )
    )


def _findings(pair: TopicPair) -> int:
    return sum(
        topic.strengths.number + topic.weaknesses.number for topic in (pair.first, pair.second) if topic
    )


def _by_body(found: Iterable[Partner], force: Force, iris: Iris) -> dict[str, Partner]:
    """The partners of a force by body; one that is local to the force goes by its kind."""
    lead, kinds = iris.local_body(force.slug, ""), iris.of("partner-kind", "")
    return {
        kinds + partner.iri.removeprefix(lead) if partner.iri.startswith(lead) else partner.iri: partner
        for partner in found
    }


def _partner_pairs(
    first: Mapping[str, Partner], second: Mapping[str, Partner], names: Mapping[str, str]
) -> tuple[PartnerPair, ...]:
    """Bodies that both have come first, then those of one kind."""
    pairs = [
        PartnerPair(names.get(body, body), first[body].iri != second[body].iri, first[body], second[body])
        for body in first.keys() & second.keys()
    ]
    return tuple(sorted(pairs, key=lambda pair: (pair.alike, pair.name, pair.first.iri)))


def _action_pairs(
    first: Iterable[Fact], second: Iterable[Fact], names: Mapping[str, str]
) -> tuple[ActionPair, ...]:
    sides: list[defaultdict[str, list[Fact]]] = []
    for told in (first, second):
        by_topic: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in told:
            for topic in fact.topics if fact.is_action else ():
                by_topic[topic].append(fact)
        sides.append(by_topic)
    shared = sides[0].keys() & sides[1].keys()
    pairs = [ActionPair(names.get(iri, iri), tuple(sides[0][iri]), tuple(sides[1][iri])) for iri in shared]
    return tuple(sorted(pairs, key=lambda pair: pair.name))
