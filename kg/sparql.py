"""Looks at a query before it is asked: what it names, how deep it nests, where a parameter goes.

It goes by the query's tokens (`terminals`), never by its text. And a query is never put together from values: what goes into it are
terms as pyoxigraph writes them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from kg.errors import Refused, UsageError
from kg.namespaces import PREFIXES
from kg.terminals import CLOSING, OPENING, Kind, NoToken, Token, plain, tokens
from kg.terms import Term

_DEEPEST: Final = 100
_LONGEST: Final = 1_000_000
_UPDATES: Final = frozenset(
    ("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "INSERT", "DELETE", "WITH")
)
_PROLOGUE: Final = frozenset(("BASE", "PREFIX", "VERSION"))
_TAKE_A_NAME: Final = frozenset(("GRAPH", "FROM", "NAMED", "DESCRIBE"))
_UNARY: Final = frozenset("!+-^")
PROLOGUE: Final = "".join(f"PREFIX {name}: {ox.NamedNode(iri)}\n" for name, iri in PREFIXES.items())
"""Declares the prefixes of the graph, for a server that does not know them; a query may declare them anew."""


def check(sparql: str) -> None:
    """Raises UsageError for what is no query, or nests too deep for the engine's parser; Refused for one that reaches beyond the graph."""
    if len(sparql) > _LONGEST:
        raise UsageError(f"the query has {len(sparql)} characters, more than {_LONGEST}")
    if (other := plain(sparql)) != sparql:
        _check(_as_far(other))
    _check(_sound(sparql))


def _check(found: Sequence[Token]) -> None:
    if (deep := _depth(found)) > _DEEPEST:
        raise UsageError(f"the query nests {deep} deep, more than {_DEEPEST}")
    if _is_update(found):
        raise Refused("an update is no SPARQL query: this graph is only read")
    if _has_service(found):
        raise Refused("SERVICE is refused: a query reads this graph and nothing else")
    check_graphs(_graphs_chosen(found))


def check_graphs(iris: Iterable[str]) -> None:
    """Raises Refused where a graph that is chosen is a file; none would be read, but who names one should hear that."""
    if any(iri.lower().startswith("file:") for iri in iris):
        raise Refused("FROM <file:…> is refused: a query reads this graph and no file")


@lru_cache(maxsize=4)
def _cut(sparql: str) -> tuple[tuple[Token, ...], int | None]:
    """The tokens of a query as far as there are any, and the place where there is none; a query is looked at several times."""
    found: list[Token] = []
    try:
        found.extend(tokens(sparql))
    except NoToken as error:
        return tuple(found), error.place
    return tuple(found), None


def _as_far(sparql: str) -> Sequence[Token]:
    """The tokens of a query, as far as there are any."""
    return _cut(sparql)[0]


def _sound(sparql: str) -> Sequence[Token]:
    """The tokens of a query. Raises UsageError where there is none."""
    found, place = _cut(sparql)
    if place is not None:
        line = sparql.count("\n", 0, place) + 1
        column = place - sparql.rfind("\n", 0, place)
        raise UsageError(f"no SPARQL query: nothing that SPARQL knows begins at {line}:{column}")
    return found


def _depth(found: Sequence[Token]) -> int:
    """How deep a query nests in brackets and signs before a term; the engine's parser is recursive."""
    deepest = depth = signs = 0
    for token in found:
        signs = signs + 1 if token.text in _UNARY else 0
        depth += (token.text in OPENING) - (token.text in CLOSING)
        deepest = max(deepest, depth + signs)
    return deepest


def _is_update(found: Sequence[Token]) -> bool:
    """Whether the first word behind the prologue begins an update."""
    words = (token.word for token in found if token.word)
    return next((word for word in words if word not in _PROLOGUE), "") in _UPDATES


def reads_beyond(sparql: str) -> bool:
    """Whether a query asks another server: it names SERVICE."""
    return _has_service(_as_far(sparql))


def _has_service(found: Sequence[Token]) -> bool:
    """Whether SERVICE stands among the words. The engine needs no blank around a word.

    `trueSERVICE<x>{` ends a triple and asks a server, and so does `SERVICE:x{`, which looks like a name with a prefix; only where no name
    could stand, just before a brace. No other word of SPARQL has these letters.
    """
    if any("SERVICE" in token.word for token in found):
        return True
    return any(
        after.text == "{" and "service" in _prefix(name) and before.word not in _TAKE_A_NAME
        for before, name, after in zip(found, found[1:], found[2:], strict=False)
    )


def _prefix(token: Token) -> str:
    """The prefix of a name, in small letters; nothing for any other token."""
    return token.text.partition(":")[0].lower() if token.kind is Kind.NAME else ""


def chooses_graphs(sparql: str) -> bool:
    """Whether a query says itself of which graphs its default graph is made."""
    return any(_choices(_as_far(sparql)))


def _choices(found: Sequence[Token]) -> Iterator[bool]:
    """Of each token before the first brace whether it is FROM; `FROM:x` looks like a name with a prefix."""
    for before, token in pairwise(found):
        if token.text == "{":
            return
        looks = before.word != "PREFIX" and _prefix(token) in ("from", "fromnamed")
        yield "FROM" in token.word or looks


def _graphs_chosen(found: Sequence[Token]) -> Iterator[str]:
    """The IRIs behind FROM and FROM NAMED."""
    prefixes = {
        name.text: iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.word == "PREFIX"
    }
    for before, token in pairwise(found):
        if before.word in ("FROM", "NAMED"):
            lead, _, rest = token.text.partition(":")
            yield plain(token.text[1:-1] if token.kind is Kind.IRI else prefixes.get(f"{lead}:", "") + rest)


def narrowed(sparql: str, bound: Mapping[str, Term]) -> str:
    """The query with only those rows in which each variable has its value. Raises UsageError where it has no pattern.

    The conditions stand at the end of the outermost pattern, so that a row in which the variable has no value falls out. A block of
    VALUES would fill the value in, whether at the end of the query (as Virtuoso does even for rows with another value, where the
    query groups) or at the beginning of the pattern; and so does the engine's own substitution, in a column that OPTIONAL leaves
    empty. For a variable that each row has all of these give the same rows: our parameters are columns, and where the query
    groups, it groups by them, so that it makes no difference whether rows are chosen before or after.
    """
    if not bound:
        return sparql
    end = _pattern(sparql)[1]
    conditions = "".join(f"FILTER ({ox.Variable(name)} = {term})\n" for name, term in bound.items())
    return f"{sparql[:end]}\n{conditions}{sparql[end:]}"


def supposing(sparql: str, bound: Mapping[str, Term]) -> str:
    """The query with values for variables at the beginning of its outermost pattern. Raises UsageError where it has none."""
    start = _pattern(sparql)[0] + 1 if bound else 0
    return sparql[:start] + "".join(values(name, [term]) for name, term in bound.items()) + sparql[start:]


def values(variable: str, terms: Iterable[Term]) -> str:
    """A block that binds a variable to some terms; first in a pattern it is the way into the indexes of every server."""
    return f"VALUES {ox.Variable(variable)} {{ {' '.join(map(str, terms))} }}"


def _pattern(sparql: str) -> tuple[int, int]:
    """The places of the braces around the outermost pattern of a query; the template of a CONSTRUCT is none."""
    depth = start = 0
    is_template, before = False, ""
    for token in _sound(sparql):
        if token.text == "{":
            if not depth:
                start, is_template = token.start, before == "CONSTRUCT"
            depth += 1
        elif token.text == "}":
            depth -= 1
            if not depth and not is_template:
                return start, token.start
        before = token.word
    raise UsageError("the query has no pattern in which a parameter could be bound")
