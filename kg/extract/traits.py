"""What is seen in a clause, as traits that the weights of `ontology/language/directions.tsv` know."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from kg.extract.clauses import Verdict
from kg.language import Sentence
from kg.weights import PAIR, Traits

_NEAR = 30
"""Characters over which a negation reaches the word class that follows it."""
_MOST = 3
"""Count beyond which more words of one side say nothing new."""
_TELLING = frozenset(
    ("praise", "criticism", "fault", "need", "negation", "remedy", "absence", "method", "fact", "plan")
)
"""Signals whose company in one clause is a trait of its own."""
_FIGURE = "#"
"""What stands for any number."""
_SIDES = {"praise": 1, "criticism": -1, "fact": 0}
"""The signals on whose side a word class may stand, as they count where nothing turns it."""


def traits(clause: Sentence, verdict: Verdict) -> Traits:
    """The traits of a clause: its words and pairs of words, word classes, cues, and what its cues alone decide."""
    forms = clause.words.forms
    run = ["^", *_figured([form.lower for form in forms]), "$"]
    cues = [cue.slug for cue in clause.cues]
    signals = sorted(clause.given)
    return [
        ("", ["always"]),
        ("word", _figured([form.stem for form in forms])),
        (PAIR, run),
        ("verdict", [f"{verdict.polarity or 'none'}/{verdict.rule}"]),
        ("decided", [f"{slug}/{verdict.polarity}" for slug in verdict.cues]),
        ("cue", cues),
        ("signal", signals),
        ("signals", ["+".join(signal for signal in signals if signal in _TELLING)]),
        *_classes(clause),
    ]


def _figured(words: list[str]) -> list[str]:
    """The same words, with one sign for every number."""
    if not any(map(str.isdigit, words)):
        return words
    return [_FIGURE if word.isdigit() else word for word in words]


def _classes(clause: Sentence) -> Traits:
    """The word classes, negated ones with a "!", each with the one that follows; and how they weigh up."""
    denials = [cue.span.start for cue in clause.signalling("negation", "absence")]
    found = [("!" if _denied(word.span.start, denials) else "") + word.slug for word in clause.classes]
    near = clause.vocabulary.sides
    sides = [-1 if name.startswith("!") else _SIDES.get(near.get(name, "")) for name in found]
    good, bad, neutral = (min(sides.count(side), _MOST) for side in (1, -1, 0))
    return [
        ("class", found),
        ("classes", list(map("_".join, pairwise(["^", *found, "$"])))),
        ("balance", [str(good - bad)]),
        ("counts", [f"{good}{bad}{neutral}"]),
    ]


def _denied(start: int, denials: Sequence[int]) -> bool:
    """Whether the last of some denials before a word reaches it."""
    before = bisect_left(denials, start)
    return before > 0 and start - denials[before - 1] < _NEAR
