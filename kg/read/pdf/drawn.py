"""What is drawn on a page and parts what is written there: lines that run across, and upright ones."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from kg.read.pdf.phrases import Box

THIN: Final = 2.5
"""Points that a drawn line is thick at most."""
FRAME: Final = 30.0
"""Points that a drawn line or frame is long at least that parts what stands above from what stands below."""
_TALL: Final = 6.0
"""Points that an upright line is long at least."""
_MANY: Final = 400
"""Upright lines of a page from which on they are a picture, and no table."""


def rules(boxes: Iterable[Box]) -> list[Box]:
    """The lines that run across, and the upper and lower ends of frames, from top to bottom."""
    found = []
    for box in boxes:
        if box.right - box.left < FRAME:
            continue
        if box.bottom - box.top <= THIN:
            found.append(box)
        elif box.bottom - box.top >= FRAME:
            found += [box._replace(bottom=box.top), box._replace(top=box.bottom)]
    return sorted(found, key=_top)


def upright(boxes: Iterable[Box]) -> list[Box]:
    """The lines from top to bottom, as between the cells of a table; none where they are a picture."""
    found = [box for box in boxes if box.right - box.left <= THIN and box.bottom - box.top >= _TALL]
    return found if len(found) <= _MANY else []


def between(rules: Sequence[Box], top: float, bottom: float, left: float, right: float) -> list[Box]:
    """The lines that run across between two heights, somewhere from left to right."""
    within = rules[bisect_left(rules, top, key=_top) : bisect_right(rules, bottom, key=_top)]
    return [box for box in within if box.left < right and box.right > left]


def _top(box: Box) -> float:
    return box.top
