"""Limits of a query that is answered in this very process, as a command's is: where it goes beyond them, the process ends, and says why.

The engine does not look at signals while it runs a query, but lets other threads run; it cannot be stopped, only be ended with all else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Final

from kg.errors import OverLimit
from kg.gate.limits import Limits
from kg.process.limits import Gauge

_OFTEN: Final = 0.05
"""Seconds between two looks."""


@contextmanager
def within(limits: Limits, end: Callable[[OverLimit], None]) -> Iterator[None]:
    """Has `end` called by another thread where what is done here takes more time or memory; rows are not counted."""
    done = Event()
    gauge = Gauge()
    until, most = monotonic() + limits.seconds, gauge().data + limits.memory

    def look() -> None:
        while not done.wait(_OFTEN):
            if monotonic() > until:
                end(limits.late())
                break
            if gauge().data > most:
                end(limits.swollen())
                break

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
