"""What stands in a picture of a network, without text of any format: pixels, y downward.

Also how much room words need. Widths are multiples of half a pixel and so add up exactly everywhere.
"""

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from kg.network import Edge, Node, plain

LINE: Final = 16.0
"""Height of a line of text."""

GLYPH: Final = 8.0
"""Half the size of the shape that tells a node's kind."""

_WIDTHS: Final = {**dict.fromkeys(" .,;:'\u2019|!()[]ijlItfr-/", 5.0), **dict.fromkeys("mwMW@%&", 12.0)}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        apart_x = self.x + self.width <= other.x or other.x + other.width <= self.x
        apart_y = self.y + self.height <= other.y or other.y + other.height <= self.y
        return not (apart_x or apart_y)


@dataclass(frozen=True, slots=True)
class Mark:
    """A node in its place, its label left (`side` -1) or right (1) of (x, y), or on a card around it (0)."""

    node: Node
    x: float
    y: float
    side: int
    lines: tuple[str, ...]
    note: str
    box: Box
    """The room of shape and label."""


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as a cubic curve: start, two control points, end."""

    edge: Edge
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a group, above its marks; `side` as in a mark."""

    text: str
    x: float
    y: float
    side: int
    box: Box


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is drawn, and the room it takes."""

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    box: Box


def group_name(group: str) -> str:
    """The name of a group as people write it: "Criminal justice" for "criminal-justice"."""
    name = plain(group).replace("-", " ")
    return name[:1].upper() + name[1:]


def text_width(text: str) -> float:
    """Width of `text` at 13 pixels, estimated for the widest of the usual sans-serif fonts."""
    return sum(_WIDTHS.get(sign, 9.5 if sign.isupper() else 7.5 if sign < "\u2e80" else 14) for sign in text)


def wrap(text: str, width: float) -> tuple[str, ...]:
    """`text` in one line or two of at most `width` pixels; what they cannot hold ends in an ellipsis."""
    words = plain(text).split()
    if text_width(" ".join(words)) <= width or len(words) < 2:
        return (cut(" ".join(words), width),)
    breaks = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    # Of the breaks whose lines both fit, the most even one; else as much as fits into the first line.
    evenly = min(breaks, key=lambda lines: max(map(text_width, lines)))
    filled = max(breaks, key=lambda lines: (text_width(lines[0]) <= width, len(lines[0])))
    lines = evenly if max(map(text_width, evenly)) <= width else filled
    return tuple(cut(line, width) for line in lines)


def wrapped(text: str, width: float) -> tuple[str, ...]:
    """`text` in as many lines of at most `width` pixels as it needs; a word that is longer is cut."""
    lines = [""]
    for word in plain(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(cut(line, width) for line in lines)


def cut(text: str, width: float) -> str:
    """`text` in one line of at most `width` pixels, with an ellipsis for what does not fit."""
    if text_width(text) <= width:
        return text
    kept = sum(total + text_width("…") <= width for total in accumulate(map(text_width, text)))
    return text[:kept].rstrip() + "…"
