"""A table as a page of HTML of its own: nothing to load, no script, light and dark, for mouse, keyboard and screen reader."""

from collections.abc import Iterator
from typing import Final

from kg.draw.markup import Element, as_html, asset, element
from kg.draw.page import head
from kg.namespaces import ID
from kg.network import ATTRIBUTION
from kg.tables.markdown import short
from kg.tables.table import Cell, Table

_LONG: Final = 60


def html(table: Table) -> bytes:
    """The page. Names are given without the base of their IRIs, which it tells."""
    root = element(
        "html",
        {"lang": "en-GB"},
        element("head", {}, *head(table.title, asset("table.css"), "")),
        element(
            "body",
            {},
            element("main", {}, *_body(table)),
            element("footer", {}, element("p", {}, ATTRIBUTION)),
        ),
    )
    return as_html(root).encode()


def _body(table: Table) -> Iterator[Element]:
    yield element("h1", {}, table.title)
    for line in table.about:
        yield element("p", {}, line)
    if any(str(value).startswith(ID) for row in table.cells for value in row):
        yield element(
            "p",
            {},
            "Names such as force/kent are the ends of IRIs that begin with ",
            element("code", {}, ID),
            ".",
        )
    # What scrolls must be reachable without a mouse, and so needs a name.
    scrolling = {"class": "rows", "role": "region", "aria-labelledby": "caption", "tabindex": "0"}
    yield element("div", scrolling, _table(table))


def _table(table: Table) -> Element:
    rows = f"{len(table.terms)} {'row' if len(table.terms) == 1 else 'rows'}"
    heads = (element("th", {"scope": "col"}, column) for column in table.columns)
    return element(
        "table",
        {},
        element("caption", {"id": "caption"}, element("span", {}, f"{table.title} ({rows})")),
        element("thead", {}, element("tr", {}, *heads)),
        element("tbody", {}, *(element("tr", {}, *map(_cell, row)) for row in table.cells)),
    )


def _cell(value: Cell | None) -> Element:
    shown = "" if value is None else short(value)
    kind = _kind(value, shown)
    return element("td", {"class": kind} if kind else {}, shown)


def _kind(value: Cell | None, shown: str) -> str:
    """What decides how wide a cell may be, and where its text begins."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    if str(value).startswith(("http://", "https://")):
        return "name"
    return "long" if len(shown) > _LONG else ""
