"""What VoID counts of a graph: triples, things, and how often each class and property occurs.

Counted on the lines that the exports are made of, so that what is published and what is said of it are the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.namespaces import RDF
from kg.turtle import Said

_TYPE: Final = f"<{RDF}type>".encode()


@dataclass(frozen=True, slots=True)
class Property:
    """How often a property occurs."""

    iri: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A class: how many there are, and the first of them."""

    iri: str
    entities: int
    example: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How much a graph holds, each triple counted once."""

    triples: int
    subjects: int
    objects: int
    entities: int
    """Subjects under the base of its individuals."""
    kinds: tuple[Kind, ...]
    properties: tuple[Property, ...]

    @property
    def namespaces(self) -> list[str]:
        """The vocabularies to which its classes and properties belong."""
        terms = [*(one.iri for one in self.kinds), *(one.iri for one in self.properties)]
        return sorted({_namespace(iri) for iri in terms})


def figures(said: Sequence[Said], base: str) -> Figures:
    """Counts what lines of N-Triples say, which are in order and say nothing twice."""
    values: defaultdict[bytes, list[bytes]] = defaultdict(list)
    subjects: defaultdict[bytes, int] = defaultdict(int)
    members: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for subject, rests in said:
        pairs = [rest.removesuffix(b" .").split(b" ", 1) for rest in rests]
        for predicate, value in pairs:
            values[predicate].append(value)
            if predicate == _TYPE:
                members[value].append(subject)
        for predicate in {predicate for predicate, _ in pairs}:
            subjects[predicate] += 1
    under = b"<" + base.encode()
    return Figures(
        triples=sum(len(rests) for _, rests in said),
        subjects=len(said),
        objects=len({value for found in values.values() for value in found}),
        entities=sum(subject.startswith(under) for subject, _ in said),
        kinds=tuple(Kind(_iri(kind), len(found), _iri(found[0])) for kind, found in sorted(members.items())),
        properties=tuple(
            Property(_iri(name), len(found), subjects[name], len(set(found)))
            for name, found in sorted(values.items())
        ),
    )


def triples(graphs: Iterable[Iterable[bytes]]) -> int:
    """How many triples some graphs hold together, each counted once."""
    return len({line for lines in graphs for line in lines})


def _iri(term: bytes) -> str:
    return term.decode().removeprefix("<").removesuffix(">")


def _namespace(iri: str) -> str:
    end = max(iri.rfind("#"), iri.rfind("/"))
    return iri[: end + 1]
