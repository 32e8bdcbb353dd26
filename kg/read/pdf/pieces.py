"""Writes groups of lines as the pieces of a report."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from kg.read.layout import Kind, Piece
from kg.read.marks import MARK
from kg.read.pdf.body import Body
from kg.read.pdf.hyphens import Mending
from kg.read.pdf.labels import GLUED_MARK, is_number
from kg.read.pdf.lines import Line, line
from kg.read.pdf.paragraphs import Group
from kg.read.pdf.tables import Row

_HEADING: Final = 240
"""Characters of the longest heading."""
_SENTENCE: Final = 80
"""Characters from which on a heading that ends as a sentence is one."""
_TOLERANCE: Final = 0.4
"""Parts of the size by which items of one list may begin apart."""
_BACK: Final = re.compile(r"\s*[↩↑⏎][\ufe0e\ufe0f]?\s*$")
"""The sign of a link from a footnote back to its mark."""
_STOPS: Final = re.compile(r"[.!;][\"'’”)\]]*$")


class Writer:
    """Writes pieces in order; knows the lists in which an item stands."""

    def __init__(self, mending: Mending, body: Body) -> None:
        self._mending, self._body = mending, body
        self._levels: list[Line] = []

    def pieces(self, groups: Iterable[Group | Row]) -> Iterator[Piece]:
        """The headings, paragraphs, items and rows."""
        for group in groups:
            yield self._row(group) if isinstance(group, Row) else self._piece(group)

    def notes(self, groups: Iterable[Group]) -> Iterator[Piece]:
        """Footnotes as paragraphs, without their marks."""
        for first, *rest in groups:
            phrases = first.phrases[1:] if _is_marked(first) else first.phrases
            lines = [line(phrases, first.page), *rest] if phrases else rest
            (page, words), *parts = self._parts(lines)
            *parts, (end, last) = ((page, _unmarked(words)), *parts)
            yield Piece(Kind.PARAGRAPH, (*parts, (end, _BACK.sub("", last))))

    def _row(self, row: Row) -> Piece:
        self._levels.clear()
        cells = ("".join(words for _, words in self._parts(cell)) for cell in row.cells)
        return Piece(Kind.ROW, ((row.page, " | ".join(cells)),))

    def _piece(self, group: Group) -> Piece:
        first, parts = group[0], self._parts(group)
        numbered = is_number(first.sign)
        if (numbered or not first.sign) and self._is_heading(group, parts):
            self._levels.clear()
            number = ((first.page, f"{first.sign} "),) if first.sign else ()
            return Piece(Kind.HEADING, number + parts)
        if first.sign:
            return Piece(Kind.ITEM, parts, self._depth(first), first.sign if numbered else "•")
        if self._levels and first.left <= self._levels[0].begin + _TOLERANCE * first.size:
            self._levels.clear()
        return Piece(Kind.PARAGRAPH, parts)

    def _is_heading(self, group: Group, parts: tuple[tuple[int, str], ...]) -> bool:
        length = sum(len(words) for _, words in parts)
        sentence = length > _SENTENCE and _STOPS.search(parts[-1][1][-6:])
        return length <= _HEADING and not sentence and all(map(self._body.heads, group))

    def _depth(self, item: Line) -> int:
        """The depth of an item among the lists that are open."""
        slack = _TOLERANCE * item.size
        for depth in reversed(range(len(self._levels))):
            level = self._levels[depth]
            if min(abs(level.left - item.left), abs(level.begin - item.begin)) <= slack:
                del self._levels[depth + 1 :]
                return depth
        while self._levels and self._levels[-1].left > item.left:
            self._levels.pop()
        self._levels.append(item)
        return len(self._levels) - 1

    def _parts(self, lines: Sequence[Line]) -> tuple[tuple[int, str], ...]:
        """The words of some lines, joined; those of each page in a part."""
        texts = [one.text for one in lines]
        joined = [*(self._mending.join(one, other) for one, other in pairwise(texts)), *texts[-1:]]
        by_page = groupby(zip(lines, joined, strict=True), key=lambda part: part[0].page)
        return tuple((page, "".join(words for _, words in parts)) for page, parts in by_page)


def _unmarked(words: str) -> str:
    glued = GLUED_MARK.match(words)
    return words[glued.end() :] if glued else words


def _is_marked(one: Line) -> bool:
    """Whether the first phrase of a line is the mark of a footnote; a sign is none of its phrases."""
    return not one.sign and (one.begins_raised() or MARK.fullmatch(one.phrases[0].text) is not None)
