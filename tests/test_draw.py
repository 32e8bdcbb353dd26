"""Drawings of a network: whole, stable, escaped, readable, and asking for nothing from anywhere."""

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import draw
from kg.draw.figure import anchor
from kg.draw.layout import place
from kg.draw.marks import text_width, wrap
from kg.draw.markup import asset
from kg.network import ATTRIBUTION, KINDS, Edge, Network, Node, Passage, plain, to_networkx

ID = "https://w3id.org/peel-kg/id/"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    '<img src=x onerror="alert(1)">',
    "\"' onfocus='alert(1)' autofocus x=\"",
    "javascript:alert(1)",
    "</title></svg><svg onload=alert(1)>",
    "]]> --> <!-- &amp; &#60;b&#62; ${title} {0} %s",
    "\u2028line\u2029breaks\x00and\x1b[2Jcontrols\x85",
    "\u202eright to left\u202c \ud800 \ufffe",
    "A name that is far too long for any picture and goes on and on, word after word, to no end " * 3,
    "Unbreakable" * 12,
    "",
]


def passage(number: int, quote: str = "") -> Passage:
    """A passage of a fictional report."""
    report = f"{ID}report/leicestershire/{2014 + number % 3}/effectiveness"
    quote = quote or f"Officers work closely with this body, says sentence {number}."
    return Passage(
        report, number, quote, f"{report}/statement/{number:016x}", f"Leicestershire, {2014 + number % 3}"
    )


def build(nodes: list[Node], edges: list[Edge]) -> Network:
    """A network with nodes and edges in the order that the model promises."""
    return Network(
        tuple(sorted(nodes, key=lambda node: node.iri)),
        tuple(sorted(edges, key=lambda edge: (edge.source, edge.target))),
    )


def star(count: int) -> Network:
    """One force and so many partners of all kinds."""
    force = Node(
        f"{ID}force/leicestershire", "Leicestershire Police", "Leicestershire", "force", "East Midlands"
    )
    groups = ["law-enforcement", "health", "local-government", "voluntary-sector", "criminal-justice"]
    names = [
        "Community safety partnership",
        "Probation",
        "Multi-agency safeguarding hub of the county and city",
    ]
    bodies = [
        Node(f"{ID}body/b{n}", f"{names[n % 3]} {n}", f"B{n}", KINDS[1 + n % 3], groups[n % 5])
        for n in range(count)
    ]
    edges = [
        Edge(
            force.iri,
            body.iri,
            ("Serious and organised crime", "Modern slavery and human trafficking")[: n % 3],
            ("Neighbourhood policing",)[: n % 2],
            tuple(passage(10 * n + k) for k in range(1 + n % 4)),
        )
        for n, body in enumerate(bodies)
    ]
    return build([force, *bodies], edges)


def many() -> Network:
    """28 forces, shared and local bodies, memberships, and forces that work with forces."""
    forces = [
        Node(f"{ID}force/f{n}", f"Number {n} Police", f"Number {n}", "force", f"Region {n // 4}")
        for n in range(28)
    ]
    units = [
        Node(
            f"{ID}body/u{n}",
            f"Regional Special Operations Unit of {n}",
            f"RSOU{n}",
            "joint unit",
            "law-enforcement",
        )
        for n in range(7)
    ]
    national = [
        Node(f"{ID}body/n{n}", f"National Service {n}", f"NS{n}", "national body", "health") for n in range(9)
    ]
    local = [
        Node(
            f"{ID}body/f{n % 28}/csp{n}",
            f"Safety board {n} (Number {n % 28})",
            f"Safety board {n}",
            "local body",
        )
        for n in range(44)
    ]
    edges = [Edge(forces[n % 28].iri, body.iri, passages=(passage(n),)) for n, body in enumerate(local)]
    for n, force in enumerate(forces):
        told = (passage(100 + n),) if n % 4 else ()
        edges.append(Edge(force.iri, units[n // 4].iri, passages=told, member=True))
        edges += [Edge(force.iri, national[(n * k) % 9].iri, (), (), (passage(n + k),)) for k in (1,)]
        edges += [Edge(force.iri, national[(n + 4) % 9].iri, (), (), (passage(n),))] * (n % 9 != (n + 4) % 9)
    edges += [Edge(forces[0].iri, forces[1].iri, passages=(passage(7),))]
    edges += [Edge(forces[2].iri, forces[25].iri, passages=(passage(8),))]
    return build([*forces, *units, *national, *local], edges)


def hostile() -> Network:
    """Labels, groups, threats, topics and quotes that try to be more than text."""
    force = Node(f"{ID}force/evil", HOSTILE[0], HOSTILE[2], "force", HOSTILE[3])
    bodies = [Node(f"{ID}body/e{n}", text, text, KINDS[1 + n % 3], text) for n, text in enumerate(HOSTILE)]
    edges = [
        Edge(force.iri, body.iri, (text,), (text,), (passage(n, text or "…"),))
        for n, (body, text) in enumerate(zip(bodies, HOSTILE, strict=True))
    ]
    return build([force, *bodies], edges)


CASES: dict[str, Callable[[], Network]] = {
    "none": Network,
    "one partner": lambda: star(1),
    "seven partners": lambda: star(7),
    "forty partners": lambda: star(40),
    "many forces": many,
    "hostile": hostile,
}
cases = pytest.mark.parametrize("network", [make() for make in CASES.values()], ids=list(CASES))


class Page(HTMLParser):
    """A page taken apart: elements with their attributes, and the texts under each name of element."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and, unless it is void, that it is open."""
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An end tag closes what was opened last, or the markup is wrong."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text under the name of the element that holds it."""
        if self.open:
            self.text.setdefault(self.open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]


def page(network: Network) -> Page:
    """The page of a network, taken apart."""
    return Page(draw.html(network, title="Partnerships <of> police & forces"))


def edge_address(edge: Edge) -> str:
    """The address of an edge in its page."""
    return anchor("edge", edge.source, edge.target)


def test_each_format_has_its_file_name() -> None:
    """What is written into a file is what the function of that format gives."""
    network = star(2)
    assert {suffix: make(network) for suffix, make in draw.FORMATS.items()} == {
        ".html": draw.html(network).encode(),
        ".svg": draw.svg(network).encode(),
        ".graphml": draw.graphml(network),
        ".gexf": draw.gexf(network),
    }


@cases
def test_every_edge_is_in_the_picture_and_in_the_table(network: Network) -> None:
    """Once in each, and every node once in the picture."""
    found = page(network)
    edges = [edge_address(edge) for edge in network.edges]
    nodes = [anchor("node", node.iri) for node in network.nodes]
    links = [str(link["href"])[1:] for link in found.all("a") if "aria-label" in link]
    assert sorted(links) == sorted(edges + nodes)
    assert sorted(str(body["id"]) for body in found.all("tbody")) == sorted(edges)
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@cases
def test_every_passage_is_in_the_page_with_its_report_and_statement(network: Network) -> None:
    """In details that open without JavaScript."""
    found = page(network)
    passages = [each for edge in network.edges for each in edge.passages]
    quotes = found.text.get("p", [])
    assert all(plain(each.quote) in quotes for each in passages)
    assert sorted(found.text.get("code", [])) == sorted(each.statement for each in passages)
    assert sorted(found.text.get("cite", [])) == sorted(each.report_label for each in passages)
    assert len(found.all("details")) == sum(bool(edge.passages) for edge in network.edges)


def test_hostile_text_stays_text() -> None:
    """It comes out as the words it is, makes no element, no handler, no address, and touches no script."""
    found = page(hostile())
    assert found.text["script"] == [asset("page.js")]
    assert found.text["style"] == [asset("figure.css") + asset("page.css")]
    assert not found.all("img")
    for tag, attributes in found.elements:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src", "autofocus")
        ]
        assert (attributes.get("href") or "#").startswith("#"), tag
    shown = {text for texts in found.text.values() for text in texts}
    assert {plain(text) for text in HOSTILE if text} <= shown


@cases
def test_the_policy_allows_our_script_and_style_and_nothing_else(network: Network) -> None:
    """Digests are of the very text between the tags."""
    text = draw.html(network, title="t")
    policy = next(meta["content"] for meta in Page(text).all("meta") if "http-equiv" in meta)
    expected = ["default-src 'none'", "base-uri 'none'", "form-action 'none'"]
    for tag in ("script", "style"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        expected.append(f"{tag}-src 'sha256-{digest}'")
    assert sorted((policy or "").split("; ")) == sorted(expected)


@cases
def test_nothing_is_requested(network: Network) -> None:
    """No attribute points out of the file, no style loads anything; addresses are text and namespaces."""
    for _, attributes in page(network).elements:
        assert not [
            name for name, value in attributes.items() if "//" in (value or "") and name in ("href", "src")
        ]
        assert not {"src", "srcset", "action", "data", "poster"} & set(attributes)
    assert not [name for name in ("figure.css", "page.css") if re.search(r"url\(|@import|//", asset(name))]
    assert not re.search(r"fetch|XMLHttp|import\b|innerHTML|document\.write|eval", asset("page.js"))
    figure = ElementTree.fromstring(draw.svg(network))
    assert not [element for element in figure.iter() if any("href" in name for name in element.attrib)]
    assert not [
        element for element in figure.iter() if element.tag in (f"{SVG}script", f"{SVG}image", f"{SVG}a")
    ]


@cases
def test_marks_have_names(network: Network) -> None:
    """Links by label, the search field by its label, table heads by scope, the page by language and title."""
    found = page(network)
    assert all(str(link["aria-label"]).strip() for link in found.all("a") if "aria-label" in link)
    assert found.all("html") == [{"lang": "en-GB"}]
    assert found.text["h1"] == ["Partnerships <of> police & forces"]
    assert all(head.get("scope") in ("col", "row") for head in found.all("th"))
    if network.nodes:
        assert "svg" in [tag for tag, attributes in found.elements if attributes.get("role") == "group"]
        assert [tag for tag, _ in found.elements][
            [tag for tag, _ in found.elements].index("input") - 1
        ] == "label"


def test_an_edge_is_named_by_whom_and_on_what() -> None:
    """So that a listener needs no picture."""
    names = [link["aria-label"] for link in page(star(3)).all("a") if "aria-label" in link]
    force, body = "Leicestershire Police", "Multi-agency safeguarding hub of the county and city 2"
    serves = "Serious and organised crime, Modern slavery and human trafficking"
    assert f"{force} works with {body} on {serves}: 3 passages" in names
    assert f"{body}, local body, 1 partner" in names
    assert f"{force}, force, 3 partners" in names


@cases
def test_figure_is_xml_with_title_description_counts_and_attribution(network: Network) -> None:
    """Fit to stand alone."""
    figure = ElementTree.fromstring(draw.svg(network, title="Who <works> with whom"))
    texts = ["".join(element.itertext()) for element in figure.iter(f"{SVG}text")]
    assert figure.findtext(f"{SVG}title") == "Who <works> with whom"
    assert "Who <works> with whom" in texts
    assert ATTRIBUTION in texts
    assert ATTRIBUTION in (figure.findtext(f"{SVG}desc") or "")
    lines = [element for element in figure.iter(f"{SVG}path") if element.get("class") == "reach"]
    assert len(lines) == len(network.edges)


def test_counts_are_told() -> None:
    """One force by its name, several by their number; memberships are no partnerships."""
    one, several = page(star(7)).text["p"], page(many()).text["p"]
    assert (
        "Leicestershire Police and 7 partner bodies: 7 partnerships, told in 16 passages of 3 reports." in one
    )
    assert any(text.startswith("28 police forces and 60 partner bodies: ") for text in several)


def test_the_legend_shows_what_is_in_the_picture() -> None:
    """Kinds and lines that do not occur are not explained."""
    legend = [each["class"] for each in page(star(1)).all("li")]
    assert legend == ["force", "joint-unit", "partnership"]
    everything = [each["class"] for each in page(many()).all("li")]
    assert everything == ["force", "joint-unit", "national-body", "local-body", "partnership", "member"]


def test_kinds_differ_in_shape_as_well_as_colour() -> None:
    """Each shape of the legend is another one, whatever its colour."""
    figure = ElementTree.fromstring(draw.svg(many()))
    shapes = {
        (
            glyph.tag,
            len((glyph.get("points") or "").split()),
            *tuple(round(float(pair.split(",")[1]), 1) for pair in (glyph.get("points") or "").split()),
        )
        for group in figure.iter(f"{SVG}g")
        if group.get("class") in [kind.replace(" ", "-") for kind in KINDS]
        for glyph in group
        if glyph.get("class") == "glyph"
    }
    assert len(shapes) == len(KINDS)


@cases
def test_an_empty_network_says_so_and_no_other_does(network: Network) -> None:
    """In the page and in the figure."""
    says = "No partnership is known"
    assert (says in draw.html(network, title="t")) is (not network.edges)
    assert (says in draw.svg(network)) is (not network.edges)


@cases
def test_names_do_not_overlap(network: Network) -> None:
    """Neither each other nor the headings of groups, and all lie within the picture."""
    layout = place(network)
    assert all(heading.box.width <= 400 for heading in layout.headings)
    boxes = [*(mark.box for mark in layout.marks), *(heading.box for heading in layout.headings)]
    assert not [(one, other) for one, other in combinations(boxes, 2) if one.meets(other)]
    frame = layout.box
    for box in boxes:
        assert frame.x <= box.x + 0.11 and box.x + box.width <= frame.x + frame.width + 0.11
        assert frame.y <= box.y + 0.11 and box.y + box.height <= frame.y + frame.height + 0.11


@cases
def test_lines_join_their_marks(network: Network) -> None:
    """Each ends at or in the rooms of its two nodes."""
    layout = place(network)
    boxes = {mark.node.iri: mark.box for mark in layout.marks}
    assert [line.edge for line in layout.lines] == list(network.edges)
    for line in layout.lines:
        for iri, (x, y) in ((line.edge.source, line.points[0]), (line.edge.target, line.points[-1])):
            box = boxes[iri]
            assert box.x - 0.11 <= x <= box.x + box.width + 0.11 and box.y <= y <= box.y + box.height


def test_what_forces_share_lies_between_them() -> None:
    """And what is one's own lies outside."""
    layout = place(many())
    places = {mark.node.iri: mark for mark in layout.marks}
    forces = [abs(mark.x) for mark in layout.marks if mark.node.kind == "force"]
    shared = [abs(mark.x) for mark in layout.marks if mark.node.kind in ("joint unit", "national body")]
    assert max(shared) < min(forces)
    for mark in layout.marks:
        if mark.node.kind == "local body":
            force = places[f"{ID}force/{mark.node.iri.split('/')[-2]}"]
            assert abs(mark.x) > abs(force.x) and mark.x * force.x > 0


@given(st.text(), st.integers(20, 300))
def test_a_name_is_set_within_its_width_and_keeps_its_words(text: str, width: int) -> None:
    """In two lines at most; if words are missing, an ellipsis says so."""
    lines = wrap(text, width)
    assert 1 <= len(lines) <= 2
    assert all(text_width(line) <= width for line in lines)
    words = " ".join(plain(text).split())
    assert " ".join(lines) == words or any(line.endswith("…") for line in lines)


@given(st.lists(st.text(max_size=40), min_size=4, max_size=4))
@settings(max_examples=40)
def test_any_text_survives_into_every_format(texts: list[str]) -> None:
    """The markup is well formed, and what was put in is what a reader gets out."""
    force, body, threat, quote = texts
    network = build(
        [Node("https://x/f", force, force, "force"), Node("https://x/b", body, body, "local body", body)],
        [Edge("https://x/f", "https://x/b", (threat,), (), (passage(1, quote),))],
    )
    ElementTree.fromstring(draw.svg(network))
    assert draw.gexf(network) and draw.graphml(network)
    found = page(network)
    assert plain(quote) in "".join(found.text["p"])
    shown = "\n".join(text for texts in found.text.values() for text in texts)
    assert all(plain(text) in shown for text in texts)
    assert found.open == []


def read_graphml(data: bytes) -> "networkx.Graph[str]":
    """What networkx reads from GraphML."""
    return networkx.read_graphml(BytesIO(data))


def read_gexf(data: bytes) -> "networkx.Graph[str]":
    """What networkx reads from GEXF, without what is for the eye only."""
    graph = networkx.read_gexf(BytesIO(data), version="1.3")
    for _, attributes in graph.nodes(data=True):
        assert set(attributes.pop("viz")) == {"size", "position", "color"}
    for _, _, attributes in graph.edges(data=True):
        del attributes["id"]
    return graph


@cases
@pytest.mark.parametrize(("write", "read"), [(draw.graphml, read_graphml), (draw.gexf, read_gexf)])
def test_networkx_reads_back_what_was_written(
    network: Network, write: Callable[[Network], bytes], read: "Callable[[bytes], networkx.Graph[str]]"
) -> None:
    """Nodes, edges, attributes and their types."""
    graph, back = to_networkx(network), read(write(network))
    assert {node: back.nodes[node] for node in back} == {node: graph.nodes[node] for node in graph}
    assert {frozenset(pair) for pair in back.edges} == {frozenset(pair) for pair in graph.edges}
    for source, target, attributes in graph.edges(data=True):
        assert back.edges[source, target] == attributes
        assert {name: type(value) for name, value in back.edges[source, target].items()} == {
            name: type(value) for name, value in attributes.items()
        }


def test_gephi_finds_places_weights_and_no_date() -> None:
    """The places are those of the figure, with y upward; two nodes never share one."""
    network = star(40)
    text = draw.gexf(network).decode()
    assert "lastmodified" not in text
    viz = "{http://gexf.net/1.3/viz}"
    root = ElementTree.fromstring(text)
    spots = [(spot.get("x"), spot.get("y")) for spot in root.iter(f"{viz}position")]
    assert len(set(spots)) == len(network.nodes)
    marks = {(mark.x, -mark.y + 0.0) for mark in place(network).marks}
    assert {(float(x or ""), float(y or "") + 0.0) for x, y in spots} == marks
    weights = [float(edge.get("weight") or "") for edge in root.iter("{http://gexf.net/1.3}edge")]
    assert weights == [len(edge.passages) for edge in network.edges]
    assert ATTRIBUTION in text


@cases
def test_no_output_holds_control_characters(network: Network) -> None:
    """Not as themselves and not as references, and every output is UTF-8."""
    outputs = [draw.svg(network).encode(), draw.html(network, title="\x1b]0;t\x07").encode()]
    for output in [*outputs, draw.graphml(network), draw.gexf(network)]:
        text = output.decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)
        assert not re.search(r"&#(x0*[01]?[0-9a-f]|0*[12]?\d|0*3[01]);", text, re.IGNORECASE)


def test_the_same_network_gives_the_same_bytes_under_any_hash_seed() -> None:
    """All four formats, in fresh interpreters."""
    script = (
        "import hashlib, test_draw as t\n"
        "for network in (t.star(40), t.many()):\n"
        "    parts = [t.draw.svg(network).encode(), t.draw.html(network, title='t').encode(),\n"
        "             t.draw.graphml(network), t.draw.gexf(network)]\n"
        "    print([hashlib.sha256(part).hexdigest() for part in parts])"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    outputs = set()
    for seed in ("0", "1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path}
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert outputs.pop().count("\n") == 2
