"""The process in which files are read: it loads the readers, gives up all that they do not need, and answers `kg.read.worker`.

`python -m kg.read.child SECONDS FORM=MODULE…` takes requests from standard input and answers on standard output, until nobody asks any
more. A request is two messages (see `kg.process.frames`): the form of a file, and its bytes. An answer is one, in JSON: a copy; or what is wrong
with the file, and the remedy; or that there was not enough memory.
"""

import gc
import json
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from typing import Any, Final

from kg.process.frames import receive, send
from kg.process.pipes import standard
from kg.read.layout import Copy
from kg.read.limits import Limits

_SHOWN: Final = 200
"""Characters of a library's own message that are passed on."""

Reader = Callable[[bytes], Copy]


def main(seconds: int, modules: Iterable[str]) -> None:
    """Serves until standard input ends; or until a file has left so much behind that the next one needs another process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process: the one who asks decides
    requests, answers = standard()
    readers = dict(_reader(*named.split("=")) for named in modules)
    limits = Limits()
    with suppress(EOFError, BrokenPipeError):
        while not limits.swollen():
            read = readers[receive(requests, sys.maxsize).decode()]
            data = receive(requests, sys.maxsize)
            limits.begin(seconds)
            send(answers, _answer(read, data))
            del data
            gc.collect()


def _reader(form: str, module: str) -> tuple[str, Reader]:
    """The reader of a form; one that cannot be loaded says so of every file."""
    try:
        return form, import_module(module).read
    except Exception as error:  # noqa: BLE001  (a library may lack anything)
        problem = f"{form} files cannot be read here ({error}); install peel-kg with all that it needs"

    def read(data: bytes) -> Copy:  # noqa: ARG001  (it takes what a reader takes)
        raise ValueError(problem)

    return form, read


def _answer(read: Reader, data: bytes) -> bytes:
    """What a reader makes of a file, or why it makes nothing of it."""
    try:
        answer: dict[str, Any] = asdict(read(data))
        return json.dumps(answer).encode()
    except MemoryError:
        answer = {"memory": True}
    except Exception as error:  # noqa: BLE001  (whatever a library raises, it raises over the file)
        problem, remedy = _refusal(error)
        answer = {"problem": problem, "remedy": remedy}
    return json.dumps(answer).encode()


def _refusal(error: Exception) -> tuple[str, str]:
    """What is wrong with a file, and the remedy: in the reader's words, or in those of its library."""
    words = " ".join(str(error).split())
    if type(error) is ValueError:
        problem, _, remedy = words.partition("; ")
        return problem, remedy
    if isinstance(error, RecursionError):
        return "its parts are nested too deep", ""
    return f"is damaged ({type(error).__name__}: {words[:_SHOWN]})", ""


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
