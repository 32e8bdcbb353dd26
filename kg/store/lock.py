"""One writer at a time: the lock of a graph folder, and who holds it."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import Final

from kg.errors import BusyGraph

LOCK: Final = "lock"
HOLDER: Final = "lock-holder"
_LOOKS: Final = 50
"""How often it is looked for who holds a folder."""
_MOMENT: Final = 0.01
"""Seconds from one look to the next."""


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Holds a graph folder for one build, so that two builds do not undo one another. Raises BusyGraph.

    The lock goes with its process. A folder that was made for it and holds nothing afterwards is not left behind.
    """
    from filelock import FileLock, Timeout

    fresh = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / HOLDER
    try:
        with FileLock(folder / LOCK, timeout=0):
            holder.write_text(f"process {os.getpid()} on {platform.node()}\n", "utf-8")
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except Timeout as error:
        raise BusyGraph(
            f"{folder}: another build is writing here{_held(holder)}; wait for it, or name another folder with -g"
        ) from error
    finally:
        if fresh:
            _leave(folder)


def _held(holder: Path) -> str:
    """Who holds the folder: a build that has just taken it says so in a moment."""
    for _ in range(_LOOKS):
        with suppress(OSError, UnicodeDecodeError):
            if who := holder.read_text("utf-8").strip():
                return f" ({who})"
        sleep(_MOMENT)
    return ""


def _leave(folder: Path) -> None:
    """Removes a folder that was made for a build that came to nothing."""
    with suppress(OSError):
        if [path.name for path in folder.iterdir()] == [LOCK]:
            (folder / LOCK).unlink()
            folder.rmdir()
