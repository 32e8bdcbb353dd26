"""Reads a document into statements: what report it is, its layout, and each thing that it says."""

from kg.extract.actions import actions, is_action
from kg.extract.findings import findings, practices
from kg.extract.judgements import Grader, gradings, judgements
from kg.extract.partnerships import partnerships
from kg.identify import framework, identify
from kg.language import prose
from kg.outline import outline
from kg.rules import rules_of
from kg.structure import blocks
from kg.values import Document, Part, Placed, Reading, Statement, Told
from kg.vocabulary import Vocabulary


def extract(document: Document, vocabulary: Vocabulary, options: Told | None = None) -> Reading:
    """All that a document says. Raises UnreadableInput where it is no report, or cannot be told which."""
    rules = rules_of(vocabulary)
    text = document.text
    lines = blocks(text, rules)
    identity = identify(document, lines, vocabulary, rules, options or Told())
    places = outline(text, lines, identity, framework(vocabulary, identity.year), rules)
    said = [sentence for sentence in prose(text, places, rules, vocabulary) if _is_prose(sentence.placed)]
    grader = Grader(identity, lambda year: framework(vocabulary, year), rules, vocabulary)
    graded = gradings(places, said, text, grader)
    found = findings(said, graded, identity, vocabulary)
    statements: list[Statement] = [
        *judgements(graded),
        *found,
        *actions(places, text, rules, vocabulary),
        *practices(said, identity, vocabulary),
        *partnerships(said, found, identity, vocabulary),
    ]
    return Reading(
        document, identity, tuple(sorted(statements, key=lambda s: (s.span, type(s).__name__, s.partners)))
    )


def _is_prose(placed: Placed) -> bool:
    """Whether a block tells what inspectors found: no action, lead-in of actions, or item of a list of grades."""
    return placed.part in (Part.PROSE, Part.PRACTICE) and not placed.graded and not is_action(placed)
