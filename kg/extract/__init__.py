"""Reads a document into statements: what report it is, its layout, and each thing that it says."""

from dataclasses import dataclass
from functools import cached_property

from kg.extract.actions import actions, is_action
from kg.extract.candidates import candidates
from kg.extract.concerns import concerning
from kg.extract.definitions import definitions
from kg.extract.findings import findings, practices
from kg.extract.grader import Grader
from kg.extract.judgements import gradings, judgements
from kg.extract.partnerships import partnerships
from kg.identify import framework, identify
from kg.language import Sentence, prose
from kg.letter import letter
from kg.names import Names
from kg.outline import outline
from kg.rules import rules_of
from kg.structure import blocks
from kg.values import Document, Identity, Judgement, Part, Placed, Reading, Span, Statement, Told
from kg.vocabulary import Vocabulary


@dataclass(frozen=True)
class Page:
    """A document before anything in it is taken for a statement: what report it is, and its sentences in their places."""

    document: Document
    identity: Identity
    places: tuple[Placed, ...]
    """Every block with its place in the report, in order."""
    sentences: tuple[Sentence, ...]
    """The sentences of all its paragraphs and lists."""
    names: Names
    """The short forms that it defines."""
    gradings: tuple[Judgement, ...]
    """Every grade given in so many words, also where it is given twice."""

    @cached_property
    def prose(self) -> tuple[Sentence, ...]:
        """The sentences that tell what inspectors found of the force."""
        found = [sentence for sentence in self.sentences if _is_prose(sentence.placed)]
        return tuple(found if self.identity.area is None else concerning(found))

    def passes_over(self, span: Span) -> bool:
        """Whether a sentence of prose says nothing of the force: one of a joint inspection, on another agency."""
        return span in self._passed_over

    @cached_property
    def _passed_over(self) -> frozenset[Span]:
        told = {sentence.span for sentence in self.prose}
        return frozenset(s.span for s in self.sentences if _is_prose(s.placed) and s.span not in told)


def parse(document: Document, vocabulary: Vocabulary, options: Told | None = None) -> Page:
    """A document in its places. Raises UnreadableInput where it is no report, or cannot be told which."""
    rules = rules_of(vocabulary)
    lines = blocks(document.text, rules)
    identity = identify(document, lines, vocabulary, rules, options or Told())
    joint = identity.area is not None
    places = (
        letter(document.text, lines, rules)
        if joint
        else outline(document.text, lines, identity, framework(vocabulary, identity.year), rules)
    )
    said = list(prose(document.text, places, rules, vocabulary))
    names = definitions(said, vocabulary)
    said = [sentence.calling(names) for sentence in said]
    grader = Grader(identity, lambda year: framework(vocabulary, year), rules, vocabulary)
    prose_ = [sentence for sentence in said if _is_prose(sentence.placed)]
    # The grades that a letter of a joint inspection recalls are those of other agencies.
    graded = [] if joint else gradings(places, prose_, document.text, grader)
    return Page(document, identity, tuple(places), tuple(said), names, tuple(graded))


def extract(document: Document, vocabulary: Vocabulary, options: Told | None = None) -> Reading:
    """All that a document says. Raises UnreadableInput where it is no report, or cannot be told which."""
    return read_page(parse(document, vocabulary, options), vocabulary)


def read_page(page: Page, vocabulary: Vocabulary) -> Reading:
    """All that a document says that is already in its places."""
    said = page.prose
    found = findings(said, page.gradings, page.identity, vocabulary)
    statements: list[Statement] = [
        *judgements(page.gradings),
        *found,
        *actions(_demanded(page), page.document.text, rules_of(vocabulary), vocabulary),
        *practices(said, page.identity, vocabulary),
        *partnerships(said, found, page.identity, vocabulary),
    ]
    ordered = sorted(statements, key=lambda s: (s.span, type(s).__name__, s.partners))
    unknown = candidates(page.sentences, page.names, vocabulary)
    return Reading(page.document, page.identity, tuple(ordered), unknown)


def _demanded(page: Page) -> tuple[Placed, ...]:
    """The places of a page; of a letter of a joint inspection those that concern the force."""
    if page.identity.area is None:
        return page.places
    ours = {sentence.placed.block.span for sentence in concerning(page.sentences)}
    return tuple(placed for placed in page.places if not is_action(placed) or placed.block.span in ours)


def _is_prose(placed: Placed) -> bool:
    """Whether a block tells what inspectors found: no action, lead-in of actions, or item of a list of grades."""
    return placed.part in (Part.PROSE, Part.PRACTICE) and not placed.graded and not is_action(placed)
