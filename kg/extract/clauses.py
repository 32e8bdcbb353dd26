"""Where a sentence may change direction, and which way its cues alone point."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.language import Sentence
from kg.rules import Rules, rules_of
from kg.tokens import Words
from kg.values import Mention, Polarity, Sort, Span

_REACH = 8
"""Words over which a negation or remedy reaches what follows it."""
_TURNED_BY = {
    "praise": ("negation",),
    "criticism": ("negation",),
    "fault": ("negation", "remedy"),
    "need": (),
}
"""Which cues turn the direction of which others, where they stand before them."""
_TURNS: dict[str, Polarity | None] = {
    "negation": Polarity.WEAKNESS,
    "absence": Polarity.WEAKNESS,
    "ended": Polarity.STRENGTH,
    "turn": None,
}
"""Signals that turn praise and blame, and what each says where there is nothing to turn."""
_PLAIN = frozenset(("fact", "plan", "grading", "level"))
"""Signals that tell of the area, the grades, or what is yet to come."""
_ASIDE = 4
"""Words after "who" that speak of people and not of the force."""
_HEAD = 2
"""Words at the head of a clause in which "we looked at" says what the whole clause is about."""
_SHORT = 2
"""Words below which a piece is no clause of its own."""
_AROUND = 2
"""Dashes that enclose an aside."""
_LEAST = 12
"""Characters below which a piece is not parted from its clause at a mere seam."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which way a stretch of a sentence points, and the cues that decided it. None where it says neither."""

    polarity: Polarity | None
    cues: tuple[str, ...]
    rule: str


def pieces(sentence: Sentence) -> Iterator[Span]:
    """The smallest stretches of a sentence that may have a direction of their own, without the words that join them."""
    seams = rules_of(sentence.vocabulary)["clause-part"]
    for clause in _clauses(sentence):
        start = clause.start
        for seam in seams.all(sentence.text, *clause):
            if seam.start() - start >= _LEAST and clause.end - seam.end() >= _LEAST:
                yield Span(start, seam.start())
                start = seam.end()
        yield Span(start, clause.end)


def _clauses(sentence: Sentence) -> Iterator[Span]:
    """The clauses of a sentence, parted at words of contrast and the marks that do the same."""
    text, (start, end) = sentence.text, sentence.span
    rules = rules_of(sentence.vocabulary)
    opens = rules["clause-opening"]
    if opens.may_occur(text, start, end) and (opening := opens.first(sentence.quote)):
        comma = text.find(",", start + opening.end(), end)
        if comma > 0:
            yield Span(start + opening.end() + 1, comma)
            start = comma + 2
    for join in _joins(text, Span(start, end), rules):
        if join.start() > start:
            yield Span(start, join.start())
            start = join.end()
    if start < end:
        yield Span(start, end)


def _joins(text: str, clause: Span, rules: Rules) -> Iterator[re.Match[str]]:
    """Where clauses join; not at the two dashes around an aside, nor at the but that answers a "not only"."""
    found = list(rules["clause-join"].all(text, *clause))
    dashes = [join for join in found if rules["clause-aside"].whole(join[0])]
    start = clause.start
    for join in found:
        aside = len(dashes) == _AROUND and join in dashes
        if not aside and not rules["clause-pair"].first(text, start, join.start()):
            yield join
        start = join.end()


def weigh(clause: Sentence) -> Verdict:
    """The direction of a clause: any fault or need makes it a weakness, else any praise a strength."""
    if "void" in clause.given:
        return Verdict(None, (), "finding-by-cue")
    scores: dict[Polarity, list[str]] = {Polarity.STRENGTH: [], Polarity.WEAKNESS: []}
    turning: dict[str, list[tuple[int, str]]] = {"negation": [], "remedy": []}
    doubled: list[str] = []
    for cue, signal, at in _of_the_force(clause):
        if signal in _TURNS:
            doubled += _denied(signal, at, cue.slug, turning["negation"])
        elif signal in ("remedy", "decrease"):
            turning["remedy"].append((at, cue.slug))
        elif signal in _TURNED_BY:
            _score(signal, at, cue.slug, scores, turning)
    neutral = _neutral(clause)
    if not neutral:
        # A deed that is denied is a weakness; "no comparison is possible" is none.
        for _, slug in turning["negation"]:
            if alone := _TURNS[clause.signals[slug]]:
                scores[alone].append(slug)
    scores[Polarity.WEAKNESS] += _dwindling(clause) or _swelling(clause)
    if doubled and not neutral and not any(scores.values()):
        scores[Polarity.STRENGTH] += doubled
    return _decided(clause, scores, neutral)


def _of_the_force(clause: Sentence) -> Iterator[tuple[Mention, str, int]]:
    """The cues of a clause, without those in words about people ("people who were reluctant to report crime"); what each signals, and its word."""
    signals, people = clause.signals, -_ASIDE - 1
    for cue in clause.cues:
        signal, at = signals[cue.slug], clause.words.at(cue.span.start)
        if signal == "whose":
            people = at
        elif at - people > _ASIDE:
            yield cue, signal, at


def _denied(signal: str, at: int, slug: str, negations: list[tuple[int, str]]) -> list[str]:
    """Adds a negation; or takes away one that it answers ("never without cause"), and gives the two."""
    before = _reaching(negations, at) if _TURNS[signal] is None else []
    if not before:
        negations.append((at, slug))
        return []
    return [*(one for _, one in before), slug]


def _score(
    signal: str,
    at: int,
    slug: str,
    scores: dict[Polarity, list[str]],
    turning: dict[str, list[tuple[int, str]]],
) -> None:
    """Adds a cue to the side to which it points, turned by the negation or remedy that reaches it."""
    polarity = Polarity.STRENGTH if signal == "praise" else Polarity.WEAKNESS
    for turn in _TURNED_BY[signal]:
        # Cues of one kind turn what they reach once, however many they are: "is taking steps to address".
        if near := _reaching(turning[turn], at):
            polarity = polarity.opposite
            scores[polarity] += [turned for _, turned in near]
    scores[polarity].append(slug)


def _reaching(turning: list[tuple[int, str]], at: int) -> list[tuple[int, str]]:
    """The cues that reach what stands at a word, taken from those that have not turned anything yet."""
    first = bisect_left(turning, (at - _REACH,))
    reaching = turning[first:]
    del turning[first:]
    return reaching


def _dwindling(clause: Sentence) -> list[str]:
    """The cues of a good thing that there is less of: fewer arrests, a falling share of calls reached."""
    falls = clause.given.get("decrease", ())
    for asset in clause.given.get("asset", ()) if falls else ():
        if fall := _beside(asset, falls, clause.words):
            return [asset.slug, fall.slug]
    return []


def _swelling(clause: Sentence) -> list[str]:
    """The cue of rising figures beside a crime."""
    rises = clause.given.get("increase", ())
    threats = [mention for mention in clause.of(Sort.THREAT) if not mention.weak] if rises else []
    return [rise.slug for rise in rises if _beside(rise, threats, clause.words)][:1]


def _beside(mention: Mention, others: Sequence[Mention], words: Words) -> Mention | None:
    """The first of some other mentions, in the order of the text, that a mention's reach has in it."""
    at = words.at(mention.span.start)
    first = bisect_left(others, at - _REACH, key=lambda other: words.at(other.span.start))
    near = others[first] if first < len(others) else None
    return near if near and words.at(near.span.start) <= at + _REACH else None


def _neutral(clause: Sentence) -> bool:
    """Whether a clause tells of the inspection, the area, the grades, or what is yet to come."""
    if not _PLAIN.isdisjoint(clause.given):
        return True
    methods = clause.given.get("method")
    return methods is not None and methods[0].span.start <= clause.words.starts[: _HEAD + 1][-1]


def _decided(clause: Sentence, scores: dict[Polarity, list[str]], neutral: bool) -> Verdict:
    for polarity in (Polarity.WEAKNESS, Polarity.STRENGTH):
        if scores[polarity]:
            return Verdict(polarity, tuple(dict.fromkeys(scores[polarity])), "finding-by-cue")
    remedies = tuple(dict.fromkeys(cue.slug for cue in clause.signalling("remedy", "decrease")))
    if neutral or (clause.signalling("arrangement") and not remedies) or len(clause.words) <= _SHORT:
        return Verdict(None, (), "finding-by-cue")
    return Verdict(Polarity.STRENGTH, remedies, "finding-by-deed")
