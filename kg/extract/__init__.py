"""Reads a document into statements: what report it is, its layout, and each thing that it says."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from kg.errors import UnreadableInput
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
from kg.plain import Plain, plain
from kg.rules import Rules, rules_of
from kg.structure import blocks, unwrapped
from kg.values import (
    Action,
    Block,
    Document,
    Identity,
    Judgement,
    Part,
    Placed,
    Reading,
    Span,
    Statement,
    Told,
)
from kg.vocabulary import Entry, Vocabulary

_MOST: Final = 20_000
"""Blocks of the longest report; a whole PEEL report of 150 pages has some 4,000."""


@dataclass(frozen=True)
class Page:
    """A document before anything in it is taken for a statement: what report it is, and its sentences in their places."""

    document: Document
    """The document in plain letters."""
    origin: Document
    """The document as it was read, in which the offsets of statements count."""
    plain: Plain
    identity: Identity
    places: tuple[Placed, ...]
    """Every block with its place in the report, in order."""
    sentences: tuple[Sentence, ...]
    """The sentences of all its paragraphs and lists."""
    names: Names
    """The short forms that it defines."""
    kind: Entry
    """What kind of report it is."""
    gradings: tuple[Judgement, ...]
    """Every grade given in so many words, also where it is given twice."""

    @cached_property
    def ours(self) -> tuple[Sentence, ...]:
        """The sentences that say something of the force: of a letter of a joint inspection not those on other agencies."""
        if self.identity.area is None:
            return self.sentences
        return tuple(concerning(self.places, self.sentences, self.kind))

    @cached_property
    def prose(self) -> tuple[Sentence, ...]:
        """Those of them that tell what inspectors found."""
        return tuple(sentence for sentence in self.ours if _is_prose(sentence.placed))

    @cached_property
    def passed_over(self) -> frozenset[Span]:
        """The sentences of a joint inspection that say nothing of the force."""
        return frozenset(s.span for s in self.sentences) - {s.span for s in self.ours}

    @cached_property
    def demanded(self) -> tuple[Placed, ...]:
        """The places, without the actions that other agencies should take."""
        theirs = {s.placed.block.span for s in self.sentences} - {s.placed.block.span for s in self.ours}
        return tuple(p for p in self.places if not is_action(p) or p.block.span not in theirs)


def identified(document: Document, vocabulary: Vocabulary, options: Told | None = None) -> Identity:
    """What report a document is. Raises UnreadableInput where it is none, or cannot be told which."""
    rules, document = rules_of(vocabulary), replace(document, text=plain(document.text).copy)
    lines = _blocks(document, rules)
    document = replace(document, text=unwrapped(document.text, lines))
    return identify(document, lines, vocabulary, rules, options or Told())


def parse(document: Document, vocabulary: Vocabulary, options: Told | None = None) -> Page:
    """A document in its places. Raises UnreadableInput where it is no report, or cannot be told which."""
    rules = rules_of(vocabulary)
    origin, letters = document, plain(document.text)
    document = replace(document, text=letters.copy)
    lines = _blocks(document, rules)
    document = replace(document, text=unwrapped(document.text, lines))
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
    kind = vocabulary["report-kind"][identity.kind]
    # The grades that a letter of a joint inspection recalls are those of other agencies.
    graded = [] if joint else gradings(places, prose_, document.text, grader)
    return Page(document, origin, letters, identity, tuple(places), tuple(said), names, kind, tuple(graded))


def _blocks(document: Document, rules: Rules) -> list[Block]:
    """The blocks of a document. Raises UnreadableInput where they are too many for one report."""
    found = blocks(document.text, rules)
    if len(found) > _MOST:
        problem = f"has {len(found)} paragraphs, items and rows, more than {_MOST}"
        raise UnreadableInput(document.place, problem, "give the text of one report")
    return found


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
        *actions(page.demanded, page.document.text, rules_of(vocabulary), vocabulary),
        *practices(said, page.identity, vocabulary),
        *partnerships(said, found, page.identity, vocabulary),
    ]
    ordered = sorted(statements, key=lambda s: (s.span, type(s).__name__, s.partners))
    unknown = candidates(page.sentences, page.names, vocabulary)
    reading = Reading(page.origin, page.identity, tuple(ordered), unknown)
    return reading if page.plain.alike else _placed_back(reading, page.plain)


def _placed_back(reading: Reading, letters: Plain) -> Reading:
    """A reading with its evidence where it stands in the text itself."""
    statements = []
    for one in reading.statements:
        evidence = tuple(map(letters.original, one.evidence))
        statements.append(replace(one, evidence=evidence))
        if isinstance(one, Action) and one.parent:
            statements[-1] = replace(one, evidence=evidence, parent=letters.original(one.parent))
    unknown = [
        replace(one, passages=tuple(map(letters.original, one.passages))) for one in reading.candidates
    ]
    return replace(reading, statements=tuple(statements), candidates=tuple(unknown))


def _is_prose(placed: Placed) -> bool:
    """Whether a block tells what inspectors found: no action, lead-in of actions, or item of a list of grades."""
    return placed.part in (Part.PROSE, Part.PRACTICE) and not placed.graded and not is_action(placed)
