"""What a stranger's server answers is first read by a process of its own: what ends that process, or takes too much of it, is not read here.

A parser may be broken by what nests deep enough, and a few bytes may stand for more than any memory holds. The answer itself is then read
as it came, which takes no more than it took there. `kg.trial.child` is the other side.
"""

import json
from time import monotonic
from typing import Any, Final

from kg.gate.limits import OWN, Limits
from kg.process.child import Child, ending
from kg.process.frames import receive, send

_LONGEST: Final = 65_536
"""Bytes of what the process says."""


def fault(body: bytes, kind: str, media: str, limits: Limits = OWN) -> str | None:
    """What is wrong with an answer of rows or triples in some media type; None where it can be read."""
    given = (limits.seconds, limits.memory, limits.rows)
    try:
        child = Child.started("kg.trial.child", *map(str, given), complains=True)
    except OSError as error:
        return f"no process can be started to read its answer ({error.strerror})"
    began = monotonic()
    try:
        with child.within(limits.seconds):
            for part in (kind.encode(), media.encode(), body):
                send(child.requests, part)
            return _told(json.loads(receive(child.answers, _LONGEST)), limits)
    except (OSError, EOFError, ValueError, OverflowError):
        seconds, words = monotonic() - began, child.last_words()
        return _end(child.end(), seconds, words, limits)
    finally:
        child.end()


def _told(head: Any, limits: Limits) -> str | None:
    match head:
        case {"sound": True}:
            return None
        case {"over": "memory"}:
            return f"its answer takes more than {limits.memory // 2**20} MiB to read"
        case {"over": "rows"}:
            return f"its answer has more than {limits.rows} rows"
        case {"broken": str(words)}:
            return f"its answer is broken ({words})"
    raise ValueError("no sound answer")


def _end(code: int, seconds: float, words: str, limits: Limits) -> str:
    """Why the process ended over an answer."""
    if seconds >= limits.seconds:
        return f"its answer takes longer than {limits.seconds:g} s to read"
    if "memory allocation of" in words:
        return f"its answer takes more than {limits.memory // 2**20} MiB to read"
    return f"its answer breaks its reader ({ending(code)})"
