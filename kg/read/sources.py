"""The files behind the paths a user names: files, folders, patterns, archives and standard input."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG
from typing import Final, Protocol

from kg.errors import UnreadableInput, UsageError
from kg.read import archives
from kg.read.forms import OTHERS, SUFFIXES, Form

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of the largest file that is read; a whole PEEL report of 150 pages has about 0.5 million as text, 5 million as PDF."""
_STDIN: Final = "-"
_NO_FILE: Final = "is a pipe or a device, no file"
"""What is never opened, since reading it may never end."""


class File(Protocol):
    """What a report is read from, wherever it is."""

    def __hash__(self) -> int:
        """It is told from others by where it is."""

    @property
    def place(self) -> str:
        """Where it is, as a user may read it."""

    @property
    def file(self) -> str:
        """The name of the file, without its folders."""

    @property
    def name(self) -> str:
        """The name of the file without its ending, in signs that can be written."""

    @property
    def is_stdin(self) -> bool:
        """Whether it is standard input, which only this process can read, and only once."""

    def beside(self, file: str) -> "File":
        """Another file in the same folder."""

    def state(self) -> str | None:
        """What changes when its bytes do. None where there is no such file."""

    def data(self) -> bytes:
        """Its bytes. Raises UnreadableInput where they cannot be read, or are too many."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A file from which a report is read: on disk, in an archive, or standard input ("-")."""

    path: Path
    member: str = ""
    """Its name in the archive at `path`; empty for a file of its own."""

    @property
    def is_stdin(self) -> bool:
        """Whether it is standard input."""
        return str(self.path) == _STDIN

    @property
    def place(self) -> str:
        """Where it is, as a user may read it."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def file(self) -> str:
        """The name of the file, without its folders."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    @property
    def name(self) -> str:
        """The name of the file without its ending, in signs that can be written."""
        stem = "stdin" if self.is_stdin else Path(self.file).stem
        return stem.encode(errors="replace").decode()

    def beside(self, file: str) -> "Source":
        """Another file in the same folder, or in the same folder of the archive."""
        if self.member:
            return Source(self.path, str(PurePosixPath(self.member).with_name(file)))
        return Source(self.path.with_name(file))

    def state(self) -> str | None:
        """What changes when its bytes do: when and how the file, or its archive, was written. None where there is no such file."""
        try:
            found = self.path.stat()
        except (OSError, ValueError):
            return None
        state = f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"
        there = archives.holds(self.path, state, self.member) if self.member else S_ISREG(found.st_mode)
        return state if there else None

    def data(self) -> bytes:
        """Its bytes. Raises UnreadableInput where they cannot be read, or are too many."""
        try:
            data = self._data()
        except OSError as error:
            raise UnreadableInput(
                self.place, f"cannot be read ({error.strerror})", "check the file"
            ) from error
        except ValueError as error:
            raise UnreadableInput(self.place, f"cannot be unpacked ({error})", "pack it again") from error
        if len(data) > LARGEST:
            raise UnreadableInput(
                self.place, f"larger than {LARGEST // 2**20} MiB", "give the text of one report"
            )
        return data

    def _data(self) -> bytes:
        if self.member:
            return archives.unpacked(self.path, self.member, LARGEST + 1)
        if self.is_stdin:
            return sys.stdin.buffer.read(LARGEST + 1) if sys.stdin else b""
        with self.path.open("rb") as file:
            return file.read(LARGEST + 1)


def behind(paths: Iterable[str | Path]) -> tuple[list[Source], list[UnreadableInput]]:
    """The files behind `paths`, in order and each once.

    A folder gives the reports in it and below, by name; a pattern ("reports/*.pdf") what it matches; an archive the reports in it.
    "-" stands for standard input. The second list says which paths lead nowhere, and what is left out. Raises UsageError for an empty path.
    """
    found: dict[Source, None] = {}
    problems = []
    for given in paths:
        for one in _behind(str(given)):
            if isinstance(one, Source):
                found[one] = None
            else:
                problems.append(one)
    return list(found), problems


_Found = Iterator[Source | UnreadableInput]


def _behind(given: str) -> _Found:
    if not given.strip():
        raise UsageError('an empty path; name a file or a folder, "." for this one')
    path = Path(given)
    if given == _STDIN:
        yield Source(path)
        return
    mode, problem = _mode(path)
    if S_ISDIR(mode):
        yield from _folder(path)
    elif S_ISREG(mode):
        yield from _unpacked(path)
    elif not problem:
        yield UnreadableInput(given, _NO_FILE, "give its contents on standard input: kg build -")
    elif matched := _matching(path):
        for one in matched:
            yield from _behind(str(one))
    else:
        yield UnreadableInput(given, problem, "check the path")


def _mode(path: Path) -> tuple[int, str]:
    """What kind of file a path leads to; or 0, and why it leads to none."""
    try:
        return path.stat().st_mode, ""
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return 0, "no such file or folder"
    except OSError as error:
        return 0, f"cannot be read ({error.strerror})"


def _matching(path: Path) -> list[Path]:
    """What a pattern matches, where the shell has left it as it is."""
    if not any(sign in str(path) for sign in "*?["):
        return []
    anchor = Path(path.anchor)
    try:
        found = sorted(one for one in anchor.glob(str(path.relative_to(anchor))) if one.name[:1] != ".")
    except (ValueError, OSError, RecursionError):
        return []
    return [one for one in found if S_ISREG(_mode(one)[0])] or found


def _unpacked(path: Path) -> _Found:
    """The reports in an archive; a file that is none stands for itself."""
    if path.suffix.lower() != f".{Form.ZIP}":
        yield Source(path)
        return
    try:
        yield from (Source(path, member) for member in archives.reports(path))
    except UnreadableInput as problem:
        yield problem


def _folder(folder: Path) -> _Found:
    """The reports in a folder and below, by name, and what is left out of it."""
    found = sorted(_entries(folder), key=lambda one: one[0])
    for path, problem in found:
        yield from [problem] if problem else _unpacked(path)
    if not found:
        endings = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
        yield UnreadableInput(str(folder), f"no reports ({endings}) in this folder", "name another folder")


def _entries(folder: Path) -> Iterator[tuple[Path, UnreadableInput | None]]:
    """The reports in a folder and below, each with why it is left out, if it is. What is hidden is passed over."""
    root = os.path.realpath(folder)
    waiting = [folder]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(below) as listed:
                entries = [entry for entry in listed if not entry.name.startswith(".")]
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
            yield below, UnreadableInput(str(below), problem, "check the folder")
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(below / entry.name)
            else:
                yield from _entry(below / entry.name, root, link=entry.is_symlink())


def _entry(path: Path, root: str, *, link: bool) -> Iterator[tuple[Path, UnreadableInput | None]]:
    """A report in a folder, or a link: followed where it leads to a file in the same folder or below."""
    mode, problem = _mode(path)
    if not S_ISDIR(mode) and path.suffix.lower() not in SUFFIXES.keys() | OTHERS:
        return
    if link and not Path(os.path.realpath(path)).is_relative_to(root):
        yield path, UnreadableInput(str(path), "is a link that leads out of the folder", "name it itself")
    elif S_ISREG(mode):
        yield path, None
    elif not S_ISDIR(mode):
        yield path, UnreadableInput(str(path), problem or _NO_FILE, "leave it out")
