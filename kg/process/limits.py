"""What a process that reads files may do: no more than it needs. Where a system lacks a limit, the others hold."""

import os
import sys
from contextlib import suppress
from functools import partial
from importlib.machinery import all_suffixes
from typing import Any, Final

MEMORY: Final = 240 * 1024 * 1024
"""Bytes of address space that one file may take, beyond the 46 MiB (34 of them resident) that the readers take before it comes."""
_SWOLLEN: Final = 32 * 1024 * 1024
"""Bytes by which a process that has read files may be larger than before."""
_FILES: Final = 16
"""Files that may be open while Python loads a module, or a package one of its own files."""
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
"""What Python calls the things that no reader does; opening files is looked at more closely."""
_LISTED: Final = frozenset({"os.listdir", "os.scandir", "os.add_dll_directory"})
"""What Python does to find a module that is loaded late."""
_SUFFIXES: Final = tuple(all_suffixes())
_NEW_NETWORK: Final = 0x40000000
_NEW_USER: Final = 0x10000000

if sys.platform == "win32":  # who asks limits the time there, and nothing limits the memory

    class Limits:
        """Those of Windows."""

        def __init__(self) -> None:
            _watch()

        def begin(self, seconds: int) -> None:
            """Knows no limits for one file."""

        def swollen(self) -> bool:
            """Cannot tell."""
            return False

    def _let_files_open() -> None:
        """Files can always be opened here; `_guard` looks at each."""

else:
    import resource

    class Limits:
        """Gives up, from when it is made on, memory without end, files, the network, and other processes."""

        def __init__(self) -> None:
            self._pages = _pages()
            self._began = self._size()
            if sys.platform == "linux":
                _leave_network()
            _limit(resource.RLIMIT_AS, self._began + MEMORY)
            for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
                _limit(kind, 0)
            _limit(resource.RLIMIT_NOFILE, _FILES)
            _watch()

        def begin(self, seconds: int) -> None:
            """Limits the time of one file, and lets none be opened any more, not even by a library in C."""
            used = resource.getrusage(resource.RUSAGE_SELF)
            _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds, again=True)
            _limit(resource.RLIMIT_NOFILE, 0, again=True)

        def swollen(self) -> bool:
            """Whether files left so much behind that the next one would have less memory than the first one had."""
            return self._size() > self._began + _SWOLLEN

        def _size(self) -> int:
            """Bytes of address space; 0 where the system does not tell."""
            if self._pages is None:
                return 0
            return int(os.pread(self._pages, 64, 0).split()[0]) * resource.getpagesize()

    def _pages() -> int | None:
        """Where Linux tells how large a process is, open for good."""
        with suppress(OSError):
            return os.open("/proc/self/statm", os.O_RDONLY)
        return None

    def _limit(kind: int, most: int, *, again: bool = False) -> None:
        """Sets a limit where the system has it; `again` where it may be set to more later on."""
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (soft, hard if again else soft))

    def _leave_network() -> None:
        """Moves to a network of its own without any device, where the system lets it."""
        import ctypes

        with suppress(OSError, AttributeError):
            leave = ctypes.CDLL(None).unshare
            _ = leave(_NEW_NETWORK) and leave(_NEW_NETWORK | _NEW_USER)

    def _let_files_open() -> None:
        """Lets files be opened again; `_guard` has looked at what is opened."""
        _limit(resource.RLIMIT_NOFILE, _FILES, again=True)


def _watch() -> None:
    """From now on `_guard` hears of all that Python does."""
    sys.dont_write_bytecode = True
    homes = [folder for module in list(sys.modules.values()) for folder in getattr(module, "__path__", ())]
    sys.addaudithook(partial(_guard, tuple(os.path.join(home, "") for home in homes)))  # noqa: PTH118


def _guard(homes: tuple[str, ...], event: str, args: tuple[Any, ...]) -> None:
    """Hears what is about to be done, and refuses what no reader does. `homes` are the folders of the packages that are loaded."""
    if event == "open" and not _is_known(homes, *args):
        raise PermissionError("it has a file opened")
    if event.startswith(_REFUSED) and event not in _LISTED:
        raise PermissionError(f"it has {event} called")
    if event in ("open", "import"):
        _let_files_open()


def _is_known(homes: tuple[str, ...], path: object, mode: object, flags: int) -> bool:  # noqa: ARG001  (what Python tells of a file)
    """Whether a file that is opened for reading is part of a package, or a module where Python finds its own."""
    if not isinstance(path, str) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        return False
    whole = os.path.abspath(path)  # noqa: PTH100  (a path would have to be loaded)
    if whole.startswith(homes) or whole in sys.path:
        return True
    return whole.endswith(_SUFFIXES) and any(whole.startswith(os.path.join(place, "")) for place in sys.path)  # noqa: PTH118
