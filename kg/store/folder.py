"""The folder of a graph on disk. Its manifest, replaced in one step, decides what is in the graph; nothing that it names is ever written again.

    manifest.json       what the graph is made of, and which store holds its quads
    decisions.jsonl     what people decided; the only file of a graph that people write, too
    store/NAME/         an Oxigraph store, named for what it holds; store/NAME.json is the inventory of its files. Where people decided
                        something there is a second one, made of what was extracted, in which it is as they decided
    texts/              each report as read
    history/            earlier texts of reports, and their quads
    vocabulary/         what the user added to the vocabularies
    journal/            what a build that goes on, or was cut off, has made so far

So a reader finds the old graph or the new one, never a part. What a build that was cut off has left behind goes with the next one.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from itertools import count
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.decisions import FILE as DECISIONS
from kg.errors import DamagedGraph, UsageError
from kg.iris import Iris
from kg.read import digest
from kg.store import disk
from kg.store.lock import HOLDER, LOCK
from kg.store.manifest import Entry, Manifest, sizes_as_digest

_MANIFEST: Final = "manifest.json"
_FOLDERS: Final = ("store", "texts", "history", "vocabulary", "journal")
_PARTS: Final = frozenset(
    {_MANIFEST, f".{_MANIFEST}.new", DECISIONS, f".{DECISIONS}.new", LOCK, HOLDER, *_FOLDERS}
)
_KEPT: Final = ("texts", "history", "vocabulary")
"""Folders of files that the manifest names."""
_BULK: Final = 8 * 1024 * 1024
"""Bytes of N-Quads that are loaded at once: the loader holds them in memory, some ten times as large."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How a graph becomes another one."""

    manifest: Manifest
    standing: str
    """The store of the graph as it is; empty where there is none."""
    onto: str
    """The store on which the changes are made; empty where all is made anew."""
    gone: tuple[str, ...]
    """Names of the graphs that go, or that others replace."""
    quads: Iterable[bytes]
    """What comes, as N-Quads, report by report."""
    files: Iterable[tuple[str, bytes]]
    """Texts and other files that come, by their path in the folder."""
    decide: Callable[[ox.Store], None] | None = None
    """Makes of a store of what was extracted one of what people decided; None where they decided nothing."""
    before: Manifest | None = None
    """What the graph is made of so far."""
    loaders: int = 1
    """How many threads may load what comes."""


class Folder:
    """A graph folder."""

    def __init__(self, path: str | Path) -> None:
        self.path: Final = Path(path).resolve()

    def stamp(self) -> tuple[int, int, int] | None:
        """What is another whenever the manifest has been replaced; None where there is none."""
        with suppress(OSError):
            found = (self.path / _MANIFEST).stat()
            return found.st_ino, found.st_mtime_ns, found.st_size
        return None

    def manifest(self, *, whole: bool = False) -> Manifest | None:
        """What the graph is made of, with `whole` read to its end; None where there is no graph. Raises DamagedGraph where it cannot be told."""
        path = self.path / _MANIFEST
        if not path.is_file():
            return None
        try:
            manifest = Manifest.from_json(path.read_text("utf-8"), whole=whole)
            Iris(manifest.base).check()
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            told = " ".join(str(error).split())[:200]
            raise DamagedGraph(
                f"{self.path}: damaged manifest ({told}); build its texts anew: kg build {self.path / 'texts'} -g ANOTHER_FOLDER"
            ) from error
        return manifest

    def required(self, *, whole: bool = False) -> Manifest:
        """The same. Raises DamagedGraph where there is none, too."""
        manifest = self.manifest(whole=whole)
        if manifest is None:
            raise DamagedGraph(f"{self.path}: no graph here; build one with: kg build PATH -g {self.path}")
        return manifest

    @property
    def journal(self) -> Path:
        """Where a build keeps what it has made so far."""
        return self.path / "journal"

    def store(self, manifest: Manifest) -> Path:
        """Where the quads are."""
        return self.path / "store" / manifest.store

    def view(self, manifest: Manifest) -> Path:
        """Where the quads are as people decided."""
        return self.path / "store" / (manifest.decided or manifest.store)

    def texts(self, manifest: Manifest) -> "Texts":
        """The texts of its reports."""
        return Texts(self.path / "texts", manifest)

    def additions(self, manifest: Manifest) -> str:
        """What its user added to the vocabularies. Raises DamagedGraph where that is lost."""
        if not manifest.additions:
            return ""
        text = self._added(manifest)
        if text is None:
            raise DamagedGraph(
                f"{self.path}: what was added to the vocabularies is missing or changed; give it again, with any report: kg build REPORT --vocabulary FILE.ttl -g {self.path}"
            )
        return text

    def is_bare(self, manifest: Manifest) -> bool:
        """Whether what its user added to the vocabularies is lost."""
        return bool(manifest.additions) and self._added(manifest) is None

    def _added(self, manifest: Manifest) -> str | None:
        return _whole(self.path / additions_file(manifest.additions), manifest.additions)

    def require_own(self) -> None:
        """Raises UsageError where there is something at its place that is no part of a graph."""
        strange = "a file" if self.path.exists() and not self.path.is_dir() else None
        if self.path.is_dir():
            strange = next((p.name for p in sorted(self.path.iterdir()) if p.name not in _PARTS), None)
        if strange:
            raise UsageError(
                f"{self.path}: holds {strange}, which is no part of a graph; name another folder with -g"
            )

    def publish(self, changes: Changes, verify: Callable[[ox.Store], None]) -> None:
        """Makes the changes; `verify` may raise what keeps them from being seen. The old graph stands until they are seen, all at once."""
        manifest = replace(changes.manifest, store=self._name(changes))
        place = self.store(manifest)
        if not place.exists():
            after = self.path / "store" / changes.onto if changes.onto else None
            disk.make(place, manifest.content, lambda store: _fill(store, changes, verify), after)
        manifest = self._decided(manifest, changes.decide, changes.before)
        for name, data in changes.files:
            disk.durable(self.path / name, data)
        self._seen(manifest)

    def decide(
        self, known: Manifest, decisions: str, decide: Callable[[ox.Store], None] | None, data: bytes
    ) -> None:
        """Has a graph be as people decided. `data` is the file of that, `decisions` its digest. The old graph stands until the new one is seen."""
        manifest = self._decided(replace(known, decisions=decisions), decide, known)
        disk.durable(self.path / DECISIONS, data)
        self._seen(manifest)

    def _seen(self, manifest: Manifest) -> None:
        disk.durable(self.path / _MANIFEST, manifest.to_json().encode("utf-8"))
        self.clear(manifest)

    def _decided(
        self, manifest: Manifest, decide: Callable[[ox.Store], None] | None, known: Manifest | None
    ) -> Manifest:
        """The manifest with the name of the store in which all is as people decided; that is made where it is not there."""
        if decide is None:
            return replace(manifest, decided="")
        standing = known.decided if known else ""
        if known and standing and (known.store, known.view) == (manifest.store, manifest.view):
            place = self.path / "store" / standing
            if disk.damage(place, manifest.view) is None:
                return replace(manifest, decided=standing)
        names = (f"{manifest.view[:16]}{f'-{number}' if number > 1 else ''}" for number in count(1))
        name = next(name for name in names if self._is_free(name, standing))
        disk.make(self.path / "store" / name, manifest.view, decide, self.store(manifest))
        return replace(manifest, decided=name)

    def _name(self, changes: Changes) -> str:
        """The name of the store in which the changes are made: that on which they are made, where no quad changes; else one that is free."""
        if changes.onto.startswith(name := changes.manifest.content[:16]):
            return changes.onto
        names = (name if number == 1 else f"{name}-{number}" for number in count(1))
        return next(name for name in names if self._is_free(name, changes.standing))

    def _is_free(self, name: str, standing: str) -> bool:
        """Whether a store can have this name: none has it, or one that a build left behind which was cut off."""
        place = self.path / "store" / name
        if place.exists() and name != standing:
            disk.clear(place)
        return not place.exists()

    def clear(self, manifest: Manifest) -> None:
        """Removes what the manifest does not name, and nobody reads: what was there before, or was left behind.

        While somebody reads an older graph, its texts stay, too.
        """
        stores = [path for path in (self.path / "store").iterdir() if path.is_dir()]
        for path in stores:
            if path.name not in (manifest.store, manifest.decided):
                disk.clear(path)
        if any(path.exists() for path in stores if path.name not in (manifest.store, manifest.decided)):
            return
        named = files_of(manifest)
        for folder in _KEPT:
            with suppress(FileNotFoundError):
                for path in (self.path / folder).iterdir():
                    if f"{folder}/{path.name}" not in named:
                        path.unlink()
            with suppress(OSError):
                (self.path / folder).rmdir()  # where nothing is left in it


class Texts(Mapping[str, str]):
    """Texts by the IRI of their report, each read, and compared with its digest, when it is asked for."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest
        # Passages of one report are asked for one after the other.
        self._read = lru_cache(maxsize=4)(self._text)

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        return {entry.iri: entry for entry in self._manifest.reports}

    def __getitem__(self, iri: str) -> str:
        """The text of a report. Raises KeyError for another's, DamagedGraph where it is missing or changed."""
        return self._read(iri)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _text(self, iri: str) -> str:
        entry = self._entries[iri]
        text = _whole(self._folder / entry.file, entry.sha256)
        if text is None:
            raise DamagedGraph(
                f"{self._folder / entry.file}: missing or changed; give that report to kg build again"
            )
        return text

    def is_whole(self, iri: str) -> bool:
        """Whether the text of a report is what it was."""
        entry = self._entries[iri]
        return _whole(self._folder / entry.file, entry.sha256) is not None

    def lost(self) -> list[Entry]:
        """The reports of which the text is missing, or is not as long as it was. None of them is read."""
        sizes = _sizes(self._folder)
        if sizes_as_digest(sizes.items()) == self._manifest.texts:
            return []
        return [entry for entry in self._entries.values() if sizes.get(entry.file) != entry.size]


def _sizes(folder: Path) -> dict[str, int]:
    """The sizes of the files of a folder by their names; what goes in the meantime has none."""
    sizes = {}
    with suppress(OSError), os.scandir(folder) as found:
        for one in found:
            with suppress(FileNotFoundError):
                sizes[one.name] = one.stat().st_size
    return sizes


def files_of(manifest: Manifest) -> dict[str, str]:
    """The files that a manifest names, by their path in the folder, with the SHA-256 of each."""
    files = {f"texts/{entry.file}": entry.sha256 for entry in manifest.reports}
    for entry in manifest.reports:
        for revision in entry.revisions:
            text, quads = entry.past(revision)
            files |= {f"history/{text}": revision.sha256, f"history/{quads}": revision.content}
    if manifest.additions:
        files[additions_file(manifest.additions)] = manifest.additions
    return files


def additions_file(digest: str) -> str:
    """The path in the folder of what a user added to the vocabularies, by its SHA-256."""
    return f"vocabulary/{digest[:16]}.nt"


def fill(store: ox.Store, quads: Iterable[bytes], loaders: int = 1) -> None:
    """Loads N-Quads into a store, many at once, and never all of them; with several `loaders` as many parts side by side."""
    load = partial(store.bulk_load, format=ox.RdfFormat.N_QUADS)
    with ThreadPoolExecutor(loaders) as pool:  # a loader lets other threads run
        loading: deque[Future[None]] = deque()
        for part in _parts(quads):
            if len(loading) == loaders:
                loading.popleft().result()
            loading.append(pool.submit(load, part))
        for one in loading:
            one.result()


def _parts(quads: Iterable[bytes]) -> Iterator[bytes]:
    """The same N-Quads, in parts of about the same size."""
    waiting: list[bytes] = []
    size = 0
    for lines in quads:
        waiting.append(lines)
        size += len(lines)
        if size > _BULK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _fill(store: ox.Store, changes: Changes, verify: Callable[[ox.Store], None]) -> None:
    for name in changes.gone:
        store.remove_graph(ox.NamedNode(name))
    fill(store, changes.quads, changes.loaders)
    verify(store)


def keeper(path: Path) -> Path | None:
    """The graph folder of which a file is a part, if it is one that a manifest may name."""
    graph = path.resolve().parent.parent
    return graph if path.resolve().parent.name in _KEPT and (graph / _MANIFEST).is_file() else None


def _whole(path: Path, sha256: str) -> str | None:
    """A text of the folder, where it is the one that the manifest describes."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return text if digest(text) == sha256 else None
