"""How often a process of ours is searched for garbage that only a search finds: circles of things that hold each other.

There is little of it: a command loads vocabularies and patterns, which stay to its end. Python would look through all of that again and
again while it grows, and twice more before it ends, which took a quarter of the time of building one report.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_YOUNG: Final = 50_000
"""How many things more there must be before the new ones are searched; Python says 700."""
_OLDER: Final = 20
"""How often the new ones are searched before those that are older."""


@contextmanager
def seldom() -> Iterator[None]:
    """Searches a process seldom, and not at its end, which is to come next."""
    gc.set_threshold(_YOUNG, _OLDER)
    try:
        yield
    finally:
        gc.freeze()
