"""The pages of a graph as it is now: written once, kept while the graph stays the same, and written anew when a build has changed it."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

from kg.pages import of_questions, of_reports
from kg.pages.book import page_about, page_of
from kg.pages.page import Asked, Page
from kg.pages.places import Served
from kg.pages.render import Frame, html
from kg.pages.source import Source
from kg.serve.linked import data
from kg.serve.parts import asked_of
from kg.store import Folder, Graph


class Pages:
    """The pages of one graph. Several threads may ask at once."""

    def __init__(self, source: Source, folder: Path) -> None:
        self.source: Final = source
        self.folder: Final = folder
        self.places: Final = Served(source.base)
        self._frame = Frame(self.places)
        self.thing: Final = lru_cache(512)(self._thing)
        """The page about a thing, as UTF-8; None where the graph does not know it. Raises UsageError."""
        self.view: Final = lru_cache(64)(self._view)
        """A page about no one thing. Raises UsageError."""
        self.text: Final = lru_cache(128)(self._text)
        """The text of a report."""
        self.coverage: Final = lru_cache(64)(self._coverage)
        """What became of every sentence of a report. Raises UsageError."""
        self.network: Final = lru_cache(16)(self._network)
        """The network of partnerships, of what is asked. Raises UsageError."""
        self.data: Final = lru_cache(64)(self._data)
        """A thing as RDF; None where the graph does not know it."""

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
        for view in ("home", "bodies", "threats", "topics"):
            self.view(view, 1)
        _ = self.source.searched, self.source.network

    def written(self, page: Page) -> bytes:
        """A page as UTF-8."""
        return html(page, self.source, self._frame).encode()

    def _thing(self, iri: str, asked: Asked) -> bytes | None:
        page = page_about(self.source, iri, asked)
        return self.written(page) if page else None

    def _view(self, name: str, number: int = 1) -> bytes:
        return self.written(
            of_questions.questions() if name == "questions" else page_of(self.source, name, number)
        )

    def _text(self, report: str) -> bytes:
        return self.written(of_reports.text(self.source, report))

    def _coverage(self, report: str) -> bytes:
        from kg.coverage import coverage
        from kg.draw.fates import fates

        return fates(coverage(self.source.graph, report)).encode()

    def _data(self, iri: str, suffix: str) -> bytes | None:
        return data(self.source.graph, iri, suffix) if self.source.holds(iri) else None

    def _network(self, asked: tuple[tuple[str, str], ...]) -> bytes:
        from kg.draw.page import Site
        from kg.draw.page import html as drawn
        from kg.network import narrowed, projected

        wanted, projection = asked_of(self.source.graph, asked)
        network = projected(narrowed(self.source.network, wanted), projection)
        return drawn(network, Site(self.places.view("home"), self.places.thing)).encode()

    def report(self, told: str) -> str:
        """The IRI of a report of which FORCE/YEAR/PILLAR is told. Raises KeyError where there is none."""
        iri = self.source.graph.iris.of("report", told)
        if iri not in self.source.reports:
            raise KeyError(told)
        return iri

    @cached_property
    def ontology(self) -> Mapping[str, bytes]:
        """The pages that explain every term, by their files."""
        from kg.docs import docs

        return docs(self.folder)

    @cached_property
    def void(self) -> bytes:
        """The description of the dataset, in Turtle."""
        from kg.dataset import description

        return description(self.source.graph)


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
