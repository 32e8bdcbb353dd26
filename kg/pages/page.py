"""A page as a value: what stands on it, before it is HTML."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from kg.briefing.facts import Fact
from kg.errors import UsageError
from kg.pages.source import KINDS, Entry, Source

SIZE: Final = 50
"""How many statements, or rows of a list, stand on one page."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a page beyond its thing: which part of a list, and which of the statements."""

    number: int = 1
    force: str = ""
    """The slug of a force, or nothing for all."""
    kind: str = ""
    """One of `KINDS`, or nothing for all."""

    def __post_init__(self) -> None:
        if self.number < 1:
            raise UsageError(f"page={self.number}: pages are counted from 1")
        if self.kind and self.kind not in KINDS:
            raise UsageError(f"kind={self.kind}: there are {', '.join(KINDS)}")

    @property
    def chosen(self) -> Mapping[str, str]:
        """The choices, as an address says them."""
        return {name: value for name, value in (("force", self.force), ("kind", self.kind)) if value}


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the template that writes it, its title, and what stands on it."""

    template: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)
    about: str = ""
    """The IRI of its thing; empty for a page about no one thing."""
    view: str = ""
    """The name of a page about no one thing."""
    number: int = 1
    pages: int = 1
    """How many pages its list has."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list."""

    shown: Sequence[object]
    first: int
    """The place of the first, counted from 1."""
    total: int
    number: int
    pages: int


def part_of(items: Sequence[T], number: int, size: int = SIZE) -> Part:
    """A part of a list by its number, counted from 1. Raises UsageError where the list has no such part."""
    pages = max(1, -(-len(items) // size))
    if not 1 <= number <= pages:
        raise UsageError(f"page={number}: there {'are' if pages > 1 else 'is'} {pages}")
    first = (number - 1) * size
    return Part(items[first : first + size], first + 1, len(items), number, pages)


def chosen(source: Source, entries: Iterable[Entry], asked: Asked) -> tuple[Entry, ...]:
    """The statements of a force, or of a kind, among those of a list. Raises UsageError for a force that nobody knows."""
    force = source.graph.iris.of("force", asked.force) if asked.force else ""
    if force and not source.holds(force):
        raise UsageError(f"force={asked.force[:60]}: the graph knows no such force")
    return tuple(entry for entry in entries if force in ("", entry.force) and asked.kind in ("", entry.kind))


def statements(source: Source, entries: Sequence[Entry], number: int) -> Part:
    """A part of a list of statements, each whole; those of a report in the order of its text.

    Where they stand in a text is only looked up for the reports that meet the part.
    """
    part = part_of(entries, number)
    last = part.first + len(part.shown) - 1
    shown: list[Fact] = []
    for group, start in _by_report(entries):
        if start <= last and part.first < start + len(group):
            facts = sorted(
                source.facts(entry.statement for entry in group), key=lambda fact: (fact.start, fact.iri)
            )
            shown += facts[max(0, part.first - start) : last - start + 1]
    return Part(shown, part.first, part.total, part.number, part.pages)


def _by_report(entries: Sequence[Entry]) -> Iterable[tuple[Sequence[Entry], int]]:
    """The runs of statements of one report, with the place of the first, counted from 1."""
    start = 0
    for at in range(1, len(entries) + 1):
        if at == len(entries) or entries[at].report != entries[start].report:
            yield entries[start:at], start + 1
            start = at


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something is said, of whom, and when."""

    thing: str
    total: int
    kinds: Mapping[str, int]
    years: tuple[int, ...]


def tallies(entries: Iterable[Entry], key: Callable[[Entry], str]) -> tuple[Tally, ...]:
    """The numbers of statements for each thing that the key tells of one, those with most first."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    found = [
        Tally(
            thing,
            len(group),
            {kind: sum(entry.kind == kind for entry in group) for kind in KINDS},
            tuple(sorted({entry.report.year for entry in group})),
        )
        for thing, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.total, one.thing)))
