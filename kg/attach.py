"""Finds the statements and bodies that people decided on, whatever has become of their IRIs since.

A statement is found by its report, its kind, its words (whatever their blanks, capitals, quotation marks and dashes) and what makes it
another statement: grade and year, polarity, partner. That alone would take one "Good" of a report for another one. So its question or
the words beside it have to be the same, too, unless its words are many; and of several the nearest is taken only where it is one.
Of one whose words stood more than once the words beside it have to be the same: the one that is left may be the other.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from kg.decisions import KINDS, Decision, Mark, Verdict
from kg.iris import Iris
from kg.namespaces import OA, PEEL, RDF, SKOS
from kg.terms import iri

_ENOUGH: Final = 40
"""Characters of words that stand for themselves."""
_SIGNS: Final = str.maketrans(
    {**dict.fromkeys("‘’‛`", "'"), **dict.fromkeys("“”„", '"'), **dict.fromkeys("‐‑‒–—−", "-")}
)


class Marks:
    """The marks of the statements of a store, report by report."""

    def __init__(self, store: ox.Store, iris: Iris) -> None:
        self._store, self._iris = store, iris
        self._read: dict[str, Mapping[str, Mark]] = {}

    def of(self, report: str) -> Mapping[str, Mark]:
        """The marks of a report's statements, by their IRIs; none where the store has no such report."""
        if report not in self._read:
            self._read[report] = self._of(report)
        return self._read[report]

    def _of(self, report: str) -> Mapping[str, Mark]:
        graph = iri(self._iris.of("report", report))
        quotes = self._store.quads_for_pattern(None, iri(PEEL + "quote"), None, graph)
        named = sorted((str(quad.subject)[1:-1], getattr(quad.object, "value", "")) for quad in quotes)
        marks = {name: mark for name, quote in named if (mark := self._mark(name, quote, report))}
        alike = Counter(map(_words, marks.values()))
        return {name: replace(mark, alike=alike[_words(mark)]) for name, mark in marks.items()}

    def mark(self, statement: str) -> Mark | None:
        """The mark of a statement by its IRI; None where the store has no such statement."""
        report = statement.removeprefix(self._iris.of("report", "")).partition("/statement/")[0]
        return self.of(report).get(statement)

    def _mark(self, name: str, quote: str, report: str) -> Mark | None:
        says = _said(self._store, name)
        kind = next(iter(says.get(RDF + "type", ())), "").removeprefix(PEEL)
        if kind not in KINDS:
            return None
        start, before, after = min(self._places(says.get(PEEL + "evidence", ())), default=(0, "", ""))
        local = {
            key: self._local(values[0])
            for key, property_ in _TELLING[kind]
            if (values := says.get(PEEL + property_))
        }
        question = self._local(says.get(PEEL + "question", [""])[0])
        return Mark(report, kind, quote, tuple(sorted(local.items())), question, before, after, start)

    def _places(self, passages: Iterable[str]) -> Iterable[tuple[int, str, str]]:
        for passage in passages:
            said = _said(self._store, self._iris.selector(passage))
            yield int(said[OA + "start"][0]), said[OA + "prefix"][0], said[OA + "suffix"][0]

    def _local(self, name: str) -> str:
        """A name without what all of its kind have in common: "good", "2015/effectiveness/3"; of a body all but the base."""
        short = name.removeprefix(self._iris.base)
        return short if short.startswith(("body/", "force/")) else short.partition("/")[2] or short


_TELLING: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    **dict.fromkeys(KINDS, ()),
    "Judgement": (("grade", "grade"), ("year", "inspectionYear")),
    "Finding": (("polarity", "polarity"),),
    "Partnership": (("partner", "partner"),),
}
"""What makes a statement another one, by its kind: under which name, and as the value of which property."""


def _said(store: ox.Store, name: str) -> dict[str, list[str]]:
    """The values of each property of something, in alphabetical order."""
    said: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(iri(name), None, None, None):
        said.setdefault(quad.predicate.value, []).append(getattr(quad.object, "value", ""))
    return {property_: sorted(values) for property_, values in said.items()}


@dataclass(frozen=True, slots=True)
class Lost:
    """A decision finds nothing any more."""

    why: str


def attached(decisions: Iterable[Decision], store: ox.Store, iris: Iris) -> dict[Decision, str | Lost]:
    """For each decision the IRI of what it is on, or why that is not found.

    `store` holds what was extracted. Decisions that differ, and would be on one statement now, are on none.
    """
    marks = Marks(store, iris)
    every = list(decisions)
    accepted = frozenset(one.on for one in every if one.verdict is Verdict.ACCEPT)
    found = {one: _on(one, accepted, marks, store, iris) for one in every}
    said: defaultdict[object, set[object]] = defaultdict(set)
    for one, name in found.items():
        if isinstance(one.on, Mark):
            said[name].add((one.verdict, one.to))
    for one, name in found.items():
        if isinstance(name, str) and len(said[name]) > 1:
            found[one] = Lost("another decision is on the same statement now")
    return found


def _on(one: Decision, accepted: Container[object], marks: Marks, store: ox.Store, iris: Iris) -> str | Lost:
    """What a decision is on. An accepted candidate that the vocabularies have since got as a body is that."""
    for name, values in one.to:
        for value in values:
            if not _knows(store, iris.of("partner-kind" if name == "kind" else name, value)):
                return Lost(f"the vocabularies know no {name} {value}")
    if isinstance(one.on, Mark):
        found = nearest(one.on, marks.of(one.on.report))
        return found if isinstance(found, Lost) else _off_scale(one, found, store, iris) or found
    for name in filter(None, (one.on, one.than)):
        registered = name in accepted and _knows(store, iris.of("body", iris.slug(name)))
        if not (registered or _knows(store, iris.base + name)):
            return Lost(f"the graph knows no {name}")
    if one.verdict is Verdict.ACCEPT:
        said = _said(store, iris.base + one.on)
        registered = _knows(store, iris.of("body", iris.slug(one.on)))
        if said and registered:
            return Lost(f"the register has a body/{iris.slug(one.on)}")
        if not (registered or one.to or PEEL + "suggestedKind" in said):
            return Lost("no kind of body is given, and its name suggests none")
    return iris.base + one.on


def _off_scale(one: Decision, name: str, store: ox.Store, iris: Iris) -> Lost | None:
    """Why a judgement cannot be corrected to a grade: the scale of its question lacks it."""
    for question in _said(store, name).get(PEEL + "question", ()):
        for scale in _said(store, question).get(PEEL + "gradeScale", ()):
            grades = _said(store, scale)[SKOS + "member"]
            for grade in dict(one.to).get("grade", ()):
                if iris.of("grade", grade) not in grades:
                    known = ", ".join(map(iris.slug, grades))
                    return Lost(f"the question is not graded {grade}, but {known}")
    return None


def _knows(store: ox.Store, name: str) -> bool:
    return any(True for _ in store.quads_for_pattern(iri(name), None, None, None))


def nearest(mark: Mark, marks: Mapping[str, Mark]) -> str | Lost:
    """The IRI of the one statement, among those of a report, that has a mark."""
    if not marks:
        return Lost(f"the graph has no report {mark.report}")
    alike = {name: other for name, other in marks.items() if _plain(other.quote) == _plain(mark.quote)}
    same = {
        name: other for name, other in alike.items() if (other.kind, other.says) == (mark.kind, mark.says)
    }
    near = {name: nearness for name, other in same.items() if any(nearness := _nearness(mark, other))}
    if mark.alike > 1:  # and one that is left may be another of them
        near = {name: nearness for name, nearness in near.items() if any(nearness[1:])}
    elif not near and same and len(mark.quote) >= _ENOUGH:
        near = dict.fromkeys(same, (False, False, False))
    best = [name for name, nearness in near.items() if nearness == max(near.values())]
    if len(best) > 1:
        best = [name for name in best if marks[name].start == mark.start]
    if len(best) == 1:
        return best[0]
    if same and mark.alike > 1 and not near:
        return Lost("these words stood in several places, and nowhere now with the same words beside them")
    if same:
        return Lost("several statements of the report have these words, and none stands where it stood")
    return Lost("these words say something else now" if alike else "no statement has these words any more")


def _words(mark: Mark) -> object:
    """What several statements of a report may have in common."""
    return mark.kind, mark.says, mark.question, _plain(mark.quote)


def _nearness(mark: Mark, other: Mark) -> tuple[bool, bool, bool]:
    """Whether the question is the same, the words before, the words after."""
    return (
        bool(mark.question) and mark.question == other.question,
        bool(mark.before) and _plain(mark.before) == _plain(other.before),
        bool(mark.after) and _plain(mark.after) == _plain(other.after),
    )


@lru_cache(maxsize=65536)
def _plain(words: str) -> str:
    """Words whatever their blanks, capitals, quotation marks and dashes."""
    return " ".join(unicodedata.normalize("NFKC", words).translate(_SIGNS).casefold().split())
