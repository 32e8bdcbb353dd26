"""Columns of a worksheet: a heading, and what stands under it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from kg.namespaces import PEEL, RDF
from kg.tables.book import Sheet
from kg.tables.table import Cell
from kg.workbook.facts import Facts, Said

Column: TypeAlias = "tuple[str, Callable[[Said], Cell | None]]"
"""A heading, and what stands under it in the row of a statement."""


def sheet(name: str, title: str, columns: "Sequence[Column]", said: "Iterable[Said]") -> Sheet:
    """A worksheet with a row for each of some statements."""
    rows = tuple(tuple(value(one) for _, value in columns) for one in said)
    return Sheet(
        name, title, tuple(heading for heading, _ in columns), rows, empty="the report says nothing of it"
    )


WHERE: Final[tuple[Column, ...]] = (
    ("Force", lambda s: s.force),
    ("Year", lambda s: s.year),
    ("Report", lambda s: s.report_name),
)
EVIDENCE: Final[tuple[Column, ...]] = (
    ("Sentence", lambda s: s.quote),
    ("Page", lambda s: s.page),
    ("Statement", lambda s: s.iri),
)


def names(facts: Facts, property_: str) -> "Callable[[Said], Cell | None]":
    """The names of the values that a property has for a statement."""
    return lambda said: facts.names(said.iri, PEEL + property_)


def kind_of(facts: Facts, body: str) -> str | None:
    """The kind of a body, or that it is a force."""
    if (PEEL + "PoliceForce") in facts.all(body, RDF + "type"):
        return facts.name(PEEL + "PoliceForce")
    return facts.names(body, PEEL + "partnerKind")
