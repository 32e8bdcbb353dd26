"""A graph to ask, export and draw."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from weakref import finalize

import pyoxigraph as ox

from kg.errors import DamagedGraph, UsageError
from kg.iris import Iris
from kg.namespaces import PREFIXES, RDFS, SKOS
from kg.store import disk
from kg.store.folder import Folder
from kg.store.manifest import Manifest
from kg.terms import Term, iri, to_rdflib

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.ask import Answer
    from kg.gate import Gate
    from kg.network import Network, Projection
    from kg.network.filters import Judged
    from kg.network.names import Names

_TRIES: Final = 5
"""How often a graph is looked for again that a build has replaced in the meantime."""


def _again(place: Folder) -> str:
    return f"make it again from its texts: kg rebuild -g {place.path}"


class Graph:
    """A graph to ask, export and draw; in memory, or opened from a folder and then read-only."""

    def __init__(
        self,
        store: ox.Store,
        texts: Mapping[str, str],
        manifest: Manifest,
        additions: str = "",
        hold: disk.Hold | None = None,
        folder: Path | None = None,
    ) -> None:
        self.store: Final = store
        self.texts: Final = texts
        self.manifest: Final = manifest
        self.additions: Final = additions
        self.iris: Final = Iris(manifest.base)
        self._hold = hold  # goes with the graph, and lets the store go
        self._folder = folder
        self._gate: Gate | None = None
        self._opening = Lock()

    @classmethod
    def open(cls, folder: str | Path, *, extracted: bool = False) -> "Graph":
        """The graph in a folder, as people decided, or as it was `extracted`. Raises DamagedGraph where there is none, or where it is not whole.

        What it holds is compared with the manifest by the number and the size of its files; `kg doctor` reads all of it.
        """
        place = Folder(folder)
        for _ in range(_TRIES):
            manifest = place.required()
            try:
                return cls._opened(place, manifest, extracted=extracted)
            except FileNotFoundError:
                if place.manifest() == manifest:
                    break
        raise DamagedGraph(f"{place.path}: damaged store (it is missing); {_again(place)}")

    @classmethod
    def held(cls, folder: str | Path, manifest: Manifest) -> "Graph":
        """The graph of a manifest that somebody else has open, and so keeps there, also where a build has replaced it. Raises DamagedGraph."""
        place = Folder(folder)
        try:
            return cls._opened(place, manifest, extracted=False)
        except FileNotFoundError as error:
            raise DamagedGraph(f"{place.path}: damaged store (it is missing); {_again(place)}") from error

    @classmethod
    def _opened(cls, place: Folder, manifest: Manifest, *, extracted: bool) -> "Graph":
        if extracted:
            manifest = replace(manifest, decisions="", decided="")
        store = place.view(manifest)
        hold = disk.Hold(store)
        if broken := disk.damage(store, manifest.view):
            raise DamagedGraph(f"{place.path}: damaged store ({broken}); {_again(place)}")
        texts = place.texts(manifest)
        if lost := texts.lost():
            files = ", ".join(entry.file for entry in lost[:5])
            raise DamagedGraph(
                f"{place.path}: damaged texts (missing or changed: {files}); give these reports to kg build again"
            )
        try:
            opened = ox.Store.read_only(str(store))
            return cls(opened, texts, manifest, place.additions(manifest), hold, place.path)
        except (OSError, RuntimeError, ValueError) as error:
            told = " ".join(str(error).split())[:200]
            raise DamagedGraph(f"{place.path}: damaged store ({told}); {_again(place)}") from error

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of all named graphs."""
        yield from self.store

    def holds(self, term: ox.NamedNode) -> bool:
        """Whether a triple has the term as its subject."""
        return any(True for _ in self.store.quads_for_pattern(term, None, None, None))

    def slugs(self, kind: str) -> list[str]:
        """The slugs of all individuals of a kind that have a name: only these are looked through, since a graph holds much else."""
        lead = self.iris.of(kind, "")
        known = {
            quad.subject.value
            for property_ in (SKOS + "prefLabel", RDFS + "label")
            for quad in self.store.quads_for_pattern(None, iri(property_), None)
            if isinstance(quad.subject, ox.NamedNode)
        }
        return sorted(name.removeprefix(lead) for name in known if name.startswith(lead))

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

        Raises UsageError where the question or a parameter is unknown, or the SPARQL is wrong. The graph of a folder is asked through
        `kg.gate`: it raises OverLimit where the query takes more than `kg.gate.limits.OWN`, EngineFailed where the engine breaks down. One
        in memory is asked in this very process, without limits.
        """
        if self._folder is None:
            from kg.ask import ask

            return ask(self, question, parameters)
        return self._through(self._folder).ask(question, parameters)

    def _through(self, folder: Path) -> "Gate":
        """The gate through which it is asked; opened by the first question, it goes with the graph."""
        from kg.gate import Gate
        from kg.gate.limits import OWN

        with self._opening:
            if self._gate is None:
                self._gate = Gate(folder, limits=OWN, manifest=self.manifest)
                finalize(self, self._gate.close)
            return self._gate

    def to_rdflib(self) -> "rdflib.Graph":
        """The union of all named graphs as an rdflib graph."""
        return to_rdflib(self.store)

    def network(
        self,
        *,
        force: "Names" = None,
        region: "Names" = None,
        year: int | Iterable[int] | None = None,
        threat: "Names" = None,
        kind: "Names" = None,
        judged: "Judged | None" = None,
        projection: "Projection" = "force-body",
    ) -> "Network":
        """The network of partnerships, or the part of it that these filters keep, as `kg.network.filter_of` reads them.

        Raises UsageError, with the nearest names, where a filter names what the graph does not know.
        """
        from kg.network import PROJECTIONS, filter_of, narrowed, network, projected

        if projection not in PROJECTIONS:
            raise UsageError(f"no projection {projection!r}; there are {', '.join(PROJECTIONS)}")
        wanted = filter_of(
            self, force=force, region=region, year=year, threat=threat, kind=kind, judged=judged
        )
        return projected(narrowed(network(self), wanted), projection)

    def to_networkx(self) -> "networkx.Graph[str]":
        """The network of partnerships."""
        from kg.network import to_networkx

        return to_networkx(self.network())

    def turtle(self) -> bytes:
        """The union of all named graphs as Turtle, grouped by subject; the same graph gives the same bytes."""
        from kg.export import export

        return export(self, "turtle")

    def close(self) -> None:
        """Lets its store go, so that a build may clear it away."""
        if self._gate:
            self._gate.close()
        if self._hold:
            self._hold.release()


def in_memory(quads: Iterable[ox.Quad]) -> ox.Store:
    """A store in memory that holds these quads."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store
