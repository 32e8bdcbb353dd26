"""Reads the paths a user names into documents: files, folders and standard input.

What a manifest beside the files (`manifest.csv`) or a file's name tells of a report is read here too.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from kg.errors import UnreadableInput, UsageError
from kg.values import Document, Told
from kg.vocabulary import Vocabulary

SUFFIXES = (".txt",)
MANIFEST = "manifest.csv"
LARGEST = 32 * 1024 * 1024
"""Bytes of the largest text that is read; a whole PEEL report of 150 pages has about 0.5 million."""

_NAME = re.compile(r"(?P<force>[a-z-]+?)-(?P<year>(?:19|20)\d\d)-(?P<pillar>[a-z]+)")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_COLUMNS = ("force", "pillar", "title", "source", "licence")


def sources(paths: Iterable[str | Path]) -> tuple[list[Path], list[UnreadableInput]]:
    """The files behind `paths`, in order and each once; a folder gives the reports in it, by name.

    "-" stands for standard input. The second list says which paths lead nowhere.
    """
    found: dict[Path, None] = {}
    problems = []
    for given in paths:
        path = Path(given)
        if str(given) == "-" or path.is_file():
            found[path] = None
        elif path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            found |= dict.fromkeys(inside)
            if not inside:
                problems.append(
                    UnreadableInput(str(given), "no reports (*.txt) in this folder", "name another folder")
                )
        else:
            problems.append(UnreadableInput(str(given), "no such file or folder", "check the path"))
    return list(found), problems


def read(path: Path, vocabulary: Vocabulary) -> Document:
    """One file as a document. Raises UnreadableInput where it is no text that could be a report."""
    data = _bytes(path)
    text = decoded(data, str(path))
    name = "stdin" if str(path) == "-" else path.stem
    try:
        told = checked(_manifest(path, data), vocabulary)
    except UsageError as error:
        raise UnreadableInput(
            str(path.parent / MANIFEST), f"{path.name}: {error}", "correct the manifest"
        ) from error
    return Document(name, text, digest(text), str(path), told.or_else(told_by_name(name, vocabulary)))


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 form, in hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()


def decoded(data: bytes, place: str) -> str:
    """The text of UTF-8 bytes, without byte order mark. Raises UnreadableInput where they are none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"not UTF-8 (byte 0x{data[error.start]:02x} at offset {error.start})"
        raise UnreadableInput(f"{place}:{line}", problem, "save the file as UTF-8 text") from error
    if not text.strip():
        raise UnreadableInput(place, "the file is empty", "give the text of a report")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableInput(
            f"{place}:{line}", "NUL characters: this is no text file", "save the report as text"
        )
    return text


def _bytes(path: Path) -> bytes:
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableInput(str(path), f"cannot be read ({error.strerror})", "check the file") from error
    if len(data) > LARGEST:
        raise UnreadableInput(str(path), f"larger than {LARGEST // 2**20} MiB", "give the text of one report")
    return data


def told_by_name(name: str, vocabulary: Vocabulary) -> Told:
    """What a file's name tells, where it is FORCE-YEAR-PILLAR."""
    found = _NAME.fullmatch(name.lower())
    if not found or found["force"] not in vocabulary["force"] or found["pillar"] not in vocabulary["pillar"]:
        return Told()
    return Told(found["force"], int(found["year"]), found["pillar"])


def checked(told: Told, vocabulary: Vocabulary) -> Told:
    """The same facts, where they can be. Raises UsageError for an unknown force or pillar, a year without framework, a bad address."""
    for kind, slug in (("force", told.force), ("pillar", told.pillar)):
        if slug is not None and slug not in vocabulary[kind]:
            near = ", ".join(_near(slug, vocabulary[kind]))
            raise UsageError(f"unknown {kind} {slug!r}; did you mean one of: {near}?")
    first, last = vocabulary.years
    if told.year is not None and not (isinstance(told.year, int) and first <= told.year <= last):
        raise UsageError(f"no framework of the year {told.year!r}; known are {first} to {last}")
    for name, address in (("source", told.source), ("licence", told.licence)):
        if address is not None and not _ADDRESS.fullmatch(address):
            raise UsageError(f"{name} {address!r} is no address such as https://…")
    return told


def _near(slug: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    names = list(known)
    return get_close_matches(slug, names, 3, 0.5) or names[:6]


def _manifest(path: Path, data: bytes) -> Told:
    """What the manifest beside a file tells of it; nothing where there is none, or where it does not list the file."""
    manifest = path.parent / MANIFEST
    if str(path) == "-" or not manifest.is_file():
        return Told()
    row = next((row for row in _rows(manifest) if row.get("file") == path.name), {})
    year = row.get("year") or None
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        raise UnreadableInput(str(manifest), f"{path.name}: {year!r} is no year", "write it as 2015")
    if (known := row.get("sha256")) and known != sha256(data).hexdigest():
        raise UnreadableInput(
            str(path),
            f"is not the file that {manifest.name} describes (its SHA-256 differs)",
            "restore the file, or correct the manifest",
        )
    return Told(year=int(year) if year else None, **{column: row.get(column) or None for column in _COLUMNS})


def _rows(manifest: Path) -> Iterator[dict[str, str]]:
    text = decoded(manifest.read_bytes(), str(manifest))
    rows = csv.DictReader(text.splitlines())
    if "file" not in (rows.fieldnames or ()):
        raise UnreadableInput(
            str(manifest), "no column named file", "its first line names the columns, one of them file"
        )
    yield from rows
