"""Reads marked texts (`*.mark`): a text with its marks in it, as README.md describes."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.read import digest
from kg.values import Document, Span, Told

_MARK: Final = re.compile(r"\[\[(?P<kind>[SWJAP])(?P<facts>(?: +[a-z]+=[^\s|]*)*) *\| ?|\]\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch: its kind (S strength, W weakness, J judgement, A action, P partnership) and what is said of it."""

    kind: str
    span: Span
    facts: dict[str, str]

    def slugs(self, name: str) -> list[str]:
        """The values of a fact that is a list."""
        return [slug for slug in self.facts.get(name, "").split(",") if slug]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks, and the marks in order."""

    document: Document
    marks: tuple[Mark, ...]


def read_marked(path: Path) -> Marked:
    """The text and marks of a file. Raises ValueError where a mark is not closed."""
    head, _, body = path.read_text("utf-8").partition("\n")
    facts = _facts(head.removeprefix("@report"))
    body = body.lstrip("\n")
    pieces: list[str] = []
    marks: list[Mark] = []
    opened: list[tuple[str, int, dict[str, str]]] = []
    length = at = 0
    for found in _MARK.finditer(body):
        pieces.append(body[at : found.start()])
        length += found.start() - at
        at = found.end()
        if found["kind"]:
            opened.append((found["kind"], length, _facts(found["facts"])))
        else:
            kind, start, said = opened.pop()
            marks.append(Mark(kind, Span(start, length), said))
    if opened:
        raise ValueError(f"{path}: a mark is not closed")
    text = "".join([*pieces, body[at:]])
    told = Told(facts["force"], int(facts["year"]), facts["pillar"])
    document = Document(path.stem, text, digest(text), str(path), told)
    return Marked(document, tuple(sorted((_trimmed(mark, text) for mark in marks), key=lambda m: m.span)))


def _facts(words: str) -> dict[str, str]:
    return dict(fact.split("=", 1) for fact in words.split())


def _trimmed(mark: Mark, text: str) -> Mark:
    words = mark.span.of(text)
    start = mark.span.start + len(words) - len(words.lstrip())
    return Mark(mark.kind, Span(start, start + len(words.strip())), mark.facts)
