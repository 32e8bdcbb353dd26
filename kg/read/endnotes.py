"""The footnotes of a web page: what its marks lead to, and what calls itself so. A page has them at its end, or beside its words."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import takewhile
from typing import Final, TypeAlias, cast

from lxml import etree

from kg.read.chrome import Page, text_of
from kg.read.flow import names

_SIGN: Final = re.compile(r"[\[(]?(?:[0-9]{1,3}|[*†‡§]{1,3}|[a-z])[\])]?")
"""The words of a link that leads to a footnote, or back from it."""
_BLOCKS: Final = names("aside blockquote dd div li p section td tr")
"""Elements that may be a footnote, or hold one that begins with an anchor."""
_ITEMS: Final = names("li dd")
"""Of a footnote in paragraphs the first may be what a mark leads to."""
_CALLED: Final = re.compile(
    r"(?!(?:has|with|without|no)[-_])(?:[\w-]{0,40}[-_])?(?:foot|end)-?notes?(?:[-_](?:list|text|body|content|container|wrapper|section|item))*|msofootnotetext|msoendnotetext"
)
"""Classes of what holds footnotes."""
_ROLES: Final = frozenset(["doc-endnotes", "doc-endnote", "doc-footnote"])
_HOLDERS: Final = _BLOCKS | names("dl footer ol table ul")
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
STYLED_RAISED: Final = re.compile(r"vertical-align\s{0,9}:\s{0,9}super")
"""The style of what is raised."""
_called = etree.XPath(".//@class[contains(., 'ote')]/.. | .//@role[starts-with(., 'doc-')]/..")
_inner_links = etree.XPath(".//a[contains(@href, '#')]")


_Elements: TypeAlias = set[etree._Element]


def endnotes(page: Page) -> tuple[_Elements, _Elements]:
    """The footnotes of a page, and the links that are marks.

    A mark leads to each that is raised, or to which it leads back; or it is called one.
    """
    notes = {element for element in _named(page.root) if _may_be_one(element, page)}
    signs = [link for link in _links(page.root) if _is_sign(link)]
    marks = {link for link in signs if _is_raised(link)}
    order = {element: at for at, element in enumerate(page.root.iter("*"))} if signs else {}
    places = _places(order)
    led: dict[etree._Element, list[etree._Element]] = {}
    for link in signs:
        note = _note(places.get(_target(link)))
        # A footnote stands behind its mark: what stands before it is where a link leads back to.
        if note is not None and order[note] > order[link]:
            led.setdefault(note, []).append(link)
    for note, links in led.items():
        back = {_target(other) for other in note.iter("a")} - {""}
        leading = [link for link in links if link in marks or _is_led_to(link, back)]
        if leading and _may_be_one(note, page):
            notes.add(note)
            marks.update(leading)
    marks.update(link for note in notes for link in note.iter("a") if _is_sign(link))
    return notes, marks


def _is_raised(link: etree._Element) -> bool:
    """Whether a link is raised, or calls itself a mark."""
    if link.get("role") == "doc-noteref" or next(link.iter("sup"), None) is not None:
        return True
    return any(
        one.tag == "sup" or STYLED_RAISED.search(one.get("style") or "") for one in link.iterancestors()
    )


def _links(root: etree._Element) -> list[etree._Element]:
    return cast("list[etree._Element]", _inner_links(root))


def _is_sign(link: etree._Element) -> bool:
    return "#" in (link.get("href") or "") and _SIGN.fullmatch(text_of(link)) is not None


def _target(link: etree._Element) -> str:
    """The name of the place in the page to which a link leads."""
    return (link.get("href") or "").partition("#")[2]


def _places(elements: Iterable[etree._Element]) -> dict[str, etree._Element]:
    """Elements by the names to which links lead."""
    found: dict[str, etree._Element] = {}
    for element in elements:
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                found.setdefault(name, element)
    return found


def _note(place: etree._Element | None) -> etree._Element | None:
    """The item, paragraph or other part of a page that begins with a place."""
    while place is not None and place.tag not in _BLOCKS:
        place = place.getparent()
    around = None if place is None else place.getparent()
    if around is not None and around.tag in _ITEMS and next(iter(around)) is place:
        return around
    return place


def _may_be_one(note: etree._Element, page: Page) -> bool:
    """Whether a part of a page may be a footnote: it has no headings but one over it, and not most of the words."""
    headings = sum(1 for _ in note.iter(*_HEADINGS))
    return headings <= 1 and page.told[note] * 2 <= page.told[page.content]


def _is_led_to(link: etree._Element, back: AbstractSet[str]) -> bool:
    """Whether some names of places are of a link, or of what is right around it."""
    around = takewhile(lambda one: one.tag not in _HOLDERS, link.iterancestors())
    return any(one.get("id") in back or one.get("name") in back for one in (link, *link.iter("*"), *around))


def _named(root: etree._Element) -> Iterator[etree._Element]:
    """The parts of a page that are called footnotes."""
    for element in cast("list[etree._Element]", _called(root)):
        named = (element.get("class") or "").lower().split()
        if element.tag in _HOLDERS and (element.get("role") in _ROLES or any(map(_CALLED.fullmatch, named))):
            yield element
