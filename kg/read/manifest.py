"""What is told of a report beside its text: by a manifest in its folder (`manifest.csv`), and by its file's name."""

import csv
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

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
_COLUMNS = ("force", "pillar", "title", "source", "licence")


def told_beside(source: File, data: bytes, vocabulary: "Vocabulary") -> Told:
    """What the manifest beside a file tells of it, completed by the file's name. Raises UnreadableInput where it cannot be so."""
    try:
        told = checked(_manifest(source, data), vocabulary)
    except UsageError as error:
        raise UnreadableInput(
            source.beside(MANIFEST).place, f"{source.file}: {error}", "correct the manifest"
        ) from error
    return told.or_else(told_by_name(source.name, vocabulary))


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
    return told


def _near(slug: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    names = list(known)
    return get_close_matches(slug, names, 3, 0.5) or names[:6]


def _manifest(source: File, data: bytes) -> Told:
    """What the manifest beside a file tells of it; nothing where there is none, or where it does not list the file."""
    manifest = source.beside(MANIFEST)
    if source.is_stdin or not manifest.exists():
        return Told()
    try:
        row = next((row for row in _rows(manifest) if row.get("file") == source.file), {})
    except UnreadableInput:
        return Told()  # told once, by `broken`, and not with every file beside it
    year = row.get("year") or None
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        raise UnreadableInput(manifest.place, f"{source.file}: {year!r} is no year", "write it as 2015")
    if (known := row.get("sha256")) and known != sha256(data).hexdigest():
        raise UnreadableInput(
            source.place,
            f"is not the file that {MANIFEST} describes (its SHA-256 differs)",
            "restore the file, or correct the manifest",
        )
    return Told(year=int(year) if year else None, **{column: row.get(column) or None for column in _COLUMNS})


def broken(sources: Iterable[File]) -> list[UnreadableInput]:
    """What is wrong with the manifests beside some files, each told once: the files themselves may tell all that is needed."""
    problems = []
    for manifest in dict.fromkeys(source.beside(MANIFEST) for source in sources if not source.is_stdin):
        try:
            if manifest.exists():
                _rows(manifest)
        except UnreadableInput as problem:
            problems.append(problem)
    return problems


def _rows(manifest: File) -> list[dict[str, str]]:
    """The rows of a manifest. Its cells are parted by commas, or by what a spreadsheet puts where a comma is the decimal sign."""
    lines = decoded(manifest.data(), manifest.place).splitlines()
    parting = max(_PARTINGS, key=next(filter(str.strip, lines)).count)
    rows = csv.DictReader(lines, delimiter=parting, skipinitialspace=True)
    remedy = "its first line names the columns, one of them file"
    try:
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        found = list(rows)
    except csv.Error as error:
        problem = f"no table that can be read ({error})"
        raise UnreadableInput(f"{manifest.place}:{rows.line_num}", problem, remedy) from error
    if "file" not in rows.fieldnames:
        raise UnreadableInput(manifest.place, "no column named file, so it is left out", remedy)
    return found
