"""Shows how far long work has come: a bar on a terminal, now and then a plain line anywhere else."""

import sys
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

from kg.show import plain

if TYPE_CHECKING:
    from kg.read import Source

_Item = TypeVar("_Item")
_EVERY: Final = 10.0
"""Seconds between two plain lines; work that is done by then says nothing."""


def progress(sources: "Iterable[Source]") -> "Iterator[Source]":
    """The files to be read, one by one: how many are done, how many a second, the time left, and which is being read."""
    return steps(sources, name=lambda source: source.place, done="read")


def steps(items: Iterable[_Item], *, name: Callable[[_Item], str], done: str) -> Iterator[_Item]:
    """The items to be worked on, one by one, with how far the work has come; `done` says what happens to them."""
    listed = list(items)
    if len(listed) < 2:
        yield from listed
    elif sys.stderr.isatty():
        yield from _bar(listed, name)
    else:
        yield from _lines(listed, name, done)


def _bar(listed: list[_Item], name: Callable[[_Item], str]) -> Iterator[_Item]:
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
        for done, item in enumerate(listed):
            rate = f"{done / max(monotonic() - began, 0.001):.1f}/s" if done else ""
            bar.update(task, completed=done, description=escape(plain(name(item))), rate=rate)
            yield item


def _lines(listed: list[_Item], name: Callable[[_Item], str], done: str) -> Iterator[_Item]:
    began = told = monotonic()
    for count, item in enumerate(listed):
        now = monotonic()
        if count and now - told >= _EVERY:
            left = (now - began) / count * (len(listed) - count)
            print(
                f"kg: {count} of {len(listed)} {done}, {count / (now - began):.1f}/s, about {left:.0f} s left: {plain(name(item))}",
                file=sys.stderr,
            )
            told = now
        yield item
