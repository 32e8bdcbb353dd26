"""Measures work: processor time, of this process or of one that is started, and the most memory; and writes tables in Markdown."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

KG: Final = (sys.executable, "-m", "kg")
"""The command line of kg in this Python."""
_UNIT: Final = 1024 if sys.platform != "darwin" else 1024 * 1024
"""What a megabyte has of the units in which a system counts memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process needed, together with those that it started."""

    cpu: float
    """Seconds of processor time, user and system."""
    wall: float
    """Seconds on the clock."""
    peak: float
    """Megabytes that the largest of these processes had in use."""


def spent(work: Callable[[], object]) -> float:
    """The seconds of processor time that some work takes, user and system, with the processes that it starts."""
    gc.collect()  # what other work left behind is not this one's
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def run(*command: str | Path) -> Cost:
    """Runs a command to its end. Raises RuntimeError with what it said where it fails.

    Call it from a small process: a system may count what the parent had in use for the child's own.
    """
    start = perf_counter()
    with subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {said.decode(errors='replace').strip()}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / _UNIT)


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(median(c.cpu for c in costs), median(c.wall for c in costs), median(c.peak for c in costs))


def offers(command: str, option: str) -> bool:
    """Whether a command of kg has an option."""
    told = subprocess.run([*KG, command, "--help"], capture_output=True, text=True, check=True)
    return option in told.stdout


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown: the first column to the left, the others to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
