"""What a validation says, as frozen values."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from kg.namespaces import SHAPES

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that is wrong.

    `shape`, `focus` and `component` (the kind of constraint that is broken) are IRIs; a `focus` that has none
    is in the syntax of N-Triples, as `value` always is. `path` is the IRI of a property, or an expression in
    the syntax of SPARQL paths. `severity` is Violation, Warning or Info.
    """

    shape: str
    focus: str
    path: str | None
    value: str | None
    severity: str
    message: str
    component: str

    def __lt__(self, other: "Result") -> bool:
        return self._order < other._order

    @property
    def iri(self) -> str:
        """A name for the result in reports: the same thing wrong has the same name."""
        return SHAPES + "result-" + sha256("\x1f".join(self._order).encode()).hexdigest()[:16]

    @property
    def _order(self) -> tuple[str, ...]:
        return tuple(part or "" for part in astuple(self))


@dataclass(frozen=True, slots=True)
class Validation:
    """What a validation found. `idle` are the shapes that met no node and rightly so."""

    results: tuple[Result, ...]
    idle: tuple[str, ...] = ()
    shapes: "Graph | None" = field(default=None, repr=False, compare=False)
    """The shapes that were held against the graph."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What the reader should know of how the graph was checked: that the engines disagreed, say."""

    @property
    def violations(self) -> tuple[Result, ...]:
        """The results that break the contract."""
        return tuple(result for result in self.results if result.severity == "Violation")

    @property
    def conforms(self) -> bool:
        """Whether there are no violations. Warnings (of a term to be retired, say) are told and break nothing."""
        return not self.violations

    def joined(self, results: Iterable[Result]) -> "Validation":
        """This validation with more results, such as those of `quotes`."""
        return replace(self, results=tuple(sorted({*self.results, *results})))


def bare(written: str) -> str:
    """An IRI of N-Triples without its brackets; everything else as it is."""
    return written[1:-1] if written.startswith("<") and written.find(">") == len(written) - 1 else written
