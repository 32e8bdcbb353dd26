"""Rows under columns as a frozen value, and a term as the value of a cell."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeAlias

import pyoxigraph as ox

from kg.namespaces import XSD
from kg.terms import Term, text, typed

Cell: TypeAlias = str | int | float | bool | date
"""What stands in a cell that is not empty."""


class Rows(Protocol):
    """What can be written: a table, or the answer to a query."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def terms(self) -> tuple[tuple[Term | None, ...], ...]:
        """The rows; None is an empty cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with a title and lines that tell what they are, for formats that people read."""

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    title: str = "Answer"
    about: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Rows, title: str = "Answer", about: tuple[str, ...] = ()) -> "Table":
        """An answer as a table; a table as it is."""
        return answer if isinstance(answer, Table) else cls(answer.columns, answer.terms, title, about)

    @classmethod
    def made(cls, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell | None]]) -> "Table":
        """A table of values that come from no query."""
        return cls(tuple(columns), tuple(tuple(map(_term, row)) for row in rows), title)

    @property
    def cells(self) -> tuple[tuple[Cell | None, ...], ...]:
        """The rows as values."""
        return tuple(tuple(None if term is None else cell(term) for term in row) for row in self.terms)


_INTEGERS: Final = re.compile(
    r"integer|int|long|short|byte|(?:non)?(?:Negative|Positive|negative|positive)Integer|unsigned(?:Long|Int|Short|Byte)|gYear"
)
_FRACTIONS: Final = frozenset(("decimal", "double", "float"))
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,300}\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def cell(term: Term) -> Cell:
    """A term as a value: numbers, years, days and truth by their type, where they are well formed; the rest as text."""
    spelled = spelling(term)
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
        return spelled
    kind = term.datatype.value.removeprefix(XSD)
    if _INTEGERS.fullmatch(kind) and _WHOLE.fullmatch(spelled):
        return int(spelled)
    if kind in _FRACTIONS and _NUMBER.fullmatch(spelled) and math.isfinite(number := float(spelled)):
        return number
    if kind == "boolean" and spelled in ("true", "false", "1", "0"):
        return spelled in ("true", "1")
    return (_day(spelled) or spelled) if kind == "date" else spelled


def spelling(term: Term) -> str:
    """A term as SPARQL's CSV spells it."""
    return str(term) if isinstance(term, ox.BlankNode) else term.value


def _day(spelled: str) -> date | None:
    try:
        return date.fromisoformat(spelled) if _DAY.fullmatch(spelled) else None
    except ValueError:
        return None


def _term(value: Cell | None) -> Term | None:
    match value:
        case None:
            return None
        case bool():
            return typed(str(value).lower(), "boolean")
        case int():
            return typed(value, "integer")
        case float():
            return typed(value, "double")
        case date():
            return typed(value.isoformat(), "date")
    return text(value)


_UNSEEMLY: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def seemly(words: str) -> str:
    """Words for a document that people read: U+FFFD for control characters, marks of direction and what XML cannot hold.

    Unlike `kg.network.plain` it keeps tabs and line breaks, which are written as LF.
    """
    return _UNSEEMLY.sub("\N{REPLACEMENT CHARACTER}", words.replace("\r\n", "\n").replace("\r", "\n"))


LIMIT: Final = 32_767
"""How many UTF-16 units a cell of Excel holds."""


def fitted(words: str) -> str:
    """Words that fit into a cell of Excel: longer ones are cut, and end in a mark that says so."""
    if len(words) <= LIMIT // 2 or _units(words) <= LIMIT:
        return words
    mark = f" [cut: {len(words)} characters in all]"
    kept = words.encode("utf-16-le", "surrogatepass")[: 2 * (LIMIT - len(mark))]
    return kept.decode("utf-16-le", "ignore") + mark


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
