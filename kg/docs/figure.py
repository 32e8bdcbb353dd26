"""The picture of the classes as SVG within a page: each class and property a link to its words."""

from collections.abc import Callable
from typing import Final

from kg.docs.diagram import HEAD, PAD, ROW, Arrow, Card, Diagram
from kg.draw.markup import Element, element

_MARGIN: Final = 4.0
_TIP: Final = 9.0
"""Length of an arrow's head."""


def figure(drawn: Diagram, address: Callable[[str], str]) -> Element:
    """The picture; `address` tells where a term is explained, or nothing."""
    width, height = drawn.width + 2 * _MARGIN, drawn.height + 2 * _MARGIN
    return element(
        "svg",
        {
            "class": "drawing",
            "viewBox": f"{-_MARGIN:g} {-_MARGIN:g} {width:g} {height:g}",
            "width": width,
            "height": height,
            "role": "group",
            "aria-label": "Classes and their properties; the same is told in the sections on each class",
        },
        *map(_arrow, drawn.arrows),
        *(_card(card, address) for card in drawn.cards),
    )


def _arrow(arrow: Arrow) -> Element:
    points = [*arrow.points[:-1], (arrow.points[-1][0] + _TIP, arrow.points[-1][1])]
    x, y = arrow.points[-1]
    tip = f"M{x:g},{y:g} l{_TIP:g},{-_TIP / 2:g} v{_TIP:g} z"
    return element(
        "g",
        {"class": "arrow"},
        element("polyline", {"points": " ".join(f"{x:g},{y:g}" for x, y in points)}),
        element("path", {"d": tip}),
    )


def _card(card: Card, address: Callable[[str], str]) -> Element:
    box = card.box
    frame = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 6}
    rows = [
        _link(address(row.iri), _words(row.text, box.x + PAD, box.y + HEAD + ROW * at + 14, "row"))
        for at, row in enumerate(card.rows)
    ]
    line = [element("path", {"class": "rule", "d": f"M{box.x:g},{box.y + HEAD:g} h{box.width:g}"})] * bool(
        rows
    )
    head = _link(address(card.iri), _words(card.name, box.x + PAD, box.y + 17.5, "name"))
    return element(
        "g", {"class": "card own" if card.own else "card"}, element("rect", frame), *line, head, *rows
    )


def _words(text: str, x: float, y: float, kind: str) -> Element:
    return element("text", {"class": kind, "x": x, "y": y}, text)


def _link(target: str, words: Element) -> Element:
    return element("a", {"href": target}, words) if target else words
