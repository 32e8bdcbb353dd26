"""A report's text with the fate of every sentence marked, each mark leading to the statements that rest on it: one page, no request."""

from collections.abc import Iterator
from itertools import pairwise

from kg.coverage import Coverage, Fate, Part
from kg.draw.markup import Element, as_html, asset, element
from kg.draw.page import Site, head
from kg.network import ATTRIBUTION
from kg.values import Action, BlockKind, Finding, Judgement, Statement

_CLASSES = {
    Fate.STATED: "stated",
    Fate.NEUTRAL: "neutral",
    Fate.UNCLAIMED: "unclaimed",
    Fate.FURNITURE: "furniture",
}
_MEANINGS = {
    Fate.STATED: "a statement of the graph rests on it; follow it to the statement",
    Fate.NEUTRAL: "read, and found to say nothing of how well the force does",
    Fate.UNCLAIMED: "something was recognised in it, yet nothing was stated; hover for what",
    Fate.FURNITURE: "headings, grade lines, dates and the like",
}


def fates(found: Coverage, site: Site | None = None) -> str:
    """The page of a report's coverage; `#s-…` at the end of its address points at a statement. On a site it leads to its pages."""
    style = asset("fates.css")
    identity = found.reading.identity
    force = found.vocabulary["force"][identity.force].name
    title = f"{force}, {identity.year}, {identity.name}: what was read"
    root = element(
        "html",
        {"lang": "en-GB"},
        element("head", {}, *head(title, style, "")),
        element(
            "body",
            {},
            *([_way_back(found, site)] if site else ()),
            element("header", {}, element("h1", {}, title), _legend(found)),
            element(
                "main",
                {},
                element("article", {"aria-label": "The report"}, *_text(found)),
                element("section", {"aria-label": "Statements"}, *_statements(found, site)),
            ),
            element("footer", {}, element("p", {}, ATTRIBUTION)),
        ),
    )
    return as_html(root)


def _way_back(found: Coverage, site: Site) -> Element:
    home = element("a", {"href": site.home}, "PEEL inspections")
    return element("nav", {}, home, " › ", element("a", {"href": site.page_of(found.report)}, "The report"))


def _legend(found: Coverage) -> Element:
    rows = [
        element(
            "li",
            {},
            element("span", {"class": _CLASSES[fate]}, fate.value),
            f" {found.count(fate)}" + ("" if fate is Fate.FURNITURE else f" ({found.share(fate):.0%})"),
            element("small", {}, f" {_MEANINGS[fate]}"),
        )
        for fate in Fate
    ]
    return element("ul", {"class": "legend"}, *rows)


def _text(found: Coverage) -> Iterator[Element]:
    """The paragraphs of the text, with every character of it."""
    text = found.reading.document.text
    edges = [0, *(part.span.end for part in found.parts), len(text)]
    pieces: list[Element | str] = []
    for part, (start, _) in zip(found.parts, pairwise(edges), strict=False):
        between = text[start : part.span.start]
        if "\n" in between and pieces:
            yield element("p", {}, *pieces)
            pieces = []
        pieces.append(between.strip("\n"))
        pieces.append(_mark(part, text, found))
    yield element("p", {}, *pieces, text[edges[-2] :].strip("\n"))


def _mark(part: Part, text: str, found: Coverage) -> Element:
    attributes: dict[str, str | float] = {
        "class": f"{_CLASSES[part.fate]} heading" if part.why == BlockKind.HEADING else _CLASSES[part.fate],
        "title": f"{part.fate.value}: {part.why}",
    }
    words = part.span.of(text)
    if not part.statements:
        return element("span", attributes, words)
    first = part.statements[0]
    weakness = any(
        isinstance(s := found.reading.statements[at], Finding) and s.polarity == "weakness"
        for at in part.statements
    )
    attributes |= {"href": f"#{_anchor(found, first)}", "id": f"t-{part.span.start}"}
    if weakness:
        attributes["class"] = "stated weakness"
    return element("a", attributes, words)


def _anchor(found: Coverage, at: int) -> str:
    return "s-" + found.names[at].rpartition("/")[2]


def _statements(found: Coverage, site: Site | None) -> Iterator[Element]:
    places: dict[int, int] = {}
    for part in found.parts:
        for at in part.statements:
            places.setdefault(at, part.span.start)
    for at, statement in enumerate(found.reading.statements):
        facts = [
            element("div", {}, element("dt", {}, name), element("dd", {}, ", ".join(values)))
            for name, values in _facts(statement, found)
            if values
        ]
        quote = statement.span.of(found.reading.document.text)
        back = element("a", {"href": f"#t-{places[at]}"}, "in the text") if at in places else ""
        name = element("code", {}, found.names[at])
        page = site.page_of(found.names[at]) if site else ""
        yield element(
            "article",
            {"id": _anchor(found, at), "tabindex": -1},
            element("h2", {}, _kind(statement)),
            element("blockquote", {}, quote),
            element("dl", {}, *facts),
            element("p", {}, back, " ", element("a", {"href": page}, name) if page else name),
        )


def _kind(statement: Statement) -> str:
    match statement:
        case Finding():
            return statement.polarity.value.capitalize()
        case Judgement():
            return f"Judgement: {statement.grade.replace('-', ' ')}, {statement.year}"
        case Action():
            return statement.kind.value
    return type(statement).__name__


def _facts(statement: Statement, found: Coverage) -> Iterator[tuple[str, list[str]]]:
    names = found.vocabulary
    yield "question", [statement.question] if statement.question else []
    yield "topics", [names["topic"][slug].name for slug in statement.topics]
    yield "threats", [names["threat"][slug].name for slug in statement.threats]
    yield "partners", [names[partner.sort.value][partner.slug].name for partner in statement.partners]
    yield "read by", [names["rule"][statement.rule].name]
    yield "cues", [names["cue"][slug].name for slug in statement.cues]
