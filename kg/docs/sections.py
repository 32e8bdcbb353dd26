"""The sections of the pages, entry by entry."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.docs.addresses import Addresses, page_of
from kg.docs.checks import Check, Shape
from kg.docs.diagram import diagram
from kg.docs.figure import figure
from kg.docs.names import curie, local, sentence, words
from kg.docs.terms import Model, Term, named, narrower
from kg.draw.markup import Element, element, raw
from kg.namespaces import DCTERMS, OWL, PEEL, RDF, RDFS, SKOS
from kg.vocabulary import Entry

_Piece = Element | str
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


def _facts(rows: Iterable[tuple[_Piece, Sequence[Sequence[_Piece]]]]) -> Element:
    """Names with their values, each value a piece of its own; names without values are left out."""
    made = [
        element("div", {}, element("dt", {}, name), *(element("dd", {}, *value) for value in values))
        for name, values in rows
        if values
    ]
    return element("dl", {}, *made)


def _examples(texts: Iterable[str], kind: str, title: str, to: Addresses) -> Iterator[Element]:
    for text in texts:
        plain = not text.startswith(_TURTLE)
        shown = to.prose(text) if plain else [raw("code", text)]
        yield element("p", {"class": kind}, element("b", {}, title), " ", *shown)


# --- The model --------------------------------------------------------------------------------------------


def terms(model: Model, to: Addresses) -> Iterator[Section]:
    """The picture, the classes and the properties."""
    picture = element(
        "figure",
        {},
        element(
            "div",
            {"class": "canvas", "tabindex": 0, "role": "region", "aria-label": "Picture"},
            figure(diagram(model), to.ours),
        ),
        element(
            "figcaption",
            {},
            "An arrow leads from a class to what it is a kind of. Filled boxes are ours, the others of ORG, PROV, SKOS, DCTERMS and Web "
            "Annotation. A property stands in the most general box that has it; after the colon is what it leads to.",
        ),
    )
    yield Section("the-picture", "The picture", (), [picture], counted=False)
    yield Section(
        "the-classes", "Classes", [_index(model.classes)], [_class(one, model, to) for one in model.classes]
    )
    yield Section(
        "the-properties",
        "Properties",
        [_index(model.properties)],
        [_property(one, model, to) for one in model.properties],
    )


def _index(found: Iterable[Term]) -> Element:
    links = (
        element("li", {}, element("a", {"href": f"#{term.local}"}, term.local))
        for term in sorted(found, key=lambda term: term.local.lower())
    )
    return element("ul", {"class": "index"}, *links)


def _term(term: Term, to: Addresses, *more: Element) -> Element:
    title = element("h3", {}, sentence(term.label), " ", element("code", {}, curie(term.iri)))
    return element(
        "article",
        {"id": term.local},
        title,
        *(element("p", {}, *to.prose(text)) for text in term.all(SKOS + "definition")),
        *_examples(term.all(SKOS + "example"), "example", "Example", to),
        *_examples(term.all(PEEL + "counterExample"), "counter", "Not this", to),
        *(element("p", {}, *to.prose(text)) for text in term.all(SKOS + "scopeNote")),
        *(element("p", {"class": "quiet"}, *to.prose(text)) for text in term.all(SKOS + "editorialNote")),
        *more,
    )


def _class(term: Term, model: Model, to: Addresses) -> Element:
    kinds = [one.iri for one in model.classes if term.iri in model.supers.get(one.iri, ())]
    values = [one.iri for one in model.properties if term.iri in one.all(RDFS + "range")]
    facts = _facts(
        [
            ("Is a kind of", _linked(model.supers.get(term.iri, ()), to)),
            ("Kinds of it", _linked(kinds, to)),
            ("Never also", _linked(term.all(OWL + "disjointWith"), to)),
            ("Properties", _linked([one.iri for one in model.of_class(term.iri)], to)),
            ("Value of", _linked(values, to)),
        ]
    )
    return _term(term, to, facts, *_checks(model.checks_of_class(term.iri), to))


def _property(term: Term, model: Model, to: Addresses) -> Element:
    facts = _facts(
        [
            ("Type", [[term.kind]]),
            ("Is a kind of", _linked(term.all(RDFS + "subPropertyOf"), to)),
            ("Domain", _linked(term.all(RDFS + "domain"), to)),
            ("Range", _linked(term.all(RDFS + "range"), to)),
            ("Used with", _linked([one.iri for one in model.used_with(term.iri)], to)),
        ]
    )
    return _term(term, to, facts, *_checks(model.checks_of_property(term.iri), to))


def _linked(iris: Iterable[str], to: Addresses) -> list[list[_Piece]]:
    return [[to.term(iri)] for iri in iris]


def _checks(found: Sequence[Check], to: Addresses) -> Iterator[Element]:
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
            element("td", {}, *_asks(check)),
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


def _asks(check: Check) -> Iterator[_Piece]:
    if check.path:
        yield element("code", {}, check.path)
        yield ": " if check.holds else ""
    yield "; ".join(check.holds)
    if check.severity != "Violation":
        yield f" ({check.severity.lower()})"


# --- The vocabularies -------------------------------------------------------------------------------------

_NOT_SHOWN: Final = frozenset(
    {
        RDF + "type",
        SKOS + "prefLabel",
        SKOS + "definition",
        SKOS + "example",
        SKOS + "inScheme",
        PEEL + "counterExample",
        PEEL + "pattern",
        DCTERMS + "title",
        DCTERMS + "description",
    }
)
"""What is shown in another way than as a row, or told by where it stands."""
_NAMES: Final = {
    SKOS + "altLabel": "Found as",
    SKOS + "broader": "Broader",
    SKOS + "related": "Related",
    SKOS + "note": "Note",
    SKOS + "member": "Members",
    DCTERMS + "source": "Source",
    RDFS + "seeAlso": "See also",
}
_LAST: Final = (SKOS + "note", PEEL + "verification", DCTERMS + "source")
"""What stands at the end."""
_TITLES: Final = {
    "force": "Police forces",
    "body": "Partner bodies",
    "source": "Sources",
    "grade-scale": "Scales of grades",
    "framework": "Frameworks",
    "question": "Questions",
}
"""Titles of kinds that have no scheme of their own."""


def lists(model: Model, to: Addresses) -> Iterator[Section]:
    """All that stands on no page of its own, kind by kind."""
    kinds = [kind for kind in model.vocabulary.kinds if page_of(kind) == "lists.html" and kind != "scheme"]
    first = ("grade", "grade-scale", "polarity", "pillar", "threat", "topic", "partner-kind")
    for kind in sorted(kinds, key=lambda kind: (first.index(kind) if kind in first else len(first), kind)):
        yield _list(kind, model, to)


def questions(model: Model, to: Addresses) -> Iterator[Section]:
    """The frameworks, and the questions of each."""
    vocabulary = model.vocabulary
    yield _list("framework", model, to)
    for framework in vocabulary["framework"].values():
        inside = {
            slug: entry
            for slug, entry in vocabulary["question"].items()
            if framework.iri in entry.all(SKOS + "inScheme")
        }
        yield Section(
            f"questions-{framework.slug}",
            f"Questions of {named(framework)}",
            (),
            [_entry(entry, depth, model, to) for depth, entry in narrower(inside)],
        )


def register(model: Model, to: Addresses) -> Iterator[Section]:
    """Forces, bodies and sources."""
    for kind in ("force", "body", "source"):
        yield _list(kind, model, to)


def language(model: Model, to: Addresses) -> Iterator[Section]:
    """Rules, cues, what they signal, and the classes of words."""
    for kind in ("rule", "cue", "signal", "word-class"):
        yield _list(kind, model, to)


def _list(kind: str, model: Model, to: Addresses) -> Section:
    entries = model.vocabulary[kind]
    scheme = model.vocabulary["scheme"].get(kind)
    title = named(scheme) if scheme else _TITLES.get(kind, words(kind))
    lead = [element("p", {}, *to.prose(scheme.one(DCTERMS + "description")))] if scheme else []
    if scheme:
        found = [check for shape in model.shapes_of(scheme.iri) for check in (shape.own, *shape.checks)]
        lead += _checks(found, to)
    made = [_entry(entry, depth, model, to) for depth, entry in narrower(entries)]
    return Section(f"scheme/{kind}" if scheme else f"all-{kind}", title, lead, made)


def _entry(entry: Entry, depth: int, model: Model, to: Addresses) -> Element:
    title = element("h3", {}, named(entry), " ", element("code", {}, f"{entry.kind}/{entry.slug}"))
    return element(
        "article",
        {"id": f"{entry.kind}/{entry.slug}", "class": f"entry depth-{min(depth, 4)}"},
        title,
        *(element("p", {}, *to.prose(text)) for text in entry.all(SKOS + "definition")),
        *(element("p", {"class": "pattern"}, raw("code", text)) for text in entry.all(PEEL + "pattern")),
        *_examples(
            entry.all(SKOS + "example"), "example", "Matches" if entry.kind in _READ else "Example", to
        ),
        *_examples(
            entry.all(PEEL + "counterExample"),
            "counter",
            "Must not match" if entry.kind in _READ else "Not this",
            to,
        ),
        _facts(_rows(entry, model, to)),
    )


_READ: Final = ("rule", "cue", "word-class")
"""What is read by: its examples are texts."""


def _rows(entry: Entry, model: Model, to: Addresses) -> Iterator[tuple[_Piece, list[list[_Piece]]]]:
    facts: Mapping[str, tuple[str, ...]] = entry.facts
    names = [name for name in facts if name not in _NOT_SHOWN and name not in _LAST]
    for name in [*names, *(name for name in _LAST if name in facts)]:
        label = _NAMES.get(name) or (
            sentence(model.known[name].label) if name in model.known else words(name)
        )
        shown: _Piece = element("a", {"href": to.of(name)}, label) if name in model.known else label
        show: Callable[[str], list[_Piece]] = (
            to.prose if name == SKOS + "note" else lambda value: [to.value(value)]
        )
        yield shown, [show(value) for value in facts[name]]


# --- The shapes -------------------------------------------------------------------------------------------


def shapes(model: Model, to: Addresses) -> Iterator[Section]:
    """Each shape with its constraints."""
    entries = [_shape(shape, to) for shape in model.shapes]
    links = (
        element("li", {}, element("a", {"href": f"#{local(shape.iri)}"}, local(shape.iri)))
        for shape in model.shapes
    )
    yield Section("the-shapes", "Shapes", [element("ul", {"class": "index"}, *links)], entries)


def _shape(shape: Shape, to: Addresses) -> Element:
    name = local(shape.iri)
    idle = "Nothing, if the graph has none: then the shape is listed as idle." if shape.idle else ""
    parts = [
        element(
            "article",
            {"id": local(check.iri), "class": "entry check"},
            element("h4", {}, local(check.iri)),
            element("p", {}, *to.prose(check.message)),
            element("p", {"class": "quiet"}, *_asks(check)),
        )
        for check in shape.checks
    ]
    return element(
        "article",
        {"id": name},
        element("h3", {}, name),
        element("p", {}, *to.prose(shape.own.message)),
        _facts(
            [
                ("Looks at", [[to.value(target)] for target in shape.targets]),
                ("Asks", [["; ".join(shape.own.holds)]] if shape.own.holds else []),
                ("May find", [[idle]] if idle else []),
            ]
        ),
        *parts,
    )
