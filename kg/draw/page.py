"""The network as one self-contained page: the picture, a table of the same edges, and their sentences.

The page asks for nothing: its policy forbids every request and allows our own scripts and styles by
their digests only. Data never enter a script, which works on the elements it finds. Without
JavaScript, picture, table and sentences can be read.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.draw.cloud import cloud
from kg.draw.figure import counts, css_class, legend, picture, restriction, thinning, title
from kg.draw.frame import SOURCE
from kg.draw.layout import place
from kg.draw.markup import Element, as_html, asset, element, raw
from kg.draw.table import key, table, tags
from kg.draw.tools import downloads, filters, handles
from kg.network import Network

MOST: Final = 800
"""Up to so many nodes are drawn as elements of their own; more by WebGL."""
_SENTENCES: Final = 20_000
"""Passages that a page holds; forces that share partners repeat those of each."""
_SMALL: Final = 1000
"""A picture up to so many pixels wide has its sentences beside it; over a wider one they come when something is chosen."""


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of a graph, among which the page of a network is one, and that of a report's coverage."""

    home: str
    """The address of the page on which one begins."""
    page_of: Callable[[str], str]
    """The address of the page of a statement, or of another thing; "" where there is none."""


def html(network: Network, site: Site | None = None) -> str:
    """A page to mail or to serve, in light and dark, for mouse, keyboard and screen reader. On a site it leads to its pages.

    `#edge-…` and `#node-…` at the end of its address select an edge or a node.
    """
    name = title(network)
    told = [counts(network), restriction(network), thinning(network)]
    if sum(len(edge.passages) for edge in network.edges) > _SENTENCES:
        network = replace(network, edges=tuple(replace(edge, accounts=()) for edge in network.edges))
        told.append("With so many the page leaves out the sentences: draw fewer forces to read them.")
    large = len(network.nodes) > MOST
    styles = [asset("figure.css"), asset("page.css")]
    names = ["webgl/sigma.js", "cloud.js"] if large else ["picture.js"]
    scripts = [asset(name) for name in (*names, "rows.js", "page.js")] if network.nodes else []
    nothing = element("p", {}, "Nothing to draw.")
    root = element(
        "html",
        {"lang": "en-GB"},
        element("head", {}, *head(name, styles, scripts, images="blob:")),
        element(
            "body",
            {},
            element("a", {"class": "skip", "href": "#partnerships"}, "Skip to the table"),
            *([element("nav", {}, element("a", {"href": site.home}, "PEEL inspections"))] if site else ()),
            element(
                "header", {}, element("h1", {}, name), *(element("p", {}, line) for line in told if line)
            ),
            element("main", {}, *(_main(network, site, large=large) if network.nodes else (nothing,))),
            element("footer", {}, element("p", {}, SOURCE)),
            *(raw("script", script) for script in scripts),
        ),
    )
    return as_html(root)


def head(
    name: str, style: str | Sequence[str], script: str | Sequence[str], *, images: str = ""
) -> Iterator[Element]:
    """The head of a page that may ask for nothing, and may use these styles and scripts only.

    `images` is the scheme of pictures that a script makes itself, such as those to download.
    """
    styles, scripts = ([one] if isinstance(one, str) else one for one in (style, script))
    allowed = [f"script-src {' '.join(map(_digest, scripts))}"] if any(scripts) else []
    allowed += [f"style-src {' '.join(map(_digest, styles))}"]
    allowed += [f"img-src {images}"] if images else []
    policy = "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])
    yield element("meta", {"charset": "utf-8"})
    yield element("meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    yield element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    yield element("meta", {"name": "color-scheme", "content": "light dark"})
    yield element("title", {}, name)
    yield from (raw("style", one) for one in styles)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _main(network: Network, site: Site | None, *, large: bool) -> Iterator[Element]:
    known = tags(network)
    yield filters(network, known)
    figure, wide = _figure(network, large=large)
    yield element("div", {"class": "scene wide" if wide else "scene"}, figure, _reader())
    heading = element("h2", {"tabindex": "-1"}, "Partnerships")
    scroll = element(
        "div",
        {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Table of partnerships"},
        table(network, known, site.page_of if site else _nowhere),
    )
    yield element("section", {"id": "partnerships"}, heading, downloads(), scroll)


def _nowhere(_: str) -> str:
    """A page that stands alone knows of no other."""
    return ""


def _figure(network: Network, *, large: bool) -> tuple[Element, bool]:
    """The picture with all that belongs to it, and whether it needs the width of the page."""
    drawing, wide = (cloud(network), True) if large else _drawing(network)
    shown = [(kind, words) for kind, words in legend(network) if not (large and kind == "member")]
    keys = (element("li", {"class": css_class(kind)}, key(kind), words) for kind, words in shown)
    figure = element(
        "figure",
        {},
        handles(),
        drawing,
        element(
            "figcaption",
            {},
            element("ul", {"class": "legend"}, *keys),
            element("p", {"class": "tools", "id": "how", "hidden": ""}, "By keyboard: ", *_how()),
        ),
    )
    return figure, wide


def _how() -> Iterator[Element | str]:
    """What keys do."""
    for key_name, does in (
        ("Tab", " to the picture, arrows from mark to mark, "),
        ("Enter", " for the sentences, "),
        ("Esc", " to leave them; "),
        ("+", " "),
        ("−", " "),
        ("0", " to zoom."),
    ):
        yield element("kbd", {}, key_name)
        yield does


def _drawing(network: Network) -> tuple[Element, bool]:
    layout, margin = place(network), 14
    box = layout.box
    view = f"{box.x - margin:g} {box.y - margin:g} {box.width + 2 * margin:g} {box.height + 2 * margin:g}"
    drawing = element(
        "svg",
        {
            "class": "drawing",
            "viewBox": view,
            "width": box.width + 2 * margin,
            "height": box.height + 2 * margin,
            "role": "group",
            "aria-label": "Picture of the network",
        },
        *picture(network, layout, linked=True),
    )
    wide = box.width > _SMALL
    return element("div", {"class": "canvas large" if wide else "canvas", "tabindex": "-1"}, drawing), wide


def _reader() -> Element:
    """Where the sentences of what was chosen are read."""
    return element(
        "aside",
        {"class": "tools reader", "hidden": "", "aria-labelledby": "reading"},
        element(
            "button",
            {"type": "button", "data-does": "close", "aria-label": "Close the sentences (Esc)", "hidden": ""},
            "×",
        ),
        element("h2", {"id": "reading", "tabindex": "-1"}, "Sentences"),
        element("p", {"class": "hint"}, "Choose a mark or a line to read its sentences."),
        element("div", {"class": "told"}),
    )
