"""One report's way through the rooms: read, extracted, described and validated, apart from all others.

What comes out rests on the report and on a `Setting` alone, so that it may be made in any process, on any machine, in any order.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.describe import describe
from kg.errors import Misread, UnreadableInput
from kg.extract import extract, identified
from kg.read import File, read
from kg.resources import ontology
from kg.store.manifest import Entry, entry_of, said_of
from kg.terms import to_rdflib
from kg.values import Action, Document, Identity, Reading, Told
from kg.version import VERSION
from kg.vocabulary import Vocabulary, load, read_turtle, rebased

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.validate import Checker, Result

_LINES: Final = ox.RdfFormat.N_QUADS


@dataclass(frozen=True, slots=True)
class Setting:
    """All that decides what is made of a report, besides the report itself."""

    base: str
    additions: str = ""
    """What the user added to the vocabularies, as N-Triples."""
    options: Told = field(default_factory=Told)
    """What the user tells of all reports."""
    engine: str = "pyshacl"
    """The SHACL engine."""


@dataclass(frozen=True, slots=True)
class Task:
    """A report to be made: a file of the user's; or, with its entry, a text that the graph keeps."""

    source: File
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A report of which all is there already."""

    iri: str
    made: str
    sha256: str
    place: str


@dataclass(frozen=True, slots=True)
class Made:
    """A report with all that the graph will say of it."""

    entry: Entry
    place: str
    """Where it was read from."""
    text: str
    quads: bytes
    """The quads of its graph as sorted lines of N-Quads, each once."""

    @property
    def known(self) -> Known:
        """What tells it from others."""
        return Known(self.entry.iri, self.entry.made, self.entry.sha256, self.place)

    @property
    def shared(self) -> frozenset[str]:
        """What it says something of that other reports may say something of, too."""
        subjects = {line[1 : line.index(b">")] for line in self.quads.splitlines()}
        own = self.entry.iri.encode()
        return frozenset(name.decode() for name in subjects if not name.startswith(own))

    def to_bytes(self) -> bytes:
        """As a line of JSON, with the quads behind it as they are, since they are most of it; `from_bytes` takes it back."""
        said = {"entry": said_of(self.entry), "place": self.place, "text": self.text}
        # The name of a file may have bytes in it that are no text.
        head = json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return head + b"\n" + self.quads

    @classmethod
    def from_bytes(cls, data: bytes) -> "Made":
        """From bytes. Raises ValueError, KeyError or TypeError where they are none."""
        head, _, quads = data.partition(b"\n")
        said = json.loads(head)
        return cls(entry_of(said["entry"]), said["place"], said["text"], quads)


Outcome = Made | Known | UnreadableInput
"""What comes of a task."""


class Maker:
    """Makes reports in one setting; what they share is loaded once."""

    def __init__(self, setting: Setting, have: frozenset[str] = frozenset()) -> None:
        self.setting: Final = setting
        self.have = have
        """Digests of what is there already, and need not be made again."""
        self.vocabulary: Final = load(ontology(), setting.base, setting.additions)

    @cached_property
    def under(self) -> str:
        """Digest of all but the report that decides what is made of it: engine, vocabularies, shapes and base."""
        shapes = (ontology() / "shapes.ttl").read_bytes()
        return sha256(b"\n".join([VERSION.encode(), self.vocabulary.digest.encode(), shapes])).hexdigest()

    @cached_property
    def checker(self) -> "Checker":
        """What holds reports against the shapes."""
        return _checker(self)[0]

    def vocabulary_results(self) -> "tuple[Result, ...]":
        """What is wrong in the vocabularies themselves."""
        checker, found = _checker(self)
        if not found:
            found.append(checker.vocabulary())
        return found[0]

    @cached_property
    def shapes(self) -> "Graph":
        """The shapes, under its base."""
        return shapes_under(self.setting.base)

    def outcome(self, task: Task) -> Outcome:
        """What comes of a task; an input that cannot be read is an outcome, too."""
        try:
            return self._outcome(task)
        except UnreadableInput as problem:
            return problem

    def _outcome(self, task: Task) -> Outcome:
        document, options = self._document(task)
        identity = identified(document, self.vocabulary, options)
        made = made_of(document.digest, told_of(identity), document.pages, self.under)
        if made in self.have:
            return Known(self.vocabulary.iris.report(identity), made, document.digest, document.place)
        reading = extract(document, self.vocabulary, options)
        if not reading.statements:
            problem = "nothing in it could be read as a statement"
            raise UnreadableInput(document.place, problem, "is it the English text of a report?")
        quads = describe(reading, self.vocabulary)
        if wrong := violations(self._checked(quads, reading)):
            raise Misread(document.place, wrong)
        lines = written(quads)
        entry = _entry(reading, made, lines, self.vocabulary)
        if task.entry:
            entry = replace(entry, witness=task.entry.witness)
        return Made(entry, document.place, document.text, lines)

    def _document(self, task: Task) -> tuple[Document, Told]:
        """The document of a task, and what the user tells of it. A text that the graph keeps was told of when it came."""
        if task.entry is None:
            return read(task.source, self.vocabulary), self.setting.options
        data = task.source.data()
        if sha256(data).hexdigest() != task.entry.sha256:
            problem = "is not what it was (its SHA-256 differs)"
            raise UnreadableInput(task.source.place, problem, "give that report to kg build again")
        return replace(task.entry.document(data.decode("utf-8")), place=task.source.place), Told()

    def _checked(self, quads: list[ox.Quad], reading: Reading) -> "Iterator[Result]":
        from kg.validate import quotes

        yield from self.checker.report(quads)
        yield from quotes(quads, {self.vocabulary.iris.report(reading.identity): reading.document.text})


_checkers: "dict[tuple[str, str], tuple[Checker, list[tuple[Result, ...]]]]" = {}
"""The checker that was used last, and what it has found in the vocabularies: who builds again in one process waits for it once."""


def _checker(maker: Maker) -> "tuple[Checker, list[tuple[Result, ...]]]":
    from kg.validate import Checker

    key = maker.under, maker.setting.engine
    if key not in _checkers:
        made = Checker(maker.shapes, maker.vocabulary.triples, maker.setting.engine)
        _checkers.clear()
        _checkers[key] = made, []
    return _checkers[key]


def shapes_under(base: str) -> "Graph":
    """The shapes, as an rdflib graph, for individuals under a base."""
    return to_rdflib(rebased(read_turtle(ontology() / "shapes.ttl"), base))


def violations(results: "Iterable[Result]") -> list[str]:
    """A line for each violation among some results."""
    return [f"{one.focus}: {one.message}" for one in sorted(results) if one.severity == "Violation"]


def written(quads: Iterable[ox.Quad]) -> bytes:
    """Quads as sorted lines of N-Quads, each once."""
    lines = ox.serialize(quads, format=_LINES)
    assert isinstance(lines, bytes)
    return b"".join(sorted(set(lines.splitlines(keepends=True))))


def made_of(text: str, told: Told, pages: tuple[int, ...], under: str) -> str:
    """Digest of all from which the quads of a report follow. `text` and `under` are digests themselves."""
    facts = [getattr(told, name) for name in told.__slots__]
    return sha256(json.dumps([text, facts, pages, under]).encode()).hexdigest()


def told_of(identity: Identity) -> Told:
    """What a report is, as it may be told again."""
    return Told(
        identity.force,
        identity.year,
        identity.pillar,
        identity.title,
        identity.source,
        identity.licence,
        identity.issued.isoformat() if identity.issued else None,
    )


def _entry(reading: Reading, made: str, lines: bytes, vocabulary: Vocabulary) -> Entry:
    identity, document, told = reading.identity, reading.document, told_of(reading.identity)
    kinds = Counter(s.kind.value if isinstance(s, Action) else type(s).__name__ for s in reading.statements)
    return Entry(
        iri=vocabulary.iris.report(identity),
        name=document.name,
        sha256=document.digest,
        size=len(document.text.encode()),
        force=identity.force,
        year=identity.year,
        pillar=identity.name,
        told={name: getattr(told, name) for name in told.__slots__},
        witness=dict(identity.witness),
        statements=dict(sorted(kinds.items())),
        made=made,
        quads=lines.count(b"\n"),
        content=sha256(lines).hexdigest(),
        pages=document.pages,
    )
