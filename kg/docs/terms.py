"""What the pages show, as frozen values: terms of the ontology, entries of the vocabularies, and the shapes that concern them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.docs.checks import Check, Shape
from kg.docs.names import local
from kg.namespaces import DCTERMS, OWL, PEEL, RDF, RDFS, SKOS
from kg.vocabulary import Entry, Vocabulary

KINDS: Final = {
    OWL + "Class": "Class",
    OWL + "ObjectProperty": "Object property",
    OWL + "DatatypeProperty": "Datatype property",
    OWL + "AnnotationProperty": "Annotation property",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology, with all that is said of it."""

    iri: str
    kind: str
    facts: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a property, by its IRI."""
        return self.facts.get(name, ())

    @property
    def local(self) -> str:
        """Its name without the namespace: also its address on its page."""
        return local(self.iri)

    @property
    def label(self) -> str:
        """What people call it."""
        return next(iter(self.all(RDFS + "label")), self.local)

    @property
    def is_class(self) -> bool:
        """Whether it is a class, and no property."""
        return self.kind == "Class"


@dataclass(frozen=True)
class Model:
    """All that the pages show."""

    vocabulary: Vocabulary
    header: Mapping[str, tuple[str, ...]]
    """What the ontology says of itself."""
    terms: tuple[Term, ...]
    supers: Mapping[str, tuple[str, ...]]
    """What classes are sub-classes of, those of other vocabularies, too."""
    shapes: tuple[Shape, ...]

    @cached_property
    def classes(self) -> tuple[Term, ...]:
        """In the order of their file."""
        return tuple(term for term in self.terms if term.is_class)

    @cached_property
    def properties(self) -> tuple[Term, ...]:
        """In the order of their file."""
        return tuple(term for term in self.terms if not term.is_class)

    @cached_property
    def known(self) -> Mapping[str, Term]:
        """The terms by their IRIs."""
        return {term.iri: term for term in self.terms}

    def of_class(self, iri: str) -> list[Term]:
        """The properties of a class: those that have it for their domain, and those that its shapes ask about."""
        checks = self.checks_of_class(iri)
        return [
            term
            for term in self.properties
            if iri in term.all(RDFS + "domain") or any(check.gives(term.iri) for check in checks)
        ]

    def used_with(self, iri: str) -> list[Term]:
        """The classes of which a property is one."""
        return [one for one in self.classes if iri in {term.iri for term in self.of_class(one.iri)}]

    def checks_of_class(self, iri: str) -> list[Check]:
        """What shapes hold the members of a class to."""
        return [
            check for shape in self.shapes if iri in shape.targets for check in (shape.own, *shape.checks)
        ]

    def checks_of_property(self, iri: str) -> list[Check]:
        """What shapes hold the values of a property to."""
        found = {check.iri: check for shape in self.shapes for check in shape.checks if iri in check.terms}
        return [found[name] for name in sorted(found)]

    def shapes_of(self, iri: str) -> list[Shape]:
        """The shapes that target something."""
        return [shape for shape in self.shapes if iri in shape.targets]


def model(vocabulary: Vocabulary, shapes: tuple[Shape, ...]) -> Model:
    """What there is to show of a vocabulary."""
    facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in vocabulary.triples:
        facts[triple.subject.value][triple.predicate.value].append(triple.object.value)  # type: ignore[union-attr]
    said = {
        subject: {name: tuple(found) for name, found in values.items()} for subject, values in facts.items()
    }
    return Model(
        vocabulary,
        said[PEEL.rstrip("#")],
        tuple(_terms(said)),
        {iri: values[RDFS + "subClassOf"] for iri, values in said.items() if RDFS + "subClassOf" in values},
        shapes,
    )


def _terms(said: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterable[Term]:
    for iri, facts in said.items():
        kinds = [KINDS[kind] for kind in facts.get(RDF + "type", ()) if kind in KINDS]
        if iri.startswith(PEEL) and kinds:
            yield Term(iri, kinds[0], facts)


def narrower(entries: Mapping[str, Entry]) -> list[tuple[int, Entry]]:
    """Entries with their depth, each followed by those under it; what stands under several comes once."""
    children: defaultdict[str, list[Entry]] = defaultdict(list)
    iris = {entry.iri for entry in entries.values()}
    for entry in entries.values():
        parents = [parent for parent in entry.all(SKOS + "broader") if parent in iris]
        children[parents[0] if parents else ""].append(entry)
    found: list[tuple[int, Entry]] = []
    waiting = [(0, entry) for entry in reversed(children[""])]
    while waiting:
        depth, entry = waiting.pop()
        found.append((depth, entry))
        waiting += [(depth + 1, child) for child in reversed(children[entry.iri])]
    met = {entry.iri for _, entry in found}
    return found + [(0, entry) for entry in entries.values() if entry.iri not in met]


def named(entry: Entry) -> str:
    """What people call an entry; its slug, where it has no name."""
    return entry.name or entry.one(DCTERMS + "title") or entry.slug
