"""From what was made to what is written: the new manifest, what changes in the store, and what is checked before anybody sees it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.decide import decide
from kg.decisions import FILE, Decision, digest_of
from kg.decisions import written as decisions_as_text
from kg.describe import revisions, vocabularies
from kg.errors import DoesNotConform
from kg.links import Links, forces_of
from kg.making import Known, Made, Maker, Task, violations, written
from kg.read import Source, digest
from kg.site import Site
from kg.store import Changes, Entry, Graph, Manifest, Revision
from kg.store.folder import additions_file, fill
from kg.version import VERSION
from kg.vocabulary import Vocabulary

if TYPE_CHECKING:
    from kg.validate import Result


NOT_WRITTEN: Final = "the graph does not conform; nothing was written"


class Settlement:
    """What a graph becomes when some of its reports are made, and others go."""

    def __init__(
        self,
        at: Site,
        maker: Maker,
        found: Mapping[str, Known],
        gone: Sequence[str] = (),
        decisions: Sequence[Decision] = (),
        loaders: int = 1,
    ) -> None:
        self._at, self._maker, self._gone = at, maker, tuple(gone)
        self._decisions, self._loaders = tuple(decisions), loaders
        self._before = {entry.iri: entry for entry in at.reports}
        standing = at.standing(maker)
        self._keys = {
            iri: one.made
            for iri, one in found.items()
            if iri not in standing or standing[iri].made != one.made
        }
        self.made: Final = frozenset(self._keys)
        """The reports that were made."""
        self._shared: set[str] = set()
        """What reports that were made say something of, and others may, too."""
        # It is asked for several times while one report is settled.
        self._past = lru_cache(maxsize=1)(self._past_of)
        self.idle: tuple[str, ...] = ()
        """The shapes that met no node, and rightly so; known when it is written, and something has changed."""

    def written(self) -> Graph:
        """The new graph, where it is to be. Raises DoesNotConform where it must not be."""
        standing = self._at.known.store if self._at.known else ""
        changes = Changes(
            self._manifest(),
            standing,
            self._onto,
            self._replaced(),
            self._quads(),
            self._files(),
            self._decide if self._decisions else None,
            self._at.known,
            self._loaders,
        )
        if self._at.folder is None:
            store = ox.Store()
            fill(store, changes.quads, changes.loaders)
            self._finish(store)
            self._decide(store)
            texts = {iri: self._at.journal[key].text for iri, key in self._keys.items()}
            return Graph(store, texts, changes.manifest, self._maker.setting.additions)
        if self._changed or changes.manifest != replace(
            self._at.known or changes.manifest, store="", decided=""
        ):
            self._at.folder.publish(changes, self._finish)
        elif self._at.known:
            self._at.folder.clear(self._at.known)
        return Graph.open(self._at.folder.path)

    @property
    def _changed(self) -> bool:
        return bool(self._keys or self._gone or not self._at.sound or self._at.is_bare)

    @property
    def _onto(self) -> str:
        return self._at.known.store if self._at.known and self._at.sound else ""

    @property
    def _speaks_anew(self) -> bool:
        """Whether the graph of the vocabularies has to be written."""
        return (
            not self._onto or not self._at.known or self._at.known.vocabulary != self._maker.vocabulary.digest
        )

    def _replaced(self) -> tuple[str, ...]:
        """The graphs of the store that go, or that others replace."""
        if not self._onto:
            return ()
        spoken = (self._maker.vocabulary.iris.vocabularies,) if self._speaks_anew else ()
        return (*spoken, *(iri for iri in self._keys if iri in self._before), *self._gone)

    def _manifest(self) -> Manifest:
        vocabulary, additions = self._maker.vocabulary, self._maker.setting.additions
        entries = {iri: entry for iri, entry in self._before.items() if iri not in self._gone}
        entries |= {iri: self._settled(key).entry for iri, key in self._keys.items()}
        reports = tuple(entries[iri] for iri in sorted(entries))
        return Manifest(
            VERSION,
            vocabulary.digest,
            vocabulary.iris.base,
            len(vocabulary.triples) + sum(entry.quads for entry in reports),
            reports,
            digest(additions) if additions else "",
            decisions=digest_of(self._decisions),
        )

    def _settled(self, key: str) -> Made:
        """A report that was made, with what is to be said of its earlier texts."""
        made = self._at.journal[key]
        before = self._before.get(made.entry.iri)
        past = before.revisions if before else ()
        if before and before.sha256 != made.entry.sha256:
            past = (*past, self._revision(before))
        if not past:
            return made
        told = revisions(made.entry.iri, past, self._maker.vocabulary.iris)
        quads = b"".join(
            sorted({*made.quads.splitlines(keepends=True), *written(told).splitlines(keepends=True)})
        )
        entry = replace(
            made.entry, revisions=past, quads=quads.count(b"\n"), content=sha256(quads).hexdigest()
        )
        return replace(made, entry=entry, quads=quads)

    def _revision(self, before: Entry) -> Revision:
        """An entry that another one takes the place of."""
        quads = self._past(before.iri)
        number = len(before.revisions) + 1
        assert self._at.known
        content = sha256(quads).hexdigest()
        return Revision(number, before.sha256, quads.count(b"\n"), content, self._at.known.engine)

    def _past_of(self, iri: str) -> bytes:
        """What the graph said of a report so far, under the name of that revision; read again from its text where the store is lost."""
        before = self._before[iri]
        name = ox.NamedNode(self._maker.vocabulary.iris.revision(before.iri, len(before.revisions) + 1))
        return written(ox.Quad(q.subject, q.predicate, q.object, name) for q in self._said(before))

    def _said(self, before: Entry) -> Iterable[ox.Quad]:
        if self._old is not None:
            return self._old.quads_for_pattern(None, None, None, ox.NamedNode(before.iri))
        made = (
            self._maker.outcome(Task(Source(self._at.text(before)), before))
            if before.iri not in self._at.lost
            else None
        )
        return ox.parse(made.quads, format=ox.RdfFormat.N_QUADS) if isinstance(made, Made) else ()

    @cached_property
    def _old(self) -> ox.Store | None:
        """The store as it was."""
        if not (self._at.folder and self._at.known and self._at.sound):
            return None
        return ox.Store.read_only(str(self._at.folder.store(self._at.known)))

    def _quads(self) -> Iterator[bytes]:
        if self._speaks_anew:
            yield _spoken(self._maker.vocabulary)
        for key in self._keys.values():
            made = self._settled(key)
            self._shared.update(made.shared)
            yield made.quads

    def _files(self) -> Iterator[tuple[str, bytes]]:
        if self._maker.setting.additions:
            data = self._maker.setting.additions.encode()
            yield additions_file(digest(self._maker.setting.additions)), data
        if digest_of(self._decisions) != (self._at.known.decisions if self._at.known else ""):
            yield FILE, decisions_as_text(self._decisions).encode()
        for key in self._keys.values():
            made = self._settled(key)
            yield f"texts/{made.entry.file}", made.text.encode()
            if made.entry.revisions and (before := self._before[made.entry.iri]).sha256 != made.entry.sha256:
                text, quads = made.entry.past(made.entry.revisions[-1])
                yield f"history/{quads}", self._past(before.iri)
                if before.iri not in self._at.lost:
                    yield f"history/{text}", self._at.text(before).read_bytes()

    def _finish(self, store: ox.Store) -> None:
        self._link(store)
        self._verify(store)

    def _link(self, store: ox.Store) -> None:
        """Ties the reports of those forces together of which a report has come, changed or gone; of all where the vocabularies have."""
        iris = self._maker.vocabulary.iris
        links = Links(store, iris)
        changed = (*self._keys, *self._gone)
        touched = (*self._before, *changed) if self._speaks_anew else changed
        for force in sorted(forces_of(touched, iris)):
            store.remove_graph(ox.NamedNode(iris.links(force)))
            store.extend(links.of(force))

    def _decide(self, store: ox.Store) -> None:
        """Makes of what was extracted what people decided."""
        if self._decisions:
            decide(store, self._decisions, self._maker.vocabulary.iris)

    def _verify(self, store: ox.Store) -> None:
        """Raises DoesNotConform where the vocabularies break a shape, or what several reports say of one thing does, or nothing was checked."""
        from kg.validate import idle

        wrong = [*self._maker.vocabulary_results()] if self._speaks_anew else []
        wrong += self._maker.checker.nodes(self._shared, store)
        failures, self.idle = idle(store, self._maker.shapes)
        require_conforming([*wrong, *failures])


@lru_cache(maxsize=1)
def _spoken(vocabulary: Vocabulary) -> bytes:
    """The graph of the vocabularies, as lines; who builds again in one process has them made and sorted once."""
    return written(vocabularies(vocabulary))


def require_conforming(results: "Iterable[Result]") -> None:
    """Raises DoesNotConform where there is a violation."""
    if lines := violations(results):
        raise DoesNotConform(NOT_WRITTEN, lines)
