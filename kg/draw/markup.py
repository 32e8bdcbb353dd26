"""The one way in which text becomes markup: elements built, never strings joined, so all text is escaped."""

from collections.abc import Mapping
from importlib.resources import files
from typing import TypeAlias
from xml.etree import ElementTree

from kg.network import plain

Element: TypeAlias = ElementTree.Element


def element(
    tag: str, attributes: Mapping[str, str | float] | None = None, *children: Element | str
) -> Element:
    """An element with its attributes and children, the text in both made plain."""
    made = ElementTree.Element(tag, {name: _spelled(value) for name, value in (attributes or {}).items()})
    last: Element | None = None
    for child in children:
        if isinstance(child, str):
            if last is None:
                made.text = (made.text or "") + plain(child)
            else:
                last.tail = (last.tail or "") + plain(child)
        else:
            made.append(child)
            last = child
    return made


def raw(tag: str, text: str) -> Element:
    """A script or style element with a text of our own, to the letter: the page's policy names its digest."""
    made = ElementTree.Element(tag)
    made.text = text
    return made


def asset(name: str) -> str:
    """The text of a file that the package carries for its drawings."""
    return files("kg").joinpath("draw", "assets", name).read_text(encoding="utf-8")


def as_xml(root: Element) -> str:
    """An XML document, ended by a line break."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def as_html(root: Element) -> str:
    """An HTML document, ended by a line break."""
    return "<!DOCTYPE html>\n" + ElementTree.tostring(root, "unicode", method="html") + "\n"


def _spelled(value: str | float) -> str:
    return plain(value) if isinstance(value, str) else f"{value:g}"


def as_fragment(root: Element) -> str:
    """An element as a part of an HTML document."""
    return ElementTree.tostring(root, "unicode", method="html")
