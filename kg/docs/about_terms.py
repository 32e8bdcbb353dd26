"""The sections on the model: the picture, each class and property, and each shape."""

from collections.abc import Iterable, Iterator

from kg.docs.addresses import Addresses
from kg.docs.checks import Shape
from kg.docs.diagram import diagram
from kg.docs.figure import figure
from kg.docs.names import curie, local, sentence
from kg.docs.sections import Piece, Section, asks, examples, facts, table
from kg.docs.terms import Model, Term
from kg.draw.markup import Element, element
from kg.namespaces import OWL, PEEL, RDFS, SKOS


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
        *examples(term.all(SKOS + "example"), "example", "Example", to),
        *examples(term.all(PEEL + "counterExample"), "counter", "Not this", to),
        *(element("p", {}, *to.prose(text)) for text in term.all(SKOS + "scopeNote")),
        *(element("p", {"class": "quiet"}, *to.prose(text)) for text in term.all(SKOS + "editorialNote")),
        *more,
    )


def _class(term: Term, model: Model, to: Addresses) -> Element:
    kinds = [one.iri for one in model.classes if term.iri in model.supers.get(one.iri, ())]
    values = [one.iri for one in model.properties if term.iri in one.all(RDFS + "range")]
    told = facts(
        [
            ("Is a kind of", _linked(model.supers.get(term.iri, ()), to)),
            ("Kinds of it", _linked(kinds, to)),
            ("Never also", _linked(term.all(OWL + "disjointWith"), to)),
            ("Properties", _linked([one.iri for one in model.of_class(term.iri)], to)),
            ("Value of", _linked(values, to)),
        ]
    )
    return _term(term, to, told, *table(model.checks_of_class(term.iri), to))


def _property(term: Term, model: Model, to: Addresses) -> Element:
    told = facts(
        [
            ("Type", [[term.kind]]),
            ("Is a kind of", _linked(term.all(RDFS + "subPropertyOf"), to)),
            ("Domain", _linked(term.all(RDFS + "domain"), to)),
            ("Range", _linked(term.all(RDFS + "range"), to)),
            ("Used with", _linked([one.iri for one in model.used_with(term.iri)], to)),
        ]
    )
    return _term(term, to, told, *table(model.checks_of_property(term.iri), to))


def _linked(iris: Iterable[str], to: Addresses) -> list[list[Piece]]:
    return [[to.term(iri)] for iri in iris]


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
            element("p", {"class": "quiet"}, *asks(check)),
        )
        for check in shape.checks
    ]
    return element(
        "article",
        {"id": name},
        element("h3", {}, name),
        element("p", {}, *to.prose(shape.own.message)),
        facts(
            [
                ("Looks at", [[to.value(target)] for target in shape.targets]),
                ("Asks", [["; ".join(shape.own.holds)]] if shape.own.holds else []),
                ("May find", [[idle]] if idle else []),
            ]
        ),
        *parts,
    )
