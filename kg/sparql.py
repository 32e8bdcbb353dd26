"""Looks at the text of a query before it is asked: what it names, how deep it nests, where a parameter goes.

A query is never put together from values: what goes into its text are terms as pyoxigraph writes them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from kg.errors import UsageError
from kg.namespaces import PREFIXES
from kg.terms import Term

_SKIPPED = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*>|\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*""",
    re.DOTALL,
)
_SERVICE = re.compile(r"(?<![\w?$:.-])service(?![\w:-])", re.IGNORECASE)
_FROM = re.compile(r"(?<![\w?$:.-])from(?![\w:-])", re.IGNORECASE)
_TEMPLATE = re.compile(r"(?<![\w?$:.-])construct\s*$", re.IGNORECASE)
_BRACKET = re.compile(r"[(){}\[\]]")
_DEEPEST: Final = 100
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
PROLOGUE: Final = "".join(f"PREFIX {name}: {ox.NamedNode(iri)}\n" for name, iri in PREFIXES.items())
"""Declares the prefixes of the graph, for a server that does not know them; a query may declare them anew."""


def check(sparql: str) -> None:
    """Raises UsageError for a query that nests too deep for the engine's parser, or that asks another server."""
    if (deep := _depth(sparql)) > _DEEPEST:
        raise UsageError(f"the query nests {deep} brackets, more than {_DEEPEST}")
    if reads_beyond(sparql):
        raise UsageError("SERVICE is refused: a query reads this graph and nothing else")


def _depth(sparql: str) -> int:
    """How deep the brackets of a query nest; the engine's parser is recursive."""
    deepest = depth = 0
    for mark in _BRACKET.findall(_blank(sparql)):
        depth += 1 if mark in "({[" else -1
        deepest = max(deepest, depth)
    return deepest


def reads_beyond(sparql: str) -> bool:
    """Whether a query asks another server: it names SERVICE."""
    return _names(sparql, _SERVICE)


def chooses_graphs(sparql: str) -> bool:
    """Whether a query says itself of which graphs its default graph is made."""
    return _names(sparql, _FROM)


def _names(sparql: str, keyword: re.Pattern[str]) -> bool:
    """Whether a keyword stands outside strings, IRIs and comments, with or without code point escapes."""
    plain = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), sparql)
    return any(keyword.search(_blank(form)) for form in (sparql, plain))


def _blank(sparql: str) -> str:
    """The query, just as long, with blanks for its strings, IRIs and comments."""
    return _SKIPPED.sub(lambda m: " " * len(m[0]), sparql)


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
    """The query with values for variables that its outermost pattern only compares others with. Raises UsageError where it has none."""
    start = _pattern(sparql)[0] + 1 if bound else 0
    return sparql[:start] + "".join(values(name, [term]) for name, term in bound.items()) + sparql[start:]


def values(variable: str, terms: Iterable[Term]) -> str:
    """A block that binds a variable to some terms; first in a pattern it is the way into the indexes of every server."""
    return f"VALUES {ox.Variable(variable)} {{ {' '.join(map(str, terms))} }}"


def _pattern(sparql: str) -> tuple[int, int]:
    """The places of the braces around the outermost pattern of a query; the template of a CONSTRUCT is none."""
    blank = _blank(sparql)
    groups: list[tuple[int, int]] = []
    depth = start = 0
    for brace in re.finditer(r"[{}]", blank):
        if brace[0] == "{":
            start = start if depth else brace.start()
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                groups.append((start, brace.start()))
    wanted = 1 if groups and _TEMPLATE.search(blank[: groups[0][0]]) else 0
    if len(groups) <= wanted:
        raise UsageError("the query has no pattern in which a parameter could be bound")
    return groups[wanted]
