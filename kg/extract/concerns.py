"""Whom a sentence of a joint inspection concerns: the police, the partnership to which they belong, or another agency alone."""

from collections.abc import Iterable, Iterator
from enum import Enum

from kg.language import Sentence
from kg.namespaces import PEEL
from kg.rules import rules_of
from kg.values import Sort
from kg.vocabulary import Entry


class Concern(Enum):
    """Whom a sentence concerns, by its own words."""

    OURS = "the police or the partnership"
    THEIRS = "another agency alone"
    NOBODY = "the inspection itself"
    OPEN = "whom the sentence before it concerns"


def concerning(sentences: Iterable[Sentence], report: Entry) -> Iterator[Sentence]:
    """Those sentences, in order, that concern the police or the partnership. One that names nobody goes with the one before it in its block.

    `report` is the kind of report, which says with whom the police are one.
    """
    block, ours = None, True
    for sentence in sentences:
        if sentence.paragraph != block:
            block, ours = sentence.paragraph, True
        concern = concerned(sentence, report)
        if concern in (Concern.OURS, Concern.THEIRS):
            ours = concern is Concern.OURS
        if ours and concern is not Concern.NOBODY:
            yield sentence


def concerned(sentence: Sentence, report: Entry) -> Concern:
    """Whom a sentence concerns, by its own words."""
    rules = rules_of(sentence.vocabulary)
    classes = set(_classes(sentence))
    said = sentence.text, *sentence.span
    if rules["letter-method"].first(*said):
        return Concern.NOBODY
    if (
        not classes.isdisjoint(report.all(PEEL + "togetherWith"))
        or sentence.of(Sort.FORCE)
        or rules["letter-police"].first(*said)
        or rules["letter-partnership"].first(*said)
    ):
        return Concern.OURS
    theirs = not classes.isdisjoint(report.all(PEEL + "apartFrom"))
    return Concern.THEIRS if theirs or rules["letter-other-agency"].first(*said) else Concern.OPEN


def _classes(sentence: Sentence) -> Iterator[str]:
    """The classes of the bodies and kinds of body that a sentence names."""
    vocabulary = sentence.vocabulary
    for mention in sentence.of(Sort.BODY, Sort.KIND):
        entry = vocabulary[mention.sort.value][mention.slug]
        kind = vocabulary["partner-kind"].get(vocabulary.iris.slug(entry.one(PEEL + "partnerKind")), entry)
        yield entry.one(PEEL + "partnerClass") or kind.one(PEEL + "partnerClass")
