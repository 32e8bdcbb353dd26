"""Asks a graph: the questions of `queries/`, or SPARQL of the user's own, with parameters that are bound.

A query reads the graph and nothing else: SERVICE is refused before anything runs, updates are no queries, and
FROM only chooses among the graphs of the store. `kg.gate` does all of this in a process that may be ended.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar

import pyoxigraph as ox

from kg.catalogue import Question, catalogue
from kg.errors import UsageError
from kg.iris import Iris
from kg.namespaces import PREFIXES, XSD
from kg.sparql import check, chooses_graphs, narrowed, supposing
from kg.terms import Term, iri, text, to_rdflib, typed

if TYPE_CHECKING:
    import pandas
    import rdflib

    from kg.store import Graph
    from kg.tables import Table

Told_co = TypeVar("Told_co", covariant=True)
"""What a source makes of an answer."""
Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
"""What the engine finds; it goes on looking while it is read."""
TRIPLE: Final = ("subject", "predicate", "object")
"""The columns of an answer of triples."""
_NAME: Final = 100
"""Characters of the longest name for which another is thought to have been meant."""


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

    def table(self, title: str = "Answer", about: tuple[str, ...] = ()) -> "Table":
        """The rows with a title, to write them; triples are rows of three terms, yes or no is one of one."""
        from kg.tables import Table

        if self.triples is not None:
            # A triple may have a triple as its subject or object in RDF 1.2; none of ours has.
            terms: Any = tuple((t.subject, t.predicate, t.object) for t in self.triples)
        elif self.yes is not None:
            terms = ((typed(str(self.yes).lower(), "boolean"),),)
        else:
            terms = self.terms
        return Table(self.columns, terms, title, about)

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a data frame with typed columns; what is unbound is NA. Raises UsageError where pandas is missing."""
        from kg.tables.frame import frame

        return frame(self.table())


_PYTHON: Final = {"integer": int, "decimal": float, "double": float}


def value(term: Term | None) -> Any:
    """A term as a Python value."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return _PYTHON.get(term.datatype.value.removeprefix(XSD), str)(term.value)
    return term.value


class Source(Protocol[Told_co]):
    """What can be asked: the graph of a folder, or a server."""

    @property
    def iris(self) -> Iris:
        """Mints the IRIs of the individuals that parameters name."""

    def holds(self, term: ox.NamedNode) -> bool:
        """Whether a triple has the term as its subject."""

    def slugs(self, kind: str) -> list[str]:
        """The names of all individuals of a kind, as far as they are at hand."""

    def answer(self, sparql: str, bound: Mapping[str, Term], first: Mapping[str, Term]) -> Told_co:
        """The answer to a query that has been checked, with values for columns that are never empty. Raises UsageError.

        Those that come `first` are the engine's best way into the graph.
        """


def ask(graph: "Graph", question: str, parameters: Mapping[str, str | int]) -> Answer:
    """A graph's answer to a question by name or to SPARQL text. Raises UsageError for what cannot be asked."""
    return answer_of(_Folder(graph), question, parameters)


def answer_of(source: Source[Told_co], question: str, parameters: Mapping[str, str | int]) -> Told_co:
    """The answer to a question by name or to SPARQL text. Raises UsageError for what cannot be asked."""
    known = None if _is_sparql(question) else _known(question)
    sparql = known.sparql if known else question
    check(sparql)
    expected = known.parameters if known else ()
    given = {p.name: p.default for p in expected if p.default is not None} | dict(parameters)
    bound = {name: _bound(source, name, value, known) for name, value in given.items()}
    asked = {p.name: bound.pop(p.name) for p in expected if p.default is not None}
    sparse = {p.name: bound.pop(p.name) for p in expected if p.sparse and p.name in bound}
    first = {p.name: bound.pop(p.name) for p in expected if p.first and p.name in bound}
    return source.answer(narrowed(supposing(sparql, asked), sparse), bound, first)


def _is_sparql(question: str) -> bool:
    return any(mark in question for mark in "{\n ")


def _known(name: str) -> Question:
    found = catalogue().get(name)
    if found is None:
        near = get_close_matches(name, catalogue(), 3, 0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "kg query --list shows all"
        raise UsageError(f"no question named {name!r}; {hint}")
    return found


def _bound(source: Source[Any], name: str, given: str | int, question: Question | None) -> Term:
    """A parameter's value as the term that its type calls for."""
    parameter = question.parameter(name) if question else None
    if question and parameter is None:
        known = ", ".join(p.name for p in question.parameters) or "none"
        raise UsageError(f"{question.name} has no parameter {name!r}; it has: {known}")
    type_ = parameter.type if parameter else _guessed(given)
    words = str(given)
    if (not words.isprintable() and type_ != "text") or not _is_unicode(words):
        raise UsageError(f"{name}={words!r}: has characters that no such value has")
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
    return _individual(source, type_, name, words)


def _is_unicode(words: str) -> bool:
    """Whether words are text: the shell may hand over bytes that are none."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def _guessed(given: str | int) -> str:
    """The type of a parameter of the user's own SPARQL: an IRI, a year, a whole number, else text."""
    if re.match(r"https?://", str(given)):
        return "iri"
    if re.fullmatch(r"(?:19|20)[0-9]{2}", str(given)):
        return "year"
    return "number" if isinstance(given, int) else "text"


def _individual(source: Source[Any], kind: str, name: str, words: str) -> ox.NamedNode:
    """An individual by its IRI or slug. Raises UsageError where the graph does not know it."""
    known_iri = words.startswith(("http://", "https://"))
    try:
        term = iri(words if known_iri else source.iris.of(kind, words))
    except ValueError as error:
        if known_iri or kind == "iri":
            raise UsageError(f"{name}={words[:_NAME]}: no IRI and no name of a {kind}") from error
    else:
        if kind == "iri" or source.holds(term):
            return term
    if len(words) > _NAME:
        raise UsageError(f"{name}={words[:_NAME]}…: the graph knows no such {kind}")
    near = get_close_matches("-".join(words.casefold().split()), source.slugs(kind), 3, 0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"{name}={words}: the graph knows no such {kind}{hint}")


@dataclass(frozen=True, slots=True)
class _Folder:
    """The graph of a folder as something to ask."""

    graph: "Graph"

    @property
    def iris(self) -> Iris:
        return self.graph.iris

    def holds(self, term: ox.NamedNode) -> bool:
        return self.graph.holds(term)

    def slugs(self, kind: str) -> list[str]:
        return self.graph.slugs(kind)

    def answer(self, sparql: str, bound: Mapping[str, Term], first: Mapping[str, Term]) -> Answer:
        return run(self.graph.store, supposing(sparql, first), bound)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs of which a query's default graph is made, and those that it may name; what is not in the store is empty."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def run(store: ox.Store, sparql: str, bound: Mapping[str, Term]) -> Answer:
    """A store's answer to a query over the union of its named graphs. Raises UsageError."""
    with runs(bound):
        return answered(found(store, sparql, bound))


@contextmanager
def runs(bound: Mapping[str, Term]) -> Iterator[None]:
    """Where the engine finds fault with a query, or fails while its answer is read, that is a UsageError."""
    try:
        yield
    except SyntaxError as error:
        raise UsageError(f"no SPARQL query: {' '.join(str(error).split())[:160]}") from error
    except (RuntimeError, ValueError, OSError) as error:
        hint = "; a parameter must be one of the SELECT's columns" if bound else ""
        raise UsageError(f"the query cannot be run: {error}{hint}") from error


def found(
    store: ox.Store,
    sparql: str,
    bound: Mapping[str, Term],
    dataset: Dataset | None = None,
    base: str | None = None,
) -> Found:
    """What the engine finds in a dataset, whatever the query says of one; else in what it says, or in the union of all named graphs."""
    default: Any = [iri(name) for name in dataset.default] if dataset else None
    named: Any = [iri(name) for name in dataset.named] if dataset else None
    return store.query(
        sparql,
        base_iri=base,
        prefixes=PREFIXES,
        use_default_graph_as_union=dataset is None and not chooses_graphs(sparql),
        default_graph=default,
        named_graphs=named,
        substitutions={ox.Variable(name): term for name, term in bound.items()} or None,
    )


def answered(result: Found) -> Answer:
    """What the engine found, as an answer."""
    if isinstance(result, ox.QuerySolutions):
        columns = tuple(variable.value for variable in result.variables)
        return Answer(columns, tuple(tuple(solution) for solution in result))
    if isinstance(result, ox.QueryTriples):
        return Answer(TRIPLE, (), tuple(result))
    return Answer(("answer",), (), yes=bool(result))
