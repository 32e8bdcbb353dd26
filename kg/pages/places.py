"""Where pages lie: on a server, or as files beside each other. Nothing else makes an address."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import relpath
from typing import ClassVar, Final
from urllib.parse import quote, urlencode

from kg.namespaces import PEEL

VIEWS: Final = {
    "home": "",
    "forces": "forces",
    "bodies": "bodies",
    "threats": "threats",
    "topics": "topics",
    "questions": "questions",
    "reports": "reports",
    "network": "network",
    "search": "search",
    "sparql": "sparql",
    "about": "about",
}
"""The pages that are about no one thing, and their paths."""
DATA: Final = ("ttl", "jsonld", "nt")
"""The ends of names under which a thing is found as RDF."""


@dataclass(frozen=True, slots=True)
class Places(ABC):
    """Where pages lie."""

    base: str
    """With what the IRIs of things begin that have a page."""
    live: ClassVar[bool]
    """Whether something answers there: search, forms and SPARQL."""

    def view(self, name: str, number: int = 1) -> str:
        """A page about no one thing; `number` where it has several."""
        return self._page(VIEWS[name], number)

    def thing(self, iri: str, number: int = 1) -> str:
        """The page of a thing; of a thing of elsewhere its own, and "" where its IRI is no address of the web."""
        if iri.startswith(self.base):
            return self._page(f"doc/{self._key(iri)}", number)
        if iri.startswith(PEEL):
            return f"{self.ontology()}#{quote(iri.removeprefix(PEEL))}"
        return iri if iri.startswith(("http://", "https://")) else ""

    def data(self, iri: str, suffix: str) -> str:
        """A thing as RDF; "" where there is none. A file of a statement would repeat that of its report."""
        if not iri.startswith(self.base) or not (self.live or (suffix == "ttl" and "/statement/" not in iri)):
            return ""
        return self._file(f"doc/{self._key(iri)}.{suffix}")

    def text(self, report: str, statement: str = "") -> str:
        """The text of a report, at a statement."""
        at = f"#s-{statement.rpartition('/')[2]}" if statement else ""
        return self._page(f"text/{self._told(report)}") + at

    def coverage(self, report: str) -> str:
        """What became of every sentence of a report."""
        return self._page(f"coverage/{self._told(report)}")

    def question(self, name: str, given: Mapping[str, str] | None = None, format: str = "") -> str:
        """A question as a form, with what is given, or its answer in a format."""
        asked = f"?{urlencode(given)}" if given else ""
        return (
            self._file(f"questions/{name}.{format}") if format else self._page(f"questions/{name}")
        ) + asked

    def asset(self, name: str) -> str:
        """A file that pages need."""
        return self._file(f"assets/{name}")

    def ontology(self) -> str:
        """The pages that explain every term."""
        return self._file("ontology/index.html")

    def _key(self, iri: str) -> str:
        return iri.removeprefix(self.base)

    def _told(self, report: str) -> str:
        """FORCE/YEAR/PILLAR of a report."""
        return self._key(report).removeprefix("report/")

    @abstractmethod
    def _page(self, path: str, number: int = 1) -> str:
        """A page."""

    @abstractmethod
    def _file(self, path: str) -> str:
        """What is no page."""


@dataclass(frozen=True, slots=True)
class Served(Places):
    """Pages of a server."""

    live: ClassVar[bool] = True

    def _page(self, path: str, number: int = 1) -> str:
        return self._file(path) + (f"?page={number}" if number > 1 else "")

    def _file(self, path: str) -> str:
        return f"/{quote(path)}"


@dataclass(frozen=True, slots=True)
class Beside(Places):
    """Pages as files, with addresses relative to the one on which they stand."""

    page: str = "index.html"
    """The file on which the addresses stand."""
    live: ClassVar[bool] = False

    def _page(self, path: str, number: int = 1) -> str:
        return self._file(file_of(path, number))

    def _file(self, path: str) -> str:
        return quote(relpath(path, self.page.rpartition("/")[0] or "."))


def file_of(path: str, number: int = 1) -> str:
    """The file of a page."""
    return f"{path or 'index'}{f'-page-{number}' if number > 1 else ''}.html"
