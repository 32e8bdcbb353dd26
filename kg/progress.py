"""Shows how far long work has come: a bar on a terminal, now and then a plain line anywhere else."""

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Final

from kg.show import plain

if TYPE_CHECKING:
    from kg.read import Source

_EVERY: Final = 10.0
"""Seconds between two plain lines; work that is done by then says nothing."""


def progress(sources: "Iterable[Source]") -> "Iterator[Source]":
    """The files to be read, one by one: how many are done, how many a second, the time left, and which is being read."""
    listed = list(sources)
    if len(listed) < 2:
        yield from listed
    elif sys.stderr.isatty():
        yield from _bar(listed)
    else:
        yield from _lines(listed)


def _bar(listed: "list[Source]") -> "Iterator[Source]":
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    began = monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(listed), rate="")
        for done, source in enumerate(listed):
            rate = f"{done / max(monotonic() - began, 0.001):.1f}/s" if done else ""
            bar.update(task, completed=done, description=escape(plain(source.place)), rate=rate)
            yield source


def _lines(listed: "list[Source]") -> "Iterator[Source]":
    began = told = monotonic()
    for done, source in enumerate(listed):
        now = monotonic()
        if done and now - told >= _EVERY:
            left = (now - began) / done * (len(listed) - done)
            print(
                f"kg: {done} of {len(listed)} read, {done / (now - began):.1f}/s, about {left:.0f} s left: {plain(source.place)}",
                file=sys.stderr,
            )
            told = now
        yield source
