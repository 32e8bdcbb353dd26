"""Whom a sentence of a joint inspection concerns: the police, the partnership to which they belong, or another agency alone.

The party that a sentence names first is mostly the one that acts in it; what it does with the partnership concerns the partnership.
A sentence that names nobody goes with its passage: the sentence before it, the lead-in of its list, the heading that it stands under.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, pairwise

from kg.language import Sentence, recognised
from kg.namespaces import PEEL
from kg.rules import Rules, rules_of
from kg.values import BlockKind, Part, Placed, Sort, Span
from kg.vocabulary import Entry


class Concern(Enum):
    """Whom a sentence concerns, by its own words."""

    OURS = "the police or the partnership"
    THEIRS = "another agency alone"
    NOBODY = "the inspection itself"
    OPEN = "whom the passage around it concerns"


@dataclass(frozen=True, slots=True)
class _Party:
    """Words for a party; an open one is staff ("practitioners") of whatever agency the passage is about."""

    span: Span
    whose: Concern
    staff: bool = False
    """Whether they are words for staff, who may be those of the agency beside them."""


def concerning(places: Sequence[Placed], sentences: Sequence[Sentence], report: Entry) -> Iterator[Sentence]:
    """Those sentences of a letter, in order, that concern the police or the partnership.

    `report` is the kind of report, which says with whom the police are one.
    """
    blocks = {number: list(block) for number, block in groupby(sentences, key=lambda s: s.paragraph)}
    numbers = list(blocks)
    reader = _Reader(report)
    for number, placed in enumerate(places):
        if placed.block.kind is BlockKind.HEADING and sentences:
            line, vocabulary = placed.block.span, sentences[0].vocabulary
            next_ = bisect_right(numbers, number)
            below = blocks[numbers[next_]] if next_ < len(numbers) else []
            reader.opens(recognised(sentences[0].text, line, placed, number, vocabulary), below)
        yield from reader.read(blocks.get(number, []))


class _Reader:
    """Goes through a letter, block by block, and remembers whom the passage concerns."""

    def __init__(self, report: Entry) -> None:
        self._report = report
        self._under = True
        """Whether what stands under the last heading is ours, as long as no sentence says otherwise."""
        self._ours = True
        """Whether the last sentence was ours."""
        self._story = False
        """Whether this is a case study, which is told through several paragraphs."""
        self._shut = False
        """Whether this box tells of a practice of another agency."""
        self._leads: dict[Span, tuple[Concern, bool]] = {}
        """What each lead-in concerns by its own words, and whether its list is ours as long as no item says otherwise."""

    def opens(self, heading: Sentence, below: Sequence[Sentence]) -> None:
        """A heading, and the block below it: the box of a practice that opens with another agency tells of that agency."""
        rules = rules_of(heading.vocabulary)
        self._under = self._ours = concerned(heading, self._report) is not Concern.THEIRS
        self._story = rules["letter-study-heading"].whole(heading.quote) is not None
        boxed = heading.placed.part is Part.PRACTICE and below
        self._shut = bool(boxed) and concerned(below[0], self._report) is Concern.THEIRS

    def read(self, block: Sequence[Sentence]) -> Iterator[Sentence]:
        """Those sentences of a block that are ours."""
        if not block:
            return
        concerns = [concerned(sentence, self._report) for sentence in block]
        led, self._ours = self._start(block[0], concerns[0])
        said = Concern.OPEN
        for sentence, concern in zip(block, concerns, strict=True):
            if concern in (Concern.OURS, Concern.THEIRS):
                said = concern
                self._ours = led is Concern.OURS or concern is Concern.OURS
            if self._ours and concern is not Concern.NOBODY and not self._shut:
                yield sentence
        self._leads[block[0].placed.block.span] = said, self._ours

    def _start(self, first: Sentence, concern: Concern) -> tuple[Concern, bool]:
        """What the lead-in of a block concerns, and whether the block is ours until a sentence of it says otherwise."""
        lead = first.placed.lead
        if lead and lead.block.span in self._leads:
            return self._leads[lead.block.span]
        bullet = first.placed.block.kind is BlockKind.BULLET
        goes_on = self._story or (concern is Concern.OPEN and _points_back(first))
        return Concern.OPEN, self._ours if goes_on and not bullet else self._under


def _points_back(sentence: Sentence) -> bool:
    """Whether a sentence goes on with what the paragraph before it said."""
    rules = rules_of(sentence.vocabulary)
    return sentence.opens("anaphor", "pronoun") or bool(rules["letter-going-on"].first(sentence.quote))


def concerned(sentence: Sentence, report: Entry) -> Concern:
    """Whom a sentence concerns, by its own words."""
    rules = rules_of(sentence.vocabulary)
    said = sentence.text, *sentence.span
    if rules["letter-method"].first(*said):
        return Concern.NOBODY
    if sentence.of(Sort.FORCE) or rules["letter-police"].first(*said):
        return Concern.OURS
    parties = _parties(sentence, report, rules)
    fronted = rules["letter-fronted"].first(sentence.quote)
    main = sentence.span.start + (fronted.end() if fronted else 0)
    # "In children's social care, practitioners …": staff are those of the agency in front.
    if (theirs := [party for party in parties if party.whose is Concern.THEIRS]) and theirs[
        0
    ].span.start < main:
        parties = [party for party in parties if party.whose is not Concern.OPEN]
    acting = [party for party in parties if party.span.start >= main] or parties
    if not acting:
        return Concern.OPEN
    if rules["letter-dealing"].first(*said) and any(p.whose is Concern.OURS for p in parties):
        return Concern.OURS
    before = sentence.text[sentence.span.start : acting[0].span.start]
    if acting[0].whose is Concern.OURS and rules["letter-oblique"].first(before):
        return Concern.OPEN
    actors = [party.whose for party in _joined(acting, sentence, rules)]
    return max(actors, key=[Concern.THEIRS, Concern.OPEN, Concern.OURS].index)


def _joined(parties: Sequence[_Party], sentence: Sentence, rules: Rules) -> Iterator[_Party]:
    """The first party, and those that stand beside it: "GPs, schools and other partners"."""
    yield parties[0]
    for one, next_ in pairwise(parties):
        if not rules["letter-beside"].whole(sentence.text[one.span.end : next_.span.start]):
            return
        yield next_


def _parties(sentence: Sentence, report: Entry, rules: Rules) -> list[_Party]:
    """The parties that a sentence names, in order, the longest where several overlap; of several readings of the same words ours."""
    found = list(_bodies(sentence, report))
    for rule, whose in _WORDS.items():
        matches = rules[rule].all(sentence.text, *sentence.span)
        found += [_Party(Span(*match.span()), whose, rule in _STAFF) for match in matches]
    found.sort(key=lambda p: (p.span.start, -p.span.end, p.whose is not Concern.OURS))
    longest: list[_Party] = []
    for party in found:
        if not longest or party.span.end > longest[-1].span.end:
            longest.append(party)
    return list(_apart(longest, sentence.text, rules))


def _apart(parties: Sequence[_Party], text: str, rules: Rules) -> Iterator[_Party]:
    """Those parties without the staff of another agency, which stands just before or after them."""
    after: list[Span | None] = []
    theirs: Span | None = None
    for party in reversed(parties):
        after.append(theirs)
        theirs = party.span if party.whose is Concern.THEIRS else theirs
    before = None
    for party, next_ in zip(parties, reversed(after), strict=True):
        if party.whose is Concern.THEIRS:
            before = party.span
        follows = before and rules["letter-staff-after"].whole(text[before.end : party.span.start])
        precedes = next_ and rules["letter-staff-before"].whole(text[party.span.end : next_.start])
        if not (party.staff and (follows or precedes)):
            yield party


_WORDS = {
    "letter-partnership": Concern.OURS,
    "letter-policing": Concern.OURS,
    "letter-officers": Concern.OURS,
    "letter-staff": Concern.OPEN,
    "letter-other-agency": Concern.THEIRS,
}
"""The rules that know words for a party, and whose they are."""
_STAFF = frozenset(("letter-officers", "letter-staff"))
"""Those of words that any agency may have before or after them: "council officers", "professionals in schools"."""


def _bodies(sentence: Sentence, report: Entry) -> Iterator[_Party]:
    """The bodies and kinds of body that a sentence names and with which the police are one, or from which they are apart."""
    vocabulary = sentence.vocabulary
    together, apart = (set(report.all(PEEL + name)) for name in ("togetherWith", "apartFrom"))
    for mention in sentence.of(Sort.BODY, Sort.KIND):
        entry = vocabulary[mention.sort.value][mention.slug]
        kind = vocabulary["partner-kind"].get(vocabulary.iris.slug(entry.one(PEEL + "partnerKind")), entry)
        of_class = entry.one(PEEL + "partnerClass") or kind.one(PEEL + "partnerClass")
        if of_class in together | apart and not mention.weak:
            yield _Party(mention.span, Concern.OURS if of_class in together else Concern.THEIRS)
