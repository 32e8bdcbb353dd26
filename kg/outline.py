"""Gives each block its place: the question it stands under, and the kind of passage."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.questions import ALIKE, Framework
from kg.rules import Rules
from kg.structure import sentences
from kg.values import Block, BlockKind, Identity, Part, Placed, Span

_PARTS = {
    "area-for-improvement-heading": Part.AREA_FOR_IMPROVEMENT,
    "cause-of-concern-heading": Part.CAUSE_OF_CONCERN,
    "recommendation-heading": Part.RECOMMENDATION,
    "practice-heading": Part.PRACTICE,
}
_STATES = {
    "concern-sentence": Part.CAUSE_OF_CONCERN,
    "recommendation-sentence": Part.RECOMMENDATION,
    "improvement-sentence": Part.AREA_FOR_IMPROVEMENT,
}
"""What a sentence of prose may state without a heading."""
_ACTIONS = frozenset({Part.AREA_FOR_IMPROVEMENT, Part.CAUSE_OF_CONCERN, Part.RECOMMENDATION})


@dataclass(slots=True)
class _Cursor:
    """Where in the page the reader is."""

    question: str | None
    pillar: str
    part: Part = Part.PROSE
    stated: bool = False
    """Whether the statement that opens this block has been read."""
    listed: bool = False
    """Whether bullets have been read in this block: a paragraph after them explains."""
    several: bool = False
    """Whether the heading announces several ("Areas for improvement"), each in a line or paragraph of its own."""
    graded: bool = False
    """Whether the line before was a grade, so that bullets are areas that got it."""
    asked: bool = False
    """Whether the heading before was a question, whose grade a grade line gives."""
    listing: bool = False
    """Whether a grade line stands under no question, so that the questions after it are areas that got it."""
    concern: Placed | None = None
    """The cause of concern to which recommendations belong."""
    area: Placed | None = None
    """The area for improvement whose explanation this is, and on which what the force should do to address it hangs."""
    lead: Placed | None = None
    """The lead-in, such as "Within three months, the force should:", on which bullets hang."""
    heading: Span | None = None
    """The last heading that was no question, or the last cause of concern, if it came later."""


def outline(
    text: str, blocks: list[Block], identity: Identity, framework: Framework, rules: Rules
) -> list[Placed]:
    """The blocks with their places, in order. A heading takes the place that it opens."""
    cursor = _Cursor(None if identity.pillar == "overview" else identity.pillar, identity.pillar)
    return [placed for block in blocks for placed in _place(text, block, cursor, framework, rules)]


def _place(text: str, block: Block, at: _Cursor, framework: Framework, rules: Rules) -> list[Placed]:
    words = block.span.of(text)
    if block.kind is not BlockKind.BULLET:
        at.graded = block.kind is BlockKind.GRADE
    if block.kind is BlockKind.GRADE:
        at.listing = at.listing or (at.question is None and not at.asked)
    elif block.kind is BlockKind.PARAGRAPH:
        at.asked = at.listing = False
    if block.kind is BlockKind.BULLET:
        return [_bullet(block, at)]
    if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH):
        return [Placed(block, Part.PROSE, at.question)]
    if opens := _part(words, rules):
        return [_opens(words, block, opens, at, rules)]
    if label := rules["labelled-action"].whole(words):
        parts = (Span(*label.span(group)) for group in ("label", "words"))
        found = (Span(block.span.start + part.start, block.span.start + part.end) for part in parts)
        return [p for span in found for p in _place(text, replace(block, span=span), at, framework, rules)]
    if block.kind is BlockKind.HEADING:
        return [_heading(words, block, at, framework, rules)]
    return _paragraph(text, block, at, rules)


def _opens(words: str, block: Block, part: Part, at: _Cursor, rules: Rules) -> Placed:
    """The heading of a block of actions, or of a practice."""
    if part is Part.CAUSE_OF_CONCERN:
        at.concern = None
    at.part, at.stated, at.listed, at.lead, at.area = part, False, False, None, None
    at.several = bool(rules["several"].whole(words))
    return Placed(replace(block, kind=BlockKind.HEADING), part, at.question)


def _bullet(block: Block, at: _Cursor) -> Placed:
    """An item of a list; under the heading of a cause of concern it states it."""
    placed = Placed(block, at.part, at.question, at.lead or _leads(at), graded=at.graded, under=at.heading)
    if at.part is Part.CAUSE_OF_CONCERN and not at.stated:
        at.concern, at.heading = placed, block.span
    # Where the actions are bullets, what follows them is prose.
    at.stated, at.listed, at.several = True, True, False
    return placed


def _heading(words: str, block: Block, at: _Cursor, framework: Framework, rules: Rules) -> Placed:
    """A question, the line that states an action, the title of a practice, or another heading."""
    if rules["footnotes-heading"].whole(words):
        at.part, at.lead, at.concern = Part.ASIDE, None, None
        return Placed(block, Part.ASIDE)
    question = _question(words, at, framework)
    section = question is None and rules["section-heading"].whole(words) is not None
    if at.part is Part.ASIDE and question is None and not section:
        return Placed(block, Part.ASIDE)  # a footnote without a full stop
    if question is None and at.part in _ACTIONS and (not at.stated or _another(words, at, rules)):
        return _states(block, at)
    if question is None and at.part is Part.PRACTICE and not at.stated:
        at.stated = True
        return Placed(block, Part.PRACTICE, at.question)
    if question and at.listing:
        return Placed(block, Part.PROSE, at.question, graded=True)
    at.asked, at.listing = question is not None, False
    if question:
        at.question, at.pillar = question, question.partition("/")[0]
    elif section:
        at.question = None if at.pillar == "overview" else at.pillar
    at.part, at.listed, at.lead = Part.PROSE, False, None
    at.heading = block.span if question is None else None
    at.concern, at.area = at.concern if question is None else None, None
    return Placed(block, Part.PROSE, at.question)


def _question(words: str, at: _Cursor, framework: Framework) -> str | None:
    """The question that a heading asks; a diagnostic question counts as the core question that it serves."""
    path = framework.match(words, ALIKE, pillar=at.pillar, levels=("headline", "core", "diagnostic"))
    return path.partition(".")[0] if path else None


def _states(block: Block, at: _Cursor) -> Placed:
    """The line that states an area for improvement or a cause of concern."""
    placed = Placed(block, at.part, at.question, _leads(at), heads=True)
    at.stated = True
    if at.part is Part.CAUSE_OF_CONCERN:
        at.concern, at.heading = placed, block.span
    if at.part is Part.AREA_FOR_IMPROVEMENT:
        at.area = placed
    return placed


def _leads(at: _Cursor) -> Placed | None:
    return at.concern if at.part is Part.RECOMMENDATION else None


def _paragraph(text: str, block: Block, at: _Cursor, rules: Rules) -> list[Placed]:
    """Prose; or, in an action block, the sentence that states the action, a lead-in, a recommendation in prose."""
    words = block.span.of(text)
    if at.part is Part.CAUSE_OF_CONCERN and not at.stated:
        first = next(sentences(text, block.span, rules))
        return _parted(text, block.span, [(first, Part.CAUSE_OF_CONCERN)], at, rules)
    if at.part in _ACTIONS and at.listed and not _recommends(words, at, rules):
        at.part = Part.PROSE
    if at.part is Part.PROSE and (stated := list(_stated(text, block.span, rules))):
        return _parted(text, block.span, stated, at, rules)
    if at.part is Part.PROSE and at.concern and rules["recommending-lead"].first(words):
        at.part, at.listed = Part.RECOMMENDATION, False
    if _recommends(words, at, rules):
        opens = words.endswith(":")
        heads = not opens or rules["leading-action"].first(words) is not None
        placed = Placed(block, at.part, at.question, _leads(at), heads=heads)
        at.lead, at.stated = placed if opens else None, at.stated or heads
        if heads and at.part is Part.AREA_FOR_IMPROVEMENT:
            at.area = placed
        return [placed]
    if at.part in _ACTIONS:
        at.part = Part.PROSE
    if at.part is Part.PROSE and at.area and rules["addressing-lead"].first(words):
        at.part, at.listed = Part.AREA_FOR_IMPROVEMENT, False
        at.lead = Placed(block, Part.PROSE, at.question, at.area, under=at.heading)
        return [at.lead]
    placed = Placed(block, at.part, at.question, under=at.heading)
    at.lead = placed if words.endswith(":") else None
    return [placed]


def _stated(text: str, whole: Span, rules: Rules) -> Iterator[tuple[Span, Part]]:
    """The sentences of a paragraph that call themselves an action, or the ends of those that do so in their last clause."""
    if not any(rules[rule].may_occur(text, *whole) for rule in _STATES):
        return
    for sentence in sentences(text, whole, rules):
        for rule, part in _STATES.items():
            if found := rules[rule].first(text, *sentence):
                clause = "states" in found.groupdict() and found["states"]
                yield Span(found.start("states") if clause else sentence.start, sentence.end), part
                break


def _parted(
    text: str, whole: Span, stated: list[tuple[Span, Part]], at: _Cursor, rules: Rules
) -> list[Placed]:
    """A paragraph of which some sentences state actions; the rest of it is prose. One that ends in a colon leads in."""
    placed, start = [], whole.start
    for span, part in stated:
        placed += _around(text, Span(start, span.start), at)
        at.part, at.lead, at.listed, start = part, None, False, span.end
        words = span.of(text)
        if words.endswith(":") and not rules["leading-action"].first(words):
            at.lead = Placed(Block(BlockKind.PARAGRAPH, span), part, at.question, _leads(at))
            placed.append(at.lead)
        else:
            placed.append(_states(Block(BlockKind.PARAGRAPH, span), at))
            at.lead = placed[-1] if words.endswith(":") else None
    if at.lead is None:
        at.part = Part.PROSE
    return placed + _around(text, Span(start, whole.end), at)


def _around(text: str, span: Span, at: _Cursor) -> list[Placed]:
    """The prose beside what is stated, if there is any."""
    words = span.of(text)
    begin = span.start + len(words) - len(words.lstrip())
    end = begin + len(words.strip())
    return (
        [Placed(Block(BlockKind.PARAGRAPH, Span(begin, end)), Part.PROSE, at.question, under=at.heading)]
        if words.strip()
        else []
    )


def _recommends(words: str, at: _Cursor, rules: Rules) -> bool:
    """Whether a paragraph of an action block says what the force should do, or leads in a list of that."""
    awaited = at.part is Part.AREA_FOR_IMPROVEMENT and (not at.stated or _another(words, at, rules))
    told = at.part is Part.RECOMMENDATION and (
        not at.listed or words.endswith(":") or rules["opens-with-should"].first(words) is not None
    )
    return (awaited or told) and rules["recommending-sentence"].first(words) is not None


def _another(words: str, at: _Cursor, rules: Rules) -> bool:
    """Whether a line under "Areas for improvement" is one more of them: it opens with what the force should do."""
    return at.several and rules["opens-with-should"].first(words) is not None


def _part(words: str, rules: Rules) -> Part | None:
    return next((part for rule, part in _PARTS.items() if rules[rule].whole(words)), None)
