"""The pages of a graph as it is now: written once, kept while the graph stays the same, and written anew when a build has changed it."""

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.namespaces import PEEL, VOID
from kg.pages import of_reports
from kg.pages.book import page_about, page_of
from kg.pages.page import Asked, Page
from kg.pages.places import Served
from kg.pages.render import Frame, html
from kg.pages.source import Source
from kg.serve.guard import policy_within
from kg.serve.kept import Kept, Made
from kg.serve.linked import data
from kg.serve.parts import asked_of
from kg.store import Folder, Graph
from kg.terms import iri

if TYPE_CHECKING:
    from kg.draw.page import Site

_ROOM: Final = 64 * 1024 * 1024
"""Bytes of pages that are kept, packed: whatever is asked for, the server grows by no more."""


class Pages:
    """The pages of one graph. Several threads may ask at once."""

    def __init__(self, source: Source, folder: Path) -> None:
        self.source: Final = source
        self.folder: Final = folder
        self.places: Final = Served(source.base)
        self._frame = Frame(self.places)
        self._kept: Final = Kept(_ROOM)

    @property
    def tag(self) -> str:
        """What names this state of the graph and of the engine."""
        manifest = self.source.graph.manifest
        return f"{manifest.view[:24]}-{manifest.engine}"

    def warm(self) -> None:
        """Finds what many pages need before somebody waits for it."""
        from kg.resources import ontology
        from kg.vocabulary import load

        graph = self.source.graph
        load(ontology(), graph.iris.base, graph.additions)
        for view in ("home", "forces", "bodies", "threats", "topics", "reports", "questions", "about"):
            self.view(view)
        for property_ in ("partner", "threat", "topic", "question"):
            self.source.counts(PEEL + property_)
        _ = self.source.searched, self.source.network, self._ontology
        self.network(())

    def written(self, page: Page) -> bytes:
        """A page as UTF-8."""
        return html(page, self.source, self._frame).encode()

    def thing(self, iri: str, asked: Asked) -> Made | None:
        """The page about a thing; None where the graph does not know it. Raises UsageError."""

        def make() -> Made | None:
            page = page_about(self.source, iri, asked)
            return Made.of(self.written(page)) if page else None

        return self._kept.get(("thing", iri, asked), make)

    def view(self, name: str, number: int = 1) -> Made:
        """A page about no one thing. Raises UsageError."""
        return self.made((name, number), lambda: self.written(page_of(self.source, name, number)))

    def text(self, report: str) -> Made:
        """The text of a report."""
        return self.made(("text", report), lambda: self.written(of_reports.text(self.source, report)))

    def coverage(self, report: str) -> Made:
        """What became of every sentence of a report. Raises UsageError."""
        from kg.coverage import coverage
        from kg.draw.fates import fates

        return self._whole(
            ("coverage", report), lambda: fates(coverage(self.source.graph, report), self._site).encode()
        )

    @property
    def _site(self) -> "Site":
        """Where the pages lie to which those lead that bring all they need."""
        from kg.draw.page import Site

        return Site(self.places.view("home"), self._page_of)

    def _page_of(self, thing: str) -> str:
        return self.places.thing(thing) if self.source.holds(thing) else ""

    def network(self, asked: tuple[tuple[str, str], ...]) -> Made:
        """The network of partnerships, of what is asked. Raises UsageError."""
        from kg.draw.page import html as drawn
        from kg.network import narrowed, projected

        def make() -> bytes:
            wanted, projection = asked_of(self.source.graph, asked)
            network = projected(narrowed(self.source.network, wanted), projection)
            return drawn(network, self._site).encode()

        return self._whole(("network", asked), make)

    def data(self, iri: str, suffix: str) -> Made | None:
        """A thing as RDF; None where the graph does not know it."""

        def make() -> Made | None:
            return Made.of(data(self.source.graph, iri, suffix)) if self.source.holds(iri) else None

        return self._kept.get(("data", iri, suffix), make)

    def terms(self, file: str) -> Made | None:
        """A page that explains terms; None where there is none of that name."""
        known = self._ontology
        return self._whole(("terms", file), lambda: known[file]) if file in known else None

    def described(self) -> Made:
        """The description of the dataset, in Turtle."""
        from kg.dataset import description

        return self.made(("void",), lambda: description(self.source.graph))

    def void(self, endpoint: str) -> Made:
        """The description of the dataset, and where it can be asked."""
        from kg.dataset.about import known

        said = ox.Triple(iri(known(self.source.graph).part()), iri(VOID + "sparqlEndpoint"), iri(endpoint))
        return Made.of(self.described().body + f"\n{said} .\n".encode())

    def made(self, asked: Hashable, make: Callable[[], bytes]) -> Made:
        """A page by what was asked for, made where it is not kept. What raises is not kept."""
        made = self._kept.get(asked, lambda: Made.of(make()))
        assert made is not None
        return made

    def _whole(self, key: Hashable, make: Callable[[], bytes]) -> Made:
        """A page that brings all it needs, and says itself what it may do."""

        def whole() -> Made:
            body = make()
            return Made.of(body, policy_within(body))

        made = self._kept.get(key, whole)
        assert made is not None
        return made

    def report(self, told: str) -> str:
        """The IRI of a report of which FORCE/YEAR/PILLAR is told. Raises KeyError where there is none."""
        iri = self.source.graph.iris.of("report", told)
        if iri not in self.source.reports:
            raise KeyError(told)
        return iri

    @cached_property
    def _ontology(self) -> Mapping[str, bytes]:
        """The pages that explain every term, by their files."""
        from kg.docs import docs

        return docs(self.folder)


class Shelf:
    """A graph folder, of which each reader finds the pages as they are now."""

    def __init__(self, folder: str | Path, *, extracted: bool = False) -> None:
        """Raises DamagedGraph where there is no graph, or it is not whole."""
        self.folder: Final = Path(folder)
        self.extracted: Final = extracted
        self._lock = Lock()
        self._place = Folder(folder)
        self._stamp = self._place.stamp()
        self._pages = self._opened()

    def pages(self) -> Pages:
        """The pages; of the new graph, where a build has replaced the old one."""
        if self._place.stamp() not in (None, self._stamp):
            with self._lock:
                stamp = self._place.stamp()
                if stamp not in (None, self._stamp):
                    # Who still reads the old pages goes on reading them.
                    self._pages, self._stamp = self._opened(), stamp
        return self._pages

    def _opened(self) -> Pages:
        return Pages(Source(Graph.open(self.folder, extracted=self.extracted)), self.folder)
