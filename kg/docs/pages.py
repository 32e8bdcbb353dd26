"""The pages: what they have in common, and which there are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.docs import about_entries, about_terms
from kg.docs.addresses import Addresses
from kg.docs.sections import Section
from kg.docs.terms import Model
from kg.draw.markup import Element, as_html, asset, element
from kg.draw.page import head
from kg.namespaces import DCTERMS, OWL
from kg.network import ATTRIBUTION


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its file, the word for it, its title, what it is for, and what makes its sections."""

    file: str
    name: str
    title: str
    purpose: str
    body: Callable[[Model, Addresses], Iterable[Section]]


PAGES: Final = (
    Page(
        "index.html",
        "Model",
        "PEEL inspection ontology",
        "The classes and properties by which the graph says what inspectors found.",
        about_terms.terms,
    ),
    Page(
        "lists.html",
        "Lists",
        "Controlled lists",
        "The concepts among which the graph chooses: grades, threats, topics, kinds of partner and the rest.",
        about_entries.lists,
    ),
    Page(
        "questions.html",
        "Questions",
        "Questions of the inspections",
        "The frameworks since 2014, with the questions that inspectors answer in each. Their wording is Crown copyright.",
        about_entries.questions,
    ),
    Page(
        "register.html",
        "Register",
        "Register of forces and bodies",
        "The police forces and named partner bodies that are recognised, and where what is said of them was seen.",
        about_entries.register,
    ),
    Page(
        "language.html",
        "Language",
        "Rules and cues",
        "How a report is read: each rule and each cue with its reason, a text that it matches, and one that it must not.",
        about_entries.language,
    ),
    Page(
        "shapes.html",
        "Shapes",
        "Shapes of the graph",
        "What a graph must hold before it can be relied on. A result of a validation names one of these.",
        about_terms.shapes,
    ),
)


def pages(model: Model) -> Mapping[str, bytes]:
    """All pages, by their files."""
    style = asset("docs.css")
    addresses = Addresses(model)
    return {page.file: _page(page, model, addresses.on(page.file), style).encode() for page in PAGES}


def _page(page: Page, model: Model, addresses: Addresses, style: str) -> str:
    made = [section for section in page.body(model, addresses) if section.entries]
    root = element(
        "html",
        {"lang": "en-GB"},
        element("head", {}, *head(page.title, style, "")),
        element(
            "body",
            {},
            element("a", {"class": "skip", "href": "#content"}, "Skip to the content"),
            element(
                "header", {}, _pages(page), element("h1", {}, page.title), element("p", {}, page.purpose)
            ),
            element(
                "main",
                {"id": "content", "tabindex": -1},
                *(_about(model) if page.file == "index.html" else ()),
                _contents(made),
                *map(_section, made),
            ),
            element("footer", {}, element("p", {}, ATTRIBUTION), _imprint(model)),
        ),
    )
    return as_html(root)


def _pages(page: Page) -> Element:
    links = [
        element("a", {"href": one.file, **({"aria-current": "page"} if one is page else {})}, one.name)
        for one in PAGES
    ]
    return element("nav", {"aria-label": "Pages"}, *links)


def _about(model: Model) -> list[Element]:
    words = element("p", {"class": "lead"}, *model.header.get(DCTERMS + "description", ()))
    namespace = element("code", {}, "https://w3id.org/peel-kg/ontology#")
    return [
        words,
        element(
            "p",
            {},
            "Its names are written with the prefix ",
            element("code", {}, "peel:"),
            ", for ",
            namespace,
            ".",
        ),
    ]


def _imprint(model: Model) -> Element:
    version = ", ".join(model.header.get(OWL + "versionInfo", ()))
    modified = ", ".join(model.header.get(DCTERMS + "modified", ()))
    licence = element("a", {"href": model.header[DCTERMS + "license"][0]}, "MIT licence")
    return element("p", {}, f"Version {version} of {modified}. The ontology is under the ", licence, ".")


def _contents(made: Sequence[Section]) -> Element:
    """What is on the page, with a link to each entry where they are not too many."""
    items = [
        element(
            "li",
            {},
            element("a", {"href": f"#{section.anchor}"}, section.title),
            element("span", {"class": "count"}, f" {len(section.entries)}") if section.counted else "",
        )
        for section in made
    ]
    return element("nav", {"class": "contents", "aria-label": "On this page"}, element("ul", {}, *items))


def _section(section: Section) -> Element:
    return element(
        "section",
        {"id": section.anchor, "aria-label": section.title},
        element("h2", {}, section.title),
        *section.lead,
        *section.entries,
    )
