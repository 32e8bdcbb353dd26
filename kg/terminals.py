"""The terminals of SPARQL 1.1 and 1.2: a query cut into tokens as the engine's own parser reads it.

Where a sign could begin two things, what stands before it decides, as in the grammar: after an operand within an expression `<` compares,
anywhere else it begins an IRI. It matters: in `FILTER(?a<?b#>'''` a longest match would see an IRI and a string, and the engine a
comparison and a comment, after which it obeys what the other takes for words.
"""

import re
from collections.abc import Iterator
from enum import Enum
from string import ascii_letters, digits
from typing import Final, NamedTuple


class Kind(Enum):
    """What a token is."""

    IRI = "iri"
    NAME = "name"  # with a prefix: ex:a, ex:, :a
    BLANK = "blank"
    VARIABLE = "variable"
    STRING = "string"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"  # keywords, and a, true, false
    MARK = "mark"


class Token(NamedTuple):
    """A terminal, and where it stands."""

    kind: Kind
    text: str
    start: int

    @property
    def word(self) -> str:
        """A keyword in capitals; nothing for any other token."""
        return self.text.upper() if self.kind is Kind.WORD else ""


class NoToken(ValueError):
    """At `place` there stands nothing with which a token begins."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(f"no token at {place}")


def _signs(more: str = "") -> str:
    """Letters, `more` signs of ASCII, and all beyond ASCII: what is no letter there stands in no token at all, so that no query has it.

    Named by those that it does not hold, since `re` takes long to compile great ranges.
    """
    others = (chr(code) for code in range(128) if chr(code) not in ascii_letters + more)
    return f"[^{re.escape(''.join(others))}]"


_FIRST: Final = _signs("_" + digits)
_INNER: Final = _signs("_-" + digits)
_CODE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPED: Final = rf"\\[tbnrf\"'\\]|{_CODE}"
_LOCAL: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX: Final = rf"{_signs()}(?:(?:{_INNER}|\.){{0,255}}{_INNER})?"
"""No longer than that, so that a text of words and dots is not read through at each of them."""

_SKIPPED: Final = r"(?P<skipped>[ \t\r\n]+|\#[^\r\n]*)"
_COMMON: Final = "|".join(
    (
        (
            rf'(?P<string>"{{3}}(?:"{{0,2}}(?:[^"\\]|{_ESCAPED}))*+"{{3}}'
            rf"|'{{3}}(?:'{{0,2}}(?:[^'\\]|{_ESCAPED}))*+'{{3}}"
            rf'|"(?:[^"\\\r\n]|{_ESCAPED})*+"|\'(?:[^\'\\\r\n]|{_ESCAPED})*+\')'
        ),
        rf"(?P<variable>[?$]{_FIRST}+)",
        rf"(?P<blank>_:{_FIRST}(?:(?:{_INNER}|\.)*{_INNER})?)",
        rf"(?P<name>(?:{_PREFIX})?:(?:(?:{_FIRST}|:|{_LOCAL})(?:(?:{_INNER}|[.:]|{_LOCAL})*(?:{_INNER}|:|{_LOCAL}))?)?)",
        r"(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)",
        r"(?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]+|[0-9]*+\.[0-9]+|[0-9]+)",
        r"(?P<word>[A-Za-z][A-Za-z0-9_]*)",
    )
)
_MARKS: Final = r"\)>>|>>|\{\||\|\}|\^\^|\|\||&&|!=|<=|>=|[-+*/|^!=<>?~.,;(){}\[\]]"
_BEFORE_OPERAND: Final = re.compile(
    rf"{_SKIPPED}|(?P<iri><(?:[^\x00-\x20<>\"{{}}|^`\\]|{_CODE})*+>)|{_COMMON}|(?P<mark><<\(|<<|{_MARKS})"
)
_AFTER_OPERAND: Final = re.compile(rf"{_SKIPPED}|{_COMMON}|(?P<mark>{_MARKS})")
_OPERANDS: Final = frozenset((Kind.IRI, Kind.NAME, Kind.VARIABLE, Kind.STRING, Kind.LANGUAGE, Kind.NUMBER))
_TRUTH: Final = frozenset(("TRUE", "FALSE"))
_NO_CALLS: Final = _TRUTH | {"VALUES", "UNDEF", "WHERE"}
"""Words before parentheses that hold no expression; nor do those after `a`."""
_CLAUSES: Final = frozenset(("SELECT", "BY", "HAVING"))
"""Words after which parentheses hold expressions until the next part of the query."""
_PARTS: Final = frozenset(("FROM", "WHERE", "VALUES", "LIMIT", "OFFSET"))
_CONSTRAINTS: Final = frozenset(("FILTER", "BIND"))
"""Words after which the next parentheses hold an expression."""

OPENING: Final = frozenset(("(", "{", "[", "<<", "<<(", "{|"))
CLOSING: Final = frozenset((")", "}", "]", ">>", ")>>", "|}"))


def tokens(sparql: str) -> Iterator[Token]:
    """The tokens of a query, in order. Raises NoToken where there is none."""
    around = _Around()
    place = 0
    while place < len(sparql):
        found = (_AFTER_OPERAND if around.after_operand else _BEFORE_OPERAND).match(sparql, place)
        if found is None:
            raise NoToken(place)
        if found.lastgroup != "skipped":
            token = Token(Kind(found.lastgroup), found[0], place)
            yield token
            around.pass_by(token)
        place = found.end()


class _Around:
    """What stands around the next token: the brackets that are open, and the last token before it."""

    def __init__(self) -> None:
        self._open: list[tuple[bool, str]] = []  # of each level: whether it is an expression, and its clause
        self._expression, self._clause = False, ""
        self._last: Token | None = None

    @property
    def after_operand(self) -> bool:
        """Whether the next token is an operator or closes the expression, so that `<` compares."""
        last = self._last
        if not self._expression or last is None:
            return False
        return last.kind in _OPERANDS or last.text in (")", ")>>") or last.word in _TRUTH

    def pass_by(self, token: Token) -> None:
        """Goes on behind a token."""
        if token.text in OPENING:
            inner = token.text == "(" and self._holds_expression()
            if token.text == "{" or self._clause in _CONSTRAINTS:
                self._clause = ""  # a constraint has but one pair of brackets
            self._open.append((self._expression, self._clause))
            self._expression, self._clause = inner, ""
        elif token.text in CLOSING and self._open:
            self._expression, self._clause = self._open.pop()
        elif token.word in _CLAUSES | _CONSTRAINTS:
            self._clause = token.word
        elif token.word in _PARTS:
            self._clause = ""
        self._last = token

    def _holds_expression(self) -> bool:
        """Whether parentheses that open here hold an expression; else a list, a path, or rows."""
        last = self._last
        if self._expression or self._clause:
            return True
        return last is not None and bool(last.word) and last.word not in _NO_CALLS and last.text != "a"


_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def plain(sparql: str) -> str:
    """The query with its code point escapes resolved, wherever they stand, as section 19.2 of SPARQL 1.1 has it.

    The engine resolves them in strings and IRIs only, as SPARQL 1.2 does; what one of the two readings forbids is forbidden.
    """
    return _ESCAPE.sub(lambda found: _character(int(found[1] or found[2], 16)), sparql)


def _character(point: int) -> str:
    return chr(point) if point <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
