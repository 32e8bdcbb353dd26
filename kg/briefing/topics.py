"""What a force is praised and criticised for, topic by topic, with the sentence that tells most."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kg.briefing.facts import Fact

RULE: Final = (
    "The sentence shown is of the latest report; there rather one that led to a required action, then one behind a grade, "
    "a whole sentence of 40 to 240 characters, one on few topics, the first; no sentence is shown twice where there is another."
)
"""How the most telling sentence is chosen, for people."""
_SENTENCE: Final = re.compile(r"[A-Z“‘\"'].*[.!?][’”\"')]?", re.DOTALL)
_SHORT, _LONG = 40, 240


@dataclass(frozen=True, slots=True)
class Side:
    """The strengths, or the weaknesses, of a force in a topic."""

    number: int
    telling: Fact | None
    """The most telling of them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a force is praised and criticised for in a topic."""

    iri: str
    name: str
    strengths: Side
    weaknesses: Side


def topics(facts: Iterable[Fact], names: Mapping[str, str]) -> tuple[Topic, ...]:
    """The topics of findings, those with most findings first; a finding with several topics counts for each."""
    sides: defaultdict[str, dict[str, list[Fact]]] = defaultdict(lambda: {"strength": [], "weakness": []})
    for fact in facts:
        if fact.kind == "Finding" and fact.polarity:
            for topic in fact.topics:
                sides[topic][fact.polarity].append(fact)
    shown: set[str] = set()
    found = []
    for topic, side in sorted(
        sides.items(), key=lambda item: (-sum(map(len, item[1].values())), names.get(item[0], ""), item[0])
    ):
        strengths, weaknesses = (_side(side[polarity], shown) for polarity in ("strength", "weakness"))
        found.append(Topic(topic, names.get(topic, topic), strengths, weaknesses))
    return tuple(found)


def _side(findings: Collection[Fact], shown: set[str]) -> Side:
    telling = most_telling([fact for fact in findings if fact.iri not in shown] or findings)
    if telling:
        shown.add(telling.iri)
    return Side(len(findings), telling)


def most_telling(findings: Collection[Fact]) -> Fact | None:
    """The most telling of some findings, by `RULE`."""
    return min(findings, key=_telling, default=None)


def _telling(fact: Fact) -> tuple[object, ...]:
    whole = bool(_SENTENCE.fullmatch(fact.quote)) and _SHORT <= len(fact.quote) <= _LONG
    return (
        -fact.report.year,
        not fact.prompts,
        not fact.informs,
        not whole,
        len(fact.topics),
        fact.report.iri,
        fact.start,
        fact.iri,
    )
