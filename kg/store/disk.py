"""An Oxigraph store on disk that is never written again once it is finished: named, listed, held by its readers.

Oxigraph opens a store that has lost a part as an empty one, so each store has an inventory of its files beside it. A store that
differs a little from another one shares its files: RocksDB only ever adds files of its data (`*.sst`), and deletes them.
"""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from traceback import clear_frames
from typing import Any, Final
from weakref import finalize

try:
    import fcntl
except ImportError:  # Windows lets nobody delete a file that another has open: the file itself is the lock
    fcntl = None  # type: ignore[assignment]

import pyoxigraph as ox

_DATA: Final = ".sst"
_TALK: Final = ("LOG", "LOCK")
"""Beginnings of the names of files that say nothing of what the store holds."""


class Hold:
    """Keeps a store from being cleared away while somebody reads it; goes with its holder. Raises FileNotFoundError where it has gone."""

    def __init__(self, store: Path) -> None:
        path = _inventory(store)
        handle = os.open(path, os.O_RDONLY)
        self.release: Final = finalize(self, os.close, handle)
        """Lets it go."""
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            path.stat()  # it may have gone between the two
        except OSError as error:
            self.release()
            raise FileNotFoundError(str(store)) from error


def damage(store: Path, holds: str, *, whole: bool = False) -> str | None:
    """What is missing of a store, or is not as it was when it was finished with what it `holds`.

    Its data are compared by their sizes; with `whole` by all that they say, which takes a second for some gigabytes.
    """
    try:
        listed = _listed(store)
        if listed["holds"] != holds:
            return "it holds something else than the manifest says"
        known = {name: (int(size), digest) for name, (size, digest) in listed["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "its inventory is missing or changed"
    found = {path.name: path for path in store.iterdir()} if store.is_dir() else {}
    for name, (size, digest) in known.items():
        if name not in found:
            return f"{name} is missing"
        if found[name].stat().st_size != size or (
            (whole or not _is_data(name)) and _digest(found[name]) != digest
        ):
            return f"{name} is changed"
    return None


def _finish(store: Path, holds: str, after: Path | None) -> None:
    """Writes the inventory of a store that is closed, when all of it is safe on the disk."""
    files: dict[str, tuple[int, str]] = {}
    shared = _listed(after)["files"] if after else {}
    for path in sorted(store.iterdir()):
        if not path.name.startswith(_TALK):
            same = path.name in shared and path.stat().st_nlink > 1  # RocksDB gives no name twice
            files[path.name] = shared[path.name] if same else (path.stat().st_size, _digest(path))
            if not same:
                _synced(path)
    _synced(store)
    durable(_inventory(store), json.dumps({"holds": holds, "files": files}, indent=1).encode() + b"\n")


def make(place: Path, holds: str, fill: Callable[[ox.Store], None], after: Path | None = None) -> None:
    """Makes a store that `holds` what it says, filled by `fill`, which may not keep it; begun as a copy of the one at `after`, where that is given.

    Where anything fails there is none, and the error is raised.
    """
    clear(place)
    try:
        place.mkdir(parents=True)
        for path in after.iterdir() if after else ():
            if _is_data(path.name):
                _linked(path, place / path.name)
            elif not path.name.startswith(_TALK):
                shutil.copyfile(path, place / path.name)
        _filled(place, fill)
        _finish(place, holds, after)
    except BaseException as error:
        clear_frames(error.__traceback__)  # which keep the store open
        clear(place)
        raise


def _filled(place: Path, fill: Callable[[ox.Store], None]) -> None:
    store = ox.Store(str(place))
    fill(store)
    store.flush()


def clear(store: Path) -> None:
    """Removes a store, unless somebody reads it."""
    with suppress(OSError):
        with _inventory(store).open("rb") as file:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(store)
            _inventory(store).unlink()
        return
    if not _inventory(store).exists():
        shutil.rmtree(store, ignore_errors=True)
        with suppress(OSError):
            store.parent.rmdir()  # where it was the only one


def durable(path: Path, data: bytes) -> None:
    """Writes a file whole: what stood there before stands there until the new one is safe on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    _synced(path.parent)


def _inventory(store: Path) -> Path:
    return store.with_name(f"{store.name}.json")


def _listed(store: Path) -> Any:
    """What the inventory of a store says."""
    return json.loads(_inventory(store).read_bytes())


def _is_data(name: str) -> bool:
    """Whether a file holds quads; the others tell which of these are in force."""
    return name.endswith(_DATA)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _linked(path: Path, new: Path) -> None:
    try:
        new.hardlink_to(path)
    except OSError:  # a disk without links
        shutil.copyfile(path, new)


def _synced(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # which Windows does not open
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
