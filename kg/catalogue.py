"""The questions of `queries/`: each a file of SPARQL whose header says what it asks, of whom it is asked, and what may be given.

    # Question: What lies behind a grade: which findings inform it?
    # Reader: journalists and scrutiny panels
    # Parameter: force (force, first) the force, by its slug
    # Parameter: words (text, default domestic abuse) the words, whatever their case
    # Columns: force, year, …

A parameter without a default chooses among all rows; one with a default is needed for the query to have any.
One that stands `first` is where the engine's plan of the query begins.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.errors import UnreadableInput
from kg.iris import Iris
from kg.namespaces import DCTERMS, PEEL, PREFIXES, RDF, RDFS, SH, XSD
from kg.resources import queries
from kg.terms import Term, iri, text, typed

_HEADER = re.compile(r"^#\s*(Question|Reader|Parameter|Columns):\s*(.+?)\s*$", re.MULTILINE)
_PARAMETER = re.compile(
    r"(?P<name>\w+) \((?P<type>[a-z-]+)(?P<sparse>, may be empty)?(?P<first>, first)?(?:, default (?P<default>[^)]+))?\)\s*(?P<meaning>.*)"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: a kind of individual ("force"), "year", "number" or "text"."""

    name: str
    type: str
    sparse: bool
    """Whether its column may be empty; then the value chooses among the rows, and is not filled in."""
    first: bool
    """Whether its value leads the engine to few rows, so that its plan of the query should begin with it; what is filled in comes after the plan."""
    default: str | None
    """The value where none is given, for a query that has no rows without one; None where all are then wanted."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of `queries/`: its name is that of its file."""

    name: str
    question: str
    reader: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    sparql: str

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((p for p in self.parameters if p.name == name), None)


def catalogue(folder: Path | None = None) -> Mapping[str, Question]:
    """All questions by name, sorted. Raises UnreadableInput for a file without its header."""
    return _catalogue(folder or queries())


@lru_cache(maxsize=4)
def _catalogue(folder: Path) -> Mapping[str, Question]:
    return {path.stem: _question(path) for path in sorted(folder.glob("*.rq"))}


def _question(path: Path) -> Question:
    sparql = path.read_text("utf-8")
    header: dict[str, list[str]] = {}
    for found in _HEADER.finditer(sparql):
        header.setdefault(found[1], []).append(found[2])
    for line in ("Question", "Reader", "Columns"):
        if line not in header:
            raise UnreadableInput(str(path), f"no line '# {line}: …' in its header", "add it")
    parameters = [_PARAMETER.fullmatch(line) for line in header.get("Parameter", [])]
    if None in parameters:
        raise UnreadableInput(str(path), "a '# Parameter:' line is not 'NAME (TYPE) meaning'", "mend it")
    return Question(
        path.stem,
        header["Question"][0],
        header["Reader"][0],
        tuple(
            Parameter(p["name"], p["type"], bool(p["sparse"]), bool(p["first"]), p["default"], p["meaning"])
            for p in parameters
            if p
        ),
        tuple(column.strip() for column in header["Columns"][0].split(",")),
        sparql,
    )


_TYPES: Final = {"year": "gYear", "number": "integer", "text": "string"}
"""Datatypes of XSD."""
_CLASSES: Final = {"force": PEEL + "PoliceForce", "body": PEEL + "PartnerBody"}
"""Kinds of individuals that have a class of their own; the others are concepts."""
_FORMS: Final = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}


def described(iris: Iris) -> list[ox.Triple]:
    """The questions in RDF: SHACL's executables and their parameters, so that other tools can offer them."""
    return [
        ox.Triple(iri(subject), iri(property_), value)
        for question in catalogue().values()
        for subject, property_, value in _described(question, iris)
    ]


def _described(question: Question, iris: Iris) -> Iterator[tuple[str, str, Term]]:
    name = iris.of("query", question.name)
    form = "CONSTRUCT" if re.search(r"^CONSTRUCT\b", question.sparql, re.MULTILINE) else "SELECT"
    kind, property_ = _FORMS[form]
    yield name, RDF + "type", iri(SH + kind)
    yield name, RDFS + "label", text(question.question, "en")
    yield name, DCTERMS + "audience", text(question.reader, "en")
    yield name, SH + property_, text(question.sparql)
    for parameter in question.parameters:
        place = f"{name}/parameter/{parameter.name}"
        yield name, SH + "parameter", iri(place)
        yield place, RDF + "type", iri(SH + "Parameter")
        yield place, SH + "path", iri(f"{iris.of('parameter', parameter.name)}")
        yield place, SH + "name", text(parameter.name)
        yield place, SH + "description", text(parameter.meaning, "en")
        yield place, SH + "optional", typed("true", "boolean")
        if parameter.type in _TYPES:
            yield place, SH + "datatype", iri(XSD + _TYPES[parameter.type])
        else:
            yield place, SH + "nodeKind", iri(SH + "IRI")
            yield place, SH + "class", iri(_CLASSES.get(parameter.type, PREFIXES["skos"] + "Concept"))
        if parameter.default is not None:
            yield place, SH + "defaultValue", _default(parameter, iris)


def _default(parameter: Parameter, iris: Iris) -> Term:
    assert parameter.default is not None
    if parameter.type in _TYPES:
        return typed(parameter.default, _TYPES[parameter.type])
    return iri(iris.of(parameter.type, parameter.default))
