"""The lists of a Word file: what is printed before each of their items."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from kg.read.flow import BULLET, counted
from kg.read.styles import Styles, W, told, whole

_FORMATS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    """How the items at a depth of a list are counted."""

    format: str
    text: str
    """What is printed, with the number of each level as %1 to %9."""
    start: int
    style: str | None
    """The style whose paragraphs stand at this depth."""


@dataclass(frozen=True, slots=True)
class _List:
    """A list, or a part of one: those of one `pattern` go on counting where the last one stopped, but for levels that start anew."""

    pattern: str
    levels: dict[int, _Level]
    anew: dict[int, int]


class Lists:
    """The lists of a file, and how far each has been counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._lists = {} if root is None else dict(_lists(root, styles))
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level(self, number: str, style: str | None) -> int:
        """The depth at which a list has the paragraphs of a style."""
        known = self._lists.get(number)
        levels = known.levels.items() if known else ()
        return next((depth for depth, level in levels if style and level.style == style), 0)

    def sign(self, number: str, depth: int) -> str:
        """What stands before the next item at a depth of a list; nothing where that prints nothing."""
        known = self._lists.get(number)
        level = known.levels.get(depth) if known else None
        if known is None or level is None:
            return BULLET
        self._count(number, known, depth, level.start)
        if level.format in ("bullet", "none"):
            return BULLET if level.format == "bullet" else _PLACE.sub("", level.text).strip()
        return _PLACE.sub(lambda place: self._shown(known, int(place[1]) - 1), level.text).strip()

    def _count(self, number: str, known: _List, depth: int, start: int) -> None:
        """Counts one more item at a depth; those deeper begin again."""
        counts = self._counts.setdefault(known.pattern, {})
        if depth in known.anew and (number, depth) not in self._begun:
            counts[depth] = known.anew[depth] - 1
        self._begun.add((number, depth))
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]

    def _shown(self, known: _List, depth: int) -> str:
        level = known.levels.get(depth)
        count = self._counts[known.pattern].get(depth, level.start if level else 1)
        return counted(count, _FORMATS.get(level.format, "1") if level else "1")


def _lists(root: etree._Element, styles: Styles) -> Iterator[tuple[str, _List]]:
    """The lists by their numbers."""
    patterns = {one.get(W + "abstractNumId"): one for one in root.findall(W + "abstractNum")}
    numbers = {one.get(W + "numId"): told(one, "abstractNumId") for one in root.findall(W + "num")}
    for one in root.findall(W + "num"):
        pattern = told(one, "abstractNumId")
        found = patterns.get(pattern)
        if found is None or pattern is None:
            continue
        if linked := told(found, "numStyleLink"):
            pattern = numbers.get(styles.of(linked).number) or pattern
            found = patterns.get(pattern, found)
        changed = one.findall(W + "lvlOverride")
        levels = dict(_levels(found)) | {depth: level for each in changed for depth, level in _levels(each)}
        anew = {
            depth: start
            for each in changed
            if (depth := whole(each.get(W + "ilvl"))) is not None
            and (start := whole(told(each, "startOverride"))) is not None
        }
        yield one.get(W + "numId", ""), _List(pattern, levels, anew)


def _levels(pattern: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in pattern.findall(W + "lvl"):
        depth = whole(level.get(W + "ilvl"))
        if depth is not None:
            start = whole(told(level, "start"))
            yield (
                depth,
                _Level(
                    told(level, "numFmt") or "decimal",
                    told(level, "lvlText") or "",
                    1 if start is None else start,
                    told(level, "pStyle"),
                ),
            )
