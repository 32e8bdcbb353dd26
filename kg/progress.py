"""Shows how far long work has come: a bar on a terminal, now and then a plain line anywhere else."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

_Item = TypeVar("_Item")
_EVERY: Final = 10.0
"""Seconds between two plain lines; work that is done by then says nothing."""


class Watch:
    """Is told how work goes on, and tells nobody."""

    def began(self, place: str) -> None:
        """Work on a report has begun."""

    def ended(self) -> None:
        """One more is done."""


class _Lines(Watch):
    def __init__(self, total: int, verb: str) -> None:
        self._total, self._verb, self._done, self._place = total, verb, 0, ""
        self._start = self._told = monotonic()

    def began(self, place: str) -> None:
        self._place = place

    def ended(self) -> None:
        from kg.show import plain

        self._done += 1
        now = monotonic()
        if now - self._told >= _EVERY and self._done < self._total:
            rate = self._done / (now - self._start)
            left = (self._total - self._done) / rate
            line = f"kg: {self._done} of {self._total} {self._verb}, {rate:.1f}/s, about {left:.0f} s left: {plain(self._place)}"
            print(line, file=sys.stderr)
            self._told = now


class _Bar(Watch):
    def __init__(self, bar: "Progress", total: int) -> None:
        self._bar, self._done, self._start = bar, 0, monotonic()
        self._task = bar.add_task("", total=total, rate="")

    def began(self, place: str) -> None:
        from rich.markup import escape

        from kg.show import plain

        self._bar.update(self._task, description=escape(plain(place)))

    def ended(self) -> None:
        self._done += 1
        rate = self._done / max(monotonic() - self._start, 0.001)
        self._bar.update(self._task, completed=self._done, rate=f"{rate:.1f}/s")


@contextmanager
def silent(total: int) -> Iterator[Watch]:
    """Watches some work, and says nothing."""
    del total
    yield Watch()


@contextmanager
def progress(total: int, verb: str = "read") -> Iterator[Watch]:
    """Watches some work, and shows on stderr how many are done, how many a second, the time left, and what is at work.

    `verb` says what happens to them.
    """
    if total < 2:
        yield Watch()
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield _Bar(bar, total)
    else:
        yield _Lines(total, verb)


def steps(items: Iterable[_Item], *, name: Callable[[_Item], str], verb: str) -> Iterator[_Item]:
    """The items to be worked on, one by one, with how far the work has come."""
    listed = list(items)
    with progress(len(listed), verb) as watch:
        for item in listed:
            watch.began(name(item))
            yield item
            watch.ended()


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
