"""Phrases to lines: what stands on one baseline without a wide gap, with the sign of a list before it."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from kg.read.marks import MARK, refers
from kg.read.pdf.drawn import upright
from kg.read.pdf.labels import BULLET, LABEL
from kg.read.pdf.phrases import HIGH, SMALL, Box, Page, Phrase

WIDE: Final = 1.5
"""Parts of the size by which words of one line are apart at most; cells and columns are further apart."""
_BLANK: Final = 0.7
"""The same for words that are not drawn one after the other: those of another column may be nearer than cells are."""
_HANGING: Final = 5.0
"""Parts of the size by which a sign and its text are apart at most."""
_BASE: Final = 0.2
"""Parts of the size by which words of one line may stand off its baseline."""
_TIGHT: Final = 0.45
"""Parts of the size by which a mark is apart from its word at most."""
_RAISED: Final = 0.75
_LOWERED: Final = 0.35
"""Parts of the size by which smaller print of a line may stand above and below its baseline."""

_LEADER: Final = re.compile(r"[.…_·](?:\s?[.…_·]){3,}")
"""What leads from an entry of a table of contents to its page."""
_CLOSING: Final = ".,;:!?)]’”"
_LEFT, _RIGHT, _BOLD = attrgetter("left"), attrgetter("right"), attrgetter("bold")
_DOT: Final = (0.12, 0.8)
"""Parts of the size that a bullet has which is drawn, not written."""
_AWAY: Final = 3.0
"""Parts of the size by which such a bullet stands before its text at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline `y`, from left to right."""

    phrases: tuple[Phrase, ...]
    page: int
    left: float
    right: float
    y: float
    size: float
    text: str
    """Its words, without marks that refer to footnotes."""
    bold: bool
    """Whether all its words are."""
    sign: str = ""
    """The bullet or number before it, which is none of its words."""
    begin: float = 0.0
    """Where the sign begins, or the line without one."""
    apart: bool = False
    """Whether something is drawn between it and the line before."""
    column: float = 0.0
    """Where the right one begins of the columns in which it stands; 0 where it may run across the page."""

    @property
    def top(self) -> float:
        """Where its tall letters end."""
        return self.y - 0.72 * self.size

    @property
    def bottom(self) -> float:
        """Where its letters end below."""
        return self.y + 0.2 * self.size

    @property
    def first_word(self) -> float:
        """The width of its first word."""
        first = self.phrases[0]
        return (first.right - first.left) * len(first.text.partition(" ")[0]) / len(first.text)

    @property
    def marks(self) -> list[str]:
        """The marks in it that refer to footnotes."""
        return _read(self.phrases, self.y, self.size)[1]

    def begins_raised(self) -> bool:
        """Whether its first phrase is a raised number or sign."""
        return _is_raised(self.phrases[0], self.y, self.size)


def line(phrases: Iterable[Phrase], page: int) -> Line:
    """The line of some phrases. Its size and baseline are those of most of its letters."""
    ordered = tuple(sorted(phrases, key=_LEFT))
    size, y = _print(ordered)
    left, right = ordered[0].left, max(map(_RIGHT, ordered))
    bold = all(map(_BOLD, ordered))
    text, _ = _read(ordered, y, size)
    return Line(ordered, page, left, right, y, size, text, bold, begin=left)


def _print(phrases: Sequence[Phrase]) -> tuple[float, float]:
    """The size and the baseline of most letters."""
    first = phrases[0]
    if all(one.size == first.size and one.y == first.y for one in phrases):
        return first.size, first.y
    letters: Counter[float] = Counter()
    for one in phrases:
        letters[one.size] += len(one.text)
    size = max(letters, key=lambda one: (letters[one], one))
    return size, max((one for one in phrases if one.size == size), key=lambda one: len(one.text)).y


def _read(phrases: Sequence[Phrase], y: float, size: float) -> tuple[str, list[str]]:
    """The words of a line, and the marks in it that refer to footnotes."""
    shown: list[str] = []
    marks: list[str] = []
    marked = False
    for at, one in enumerate(phrases):
        if (one.size < size or one.y < y) and _is_raised(one, y, size):
            after = phrases[at + 1].text if at + 1 < len(phrases) and phrases[at + 1].glued else ""
            if refers(one.text, "".join(shown[-3:]), after):
                marks.append(one.text)
                marked = True
                continue
        if shown and not one.glued and not (marked and one.text[0] in _CLOSING):
            shown.append(" ")
        shown.append(one.text)
        marked = False
    return "".join(shown), marks


def _is_raised(phrase: Phrase, y: float, size: float) -> bool:
    """Whether a number or a sign is raised, and in smaller print if it is not raised by much."""
    least = 0.1 if phrase.size <= SMALL * size else HIGH
    return phrase.y < y - least * size and MARK.fullmatch(phrase.text) is not None


def lines_of(page: Page) -> list[Line]:
    """The lines of a page, from top to bottom and left to right; a line ends at a wide gap, and where a line is drawn upright."""
    drawn = upright(page.boxes)
    runs = [line(run, page.number) for run in _runs(page.phrases, drawn)]
    lines = _with_marks(_merged(runs, drawn))
    parted = [part for one in lines for part in _parted(one)]
    return _with_dots(_with_signs(parted), page.boxes)


def _runs(phrases: Iterable[Phrase], drawn: Sequence[Box]) -> Iterator[list[Phrase]]:
    """Phrases that are drawn one after the other, each where the one before it leads."""
    run: list[Phrase] = []
    main = Phrase("", 0, 0, 0, 0)
    for one in phrases:
        if run and one.y == main.y and one.size == main.size and not drawn:
            if -0.5 * one.size < one.left - run[-1].right < WIDE * one.size:
                run.append(one)
                continue
        elif run and _belongs(main, one) and _near(run[-1], one, max(main.size, one.size), drawn):
            run.append(one)
            main = one if one.size > main.size else main
            continue
        if run:
            yield run
        run, main = [one], one
    if run:
        yield run


def _belongs(main: Phrase, other: Phrase) -> bool:
    """Whether a phrase is on the line of those before it, or a mark that is raised at their end."""
    raised = other.glued and HIGH * main.size < main.y - other.y <= _RAISED * main.size
    return _on_line(main, other) or (raised and MARK.fullmatch(other.text) is not None)


def _on_line(main: Phrase | Line, other: Phrase | Line) -> bool:
    """Whether something is on the line of something else: on its baseline, or near it in smaller print."""
    small, large = (main, other) if main.size < other.size else (other, main)
    rise = large.y - small.y
    if small.size <= SMALL * large.size:
        return -_LOWERED * large.size <= rise <= _RAISED * large.size
    return abs(rise) <= _BASE * large.size


def _near(
    one: Phrase | Line, other: Phrase | Line, size: float, drawn: Sequence[Box], wide: float = WIDE
) -> bool:
    """Whether the second follows the first without a wide gap or a drawn line between them."""
    if not -0.5 * size < other.left - one.right < wide * size:
        return False
    return not drawn or not any(
        one.right - 1 <= box.left and box.right <= other.left + 1 and box.top < one.y < box.bottom + one.size
        for box in drawn
    )


def _merged(runs: list[Line], drawn: Sequence[Box]) -> list[Line]:
    """The same, with runs joined that are parts of one line but not drawn one after the other; from top to bottom."""
    merged: list[Line] = []
    for row in _rows(runs):
        row.sort(key=lambda one: one.left)
        last = row[0]
        for one in row[1:]:
            if _near(last, one, max(last.size, one.size), drawn, _BLANK):
                last = line(last.phrases + one.phrases, last.page)
            else:
                merged.append(last)
                last = one
        merged.append(last)
    return merged


def _rows(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines on the same baseline, from top to bottom."""
    row: list[Line] = []
    for one in sorted(lines, key=lambda one: one.y):
        if row and one.y - row[0].y > _BASE * min(one.size, row[0].size):
            yield row
            row = []
        row.append(one)
    if row:
        yield row


def _with_marks(lines: list[Line]) -> list[Line]:
    """The same, with marks that were drawn by themselves in the line at which they stand."""
    found = sorted(lines, key=lambda one: (one.y, one.left))
    heights = [one.y for one in found]
    hosts: dict[int, Line] = {}
    lone: set[int] = set()
    for at, mark in enumerate(found):
        if len(mark.phrases) > 1 or not MARK.fullmatch(mark.phrases[0].text):
            continue
        low, high = bisect_left(heights, mark.y - 0.5), bisect_left(heights, mark.y + 2 * mark.size)
        for host in range(low, min(high, low + 40)):
            one = hosts.get(host, found[host])
            if host != at and _is_mark_of(one, mark):
                hosts[host] = line(one.phrases + mark.phrases, one.page)
                lone.add(at)
                break
    return [hosts.get(at, one) for at, one in enumerate(found) if at not in lone]


def _is_mark_of(host: Line, mark: Line) -> bool:
    """Whether a mark stands at a line: in smaller print, or raised right before its first word or behind its last."""
    if mark.size <= SMALL * host.size:
        return _on_line(host, mark) and _touches(host, mark)
    raised = HIGH * host.size < host.y - mark.y <= _RAISED * host.size and mark.size <= host.size
    gap = max(host.left - mark.right, mark.left - host.right)
    return raised and -0.1 * host.size < gap < _TIGHT * host.size


def _touches(host: Line, mark: Line) -> bool:
    return host.left - host.size < mark.right and mark.left < host.right + 0.6 * host.size


def _parted(one: Line) -> Iterator[Line]:
    """A line of a table of contents in its parts: leaders are left out."""
    if not _LEADER.search(one.text):
        yield one
        return
    part: list[Phrase] = []
    for phrase in one.phrases:
        words = _LEADER.split(phrase.text)
        for number, text in enumerate(words):
            if number and part:
                yield line(part, one.page)
                part = []
            if text.strip():
                part.append(_cut(phrase, text))
    if part:
        yield line(part, one.page)


def _cut(phrase: Phrase, text: str) -> Phrase:
    """A part of a phrase, as if all its characters were of one width."""
    width = (phrase.right - phrase.left) / len(phrase.text)
    left = phrase.left + width * phrase.text.index(text)
    return phrase._replace(text=text.strip(), left=left, right=left + width * len(text))


def _with_signs(lines: list[Line]) -> list[Line]:
    """The same, with bullets set apart from the words that they stand before."""
    found: list[Line] = []
    for one in map(_signed, lines):
        if _is_sign_of(found, one):
            sign = found.pop()
            found.append(replace(one, sign=sign.phrases[0].text, begin=sign.left))
        else:
            found.append(one)
    return found


def _is_sign_of(found: Sequence[Line], one: Line) -> bool:
    """Whether the last of the lines found is but a sign, a tab before a line. Behind other words a label is the cell of a table."""
    if not found or one.sign or found[-1].sign or len(found[-1].phrases) > 1:
        return False
    sign = found[-1]
    if not _on_line(sign, one) or not 0 < one.left - sign.right < _HANGING * one.size:
        return False
    if BULLET.fullmatch(sign.phrases[0].text):
        return True
    alone = len(found) == 1 or not _on_line(found[-2], sign)
    return alone and LABEL.fullmatch(sign.phrases[0].text) is not None


def _signed(one: Line) -> Line:
    """A line that begins with a bullet, with its sign set apart."""
    first, rest = one.phrases[0], one.phrases[1:]
    bullet = BULLET.match(first.text)
    if not bullet or one.begins_raised():
        return one
    if len(first.text) > 1:
        rest = (_cut(first, first.text[1:]), *rest)
    return replace(line(rest, one.page), sign=bullet[0], begin=first.left) if rest else one


def _with_dots(lines: list[Line], boxes: Sequence[Box]) -> list[Line]:
    """The same, with bullets that are drawn, as a browser does when it prints."""
    dots = sorted((box for box in boxes if _is_dot(box)), key=lambda box: box.bottom)
    if not dots:
        return lines
    heights = [box.bottom for box in dots]
    return [_dotted(one, dots, heights) for one in lines]


def _is_dot(box: Box) -> bool:
    width, height = box.right - box.left, box.bottom - box.top
    return 1 < width < 12 and 1 < height < 12 and 0.5 < width / height < 2


def _dotted(one: Line, dots: Sequence[Box], heights: Sequence[float]) -> Line:
    if one.sign:
        return one
    least, most = _DOT[0] * one.size, _DOT[1] * one.size
    for dot in dots[
        bisect_left(heights, one.y - 0.7 * one.size) : bisect_left(heights, one.y + 0.15 * one.size)
    ]:
        width = dot.right - dot.left
        if least < width < most and 0.1 * one.size < one.left - dot.right < _AWAY * one.size:
            return replace(one, sign="•", begin=dot.left)
    return one
