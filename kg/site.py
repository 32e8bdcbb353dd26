"""Where a graph is built: what is there already, and what has been made so far."""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.decisions import Decision, added, kept, read_decisions
from kg.errors import DamagedGraph, ServerFailed
from kg.making import Maker, Task, made_of
from kg.read import Source
from kg.store import Entry, Folder, Manifest, disk, sole_writer
from kg.store.journal import Journal
from kg.values import Told


@dataclass(frozen=True)
class Site:
    """A graph folder, or a place in memory; nobody else builds there."""

    journal: Journal
    folder: Folder | None = None
    known: Manifest | None = None
    """What the graph is made of so far."""
    sound: bool = False
    """Whether its store is whole, so that it can be built upon."""
    flawed: frozenset[str] = frozenset()
    """The reports whose texts have been found to be changed, though they are as long as they were."""

    @property
    def place(self) -> str:
        """Where it is, as a user may read it."""
        return str(self.folder.path) if self.folder else "the graph in memory"

    @property
    def reports(self) -> Sequence[Entry]:
        """The reports that the graph holds."""
        return self.known.reports if self.known else ()

    def require_graph(self) -> Folder:
        """The folder, where there is a graph in it. Raises DamagedGraph where there is none."""
        if self.folder is None or self.known is None:
            raise DamagedGraph(f"{self.place}: no graph here; build one with: kg build PATH -g {self.place}")
        return self.folder

    @property
    def additions(self) -> str:
        """What its user has added to the vocabularies."""
        return self.folder.additions(self.known) if self.folder and self.known else ""

    def decisions(self, more: str | Path | None = None) -> tuple[Decision, ...]:
        """What people decided: as the folder keeps it, and what another file has `more`. Raises UnreadableInput, DamagedGraph or UsageError."""
        mine = kept(self.folder.path, self.known.decisions if self.known else "") if self.folder else ()
        return added(mine, read_decisions(more)) if more else mine

    @property
    def is_bare(self) -> bool:
        """Whether what its user has added to the vocabularies is lost."""
        return bool(self.folder and self.known and self.folder.is_bare(self.known))

    @cached_property
    def lost(self) -> frozenset[str]:
        """The reports whose texts are missing or changed, as far as that is known without reading them."""
        if not (self.folder and self.known):
            return frozenset()
        return self.flawed | {entry.iri for entry in self.folder.texts(self.known).lost()}

    def examined(self, names: Iterable[str]) -> "Site":
        """The same, when the texts of some reports have been read: whether they are what they were."""
        if not (self.folder and self.known):
            return self
        texts = self.folder.texts(self.known)
        flawed = frozenset(name for name in names if not texts.is_whole(name))
        return replace(self, flawed=flawed) if flawed else self

    def named(self, name: str) -> str:
        """The IRI of the one report that a user names. Raises UsageError where there is none."""
        assert self.known
        return self.known.named(name)

    def standing(self, maker: Maker) -> dict[str, Entry]:
        """The reports of the graph of which nothing needs to be made again, by their IRI."""
        if maker.under not in self._standing:
            self._standing[maker.under] = {
                entry.iri: entry
                for entry in self.reports
                if self.sound and entry.iri not in self.lost and entry.made == _made(entry, maker)
            }
        return self._standing[maker.under]

    @cached_property
    def _standing(self) -> dict[str, dict[str, Entry]]:
        """The reports that stand, by all but the report that decides what is made of it."""
        return {}

    def stale(self, maker: Maker, besides: Container[str]) -> list[Task]:
        """What has to be made again from the texts of the graph. Raises DamagedGraph where one of these is lost."""
        standing = self.standing(maker)
        stale = [entry for entry in self.reports if entry.iri not in standing and entry.iri not in besides]
        if missing := [entry.file for entry in stale if entry.iri in self.lost]:
            assert self.folder
            raise DamagedGraph(
                f"{self.folder.path}: missing or changed: {', '.join(missing)}; give these reports to kg build, too"
            )
        return [Task(Source(self.text(entry)), entry) for entry in stale]

    def text(self, entry: Entry) -> Path:
        """Where the text of a report is kept."""
        assert self.folder
        return self.folder.path / "texts" / entry.file


def _made(entry: Entry, maker: Maker) -> str:
    """What an entry would be made from today."""
    return made_of(entry.sha256, Told(**entry.told), entry.pages, maker.under)


@contextmanager
def site(folder: str | Path | None) -> Iterator[Site]:
    """Takes a place to build in. Raises UsageError where it is a folder of other things, BusyGraph where somebody builds there.

    What has been made is kept in the folder only where the build is cut off, or machines that helped are lost: the next one goes on
    from there.
    """
    if folder is None:
        with TemporaryDirectory() as journal:
            yield Site(Journal(Path(journal)))
        return
    place = Folder(folder)
    place.require_own()
    with sole_writer(place.path):
        kept = Journal(place.journal)
        kept.sift()
        known = place.manifest()
        sound = known is not None and disk.damage(place.store(known), known.content) is None
        try:
            yield Site(kept, place, known, sound)
        except ServerFailed:
            raise
        except Exception:
            kept.clear()
            raise
        kept.clear()
