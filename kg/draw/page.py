"""The network as one self-contained page: the picture, a table of the same edges, and their sentences.

The page asks for nothing: its policy forbids every request and allows our own script and style by
their digests only. Data never enter the script, which works on the elements it finds. Without
JavaScript, picture, table and sentences can be read.
"""

import base64
import hashlib
from collections.abc import Iterator
from typing import Final

from kg.draw.figure import TITLE, anchor, counts, css_class, legend, picture, sample
from kg.draw.layout import place
from kg.draw.marks import Layout
from kg.draw.markup import Element, as_html, asset, element, raw
from kg.network import ATTRIBUTION, Edge, Network, Node, Passage

_COLUMNS: Final = ("Force", "Works with", "On", "Passages")
_SMALL: Final = 900  # a picture up to so many pixels wide has the table beside it on most screens
_MEDIUM: Final = 1200  # and up to so many on large ones


def html(network: Network, *, title: str = TITLE) -> str:
    """A page to mail or to serve, in light and dark, for mouse, keyboard and screen reader.

    `#edge-…` and `#node-…` at the end of its address select an edge or a node.
    """
    layout = place(network)
    style, script = asset("figure.css") + asset("page.css"), asset("page.js")
    width = layout.box.width
    size = "small" if width <= _SMALL else "medium" if width <= _MEDIUM else "large"
    nothing = element("p", {}, "Nothing to draw.")
    main = (_picture(network, layout), _list(network)) if network.nodes else (nothing,)
    root = element(
        "html",
        {"lang": "en-GB"},
        element("head", {}, *head(title, style, script)),
        element(
            "body",
            {},
            element("a", {"class": "skip", "href": "#partnerships"}, "Skip to the table"),
            element("header", {}, element("h1", {}, title), element("p", {}, counts(network))),
            element("main", {"class": size}, *main),
            element("footer", {}, element("p", {}, ATTRIBUTION)),
            raw("script", script),
        ),
    )
    return as_html(root)


def head(title: str, style: str, script: str) -> Iterator[Element]:
    """The head of a page that may ask for nothing, and may use this style and this script only; no script where that is empty."""
    allowed = (f"script-src {_digest(script)}; " if script else "") + f"style-src {_digest(style)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    yield element("meta", {"charset": "utf-8"})
    yield element("meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    yield element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    yield element("meta", {"name": "color-scheme", "content": "light dark"})
    yield element("title", {}, title)
    yield raw("style", style)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _picture(network: Network, layout: Layout) -> Element:
    box, margin = layout.box, 14
    view = f"{box.x - margin:g} {box.y - margin:g} {box.width + 2 * margin:g} {box.height + 2 * margin:g}"
    drawing = element(
        "svg",
        {
            "class": "drawing",
            "viewBox": view,
            "width": box.width + 2 * margin,
            "role": "group",
            "aria-label": "Picture of the network",
        },
        *picture(network, layout, linked=True),
    )
    keys = (element("li", {"class": css_class(kind)}, _key(kind), words) for kind, words in legend(network))
    return element(
        "figure",
        {},
        element("div", {"class": "canvas"}, drawing),
        element("figcaption", {}, element("ul", {"class": "legend"}, *keys)),
    )


def _list(network: Network) -> Element:
    nodes = {node.iri: node for node in network.nodes}
    edges = sorted(
        network.edges,
        key=lambda edge: (nodes[edge.source].label, nodes[edge.target].label, edge.source, edge.target),
    )
    alone = len({edge.source for edge in edges}) == 1  # a single force need not be named in each row
    shown = _COLUMNS[alone:]
    heads = (element("th", {"scope": "col"}, column) for column in shown)
    table = element(
        "table",
        {},
        element("caption", {}, "Who works with whom, on what, in whose words"),
        element("thead", {}, element("tr", {}, *heads)),
        *(_entry(edge, nodes[edge.source], nodes[edge.target], len(shown)) for edge in edges),
    )
    heading = element("h2", {"tabindex": "-1"}, "Partnerships")
    return element("section", {"id": "partnerships"}, heading, _tools(), table)


def _tools() -> Element:
    """What needs JavaScript, hidden until the script has come to life."""
    return element(
        "div",
        {"class": "tools", "hidden": ""},
        element(
            "label",
            {},
            "Find in names, threats, topics and sentences",
            element("input", {"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        ),
        element(
            "p",
            {},
            element("span", {"role": "status"}, ""),
            element("button", {"type": "button", "hidden": ""}, "Show all ", element("kbd", {}, "Esc")),
        ),
    )


def _entry(edge: Edge, source: Node, target: Node, columns: int) -> Element:
    """An edge in the last `columns` of the table: a row of facts and, if any, one with passages to unfold."""
    own = anchor("edge", edge.source, edge.target)
    ends = f"{anchor('node', edge.source)} {anchor('node', edge.target)}"
    kind = element("span", {"class": f"kind {css_class(target.kind)}"}, _key(target.kind), target.kind)
    cells = (
        element("td", {}, element("a", {"href": f"#{anchor('node', edge.source)}"}, source.short)),
        element("th", {"scope": "row"}, element("a", {"href": f"#{own}"}, target.name), kind),
        element("td", {}, *_serves(edge)),
        element("td", {"class": "number"}, str(len(edge.passages))),
    )
    rows = [element("tr", {}, *cells[-columns:])]
    if edge.passages:
        summary = "Read the passage" if len(edge.passages) == 1 else f"Read the {len(edge.passages)} passages"
        words = element("details", {}, element("summary", {}, summary), *map(_quotation, edge.passages))
        rows.append(element("tr", {"class": "words"}, element("td", {"colspan": columns}, words)))
    return element("tbody", {"id": own, "data-ends": ends}, *rows)


def _serves(edge: Edge) -> Iterator[Element | str]:
    if not edge.passages:
        yield element("span", {"class": "topic"}, "Member of the unit")
    served = [("threat", threat) for threat in edge.threats] + [("topic", topic) for topic in edge.topics]
    for number, (kind, label) in enumerate(served):
        yield ", " if number else ""
        yield element("span", {"class": kind}, label)


def _quotation(passage: Passage) -> Element:
    return element(
        "blockquote",
        {},
        element("p", {}, passage.quote),
        element(
            "footer",
            {},
            element("cite", {}, passage.report_label),
            " ",
            element("code", {}, passage.statement),
        ),
    )


def _key(kind: str) -> Element:
    """The shape or line of a kind, beside its name."""
    frame: dict[str, str | float] = {
        "viewBox": "0 -9 24 18",
        "width": 24,
        "height": 18,
        "aria-hidden": "true",
    }
    return element("svg", frame, sample(kind, 0, 0))
