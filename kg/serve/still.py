"""The same pages as files beside each other, to be put on any web server, or to be opened from a disk.

Every page to which another leads is written; so none leads nowhere. What needs somebody to answer (search, forms, SPARQL) stays out:
a question stands there with its answer over the whole graph.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.catalogue import Question, catalogue
from kg.errors import UsageError
from kg.pages import of_questions, of_reports
from kg.pages.book import page_about, page_of
from kg.pages.files import STYLES, file
from kg.pages.page import Asked, Page
from kg.pages.places import VIEWS, Beside, file_of
from kg.pages.render import Frame, html
from kg.pages.source import Source
from kg.serve.linked import data

if TYPE_CHECKING:
    from kg.draw.page import Site

_LISTS: Final = ("home", "forces", "bodies", "threats", "topics", "reports", "about")
_POLICY: Final = (
    "default-src 'none'; style-src 'self' file:; img-src data:; base-uri 'none'; form-action 'none'"
)


@dataclass(slots=True)
class _Met:
    """The things to which pages lead, in the order in which they were met."""

    things: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Noting(Beside):
    """Where pages lie, noting to which things they lead."""

    met: _Met = field(default_factory=_Met)

    def thing(self, iri: str, number: int = 1) -> str:
        """The page of a thing."""
        if iri.startswith(self.base):
            self.met.things.setdefault(iri)
        return Beside.thing(self, iri, number)


def pages(source: Source, folder: str | Path) -> Iterator[tuple[str, bytes]]:
    """The files of the site, by their path: the same graph gives the same files in the same order."""
    from kg.coverage import coverage
    from kg.docs import docs
    from kg.draw.fates import fates
    from kg.draw.page import html as drawn

    met = _Met()
    for name in STYLES:
        yield f"assets/{name}", file(name)
    yield "network.html", drawn(source.network, _site(source, "network.html", met)).encode()
    for name, body in docs(folder).items():
        yield f"ontology/{name}", body
    for name in _LISTS:
        yield from _numbered(source, VIEWS[name], partial(page_of, source, name), met)
    yield from _one(source, "questions", of_questions.questions(), met)
    for question in catalogue().values():
        yield from _question(source, question, met)
    for report in source.reports:
        told = report.removeprefix(source.graph.iris.of("report", ""))
        yield from _one(source, f"text/{told}", of_reports.text(source, report), met)
        try:
            place = file_of(f"coverage/{told}")
            yield place, fates(coverage(source.graph, report), _site(source, place, met)).encode()
        except UsageError as error:  # the vocabularies are others than those that read it
            problem = Page("problem.html", "What became of every sentence", {"problem": str(error)})
            yield from _one(source, f"coverage/{told}", problem, met)
    yield from _things(source, met)


def _site(source: Source, file: str, met: _Met) -> "Site":
    """The site for a page that brings all it needs."""
    from kg.draw.page import Site

    places = _Noting(source.base, file, met)
    return Site(places.view("home"), partial(_page_of, source, places))


def _things(source: Source, met: _Met) -> Iterator[tuple[str, bytes]]:
    """The pages of all things to which a page leads, and then of those to which these lead."""
    written: set[str] = set()
    while waiting := [iri for iri in met.things if iri not in written]:
        for iri in waiting:
            written.add(iri)
            path = f"doc/{iri.removeprefix(source.base)}"
            yield from _numbered(source, path, partial(_about, source, iri), met)
            if "/statement/" not in iri:
                yield f"{path}.ttl", data(source.graph, iri, "ttl")


def _page_of(source: Source, places: Beside, thing: str) -> str:
    return places.thing(thing) if source.holds(thing) else ""


def _about(source: Source, iri: str, number: int) -> Page:
    page = page_about(source, iri, Asked(number))
    return page or Page("problem.html", source.name(iri), {"problem": "The graph says nothing of it."})


def _question(source: Source, question: Question, met: _Met) -> Iterator[tuple[str, bytes]]:
    from kg.tables import rows

    answer = source.graph.query(question.name)
    page = of_questions.question(source, question.name, {}, answer)
    yield from _one(source, f"questions/{question.name}", page, met)
    yield f"questions/{question.name}.csv", rows(answer.table(question.question), "csv")


def _numbered(
    source: Source, path: str, made: Callable[[int], Page], met: _Met
) -> Iterator[tuple[str, bytes]]:
    """A page, and those on which its list goes on."""
    first = made(1)
    yield from _one(source, path, first, met)
    for number in range(2, first.pages + 1):
        yield from _one(source, path, made(number), met)


def _one(source: Source, path: str, page: Page, met: _Met) -> Iterator[tuple[str, bytes]]:
    """A page."""
    file = file_of(path, page.number)
    yield file, html(page, source, Frame(_Noting(source.base, file, met), _POLICY)).encode()
