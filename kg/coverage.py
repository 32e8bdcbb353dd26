"""What became of every sentence of a report: a statement, nothing because it is neutral, nothing although something was seen in it, or layout."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kg.describe import names
from kg.errors import UsageError
from kg.extract import Page, parse, read_page
from kg.extract.clauses import weigh
from kg.extract.subjects import bodies
from kg.language import Sentence, recognised
from kg.resources import ontology
from kg.rules import rules_of
from kg.structure import sentences
from kg.values import BlockKind, Candidate, Placed, Reading, Span
from kg.values import Part as Passage
from kg.vocabulary import Vocabulary, load

if TYPE_CHECKING:
    from kg.store import Graph
    from kg.tables import Table

_TEXT = frozenset((BlockKind.PARAGRAPH, BlockKind.BULLET))
_PLAIN = ("method", "fact", "plan", "grading", "level", "void", "source")
"""Signals that make a sentence plainly neutral."""


class Fate(StrEnum):
    """What became of a sentence."""

    STATED = "statement"
    NEUTRAL = "neutral"
    UNCLAIMED = "recognised but unclaimed"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, or a line of layout, with its fate."""

    span: Span
    fate: Fate
    statements: tuple[int, ...]
    """Places in the reading's statements of those that rest on it."""
    why: str
    """What decided its fate, in a few words."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The fates of all sentences of a report, in the order of its text."""

    report: str
    reading: Reading
    names: tuple[str, ...]
    """The IRIs of the reading's statements."""
    parts: tuple[Part, ...]
    vocabulary: Vocabulary

    def share(self, fate: Fate) -> float:
        """The share of the sentences that had this fate; layout is counted among itself alone."""
        counted = [part for part in self.parts if part.fate is not Fate.FURNITURE or fate is Fate.FURNITURE]
        return sum(part.fate is fate for part in counted) / len(counted) if counted else 0.0

    def to_json(self) -> dict[str, Any]:
        """As plain values: the counts, and each sentence with its fate and statements."""
        text = self.reading.document.text
        return {
            "report": self.report,
            "counts": {fate.value: self.count(fate) for fate in Fate},
            "sentences": [
                {
                    "start": part.span.start,
                    "end": part.span.end,
                    "text": part.span.of(text),
                    "fate": part.fate.value,
                    "why": part.why,
                    "statements": [self.names[at] for at in part.statements],
                }
                for part in self.parts
            ],
        }

    def table(self) -> "Table":
        """A row for each sentence, with its line and the IRIs of its statements."""
        from kg.tables import Table

        text = self.reading.document.text
        rows = (
            (
                text.count("\n", 0, part.span.start) + 1,
                part.fate.value,
                part.why,
                part.span.of(text),
                "; ".join(self.names[at] for at in part.statements) or None,
            )
            for part in self.parts
        )
        title = f"What became of every sentence of {self.report}"
        return Table.made(title, ("line", "fate", "why", "words", "statements"), rows)

    def count(self, fate: Fate) -> int:
        """How many parts had this fate."""
        return sum(part.fate is fate for part in self.parts)


def coverage(graph: "Graph", report: str) -> Coverage:
    """The coverage of a report of a graph, by its IRI or what follows the base in it ("leicestershire/2015/effectiveness").

    Raises UsageError where the graph has no such report, or was built with another vocabulary than today's.
    """
    iri = graph.manifest.named(report)
    page, vocabulary = page_of(graph, iri)
    return covered(iri, page, vocabulary)


def page_of(graph: "Graph", report: str) -> tuple[Page, Vocabulary]:
    """A report of a graph as it was read, and the vocabulary that read it. Raises UsageError where that has changed since."""
    vocabulary = load(ontology(), graph.iris.base, graph.additions)
    if vocabulary.digest != graph.manifest.vocabulary:
        raise UsageError(
            "the graph was built with another vocabulary than today's; run kg build again with any report"
        )
    entry = next(entry for entry in graph.manifest.reports if entry.iri == report)
    return parse(entry.document(graph.texts[report]), vocabulary), vocabulary


def covered(report: str, page: Page, vocabulary: Vocabulary) -> Coverage:
    """The coverage of a page."""
    reading = read_page(page, vocabulary)
    parts = [
        _part(span, placed, page, reading, vocabulary)
        for placed in page.places
        for span in _spans(placed, page, vocabulary)
    ]
    parts.sort(key=lambda part: part.span)
    return Coverage(report, reading, tuple(names(reading, vocabulary)), tuple(parts), vocabulary)


def _spans(placed: Placed, page: Page, vocabulary: Vocabulary) -> Iterator[Span]:
    """The sentences of a block of text; any other block whole."""
    if placed.block.kind in _TEXT:
        yield from sentences(page.document.text, placed.block.span, rules_of(vocabulary))
    else:
        yield placed.block.span


def _part(span: Span, placed: Placed, page: Page, reading: Reading, vocabulary: Vocabulary) -> Part:
    statements, place = reading.statements, page.plain.original(span)
    resting = tuple(
        number
        for number, statement in enumerate(statements)
        if any(place.meets(one) for one in statement.evidence)
    )
    if resting:
        kinds = dict.fromkeys(type(statements[number]).__name__.lower() for number in resting)
        return Part(place, Fate.STATED, resting, ", ".join(kinds))
    if placed.block.kind not in _TEXT:
        return Part(place, Fate.FURNITURE, (), placed.block.kind.value)
    if placed.part is Passage.ASIDE:
        return Part(place, Fate.FURNITURE, (), "beside the findings: address, form of a letter, footnote")
    if span in page.passed_over:
        return Part(place, Fate.NEUTRAL, (), "concerns another agency alone, or the inspection itself")
    sentence = recognised(page.document.text, span, placed, 0, vocabulary, page.names)
    seen = list(_seen(sentence, page, reading.candidates, vocabulary))
    if seen:
        return Part(place, Fate.UNCLAIMED, (), "; ".join(seen))
    return Part(place, Fate.NEUTRAL, (), _plainly(sentence))


def _seen(
    sentence: Sentence, page: Page, candidates: Sequence[Candidate], vocabulary: Vocabulary
) -> Iterator[str]:
    """What was recognised in a sentence that made no statement: a direction that its weights outvoted, bodies without a tie."""
    verdict = weigh(sentence)
    if verdict.polarity and verdict.cues:
        cues = ", ".join(vocabulary["cue"][slug].name for slug in verdict.cues)
        yield f"cues of a {verdict.polarity} ({cues}), outvoted"
    for partner, mention in bodies(sentence, page.identity.force, vocabulary):
        name = vocabulary[partner.sort.value][partner.slug].name
        yield f"names {mention.span.of(sentence.text)} ({name}), not as a partner"
    for candidate in candidates:
        if any(page.plain.original(sentence.span).holds(passage) for passage in candidate.passages):
            yield f"names {candidate.name}, which the register lacks"


def _plainly(sentence: Sentence) -> str:
    if sentence.quote.endswith(":"):
        return "lead-in"
    cues = dict.fromkeys(cue.slug for cue in sentence.signalling(*_PLAIN))
    told = ", ".join(sentence.vocabulary["cue"][slug].name for slug in cues)
    return told or "nothing that evaluates"
