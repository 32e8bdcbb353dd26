"""Strengths and weaknesses: one for each stretch of a sentence that carries one direction."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.extract import matters
from kg.extract.clauses import Verdict, weigh
from kg.extract.directions import Clause, clauses, directed
from kg.extract.echoes import Named, echoed
from kg.extract.matters import Setting
from kg.extract.subjects import MOST_TOPICS, bodies, compared, specific, threats, topics
from kg.language import Sentence, recognised
from kg.tokens import tokens
from kg.values import (
    BlockKind,
    Finding,
    Identity,
    Judgement,
    Part,
    Placed,
    Polarity,
    Practice,
    Sort,
    Span,
    Statement,
)
from kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the clause that says it, and what bears on its topics."""

    finding: Finding
    clause: Sentence
    setting: Setting
    heard: "Heard"


@dataclass(frozen=True, slots=True)
class Heard:
    """The bodies and the threats last named before a clause in its paragraph, and the number of its own sentence."""

    number: int
    named: tuple[Named, ...]
    threats: tuple[str, ...]


def findings(
    prose: Sequence[Sentence], gradings: Sequence[Judgement], identity: Identity, vocabulary: Vocabulary
) -> list[Finding]:
    """The findings of a report's prose, in order."""
    return [found.finding for found in found_in(prose, gradings, identity, vocabulary)]


def found_in(
    prose: Sequence[Sentence], gradings: Sequence[Judgement], identity: Identity, vocabulary: Vocabulary
) -> Iterator[Found]:
    """The findings of a report's prose, in order, each with what it was made from."""
    last: Found | None = None
    paragraph: int | None = None
    starts = [grading.span.start for grading in gradings]
    named: tuple[Named, ...] = ()
    about: tuple[str, ...] = ()
    for number, sentence in enumerate(prose):
        if paragraph != sentence.paragraph:
            if last and not (_points_back(sentence) and last.finding.question == _path(sentence)):
                last = None
            paragraph, named, about = sentence.paragraph, (), ()
        graded = within(gradings, starts, sentence.span)
        here = [
            Named(partner, mention, sentence, number)
            for partner, mention in bodies(sentence, identity.force, vocabulary)
            if not compared(sentence, mention)
        ]
        for span, verdict in _directions(sentence, graded, vocabulary):
            before = tuple(one for one in here if one.mention.span.start < span.start) or named
            last = _found(
                sentence.within(span), verdict, last, Heard(number, before, about), identity, vocabulary
            )
            yield last
        named, about = tuple(here) or named, threats(sentence, vocabulary) or about


def within(statements: Sequence[Statement], starts: Sequence[int], span: Span) -> list[Span]:
    """The spans of those statements, in the order of their starts, that lie in a span."""
    some = statements[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
    return [statement.span for statement in some if span.holds(statement.span)]


def clauses_in(prose: Sequence[Sentence], gradings: Sequence[Judgement]) -> Iterator[list[Clause]]:
    """The clauses of each sentence as they stand to be weighed; of lead-ins ("It needs to:") none."""
    starts = [grading.span.start for grading in gradings]
    for sentence in prose:
        if found := clauses_of(sentence, within(gradings, starts, sentence.span)):
            yield found


def clauses_of(sentence: Sentence, graded: Sequence[Span]) -> list[Clause]:
    """The clauses of a sentence as they stand to be weighed; a lead-in ("It needs to:") and its items have none."""
    return [] if _needed(sentence) else _weighable(sentence, graded)


def _weighable(sentence: Sentence, graded: Sequence[Span]) -> list[Clause]:
    return [] if sentence.quote.endswith(":") else clauses(sentence, graded)


def _needed(sentence: Sentence) -> Verdict | None:
    """What the lead-in of a list says of this item: what a force needs to do ("It needs to:") is a weakness."""
    lead = sentence.placed.lead
    if lead is None or sentence.placed.block.kind is not BlockKind.BULLET:
        return None
    led = _led(sentence.text, lead, sentence.vocabulary)
    return led if led.rule == "finding-by-cue" and led.polarity is Polarity.WEAKNESS else None


@lru_cache(maxsize=1)
def _led(text: str, lead: Placed, vocabulary: Vocabulary) -> Verdict:
    """What a lead-in says; its items follow each other, and each asks."""
    return weigh(recognised(text, lead.block.span, lead, 0, vocabulary))


def _directions(
    sentence: Sentence, graded: Sequence[Span], vocabulary: Vocabulary
) -> Iterator[tuple[Span, Verdict]]:
    """The stretches of a sentence that carry one direction each, with what read them."""
    if needed := _needed(sentence):
        yield sentence.span, needed
    else:
        found = list(directed(sentence, _weighable(sentence, graded), vocabulary.directions))
        yield from found or _headed(sentence)


def _headed(sentence: Sentence) -> Iterator[tuple[Span, Verdict]]:
    """What the heading of its section says of the first sentence of an item, whose own words say nothing of it."""
    placed = sentence.placed
    first = sentence.span.start == placed.block.span.start
    if placed.side and first and placed.block.kind is BlockKind.BULLET:
        yield sentence.span, Verdict(placed.side, (), "section-side")


def _found(
    clause: Sentence,
    verdict: Verdict,
    last: Found | None,
    heard: Heard,
    identity: Identity,
    vocabulary: Vocabulary,
) -> Found:
    """A finding. `last` is the one before it from which it may take what it is about."""
    assert verdict.polarity is not None
    back = last.finding if last and _leans(clause, last.finding) else None
    own = threats(clause, vocabulary)
    about = own or (last.setting.threats if last and back else ())
    named = tuple(
        partner
        for partner, mention in bodies(clause, identity.force, vocabulary)
        if not compared(clause, mention)
    )
    pointed = back.partners if back and clause.opens("anaphor") else ()
    with_whom = named or echoed(clause, heard.number, heard.named, vocabulary) or pointed
    setting = Setting(
        named=topics(clause, about, with_whom, vocabulary),
        own=own,
        threats=about,
        headed=() if own else _above(clause, vocabulary),
        heard=() if own else about or heard.threats,
        pointing=clause.opens("anaphor"),
        partners=with_whom,
        question=_path(clause),
        asked=_of_question(_path(clause), identity.year, vocabulary),
        last=last.setting.named if last else (),
    )
    seen = matters.traits(clause, setting)
    finding = Finding(
        evidence=(clause.span,),
        rule=verdict.rule,
        cues=verdict.cues,
        question=_path(clause),
        polarity=verdict.polarity,
        topics=matters.topics(seen, setting, vocabulary),
        threats=matters.threats(seen, setting, vocabulary),
        partners=tuple(dict.fromkeys(with_whom)),
    )
    return Found(finding, clause, setting, heard)


def _path(clause: Sentence) -> str | None:
    return clause.placed.question


def _leans(clause: Sentence, before: Finding) -> bool:
    """Whether a clause takes its subject from the finding before it: it follows at once, or points back."""
    between = clause.text[before.span.end : clause.span.start]
    return "." not in between or _points_back(clause)


def _points_back(clause: Sentence) -> bool:
    return bool(clause.signalling("anaphor")) or clause.opens("pronoun")


@lru_cache(maxsize=1024)
def _of_question(path: str | None, year: int, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The topics of a section, from the wording of its question in the framework of the report's year."""
    asked = (q for q in vocabulary.framework(year) if q.path == path)
    return tuple(dict.fromkeys(topic for q in asked for topic in topics_of(q.wordings[0], vocabulary)))


@lru_cache(maxsize=1024)
def topics_of(words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The topics that some words name."""
    found = vocabulary.lexicon.mentions(tokens(words))
    return tuple(dict.fromkeys(m.slug for m in found if m.sort is Sort.TOPIC and not m.weak))


def _above(clause: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The threats that the heading above a clause names, unless it asks a question."""
    under = clause.placed.under
    return threats_of(under.of(clause.text), vocabulary) if under else ()


@lru_cache(maxsize=1024)
def threats_of(words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The threats that some words name, such as a heading."""
    found = vocabulary.lexicon.mentions(tokens(words))
    return specific([m.slug for m in found if m.sort is Sort.THREAT and not m.weak], "threat", vocabulary)


def practices(prose: Sequence[Sentence], identity: Identity, vocabulary: Vocabulary) -> list[Practice]:
    """The innovative and promising practices: each block under such a heading is one, or a whole box."""
    blocks: dict[Span | int, list[Sentence]] = {}
    for sentence in prose:
        if sentence.placed.part is Part.PRACTICE:
            lead = sentence.placed.lead
            blocks.setdefault(lead.block.span if lead else sentence.paragraph, []).append(sentence)
    found = []
    for sentences in blocks.values():
        whole = Span(sentences[0].span.start, sentences[-1].span.end)
        about = tuple(dict.fromkeys(t for s in sentences for t in threats(s, vocabulary)))
        named = tuple(dict.fromkeys(p for s in sentences for p, _ in bodies(s, identity.force, vocabulary)))
        on = tuple(dict.fromkeys(t for s in sentences for t in topics(s, about, named, vocabulary)))[
            :MOST_TOPICS
        ]
        found.append(
            Practice(
                evidence=(whole,),
                rule="practice-title",
                question=_path(sentences[0]),
                topics=on,
                threats=about,
                partners=named,
            )
        )
    return found
