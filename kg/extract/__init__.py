"""Reads a document into statements: what report it is, its layout, and each thing that it says."""

from dataclasses import dataclass

from kg.extract.actions import actions, is_action
from kg.extract.candidates import candidates
from kg.extract.definitions import definitions
from kg.extract.findings import findings, practices
from kg.extract.grader import Grader
from kg.extract.judgements import gradings, judgements
from kg.extract.partnerships import partnerships
from kg.identify import framework, identify
from kg.language import Sentence, prose
from kg.names import Names
from kg.outline import outline
from kg.rules import rules_of
from kg.structure import blocks
from kg.values import Document, Identity, Judgement, Part, Placed, Reading, Statement, Told
from kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
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

    @property
    def prose(self) -> tuple[Sentence, ...]:
        """The sentences that tell what inspectors found."""
        return tuple(sentence for sentence in self.sentences if _is_prose(sentence.placed))


def parse(document: Document, vocabulary: Vocabulary, options: Told | None = None) -> Page:
    """A document in its places. Raises UnreadableInput where it is no report, or cannot be told which."""
    rules = rules_of(vocabulary)
    lines = blocks(document.text, rules)
    identity = identify(document, lines, vocabulary, rules, options or Told())
    places = outline(document.text, lines, identity, framework(vocabulary, identity.year), rules)
    said = list(prose(document.text, places, rules, vocabulary))
    names = definitions(said, vocabulary)
    said = [sentence.calling(names) for sentence in said]
    grader = Grader(identity, lambda year: framework(vocabulary, year), rules, vocabulary)
    graded = gradings(places, [s for s in said if _is_prose(s.placed)], document.text, grader)
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
        *actions(page.places, page.document.text, rules_of(vocabulary), vocabulary),
        *practices(said, page.identity, vocabulary),
        *partnerships(said, found, page.identity, vocabulary),
    ]
    ordered = sorted(statements, key=lambda s: (s.span, type(s).__name__, s.partners))
    unknown = candidates(page.sentences, page.names, vocabulary)
    return Reading(page.document, page.identity, tuple(ordered), unknown)


def _is_prose(placed: Placed) -> bool:
    """Whether a block tells what inspectors found: no action, lead-in of actions, or item of a list of grades."""
    return placed.part in (Part.PROSE, Part.PRACTICE) and not placed.graded and not is_action(placed)
