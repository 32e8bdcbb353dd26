"""Gives each block of a letter of a joint inspection its place: the section it stands in, and what that section's heading says of it.

These letters have no questions and no grades. Their headings tell whether what stands under them is well done ("Key strengths"), poorly
done ("Areas for improvement"), or to be done ("What needs to improve?").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.rules import Rules
from kg.values import Block, BlockKind, Part, Placed, Polarity


@dataclass(frozen=True, slots=True)
class _Section:
    """What the heading of a section says of all that stands in it."""

    part: Part = Part.PROSE
    side: Polarity | None = None


_SECTIONS = {
    "letter-strengths-heading": _Section(side=Polarity.STRENGTH),
    "letter-weaknesses-heading": _Section(side=Polarity.WEAKNESS),
    "letter-improvements-heading": _Section(Part.AREA_FOR_IMPROVEMENT, Polarity.WEAKNESS),
    "letter-practice-heading": _Section(Part.PRACTICE),
    "letter-study-heading": _Section(),
    "letter-findings-heading": _Section(),
    "letter-form-heading": _Section(Part.ASIDE),
    "footnotes-heading": _Section(Part.ASIDE),
}
"""The rules that know the headings of sections. A heading that none of them knows divides a section."""
_STUDIES = frozenset(("letter-practice-heading", "letter-study-heading"))
"""Those of boxes that stand inside other sections: an item of a list ends them."""


def letter(text: str, blocks: Sequence[Block], rules: Rules) -> list[Placed]:
    """The blocks of a letter with their places, in order. What stands before its salutation is its address."""
    return list(_placed(text, blocks, rules))


def _placed(text: str, blocks: Sequence[Block], rules: Rules) -> Iterator[Placed]:
    greeted = any(rules["letter-salutation"].whole(block.span.of(text)) for block in blocks)
    section, around = _Section(Part.ASIDE if greeted else Part.PROSE), None
    lead: Placed | None = None
    for block in blocks:
        words = block.span.of(text)
        if rule := next((rule for rule in _SECTIONS if rules[rule].whole(words)), None):
            around = around or section if rule in _STUDIES else None
            section = _SECTIONS[rule]
            lead = Placed(replace(block, kind=BlockKind.HEADING), section.part)
            yield lead
            continue
        if rules["letter-salutation"].whole(words):
            section, lead = _Section(), None
            yield Placed(block, Part.ASIDE)
            continue
        if around and block.kind is BlockKind.BULLET:
            section, around, lead = around, None, None
        placed = _in(section, block, words, lead, rules)
        if block.kind is not BlockKind.BULLET and section.part is not Part.PRACTICE:
            lead = placed if words.endswith(":") else None
        yield placed


def _in(section: _Section, block: Block, words: str, lead: Placed | None, rules: Rules) -> Placed:
    """A block in its section. What is to be done stands in items; elsewhere in items that say who should do what."""
    item, part = block.kind is BlockKind.BULLET, section.part
    if item and section.side is Polarity.WEAKNESS and rules["letter-demand"].first(words):
        part = Part.AREA_FOR_IMPROVEMENT
    elif part is Part.AREA_FOR_IMPROVEMENT and not item:
        part = Part.PROSE
    return Placed(block, part, lead=lead if item or part is Part.PRACTICE else None, side=section.side)
