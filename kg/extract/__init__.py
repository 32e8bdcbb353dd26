"""Reads a document into statements: what report it is, its layout, and each thing that it says."""

from dataclasses import dataclass

from kg.extract.actions import actions, is_action
from kg.extract.findings import findings, practices
from kg.extract.grader import Grader
from kg.extract.judgements import gradings, judgements
from kg.extract.partnerships import partnerships
from kg.identify import framework, identify
from kg.language import Sentence, prose
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
    prose: tuple[Sentence, ...]
    """The sentences that tell what inspectors found."""
    gradings: tuple[Judgement, ...]
    """Every grade given in so many words, also where it is given twice."""


def parse(document: Document, vocabulary: Vocabulary, options: Told | None = None) -> Page:
    """A document in its places. Raises UnreadableInput where it is no report, or cannot be told which."""
    rules = rules_of(vocabulary)
    lines = blocks(document.text, rules)
    identity = identify(document, lines, vocabulary, rules, options or Told())
    places = outline(document.text, lines, identity, framework(vocabulary, identity.year), rules)
    said = [s for s in prose(document.text, places, rules, vocabulary) if _is_prose(s.placed)]
    grader = Grader(identity, lambda year: framework(vocabulary, year), rules, vocabulary)
    graded = gradings(places, said, document.text, grader)
    return Page(document, identity, tuple(places), tuple(said), tuple(graded))


def extract(document: Document, vocabulary: Vocabulary, options: Told | None = None) -> Reading:
    """All that a document says. Raises UnreadableInput where it is no report, or cannot be told which."""
    return read_page(parse(document, vocabulary, options), vocabulary)


def read_page(page: Page, vocabulary: Vocabulary) -> Reading:
    """All that a document says that is already in its places."""
    found = findings(page.prose, page.gradings, page.identity, vocabulary)
    statements: list[Statement] = [
        *judgements(page.gradings),
        *found,
        *actions(page.places, page.document.text, rules_of(vocabulary), vocabulary),
        *practices(page.prose, page.identity, vocabulary),
        *partnerships(page.prose, found, page.identity, vocabulary),
    ]
    ordered = sorted(statements, key=lambda s: (s.span, type(s).__name__, s.partners))
    return Reading(page.document, page.identity, tuple(ordered))


def _is_prose(placed: Placed) -> bool:
    """Whether a block tells what inspectors found: no action, lead-in of actions, or item of a list of grades."""
    return placed.part in (Part.PROSE, Part.PRACTICE) and not placed.graded and not is_action(placed)
