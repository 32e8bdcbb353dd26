"""Work in processes that may die: split off from one that has loaded all that a build needs, so that none has to load it again."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from traceback import print_exc
from typing import NoReturn

from kg.making import Maker, Setting, Task
from kg.namespaces import ID
from kg.read import Source


def loaded(report: Path) -> None:
    """Loads what a build needs, by making a report. It opens no store on a disk, whose threads would not be there after a split."""
    maker = Maker(Setting(ID))
    maker.outcome(Task(Source(report)))
    maker.vocabulary_results()


def apart(work: Callable[[], bytes], *, dies: bool = False) -> bytes:
    """What some work gives in a process of its own; nothing where it dies."""
    there, here = os.pipe()
    pid = os.fork()
    if pid == 0:
        _answered(work, here)
    os.close(here)
    with os.fdopen(there, "rb") as answer:
        given = answer.read()
    _, status = os.waitpid(pid, 0)
    if status and not dies:
        sys.exit(f"a process ended with {status}")
    return given


def _answered(work: Callable[[], bytes], here: int) -> NoReturn:
    """Ends this process: nothing of what the other one still has to do is done here."""
    try:
        with os.fdopen(here, "wb") as answer:
            answer.write(work())
    except BaseException:  # noqa: BLE001  (also what would end a process)
        print_exc()
        os._exit(1)
    os._exit(0)
