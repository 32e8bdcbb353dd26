"""How the time of a piece of work grows with the length of its text: a shape, not a speed, so that any machine may tell it; and its memory."""

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Final

TIMES: Final = 4
"""How much longer the longer text is: linear work takes four times as long, quadratic work sixteen times."""
_MOST: Final = 9
"""Times as long that still counts as linear."""
_FLOOR: Final = 0.05
"""Seconds of processor time below which nothing can be told."""
_ATTEMPTS: Final = 4
"""A busy machine makes work look slow, never quick: the first good measure counts."""


def grows_linearly(work: Callable[[str], object], piece: str, length: int) -> bool:
    """Whether `work` on `piece` again and again, up to `length` characters, takes time that grows with it and not with its square."""
    longer, shorter = piece * (length // len(piece)), piece * (length // TIMES // len(piece))
    return any(
        _seconds(work, longer) < _MOST * max(_seconds(work, shorter), _FLOOR) for _ in range(_ATTEMPTS)
    )


def _seconds(work: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()  # what other tests left on the heap is not this work's
    try:
        start = process_time()
        work(text)
        return process_time() - start
    finally:
        gc.enable()


KNOWS_MEMORY: Final = Path("/proc/self/status").exists()
"""Whether the system tells how much memory a process has had in use, not counting what its parent had before it."""


def megabytes(code: str, given: bytes = b"") -> float:
    """The most memory that a Python of its own has in use for some code, with `given` on its standard input."""
    tell = "\nimport re\nprint(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    done = subprocess.run([sys.executable, "-c", code + tell], input=given, capture_output=True, check=True)
    return int(done.stdout) / 1024
