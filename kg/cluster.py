"""Makes reports on the machines of a Dask cluster: addresses go out, what was made comes back, and the caller alone writes.

The workers need this package in the same version, and reach the reports under the same paths or addresses as the caller.
"""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Final

from kg.errors import ServerFailed, UnreadableInput, UsageError
from kg.making import Maker, Outcome, Setting, Task
from kg.progress import Watch
from kg.version import VERSION

if TYPE_CHECKING:
    from distributed import Future

_SECONDS: Final = 20
"""What a scheduler may take to answer."""
_one_at_a_time = Lock()
"""A worker may have many threads, which would only wait for one another: reading is all Python."""


class Cluster:
    """Carries out tasks on a Dask cluster, by the address of its scheduler."""

    def __init__(self, scheduler: str) -> None:
        self.scheduler: Final = scheduler

    def __call__(self, maker: Maker, tasks: Sequence[Task], watch: Watch) -> Iterator[Outcome]:
        """What comes of each task, in the order in which they are done.

        Raises UsageError where there is no cluster to be reached, ServerFailed where it goes away.
        """
        try:
            from distributed import Client, as_completed
        except ImportError as error:
            raise UsageError("a cluster needs more: pip install 'peel-kg[dask]'") from error
        # Only this process has standard input.
        yield from (maker.outcome(task) for task in tasks if task.source.is_stdin)
        away = [task for task in tasks if not task.source.is_stdin]
        logging.getLogger("distributed.client").disabled = True  # what it logs it also raises
        try:
            client = Client(self.scheduler, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(f"--scheduler {self.scheduler}: no scheduler answers there ({error})") from error
        with client:
            # In a list, since of a set it would send the members.
            try:
                (have,) = client.scatter([maker.have], broadcast=True, hash=False)
            except OSError as error:
                raise self._let_go(str(error)) from error
            told = {"setting": maker.setting, "have": have, "version": VERSION, "under": maker.under}
            futures = client.map(_made, away, pure=False, **told)
            asked = dict(zip((future.key for future in futures), away, strict=True))
            done = as_completed(futures, loop=client.loop)
            del futures  # each is let go when it has been seen, so that the cluster can forget what it made
            for future in done:
                watch.began(asked[future.key].source.place)
                yield self._outcome(future, asked[future.key])

    def _outcome(self, future: "Future[Outcome]", task: Task) -> Outcome:
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        try:
            return future.result()
        except CancelledError as error:
            reason = str(error).partition("cancelled for reason: ")[2].partition(".")[0]
            raise self._let_go(reason or "cancelled") from error
        except CommClosedError as error:  # it went while what had been made was on its way
            raise self._let_go("connection lost") from error
        except (KilledWorker, MemoryError):
            problem = "several workers were lost while they read it"
            return UnreadableInput(task.source.place, problem, "have they enough memory? see their logs")

    def _let_go(self, reason: str) -> ServerFailed:
        problem = f"the cluster has let go of the work ({reason})"
        return ServerFailed(
            self.scheduler, problem, "look at its log, and run this again: it goes on where it was"
        )


def _made(task: Task, *, setting: Setting, have: frozenset[str], version: str, under: str) -> Outcome:
    """What comes of a task, on a worker. Raises UsageError where the worker is of another version, or would read otherwise."""
    if version != VERSION:
        raise UsageError(f"a worker has version {VERSION} of peel-kg, the caller {version}: install the same")
    with _one_at_a_time:
        maker = _maker(setting, have)
        if maker.under != under:
            raise UsageError("a worker has another ontology/ than the caller: install the same")
        return maker.outcome(task)


@lru_cache(maxsize=1)
def _maker(setting: Setting, have: frozenset[str]) -> Maker:
    return Maker(setting, have)
