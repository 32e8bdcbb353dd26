"""Pages about those who act: forces, and the bodies that work with them."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from kg.briefing.brief import Brief
from kg.briefing.facts import Fact
from kg.namespaces import PEEL, PREFIXES, SKOS
from kg.pages.page import Asked, Page, chosen, statements, tallies
from kg.pages.source import Source

ORG = PREFIXES["org"]


@dataclass(frozen=True, slots=True)
class Working:
    """A force and a body: on what they work together, by its passages."""

    force: str
    serves: tuple[str, ...]
    """Threats and topics, by IRI in the order of their names."""
    years: tuple[int, ...]
    passages: int
    latest: Fact


def force(source: Source, iri: str, asked: Asked) -> Page:
    """A force: its grades, what it must improve, its strengths and weaknesses, its partners, its reports."""
    reports = source.forces.get(iri, ())
    brief = source.brief(iri) if reports else None
    values = {
        "brief": brief,
        "picture": _picture(brief) if brief else None,
        "reports": tuple(reversed(reports)),
        "units": source.subjects(ORG + "hasMember", iri),
        "region": next(iter(source.values(iri, PEEL + "region")), ""),
        "also": source.values(iri, SKOS + "altLabel"),
    }
    return Page("force.html", source.name(iri), values, about=iri, number=asked.number)


def _picture(brief: Brief) -> Markup | None:
    """The picture of the grades over time, as markup."""
    from kg.briefing.sheets.of_brief import picture_of
    from kg.briefing.sheets.picture import drawing
    from kg.draw.markup import as_fragment

    picture = picture_of(brief.lanes)
    return Markup(as_fragment(drawing(picture))) if picture else None  # noqa: S704  (made of elements)


def body(source: Source, iri: str, asked: Asked) -> Page:
    """A body: who works with it on what, in whose words, and what is said of that."""
    entries = source.entries(PEEL + "partner", iri)
    part = statements(source, chosen(source, entries, asked), asked.number)
    values = {
        "working": tuple(_working(source, iri)),
        "part": part,
        "asked": asked,
        "tallies": tallies(entries, lambda entry: entry.force),
        "members": source.values(iri, ORG + "hasMember"),
        "units": source.subjects(ORG + "hasMember", iri),
        "kinds": source.values(iri, PEEL + "partnerKind"),
        "also": source.values(iri, SKOS + "altLabel"),
    }
    return Page("body.html", source.name(iri), values, iri, number=part.number, pages=part.pages)


def _working(source: Source, iri: str) -> Iterable[Working]:
    told: dict[str, list[Fact]] = {}
    names = (one.statement for one in source.entries(PEEL + "partner", iri) if one.kind == "partnership")
    for fact in source.facts(names):
        told.setdefault(fact.force, []).append(fact)
    for force_, facts in sorted(told.items(), key=lambda item: source.name(item[0])):
        serves = {thing for fact in facts for thing in (*fact.threats, *fact.topics)}
        yield Working(
            force_,
            tuple(sorted(serves, key=lambda thing: (source.name(thing), thing))),
            tuple(sorted({fact.year for fact in facts})),
            sum(fact.passages for fact in facts),
            facts[-1],
        )
