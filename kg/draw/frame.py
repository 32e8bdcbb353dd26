"""What every figure for a paper has: a title, lines beneath it, a legend and a source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.draw.marks import Box, text_width, wrapped
from kg.draw.markup import Element, as_xml, asset, element, raw
from kg.network import ATTRIBUTION

SOURCE: Final = f"Source: inspection reports of HMIC and HMICFRS, read by peel-kg. {ATTRIBUTION}"
"""The line beneath a figure."""
_MARGIN: Final = 32.0
_LINE: Final = 20.0
_KEY: Final = 34.0
"""Width of a shape of the legend."""
_TITLE: Final = 1.75
"""How large the title is beside the text for which widths are estimated."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, and the room it takes."""

    shapes: tuple[Element, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: words, the style class of what is around the shape, and the shape from (0, 0)."""

    words: str
    style: str
    shape: Element


def figure(title: str, lines: Sequence[str], picture: Picture, keys: Sequence[Key], style: str) -> str:
    """An SVG that stands alone, in the style of an asset."""
    room = max(picture.box.width, 640.0)
    heads = wrapped(title, room / _TITLE)
    told = [part for line in lines for part in wrapped(line, room)]
    top = _MARGIN + 28 * len(heads) + _LINE * len(told) + 22
    bottom = top + picture.box.height + 40
    legend, tall = _legend(keys, room)
    sources = wrapped(SOURCE, room)
    height = bottom + tall + 16 * len(sources) + 36
    width = room + 2 * _MARGIN
    shift = f"translate({(width - picture.box.width) / 2 - picture.box.x:g} {top - picture.box.y:g})"
    root = element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": "title desc"}
        | {"viewBox": f"0 0 {width:g} {height:g}", "width": width, "height": height},
        element("title", {"id": "title"}, title),
        element("desc", {"id": "desc"}, " ".join([*lines, SOURCE])),
        raw("style", asset(style)),
        element("rect", {"class": "paper", "width": "100%", "height": "100%"}),
        *_lines(heads, _MARGIN + 18, 28, "title"),
        *_lines(told, _MARGIN + 14 + 28 * len(heads), _LINE, "note"),
        element("g", {"transform": shift}, *picture.shapes),
        element("g", {"transform": f"translate({_MARGIN:g} {bottom:g})"}, *legend),
        *_lines(sources, bottom + tall + 20, 16, "imprint"),
    )
    return as_xml(root)


def _lines(lines: Sequence[str], y: float, step: float, style: str) -> Iterator[Element]:
    for number, line in enumerate(lines):
        yield element("text", {"class": style, "x": _MARGIN, "y": y + step * number}, line)


def _legend(keys: Sequence[Key], width: float) -> tuple[list[Element], float]:
    """Rows of shapes with what they mean, and their height."""
    drawn: list[Element] = []
    x = y = 0.0
    for key in keys:
        room = _KEY + text_width(key.words)
        if x and x + room > width:
            x, y = 0.0, y + 24
        words = element("text", {"class": "label", "x": _KEY, "y": 4.5}, key.words)
        place = {"class": key.style, "transform": f"translate({x:g} {y:g})"}
        drawn.append(element("g", place, key.shape, words))
        x += room + 28
    return drawn, y + 16 if keys else 0.0
