"""What is told of a report beside its text: by a manifest in its folder (`manifest.csv`), and by its file's name."""

import csv
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias
from unicodedata import normalize

from kg.errors import UnreadableInput, UsageError
from kg.read.decode import decoded
from kg.read.sources import File
from kg.values import Told

if TYPE_CHECKING:
    from kg.vocabulary import Vocabulary

MANIFEST = "manifest.csv"
_NAME = re.compile(r"(?P<force>[a-z-]+?)-(?P<year>(?:19|20)\d\d)-(?P<pillar>[a-z]+)")
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_PARTINGS = ",;\t"
_NOTHING = _PARTINGS + " "
"""What a line holds that a spreadsheet writes for an empty row."""
_PARTED = re.compile(r"sep=.")
"""What spreadsheets may write before all else: how cells are parted, which the next line tells, too."""
_COLUMNS = ("force", "pillar", "title", "source", "licence", "date")


def told_beside(source: File, data: bytes, vocabulary: "Vocabulary") -> Told:
    """What the manifest beside a file tells of it, completed by the file's name. Raises UnreadableInput where it cannot be so."""
    try:
        told = checked(_named(_manifest(source, data), vocabulary), vocabulary)
    except UsageError as error:
        raise UnreadableInput(
            source.beside(MANIFEST).place, f"{source.file}: {error}", "correct the manifest"
        ) from error
    return told.or_else(told_by_name(source.name, vocabulary))


def _named(told: Told, vocabulary: "Vocabulary") -> Told:
    """The same, with force and pillar by their slugs, where a person wrote their names ("Kent Police")."""
    force, pillar = _slug("force", told.force, vocabulary), _slug("pillar", told.pillar, vocabulary)
    return replace(told, force=force, pillar=pillar)


def _slug(kind: str, name: str | None, vocabulary: "Vocabulary") -> str | None:
    if name is None or name in vocabulary[kind]:
        return name
    found = (slug for slug, entry in vocabulary[kind].items() if _is_named(name, slug, *entry.labels))
    return next(found, name)


def _is_named(name: str, *names: str) -> bool:
    return name.casefold() in map(str.casefold, names)


def told_by_name(name: str, vocabulary: "Vocabulary") -> Told:
    """What a file's name tells, where it is FORCE-YEAR-PILLAR."""
    found = _NAME.fullmatch(name.lower())
    if not found or found["force"] not in vocabulary["force"] or found["pillar"] not in vocabulary["pillar"]:
        return Told()
    return Told(found["force"], int(found["year"]), found["pillar"])


def checked(told: Told, vocabulary: "Vocabulary") -> Told:
    """The same facts, where they can be. Raises UsageError for an unknown force or pillar, a year without framework, a bad address."""
    for kind, slug in (("force", told.force), ("pillar", told.pillar)):
        if slug is not None and slug not in vocabulary[kind]:
            near = ", ".join(_near(slug, vocabulary[kind]))
            raise UsageError(f"unknown {kind} {slug!r}; did you mean one of: {near}?")
    first, last = vocabulary.years
    if told.year is not None and not (isinstance(told.year, int) and first <= told.year <= last):
        raise UsageError(f"no framework of the year {told.year!r}; known are {first} to {last}")
    for name, address in (("source", told.source), ("licence", told.licence)):
        if address is not None and not ADDRESS.fullmatch(address):
            raise UsageError(f"{name} {address!r} is no address such as https://…")
    if told.date is not None and not is_day(told.date):
        raise UsageError(f"date {told.date!r} is no day such as 2015-02-18")
    return told


def is_day(words: str) -> bool:
    """Whether some words are a day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _near(slug: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    names = list(known)
    return get_close_matches(slug, names, 3, 0.5) or names[:6]


def _manifest(source: File, data: bytes) -> Told:
    """What the manifest beside a file tells of it; nothing where there is none, or where it does not list the file."""
    manifest = source.beside(MANIFEST)
    listed = None if source.is_stdin else _known(manifest)
    if listed is None or isinstance(listed, UnreadableInput):
        return Told()  # what is wrong with it is told once, by `broken`, and not with every file beside it
    rows = listed.get(normalize("NFC", source.file), [{}])
    row = rows[0]
    if any(other != row for other in rows):
        raise UnreadableInput(
            manifest.place, f"{source.file}: has {len(rows)} rows that differ", "leave the one that holds"
        )
    year = row.get("year") or None
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        raise UnreadableInput(manifest.place, f"{source.file}: {year!r} is no year", "write it as 2015")
    if (known := row.get("sha256")) and known.lower() != sha256(data).hexdigest():
        raise UnreadableInput(
            source.place,
            f"is not the file that {MANIFEST} describes (its SHA-256 differs)",
            "restore the file, or correct the manifest",
        )
    return Told(year=int(year) if year else None, **{column: row.get(column) or None for column in _COLUMNS})


def broken(sources: Iterable[File]) -> list[UnreadableInput]:
    """What is wrong with the manifests beside some files, each told once: the files themselves may tell all that is needed."""
    beside = dict.fromkeys(source.beside(MANIFEST) for source in sources if not source.is_stdin)
    return [problem for problem in map(_known, beside) if isinstance(problem, UnreadableInput)]


_Listed: TypeAlias = dict[str, list[dict[str, str]]] | UnreadableInput
"""The rows of a manifest for each file that it lists; or what is wrong with it."""


def _known(manifest: File) -> _Listed | None:
    """What is in a manifest. None where there is none. It is read once for all files beside it, and again where it has changed."""
    state = manifest.state()
    return None if state is None else _listed(manifest, state)


@lru_cache(maxsize=8)
def _listed(manifest: File, state: str) -> _Listed:  # noqa: ARG001  (it tells whether what is known still holds)
    found: dict[str, list[dict[str, str]]] = {}
    try:
        for row in _rows(manifest):
            found.setdefault(normalize("NFC", row["file"]), []).append(row)
    except UnreadableInput as problem:
        return problem
    return found


def _rows(manifest: File) -> list[dict[str, str]]:
    """The rows of a manifest. Its cells are parted by commas, or by what a spreadsheet puts where a comma is the decimal sign."""
    lines = decoded(manifest.data(), manifest.place).splitlines()
    said = (at for at, line in enumerate(lines) if line.strip(_NOTHING) and not _PARTED.fullmatch(line))
    first = next(said, 0)
    parting = max(_PARTINGS, key=lines[first].count)
    rows = csv.DictReader(lines[first:], delimiter=parting, skipinitialspace=True)
    remedy = "its first line names the columns, one of them file"
    try:
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        found = [{name: (cell or "").strip() for name, cell in row.items() if name} for row in rows]
    except csv.Error as error:
        problem = f"no table that can be read ({error})"
        raise UnreadableInput(f"{manifest.place}:{first + rows.line_num}", problem, remedy) from error
    if "file" not in rows.fieldnames:
        raise UnreadableInput(manifest.place, "no column named file, so it is left out", remedy)
    return found
