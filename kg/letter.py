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
"""The rules that know the headings of sections."""
_TELLING = "letter-telling-heading"
"""The rule that knows those that say how well in other words, and end a section. Any other heading divides it."""
_STUDIES = frozenset(("letter-practice-heading", "letter-study-heading"))
"""Those of boxes that stand inside other sections: an item of a list ends them."""
_MARK = "*"
"""The sign of a footnote that stands where its page ends, and not with the others."""


def letter(text: str, blocks: Sequence[Block], rules: Rules) -> list[Placed]:
    """The blocks of a letter with their places, in order. What stands before its salutation is its address."""
    return list(_Letter(text, blocks, rules).placed())


class _Letter:
    """Goes through the blocks of a letter, and remembers in which section, box and list it is."""

    def __init__(self, text: str, blocks: Sequence[Block], rules: Rules) -> None:
        self._text = text
        self._blocks = blocks
        self._rules = rules
        greeted = any(rules["letter-salutation"].whole(block.span.of(text)) for block in blocks)
        self._section = _Section(Part.ASIDE if greeted else Part.PROSE)
        self._marked = rules["letter-footnote-mark"].first(text)
        """The first word that bears the mark of a footnote."""
        self._around: _Section | None = None
        """The section around a box."""
        self._lead: Placed | None = None
        """The lead-in of a list, or the heading of a box."""
        self._opener: Placed | None = None
        """The item that opens a list of its own: "This includes:"."""
        self._nested = False
        """Whether the items of that list stand further in."""

    def placed(self) -> Iterator[Placed]:
        """The blocks with their places."""
        for block in self._blocks:
            words = block.span.of(self._text)
            if rule := self._rule(block, words):
                yield self._heading(block, rule)
            elif self._rules["letter-salutation"].whole(words):
                self._section, self._lead = _Section(), None
                yield Placed(block, Part.ASIDE)
            elif self._is_footnote(block, words):
                yield Placed(block, Part.ASIDE)
            elif block.kind is BlockKind.BULLET:
                yield self._item(block, words)
            else:
                yield self._paragraph(block, words)

    def _rule(self, block: Block, words: str) -> str | None:
        """The rule that knows a block for the heading of a section; the layout may take one for a paragraph: "Next steps:"."""
        if block.kind is BlockKind.BULLET:
            return None
        if found := next((rule for rule in _SECTIONS if self._rules[rule].whole(words)), None):
            return found
        telling = block.kind is BlockKind.HEADING and self._rules[_TELLING].whole(words)
        return _TELLING if telling else None

    def _heading(self, block: Block, rule: str) -> Placed:
        self._around = self._around or self._section if rule in _STUDIES else None
        self._section, self._opener = _SECTIONS.get(rule, _Section()), None
        self._lead = Placed(replace(block, kind=BlockKind.HEADING), self._section.part)
        return self._lead

    def _item(self, block: Block, words: str) -> Placed:
        """An item of a list; it ends a box. What it, or what leads it in, says should be done is an area for improvement."""
        if self._around:
            self._section, self._around, self._lead = self._around, None, None
        if self._opener and not self._opens(block):
            self._opener = None
        lead, part = self._opener or self._lead, self._section.part
        if self._section.side is not Polarity.STRENGTH and part is Part.PROSE and self._demanded(words, lead):
            part = Part.AREA_FOR_IMPROVEMENT
        placed = Placed(block, part, lead=lead, side=self._section.side)
        if words.endswith(":"):
            self._opener, self._nested = placed, False
        elif self._opener and words.endswith(".") and not self._nested:
            # A flat list under an item goes on to its full stop.
            self._opener = None
        return placed

    def _opens(self, block: Block) -> bool:
        """Whether the item that opened a list has another in it: further in, or level where none was further in."""
        assert self._opener is not None
        further = block.depth - self._opener.block.depth
        self._nested |= further > 0
        return further > 0 or (further == 0 and not self._nested)

    def _demanded(self, words: str, lead: Placed | None) -> bool:
        """Whether an item under no heading of what is to be done says it itself, or its lead-in does."""
        if lead and lead.block.kind is BlockKind.BULLET:
            return lead.part is Part.AREA_FOR_IMPROVEMENT
        led = lead is not None and self._rules["recommending-lead"].first(lead.block.span.of(self._text))
        told = self._section.side is Polarity.WEAKNESS and self._rules["letter-demand"].first(words)
        return bool(led or told)

    def _paragraph(self, block: Block, words: str) -> Placed:
        """A paragraph, or a heading that divides a section. What is to be done stands in items alone."""
        section, self._opener = self._section, None
        part = Part.PROSE if section.part is Part.AREA_FOR_IMPROVEMENT else section.part
        boxed = part is Part.PRACTICE
        placed = Placed(block, part, lead=self._lead if boxed else None, side=section.side)
        if not boxed:
            self._lead = placed if words.endswith(":") else None
        return placed

    def _is_footnote(self, block: Block, words: str) -> bool:
        """Whether a line explains a word before it that bears the mark with which it opens: "* Name changed"."""
        if block.sign != _MARK and not (block.kind is BlockKind.PARAGRAPH and words.startswith(_MARK)):
            return False
        return self._marked is not None and self._marked.end() <= block.span.start
