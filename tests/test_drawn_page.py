"""The drawn page in a browser: filters, keys, sentences, sorting, downloads; no request, no error, no barrier."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browser import Walk, chromium
from networks import HOSTILE, hostile, large, many, star

from kg import draw
from kg.draw import grades
from kg.draw.cloud import cloud
from kg.draw.figure import anchor
from kg.network import Filter, Network, narrowed, plain, projected
from kg.store import Graph
from kg.tables.guard import guarded

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One for all."""
    with chromium() as found:
        yield found


@pytest.fixture
def walk(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Walk]]:
    """Opens what is drawn of a network, and looks at the end whether all was well."""
    opened: list[Walk] = []

    def start(network: Network | str, **settings: Any) -> Walk:
        file = tmp_path / f"drawn{len(opened)}.html"
        file.write_text(network if isinstance(network, str) else draw.html(network), "utf-8")
        opened.append(Walk(browser, file, **settings))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def shown(walk: Walk) -> int:
    """How many edges the table shows."""
    return int(walk.page.locator("tbody:visible").count())


@pytest.mark.slow
def test_filters_show_what_narrowing_keeps(walk: Callable[..., Walk]) -> None:
    """The CSV of the filtered page has the very bytes of that of the narrowed network, for each filter and for several."""
    network = star(40)
    page = walk(network)
    threat = next(one.iri for edge in network.edges for account in edge.accounts for one in account.wider)
    for choices, wanted in (
        ({}, Filter()),
        ({"Threat": "Any crime"}, Filter(threats=frozenset({threat}))),
        ({"Year": "2015"}, Filter(years=frozenset({2015}))),
        ({"Kind of partner": "Joint unit"}, Filter(kinds=frozenset({"joint unit"}))),
        ({"Field": "Health"}, Filter(kinds=frozenset({"health"}))),
        ({"Inspectors": "Criticised"}, Filter(judged="criticised")),
        (
            {"Threat": "Any crime", "Year": "2014", "Inspectors": "Praised"},
            Filter(threats=frozenset({threat}), years=frozenset({2014}), judged="praised"),
        ),
    ):
        for label, option in choices.items():
            page.page.get_by_role("combobox", name=label, exact=True).select_option(label=option)
        kept = narrowed(network, wanted)
        assert 0 < len(kept.edges) == shown(page), choices
        assert page.download("csv") == draw.csv(kept)
        assert page.page.locator("a.edge:not(.out)").count() == len(kept.edges)
        if choices:
            page.page.click("button[type=reset]")
    assert shown(page) == len(network.edges)


def test_a_click_leads_to_the_sentences(walk: Callable[..., Walk]) -> None:
    """Of a line, and of a node those of all its lines; the address leads there, too."""
    network = star(7)
    edge = next(edge for edge in network.edges if len(edge.passages) > 1)
    page = walk(network)
    page.page.locator(f"a[href='#{anchor('edge', edge.source, edge.target)}'].edge .reach").dispatch_event(
        "click"
    )
    told = page.page.locator(".reader blockquote p").all_inner_texts()
    assert told == [one.quote for one in edge.passages]
    assert page.page.locator(".reader cite").first.inner_text() == edge.accounts[0].report_label
    page.page.locator("a.node.force").click()
    assert page.page.locator(".reader details").count() == len(network.edges)
    assert page.page.locator("a.node.lit").count() == len(network.nodes)
    page.page.keyboard.press("Escape")
    assert page.page.locator(".reader blockquote").count() == 0
    page.page.goto(f"{page.file.as_uri()}#{anchor('node', edge.target)}")
    assert page.page.locator(".reader h2").inner_text().endswith("partner")


def test_keys_walk_the_picture(walk: Callable[..., Walk]) -> None:
    """One mark is in the order of Tab; arrows reach every other; Enter reads, Esc comes back; + and 0 zoom."""
    network = star(12)
    page = walk(network).page
    focused = "document.activeElement.getAttribute('href')"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('svg a')"):
            break
    force = next(node for node in network.nodes if node.kind == "force")
    assert page.evaluate(focused) == f"#{anchor('node', force.iri)}"
    assert page.locator("svg a[tabindex='0']").count() == 1
    reached = {page.evaluate(focused)}
    for side in ("ArrowLeft", "ArrowRight"):
        page.keyboard.press("Home")
        page.keyboard.press(side)
        for way in ("ArrowUp", "ArrowDown"):
            for _ in range(12):
                reached.add(page.evaluate(focused))
                page.keyboard.press(way)
    assert reached == {f"#{anchor('node', node.iri)}" for node in network.nodes}
    here = page.evaluate(focused)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reading"
    assert page.locator(".reader blockquote").count() >= 1
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == here
    wide = page.locator("svg.drawing").bounding_box()["width"]
    page.keyboard.press("+")
    assert page.locator("svg.drawing").bounding_box()["width"] > wide
    page.keyboard.press("0")
    assert page.locator("svg.drawing").bounding_box()["width"] == wide


def test_the_wheel_zooms_where_it_is_meant_to(walk: Callable[..., Walk]) -> None:
    """With Ctrl; without, it scrolls the page."""
    page = walk(star(12)).page
    box = page.locator(".canvas").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    width = "document.querySelector('svg.drawing').getBoundingClientRect().width"
    before = page.evaluate(width)
    page.mouse.wheel(0, -200)
    assert page.evaluate(width) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function(f"{width} > {before}")


def test_the_table_is_sorted_by_what_is_pressed(walk: Callable[..., Walk]) -> None:
    """Numbers as numbers; assistive technology is told which way."""
    page = walk(star(12)).page
    button = page.get_by_role("button", name="Passages")
    numbers = "[...document.querySelectorAll('tbody tr:first-child td:last-child')].map(cell => Number(cell.textContent))"
    button.click()
    assert page.locator("[aria-sort=ascending]").inner_text().startswith("Passages")
    assert page.evaluate(numbers) == sorted(page.evaluate(numbers))
    button.click()
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "descending"
    assert page.evaluate(numbers) == sorted(page.evaluate(numbers), reverse=True)


def test_search_finds_in_names_and_sentences(walk: Callable[..., Walk]) -> None:
    """All words must be there."""
    page = walk(star(12))
    page.page.get_by_role("searchbox").fill("sentence 41")
    assert shown(page) == 1
    assert page.page.locator("[role=status]").inner_text() == "1 of 12 shown"


def test_labels_stay_text(walk: Callable[..., Walk]) -> None:
    """In the picture, the table, the sentences and the files: nothing runs, nothing becomes an element or an address."""
    network = hostile()
    page = walk(network)
    assert page.page.locator("img, iframe, a[href^='javascript']").count() == 0
    page.page.locator("a.node.force").first.click()
    told = " ".join(page.page.locator(".reader blockquote p").all_text_contents())
    assert all(plain(text) in told for text in HOSTILE)
    assert page.download("csv") == draw.csv(network)
    exact = list(csv.reader(io.StringIO(draw.csv(network).decode(), newline="")))
    excel = list(csv.reader(io.StringIO(page.download("excel").decode("utf-8-sig"), newline="")))
    assert excel == [[words if words.isdigit() else guarded(words) for words in row] for row in exact]


@pytest.mark.slow
def test_the_picture_can_be_taken_away(walk: Callable[..., Walk]) -> None:
    """As SVG with title, legend and source, and without what is filtered out; as PNG."""
    network = star(12)
    page = walk(network)
    page.page.get_by_role("combobox", name="Inspectors", exact=True).select_option(label="Criticised")
    figure = ElementTree.fromstring(page.download("svg"))
    kept = narrowed(network, Filter(judged="criticised"))
    lines = [one for one in figure.iter("{http://www.w3.org/2000/svg}path") if one.get("class") == "line"]
    assert len(lines) == len(kept.edges) + 1  # that of the legend
    words = " ".join(figure.itertext())
    assert "Partnership network" in words and "Open Government Licence" in words and "Only" not in words
    assert "Criticised" in words
    assert page.download("png").startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_large_network_is_drawn_by_webgl(walk: Callable[..., Walk]) -> None:
    """With the same table, filters, keys and sentences, and without a request."""
    network = large()
    page = walk(network)
    assert page.page.locator(".canvas.alive canvas").count() > 3
    assert page.page.locator("a.node").count() == len(network.nodes)
    page.page.get_by_role("combobox", name="Threat", exact=True).select_option(label="Fraud")
    assert shown(page) == sum("Fraud" in edge.threats for edge in network.edges)
    page.page.locator("a.node[tabindex='0']").focus()
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    assert page.page.locator(".reader blockquote").count() >= 1
    assert page.download("png").startswith(b"\x89PNG")


def test_names_in_a_large_network_are_whole() -> None:
    """Without the picture, and for who hears it, bodies of the same kind are told apart by their forces."""
    network = large()
    links = list(cloud(network).iter("a"))
    assert [link.text for link in links] == [plain(node.label) for node in network.nodes]
    assert all((link.get("aria-label") or "").startswith(link.text or "local body") for link in links)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_anywhere(
    walk: Callable[..., Walk], scheme: str, width: int, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the page of one force with its sentences open, of many, of a network drawn as a large one, and of grades, wide and narrow."""
    heat, years = grades.heat_map(graph), grades.timeline(graph, "leicestershire")
    # Of hundreds of links of one kind axe-core finds no more than of a few, and takes minutes.
    with monkeypatch.context() as patch:
        patch.setattr("kg.draw.page.MOST", 1)
        as_large = draw.html(star(40))
    assert "sigma" in as_large
    for drawn in (
        star(7),
        many(),
        projected(many(), "force-force"),
        as_large,
        grades.html(heat),
        grades.html(years),
    ):
        barriers(walk(drawn, color_scheme=scheme), width)


def barriers(walk: Walk, width: int) -> None:
    """Looks for them, with something chosen."""
    pytest.importorskip("axe_playwright_python", reason="carries axe-core: pip install '.[test]'")
    walk.page.set_viewport_size({"width": width, "height": 900})
    if walk.page.locator("a.node").count():
        walk.page.locator("a.node[tabindex='0']").focus()
        walk.page.keyboard.press("Enter")
    assert walk.violations() == []
