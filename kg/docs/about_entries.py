"""The sections on the vocabularies: lists, questions, the register of forces and bodies, rules and cues."""

from collections.abc import Callable, Iterator
from typing import Final

from kg.docs.addresses import Addresses, page_of
from kg.docs.names import sentence, words
from kg.docs.sections import Piece, Section, examples, facts, table
from kg.docs.terms import Model, named, narrower
from kg.draw.markup import Element, element, raw
from kg.namespaces import DCTERMS, PEEL, RDF, RDFS, SKOS
from kg.vocabulary import Entry

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
        lead += table(found, to)
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
        *examples(
            entry.all(SKOS + "example"), "example", "Matches" if entry.kind in _READ else "Example", to
        ),
        *examples(
            entry.all(PEEL + "counterExample"),
            "counter",
            "Must not match" if entry.kind in _READ else "Not this",
            to,
        ),
        facts(_rows(entry, model, to)),
    )


_READ: Final = ("rule", "cue", "word-class")
"""What is read by: its examples are texts."""


def _rows(entry: Entry, model: Model, to: Addresses) -> Iterator[tuple[Piece, list[list[Piece]]]]:
    names = [name for name in entry.facts if name not in _NOT_SHOWN and name not in _LAST]
    for name in [*names, *(name for name in _LAST if name in entry.facts)]:
        label = _NAMES.get(name) or (
            sentence(model.known[name].label) if name in model.known else words(name)
        )
        shown: Piece = element("a", {"href": to.of(name)}, label) if name in model.known else label
        show: Callable[[str], list[Piece]] = (
            to.prose if name == SKOS + "note" else lambda value: [to.value(value)]
        )
        yield shown, [show(value) for value in entry.facts[name]]
