"""Sentences with what is recognised in them: words, mentions of the vocabularies, and cues."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

from kg.names import NOTHING, Names
from kg.rules import Rules
from kg.structure import item, sentences
from kg.tokens import Words, tokens
from kg.values import BlockKind, Mention, Placed, Sort, Span
from kg.vocabulary import Vocabulary

_OPENING = 12
"""Characters at its start in which a pointer ("This", "In this area") speaks of what stands before it."""
_START = attrgetter("span.start")


@dataclass(frozen=True)
class Sentence:
    """A sentence of prose in its place, with all that is recognised in it."""

    span: Span
    text: str
    """The text of the whole report."""
    placed: Placed
    paragraph: int
    words: Words
    mentions: tuple[Mention, ...]
    cues: tuple[Mention, ...]
    classes: tuple[Mention, ...]
    """Its words and phrases of the word classes."""
    vocabulary: Vocabulary

    def within(self, span: Span) -> "Sentence":
        """What is recognised in a part of it."""
        if span == self.span:
            return self
        return Sentence(
            span,
            self.text,
            self.placed,
            self.paragraph,
            self.words.within(span),
            _inside(self.mentions, span),
            _inside(self.cues, span),
            _inside(self.classes, span),
            self.vocabulary,
        )

    def calling(self, names: Names) -> "Sentence":
        """The same sentence, with the short forms that its report defines."""
        if not names.defined:
            return self
        mentions = names.among(self.mentions, self.words)
        return self if mentions is self.mentions else replace(self, mentions=mentions)

    @property
    def signals(self) -> Mapping[str, str]:
        """What each cue signals."""
        return self.vocabulary.signals

    @cached_property
    def quote(self) -> str:
        """Its words."""
        return self.span.of(self.text)

    def signalling(self, *signals: str) -> Sequence[Mention]:
        """Its cues that give one of these signals."""
        if not self.cues:
            return []
        giving = [self.given[signal] for signal in signals if signal in self.given]
        if len(giving) > 1:
            return [cue for cue in self.cues if self.signals[cue.slug] in signals]
        return giving[0] if giving else []

    def opens(self, *signals: str) -> bool:
        """Whether it opens with a cue that gives one of these signals."""
        return any(cue.span.start - self.span.start <= _OPENING for cue in self.signalling(*signals))

    def led_by(self, span: Span, within: int, *signals: str) -> bool:
        """Whether a cue that gives one of these signals stands at most that many characters before a place in it."""
        return any(0 <= span.start - cue.span.end <= within for cue in self.signalling(*signals))

    @cached_property
    def given(self) -> Mapping[str, list[Mention]]:
        """Its cues by the signals that they give."""
        signals, given = self.vocabulary.signals, dict[str, list[Mention]]()
        for cue in self.cues:
            given.setdefault(signals[cue.slug], []).append(cue)
        return given

    def of(self, *sorts: Sort) -> list[Mention]:
        """Its mentions of these sorts."""
        if not self.mentions:
            return []
        return [mention for mention in self.mentions if mention.sort in sorts]


def _inside(mentions: tuple[Mention, ...], span: Span) -> tuple[Mention, ...]:
    """Those of some mentions, in the order of the text, that lie in a span."""
    if not mentions:
        return mentions
    start, end = span
    some = mentions[bisect_left(mentions, start, key=_START) : bisect_left(mentions, end, key=_START)]
    return tuple([mention for mention in some if mention.span.end <= end])


def prose(text: str, outline: list[Placed], rules: Rules, vocabulary: Vocabulary) -> Iterator[Sentence]:
    """The sentences of all paragraphs and of the items of lists, in order."""
    for number, placed in enumerate(outline):
        if placed.block.kind in (BlockKind.PARAGRAPH, BlockKind.BULLET):
            bullet = placed.block.kind is BlockKind.BULLET
            whole = item(text, placed.block.span) if bullet else placed.block.span
            for span in sentences(text, whole, rules):
                yield recognised(text, span, placed, number, vocabulary)


def recognised(
    text: str,
    span: Span,
    placed: Placed,
    paragraph: int,
    vocabulary: Vocabulary,
    names: Names = NOTHING,
) -> Sentence:
    """A stretch of text with the mentions and cues in it; `names` are the short forms that its report defines."""
    words = tokens(text, span.start, span.end)
    cues: list[Mention] = []
    classes: list[Mention] = []
    mentions: list[Mention] = []
    of_language = {Sort.CUE: cues, Sort.WORD: classes}
    for mention in vocabulary.lexicon.mentions(words):
        of_language.get(mention.sort, mentions).append(mention)
    named = names.among(tuple(mentions), words)
    return Sentence(span, text, placed, paragraph, words, named, tuple(cues), tuple(classes), vocabulary)
