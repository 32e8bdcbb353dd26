"""A graph as a workbook: what it says, a worksheet for each kind of statement, every row with its sentence.

Only reads the graph and arranges it; `kg.tables.xlsx` writes it. Of a statement that rests on several passages the
first is shown. Worksheets and columns in which nothing would stand are left out.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.tables.book import Book, Sheet
from kg.workbook.facts import Facts
from kg.workbook.notes import NOTES
from kg.workbook.statements import statements
from kg.workbook.things import bodies, candidates, reports, threats
from kg.workbook.ties import Ties

if TYPE_CHECKING:
    from kg.store import Graph


def book(graph: "Graph") -> Book:
    """The workbook of a graph."""
    facts = Facts(graph.store)
    return Book(
        "What inspectors reported on police forces",
        "Statements of inspection reports, read by the program kg into a knowledge graph: each row leads to its sentence.",
        tuple(_cover(graph, facts)),
        tuple(_whole(sheet) for sheet in _sheets(facts)),
        NOTES,
    )


def _cover(graph: "Graph", facts: Facts) -> Iterable[tuple[str, str]]:
    forces, years = {said.force for said in facts.reports}, sorted({said.year for said in facts.reports})
    span = f", {years[0]} to {years[-1]}" if years else ""
    yield (
        "What it covers",
        f"Forces: {len(forces)}. Reports: {len(facts.reports)}{span}. Statements: {len(facts.statements)}.",
    )
    yield (
        "How to read it",
        (
            "Contents lists the worksheets. Each holds one table, which filters and pivot tables of a spreadsheet find by its "
            "name. Notes says what the columns mean."
        ),
    )
    yield (
        "How far to trust it",
        (
            "Statements are read by rules, and the reading errs; the README of the program says how often. Check the sentence "
            "of a row before you rely on it. What a report does not say in so many words is not here."
        ),
    )
    yield (
        "Made from",
        f"The knowledge graph of engine {graph.manifest.engine}, whose individuals begin with {graph.iris.base}",
    )


def _sheets(facts: Facts) -> Iterable[Sheet]:
    ties = Ties(facts)
    yield reports(facts)
    yield from statements(facts, ties)
    yield ties.sheet()
    yield bodies(facts)
    yield threats(facts)
    yield candidates(facts)


def _whole(sheet: Sheet) -> Sheet:
    """A sheet without columns in which nothing stands, and with the numbers of notes in its headings."""
    numbers = {about: number for number, (about, _) in enumerate(NOTES, 1)}
    kept = [at for at in range(len(sheet.columns)) if any(row[at] not in (None, "") for row in sheet.rows)]
    headings = (sheet.columns[at] for at in kept)
    return Sheet(
        sheet.name,
        sheet.title,
        tuple(f"{name} [note {numbers[name]}]" if name in numbers else name for name in headings),
        tuple(tuple(row[at] for at in kept) for row in sheet.rows),
        sheet.about,
        sheet.empty,
    )
