"""With whom a force works, and on what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.briefing.facts import Fact


@dataclass(frozen=True, slots=True)
class Partner:
    """A body with which a force works."""

    iri: str
    name: str
    serves: tuple[str, ...]
    """The names of the threats and topics that it serves."""
    years: tuple[int, ...]
    passages: int
    latest: Fact
    """The partnership as the latest report tells of it."""


def partners(facts: Iterable[Fact], names: Mapping[str, str]) -> tuple[Partner, ...]:
    """The partners of a force, those with most passages first."""
    known: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind == "Partnership":
            for body in fact.partners:
                if body != fact.force:
                    known[body].append(fact)
    found = [
        Partner(
            body,
            names.get(body, body),
            _serves(told, names),
            tuple(sorted({fact.year for fact in told})),
            sum(fact.passages for fact in told),
            min(told, key=lambda fact: (-fact.year, fact.report.iri, fact.start, fact.iri)),
        )
        for body, told in known.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.passages, one.name, one.iri)))


def _serves(told: Iterable[Fact], names: Mapping[str, str]) -> tuple[str, ...]:
    """Threats before topics, each in the order of their names."""
    facts = list(told)
    threats = {names.get(iri, iri) for fact in facts for iri in fact.threats}
    topics = {names.get(iri, iri) for fact in facts for iri in fact.topics}
    return (*sorted(threats), *sorted(topics - threats))
