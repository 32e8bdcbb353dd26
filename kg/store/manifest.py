"""The manifest of a graph: what it is made of, report by report. Equal inputs give equal manifests."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from kg.errors import UsageError
from kg.iris import Iris
from kg.values import Document, Told

FORMAT: Final = 3
"""Version of the folder's layout."""
_SEAL: Final = ',\n"sha256": "'
_NAME: Final = re.compile(r"\w[\w.-]*")
"""The name of a store or of a text in the folder, from which nothing leads out of it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A text of a report in whose place another one has come, and what the graph said of it."""

    number: int
    sha256: str
    quads: int
    content: str
    """SHA-256 of its quads as sorted lines."""
    engine: str
    """The version of the engine that had read it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one report."""

    iri: str
    name: str
    sha256: str
    size: int
    """Bytes of its text."""
    force: str
    year: int
    pillar: str
    """Its pillar, or what names it where it has none."""
    told: Mapping[str, Any]
    witness: Mapping[str, str]
    statements: Mapping[str, int]
    made: str
    """Digest of all from which its quads follow: text, facts, engine and vocabularies."""
    quads: int
    content: str
    """SHA-256 of its quads as sorted lines."""
    pages: tuple[int, ...] = ()
    """The offset in its text at which each page of a PDF begins."""
    revisions: tuple[Revision, ...] = ()
    """Its earlier texts, the oldest first."""

    @property
    def file(self) -> str:
        """The name of its text in the folder."""
        return self._file(len(self.revisions) + 1)

    def past(self, revision: Revision) -> tuple[str, str]:
        """The names of an earlier text and of its quads in the folder."""
        file = self._file(revision.number, past=True)
        return file, file.removesuffix(".txt") + ".nq"

    def _file(self, number: int, *, past: bool = False) -> str:
        numbered = f".r{number}" if number > 1 or past else ""
        return f"{self.force}-{self.year}-{self.pillar}{numbered}.txt"

    def document(self, text: str) -> Document:
        """The report as it was read, to be read again."""
        return Document(self.name, text, self.sha256, self.file, Told(**self.told), self.pages)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a graph is made of."""

    engine: str
    vocabulary: str
    """Digest of the vocabularies."""
    base: str
    quads: int
    reports: tuple[Entry, ...]
    additions: str = ""
    """SHA-256 of what the user added to the vocabularies; empty where that is nothing."""
    store: str = ""
    """The name of the store that holds its quads, among those of the folder; empty in memory."""
    decisions: str = ""
    """SHA-256 of what people decided; empty where that is nothing."""
    decided: str = ""
    """The name of the store that holds its quads as people decided; empty where they decided nothing."""

    @property
    def view(self) -> str:
        """SHA-256 that stands for the quads of all its graphs as people decided; where they decided nothing, as they were extracted."""
        if not self.decisions:
            return self.content
        return sha256(f"{self.content} {self.decisions}\n".encode()).hexdigest()

    @property
    def content(self) -> str:
        """SHA-256 that stands for the quads of all its graphs: two manifests with the same describe the same store."""
        found = sha256(f"{self.engine} {self.vocabulary} {self.quads}\n".encode())
        for one in self.reports:
            found.update(f"{one.iri} {one.content}\n".encode())
        return found.hexdigest()

    def named(self, name: str) -> str:
        """The IRI of the one report that a user names: FORCE/YEAR/PILLAR, its IRI, or its file. Raises UsageError where there is none."""
        iris = Iris(self.base)
        short = name.strip("<>").removeprefix(self.base).removeprefix("id:").removeprefix("report/")
        for entry in self.reports:
            told = entry.iri.removeprefix(iris.of("report", ""))
            if short in (
                entry.iri,
                told,
                told.replace("/", "-"),
                entry.file,
                entry.file.removesuffix(".txt"),
            ):
                return entry.iri
        known = ", ".join(entry.iri.removeprefix(iris.of("report", "")) for entry in self.reports[:3])
        raise UsageError(
            f"no report named {name!r}; the graph has {known}{' …' if len(self.reports) > 3 else ''}"
        )

    def to_json(self) -> str:
        """As JSON text, stable, with a line for each report, sealed with a digest of itself."""
        head = {name: getattr(self, name) for name in self.__slots__ if name != "reports"}
        opened = json.dumps({"format": FORMAT, **head, "reports": []}, ensure_ascii=False).removesuffix("]}")
        lines = ",".join(f"\n{json.dumps(said_of(one), ensure_ascii=False)}" for one in self.reports)
        return f'{opened}{lines}\n]{_SEAL}{_digest(opened + lines)}"}}\n'

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """From JSON text. Raises ValueError, KeyError, TypeError or RecursionError where it is none, or names a file beyond the folder."""
        said = json.loads(text)
        if not isinstance(said, dict):
            raise TypeError("no JSON object")
        if said.pop("format") != FORMAT:
            raise ValueError("written by another version")
        # One without a seal is of a version that had none.
        if (seal := said.pop("sha256", None)) and seal != _digest(text.rpartition(f"\n]{_SEAL}")[0]):
            raise ValueError("it is not what it was")
        made = _made(cls, {**said, "reports": tuple(map(entry_of, said["reports"]))})
        for name in (made.store, made.decided, made.additions, *(entry.file for entry in made.reports)):
            if name and not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name of a file of this folder")
        if "\\u" in text:
            made.to_json()  # what cannot be written, such as half of a pair of code units, is none either
        return made


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def said_of(entry: Entry | Revision) -> dict[str, Any]:
    """What JSON says of an entry."""
    said = {name: getattr(entry, name) for name in entry.__slots__}
    if isinstance(entry, Entry):
        said["revisions"] = [said_of(one) for one in entry.revisions]
    return said


def entry_of(said: Mapping[str, Any]) -> Entry:
    """An entry from what JSON says of it. Raises KeyError or TypeError where it is none."""
    revisions = tuple(_made(Revision, one) for one in said["revisions"])
    entry = _made(Entry, {**said, "pages": tuple(said["pages"]), "revisions": revisions})
    _made(Told, entry.told)
    return entry


_Kind = TypeVar("_Kind")


def _made(kind: type[_Kind], said: Mapping[str, Any]) -> _Kind:
    """A value from what JSON says of it. Raises TypeError where a field is not there, or not of its type."""
    made = kind(**said)
    for name, fits in _FITS[kind].items():
        if not fits(getattr(made, name)):
            raise TypeError(f"{name} is not of its type")
    return made


def _fitting(hint: Any) -> Callable[[object], bool]:
    """What tells whether a value is of a type, and what it holds, too."""
    if isinstance(hint, UnionType):
        ways = list(map(_fitting, get_args(hint)))
        return lambda value: any(way(value) for way in ways)
    outer, inner = get_origin(hint) or hint, get_args(hint)
    if outer is Any:
        return lambda _: True
    if not inner:
        return lambda value: type(value) is outer  # not true, which Python takes for 1
    if issubclass(outer, Mapping):
        return lambda value: isinstance(value, outer) and _hold(value.values(), inner[1])
    return lambda value: isinstance(value, outer) and _hold(value, inner[0])


def _hold(values: Iterable[object], one: Any) -> bool:
    """Whether some values are all of a type."""
    return one is Any or set(map(type, values)) <= {one}


# Worked out once: a manifest has ten thousand entries.
_FITS: Final[Mapping[type, Mapping[str, Callable[[object], bool]]]] = {
    kind: {name: _fitting(hint) for name, hint in get_type_hints(kind).items()}
    for kind in (Manifest, Entry, Revision, Told)
}
