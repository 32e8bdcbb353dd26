"""How two graphs, or two texts of one report, differ: statements that came, went or became others.

Statements are compared report by report, within a report kind by kind (all that a force must do is one kind):

1. The same words and the same facts: unchanged, wherever in the text they stand.
2. The same words, other facts: changed.
3. Partnerships with the same body: changed.
4. At least three in five words are the same, or those of one, three or more, stand within the other: changed; the most alike first.
5. What is left was removed, or added.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from kg.briefing.facts import Fact, facts, in_order, names_of
from kg.errors import DamagedGraph, UsageError
from kg.store import Folder, Graph, in_memory

if TYPE_CHECKING:
    from kg.store import Entry, Revision

_ALIKE: Final = 0.6
"""Share of words from which on two statements are one that changed."""
_FEW: Final = 3
"""Words that may stand by chance within others, if there are fewer."""
_WORDS: Final = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of a statement that is another one: its name, and what it was and is."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A statement that became another one."""

    before: Fact
    after: Fact
    changes: tuple[Change, ...]
    """The facts that differ; the words are a fact, too."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What came, went, changed and stayed from one state to another."""

    before: str
    """What the first state is called."""
    after: str
    added: tuple[Fact, ...]
    removed: tuple[Fact, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    names: Mapping[str, str]
    """The names of what facts name, by IRI without the base."""
    made_alike: bool
    """Whether the same engine and vocabularies made both, so that only their texts can differ."""

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.removed or self.changed)


def between(first: Graph, second: Graph, titles: tuple[str, str], report: str | None = None) -> Differences:
    """How two graphs differ, or what they say of one report. Raises UsageError where neither has that report."""
    sides = [_told(graph) for graph in (first, second)]
    if report:
        wanted = _report(report, first, second)
        sides = [[fact for fact in side if fact.report.iri == wanted] for side in sides]
    alike = (first.manifest.engine, first.manifest.vocabulary) == (
        second.manifest.engine,
        second.manifest.vocabulary,
    )
    return differences(sides[0], sides[1], titles, {**_named(second), **_named(first)}, alike=alike)


def revised(graph: Graph, folder: Folder, report: str, number: int | None = None) -> Differences:
    """How what a graph says of a report differs from what it said of one of its earlier texts, by default the last.

    Raises UsageError where there is no such report or earlier text, DamagedGraph where the folder has lost it.
    """
    name = graph.manifest.named(report)
    entry = next(entry for entry in graph.manifest.reports if entry.iri == name)
    revision = _revision(entry, number)
    past = Graph(in_memory(_past(folder, entry, revision)), {}, graph.manifest)
    now = name.removeprefix(graph.iris.of("report", ""))
    sides = [[fact for fact in _told(one) if fact.report.iri == _short(name, graph)] for one in (past, graph)]
    titles = f"{now}, text {revision.number} of {len(entry.revisions) + 1}", f"{now}, text now"
    alike = revision.engine == graph.manifest.engine
    return differences(sides[0], sides[1], titles, _named(graph), alike=alike)


def _revision(entry: "Entry", number: int | None) -> "Revision":
    short = f"{entry.force}/{entry.year}/{entry.pillar}"
    if not entry.revisions:
        raise UsageError(f"{short}: has no earlier text in this graph; name two graphs to compare")
    if number is None:
        return entry.revisions[-1]
    for revision in entry.revisions:
        if revision.number == number:
            return revision
    known = ", ".join(str(one.number) for one in entry.revisions)
    raise UsageError(f"{short}: has no revision {number}; it has: {known}")


def _past(folder: Folder, entry: "Entry", revision: "Revision") -> Iterable[ox.Quad]:
    """What a graph said of an earlier text."""
    path = folder.path / "history" / entry.past(revision)[1]
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if sha256(data).hexdigest() != revision.content:
        raise DamagedGraph(f"{path}: missing or changed; kg doctor -g {folder.path} shows what else is")
    return ox.parse(data, format=ox.RdfFormat.N_QUADS)


def _report(report: str, *graphs: Graph) -> str:
    """The IRI without its base of a report that one of the graphs has."""
    for graph in graphs:
        try:
            return _short(graph.manifest.named(report), graph)
        except UsageError as error:
            unknown = error
    raise unknown


def _short(iri: str, graph: Graph) -> str:
    return iri.removeprefix(graph.iris.base)


def _told(graph: Graph) -> list[Fact]:
    """All statements, with IRIs without their base, so that graphs of two bases can be compared."""
    return [_based(fact, graph) for fact in facts(graph)]


def _based(fact: Fact, graph: Graph) -> Fact:
    def short(iri: str) -> str:
        return _short(iri, graph)

    return replace(
        fact,
        force=short(fact.force),
        report=replace(fact.report, iri=short(fact.report.iri)),
        question=short(fact.question) if fact.question else None,
        grade=short(fact.grade) if fact.grade else None,
        topics=tuple(map(short, fact.topics)),
        threats=tuple(map(short, fact.threats)),
        partners=tuple(map(short, fact.partners)),
    )


def _named(graph: Graph) -> dict[str, str]:
    return {_short(iri, graph): name for iri, name in names_of(graph).items()}


def differences(
    first: Iterable[Fact],
    second: Iterable[Fact],
    titles: tuple[str, str],
    names: Mapping[str, str],
    *,
    alike: bool,
) -> Differences:
    """How statements that are held against each other differ, by the rules of this module."""
    removed, added = _Rest(first), _Rest(second)
    same = removed.matching(added, lambda fact: (_group(fact), _said(fact), _words(fact.quote)))
    pairs = removed.matching(added, lambda fact: (_group(fact), _words(fact.quote)))
    pairs += removed.matching(
        added, lambda fact: (_group(fact), fact.partners) if fact.kind == "Partnership" else None
    )
    pairs += removed.nearest(added)
    changed = [Changed(before, after, _changes(before, after)) for before, after in pairs]
    mentioned = {
        name
        for fact in (*removed.facts, *added.facts, *(fact for pair in pairs for fact in pair))
        for name in _individuals(fact)
    }
    return Differences(
        *titles,
        tuple(added.facts),
        tuple(removed.facts),
        tuple(sorted(changed, key=lambda one: in_order(one.after))),
        len(same),
        {name: names[name] for name in sorted(mentioned) if name in names},
        alike,
    )


def _group(fact: Fact) -> tuple[str, str]:
    """Only statements of one group may be one that changed."""
    return fact.report.iri, "RequiredAction" if fact.is_action else fact.kind


def _individuals(fact: Fact) -> Iterator[str]:
    yield from (*fact.topics, *fact.threats, *fact.partners, fact.question or "", fact.grade or "")


def _said(fact: Fact) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a statement says besides its words, by name."""
    one = {
        "kind": fact.kind,
        "year": str(fact.year),
        "question": fact.question,
        "grade": fact.grade,
        "polarity": fact.polarity,
        "deadline": fact.deadline,
        "passages": str(fact.passages),
    }
    several = {"topics": fact.topics, "threats": fact.threats, "partners": fact.partners}
    return (*((name, (value,) if value else ()) for name, value in one.items()), *several.items())


def _changes(before: Fact, after: Fact) -> tuple[Change, ...]:
    words = [Change("words", (before.quote,), (after.quote,))] if before.quote != after.quote else []
    pairs = zip(_said(before), _said(after), strict=True)
    return (*(Change(name, was, now) for (name, was), (_, now) in pairs if was != now), *words)


@lru_cache(maxsize=4096)
def _words(quote: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(quote.casefold().replace("’", "'")))


def _likeness(before: Fact, after: Fact) -> float:
    """From 0 to 1: the share of words that two statements have in common, or `_ALIKE` where one stands within the other."""
    first, second = _words(before.quote), _words(after.quote)
    ours, theirs = Counter(first), Counter(second)
    shared = 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())
    less, more = sorted((first, second), key=len)
    within = len(less) >= _FEW and f" {' '.join(less)} " in f" {' '.join(more)} "
    return max(shared, _ALIKE) if within else shared


_Pairs: TypeAlias = list[tuple[Fact, Fact]]


class _Rest:
    """The statements of one side that have not found their like on the other."""

    def __init__(self, told: Iterable[Fact]) -> None:
        self.facts = sorted(told, key=in_order)

    def matching(self, other: "_Rest", key: Callable[[Fact], object]) -> _Pairs:
        """Takes pairs with equal keys from both sides, in the order of their places; a key None matches nothing."""
        waiting: defaultdict[object, list[Fact]] = defaultdict(list)
        for fact in reversed(other.facts):
            if (found := key(fact)) is not None:
                waiting[found].append(fact)
        pairs = [
            (fact, waiting[found].pop())
            for fact in self.facts
            if (found := key(fact)) is not None and waiting[found]
        ]
        return self._without(other, pairs)

    def nearest(self, other: "_Rest") -> _Pairs:
        """Takes pairs of statements that are alike from both sides, the most alike first."""
        groups: defaultdict[object, list[Fact]] = defaultdict(list)
        for fact in other.facts:
            groups[_group(fact)].append(fact)
        scored = [
            (-score, in_order(fact), in_order(one), fact, one)
            for fact in self.facts
            for one in groups[_group(fact)]
            if (score := _likeness(fact, one)) >= _ALIKE
        ]
        pairs: _Pairs = []
        taken: set[str] = set()
        for *_, fact, one in sorted(scored, key=lambda entry: entry[:3]):
            if not taken & {f"<{fact.iri}", f">{one.iri}"}:
                taken |= {f"<{fact.iri}", f">{one.iri}"}
                pairs.append((fact, one))
        return self._without(other, pairs)

    def _without(self, other: "_Rest", pairs: _Pairs) -> _Pairs:
        gone, theirs = {fact.iri for fact, _ in pairs}, {fact.iri for _, fact in pairs}
        self.facts = [fact for fact in self.facts if fact.iri not in gone]
        other.facts = [fact for fact in other.facts if fact.iri not in theirs]
        return pairs
