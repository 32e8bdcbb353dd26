"""What the styles of a Word file say of a paragraph: whether it is a heading, or of the table of contents, or in which list it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading \d|title|subtitle")
_CONTENTS = re.compile(r"toc (?:\d|heading)|contents heading|table of (?:figures|authorities)")
_LISTED = re.compile(r"list (?:bullet|number)(?: ([2-5]))?")
_OFF = frozenset(["0", "false", "off"])
BODY: Final = 9
"""The outline level of what is no heading."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its paragraphs, on its own or by those that it is based on."""

    heading: bool = False
    contents: bool = False
    bold: bool = False
    raised: bool = False
    number: str | None = None
    """The list in which they stand."""
    level: int | None = None
    """How deep they stand in it, from 0."""


class Styles:
    """The styles of a file by their ids."""

    def __init__(self, root: etree._Element) -> None:
        found = root.findall(W + "style")
        self._elements = {style.get(W + "styleId"): style for style in found}
        default = (style.get(W + "styleId") for style in found if _is_default(style))
        self._default = next(default, None)
        self._known: dict[str | None, Style] = {}

    def of(self, name: str | None) -> Style:
        """What the style with an id says; the default one's, where there is no such style."""
        if name not in self._elements:
            name = self._default
        if name not in self._known:
            self._known[name] = _resolved(list(self._chain(name)))
        return self._known[name]

    def _chain(self, name: str | None) -> Iterator[etree._Element]:
        """A style and those that it is based on, each once."""
        seen: set[str | None] = set()
        while name in self._elements and name not in seen:
            seen.add(name)
            yield self._elements[name]
            name = told(self._elements[name], "basedOn")


def _is_default(style: etree._Element) -> bool:
    return style.get(W + "type") == "paragraph" and style.get(W + "default") not in (None, *_OFF)


def _resolved(chain: list[etree._Element]) -> Style:
    names = [(told(style, "name") or "").lower() for style in chain]
    number = _first(chain, "pPr/numPr/numId")
    listed = next((found for name in names if (found := _LISTED.fullmatch(name))), None)
    level = _first(chain, "pPr/numPr/ilvl") if number else listed and str(int(listed[1] or 1) - 1)
    return Style(
        heading=_is_heading(chain, names),
        contents=any(map(_CONTENTS.fullmatch, names)),
        bold=next((is_on(bold) for style in chain if (bold := style.find(path("rPr/b"))) is not None), False),
        raised=_first(chain, "rPr/vertAlign") == "superscript",
        number=number,
        level=whole(level),
    )


def _is_heading(chain: list[etree._Element], names: list[str]) -> bool:
    """Whether a style, or the nearest under it that says so, is one of headings, whatever it is called."""
    for style, name in zip(chain, names, strict=True):
        level = whole(told(style, "pPr/outlineLvl"))
        if level is not None or _HEADING.fullmatch(name):
            return level is None or level < BODY
    return False


def _first(chain: list[etree._Element], where: str) -> str | None:
    return next((said for style in chain if (said := told(style, where)) is not None), None)


def told(element: etree._Element | None, where: str) -> str | None:
    """The value of a setting in an element: of `pPr/outlineLvl`, say. None where either is missing."""
    found = None if element is None else element.find(path(where))
    return None if found is None else found.get(W + "val")


@cache
def path(where: str) -> str:
    """A path of names with their namespace."""
    return "/".join(W + name for name in where.split("/"))


def is_on(setting: etree._Element | None) -> bool:
    """Whether a setting is there and not switched off."""
    return setting is not None and setting.get(W + "val") not in _OFF


def whole(told: str | None) -> int | None:
    """A small number as it is written; None where it is none."""
    return int(told) if told is not None and re.fullmatch(r"[0-9]{1,6}", told) else None
