"""What people do in a browser: headless Chromium walks through a served graph. Skipped where Playwright or Chromium is not installed."""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import chromium, violations
from conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("browser")
SIZES = ((1280, 900), (390, 844))
KINDS = {
    "home": "/",
    "list": "/bodies",
    "force": "/doc/force/leicestershire",
    "body": "/doc/body/emsou",
    "threat": "/doc/threat/serious-and-organised-crime",
    "topic": "/doc/topic/offender-management",
    "question of a framework": "/doc/question/2015/effectiveness/2",
    "report": "/doc/report/leicestershire/2015/effectiveness",
    "text": "/text/leicestershire/2015/effectiveness",
    "coverage": "/coverage/leicestershire/2015/effectiveness",
    "thing": "/doc/grade/good",
    "search": "/search?q=domestic+abuse",
    "questions": "/questions",
    "form": "/questions/partners-of-a-force?force=leicestershire",
    "network": "/network",
    "editor": "/sparql",
    "about": "/about",
    "ontology": "/ontology/index.html",
    "problem": "/doc/force/atlantis",
}


@pytest.fixture(scope="module")
def url(real: Path) -> Iterator[str]:
    """Where the graph of the two real reports is served."""
    command = [sys.executable, "-m", "kg", "serve", "-p", "0", "-g", str(real)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        yield found[0].rstrip("/")
        process.terminate()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium, without a window."""
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A page on which nothing may go wrong, and that asks nobody but its server."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url) if _is_elsewhere(request.url) else None)
    yield page
    context.close()
    assert [words for words in told if not re.search("status of 40[04]", words)] == []


def _is_elsewhere(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:"))


def test_from_a_search_to_the_sentence(page: "Page", url: str) -> None:
    """Search a force, open its page, follow a statement, and find its sentence marked in the report's text."""
    page.goto(f"{url}/")
    page.get_by_role("searchbox").first.fill("Leicestershire")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Leicestershire Police", exact=True).first.click()
    page.wait_for_url("**/doc/force/leicestershire")
    quote = page.locator(".statement blockquote a, q a").first
    words = quote.inner_text()
    quote.click()
    page.wait_for_url("**/statement/*")
    assert " ".join(words.split()) in " ".join(page.locator("mark").first.inner_text().split())
    page.get_by_role("link", name="In the whole text").click()
    page.wait_for_url("**/text/**")
    assert " ".join(words.split())[:40] in " ".join(page.locator("article").inner_text().split())
    assert page.evaluate("document.querySelector(':target') !== null")


def test_a_question_as_a_form_to_csv(page: "Page", url: str) -> None:
    """Choose a force, ask, and take the rows away as CSV; the address holds the question."""
    page.goto(f"{url}/questions/partners-of-a-force")
    page.locator("select[name=force]").select_option("leicestershire")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**force=leicestershire**")
    shown = page.locator("tbody tr").count()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(downloaded.value.path()).read_text("utf-8"))))
    assert len(rows) - 1 == shown > 0
    assert rows[0][0]


def test_without_a_script(browser: "Browser", url: str) -> None:
    """All but the network and the editor work in a browser that runs no script; SPARQL has a plain form."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/")
    page.get_by_role("link", name="Leicestershire Police").first.click()
    assert page.locator("h1").inner_text() == "Leicestershire Police"
    page.goto(f"{url}/sparql")
    page.get_by_label("Query", exact=True).fill("ASK {}")
    page.get_by_label("Answer as").select_option("json")
    page.get_by_role("button", name="Ask").click()
    assert '"boolean"' in page.locator("body").inner_text()
    context.close()


def test_the_editor(page: "Page", url: str) -> None:
    """A question opens in the editor, is asked here, and its rows are shown."""
    page.goto(f"{url}/sparql?example=bodies-by-forces")
    page.locator(".yasqe_queryButton").first.click()
    page.locator(".yasr table, .yasr .dataTable").first.wait_for(timeout=15_000)
    assert page.locator(".yasr tbody tr").count() > 1


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_pages_fit_their_screen(browser: "Browser", url: str, size: tuple[int, int]) -> None:
    """No page is wider than a screen, large or small."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    for kind, path in KINDS.items():
        page.goto(url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0], (kind, wide)
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(browser: "Browser", url: str, scheme: Any) -> None:
    """axe-core finds nothing serious on a page of any kind, in both themes."""
    pytest.importorskip("axe_playwright_python", reason="carries axe-core: pip install '.[test]'")
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    kinds = dict(KINDS)
    page.goto(f"{url}/doc/force/leicestershire")
    kinds["statement"] = str(page.locator(".statement blockquote a, q a").first.get_attribute("href"))
    found = {}
    for kind, path in kinds.items():
        page.goto(url + path)
        found[kind] = violations(context, page)
    assert {kind: told for kind, told in found.items() if told} == {}
    context.close()


def test_the_network_by_threat(page: "Page", url: str) -> None:
    """A part of the network has an address; its sentences lead to their pages."""
    page.goto(f"{url}/network?force=leicestershire&threat=serious-and-organised-crime")
    assert page.locator("tbody:visible").count() >= 1
    page.locator("summary").first.click()
    page.get_by_role("link", name="Its page").first.click()
    page.wait_for_url("**/statement/*")
    assert page.locator("mark").count() >= 1
    page.goto(f"{url}/network?threat=nonsense")
    assert "no threat named" in page.locator("main").inner_text()
