"""Asks a graph: the questions of `queries/`, or SPARQL of the user's own, with parameters that are bound.

A query reads the graph and nothing else: SERVICE is refused before anything runs, updates are no queries, and
FROM only chooses among the graphs of the store.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.errors import UnreadableInput, UsageError
from kg.namespaces import PREFIXES, XSD
from kg.resources import queries
from kg.terms import Term, iri, text, to_rdflib, typed

if TYPE_CHECKING:
    import rdflib

    from kg.store import Graph

_HEADER = re.compile(r"^#\s*(Question|Reader|Parameter|Columns):\s*(.+?)\s*$", re.MULTILINE)
_PARAMETER = re.compile(r"(?P<name>\w+) \((?P<type>[a-z-]+)(?P<required>, required)?\)\s*(?P<meaning>.*)")
_SKIPPED = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*>|\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*""",
    re.DOTALL,
)
_SERVICE = re.compile(r"(?<![\w?$:.-])service(?![\w:-])", re.IGNORECASE)
_FROM = re.compile(r"(?<![\w?$:.-])from(?![\w:-])", re.IGNORECASE)
_BRACKET = re.compile(r"[(){}\[\]]")
_DEEPEST = 100
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: a kind of individual ("force"), "year", "number" or "text"."""

    name: str
    type: str
    required: bool
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


@dataclass(frozen=True)
class Answer:
    """What a query answers: rows under columns, or the triples of a CONSTRUCT, or yes or no of an ASK."""

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    triples: tuple[ox.Triple, ...] | None = None
    yes: bool | None = None

    @cached_property
    def rows(self) -> tuple[tuple[Any, ...], ...]:
        """The rows as Python values: IRIs and strings as str, numbers as int or float, None where unbound."""
        return tuple(tuple(value(term) for term in row) for row in self.terms)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows as dictionaries by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.triples) if self.triples is not None else len(self.terms)

    def to_rdflib(self) -> "rdflib.Graph":
        """The triples of a CONSTRUCT as an rdflib graph. Raises UsageError where the query was none."""
        if self.triples is None:
            raise UsageError("only a CONSTRUCT or DESCRIBE query gives a graph")
        return to_rdflib(self.triples)


_PYTHON: Final = {"integer": int, "decimal": float, "double": float}


def value(term: Term | None) -> Any:
    """A term as a Python value."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return _PYTHON.get(term.datatype.value.removeprefix(XSD), str)(term.value)
    return term.value


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
        tuple(Parameter(p["name"], p["type"], bool(p["required"]), p["meaning"]) for p in parameters if p),
        tuple(column.strip() for column in header["Columns"][0].split(",")),
        sparql,
    )


def ask(graph: "Graph", question: str, parameters: Mapping[str, str | int]) -> Answer:
    """The answer to a question by name or to SPARQL text. Raises UsageError for what cannot be asked."""
    known = None if _is_sparql(question) else _known(question)
    sparql = known.sparql if known else question
    bound = {name: _bound(graph, name, given, known) for name, given in parameters.items()}
    for parameter in known.parameters if known else ():
        if parameter.required and parameter.name not in bound:
            raise UsageError(
                f"{question}: say which {parameter.name}, for instance --param {parameter.name}=…"
            )
    return _answer(graph.store, sparql, bound)


def _is_sparql(question: str) -> bool:
    return any(mark in question for mark in "{\n ")


def _known(name: str) -> Question:
    found = catalogue().get(name)
    if found is None:
        near = get_close_matches(name, catalogue(), 3, 0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "kg query --list shows all"
        raise UsageError(f"no question named {name!r}; {hint}")
    return found


def _bound(graph: "Graph", name: str, given: str | int, question: Question | None) -> Term:
    """A parameter's value as the term that its type calls for."""
    parameter = question.parameter(name) if question else None
    if question and parameter is None:
        known = ", ".join(p.name for p in question.parameters) or "none"
        raise UsageError(f"{question.name} has no parameter {name!r}; it has: {known}")
    type_ = parameter.type if parameter else _guessed(given)
    words = str(given)
    if type_ == "text":
        return text(words)
    if type_ == "year":
        if not re.fullmatch(r"[0-9]{4}", words):
            raise UsageError(f"{name}={words}: a year has four digits, such as 2015")
        return typed(words, "gYear")
    if type_ == "number":
        if not re.fullmatch(r"-?[0-9]+", words):
            raise UsageError(f"{name}={words}: not a whole number")
        return typed(words, "integer")
    return _individual(graph, type_, name, words)


def _guessed(given: str | int) -> str:
    """The type of a parameter of the user's own SPARQL: an IRI, a year, a whole number, else text."""
    if re.match(r"https?://", str(given)):
        return "iri"
    if re.fullmatch(r"(?:19|20)[0-9]{2}", str(given)):
        return "year"
    return "number" if isinstance(given, int) else "text"


def _individual(graph: "Graph", kind: str, name: str, words: str) -> ox.NamedNode:
    """An individual by its IRI or slug. Raises UsageError where the graph does not know it."""
    known_iri = words.startswith(("http://", "https://"))
    try:
        term = iri(words if known_iri else graph.iris.of(kind, words))
    except ValueError as error:
        raise UsageError(f"{name}={words}: no IRI and no name of a {kind}") from error
    if kind == "iri" or _occurs(graph.store, term):
        return term
    near = get_close_matches(words, _slugs(graph, kind), 3, 0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"{name}={words}: the graph knows no such {kind}{hint}")


def _occurs(store: ox.Store, term: ox.NamedNode) -> bool:
    return any(True for _ in store.quads_for_pattern(term, None, None, None))


def _slugs(graph: "Graph", kind: str) -> list[str]:
    lead = graph.iris.of(kind, "")
    known = {quad.subject.value for quad in graph.store if isinstance(quad.subject, ox.NamedNode)}
    return sorted(name.removeprefix(lead) for name in known if name.startswith(lead))


def _answer(store: ox.Store, sparql: str, bound: Mapping[str, Term]) -> Answer:
    if (deep := _depth(sparql)) > _DEEPEST:
        raise UsageError(f"the query nests {deep} brackets, more than {_DEEPEST}")
    if reads_beyond(sparql):
        raise UsageError("SERVICE is refused: a query reads this graph and nothing else")
    try:
        result = store.query(
            sparql,
            prefixes=PREFIXES,
            use_default_graph_as_union=not _names(sparql, _FROM),
            substitutions={ox.Variable(name): term for name, term in bound.items()} or None,
        )
        if isinstance(result, ox.QuerySolutions):
            columns = tuple(variable.value for variable in result.variables)
            return Answer(
                columns, tuple(tuple(solution[column] for column in columns) for solution in result)
            )
        if isinstance(result, ox.QueryTriples):
            return Answer(("subject", "predicate", "object"), (), tuple(result))
        return Answer(("answer",), (), yes=bool(result))
    except SyntaxError as error:
        raise UsageError(f"no SPARQL query: {' '.join(str(error).split())[:160]}") from error
    except (RuntimeError, ValueError, OSError) as error:
        hint = "; a parameter must be one of the SELECT's columns" if bound else ""
        raise UsageError(f"the query cannot be run: {error}{hint}") from error


def _depth(sparql: str) -> int:
    """How deep the brackets of a query nest; the engine's parser is recursive."""
    deepest = depth = 0
    for mark in _BRACKET.findall(_SKIPPED.sub(" ", sparql)):
        depth += 1 if mark in "({[" else -1
        deepest = max(deepest, depth)
    return deepest


def reads_beyond(sparql: str) -> bool:
    """Whether a query asks another server: it names SERVICE."""
    return _names(sparql, _SERVICE)


def _names(sparql: str, keyword: re.Pattern[str]) -> bool:
    """Whether a keyword stands outside strings, IRIs and comments, with or without code point escapes."""
    plain = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), sparql)
    return any(keyword.search(_SKIPPED.sub(" ", form)) for form in (sparql, plain))
