"""Has files read in a process of their own, which may take no more than its share of time and memory, and reaches nothing else.

One such process serves one file after the other; where it ends over a file, or is ended, the next file gets a fresh one. What it answers
is checked before it is believed. `kg.read.child` is the other side.
"""

import atexit
import json
import os
import signal
import sys
from collections.abc import Mapping
from itertools import pairwise
from math import ceil
from threading import Lock
from time import monotonic
from typing import Any, Final, Self

from kg.errors import UnreadableInput
from kg.process.child import Child, ending
from kg.process.frames import receive, send
from kg.read.forms import Form
from kg.read.layout import LONGEST, Copy
from kg.read.limits import MEMORY

READERS: Final = {Form.HTML: "kg.read.html", Form.PDF: "kg.read.pdf", Form.DOCX: "kg.read.docx"}
"""The modules that read files of each form."""
SECONDS: Final = 60.0
"""What one file may take."""
_LONGEST_ANSWER: Final = 16 * LONGEST
"""In bytes; a character takes at most twelve of them."""
_TIME_IS_UP: Final = -int(getattr(signal, "SIGXCPU", sys.maxsize))
_UNSOUND: Final = "its reader gave no sound answer"
_REMEDY: Final = "give the text of the report as a text file"


class _NoAnswer(Exception):
    """A file got no answer that can be believed; `late` where it took too long."""

    def __init__(self, problem: str, *, late: bool = False) -> None:
        self.problem, self.late = problem, late
        super().__init__(problem)


class Worker:
    """Reads files, one after the other, in a process of its own, which is started when the first one comes."""

    def __init__(self, readers: Mapping[Form, str] = READERS, *, seconds: float = SECONDS) -> None:
        self._readers = dict(readers)
        self._seconds = seconds
        self._lock = Lock()
        self._child: Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def convert(self, data: bytes, form: Form, place: str) -> Copy:
        """The report in a file's bytes. Raises UnreadableInput where its reader refuses it, or comes to no end."""
        with self._lock:
            while True:
                fresh = self._child is None
                try:
                    return _copy(self._answer(data, form), place)
                except _NoAnswer as none:
                    self.close()
                    # What earlier files left behind must not tell on this one: it is tried again in a fresh process.
                    if fresh or none.late:
                        raise UnreadableInput(place, none.problem, _REMEDY) from none

    def close(self) -> None:
        """Ends the process; where another file comes, another one is started."""
        child, self._child = self._child, None
        if child:
            child.end()

    def forget(self) -> None:
        """Leaves the process to the one who started it: this is a fork of that one."""
        self._lock = Lock()
        child, self._child = self._child, None
        if child:
            child.leave()

    def _answer(self, data: bytes, form: Form) -> Any:
        """The answer to a file. Raises _NoAnswer where none comes in time, or none at all."""
        child = self._child = self._child or _started(self._readers, self._seconds)
        began = monotonic()
        try:
            with child.within(self._seconds):
                return _asked(child, data, form)
        except (OverflowError, ValueError, RecursionError) as error:
            raise _NoAnswer(_UNSOUND) from error
        except (OSError, EOFError) as error:
            code = child.end()
            if code == _TIME_IS_UP or monotonic() - began >= self._seconds:
                raise _NoAnswer(f"takes longer than {self._seconds:g} s to read", late=True) from error
            raise _NoAnswer(
                f"its reader breaks down over it ({ending(code)}): damaged, or too large when unpacked"
            ) from error
        except BaseException:
            self.close()
            raise


def _started(readers: Mapping[Form, str], seconds: float) -> Child:
    """A process with readers. Raises _NoAnswer where the system lets none be started."""
    named = [f"{form}={module}" for form, module in readers.items()]
    try:  # the same file is read the same way
        return Child.started("kg.read.child", str(ceil(seconds)), *named, seed="0")
    except OSError as error:
        raise _NoAnswer(f"no process can be started to read it ({error.strerror})") from error


def _asked(child: Child, data: bytes, form: Form) -> Any:
    """Its answer to a file. Raises OSError or EOFError where it has ended, OverflowError or ValueError where it gives no answer."""
    send(child.requests, form.encode())
    send(child.requests, data)
    return json.loads(receive(child.answers, _LONGEST_ANSWER))


def _copy(answer: Any, place: str) -> Copy:
    """The copy that an answer holds. Raises UnreadableInput where it is a refusal, _NoAnswer where it cannot be believed."""
    match answer:
        case {"memory": True}:
            raise _NoAnswer(f"takes more than {MEMORY // 2**20} MiB of memory to read")
        case {"problem": str(problem), "remedy": str(remedy)}:
            raise UnreadableInput(place, problem, remedy or _REMEDY)
        case {
            "text": str(text),
            "pages": [*pages],
            "title": str() | None as title,
            "source": str() | None as source,
            "date": str() | None as date,
        } if _sound(text, pages, title, source, date):
            return Copy(text, tuple(pages), title, source, date)
    raise _NoAnswer(_UNSOUND)


def _sound(text: str, pages: list[object], *said: str | None) -> bool:
    """Whether all of it can be written, and the pages begin in their order within the text."""
    begins = [page for page in pages if type(page) is int]
    try:
        "".join(filter(None, [text, *said])).encode()
    except UnicodeEncodeError:
        return False
    return len(begins) == len(pages) and all(one <= next for one, next in pairwise([0, *begins, len(text)]))


_worker = Worker()
atexit.register(_worker.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_worker.forget)


def convert(data: bytes, form: Form, place: str) -> Copy:
    """The report in the bytes of a web page, PDF or Word file. Raises UnreadableInput where there is none that can be read."""
    return _worker.convert(data, form, place)
