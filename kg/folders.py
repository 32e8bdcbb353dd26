"""A folder of output that is whole-old or whole-new: written beside its place, and put there in one step."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
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


def require_own(folder: str | Path, names: Collection[str] = ()) -> Path:
    """Where a folder lies that is to hold these files; raises UsageError where something else is there already.

    What is ours is named by `names`, or by the checksums that lie there.
    """
    place = Path(folder).resolve()
    if not place.parent.is_dir():
        raise UsageError(f"{folder}: no folder {place.parent}; make it first")
    if place.exists() and not place.is_dir():
        raise UsageError(f"{folder}: is a file; name a folder")
    held = {path.relative_to(place).as_posix() for path in place.rglob("*") if not _is_folder(path)}
    own = {SUMS, *names, *_summed(place / SUMS)}
    strange = sorted(held - own) or sorted(held if SUMS not in held else ())
    if strange:
        raise UsageError(
            f"{folder}: holds {strange[0]}, which is not of this output; name another folder, or one that is empty"
        )
    return place


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _summed(sums: Path) -> Iterator[str]:
    """The names of the files of which there are checksums."""
    if sums.is_file() and not sums.is_symlink():
        for line in sums.read_text("utf-8", "replace").splitlines():
            yield line[66:]


def write(folder: str | Path, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> None:
    """Writes these files, and their checksums, in place of what the folder held. Raises UsageError where that is not ours.

    Names may have folders in them; files that come one by one are written as they come.
    """
    names = tuple(files) if isinstance(files, Mapping) else ()
    place = require_own(folder, names)
    new = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        _filled(new, files.items() if isinstance(files, Mapping) else files)
        _put(new, place)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _synced(place.parent)


def _lines(digests: Mapping[str, str]) -> bytes:
    """Checksums in the order of the names of their files."""
    return b"".join(f"{digests[name]}  {name}\n".encode() for name in sorted(digests))


def size_of_sums(names: Collection[str]) -> int:
    """How many bytes the checksums of files take."""
    return sum(64 + len(f"  {name}\n".encode()) for name in names)


def _filled(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    digests: dict[str, str] = {}
    for name, data in files:
        _written(folder / name, data)
        digests[name] = sha256(data).hexdigest()
    _written(folder / SUMS, _lines(digests))
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)
    for within in (path for path in folder.rglob("*") if path.is_dir()):
        _synced(within)
    _synced(folder)


def _written(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


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
