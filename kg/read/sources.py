"""The files behind the paths a user names: files, folders, patterns, archives and standard input."""

import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from kg.errors import UnreadableInput
from kg.read.forms import SUFFIXES, Form

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of the largest file that is read; a whole PEEL report of 150 pages has about 0.5 million as text, 5 million as PDF."""
_MEMBERS: Final = 2_000
"""Files in the largest archive that is read."""
_UNPACKED: Final = 1024 * 1024 * 1024
"""Bytes that an archive may say it unpacks to."""
_RATIO: Final = 200
"""Times by which a member may be larger than it is packed: text packs to a fifth, a bomb to a thousandth."""
_STDIN: Final = "-"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A file from which a report is read: on disk, in an archive, or standard input ("-")."""

    path: Path
    member: str = ""
    """Its name in the archive at `path`; empty for a file of its own."""

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
        """The name of the file without its ending."""
        return "stdin" if str(self.path) == _STDIN else Path(self.file).stem

    def beside(self, file: str) -> "Source":
        """Another file in the same folder, or in the same folder of the archive."""
        if self.member:
            return Source(self.path, str(PurePosixPath(self.member).with_name(file)))
        return Source(self.path.with_name(file))

    def exists(self) -> bool:
        """Whether there is such a file."""
        if not self.member:
            return self.path.is_file()
        with zipfile.ZipFile(self.path) as archive:
            return self.member in archive.namelist()

    def data(self) -> bytes:
        """Its bytes. Raises UnreadableInput where they cannot be read, or are too many."""
        try:
            data = self._data()
        except OSError as error:
            raise UnreadableInput(
                self.place, f"cannot be read ({error.strerror})", "check the file"
            ) from error
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise UnreadableInput(self.place, f"cannot be unpacked ({error})", "pack it again") from error
        if len(data) > LARGEST:
            raise UnreadableInput(
                self.place, f"larger than {LARGEST // 2**20} MiB", "give the text of one report"
            )
        return data

    def _data(self) -> bytes:
        if str(self.path) == _STDIN:
            return sys.stdin.buffer.read(LARGEST + 1)
        if not self.member:
            with self.path.open("rb") as file:
                return file.read(LARGEST + 1)
        with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as packed:
            return packed.read(LARGEST + 1)


def sources(paths: Iterable[str | Path]) -> tuple[list[Source], list[UnreadableInput]]:
    """The files behind `paths`, in order and each once.

    A folder gives the reports in it and below, by name; a pattern ("reports/*.pdf") the files that it matches; an archive the reports
    in it. "-" stands for standard input. The second list says which paths lead nowhere, and which archives are refused.
    """
    found: dict[Source, None] = {}
    problems = []
    for given in paths:
        try:
            found |= dict.fromkeys(_behind(str(given)))
        except UnreadableInput as problem:
            problems.append(problem)
    return list(found), problems


def _behind(given: str) -> Iterator[Source]:
    path = Path(given)
    if given == _STDIN:
        yield Source(path)
    elif path.is_file():
        yield from _unpacked(path)
    elif path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        if not inside:
            endings = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
            raise UnreadableInput(given, f"no reports ({endings}) in this folder", "name another folder")
        for one in inside:
            yield from _unpacked(one)
    elif matched := sorted(_matching(path)):
        for one in matched:
            yield from _unpacked(one)
    else:
        raise UnreadableInput(given, "no such file or folder", "check the path")


def _matching(path: Path) -> list[Path]:
    """The files that a pattern matches, where the shell has left it as it is."""
    if not any(sign in str(path) for sign in "*?["):
        return []
    anchor = Path(path.anchor) if path.is_absolute() else Path()
    pattern = str(path.relative_to(path.anchor)) if path.is_absolute() else str(path)
    return [found for found in anchor.glob(pattern) if found.is_file()]


def _unpacked(path: Path) -> Iterator[Source]:
    """The reports in an archive, in the order of their names; a file that is none stands for itself."""
    if path.suffix.lower() != f".{Form.ZIP}":
        yield Source(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableInput(
            str(path), f"no archive that can be opened ({error})", "pack it again"
        ) from error
    if problem := _refused(members):
        raise UnreadableInput(str(path), problem, "unpack it, and give the reports themselves")
    inside = sorted(one.filename for one in members if _is_report(one))
    if not inside:
        raise UnreadableInput(str(path), "no reports in this archive", "give another one")
    yield from (Source(path, member) for member in inside)


def _is_report(member: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
    return not member.is_dir() and not hidden and name.suffix.lower() in SUFFIXES


def _refused(members: list[zipfile.ZipInfo]) -> str | None:
    """Why an archive is not opened further; None where nothing is wrong with it."""
    if len(members) > _MEMBERS:
        return f"holds {len(members)} files, more than {_MEMBERS}"
    if sum(member.file_size for member in members) > _UNPACKED:
        return f"unpacks to more than {_UNPACKED // 2**20} MiB"
    for member in members:
        name = member.filename
        if (
            name.startswith(("/", "\\"))
            or ".." in PurePosixPath(name.replace("\\", "/")).parts
            or ":" in name
        ):
            return f"a name in it leads out of it ({name})"
        if (member.external_attr >> 16) & 0o170000 == 0o120000:
            return f"holds a link ({name})"
        if member.flag_bits & 1:
            return f"is locked with a password ({name})"
        if PurePosixPath(name).suffix.lower() == f".{Form.ZIP}":
            return f"holds another archive ({name})"
        if member.file_size > _RATIO * max(member.compress_size, 1024):
            return f"holds a file that unpacks to {member.file_size // max(member.compress_size, 1)} times its size ({name})"
    return None
