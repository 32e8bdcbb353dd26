"""Writes Turtle and TriG for people to read: a paragraph for each subject, in an order that follows from what is said alone.

Terms come as Oxigraph writes them in N-Triples, which Turtle understands as they are; only IRIs are shortened here, against a base
and by prefixes, where what is left is so plain that no rule of escaping or of resolving concerns it. So hundreds of thousands of
triples are put in order and written without being taken apart.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kg.namespaces import PREFIXES, RDF, XSD

_TYPE: Final = f"<{RDF}type> ".encode()
_AFTER_TYPE: Final = _TYPE.removesuffix(b" ") + b"!"
"""What comes next in the order of bytes after all that begins with the type."""
_A: Final = _TYPE.rstrip()
_NUMBER: Final = re.compile(rb"(?<=[/-])([0-9]+)(?=[/-]|$)")
_BARE: Final = {
    f"<{XSD}integer>".encode(): re.compile(rb"[+-]?[0-9]+"),
    f"<{XSD}decimal>".encode(): re.compile(rb"[+-]?[0-9]*\.[0-9]+"),
    f"<{XSD}boolean>".encode(): re.compile(rb"true|false"),
}
"""How literals of some types look that need neither quotes nor type."""
_LOCAL: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_-]*")
"""Local names that need no escape."""
_PATH: Final = re.compile(rb"[A-Za-z0-9_-]+(?:[/.][A-Za-z0-9_-]+)*")
"""References that resolve to base and reference, one after the other, if the base ends with a slash."""

BESIDE: Final = "https://beside.invalid/"
"""The base of what lies beside a document, wherever that is: it is not declared, so names under it are written relative to the document."""

Said = tuple[bytes, list[bytes]]
"""A subject, and what is said of it: the rests of its lines."""


def in_order(lines: Iterable[bytes]) -> list[Said]:
    """Lines of N-Triples by their subject, numbers in IRIs in the order of their size; types first, then by property and object, each once."""
    said: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for line in lines:
        subject, rest = line.split(b" ", 1)
        said[subject].append(rest)
    for subject, given in said.items():
        rests = sorted(set(given))
        first, last = bisect_left(rests, _TYPE), bisect_left(rests, _AFTER_TYPE)
        if 0 < first < last:
            rests = [*rests[first:last], *rests[:first], *rests[last:]]
        said[subject] = rests
    return sorted(said.items(), key=lambda one: _natural(one[0]))


def _natural(subject: bytes) -> list[tuple[int, bytes, bytes]]:
    """Passage 73 comes before passage 120; numbers are compared by their digits, however many they have."""
    parts = _NUMBER.split(subject.removeprefix(b"<").removesuffix(b">"))
    return [
        (len(number := part.lstrip(b"0")), number, part) if part.isdigit() else (-1, b"", part)
        for part in parts
    ]


class Writer:
    """Writes terms, and shortens their IRIs."""

    def __init__(self, base: str, prefixes: Mapping[str, str] = PREFIXES) -> None:
        self.base: Final = base
        self.prefixes: Final = prefixes
        self._lead: Final = base.encode() if base.endswith("/") else None
        self._prefixes: Final = {lead.encode(): prefix.encode() + b":" for prefix, lead in prefixes.items()}
        self._short: dict[bytes, bytes] = {}

    def head(self) -> Iterator[bytes]:
        """The lines that declare base and prefixes; what lies beside the document has it for its base."""
        if self.base != BESIDE:
            yield f"@base <{self.base}> .".encode()
        for prefix, namespace in self.prefixes.items():
            yield f"@prefix {prefix}: <{namespace}> .".encode()

    def paragraph(self, said: Said, indent: bytes = b"") -> bytes:
        """All that is said of a subject, as one statement of Turtle."""
        subject, rests = said
        short, term = self._short, self.term
        parts = [indent, short.get(subject) or term(subject)]
        before = None
        for rest in rests:
            predicate, value = rest.removesuffix(b" .").split(b" ", 1)
            if predicate == before:
                parts.append(b" , ")
            else:
                parts += (
                    b" " if before is None else b" ;\n\t" + indent,
                    b"a" if predicate == _A else short.get(predicate) or term(predicate),
                    b" ",
                )
                before = predicate
            parts.append(value if value.endswith(b'"') else short.get(value) or term(value))
        parts.append(b" .")
        return b"".join(parts)

    def term(self, term: bytes) -> bytes:
        """A term; names are remembered, since they come again and again."""
        if term.startswith(b'"'):
            return self._literal(term)
        if term.startswith(b"<") and not term.startswith(b"<<"):
            self._short[term] = self._name(term)
            return self._short[term]
        return term

    def _literal(self, term: bytes) -> bytes:
        if term.endswith(b'"'):
            return term
        words, typed, datatype = term.rpartition(b'"^^')
        if not typed or not datatype.startswith(b"<"):
            return term
        if (bare := _BARE.get(datatype)) and bare.fullmatch(words, 1):
            return words[1:]
        return words + typed + self.term(datatype)

    def _name(self, iri: bytes) -> bytes:
        local_at = max(iri.rfind(b"/"), iri.rfind(b"#")) + 1  # no plain local name has one of them
        prefix = self._prefixes.get(iri[1:local_at])
        if prefix and _LOCAL.fullmatch(local := iri[local_at:-1]):
            return prefix + local
        base = self._lead
        if base and iri.startswith(base, 1) and _PATH.fullmatch(path := iri[1 + len(base) : -1]):
            return b"<" + path + b">"
        return iri


def turtle(said: Iterable[Said], base: str, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """A document of Turtle."""
    writer = Writer(base, prefixes)
    head = b"\n".join(writer.head())
    return b"\n\n".join([head, *map(writer.paragraph, said)]) + b"\n"


def trig(graphs: Iterable[tuple[bytes, Iterable[Said]]], base: str) -> bytes:
    """A document of TriG: graphs by their names as N-Triples writes them; the default graph has none."""
    writer = Writer(base)
    parts = [b"\n".join(writer.head())]
    for name, said in graphs:
        if name:
            lines = b"\n".join(writer.paragraph(one, b"\t") for one in said)
            parts.append(writer.term(name) + b" {\n" + lines + b"\n}")
        else:
            parts += map(writer.paragraph, said)
    return b"\n\n".join(parts) + b"\n"
