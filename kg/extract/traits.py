"""What is seen in a clause, as names that the weights of `ontology/language/directions.tsv` know."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.extract.clauses import Verdict
from kg.language import Sentence

_NEAR = 30
"""Characters over which a negation reaches the word class that follows it."""
_MOST = 3
"""Count beyond which more words of one side say nothing new."""
_TELLING = frozenset(
    ("praise", "criticism", "fault", "need", "negation", "remedy", "absence", "method", "fact", "plan")
)
"""Signals whose company in one clause is a trait of its own."""
_SIDES = {"praise": 1, "criticism": -1, "fact": 0}
"""The signals on whose side a word class may stand, as they count where nothing turns it."""


def traits(clause: Sentence, verdict: Verdict) -> Iterator[str]:
    """The traits of a clause: its words and pairs of words, word classes, cues, and what its cues alone decide."""
    yield "always"
    yield from [f"word={_figure(word.stem)}" for word in clause.words]
    run = ["^", *[_figure(word.text.lower()) for word in clause.words], "$"]
    yield from [f"pair={one}_{next_}" for one, next_ in pairwise(run)]
    yield f"verdict={verdict.polarity or 'none'}/{verdict.rule}"
    for slug in verdict.cues:
        yield f"decided={slug}/{verdict.polarity}"
    signals = set()
    for cue in clause.cues:
        signals.add(clause.signals[cue.slug])
        yield f"cue={cue.slug}"
    for signal in sorted(signals):
        yield f"signal={signal}"
    yield f"signals={'+'.join(sorted(signals & _TELLING))}"
    yield from _classes(clause)


def _figure(word: str) -> str:
    return "#" if word.isdigit() else word


def _classes(clause: Sentence) -> Iterator[str]:
    """The word classes, negated ones with a "!", each with the one that follows; and how they weigh up."""
    denials = [cue.span.start for cue in clause.signalling("negation", "absence")]
    found = [("!" if _denied(word.span.start, denials) else "") + word.slug for word in clause.classes]
    for name in found:
        yield f"class={name}"
    for one, next_ in zip(["^", *found], [*found, "$"], strict=True):
        yield f"classes={one}_{next_}"
    near = clause.vocabulary.sides
    sides = [-1 if name.startswith("!") else _SIDES.get(near.get(name, "")) for name in found]
    good, bad, neutral = (min(sides.count(side), _MOST) for side in (1, -1, 0))
    yield f"balance={good - bad}"
    yield f"counts={good}{bad}{neutral}"


def _denied(start: int, denials: Sequence[int]) -> bool:
    """Whether the last of some denials before a word reaches it."""
    before = bisect_left(denials, start)
    return before > 0 and start - denials[before - 1] < _NEAR
