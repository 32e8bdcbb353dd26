"""Drawings of a network: whole, stable, escaped, readable, and asking for nothing from anywhere."""

import base64
import csv
import hashlib
import io
import math
import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from extras import needs
from hypothesis import given
from hypothesis import strategies as st
from networks import HOSTILE, ID, build, hostile, many, networks, star, told

from kg import draw
from kg.draw.cloud import scatter
from kg.draw.figure import anchor, drawn, thinning
from kg.draw.layout import place
from kg.draw.marks import text_width, wrap
from kg.draw.markup import asset
from kg.errors import UsageError
from kg.network import ATTRIBUTION, KINDS, Edge, Network, Node, plain, projected, to_networkx

SVG = "{http://www.w3.org/2000/svg}"


CASES: dict[str, Callable[[], Network]] = {
    "none": Network,
    "one partner": lambda: star(1),
    "seven partners": lambda: star(7),
    "forty partners": lambda: star(40),
    "many forces": many,
    "hostile": hostile,
    "forces that share": lambda: projected(many(), "force-force"),
    "threats": lambda: projected(star(40), "body-threat"),
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
    return Page(draw.html(replace(network, title="Partnerships <of> police & forces")))


def threats() -> Network:
    """Bodies and the threats they serve."""
    return projected(star(40), "body-threat")


def edge_address(edge: Edge) -> str:
    """The address of an edge in its page."""
    return anchor("edge", edge.source, edge.target)


@needs("resvg_py")
def test_each_format_has_its_file_name() -> None:
    """What is written into a file is what the function of that format gives."""
    network = star(2)
    assert {suffix: make(network) for suffix, make in draw.FORMATS.items()} == {
        ".html": draw.html(network).encode(),
        ".svg": draw.svg(network).encode(),
        ".png": draw.png(network),
        ".graphml": draw.graphml(network),
        ".gexf": draw.gexf(network),
        ".csv": draw.csv(network),
    }


@cases
def test_every_edge_is_in_the_picture_and_in_the_table(network: Network) -> None:
    """Once in each, and every node once in the picture."""
    found = page(network)
    edges = [edge_address(edge) for edge in network.edges]
    drawn_edges = [edge_address(line.edge) for line in drawn(place(network), network)]
    assert drawn_edges == edges or network.projection == "force-force"
    nodes = [anchor("node", node.iri) for node in network.nodes]
    links = [str(link["href"])[1:] for link in found.all("a") if "aria-label" in link]
    assert sorted(links) == sorted(drawn_edges + nodes)
    assert sorted(str(body["id"]) for body in found.all("tbody")) == sorted(edges)
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@cases
def test_every_passage_is_in_the_page_with_its_report_and_statement(network: Network) -> None:
    """In details that open without JavaScript."""
    found = page(network)
    accounts = [each for edge in network.edges for each in edge.accounts]
    quotes = found.text.get("p", [])
    assert all(plain(each.quote) in quotes for account in accounts for each in account.passages)
    assert sorted(found.text.get("code", [])) == sorted(each.statement for each in accounts)
    assert sorted(found.text.get("cite", [])) == sorted(each.report_label for each in accounts)
    assert len(found.all("details")) == sum(bool(edge.passages) for edge in network.edges)


def test_hostile_text_stays_text() -> None:
    """It comes out as the words it is, makes no element, no handler, no address, and touches no script."""
    found = page(hostile())
    assert found.text["script"] == [asset(name) for name in ("picture.js", "rows.js", "page.js")]
    assert found.text["style"] == [asset(name) for name in ("figure.css", "page.css")]
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
    text = draw.html(replace(network, title="t"))
    policy = next(meta["content"] for meta in Page(text).all("meta") if "http-equiv" in meta)
    expected = ["default-src 'none'", "img-src blob:", "base-uri 'none'", "form-action 'none'"]
    for tag in ("script", "style"):
        # The styles of the page stand in its head; a file of the picture's own would be another.
        contents = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in contents]
        expected += (
            [f"{tag}-src {' '.join(repr(f'sha256-{digest}') for digest in digests)}"] if digests else []
        )
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
    for name in ("picture.js", "cloud.js", "rows.js", "page.js"):
        code = re.sub("//.*", "", asset(name))
        assert not re.search(r"fetch|XMLHttp|import\b|innerHTML|outerHTML|document\.write|eval", code), name
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
    serves = "Modern slavery and human trafficking, Serious and organised crime"
    assert f"{force} works with {body} on {serves}: 3 passages, 1 praising, 1 criticising" in names
    assert any(str(name).endswith(f"{body}, local body, 1 partner") for name in names)
    assert f"{force}, force, 3 partners" in names


@cases
def test_figure_is_xml_with_title_description_counts_and_attribution(network: Network) -> None:
    """Fit to stand alone."""
    figure = ElementTree.fromstring(draw.svg(replace(network, title="Who <works> with whom")))
    texts = ["".join(element.itertext()) for element in figure.iter(f"{SVG}text")]
    assert figure.findtext(f"{SVG}title") == "Who <works> with whom"
    assert "Who <works> with whom" in texts
    assert ATTRIBUTION in " ".join(texts)
    assert ATTRIBUTION in (figure.findtext(f"{SVG}desc") or "")
    lines = [element for element in figure.iter(f"{SVG}path") if element.get("class") == "reach"]
    assert len(lines) == len(list(drawn(place(network), network)))


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
    assert legend == ["force", "joint-unit", "partnership", "praise", "criticism"]
    everything = [each["class"] for each in page(many()).all("li")]
    assert everything == ["force", "joint-unit", "national-body", "local-body", "partnership", "member"]


def test_kinds_differ_in_shape_as_well_as_colour() -> None:
    """Each shape of the legend is another one, whatever its colour."""
    shapes = {
        (
            glyph.tag,
            len((glyph.get("points") or "").split()),
            *tuple(round(float(pair.split(",")[1]), 1) for pair in (glyph.get("points") or "").split()),
        )
        for figure in (ElementTree.fromstring(draw.svg(network)) for network in (many(), threats()))
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
    assert (says in draw.html(replace(network, title="t"))) is (not network.edges)
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
def test_any_text_survives_into_every_format(texts: list[str]) -> None:
    """The markup is well formed, and what was put in is what a reader gets out."""
    force, body, threat, quote = texts
    network = build(
        [Node("https://x/f", force, force, "force"), Node("https://x/b", body, body, "local body", body)],
        [Edge("https://x/f", "https://x/b", (told(1, quote, [threat]),))],
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
    return networkx.read_graphml(io.BytesIO(data))


def read_gexf(data: bytes) -> "networkx.Graph[str]":
    """What networkx reads from GEXF, without what is for the eye only."""
    graph = networkx.read_gexf(io.BytesIO(data), version="1.3")
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


@given(networks())
def test_any_network_comes_back(network: Network) -> None:
    """From GraphML and GEXF as networkx knows it, from page and picture with every node, edge and name, whatever the names are."""
    test_networkx_reads_back_what_was_written(network, draw.graphml, read_graphml)
    test_networkx_reads_back_what_was_written(network, draw.gexf, read_gexf)
    test_every_edge_is_in_the_picture_and_in_the_table(network)
    test_every_passage_is_in_the_page_with_its_report_and_statement(network)
    shown = "\n".join(text for texts in page(network).text.values() for text in texts)
    assert all(plain(node.label) in shown for node in network.nodes)
    picture = ElementTree.fromstring(draw.svg(network))
    assert {element.tag.removeprefix(SVG) for element in picture.iter()}.isdisjoint({"script", "image", "a"})


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
    assert weights == [edge.weight for edge in network.edges]
    assert ATTRIBUTION in text


@cases
def test_no_output_holds_control_characters(network: Network) -> None:
    """Not as themselves and not as references, and every output is UTF-8."""
    outputs = [draw.svg(network).encode(), draw.html(replace(network, title="\x1b]0;t\x07")).encode()]
    for output in [*outputs, draw.graphml(network), draw.gexf(network)]:
        text = output.decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)
        assert not re.search(r"&#(x0*[01]?[0-9a-f]|0*[12]?\d|0*3[01]);", text, re.IGNORECASE)


@pytest.mark.slow
def test_the_same_network_gives_the_same_bytes_under_any_hash_seed() -> None:
    """All formats, in fresh interpreters."""
    script = (
        "import hashlib, networks, test_draw as t\n"
        "for network in (networks.star(40), networks.many(), networks.large()):\n"
        "    parts = [t.draw.svg(network).encode(), t.draw.html(t.replace(network, title='t')).encode(),\n"
        "             t.draw.graphml(network), t.draw.gexf(network), t.draw.csv(network)]\n"
        "    print([hashlib.sha256(part).hexdigest() for part in parts])"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    outputs = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path}
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert outputs.pop().count("\n") == 3


def test_ties_between_many_forces_are_thinned_and_it_is_said() -> None:
    """Nearly all share some partner: only the closest are joined, and the figure says which."""
    network = projected(many(), "force-force")
    assert len(list(drawn(place(network), network))) < len(network.edges)
    assert thinning(network) == "Lines: forces that share at least 2 partners."
    assert thinning(network) in draw.svg(network)
    assert thinning(many()) == ""


def test_a_page_of_very_many_sentences_leaves_them_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and counts them all the same; another page has them."""
    whole = draw.html(star(7))
    quotes = {plain(one.quote) for edge in star(7).edges for one in edge.passages}
    assert quotes and all(quote in whole for quote in quotes)
    monkeypatch.setattr("kg.draw.page._SENTENCES", sum(len(edge.passages) for edge in star(7).edges) - 1)
    page = draw.html(star(7))
    assert "draw fewer forces to read them" in page and "draw fewer forces" not in whole
    assert not any(quote in page for quote in quotes)
    assert len(page) < len(whole)


def test_forces_alone_have_their_places_in_a_large_network() -> None:
    """Whether they are the one end of a tie or the other."""
    network = projected(many(), "force-force")
    places = scatter(network)
    assert places.keys() == {node.iri for node in network.nodes}
    assert len(set(places.values())) == len(places)


def test_what_draws_pixels_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says what to install, or what to draw instead."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"pip install 'peel-kg\[figures\]'; or draw SVG"):
        draw.png(star(3))


def test_csv_has_a_row_for_every_passage() -> None:
    """In its words, as `csv` reads it back; memberships have a row without any."""
    network = hostile()
    rows = list(csv.DictReader(io.StringIO(draw.csv(network).decode(), newline="")))
    assert {row["sentence"] for row in rows} == {
        plain(one.quote) for edge in network.edges for one in edge.passages
    }
    rows = list(csv.DictReader(io.StringIO(draw.csv(many()).decode(), newline="")))
    assert len(rows) == sum(max(1, len(edge.passages)) for edge in many().edges)
    assert {row["statement"] == "" for row in rows} == {True, False}


def test_a_part_says_what_it_is_of() -> None:
    """In page and figure."""
    part = replace(star(3), narrowed_to=("East Midlands", "praised"))
    assert "Only: East Midlands; praised." in draw.html(part)
    assert "Only: East Midlands; praised." in draw.svg(part)


def test_png_is_the_figure_in_pixels_and_the_same_each_time() -> None:
    """Twice as large, of our fonts only: what no machine has may not be seen."""
    resvg = pytest.importorskip("resvg_py")
    assert resvg
    data = draw.png(star(7))
    assert data == draw.png(star(7))
    figure = ElementTree.fromstring(draw.svg(star(7)))
    wide, tall = struct.unpack(">II", data[16:24])
    assert data.startswith(b"\x89PNG") and abs(wide - 2 * float(figure.attrib["width"])) <= 1
    assert abs(tall - 2 * float(figure.attrib["height"])) <= 1


# Machado, Oliveira and Fernandes (2009): what those see who lack one kind of cones, for linear light.
SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    """A colour of six digits as CIE L*a*b*, as seen."""
    light = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in light]
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in SIGHTS[sight]
    )
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_stay_apart_whatever_one_sees(sight: str) -> None:
    """Those of kinds, in figures and in the dark; and those of neighbouring grades."""
    figure = dict(re.findall(r"\.([a-z-]+) \.glyph \{ fill: (#\w{6})", asset("figure.css")))
    dark = dict(
        re.findall(r"--(force|joint|national|local|threat): (#\w{6})", asset("page.css").split("dark)")[1])
    )
    ranks = [
        colour for _, colour in sorted(re.findall(r"\.(rank-\d) \{ fill: (#\w{6})", asset("grades.css")))
    ]
    assert (len(figure), len(dark), len(ranks)) == (5, 5, 5)
    pairs = [*combinations(figure.values(), 2), *combinations(dark.values(), 2), *pairwise(ranks)]
    for one, other in pairs:
        assert math.dist(lab(one, sight), lab(other, sight)) > 11, (one, other)
