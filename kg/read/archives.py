"""Zip archives: the reports in them, and their bytes. Nothing is ever written where an archive says."""

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import FileIO
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Final

from kg.errors import UnreadableInput
from kg.read.forms import OTHERS, SUFFIXES, Form

_MEMBERS: Final = 2_000
"""Files in the largest archive that is read."""
_LIST: Final = 1024 * 1024
"""Bytes of the longest list of files that is read, and bytes that are unpacked at once."""
_UNPACKED: Final = 1024 * 1024 * 1024
"""Bytes to which the reports of an archive may unpack."""
_RATIO: Final = 200
"""Times by which a report may be larger than it is packed: text packs to a fifth, a bomb to a thousandth."""
_SMALL: Final = 1024
"""Bytes from which on that is asked."""
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways in which files are packed everywhere; others may unpack to anything at one go."""
_LINK: Final = 0o120000
_OUTWARD: Final = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)", re.DOTALL)
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What the library raises for archives that are none, damaged or locked."""


class _File(FileIO):
    """A file of which only so much is read at once as an archive's list of files may take, whatever it says."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LIST:
            raise zipfile.BadZipFile("its list of files is too long")
        return super().read(size)


def reports(path: Path) -> list[str]:
    """The names of the reports in an archive, in order. Raises UnreadableInput for one that is none, is made to hurt, or holds no reports."""
    try:
        with _opened(path) as archive:
            members = archive.infolist()
    except OSError as error:
        raise UnreadableInput(str(path), f"cannot be read ({error.strerror})", "check the file") from error
    except _BROKEN as error:
        problem = f"no archive that can be opened ({error})"
        raise UnreadableInput(str(path), problem, "pack it again") from error
    inside = [member for member in members if _is_report(member)]
    for wrong in _wrongs(members, inside):
        raise UnreadableInput(str(path), wrong, "unpack it, and give the reports themselves")
    if not inside:
        raise UnreadableInput(str(path), "no reports in this archive", "give another one")
    return sorted(member.filename for member in inside)


def holds(path: Path, state: str, member: str) -> bool:
    """Whether there is a file of that name in an archive, whose list of files is read once for each state of it."""
    return member in _names(path, state)


@lru_cache(maxsize=8)
def _names(path: Path, state: str) -> frozenset[str]:  # noqa: ARG001  (it tells whether what is known still holds)
    with _opened(path) as archive:
        return frozenset(archive.NameToInfo)


def unpacked(path: Path, member: str, most: int) -> bytes:
    """The bytes of a file in an archive, as far as they are not more than `most`. Raises OSError, or ValueError where it is damaged."""
    try:
        with _opened(path) as archive, archive.open(member) as packed:
            data = b""
            while len(data) < most and (more := packed.read(min(_LIST, most - len(data)))):
                data += more
            return data
    except _BROKEN as error:
        raise ValueError(str(error) or "it is cut off") from error


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with _File(path) as file, zipfile.ZipFile(file) as archive:
        yield archive


def _is_report(member: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(member.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
    return (
        not member.filename.endswith("/") and not hidden and name.suffix.lower() in SUFFIXES.keys() | OTHERS
    )


def _wrongs(members: list[zipfile.ZipInfo], inside: list[zipfile.ZipInfo]) -> Iterator[str]:
    """What is wrong with an archive that is made to hurt, the first of which is enough."""
    if len(members) > _MEMBERS:
        yield f"holds {len(members)} files, more than {_MEMBERS}"
    if sum(member.file_size for member in inside) > _UNPACKED:
        yield f"unpacks to more than {_UNPACKED // 2**20} MiB"
    for member in members:
        if wrong := _outside(member):
            yield f"{wrong} ({member.filename})"
    for member in inside:
        if wrong := _inside(member):
            yield f"{wrong} ({member.filename})"
    yield from _together(members)


def _outside(member: zipfile.ZipInfo) -> str | None:
    """What no archive should hold, report or not."""
    if _OUTWARD.match(member.filename):
        return "a name in it leads out of it"
    if (member.external_attr >> 16) & 0o170000 == _LINK:
        return "holds a link"
    return None


def _inside(member: zipfile.ZipInfo) -> str | None:
    """What no report in an archive should be."""
    if PurePosixPath(member.filename).suffix.lower() == f".{Form.ZIP}":
        return "holds another archive"
    if member.flag_bits & 1:
        return "holds a file that is locked with a password"
    if member.compress_type not in _PACKED:
        return "holds a file that is packed in an unusual way"
    if member.file_size > _RATIO * max(member.compress_size, _SMALL):
        return f"holds a file that unpacks to more than {_RATIO} times its size"
    return None


def _together(members: Iterable[zipfile.ZipInfo]) -> Iterator[str]:
    """What is wrong with files beside each other."""
    for name, times in Counter(member.filename for member in members).items():
        if times > 1:
            yield f"holds {times} files of one name ({name})"
    ordered = sorted(members, key=lambda member: member.header_offset)
    for one, next_ in pairwise(ordered):
        if one.header_offset + one.compress_size > next_.header_offset:
            yield f"holds files that overlap ({one.filename}, {next_.filename})"
