"""The manifest of a graph: what it is made of, report by report. Equal inputs give equal manifests.

It is sealed with a digest of itself, so its first line is believed without the lines of the reports, which are read when they are asked for:
to open a graph takes what stands for all of them.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints, overload

from kg.errors import DamagedGraph, UsageError
from kg.iris import Iris
from kg.values import Document, Told

FORMAT: Final = 3
"""Version of the folder's layout."""
_SEAL: Final = ',\n"sha256": "'
_LIST: Final = '"reports": ['
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


class Listed(Sequence[Entry]):
    """The reports of a manifest that was read: each is read from its line as soon as one of them is asked for."""

    def __init__(self, lines: str, content: str, texts: str) -> None:
        self.lines: Final = lines
        """A line of JSON for each, begun by the end of the one before."""
        self.content: Final = content
        """As the manifest with these reports has it."""
        self.texts: Final = texts

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        try:
            return _entries(json.loads(f"[{self.lines}]"))
        except (ValueError, KeyError, TypeError, RecursionError) as error:  # sealed, but not by us
            told = " ".join(str(error).split())[:200]
            raise DamagedGraph(f"damaged manifest ({told}); build its texts anew") from error

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, index: int | slice) -> Entry | tuple[Entry, ...]:
        return self._entries[index]

    def __len__(self) -> int:
        return self.lines.count("\n")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Listed):
            return self.lines == other.lines
        return self._entries == other

    __hash__ = None  # type: ignore[assignment]  # as entries have none


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a graph is made of."""

    engine: str
    vocabulary: str
    """Digest of the vocabularies."""
    base: str
    quads: int
    reports: Sequence[Entry]
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
        if isinstance(self.reports, Listed):
            return self.reports.content
        found = sha256(f"{self.engine} {self.vocabulary} {self.quads}\n".encode())
        for one in self.reports:
            found.update(f"{one.iri} {one.content}\n".encode())
        return found.hexdigest()

    @property
    def texts(self) -> str:
        """SHA-256 that stands for the names and the sizes of all its texts."""
        if isinstance(self.reports, Listed):
            return self.reports.texts
        return sizes_as_digest((one.file, one.size) for one in self.reports)

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
        said = {"format": FORMAT, **head, "content": self.content, "texts": self.texts}
        opened = json.dumps(said, ensure_ascii=False).removesuffix("}")
        body = f"{opened}, {_LIST}{_lines(self.reports)}"
        return f'{body}\n]{_SEAL}{_digest(body)}"}}\n'

    @classmethod
    def from_json(cls, text: str, *, whole: bool = False) -> "Manifest":
        """From JSON text; with `whole` its reports are read at once, and held against what stands for them.

        Raises ValueError, KeyError, TypeError or RecursionError where it is none, or names a file beyond the folder.
        """
        body, _, seal = text.rpartition(f"\n]{_SEAL}")
        sealed = seal == f'{_digest(body)}"}}\n'
        head, _, lines = body.partition(_LIST)
        said = json.loads(f"{head}{_LIST}]}}" if sealed else text)
        if not isinstance(said, dict):
            raise TypeError("no JSON object")
        if said.pop("format") != FORMAT:
            raise ValueError("written by another version")
        # One without a seal is of a version that had none, as is one in which nothing stands for its reports.
        if not sealed and said.pop("sha256", None):
            raise ValueError("it is not what it was")
        stands = said.pop("content", None), said.pop("texts", None)
        odd = "\\u" in text
        reports: Sequence[Entry]
        if sealed and all(stands) and not whole and not odd:
            reports = Listed(lines, *map(str, stands))
        else:
            reports = _entries(json.loads(f"[{lines}]") if sealed else said["reports"])
        made = replace(_made(cls, {**said, "reports": ()}), reports=reports)
        _require_names((made.store, made.decided, made.additions))
        if any(stands) and stands != (made.content, made.texts):
            raise ValueError("it is not what it was")
        if odd:
            made.to_json()  # what cannot be written, such as half of a pair of code units, is none either
        return made


def _lines(reports: Sequence[Entry]) -> str:
    """A line of JSON for each report, begun by the end of the one before."""
    if isinstance(reports, Listed):
        return reports.lines
    return ",".join(f"\n{json.dumps(said_of(one), ensure_ascii=False)}" for one in reports)


def _entries(said: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """Entries from what JSON says of them. Raises KeyError, TypeError or ValueError where they are none, or name a file beyond the folder."""
    entries = tuple(map(entry_of, said))
    _require_names(entry.file for entry in entries)
    return entries


def _require_names(names: Iterable[str]) -> None:
    """Raises ValueError for what is no name of a file of the folder."""
    for name in names:
        if name and not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a file of this folder")


def sizes_as_digest(sizes: Iterable[tuple[str, int]]) -> str:
    """SHA-256 that stands for some files, by their names and sizes."""
    told = "".join(f"{name} {size}\n" for name, size in sorted(sizes))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()  # a stray file may have any name


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
