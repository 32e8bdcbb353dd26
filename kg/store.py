"""A built graph: the store, the texts it rests on, and the manifest that tells whether it is whole.

A graph folder holds `store/` (Oxigraph), `texts/` (each report as read), `graph.ttl`, `manifest.json`, and
`vocabulary.nt` where the user added to the vocabularies.
It is written beside its place and then renamed, so that a reader finds the old graph or the new one, never a part.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.errors import BusyGraph, DamagedGraph, UsageError
from kg.iris import Iris
from kg.namespaces import PREFIXES
from kg.read import digest
from kg.terms import Term, to_rdflib

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.ask import Answer

FORMAT: Final = 2
"""Version of the folder's layout."""
_PARTS: Final = frozenset({"store", "texts", "graph.ttl", "manifest.json", "vocabulary.nt"})
_AGAIN: Final = "run kg build again with any report: it is rebuilt from its texts"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one report."""

    iri: str
    name: str
    sha256: str
    force: str
    year: int
    pillar: str
    """Its pillar, or what names it where it has none."""
    told: Mapping[str, Any]
    witness: Mapping[str, str]
    statements: Mapping[str, int]
    pages: tuple[int, ...] = ()
    """The offset in its text at which each page of a PDF begins."""

    @property
    def file(self) -> str:
        """The name of its text in the folder."""
        return f"{self.force}-{self.year}-{self.pillar}.txt"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a graph is made of; equal inputs give equal manifests."""

    engine: str
    vocabulary: str
    base: str
    quads: int
    reports: tuple[Entry, ...]
    additions: str = ""
    """SHA-256 of what the user added to the vocabularies; empty where that is nothing."""

    def to_json(self) -> str:
        """As JSON text, stable."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "reports"}
        reports = [{name: _plain(getattr(entry, name)) for name in entry.__slots__} for entry in self.reports]
        return (
            json.dumps({"format": FORMAT, **fields, "reports": reports}, indent=1, ensure_ascii=False) + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """From JSON text. Raises ValueError, KeyError or TypeError where it is none."""
        data = json.loads(text)
        if data.pop("format") != FORMAT:
            raise ValueError("written by another version")
        reports = tuple(Entry(**entry | {"pages": tuple(entry["pages"])}) for entry in data.pop("reports"))
        return cls(reports=reports, **data)


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


class Graph:
    """A graph to ask, export and draw; in memory, or opened from a folder and then read-only."""

    def __init__(
        self, store: ox.Store, texts: Mapping[str, str], manifest: Manifest, additions: str = ""
    ) -> None:
        self.store: Final = store
        self.texts: Final = MappingProxyType(dict(texts))
        self.manifest: Final = manifest
        self.additions: Final = additions
        self.iris: Final = Iris(manifest.base)

    @classmethod
    def open(cls, folder: str | Path) -> "Graph":
        """The graph in a folder. Raises DamagedGraph where there is none, or where it is not whole."""
        place = Path(folder).resolve()
        if not place.exists() and _retired(place).exists():
            with sole_writer(place):
                recover(place)
        manifest, texts, additions = remembered(place)
        try:
            graph = cls(ox.Store.read_only(str(place / "store")), texts, manifest, additions)
            broken = graph._broken()
        except (OSError, RuntimeError, ValueError) as error:
            raise DamagedGraph(f"{place}: damaged store ({_line(error)}); {_AGAIN}") from error
        if broken:
            raise DamagedGraph(f"{place}: damaged graph ({broken}); {_AGAIN}")
        return graph

    def _broken(self) -> str | None:
        """What in store or texts differs from the manifest."""
        if (found := len(self.store)) != self.manifest.quads:
            return f"{found} quads in the store, {self.manifest.quads} in the manifest"
        lost = [entry.file for entry in self.manifest.reports if entry.iri not in self.texts]
        return f"texts missing or changed: {', '.join(lost)}" if lost else None

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of all named graphs."""
        yield from self.store

    def select(self, sparql: str, /, **bindings: Term) -> ox.QuerySolutions:
        """The solutions of one of the engine's own SELECT queries, over the union of the named graphs."""
        substitutions: dict[ox.Variable, Any] = {ox.Variable(name): term for name, term in bindings.items()}
        solutions = self.store.query(
            sparql, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=substitutions or None
        )
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions

    def query(self, question: str, /, **parameters: str | int) -> "Answer":
        """The answer to a question of `queries/`, by its name, or to SPARQL text; parameters are bound, not pasted in.

        Raises UsageError where the question or a parameter is unknown, or the SPARQL is wrong.
        """
        from kg.ask import ask

        return ask(self, question, parameters)

    def to_rdflib(self) -> "rdflib.Graph":
        """The union of all named graphs as an rdflib graph."""
        return to_rdflib(self.store)

    def to_networkx(self) -> "networkx.Graph[str]":
        """The network of partnerships."""
        from kg.network import network, to_networkx

        return to_networkx(network(self))

    def turtle(self) -> bytes:
        """The union of all named graphs as Turtle, grouped by subject; the same graph gives the same bytes."""
        from kg.export import export

        return export(self, "turtle")

    def write(self, folder: str | Path) -> None:
        """Writes the graph into a folder, in place of the graph that was there. Raises UsageError for a folder of other things."""
        place = Path(folder).resolve()
        recover(place)
        if strange := _strange(place):
            raise UsageError(
                f"{place}: holds {strange}, which is no part of a graph; name another folder with -g"
            )
        place.parent.mkdir(parents=True, exist_ok=True)
        for left in place.parent.glob(f".{place.name}-new-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a build that was killed: only one writes at a time
        with tempfile.TemporaryDirectory(prefix=f".{place.name}-new-", dir=place.parent) as parent:
            made = Path(parent) / "graph"
            self._write(made)
            _swap(made, place)

    def _write(self, made: Path) -> None:
        (made / "texts").mkdir(parents=True)
        for entry in self.manifest.reports:
            _durable(made / "texts" / entry.file, self.texts[entry.iri].encode("utf-8"))
        store = ox.Store(str(made / "store"))
        store.bulk_extend(self.store)
        store.flush()
        del store
        if self.additions:
            _durable(made / "vocabulary.nt", self.additions.encode("utf-8"))
        _durable(made / "graph.ttl", self.turtle())
        _durable(made / "manifest.json", self.manifest.to_json().encode("utf-8"))


def remembered(place: Path) -> tuple[Manifest, dict[str, str], str]:
    """The manifest of a graph folder, its texts as far as they are whole, and what its user added to the vocabularies.

    Raises DamagedGraph without a manifest, or where the additions are not those that it describes.
    """
    path = place / "manifest.json"
    if not path.is_file():
        raise DamagedGraph(f"{place}: no graph here; build one with: kg build PATH -g {place}")
    try:
        manifest = Manifest.from_json(path.read_text("utf-8"))
        Iris(manifest.base).check()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedGraph(
            f"{place}: damaged manifest ({_line(error)}); build its texts anew: kg build {place / 'texts'} -g ANOTHER_FOLDER"
        ) from error
    texts = {
        entry.iri: text
        for entry in manifest.reports
        if (text := _whole(place / "texts" / entry.file, entry.sha256))
    }
    additions = _whole(place / "vocabulary.nt", manifest.additions) if manifest.additions else ""
    if additions is None:
        raise DamagedGraph(
            f"{place}: vocabulary.nt is missing or changed; give the vocabulary again: kg build {place / 'texts'} --vocabulary FILE.ttl -g ANOTHER_FOLDER"
        )
    return manifest, texts, additions


def _whole(path: Path, sha256: str) -> str | None:
    """A text of the folder, where it is the one that the manifest describes."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return text if digest(text) == sha256 else None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _durable(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _strange(place: Path) -> str | None:
    """The first thing at a place that a build would destroy and that is none of its own."""
    if place.exists() and not place.is_dir():
        return "a file"
    found = sorted(path.name for path in place.iterdir()) if place.is_dir() else []
    return next((name for name in found if name not in _PARTS), None)


def _retired(place: Path) -> Path:
    """Where the old graph stands for the moment in which the new one takes its place."""
    return place.with_name(f".{place.name}-old")


def _swap(made: Path, place: Path) -> None:
    retired = _retired(place)
    if place.exists():
        place.rename(retired)
    made.rename(place)
    shutil.rmtree(retired, ignore_errors=True)


def recover(place: Path) -> None:
    """Finishes or takes back a swap that was cut off: the old graph comes back where the new one did not arrive."""
    retired = _retired(place)
    if retired.is_dir():
        if place.exists():
            shutil.rmtree(retired, ignore_errors=True)
        else:
            retired.rename(place)


@contextmanager
def sole_writer(folder: str | Path) -> Iterator[None]:
    """Holds a graph folder for one build, so that two builds do not undo one another. Raises BusyGraph.

    The lock lies among the temporary files of the machine, goes with its process, and leaves nothing beside the graph.
    """
    from filelock import FileLock, Timeout

    name = sha256(os.fsencode(Path(folder).resolve())).hexdigest()[:24]
    # By number: in a container a user may have no name.
    owner = os.getuid() if hasattr(os, "getuid") else getuser()
    lock = FileLock(Path(tempfile.gettempdir()) / f"peel-kg-{owner}-{name}.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout as error:
        raise BusyGraph(
            f"{folder}: another build is writing here; wait for it, or name another folder with -g"
        ) from error


def in_memory(quads: Iterable[ox.Quad]) -> ox.Store:
    """A store in memory that holds these quads."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store
