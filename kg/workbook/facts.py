"""What a graph says, looked up property by property: each property is read once, whatever asks for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from kg.namespaces import OA, PEEL, PROV, RDF, RDFS, SKOS
from kg.terms import Term, iri

_KINDS: Final = (
    "Judgement",
    "Finding",
    "AreaForImprovement",
    "CauseOfConcern",
    "Recommendation",
    "Practice",
    "Partnership",
)
_ACTIONS: Final = frozenset({"AreaForImprovement", "CauseOfConcern", "Recommendation"})


@dataclass(frozen=True, slots=True)
class Said:
    """A report, or a statement of one, with the first passage on which it rests."""

    iri: str
    kind: str
    report: str
    report_name: str
    force: str
    year: int
    quote: str | None = None
    start: int = 0
    page: int | None = None


class Facts:
    """The facts of a store, over the union of its graphs; values are sorted."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._read: dict[str, Mapping[str, tuple[Term, ...]]] = {}

    def terms(self, subject: str, property_: str) -> tuple[Term, ...]:
        """The values of a property of something."""
        if property_ not in self._read:
            self._read[property_] = self._values(property_)
        return self._read[property_].get(subject, ())

    def _values(self, property_: str) -> Mapping[str, tuple[Term, ...]]:
        found: dict[str, set[Term]] = {}
        for quad in self._store.quads_for_pattern(None, iri(property_), None, None):
            assert isinstance(quad.subject, ox.NamedNode)
            assert not isinstance(quad.object, ox.Triple)
            found.setdefault(quad.subject.value, set()).add(quad.object)
        return {subject: tuple(sorted(values, key=str)) for subject, values in found.items()}

    def term(self, subject: str, property_: str) -> Term | None:
        """The first of the values."""
        return next(iter(self.terms(subject, property_)), None)

    def all(self, subject: str, property_: str) -> tuple[str, ...]:
        """The values, without their types."""
        return tuple(term.value for term in self.terms(subject, property_))

    def one(self, subject: str, property_: str) -> str | None:
        """The first of the values, without its type."""
        return next(iter(self.all(subject, property_)), None)

    def name(self, thing: str) -> str:
        """The label of something; its IRI, where it has none."""
        return self.one(thing, SKOS + "prefLabel") or self.one(thing, RDFS + "label") or thing

    def names(self, subject: str, property_: str) -> str | None:
        """The labels of the values, in the order of the alphabet, parted by semicolons; None where there are none."""
        return "; ".join(sorted({self.name(value) for value in self.all(subject, property_)})) or None

    def of_kind(self, kind: str) -> list[str]:
        """All individuals of a class of ours, sorted."""
        quads = self._store.quads_for_pattern(None, iri(RDF + "type"), iri(PEEL + kind), None)
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})

    def place(self, passage: str) -> tuple[str, int]:
        """Where a passage begins: in which report, at which character."""
        selector = self.one(passage, OA + "hasSelector") or ""
        return self.one(passage, OA + "hasSource") or "", int(self.one(selector, OA + "start") or 0)

    @cached_property
    def reports(self) -> tuple[Said, ...]:
        """All reports, by force and year."""
        return tuple(sorted(map(self._report, self.of_kind("Report")), key=_order))

    def _report(self, name: str) -> Said:
        return Said(
            name, "Report", name, self.name(name), self.names(name, PEEL + "force") or "", self._year(name)
        )

    @cached_property
    def statements(self) -> tuple[Said, ...]:
        """All statements, in the order of their reports and of the text."""
        return tuple(sorted(self._statements(), key=_order))

    def _statements(self) -> Iterator[Said]:
        for kind in _KINDS:
            for name in self.of_kind(kind):
                report = self.one(name, PROV + "wasDerivedFrom") or ""
                passage = min(self.all(name, PEEL + "evidence"), key=self.place, default="")
                page = self.one(passage, PEEL + "page")
                yield Said(
                    name,
                    kind,
                    report,
                    self.name(report),
                    self.names(name, PEEL + "force") or "",
                    self._year(name),
                    self.one(name, PEEL + "quote"),
                    self.place(passage)[1],
                    int(page) if page else None,
                )

    def _year(self, name: str) -> int:
        return int(self.one(name, PEEL + "inspectionYear") or 0)

    def required(self, said: Said) -> bool:
        """Whether a statement is a required action."""
        return said.kind in _ACTIONS

    def scale(self, said: Said) -> str | None:
        """The scale of a judgement: that of its question; else the one of its year's framework, where that has only one."""
        if question := self.one(said.iri, PEEL + "question"):
            return self.names(question, PEEL + "gradeScale")
        begun = max((year for year in self._scales if year <= said.year), default=0)
        scales = self._scales.get(begun, frozenset())
        return self.name(next(iter(scales))) if len(scales) == 1 else None

    @cached_property
    def _scales(self) -> Mapping[int, frozenset[str]]:
        """The scales of each framework's questions, by its first year."""
        self.terms("", PEEL + "gradeScale")
        scales: dict[int, set[str]] = {}
        for question, values in self._read[PEEL + "gradeScale"].items():
            year = int(self.one(question, PEEL + "frameworkYear") or 0)
            scales.setdefault(year, set()).update(value.value for value in values)
        return {year: frozenset(found) for year, found in scales.items()}


def _order(said: Said) -> tuple[str, str, int, str]:
    return (said.force, said.report, said.start, said.iri)
