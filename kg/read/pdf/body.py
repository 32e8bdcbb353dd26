"""The print of a document: of its body, and what is printed as a heading."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kg.read.pdf.lines import Line

_LARGE: Final = 1.06
"""The size of a heading, as a part of that of the body."""
_SMALL: Final = 0.9
"""The size of the smallest heading, which is bold."""
_LEADING: Final = 1.25
"""Parts of the size by which baselines are apart, where no lines tell it."""
_STEP: Final = (0.8, 2.2, 3.5)
"""Parts of the size by which the baselines of a paragraph are apart: mostly, and at most, where lines are double-spaced."""
_FULL: Final = 0.85
"""Part of the way to the right margin that a line goes which tells of double spacing: a paragraph of one line is shorter."""
_MOSTLY: Final = 4
"""Times as often as they are nearer that lines are so far apart in a document with double spacing."""
_LOOSEST: Final = 1.2
"""Times the distance of lines in the body, measured in its size, by which those of one heading are apart at most; headings are further apart."""
_FEW: Final = 3
_OFTEN: Final = 0.2
"""Lines that tell how far lines are apart; and how often they must be so, as a part of what is most frequent."""


@dataclass(frozen=True, slots=True)
class Body:
    """The print of most of a document: the size and weight of its letters, and how far its lines are apart."""

    size: float
    bold: bool
    leading: dict[float, float]
    """The distance of baselines for each size."""

    def distance(self, size: float) -> float:
        """The usual distance of baselines for lines of that size."""
        usual = self.leading.get(self.size, _LEADING * self.size) * size / self.size
        return min(self.leading.get(size, usual), _LOOSEST * usual)

    def heads(self, one: Line) -> bool:
        """Whether a line is printed as a heading: larger than the body, or bold where the body is not."""
        large = one.size > _LARGE * self.size
        return large or (one.bold and not self.bold and one.size > _SMALL * self.size)


def body_of(lines: Sequence[Line]) -> Body:
    """The print of most letters of some lines."""
    letters: Counter[tuple[float, bool]] = Counter()
    near: dict[float, Counter[float]] = {}
    far: dict[float, Counter[float]] = {}
    full = _FULL * max((one.right for one in lines), default=0.0)
    for one in lines:
        letters[one.size, one.bold] += len(one.text)
    for one, other in pairwise(lines):
        least, more, most = (part * one.size for part in _STEP)
        step = round(2 * (other.y - one.y)) / 2
        if one.page == other.page and one.size == other.size and least < step < most:
            if step < more:
                near.setdefault(one.size, Counter())[step] += 1
            elif one.right >= full:
                far.setdefault(one.size, Counter())[step] += 1
    size, bold = max(letters, key=lambda one: (letters[one], one), default=(12.0, False))
    leading = {size: _usual(found) for size, found in near.items() if found.total() >= _FEW}
    leading |= {
        size: _usual(found)
        for size, found in far.items()
        if found.total() >= _MOSTLY * max(_FEW, near.get(size, Counter()).total())
    }
    return Body(size, bold, leading)


def _usual(steps: Counter[float]) -> float:
    """The smallest distance that is frequent: paragraphs are further apart than lines."""
    least = _OFTEN * max(steps.values())
    return min(step for step, count in steps.items() if count >= least)
