"""Puts the named graphs of a graph folder into a triple store, each whole, and goes on where an earlier run was cut off.

What is done is read from the store. Beside our graphs it holds a record: a graph of its own, `…/published`, that has for each graph
we put there its number of triples and a digest of them. A graph is as it should be where its record has today's digest and the
store counts as many triples. So

- a record is taken back before its graph is touched, and written anew once the graph has been counted: a graph without a record may
  be half there, one with a record is whole, as far as the store keeps its word;
- what has a record and no graph in the folder was taken out of it, or published from another folder: nobody can tell. It is removed
  only where the user says so. All folders of one base share the graph of the vocabularies: that of the folder published last.

Somebody who changes a graph in the store, so that it has as many triples as before, is not found out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.endpoint import Endpoint
from kg.errors import ServerFailed, UsageError
from kg.namespaces import SCHEMA, VOID
from kg.terms import iri, text, typed
from kg.triplestore import Store, arriving, count, counts

if TYPE_CHECKING:
    from kg.store import Graph

_TRIPLES: Final = iri(VOID + "triples")
_SHA256: Final = iri(SCHEMA + "sha256")
_AT_ONCE: Final = 20
"""Graphs that are counted and recorded together: so many at most are sent again after a cut."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a published graph."""

    graph: ox.NamedNode
    triples: int
    sha256: str
    """Of its N-Triples, sorted."""


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing: the graphs that were sent, that were there already, that were removed, and that the folder does not have."""

    sent: tuple[ox.NamedNode, ...]
    kept: tuple[ox.NamedNode, ...]
    removed: tuple[ox.NamedNode, ...] = ()
    others: tuple[ox.NamedNode, ...] = ()


def publish(
    graph: "Graph",
    store: Store,
    endpoint: Endpoint,
    *,
    names: Sequence[str] = (),
    prune: bool = False,
    progress: Callable[[Iterable[Record]], Iterable[Record]] = iter,
) -> Published:
    """Makes the graphs in the store those of the folder: all of them, or those that are named, by IRI or what follows the base in it.

    With `prune` what was published there and is not in the folder is removed. Raises UsageError for an unknown name, and ServerFailed
    where the store fails; run again, it goes on.
    """
    chosen = _chosen(graph, names)
    wanted = [_record(graph, name) for name in chosen]
    book = _Book(store, endpoint, iri(graph.iris.of("published")))
    kept = book.settled(wanted)
    pending = [record for record in wanted if record not in kept]
    sent = tuple(record.graph for record in pending)
    book.forget(sent)
    book.clear(sent)
    for some in _batches(progress(pending)):
        for record in some:
            store.replace(record.graph, ntriples(graph, record.graph))
        book.note(some)
    there = tuple(record.graph for record in wanted if record in kept)
    others = book.others(_graphs(graph))
    if prune:
        book.remove(others)
        return Published(sent, there, removed=others)
    return Published(sent, there, others=others)


def ntriples(graph: "Graph", name: ox.NamedNode) -> bytes:
    """One named graph as sorted N-Triples: the same graph gives the same bytes."""
    triples = (quad.triple for quad in graph.store.quads_for_pattern(None, None, None, name))
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(data, bytes)
    return b"".join(sorted(data.splitlines(keepends=True)))


def _record(graph: "Graph", name: ox.NamedNode) -> Record:
    data = ntriples(graph, name)
    return Record(name, data.count(b"\n"), sha256(data).hexdigest())


def _graphs(graph: "Graph") -> list[ox.NamedNode]:
    return sorted((name for name in graph.store.named_graphs() if isinstance(name, ox.NamedNode)), key=str)


def _chosen(graph: "Graph", names: Sequence[str]) -> list[ox.NamedNode]:
    """The graphs that are named; all where none is. Raises UsageError for a name that is none of theirs."""
    every = _graphs(graph)
    known = {short: name for name in every for short in _spellings(name.value, graph.iris.base)}
    if strange := [name for name in names if name not in known]:
        near = get_close_matches(strange[0], known, 3, 0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UsageError(f"{strange[0]}: the folder has no such graph{hint}")
    return list(dict.fromkeys(known[name] for name in names)) if names else every


def _spellings(name: str, base: str) -> tuple[str, str, str]:
    short = name.removeprefix(base)
    return name, short, short.removeprefix("report/")


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


class _Book:
    """The records in the store, as far as they are of graphs under the base of the book's own name."""

    def __init__(self, store: Store, endpoint: Endpoint, name: ox.NamedNode) -> None:
        self._store, self._endpoint, self._name = store, endpoint, name
        self._records = {record.graph: record for record in self._read()}

    def _read(self) -> Iterator[Record]:
        base = self._name.value.rpartition("published")[0]
        rows = self._endpoint.rows(
            "SELECT ?graph ?triples ?sha256 "
            f"WHERE {{ GRAPH {self._name} {{ ?graph {_TRIPLES} ?triples ; {_SHA256} ?sha256 }} }}"
        )
        for graph, triples, digest in rows:
            if not isinstance(graph, ox.NamedNode) or not graph.value.startswith(base):
                continue
            if (known := count(triples)) is not None and isinstance(digest, ox.Literal):
                yield Record(graph, known, digest.value)

    def settled(self, wanted: Sequence[Record]) -> frozenset[Record]:
        """Those of some records that the store has, and whose graphs it counts as they say."""
        known = [record for record in wanted if self._records.get(record.graph) == record]
        found = counts(self._endpoint, [record.graph for record in known])
        return frozenset(record for record in known if found[record.graph.value] == record.triples)

    def forget(self, graphs: Iterable[ox.NamedNode]) -> None:
        """Takes back the records of some graphs."""
        known = [graph for graph in graphs if self._records.pop(graph, None)]
        if known and self._records:
            self._store.replace(self._name, _written(self._records.values()))
        elif known:
            self._store.remove(self._name)

    def clear(self, graphs: Sequence[ox.NamedNode]) -> None:
        """Removes what an earlier run, cut off, left of the parts of some graphs."""
        found = counts(self._endpoint, [arriving(graph) for graph in graphs])
        for beside in (arriving(graph) for graph in graphs):
            if found[beside.value]:
                self._store.remove(beside)

    def note(self, records: Sequence[Record]) -> None:
        """Records graphs that were sent. Raises ServerFailed where the store counts otherwise."""
        found = counts(self._endpoint, [record.graph for record in records])
        for record in records:
            if (count := found[record.graph.value]) != record.triples:
                problem = f"holds {count} triples of {record.graph.value}, and was sent {record.triples}"
                raise ServerFailed(
                    self._endpoint.shown, problem, "publish again; if it stays so, look at its log"
                )
        self._store.add(self._name, _written(records))
        self._records.update((record.graph, record) for record in records)

    def others(self, graphs: Iterable[ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
        """The graphs that have a record and are not among these."""
        return tuple(sorted(self._records.keys() - set(graphs), key=str))

    def remove(self, graphs: Sequence[ox.NamedNode]) -> None:
        """Removes some graphs, and then their records."""
        for graph in graphs:
            self._store.remove(graph)
        found = counts(self._endpoint, graphs)
        if left := [graph for graph in graphs if found[graph.value]]:
            raise ServerFailed(self._endpoint.shown, f"still holds {left[0].value}", "publish again")
        self.forget(graphs)


def _written(records: Iterable[Record]) -> bytes:
    """Records as N-Triples."""
    triples = [
        triple
        for record in records
        for triple in (
            ox.Triple(record.graph, _TRIPLES, typed(record.triples, "integer")),
            ox.Triple(record.graph, _SHA256, text(record.sha256)),
        )
    ]
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(data, bytes)
    return data
