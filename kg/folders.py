"""A folder of output that is whole-old or whole-new: written beside its place, and put there in one step."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from kg.errors import UsageError

SUMS: Final = "SHA256SUMS"
"""The checksums of the files of a folder, as sha256sum reads them; by them we know a folder as our own."""
_HERE: Final = -100
_EXCHANGE: Final = 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux."""


def require_own(folder: str | Path, names: Collection[str]) -> Path:
    """Where a folder lies that is to hold these files; raises UsageError where something else is there already."""
    place = Path(folder).resolve()
    if not place.parent.is_dir():
        raise UsageError(f"{folder}: no folder {place.parent}; make it first")
    if place.exists() and not place.is_dir():
        raise UsageError(f"{folder}: is a file; name a folder")
    held = {path.name for path in place.iterdir()} if place.is_dir() else set()
    strange = sorted(held - {*names, SUMS}) or sorted(held if SUMS not in held else ())
    if strange:
        raise UsageError(
            f"{folder}: holds {strange[0]}, which is not of this output; name another folder, or one that is empty"
        )
    return place


def write(folder: str | Path, files: Mapping[str, bytes]) -> None:
    """Writes these files, and their checksums, in place of what the folder held. Raises UsageError where that is not ours."""
    place = require_own(folder, files)
    new = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        _filled(new, {**files, SUMS: sums(files)})
        _put(new, place)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _synced(place.parent)


def sums(files: Mapping[str, bytes]) -> bytes:
    """The checksums of files, in the order of their names."""
    return b"".join(f"{sha256(files[name]).hexdigest()}  {name}\n".encode() for name in sorted(files))


def size_of_sums(names: Collection[str]) -> int:
    """How many bytes the checksums of files take."""
    return sum(64 + len(f"  {name}\n".encode()) for name in names)


def _filled(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        with (folder / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)
    _synced(folder)


def _put(new: Path, place: Path) -> None:
    """Puts a folder in its place; what was there is then where the new one was.

    Where the system cannot exchange two folders in one step, the place is empty for a moment, and the old folder comes back if
    the new one cannot take it.
    """
    if not place.exists():
        new.replace(place)
    elif not _exchanged(new, place):
        old = new.with_name(f"{new.name}-old")
        place.rename(old)
        try:
            new.rename(place)
        except BaseException:
            old.rename(place)
            raise
        old.rename(new)


def _exchanged(new: Path, place: Path) -> bool:
    """Whether the two have changed places in one step."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(OSError, AttributeError):  # a C library without it
        change = ctypes.CDLL(None).renameat2
        return bool(change(_HERE, os.fsencode(new), _HERE, os.fsencode(place), _EXCHANGE) == 0)
    return False


def _synced(folder: Path) -> None:
    if os.name == "nt":  # which does not open folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
