"""Which way a sentence points, and where it changes direction: the weights of its clauses, decided together.

A linear chain over the clauses of a sentence: each clause has a score for neutral, strength and weakness, the sum of the weights of its
traits; each join between two clauses has a score for going on or turning ("but" turns, "and" goes on). The best whole reading wins (Viterbi 1967).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from kg.extract.clauses import Verdict, pieces, weigh
from kg.extract.traits import traits
from kg.language import Sentence
from kg.values import BlockKind, Polarity, Span
from kg.weights import UNIT, Traits, Weights

NEUTRAL = "neutral"
SIDES = (NEUTRAL, Polarity.STRENGTH.value, Polarity.WEAKNESS.value)
"""What a clause may be."""
_CUES = 0.9
"""What the cues of a clause weigh beyond what was learnt: the marked texts are harder than most reports, and a cue that
a user adds must tell."""
_SAYS = 0.2
"""What a clause must say less than the marked texts would have it, since these hold more that is neutral than reports do."""
_HEADING = 2.8
"""What the heading of a section ("Key strengths") weighs for the side that it names."""
_WHOLE = 0.5
"""Share of a sentence from which on its one direction is that of the whole sentence."""
_SAYING = frozenset(("praise", "criticism", "fault", "need", "negation"))
"""Signals by which a clause says how well something is done."""
_UNJOINED = frozenset(("", ",", ":", ";", "–", "—"))
"""What stands between two clauses where the second opens with the word that joins them."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with all that bears on its direction."""

    span: Span
    verdict: Verdict
    traits: Traits
    join: str
    """The words between it and the clause before, or its first word; empty for the first clause."""
    heading: Polarity | None = None
    """What the heading of its section says of it."""


def clauses(sentence: Sentence, graded: Sequence[Span] = ()) -> list[Clause]:
    """The clauses of a sentence. `graded` are the grades given in it."""
    frame = [("", ["bullet"])] if sentence.placed.block.kind is BlockKind.BULLET else []
    found: list[Clause] = []
    for span in pieces(sentence):
        part = sentence.within(span)
        verdict = weigh(part)
        seen = [*traits(part, verdict), *frame]
        if graded:
            seen += [("", ["graded"]), ("graded", ["more" if substance(part, graded) else "only"])]
        join = _join(sentence, found[-1].span, part) if found else ""
        found.append(Clause(span, verdict, tuple(seen), join, sentence.placed.side))
    return found


def substance(clause: Sentence, graded: Sequence[Span]) -> bool:
    """Whether a clause says something besides its grades that is no talk of grades."""
    outside = [cue for cue in clause.cues if not any(span.holds(cue.span) for span in graded)]
    said = [cue for cue in outside if clause.signals[cue.slug] in _SAYING]
    return bool(said) and not any(clause.signals[cue.slug] in ("grading", "level") for cue in outside)


def _join(sentence: Sentence, before: Span, clause: Sentence) -> str:
    between = " ".join(sentence.text[before.end : clause.span.start].lower().split())
    if between in _UNJOINED and clause.words:
        between = f"{between} {clause.words.forms[0].lower}".strip()
    return between


def decide(found: Sequence[Clause], weights: Weights) -> list[str]:
    """For each clause neutral, strength or weakness: the best reading of the whole sentence."""
    sides = weights.labels
    best, trail = _own(found[0], weights), list[list[int]]()
    for clause in found[1:]:
        own = _own(clause, weights)
        ways = [list(map(add, best, to)) for to in _turns(clause.join, weights)]
        came = [way.index(max(way)) for way in ways]
        best = list(map(add, map(max, ways), own))
        trail.append(came)
    path = [best.index(max(best))]
    for came in reversed(trail):
        path.append(came[path[-1]])
    return [sides[at] for at in reversed(path)]


@lru_cache(maxsize=4096)
def _turns(join: str, weights: Weights) -> tuple[tuple[int, ...], ...]:
    """For each side of a clause, what speaks for coming to it from each side of the clause before, over the words between."""
    return tuple(zip(*(weights.scores(joined(side, join)) for side in weights.labels), strict=True))


def joined(side: str, join: str) -> Traits:
    """The traits of the way from a clause of some side to the next, over the words between."""
    return [("join", [f"{side} {join}", side])]


def _own(clause: Clause, weights: Weights) -> list[int]:
    """What speaks for each side of a clause by itself: its traits, its cues once more, and the heading of its section."""
    scores = list(weights.scores(clause.traits))
    scores[weights.labels.index(NEUTRAL)] -= round(_SAYS * UNIT)
    if clause.verdict.polarity and clause.verdict.rule == "finding-by-cue":
        scores[weights.labels.index(clause.verdict.polarity.value)] += round(_CUES * UNIT)
    if clause.heading:
        scores[weights.labels.index(clause.heading.value)] += round(_HEADING * UNIT)
    return scores


def directed(sentence: Sentence, found: Sequence[Clause], weights: Weights) -> Iterator[tuple[Span, Verdict]]:
    """The stretches of a sentence that carry one direction each, in order, with the rule and cues that read them.

    Neighbouring clauses of one direction are one stretch. A sentence with one direction is one stretch, with its
    opening "However," and its full stop.
    """
    if not found:
        return
    stretches: list[tuple[str, list[Clause]]] = []
    for clause, side in zip(found, decide(found, weights), strict=True):
        if stretches and stretches[-1][0] == side:
            stretches[-1][1].append(clause)
        else:
            stretches.append((side, [clause]))
    said = [(Polarity(side), some) for side, some in stretches if side != NEUTRAL]
    covered = sum(some[-1].span.end - some[0].span.start for _, some in said)
    if len({polarity for polarity, _ in said}) == 1 and (
        covered > _WHOLE * (sentence.span.end - sentence.span.start)
    ):
        together = [clause for _, some in said for clause in some]
        yield sentence.span, _read(said[0][0], together)
        return
    for polarity, some in said:
        yield Span(some[0].span.start, some[-1].span.end), _read(polarity, some)


def _read(polarity: Polarity, some: Sequence[Clause]) -> Verdict:
    """By which rule clauses were read: by their cues where these say the same, else by weight."""
    agreeing = [clause.verdict for clause in some if clause.verdict.polarity is polarity]
    cues = tuple(dict.fromkeys(cue for verdict in agreeing for cue in verdict.cues))
    if not agreeing:
        return Verdict(polarity, (), "finding-by-weight")
    return Verdict(polarity, cues, "finding-by-cue" if cues else agreeing[0].rule)
