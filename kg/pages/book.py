"""Which page is about a thing, and its HTML."""

from collections.abc import Callable, Mapping
from typing import Final

from kg.errors import UsageError
from kg.namespaces import PEEL, SKOS
from kg.pages import of_actors, of_lists, of_questions, of_reports, of_subjects, of_things
from kg.pages.page import Asked, Page
from kg.pages.source import Source

_ACTORS: Final[Mapping[str, Callable[[Source, str, Asked], Page]]] = {
    PEEL + "PoliceForce": of_actors.force,
    PEEL + "PartnerBody": of_actors.body,
    PEEL + "Report": of_reports.report,
}


def page_about(source: Source, iri: str, asked: Asked | None = None) -> Page | None:
    """The page about a thing; None where the graph does not know it. Raises UsageError for a part that its list lacks."""
    asked = asked or Asked()
    return _within(_about(source, iri, asked), asked.number) if source.holds(iri) else None


def _about(source: Source, iri: str, asked: Asked) -> Page:
    if "/statement/" in iri and source.values(iri, PEEL + "quote"):
        return of_reports.statement(source, iri)
    kinds = source.kinds(iri)
    make = next((make for kind, make in _ACTORS.items() if kind in kinds), None)
    if make:
        return make(source, iri, asked)
    schemes = source.values(iri, SKOS + "inScheme")
    for kind in ("threat", "topic"):
        if source.graph.iris.of("scheme", kind) in schemes:
            return of_subjects.subject(source, iri, asked, PEEL + kind)
    if source.values(iri, PEEL + "questionNumber"):
        return of_subjects.question(source, iri, asked)
    return of_things.thing(source, iri)


def page_of(source: Source, view: str, number: int = 1) -> Page:
    """A page about no one thing. Raises UsageError for a part that its list lacks."""
    return _within(_of(source, view, number), number)


def _within(page: Page, number: int) -> Page:
    if number > page.pages:
        raise UsageError(f"page={number}: there {'are' if page.pages > 1 else 'is'} {page.pages}")
    return page


def _of(source: Source, view: str, number: int) -> Page:
    match view:
        case "home":
            return of_lists.home(source)
        case "forces":
            return of_lists.forces(source, number)
        case "bodies":
            return of_lists.bodies(source, number)
        case "threats" | "topics":
            return of_lists.concepts(source, view, number)
        case "reports":
            return of_lists.reports(source, number)
        case "questions":
            return of_questions.questions()
        case "about":
            return of_lists.about(source)
    raise UsageError(f"no page named {view!r}")
