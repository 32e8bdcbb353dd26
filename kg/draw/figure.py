"""The network as a figure: SVG that stands alone, and the picture that the page embeds."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from math import sqrt
from typing import Final

from kg.draw.layout import place
from kg.draw.marks import GLYPH, LINE, Heading, Layout, Line, Mark, text_width
from kg.draw.markup import Element, as_xml, asset, element, raw
from kg.network import ATTRIBUTION, KINDS, Edge, Kind, Network, Node

TITLE: Final = "Partnership network"

# Half a glyph is 1; told apart by shape as well as by colour.
_SHAPES: Final[dict[Kind, str]] = {
    "force": "-1,-.75 1,-.75 1,.75 -1,.75",
    "joint unit": "-1,0 -.5,-.87 .5,-.87 1,0 .5,.87 -.5,.87",
    "national body": "0,-1 1,0 0,1 -1,0",
    "local body": "",
}
_ANCHORS: Final = {-1: "end", 0: "middle", 1: "start"}
_MARGIN: Final = 32.0


def svg(network: Network, *, title: str = TITLE) -> str:
    """A figure with title, legend, counts and attribution, fit for a paper."""
    layout = place(network)
    legend, legend_width = _legend(network)
    width = max(layout.box.width, legend_width, 560) + 2 * _MARGIN
    top, bottom = _MARGIN + 76, _MARGIN + 76 + layout.box.height + 40
    shift = f"translate({(width - layout.box.width) / 2 - layout.box.x:g} {top - layout.box.y:g})"
    root = element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": "title desc"}
        | {"viewBox": f"0 0 {width:g} {bottom + 84:g}", "width": width, "height": bottom + 84},
        element("title", {"id": "title"}, title),
        element("desc", {"id": "desc"}, f"{counts(network)} {ATTRIBUTION}"),
        raw("style", asset("figure.css")),
        element("rect", {"class": "paper", "width": "100%", "height": "100%"}),
        _text(title, _MARGIN, _MARGIN + 18, "title"),
        _text(counts(network), _MARGIN, _MARGIN + 42, "note"),
        element("g", {"transform": shift}, *picture(network, layout, linked=False)),
        element("g", {"transform": f"translate({_MARGIN:g} {bottom:g})"}, *legend),
        _text(ATTRIBUTION, _MARGIN, bottom + 46, "imprint"),
    )
    return as_xml(root)


def counts(network: Network) -> str:
    """How much the network holds, in a sentence."""
    told = [edge for edge in network.edges if edge.passages]
    if not told:
        return "No partnership is known: no report that was read tells of one."
    forces = [node.label for node in network.nodes if node.kind == "force"]
    bodies = len(network.nodes) - len(forces)
    passages = {passage for edge in told for passage in edge.passages}
    reports = {passage.report for passage in passages}
    who = forces[0] if len(forces) == 1 else _many(len(forces), "police force")
    return (
        f"{who} and {_many(bodies, 'partner body', 'partner bodies')}: "
        f"{_many(len(told), 'partnership')}, told in {_many(len(passages), 'passage')} "
        f"of {_many(len(reports), 'report')}."
    )


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def picture(network: Network, layout: Layout, *, linked: bool) -> Iterator[Element]:
    """Lines, headings and marks, in this order, so that no line crosses a name on a card.

    If `linked`, lines and marks are links to their own address in the page, and so in reach of the keyboard.
    """
    nodes = {node.iri: node for node in network.nodes}
    for line in layout.lines:
        yield _edge(line, nodes[line.edge.source], nodes[line.edge.target], linked)
    for heading in layout.headings:
        yield _heading(heading)
    told = Counter(iri for edge in network.edges if edge.passages for iri in (edge.source, edge.target))
    for mark in layout.marks:
        yield _node(mark, told[mark.node.iri], linked)
    if not network.nodes:
        yield _text("Nothing to draw", 0, 0, "heading")


def anchor(kind: str, *iris: str) -> str:
    """The address of a node or an edge within a page, the same on every page that shows it."""
    slugs = [re.sub("[^a-z0-9-]", "", iri.rsplit("/", 1)[-1].lower())[:40] for iri in iris]
    return "-".join([kind, *slugs, hashlib.sha256("\n".join(iris).encode()).hexdigest()[:8]])


def edge_name(edge: Edge, source: Node, target: Node) -> str:
    """An edge in words, for those who do not see it."""
    if not edge.passages:
        return f"{source.label} is a member of {target.label}; no passage tells of their work"
    serves = ", ".join((*edge.threats, *edge.topics))
    on = f" on {serves}" if serves else ""
    return f"{source.label} works with {target.label}{on}: {_many(len(edge.passages), 'passage')}"


def css_class(kind: str) -> str:
    """The style class of a kind of node or edge."""
    return kind.replace(" ", "-")


def glyph(kind: Kind, x: float, y: float, size: float = GLYPH) -> Element:
    """The shape of a kind of node around (x, y), `size` being half its width."""
    if not _SHAPES[kind]:
        return element("circle", {"class": "glyph", "cx": x, "cy": y, "r": size * 0.85})
    corners = [tuple(map(float, pair.split(","))) for pair in _SHAPES[kind].split()]
    points = " ".join(f"{x + across * size:g},{y + down * size:g}" for across, down in corners)
    return element("polygon", {"class": "glyph", "points": points})


def _edge(line: Line, source: Node, target: Node, linked: bool) -> Element:
    edge, (start, one, two, end) = line.edge, line.points
    path = "M{:g},{:g} C{:g},{:g} {:g},{:g} {:g},{:g}".format(*start, *one, *two, *end)
    width = round(min(1.5 + 0.9 * sqrt(max(0, len(edge.passages) - 1)), 6), 1)
    style = f"edge {edge.kind} {css_class(target.kind)}"
    return _named(
        edge_name(edge, source, target),
        {"class": style},
        anchor("edge", edge.source, edge.target) if linked else "",
        element("path", {"class": "line", "d": path, "stroke-width": width}),
        element("path", {"class": "reach", "d": path}),
    )


def _node(mark: Mark, degree: int, linked: bool) -> Element:
    node, own = mark.node, anchor("node", mark.node.iri)
    name = ", ".join([node.label, node.kind, _many(degree, "partner")])
    attributes = {"class": f"node {css_class(node.kind)}", "id": own}
    return _named(name, attributes, own if linked else "", *(_card(mark) if mark.side == 0 else _leaf(mark)))


def _named(name: str, attributes: dict[str, str], target: str, *children: Element) -> Element:
    """A group of shapes with a name, which is a link if there is a target."""
    link = {"href": f"#{target}", "aria-label": name} if target else {}
    return element("a" if target else "g", link | attributes, element("title", {}, name), *children)


def _card(mark: Mark) -> Iterator[Element]:
    box = mark.box
    room = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 7}
    yield element("rect", {"class": "card", **room})
    inset = 0.0
    if mark.node.kind != "force":
        inset = 1.6 * GLYPH
        yield glyph(mark.node.kind, box.x + 2 * GLYPH, mark.y, GLYPH * 0.85)
    yield _lines(mark, mark.x + inset, 0)


def _leaf(mark: Mark) -> Iterator[Element]:
    yield glyph(mark.node.kind, mark.x, mark.y)
    yield _lines(mark, mark.x + mark.side * 2 * GLYPH, mark.side)


def _lines(mark: Mark, x: float, side: int) -> Element:
    first = mark.y - LINE * (len(mark.lines) + bool(mark.note) - 1) / 2 + 4.5
    rows = [("name", line) for line in mark.lines] + [("note", mark.note)] * bool(mark.note)
    spans = (
        element("tspan", {"class": part, "x": round(x, 1), "y": round(first + LINE * n, 1)}, line)
        for n, (part, line) in enumerate(rows)
    )
    style = "label" if side else "words"
    return element("text", {"class": style, "text-anchor": _ANCHORS[side]}, *spans)


def _heading(heading: Heading) -> Element:
    text = _text(heading.text.upper(), heading.x, heading.y, "heading")
    text.set("text-anchor", _ANCHORS[heading.side])
    return text


def _text(text: str, x: float, y: float, style: str) -> Element:
    return element("text", {"class": style, "x": x, "y": y}, text)


def _legend(network: Network) -> tuple[list[Element], float]:
    """A row of shapes and lines with what they mean, and its width; only what the network has."""
    drawn: list[Element] = []
    x = 0.0
    for kind, words in legend(network):
        drawn.append(
            element("g", {"class": css_class(kind)}, sample(kind, x, 0), _text(words, x + 34, 4.5, "label"))
        )
        x += 34 + text_width(words) + 28
    return drawn, max(0.0, x - 28)


def legend(network: Network) -> list[tuple[str, str]]:
    """The kinds of node and edge in the network, each with its meaning."""
    present = {node.kind for node in network.nodes} | {edge.kind for edge in network.edges}
    meanings = [(kind, kind.capitalize()) for kind in KINDS] + [
        ("partnership", "Works with (wider: more passages)"),
        ("member", "Member of the unit; no passage tells of it"),
    ]
    return [(kind, words) for kind, words in meanings if kind in present]


def sample(kind: str, x: float, y: float) -> Element:
    """The shape or line that stands for `kind`, in the 24 pixels from (x, y)."""
    for known in KINDS:
        if kind == known:
            return glyph(known, x + 12, y)
    return element("path", {"class": "line", "d": f"M{x:g},{y:g} h24", "stroke-width": 2})
