"""What sections of the pages are made of: names with their values, examples, and what shapes ask."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.docs.addresses import Addresses
from kg.docs.checks import Check
from kg.docs.names import local
from kg.draw.markup import Element, element, raw

Piece = Element | str
_TURTLE: Final = ("<", "peel:", "peelsh:")
"""How examples begin that are Turtle, and no words of a report."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page."""

    anchor: str
    title: str
    lead: Sequence[Element]
    entries: Sequence[Element]
    counted: bool = True


def facts(rows: Iterable[tuple[Piece, Sequence[Sequence[Piece]]]]) -> Element:
    """Names with their values, each value a piece of its own; names without values are left out."""
    made = [
        element("div", {}, element("dt", {}, name), *(element("dd", {}, *value) for value in values))
        for name, values in rows
        if values
    ]
    return element("dl", {}, *made)


def examples(texts: Iterable[str], kind: str, title: str, to: Addresses) -> Iterator[Element]:
    """Texts that show what is meant, or what is not; Turtle stands as it is."""
    for text in texts:
        plain = not text.startswith(_TURTLE)
        shown = to.prose(text) if plain else [raw("code", text)]
        yield element("p", {"class": kind}, element("b", {}, title), " ", *shown)


def table(found: Sequence[Check], to: Addresses) -> Iterator[Element]:
    """What shapes ask, as a table."""
    found = [check for check in found if check.path or check.holds]
    if not found:
        return
    heads = (element("th", {"scope": "col"}, name) for name in ("Shape", "Asks", "Otherwise says"))
    rows = (
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, element("a", {"href": to.of(check.iri)}, local(check.iri))),
            element("td", {}, *asks(check)),
            element("td", {}, *to.prose(check.message)),
        )
        for check in found
    )
    caption = element("caption", {}, "What the graph is checked for")
    yield element(
        "div",
        {"class": "table"},
        element(
            "table", {}, caption, element("thead", {}, element("tr", {}, *heads)), element("tbody", {}, *rows)
        ),
    )


def asks(check: Check) -> Iterator[Piece]:
    """What a shape asks, in words."""
    if check.path:
        yield element("code", {}, check.path)
        yield ": " if check.holds else ""
    yield "; ".join(check.holds)
    if check.severity != "Violation":
        yield f" ({check.severity.lower()})"
