"""Grades over time as a small picture: named, not only coloured, and broken where grades are not comparable."""

from collections.abc import Iterator
from typing import Final

from kg.briefing.sheets.sheet import Mark, Picture, Tie
from kg.draw.marks import cut, text_width, wrap
from kg.draw.markup import Element, element

_LABEL: Final = 190.0
_COLUMN: Final = 94.0
_BREAK: Final = 26.0
_ROW: Final = 27.0
_TOP: Final = 34.0
_CHIP: Final = 72.0
_SMALL: Final = 0.77
"""How large the picture's words are beside those for which widths are estimated."""


def drawing(picture: Picture) -> Element:
    """The figure; the table of the same grades is to stand beside it."""
    width, height = extent(picture)
    frame = {
        "viewBox": f"0 0 {width:g} {height:g}",
        "width": f"{width:g}",
        "height": f"{height:g}",
        "role": "img",
        "aria-label": in_words(picture),
    }
    return element(
        "figure",
        {},
        element(
            "div",
            {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Grades over time"},
            element("svg", frame, *shapes(picture)),
        ),
        element("figcaption", {}, caption(picture)),
    )


def extent(picture: Picture) -> tuple[float, float]:
    """Its width and height."""
    width = _LABEL + len(picture.years) * _COLUMN + len(picture.breaks) * _BREAK
    return width, _TOP + len(picture.lanes) * _ROW + 4


def shapes(picture: Picture) -> Iterator[Element]:
    """All that is drawn, from (0, 0)."""
    yield from _headings(picture)
    yield from _breaks(picture, extent(picture)[1])
    yield from (part for tie in picture.ties for part in _tie(picture, tie))
    yield from (part for at, lane in enumerate(picture.lanes) for part in _lane(picture, at, *lane))


def caption(picture: Picture, signs: str = ": ▲ better, ▼ worse, = the same") -> str:
    """What lines, signs and breaks mean, as far as there are any; `signs` is empty where a legend tells of them."""
    recalled = any(mark.recalled for _, marks in picture.lanes for mark in marks)
    told = (
        (f"A line joins grades of one line of questions{signs}.", bool(picture.ties)),
        ("No line crosses a break: grades on either side are not comparable.", bool(picture.breaks)),
        ("A dashed frame: only a later report tells of the grade.", recalled),
        (f"{picture.left} more are not drawn.", picture.left > 0),
    )
    return " ".join(words for words, holds in told if holds)


def in_words(picture: Picture) -> str:
    """The picture in words."""
    lanes = (
        f"{name}: " + ", ".join(f"{picture.years[mark.column]} {mark.grade.lower()}" for mark in marks)
        for name, marks in picture.lanes
    )
    return "Grades over time. " + ". ".join(lanes) + "."


def _left(picture: Picture, column: int) -> float:
    """Where a column begins."""
    return _LABEL + column * _COLUMN + sum(at <= column for at in picture.breaks) * _BREAK


def _middle(picture: Picture, column: int) -> float:
    return _left(picture, column) + _COLUMN / 2


def _row(lane: int) -> float:
    """The middle of a lane."""
    return _TOP + lane * _ROW + _ROW / 2


def _headings(picture: Picture) -> Iterator[Element]:
    for column, year in enumerate(picture.years):
        yield _text(_middle(picture, column), 28, str(year), "year")
    ends = [column for column, _ in picture.scales[1:]] + [len(picture.years)]
    for (start, scale), end in zip(picture.scales, ends, strict=True):
        room = (end - start) * _COLUMN
        words = scale if text_width(scale) * _SMALL <= room else scale.replace(" scale", "")
        middle = (_left(picture, start) + _left(picture, end - 1) + _COLUMN) / 2
        yield _text(middle, 11, cut(words, room / _SMALL), "scale")


def _breaks(picture: Picture, height: float) -> Iterator[Element]:
    for column in picture.breaks:
        middle = _left(picture, column) - _BREAK / 2
        for x in (middle - 4, middle + 4):
            yield element("path", {"class": "break", "d": f"M{x:g} 2V{height - 2:g}"})


def _tie(picture: Picture, tie: Tie) -> Iterator[Element]:
    """A line between two grades, with a sign for how they stand to each other."""
    x1, y1 = _middle(picture, tie.start[1]) + _CHIP / 2, _row(tie.start[0])
    x2, y2 = _middle(picture, tie.end[1]) - _CHIP / 2, _row(tie.end[0])
    yield element("path", {"class": "tie", "d": f"M{x1:g} {y1:g}L{x2:g} {y2:g}"})
    x, y = x2 - (_COLUMN - _CHIP) / 2, y2 - (y2 - y1) * (_COLUMN - _CHIP) / 2 / max(1.0, x2 - x1)
    yield sign(tie.verdict, x, y)


def sign(verdict: str, x: float, y: float) -> Element:
    """How a grade stands to the one before it, as a shape around (x, y)."""
    drawn = {
        "better": f"M{x - 5:g} {y + 4:g}h10l-5 -9z",
        "worse": f"M{x - 5:g} {y - 4:g}h10l-5 9z",
        "the same": f"M{x - 5:g} {y - 4:g}h10v3h-10zM{x - 5:g} {y + 1:g}h10v3h-10z",
    }
    return element("path", {"class": "sign", "d": drawn[verdict]})


def _lane(picture: Picture, at: int, name: str, marks: tuple[Mark, ...]) -> Iterator[Element]:
    yield from _words(0, _row(at), wrap(name, (_LABEL - 8) / _SMALL), "lane")
    for mark in marks:
        yield from _chip(_middle(picture, mark.column), _row(at), mark)


def _chip(x: float, y: float, mark: Mark) -> Iterator[Element]:
    yield element(
        "rect",
        {
            "class": f"chip rank-{mark.rank}" + (" recalled" if mark.recalled else ""),
            "x": x - _CHIP / 2,
            "y": y - _ROW / 2 + 2,
            "width": _CHIP,
            "height": _ROW - 4,
            "rx": 3,
        },
    )
    yield from _words(x, y, wrap(mark.grade, (_CHIP - 2) / _SMALL), "grade")


def _words(x: float, y: float, lines: tuple[str, ...], kind: str) -> Iterator[Element]:
    """One line or two, in the middle of a lane."""
    for number, line in enumerate(lines):
        yield _text(x, y + 3.5 + (number - (len(lines) - 1) / 2) * 10.5, line, kind)


def _text(x: float, y: float, words: str, kind: str) -> Element:
    anchor = "start" if kind == "lane" else "middle"
    return element("text", {"x": x, "y": y, "class": kind, "text-anchor": anchor}, words)
