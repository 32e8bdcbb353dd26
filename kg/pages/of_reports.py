"""Pages about reports: what a report says, a statement with its sentence in the report's text, and that text."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kg.briefing.facts import Fact
from kg.explain import explain
from kg.namespaces import DCTERMS, PEEL, PROV
from kg.pages.page import Asked, Page
from kg.pages.source import KINDS, Source

_AROUND = 2
"""How many paragraphs are shown on either side of a statement's."""
_LINKS = {
    PEEL + "informs": "Lies behind the grade",
    PEEL + "prompts": "Led to what must improve",
    PEEL + "recurs": "Was required before",
    PEEL + "follows": "Follows the grade",
    PEEL + "recalls": "Recalls the grade",
    PEEL + "contradicts": "Contradicts",
    DCTERMS + "isPartOf": "Is part of",
    DCTERMS + "hasPart": "Has parts",
}
_BACK = {
    PEEL + "informs": "Behind this grade lie",
    PEEL + "prompts": "What led to it",
    PEEL + "recurs": "Was required again",
    PEEL + "follows": "The next grade",
    PEEL + "recalls": "Recalled by",
    PEEL + "contradicts": "Contradicted by",
}


def report(source: Source, iri: str, asked: Asked) -> Page:
    """A report: its grades, and all that it says, in the order of its text."""
    entry = next(entry for entry in source.graph.manifest.reports if entry.iri == iri)
    facts = sorted(
        source.facts(_statements(source, iri)),
        key=lambda fact: (fact.start, fact.iri),
    )
    said = source.said(iri)
    values = {
        "entry": entry,
        "force": source.forces_of_reports[iri],
        "facts": facts,
        "grades": [fact for fact in facts if fact.kind == "Judgement"],
        "numbers": {kind: sum(kind_of(fact) == kind for fact in facts) for kind in KINDS},
        "said": {
            name: [term.value for term in said.get(DCTERMS + name, ())]
            for name in ("title", "issued", "modified", "publisher", "license", "source")
        },
        "candidates": [
            one
            for one in source.subjects(PROV + "wasDerivedFrom", iri)
            if "/candidate/" in one.removeprefix(source.base[:-1])
        ],
        "revisions": entry.revisions,
        "kinds": {fact.iri: kind_of(fact) for fact in facts},
    }
    return Page("report.html", source.name(iri), values, iri, number=asked.number)


def _statements(source: Source, iri: str) -> Iterator[str]:
    return (
        one for one in source.subjects(PROV + "wasDerivedFrom", iri) if one.startswith(f"{iri}/statement/")
    )


def kind_of(fact: Fact) -> str:
    """The kind of a statement, one of `KINDS`."""
    return "action" if fact.is_action else (fact.polarity or fact.kind.lower())


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a report's text; with statements, one on which these rest."""

    words: str
    statements: tuple[str, ...] = ()
    start: int = 0


@dataclass(frozen=True, slots=True)
class Tied:
    """Statements to which one is tied, and how."""

    how: str
    facts: tuple[Fact, ...]


def statement(source: Source, iri: str) -> Page:
    """A statement: its sentence, highlighted in the report's text, what it says, why it was read so, to what it is tied."""
    fact = source.facts([iri])[0]
    text = source.graph.texts[fact.report.iri]
    marks = _marks(source, [iri])
    values = {
        "fact": fact,
        "passages": [_around(text, span) for span in sorted(marks)],
        "explanation": explain(source.graph, iri),
        "tied": tuple(_tied(source, iri)),
        "force": fact.force,
    }
    title = f"{source.name(fact.force)}, {fact.where}: {fact.quote[:60]}{'…' if len(fact.quote) > 60 else ''}"
    return Page("statement.html", title, values, iri)


def _around(text: str, span: tuple[int, int]) -> tuple[tuple[Piece, ...], ...]:
    """The paragraphs around a passage, with the passage as a piece of its own."""
    lines = [line for line in _lines(text) if text[slice(*line)].strip()]
    own = [number for number, (start, end) in enumerate(lines) if start < span[1] and span[0] < end]
    if not own:
        return ()
    shown = lines[max(0, own[0] - _AROUND) : own[-1] + 1 + _AROUND]
    return tuple(_cut(text, shown, {span: ("here",)}))


def _lines(text: str) -> list[tuple[int, int]]:
    edges = [0, *(at + 1 for at, mark in enumerate(text) if mark == "\n"), len(text)]
    return list(pairwise(edges))


def _cut(
    text: str, lines: Iterable[tuple[int, int]], marks: Mapping[tuple[int, int], tuple[str, ...]]
) -> Iterator[tuple[Piece, ...]]:
    """Lines of a text, cut where a mark begins or ends, in one pass over both."""
    waiting = deque(sorted(marks.items()))
    open_: list[tuple[tuple[int, int], tuple[str, ...]]] = []
    for first, last in lines:
        while waiting and waiting[0][0][0] < last:
            open_.append(waiting.popleft())
        open_ = [mark for mark in open_ if mark[0][1] > first]
        edges = {first, last, *(min(max(at, first), last) for span, _ in open_ for at in span)}
        yield tuple(
            Piece(text[start:end].rstrip("\n"), _resting(open_, start, end), start)
            for start, end in pairwise(sorted(edges))
        )


def _resting(
    marks: Iterable[tuple[tuple[int, int], tuple[str, ...]]], start: int, end: int
) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(name for span, names in marks if span[0] <= start and end <= span[1] for name in names)
    )


def _marks(source: Source, statements: Iterable[str]) -> Mapping[tuple[int, int], tuple[str, ...]]:
    """The places of the passages of statements, with the statements that rest on each."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for name in statements:
        for passage in source.values(name, PEEL + "evidence"):
            start, _, end = passage.rpartition("/")[2].partition("-")
            span = int(start), int(end)
            found[span] = (*found.get(span, ()), name)
    return found


def _tied(source: Source, iri: str) -> Iterator[Tied]:
    for property_, how in _LINKS.items():
        if others := source.values(iri, property_):
            yield Tied(how, source.facts(others))
    linking = source.linking(iri)
    for property_, how in _BACK.items():
        if others := linking.get(property_, ()):
            yield Tied(how, source.facts(others))


def text(source: Source, iri: str) -> Page:
    """The whole text of a report, each passage that bears a statement marked and leading to it."""
    words = source.graph.texts[iri]
    facts = {fact.iri: fact for fact in source.facts(_statements(source, iri))}
    lines = (line for line in _lines(words) if words[slice(*line)].strip())
    paragraphs = tuple(_cut(words, lines, _marks(source, facts)))
    first: dict[str, int] = {}
    for piece in (piece for pieces in paragraphs for piece in pieces):
        for name in piece.statements:
            first.setdefault(name, piece.start)
    values = {
        "report": iri,
        "paragraphs": paragraphs,
        "facts": facts,
        "first": first,
        "kinds": {name: kind_of(fact) for name, fact in facts.items()},
        "force": source.forces_of_reports[iri],
    }
    return Page("text.html", f"{source.name(iri)}: the text", values, about=iri)
