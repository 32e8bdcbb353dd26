"""Processes on one machine that make reports side by side; one that is killed costs only the report it was at."""

import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final

from kg.collecting import seldom
from kg.errors import UnreadableInput
from kg.making import Maker, Outcome, Setting, Task
from kg.progress import Watch

_WORTH: Final = 12
"""Reports that take about as long as a process takes to start."""
_TRIES: Final = 2
"""How often a report is begun: its worker may have been killed for another reason than what it read."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """What went wrong in a worker that is no fault of its report."""

    told: str


@dataclass(slots=True)
class _Worker:
    """A process, and the task it is at."""

    process: BaseProcess
    pipe: "Connection[Task, Outcome | _Failure]"
    task: Task | None = None

    def begin(self, task: Task) -> None:
        """Hands it a task."""
        self.task = task
        try:
            self.pipe.send(task)
        except OSError:
            self.process.kill()  # it has died: that shows when its answer is waited for

    def end(self) -> None:
        """Ends it for certain."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Workers:
    """Carries out tasks in a number of processes, which last as long as the tasks do."""

    def __init__(self, number: int) -> None:
        self.number: Final = number

    def __call__(self, maker: Maker, tasks: Sequence[Task], watch: Watch) -> Iterator[Outcome]:
        """What comes of each task, in the order in which they are done."""
        waiting = deque(task for task in tasks if not task.source.is_stdin)
        # Only this process has standard input.
        yield from (maker.outcome(task) for task in tasks if task.source.is_stdin)
        begun: Counter[str] = Counter()
        crew: list[_Worker] = []
        try:
            while waiting or any(worker.task for worker in crew):
                crew += [_started(maker) for _ in range(min(self.number - len(crew), len(waiting)))]
                for worker in crew:
                    if worker.task is None and waiting:
                        task = waiting.popleft()
                        begun[task.source.place] += 1
                        watch.began(task.source.place)
                        worker.begin(task)
                for worker in _answering(crew):
                    assert worker.task
                    task, worker.task = worker.task, None
                    outcome = _answer(worker)
                    if outcome is None:
                        crew.remove(worker)
                        worker.end()
                        if begun[task.source.place] < _TRIES:
                            waiting.append(task)
                            continue
                    yield outcome or _killed(task)
        finally:
            for worker in crew:
                worker.end()


def enough(maker: Maker, tasks: Sequence[Task], watch: Watch) -> Iterator[Outcome]:
    """Carries out tasks in as many processes as they and the cores of the machine are worth; few are quicker done here."""
    number = min(os.cpu_count() or 1, len(tasks) // _WORTH)
    if number > 1:
        return Workers(number)(maker, tasks, watch)
    return here(maker, tasks, watch)


def here(maker: Maker, tasks: Sequence[Task], watch: Watch) -> Iterator[Outcome]:
    """Carries out tasks one after the other, in this process."""
    for task in tasks:
        watch.began(task.source.place)
        yield maker.outcome(task)


def _started(maker: Maker) -> _Worker:
    # A fresh interpreter: a fork of a process that has threads may hold their locks for ever.
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there, maker.setting, maker.have), daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _work(pipe: "Connection[Outcome | _Failure, Task]", setting: Setting, have: frozenset[str]) -> None:
    """What a worker does, until nobody has a task for it any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started it ends it
    with seldom():
        maker = Maker(setting, have)
        with suppress(EOFError, BrokenPipeError):
            while True:
                pipe.send(_done(pipe.recv(), maker))


def _done(task: Task, maker: Maker) -> Outcome | _Failure:
    """What comes of a task. Where there is no memory for it, the worker ends as if it had been killed: another one may have better luck."""
    try:
        return maker.outcome(task)
    except MemoryError:
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  (it is raised again where the user can be told)
        return _Failure(f"{task.source.place}: {type(error).__name__}: {error}")


def _answering(crew: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have an answer, or have died, when there are any."""
    ready = wait([worker.pipe for worker in crew if worker.task])
    return [worker for worker in crew if worker.pipe in ready]


def _answer(worker: _Worker) -> Outcome | None:
    """Its answer; None where it has died. Raises RuntimeError where it has failed."""
    try:
        answer = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    match answer:
        case _Failure(told):
            raise RuntimeError(told)
    return answer


def _killed(task: Task) -> UnreadableInput:
    problem = f"the process that read it was killed, {_TRIES} times"
    return UnreadableInput(
        task.source.place, problem, "is there enough memory? try again with fewer --workers"
    )
