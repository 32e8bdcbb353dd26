"""What a user adds to the vocabularies in Turtle of their own: labels, bodies, threats, topics, cues.

A file may add to what the ontology knows, and speak of nothing else: every subject is an individual of a kind that the
vocabularies have, every property one that they use, so that a misspelt name is told and not lost.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.brought import brought
from kg.errors import UnreadableInput
from kg.namespaces import ID, RDF
from kg.vocabulary import Vocabulary, read_turtle

_LARGEST: Final = 5_000_000
"""Bytes of a file of additions; the whole ontology has a tenth of that."""
_TRIPLE_TERM: Final = b"<<"
_MOST_OFTEN: Final = 100
"""How often a file may have it, as words in a label: the parser is recursive there, and a hundred thousand, one in the other, end the process."""


def read_additions(paths: Iterable[str | Path], vocabulary: Vocabulary) -> str:
    """The triples of some files as sorted lines of N-Triples: the same facts give the same text.

    `vocabulary` is the one to which they are added, under the default base. Raises UnreadableInput where a file is no
    Turtle, or says something that the vocabularies have no place for.
    """
    found: set[str] = set()
    for path in map(Path, paths):
        data = brought(path, _LARGEST, "give the additions alone")
        if data.count(_TRIPLE_TERM) > _MOST_OFTEN:
            raise UnreadableInput(
                str(path), "is full of <<, and no addition has a triple term", "mend the file"
            )
        triples = list(read_turtle(path, data))
        if not triples:
            raise UnreadableInput(
                str(path), "says nothing", "add at least one label; ontology/README.md shows how"
            )
        own = {str(triple.subject) for triple in triples}
        for triple in triples:
            if problem := _problem(triple, vocabulary, own):
                raise UnreadableInput(f"{path}{_line(data, problem.term)}", problem.what, problem.remedy)
            found.add(f"{triple} .")
    return "".join(f"{line}\n" for line in sorted(found))


class _Problem(NamedTuple):
    term: str
    """The IRI that is to blame."""
    what: str
    remedy: str


def _problem(triple: ox.Triple, vocabulary: Vocabulary, own: set[str]) -> _Problem | None:
    """What is wrong with a triple; None where nothing is. `own` are the subjects of its file."""
    subject, property_, value = triple.subject, triple.predicate.value, triple.object
    if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
        return _Problem("", "has a blank node", "give everything an IRI")
    kind, _, slug = subject.value.removeprefix(ID).partition("/")
    if not subject.value.startswith(ID) or not slug or kind not in vocabulary.kinds:
        known = ", ".join(kind for kind in vocabulary.kinds if kind != "scheme")
        what = f"<{subject.value}> is no individual of the vocabularies"
        return _Problem(subject.value, what, f"name it {ID}KIND/SLUG, with a kind among {known}")
    if property_ not in vocabulary.properties:
        what = f"no property <{property_}> in the vocabularies"
        return _Problem(property_, what, _near(property_, vocabulary.properties))
    if property_ == RDF + "type" and value.value not in vocabulary.classes:
        what = f"no class <{value.value}> in the vocabularies"
        return _Problem(value.value, what, _near(value.value, vocabulary.classes))
    if isinstance(value, ox.NamedNode) and value.value.startswith(ID) and str(value) not in own:
        kind, _, slug = value.value.removeprefix(ID).partition("/")
        if slug not in vocabulary[kind]:
            return _Problem(value.value, f"<{value.value}> is not known", _near(slug, vocabulary[kind]))
    return None


def _near(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), 1)
    return f"is it {close[0]}?" if close else "describe it too, or leave it out"


def _line(data: bytes, term: str) -> str:
    """The line that first has the end of an IRI, as ":12"; empty where none has."""
    name = re.compile(rf"[/#:<]{re.escape(term.replace('#', '/').rpartition('/')[2])}\b")
    lines = data.decode("utf-8", errors="replace").splitlines() if term else []
    found = (
        f":{number}" for number, line in enumerate(lines, 1) if "prefix" not in line and name.search(line)
    )
    return next(found, "")
