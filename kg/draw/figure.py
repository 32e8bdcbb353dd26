"""The network as a figure: SVG that stands alone, and the picture that the page embeds."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Final

from kg.draw.frame import Key, Picture, figure
from kg.draw.layout import place
from kg.draw.marks import GLYPH, LINE, Heading, Layout, Line, Mark
from kg.draw.markup import Element, element
from kg.draw.raster import rasterised
from kg.network import KINDS, Edge, Kind, Network, Node, Projection

TITLE: Final = "Partnership network"
_TITLES: Final[dict[Projection, str]] = {
    "force-body": TITLE,
    "force-force": "Police forces that share partners",
    "body-threat": "Partner bodies and the threats they serve",
}
_SIGNED: Final = 120
"""Up to so many edges have signs of praise and criticism; in more they would hide the lines."""

# Half a glyph is 1; told apart by shape as well as by colour.
_SHAPES: Final[dict[Kind, str]] = {
    "force": "-1,-.75 1,-.75 1,.75 -1,.75",
    "joint unit": "-1,0 -.5,-.87 .5,-.87 1,0 .5,.87 -.5,.87",
    "national body": "0,-1 1,0 0,1 -1,0",
    "local body": "",
    "threat": "0,-1 1,.75 -1,.75",
}
_ANCHORS: Final = {-1: "end", 0: "middle", 1: "start"}


def svg(network: Network) -> str:
    """A figure with title, legend, counts and source, fit for a paper."""
    layout = place(network)
    return figure(
        title(network),
        [line for line in (counts(network), restriction(network), thinning(network)) if line],
        Picture(tuple(picture(network, layout, linked=False)), layout.box),
        [Key(words, css_class(kind), sample(kind, 0, 0)) for kind, words in legend(network)],
        "figure.css",
    )


def title(network: Network) -> str:
    """What the network is called."""
    return network.title or _TITLES[network.projection]


def png(network: Network) -> bytes:
    """The same figure as pixels. Raises UsageError where resvg is not installed."""
    return rasterised(svg(network))


def restriction(network: Network) -> str:
    """What the network was narrowed to, in a sentence; empty where it was not."""
    return f"Only: {'; '.join(network.narrowed_to)}." if network.narrowed_to else ""


def drawn(layout: Layout, network: Network) -> Iterator[Line]:
    """The lines that the picture shows."""
    least = _least(network)
    return (line for line in layout.lines if line.edge.weight >= least)


def thinning(network: Network) -> str:
    """Which ties the picture leaves out, in a sentence; empty where it shows all."""
    least = _least(network)
    return f"Lines: forces that share at least {least} partners." if least > 1 else ""


def _least(network: Network) -> int:
    """How many partners two forces must share so that the picture joins them: among many forces nearly all share some."""
    if network.projection != "force-force" or len(network.edges) <= _SIGNED:
        return 0
    weights = sorted((edge.weight for edge in network.edges), reverse=True)
    return min(weights[_SIGNED] + 1, weights[0])


def counts(network: Network) -> str:
    """How much the network holds, in a sentence."""
    told = [edge for edge in network.edges if edge.accounts]
    if not told:
        return f"No partnership is known: no report that was read tells of one{' so' if network.narrowed_to else ''}."
    passages = {
        (account.report, passage.start)
        for edge in told
        for account in edge.accounts
        for passage in account.passages
    }
    reports = len(set(network.reports()))
    return f"{_who(network, told)}, told in {_many(len(passages), 'passage')} of {_many(reports, 'report')}."


def _who(network: Network, told: list[Edge]) -> str:
    forces = [node.label for node in network.nodes if node.kind == "force"]
    threats = sum(node.kind == "threat" for node in network.nodes)
    bodies = _many(len(network.nodes) - len(forces) - threats, "partner body", "partner bodies")
    if network.projection == "force-force":
        return (
            f"{_many(len(forces), 'police force')}: {_many(len(told), 'pair')} of forces that share partners"
        )
    if network.projection == "body-threat":
        return f"{bodies if not forces else _many(len(network.nodes) - threats, 'partner')} and {_many(threats, 'threat')}"
    who = forces[0] if len(forces) == 1 else _many(len(forces), "police force")
    return f"{who} and {bodies}: {_many(len(told), 'partnership')}"


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def picture(network: Network, layout: Layout, *, linked: bool) -> Iterator[Element]:
    """Lines, headings and marks, in this order, so that no line crosses a name on a card.

    If `linked`, lines and marks are links to their own address in the page, and so in reach of the keyboard.
    """
    nodes = {node.iri: node for node in network.nodes}
    for line in drawn(layout, network):
        yield _edge(line, nodes[line.edge.source], nodes[line.edge.target], linked)
    for heading in layout.headings:
        yield _heading(heading)
    if len(layout.lines) <= _SIGNED:
        yield from (sign for line in drawn(layout, network) for sign in _signs(line))
    ties = degrees(network)
    for mark in layout.marks:
        yield _node(mark, ties[mark.node.iri], linked)
    if not network.nodes:
        yield _text("Nothing to draw", 0, 0, "heading")


def degrees(network: Network) -> Counter[str]:
    """With how many others each node is tied by what reports tell."""
    return Counter(iri for edge in network.edges if edge.accounts for iri in (edge.source, edge.target))


def anchor(kind: str, *iris: str) -> str:
    """The address of a node or an edge within a page, the same on every page that shows it."""
    slugs = [re.sub("[^a-z0-9-]", "", iri.rsplit("/", 1)[-1].lower())[:40] for iri in iris]
    return "-".join([kind, *slugs, hashlib.sha256("\n".join(iris).encode()).hexdigest()[:8]])


def edge_name(edge: Edge, source: Node, target: Node) -> str:
    """An edge in words, for those who do not see it."""
    if edge.kind == "shared":
        return f"{source.label} and {target.label} share {', '.join(body.label for body in edge.through)}"
    if edge.kind == "member":
        return f"{source.label} is a member of {target.label}; no passage tells of their work"
    told = _many(len(edge.passages), "passage") + "".join(
        f", {count} {name}"
        for count, name in ((edge.praised, "praising"), (edge.criticised, "criticising"))
        if count
    )
    if target.kind == "threat":
        return f"Forces work with {source.label} on {target.label}: {told}"
    serves = ", ".join((*edge.threats, *edge.topics))
    on = f" on {serves}" if serves else ""
    return f"{source.label} works with {target.label}{on}: {told}"


def mark_name(node: Node, seen: str, ties: int) -> str:
    """A node in words: those that are seen first, as who speaks to a computer says them."""
    label = [] if node.label == seen else [node.label]
    return ", ".join(
        [
            *([seen] if seen else []),
            *label,
            node.kind,
            _many(
                ties,
                "partner" if node.kind != "threat" else "body",
                "bodies" if node.kind == "threat" else "",
            ),
        ]
    )


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
    width = round(min(1.5 + 0.9 * sqrt(max(0, edge.weight - 1)), 6), 1)
    style = f"edge {edge.kind} {css_class(target.kind)}"
    return _named(
        edge_name(edge, source, target),
        {"class": style},
        anchor("edge", edge.source, edge.target) if linked else "",
        element("path", {"class": "line", "d": path, "stroke-width": width}),
        element("path", {"class": "reach", "d": path}),
    )


def _signs(line: Line) -> Iterator[Element]:
    """Plus and minus on a line, where findings praise or criticise."""
    edge, (start, one, two, end) = line.edge, line.points
    signs = [sign for sign, count in (("praise", edge.praised), ("criticism", edge.criticised)) if count]
    x, y = ((a + 3 * b + 3 * c + d) / 8 for a, b, c, d in zip(start, one, two, end, strict=True))
    of = {"data-of": anchor("edge", edge.source, edge.target)}
    for number, sign in enumerate(signs):
        yield badge(sign, round(x + 13 * (number - (len(signs) - 1) / 2), 1), round(y, 1), of)


def badge(sign: str, x: float, y: float, more: Mapping[str, str] | None = None) -> Element:
    """A small disc with a plus or a minus."""
    shape = f"M{x - 3:g},{y:g} h6" + (f" M{x:g},{y - 3:g} v6" if sign == "praise" else "")
    return element(
        "g",
        {"class": f"sign {sign}", **(more or {})},
        element("circle", {"cx": x, "cy": y, "r": 5.5}),
        element("path", {"d": shape}),
    )


def _node(mark: Mark, degree: int, linked: bool) -> Element:
    node, own = mark.node, anchor("node", mark.node.iri)
    name = mark_name(node, " ".join([*mark.lines, mark.note]).strip(), degree)
    attributes: dict[str, str | float] = {"class": f"node {css_class(node.kind)}", "id": own}
    if linked:
        attributes |= {"data-x": mark.x, "data-y": mark.y, "data-ties": degree}
    return _named(name, attributes, own if linked else "", *(_card(mark) if mark.side == 0 else _leaf(mark)))


def _named(name: str, attributes: Mapping[str, str | float], target: str, *children: Element) -> Element:
    """A group of shapes with a name, which is a link if there is a target."""
    link = {"href": f"#{target}", "aria-label": name} if target else {}
    return element("a" if target else "g", {**link, **attributes}, element("title", {}, name), *children)


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
    spans: list[Element] = []
    for n, (part, line) in enumerate(rows):
        spans += [element("tspan", {"class": "gap"}, " ")] * bool(n)  # parts the words, and takes no room
        spans.append(
            element("tspan", {"class": part, "x": round(x, 1), "y": round(first + LINE * n, 1)}, line)
        )
    style = "label" if side else "words"
    return element("text", {"class": style, "text-anchor": _ANCHORS[side]}, *spans)


def _heading(heading: Heading) -> Element:
    text = _text(heading.text.upper(), heading.x, heading.y, "heading")
    text.set("text-anchor", _ANCHORS[heading.side])
    return text


def _text(text: str, x: float, y: float, style: str) -> Element:
    return element("text", {"class": style, "x": x, "y": y}, text)


def legend(network: Network) -> list[tuple[str, str]]:
    """The kinds of node, edge and sign in the picture, each with its meaning."""
    present: set[str] = {node.kind for node in network.nodes} | {edge.kind for edge in network.edges}
    if len(network.edges) <= _SIGNED:
        present |= {"praise" for edge in network.edges if edge.praised}
        present |= {"criticism" for edge in network.edges if edge.criticised}
    serves = "Serves (wider: more passages)" if network.projection == "body-threat" else ""
    meanings = [(kind, kind.capitalize()) for kind in KINDS] + [
        ("partnership", serves or "Works with (wider: more passages)"),
        ("shared", "Share partners (wider: more of them)"),
        ("member", "Member of the unit; no passage tells of it"),
        ("praise", "A strength is found in it"),
        ("criticism", "A weakness is found in it"),
    ]
    return [(kind, words) for kind, words in meanings if kind in present]


def sample(kind: str, x: float, y: float) -> Element:
    """The shape or line that stands for `kind`, in the 24 pixels from (x, y)."""
    for known in KINDS:
        if kind == known:
            return glyph(known, x + 12, y)
    if kind in ("praise", "criticism"):
        return badge(kind, x + 12, y)
    return element("path", {"class": "line", "d": f"M{x:g},{y:g} h24", "stroke-width": 2})
