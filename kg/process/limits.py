"""What a process that works for another one may do: no more than it needs. Where a system lacks a limit, the others hold."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib.machinery import all_suffixes
from typing import Any, Final, NamedTuple

_REFUSED: Final = (
    "socket.",
    "subprocess.",
    "os.",
    "pty.",
    "shutil.",
    "tempfile.",
    "urllib.",
    "http.",
    "ftplib.",
)
"""What Python calls the things that no such process does; opening files is looked at more closely."""
_LISTED: Final = frozenset({"os.listdir", "os.scandir", "os.add_dll_directory"})
"""What Python does to find a module that is loaded late."""
_SUFFIXES: Final = tuple(all_suffixes())
_GRACE: Final = 1.0
"""Seconds after which this process ends itself where who asked did not end it in time."""
_LEFT: Final = 0.25
"""The share of its memory that earlier questions may have left behind."""
_NEW_NETWORK: Final = 0x40000000
_NEW_USER: Final = 0x10000000


class Size(NamedTuple):
    """How large a process is, in bytes; 0 where the system does not tell."""

    addresses: int = 0
    data: int = 0
    """Of these what it has written, or may write; not files that it has mapped, nor addresses that it has only set aside."""


class Gauge:
    """Tells how large this process is, also when it may open no file any more."""

    def __init__(self) -> None:
        self._pages: int | None = None
        with suppress(OSError):
            self._pages = os.open("/proc/self/statm", os.O_RDONLY)

    def __call__(self) -> Size:
        """How large it is now."""
        if self._pages is None:
            return Size()
        fields = os.pread(self._pages, 128, 0).split()
        unit = os.sysconf("SC_PAGE_SIZE")
        return Size(int(fields[0]) * unit, int(fields[5]) * unit)


if sys.platform != "win32":
    import resource

    def limit(kind: int, most: int, *, again: bool = False) -> None:
        """Sets a limit where the system has it; `again` where it may be set to more later on."""
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (soft, hard if again else soft))


def leave_network() -> None:
    """Moves to a network of its own without any device, where the system lets it."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            leave = ctypes.CDLL(None).unshare
            _ = leave(_NEW_NETWORK) and leave(_NEW_NETWORK | _NEW_USER)


def watch(let: Callable[[], None] = lambda: None) -> None:
    """From now on Python opens no file and calls nothing that no such process needs; `let` hears of each file that it may open."""
    sys.dont_write_bytecode = True
    homes = [folder for module in list(sys.modules.values()) for folder in getattr(module, "__path__", ())]
    sys.addaudithook(partial(_guard, tuple(os.path.join(home, "") for home in homes), let))  # noqa: PTH118


def _guard(homes: tuple[str, ...], let: Callable[[], None], event: str, args: tuple[Any, ...]) -> None:
    """Hears what is about to be done, and refuses what is not needed. `homes` are the folders of the packages that are loaded."""
    if event == "open" and not _is_known(homes, *args):
        raise PermissionError("it has a file opened")
    if event.startswith(_REFUSED) and event not in _LISTED:
        raise PermissionError(f"it has {event} called")
    if event in ("open", "import"):
        let()


def _is_known(homes: tuple[str, ...], path: object, mode: object, flags: int) -> bool:  # noqa: ARG001  (what Python tells of a file)
    """Whether a file that is opened for reading is part of a package, or a module where Python finds its own."""
    if not isinstance(path, str) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        return False
    whole = os.path.abspath(path)  # noqa: PTH100  (a path would have to be loaded)
    if whole.startswith(homes) or whole in sys.path:
        return True
    return whole.endswith(_SUFFIXES) and any(whole.startswith(os.path.join(place, "")) for place in sys.path)  # noqa: PTH118


class Share:
    """Gives up, from when it is made on, memory without end, the network, other processes, and files that Python opens."""

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds, self._memory = seconds, memory
        self._size = Gauge()
        self._began = self._size().data
        leave_network()
        if sys.platform != "win32":
            # Addresses are no measure here: threads and the store set aside far more of them than they ever use.
            limit(resource.RLIMIT_DATA, self._began + memory)
            for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
                limit(kind, 0)
        watch()

    def begin(self) -> None:
        """Limits the time of one question; the system ends the process, whatever it is doing."""
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, self._seconds + _GRACE)

    def end(self) -> None:
        """Until the next question there is no limit."""
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)

    def spent(self) -> bool:
        """Whether questions left so much behind that the next one would have less memory than the first one had."""
        return self._size().data > self._began + self._memory * _LEFT
