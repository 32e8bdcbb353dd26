"""The process in which files are read: it loads the readers, gives up all that they do not need, and answers `kg.read.worker`.

`python -m kg.read.child SECONDS FORM=MODULE…` takes requests from standard input and answers on standard output, until nobody asks any
more. A request is two messages (see `frames`): the form of a file, and its bytes. An answer is one, in JSON: a copy; or what is wrong
with the file, and the remedy; or that there was not enough memory, after which the process ends.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from importlib.machinery import all_suffixes
from io import BufferedReader, FileIO
from typing import Any, Final

from kg.read.frames import receive, send
from kg.read.layout import Copy

MEMORY: Final = 240 * 1024 * 1024
"""Bytes of address space that a file may take, beyond the 45 MB (30 of them resident) that the readers take before it comes."""
_FILES: Final = 16
"""Files that may be open while Python loads a module."""
_SHOWN: Final = 200
"""Characters of a library's own message that are passed on."""
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
_OUT_OF_MEMORY: Final = b'{"memory": true}'
_NEW_NETWORK: Final = 0x40000000
_NEW_USER: Final = 0x10000000

Reader = Callable[[bytes], Copy]


def main(seconds: int, modules: Iterable[str]) -> None:
    """Serves until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process: the one who asks decides
    requests, answers = _pipes()
    readers = dict(_reader(*named.split("=")) for named in modules)
    _confine()
    with suppress(EOFError, BrokenPipeError):
        while True:
            read = readers[receive(requests, sys.maxsize).decode()]
            answer = _answer(read, receive(requests, sys.maxsize), seconds)
            send(answers, answer)
            if answer == _OUT_OF_MEMORY:
                return
            gc.collect()


def _pipes() -> tuple[BufferedReader, FileIO]:
    """Standard input and output under other numbers: what a library prints goes nowhere."""
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return BufferedReader(FileIO(requests)), FileIO(answers, "w")


def _reader(form: str, module: str) -> tuple[str, Reader]:
    """The reader of a form; one that cannot be loaded says so of every file."""
    try:
        return form, import_module(module).read
    except ImportError as error:
        problem = f"{form} files cannot be read here ({error}); install peel-kg with all that it needs"

    def read(data: bytes) -> Copy:  # noqa: ARG001  (it takes what a reader takes)
        raise ValueError(problem)

    return form, read


def _answer(read: Reader, data: bytes, seconds: int) -> bytes:
    """What a reader makes of a file, or why it makes nothing of it."""
    _begin(seconds)
    try:
        answer = asdict(read(data))
        return json.dumps(answer).encode()
    except MemoryError:
        return _OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001  (whatever a library raises is about the file)
        problem, remedy = _refusal(error)
        return json.dumps({"problem": problem, "remedy": remedy}).encode()


def _refusal(error: Exception) -> tuple[str, str]:
    """What is wrong with a file, and the remedy: in the reader's words, or in those of its library."""
    words = " ".join(str(error).split())
    if type(error) is ValueError:
        problem, _, remedy = words.partition("; ")
        return problem, remedy
    if isinstance(error, RecursionError):
        return "its parts are nested too deep", ""
    return f"is damaged ({type(error).__name__}: {words[:_SHOWN]})", ""


if sys.platform == "win32":  # there the one who asks limits the time, and nothing limits the memory

    def _confine() -> None:
        sys.dont_write_bytecode = True
        sys.addaudithook(_guard)

    def _begin(seconds: int) -> None:
        """Has no limits to set."""

    def _let_modules_load() -> None:
        """Has no limits to lift."""

else:
    import resource

    def _confine() -> None:
        """Gives up what no reader needs: memory without end, files, the network, other processes."""
        if sys.platform == "linux":
            _leave_network()
        _limit(resource.RLIMIT_AS, _size() + MEMORY)
        for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
            _limit(kind, 0)
        _limit(resource.RLIMIT_NOFILE, _FILES)
        sys.dont_write_bytecode = True
        sys.addaudithook(_guard)

    def _begin(seconds: int) -> None:
        """Limits the time of a file, and lets none be opened any more, not even by a library in C."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds, again=True)
        _limit(resource.RLIMIT_NOFILE, 0, again=True)

    def _let_modules_load() -> None:
        """Lets Python open files again; `_guard` looks at each."""
        _limit(resource.RLIMIT_NOFILE, _FILES, again=True)

    def _limit(kind: int, most: int, *, again: bool = False) -> None:
        """Sets a limit where the system has it; `again` where it may be set to more later on."""
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (soft, hard if again else soft))

    def _size() -> int:
        """Bytes of address space that this process has; 0 where the system does not tell."""
        try:
            with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  (a path would load pathlib)
                return int(file.read().split()[0]) * resource.getpagesize()
        except (OSError, ValueError):
            return 0

    def _leave_network() -> None:
        """Moves to a network of its own without any device, where the system lets it."""
        import ctypes

        with suppress(OSError, AttributeError):
            leave = ctypes.CDLL(None).unshare
            _ = leave(_NEW_NETWORK) and leave(_NEW_NETWORK | _NEW_USER)


def _guard(event: str, args: tuple[Any, ...]) -> None:
    """Hears from Python what is about to be done, and refuses what no reader does."""
    if event == "import":
        _let_modules_load()
    elif event == "open":
        if not _is_module(*args):
            raise PermissionError("it has a file opened")
    elif event.startswith(_REFUSED) and event not in _LISTED:
        raise PermissionError(f"it has {event} called")


def _is_module(path: object, mode: object, flags: int) -> bool:  # noqa: ARG001  (what Python tells of a file)
    """Whether a file that is opened for reading is a module where Python finds its own."""
    if not isinstance(path, str) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        return False
    whole = os.path.abspath(path)  # noqa: PTH100  (a path would load pathlib)
    within = any(whole.startswith(os.path.join(folder, "")) for folder in sys.path)  # noqa: PTH118
    return whole in sys.path or (within and whole.endswith(_SUFFIXES))


_SUFFIXES: Final = tuple(all_suffixes())

if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
