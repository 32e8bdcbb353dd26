"""What the force must do: bullets and sentences under action headings, with their nesting."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.subjects import threats, topics
from kg.language import recognised
from kg.rules import Rules
from kg.structure import item
from kg.values import Action, ActionKind, BlockKind, Part, Placed, Span
from kg.vocabulary import Vocabulary

KINDS = {
    Part.AREA_FOR_IMPROVEMENT: ActionKind.AREA_FOR_IMPROVEMENT,
    Part.CAUSE_OF_CONCERN: ActionKind.CAUSE_OF_CONCERN,
    Part.RECOMMENDATION: ActionKind.RECOMMENDATION,
}


def is_action(placed: Placed) -> bool:
    """Whether a block is an action, not the prose or lead-in around it."""
    return placed.part in KINDS and (placed.block.kind is BlockKind.BULLET or placed.heads)


@dataclass(slots=True)
class _Opener:
    """A bullet that ends in a colon, open for those under it."""

    placed: Placed
    span: Span
    indented: bool = False
    """Whether a bullet further in has been seen under it: its list is not a flat one."""

    def takes(self, placed: Placed, words: str) -> bool:
        """Whether a bullet belongs to it: further in; or in a flat list, which goes on until it is closed."""
        if placed.block.depth != self.placed.block.depth:
            return placed.block.depth > self.placed.block.depth
        return not self.indented and not words.endswith(":")


def actions(outline: Sequence[Placed], text: str, rules: Rules, vocabulary: Vocabulary) -> list[Action]:
    """All actions of a report, in order, each with the span of its parent."""
    found: list[Action] = []
    openers: list[_Opener] = []
    for placed in outline:
        if not is_action(placed):
            openers = []
            continue
        span = item(text, placed.block.span)
        parent = _leading(placed, text)
        if placed.block.kind is BlockKind.BULLET:
            words = placed.block.span.of(text)
            openers = [opener for opener in openers if opener.takes(placed, words)]
            if openers:
                last = openers[-1]
                last.indented |= placed.block.depth > last.placed.block.depth
                parent = last.span
                if words.endswith(".") and not last.indented:
                    openers.pop()
            if words.endswith(":"):
                openers.append(_Opener(placed, span))
        found.append(_action(placed, span, parent, text, rules, vocabulary))
    return found


def _leading(placed: Placed, text: str) -> Span | None:
    """The action on which a block, or its lead-in, hangs: a cause of concern, or one that opens a list."""
    lead = placed.lead
    while lead is not None and not is_action(lead):
        lead = lead.lead
    return item(text, lead.block.span) if lead else None


def _action(
    placed: Placed, span: Span, parent: Span | None, text: str, rules: Rules, vocabulary: Vocabulary
) -> Action:
    said = recognised(text, span, placed, 0, vocabulary)
    about = threats(said, vocabulary)
    deadline = rules["deadline"].first(text, *span)
    if deadline is None and placed.lead is not None:
        deadline = rules["deadline"].first(text, *placed.lead.block.span)
    return Action(
        evidence=(span,),
        rule="action-bullet" if placed.block.kind is BlockKind.BULLET else "action-line",
        question=placed.question,
        topics=topics(said, about, (), vocabulary),
        threats=about,
        kind=KINDS[placed.part],
        parent=parent,
        deadline=deadline["deadline"] if deadline else None,
    )
