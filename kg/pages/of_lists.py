"""Pages about no one thing: where one begins, lists of all that there is, and what was searched for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.catalogue import catalogue
from kg.namespaces import PEEL, SKOS
from kg.pages.page import Page, part_of, statements
from kg.pages.source import Source

_ROWS: Final = 200
_FOUND: Final = 40
"""How many names of a kind a search shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A thing in a list, with some words on it and a number."""

    iri: str
    words: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """Things of a kind that a search found."""

    heading: str
    things: tuple[str, ...]
    left: int


def home(source: Source) -> Page:
    """Where one begins."""
    manifest = source.graph.manifest
    numbers: dict[str, int] = {}
    for entry in manifest.reports:
        for kind, number in entry.statements.items():
            numbers[kind] = numbers.get(kind, 0) + number
    years = sorted({report.year for report in source.reports.values()})
    values = {
        "numbers": numbers,
        "forces": source.forces,
        "years": years,
        "latest": sorted(source.reports.values(), reverse=True)[:8],
        "statements": sum(numbers.values()),
        "questions": tuple(catalogue().values()),
    }
    return Page("home.html", "What inspectors said of the police", values, view="home")


def forces(source: Source, number: int) -> Page:
    """All forces on which there are reports."""
    rows = [
        Row(force, _years(report.year for report in reports), len(reports))
        for force, reports in source.forces.items()
    ]
    return _list("forces", "Forces", "reports", rows, number)


def _years(years: Iterable[int]) -> str:
    found = sorted(set(years))
    return f"{found[0]} to {found[-1]}" if len(found) > 1 else str(found[0])


def bodies(source: Source, number: int) -> Page:
    """All bodies that work with a force, those with most forces first."""
    rows = [
        Row(body, ", ".join(map(source.name, source.values(body, PEEL + "partnerKind"))), len(found))
        for body, found in sorted(
            source.working.items(), key=lambda item: (-len(item[1]), source.name(item[0]), item[0])
        )
    ]
    return _list("bodies", "Partners", "forces", rows, number)


def concepts(source: Source, view: str, number: int) -> Page:
    """All threats, or all topics, as a tree by what is broader."""
    kind = view.removesuffix("s")
    scheme = source.graph.iris.of("scheme", kind)
    found = source.subjects(SKOS + "inScheme", scheme)
    counts = source.counts(PEEL + kind)
    rows = [
        Row(one, ", ".join(map(source.name, source.values(one, SKOS + "broader"))), counts.get(one, 0))
        for one in sorted(found, key=lambda one: (-counts.get(one, 0), source.name(one), one))
    ]
    return _list(view, view.capitalize(), "statements", rows, number)


def reports(source: Source, number: int) -> Page:
    """All reports, the latest first."""
    rows = [
        Row(report.iri, "", sum(entry.statements.values()))
        for report, entry in sorted(
            ((source.reports[entry.iri], entry) for entry in source.graph.manifest.reports),
            key=lambda pair: (-pair[0].year, pair[0].iri),
        )
    ]
    return _list("reports", "Reports", "statements", rows, number)


def _list(view: str, title: str, unit: str, rows: Sequence[Row], number: int) -> Page:
    part = part_of(rows, number, _ROWS)
    values = {"part": part, "unit": unit}
    return Page("list.html", title, values, view=view, number=part.number, pages=part.pages)


def about(source: Source) -> Page:
    """What this is, whence it comes, and how it may be used."""
    manifest = source.graph.manifest
    return Page("about.html", "About", {"manifest": manifest, "triples": manifest.quads}, view="about")


def search(source: Source, words: str, found: Iterable[str] = (), problem: str = "") -> Page:
    """What has the words in its name; and the statements whose sentences have them, as the one who asks found these."""
    wanted = words.casefold().split()
    values = {
        "words": words,
        "kinds": tuple(_found(source, wanted)) if wanted else (),
        "questions": [
            question
            for question in catalogue().values()
            if wanted and all(word in question.question.casefold() for word in wanted)
        ],
        "sentences": statements(source, source.latest_first(found), 1),
        "problem": problem,
    }
    return Page("search.html", f"Search: {words}" if words else "Search", values, view="search")


def _found(source: Source, wanted: Sequence[str]) -> Iterable[Kind]:
    for heading, things in source.searched.items():
        found = {thing: name for name, thing in things if all(word in name for word in wanted)}
        ranked = sorted(
            found,
            key=lambda thing: (
                not found[thing].startswith(wanted[0]),
                len(found[thing]),
                source.name(thing),
                thing,
            ),
        )
        if ranked:
            yield Kind(heading, tuple(ranked[:_FOUND]), max(0, len(ranked) - _FOUND))
