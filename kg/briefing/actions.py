"""What a force must do: since when, how often it was told, by when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.briefing.facts import Fact


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that a force must do, as the last report to ask for it says, with the earlier ones that it repeats."""

    fact: Fact
    earlier: tuple[Fact, ...]
    """What it recurs, and what that does in turn; the latest first."""
    parts: tuple[Fact, ...]
    age: int
    """Years from the first time to the force's latest inspection in the graph."""

    @property
    def since(self) -> int:
        """The year in which it was required first."""
        return min(fact.year for fact in (self.fact, *self.earlier))

    @property
    def times(self) -> int:
        """In how many years it was required."""
        return len({fact.year for fact in (self.fact, *self.earlier)})

    @property
    def deadlines(self) -> tuple[Fact, ...]:
        """Of it and its parts, those by when there is something to do."""
        return tuple(fact for fact in (self.fact, *self.parts) if fact.deadline)


def demands(facts: Iterable[Fact], latest: int) -> tuple[Demand, ...]:
    """What a force must do, what recurs most first, then the latest; with the force's latest inspection, to which ages are counted.

    An action that a later report repeats goes with that, though a cause of concern stays what it is; a part goes with its whole, unless
    it recurs where the whole does not.
    """
    actions = {fact.iri: fact for fact in facts if fact.is_action}
    parts: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in actions.values():
        if fact.part_of in actions:
            parts[str(fact.part_of)].append(fact)
    repeated = {earlier for fact in actions.values() for earlier in fact.recurs}
    found = []
    for fact in actions.values():
        whole = actions.get(fact.part_of or "")
        told_again = fact.iri in repeated and fact.kind != "CauseOfConcern"
        if told_again or (whole and (not fact.recurs or whole.recurs)):
            continue
        earlier = _earlier(fact, actions)
        since = min(one.year for one in (fact, *earlier))
        found.append(Demand(fact, earlier, tuple(parts[fact.iri]), latest - since))
    return tuple(sorted(found, key=_weight))


def _earlier(fact: Fact, actions: Mapping[str, Fact]) -> tuple[Fact, ...]:
    """What an action recurs, step by step."""
    found: dict[str, Fact] = {}
    waiting: Sequence[str] = fact.recurs
    while waiting:
        new = [name for name in waiting if name in actions and name not in found]
        found |= {name: actions[name] for name in new}
        waiting = [earlier for name in new for earlier in actions[name].recurs]
    return tuple(sorted(found.values(), key=lambda one: (-one.year, one.report.iri, one.start, one.iri)))


def _weight(demand: Demand) -> tuple[int, int, str, int, str]:
    fact = demand.fact
    return -demand.times, -fact.year, fact.report.iri, fact.start, fact.iri
