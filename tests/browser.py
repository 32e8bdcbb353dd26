"""A browser for the tests: the chromium on PATH, without a network, in which any request or word on the console is a failure."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest

_ARGUMENTS: Final = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_SERIOUS: Final = ("serious", "critical")


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser; skips the test where there is none."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install '.[test]'"
    )
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no chromium on PATH, with which the drawn page is walked")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


class Walk:
    """A page open in the browser, and what it did that it must not."""

    def __init__(self, browser: Any, file: Path, **settings: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **settings)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", self._requested)
        self.page.on("dialog", lambda dialog: self.wrong.append(f"dialog: {dialog.message}"))
        self.file = file
        self.page.goto(file.as_uri())

    def _requested(self, request: Any) -> None:
        if request.url.split("#")[0] != self.file.as_uri() and not request.url.startswith("blob:"):
            self.wrong.append(f"request: {request.url}")

    def download(self, button: str) -> bytes:
        """What a button gives to keep."""
        with self.page.expect_download() as found:
            self.page.click(f"[data-does={button}]")
        return Path(found.value.path()).read_bytes()

    def violations(self) -> list[str]:
        """The serious ones that axe-core finds."""
        return violations(self.context, self.page)

    def close(self) -> None:
        """Ends, and fails where something was wrong on the way."""
        self.context.close()
        assert self.wrong == []


def violations(context: Any, page: Any) -> list[str]:
    """The serious ones that axe-core finds on a page. It is not of the page, so it comes past its policy."""
    core = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    session = context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": core})
    asked = {"expression": "axe.run().then(r => r.violations)", "awaitPromise": True, "returnByValue": True}
    found = session.send("Runtime.evaluate", asked)["result"]["value"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in _SERIOUS]
