"""Has questions answered in processes of their own, some of them at once, each within limits; `kg.gate.child` is the other side."""

import json
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Self

from kg.ask import Answer
from kg.errors import EngineFailed, KgError
from kg.gate.limits import Limits
from kg.gate.results import UNSOUND, Results, results, told
from kg.process.child import Child, ending
from kg.process.frames import receive, send
from kg.store import Folder

if TYPE_CHECKING:
    from kg.store import Manifest

_START: Final = 60.0
"""Seconds in which a process must have opened the graph."""
_HEAD: Final = 65_536
"""Bytes of what a process says of an answer."""
_OUT_OF_TIME: Final = -int(getattr(signal, "SIGALRM", sys.maxsize))
_KILLED: Final = -int(getattr(signal, "SIGKILL", sys.maxsize))
"""By us, or by a system that has no memory left."""
_NO_MEMORY: Final = "memory allocation of"
"""How the engine begins its last words where it gets no more; it has others for faults of its own."""

State = tuple[int, int, int] | None
"""By what it is seen that a graph has become another one."""


@dataclass(frozen=True, slots=True)
class _Helper:
    """A process that has opened the graph, as it was in a state of its folder."""

    child: Child
    state: State

    @property
    def is_there(self) -> bool:
        return self.child.process.poll() is None


class Gate:
    """Answers questions to the graph in a folder, from several threads at once; a context manager. Not to be taken through a fork.

    The graph is asked as it is when the question comes; or as `manifest` describes it, where the caller keeps that one open.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        limits: Limits | None = None,
        workers: int = 2,
        extracted: bool = False,
        manifest: "Manifest | None" = None,
    ) -> None:
        self.limits: Final = limits or Limits()
        self.folder: Final = Path(folder).resolve()
        """The folder of the graph."""
        self._view: Final = "extracted" if extracted else "decided"
        self._workers: Final = workers
        self._manifest: Final = manifest
        self._change: Final = Condition()
        self._idle: list[_Helper] = []
        self._taken = 0  # processes that answer, or are being started
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self,
        question: str,
        parameters: Mapping[str, str | int] | None = None,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """The answer to a question by its name, or to SPARQL text, over the union of all reports, or over the graphs named here.

        Raises UsageError for what cannot be asked (of it Refused, what would reach beyond the graph), OverLimit, EngineFailed, and
        DamagedGraph where there is no graph that is whole.
        """
        return self.results(
            question, parameters, default_graphs=default_graphs, named_graphs=named_graphs
        ).answer()

    def results(
        self,
        question: str,
        parameters: Mapping[str, str | int] | None = None,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str = "",
    ) -> Results:
        """The same, not yet read, to be written in another format; `base` resolves the query's relative IRIs. Raises as `ask` does."""
        asked = {
            "question": question,
            "parameters": dict(parameters or {}),
            "default": list(default_graphs),
            "named": list(named_graphs),
            "base": base,
        }
        with self._helper() as helper:
            head, body = self._asked(helper, json.dumps(asked).encode())
        return results(head, body, self.limits)

    def close(self) -> None:
        """Ends its processes, for good; a question that is being answered ends in EngineFailed."""
        with self._change:
            self._closed = True
            idle, self._idle = self._idle, []
            self._change.notify_all()
        for helper in idle:
            helper.child.end()

    @contextmanager
    def _helper(self) -> Iterator[_Helper]:
        """A process for one question; it goes back to the others where it is still good."""
        helper = self._next() or self._started()
        good = False
        try:
            yield helper
            good = helper.is_there
        finally:
            if good:
                self._give(helper)
            else:
                helper.child.end()
                Thread(target=self._replace, daemon=True).start()

    def _next(self) -> _Helper | None:
        """A process that is idle; None where one may be started. Raises OverLimit where others are busy for too long."""
        until = monotonic() + self.limits.seconds
        with self._change:
            while not self._idle and self._taken >= self._workers:
                if self._closed or not self._change.wait(until - monotonic()):
                    break
            if self._closed:
                raise EngineFailed("queries are not answered any more: the gate is closed")
            if not self._idle and self._taken >= self._workers:
                raise self.limits.busy()
            self._taken += 1
            helper = self._idle.pop() if self._idle else None
        if helper and (not helper.is_there or helper.state != self._state()):
            helper.child.end()
            return None
        return helper

    def _give(self, helper: _Helper) -> None:
        with self._change:
            self._taken -= 1
            closed = self._closed
            if not closed:
                self._idle.append(helper)
            self._change.notify()
        if closed:
            helper.child.end()

    def _replace(self) -> None:
        """Starts a process in the place of one that was ended, before anybody needs it; where that fails, the next question says why."""
        if not self._closed:
            with suppress(KgError):
                self._give(self._started())
                return
        self._lost()

    def _lost(self) -> None:
        with self._change:
            self._taken -= 1
            self._change.notify()

    def _state(self) -> State:
        return None if self._manifest else Folder(self.folder).stamp()

    def _started(self) -> _Helper:
        """A process that has opened the graph. Raises DamagedGraph where there is none, EngineFailed where no process can be started."""
        try:
            return self._opened()
        except BaseException:
            self._lost()
            raise

    def _opened(self) -> _Helper:
        state = self._state()
        given = (self.limits.seconds, self.limits.memory, self.limits.size)
        try:
            child = Child.started(
                "kg.gate.child", str(self.folder), self._view, *map(str, given), complains=True
            )
        except OSError as error:
            raise EngineFailed(f"no process can be started to answer queries ({error.strerror})") from error
        try:
            held = self._manifest.to_json() if self._manifest else ""
            head, _ = _exchange(child, held.encode(), _START, 0)
            if head.get("ready") is not True:
                raise told(head)
        except (OSError, EOFError, ValueError, OverflowError) as error:
            code = child.end()
            raise EngineFailed(f"the process that answers queries does not start ({ending(code)})") from error
        except BaseException:
            child.end()
            raise
        return _Helper(child, state)

    def _asked(self, helper: _Helper, question: bytes) -> tuple[Mapping[str, Any], bytes]:
        """What a process answers. Raises OverLimit or EngineFailed where it ends over the question."""
        began = monotonic()
        try:
            head, body = _exchange(helper.child, question, self.limits.seconds, self.limits.size)
        except (ValueError, OverflowError, RecursionError) as error:
            helper.child.end()
            raise EngineFailed(UNSOUND) from error
        except (OSError, EOFError) as error:
            seconds, words = monotonic() - began, helper.child.last_words()
            raise self._end(helper.child.end(), seconds, words) from error
        except BaseException:
            helper.child.end()
            raise
        if head.get("spent"):
            helper.child.end()
        return head, body

    def _end(self, code: int, seconds: float, words: str) -> KgError:
        """Why a process ended over a question."""
        if seconds >= self.limits.seconds or code == _OUT_OF_TIME:
            return self.limits.late()
        if code == _KILLED or _NO_MEMORY in words:
            return self.limits.swollen()
        return EngineFailed(
            f"the engine breaks down over the query ({ending(code)}), by a fault of its own; ask in another way"
        )


def _exchange(child: Child, question: bytes, seconds: float, size: int) -> tuple[Mapping[str, Any], bytes]:
    """What a process says to a question, or to the manifest at its start. Raises EOFError or OSError where it is out of time, or ends otherwise."""
    with child.within(seconds):
        send(child.requests, question)
        head = json.loads(receive(child.answers, _HEAD))
        body = receive(child.answers, size)
        return (head if isinstance(head, dict) else {}), body
