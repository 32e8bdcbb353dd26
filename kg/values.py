"""The values that travel through the steps: frozen, and ignorant of RDF.

Offsets count Unicode code points of the report's text as read, from 0, half-open.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a report's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether `other` shares words with this span."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """A text as read, and where it came from. `digest` is the SHA-256 of its UTF-8 form."""

    name: str
    text: str
    digest: str
    place: str
    told: "Told"
    pages: tuple[int, ...] = ()
    """The offset at which each page begins; empty for a text without pages."""
    title: str | None = None
    """What the file itself gives as its title, beside its text."""

    def page(self, at: int) -> int | None:
        """The page, counted from 1, on which an offset stands. None for a text without pages."""
        return bisect_right(self.pages, at) or None


@dataclass(frozen=True, slots=True)
class Told:
    """What the user, a manifest or a file's name tells of a report. None where they do not say."""

    force: str | None = None
    year: int | None = None
    pillar: str | None = None
    title: str | None = None
    source: str | None = None
    licence: str | None = None
    date: str | None = None
    """The day on which it was published, as YYYY-MM-DD."""

    def or_else(self, other: "Told") -> "Told":
        """These facts, completed by those of a less trusted witness."""
        return Told(*(getattr(self, name) or getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Identity:
    """What report this is. `witness` says for each fact who told it: text, options, manifest or file name."""

    force: str
    year: int
    pillar: str
    publisher: str
    title: str | None = None
    updated: date | None = None
    source: str | None = None
    licence: str | None = None
    witness: tuple[tuple[str, str], ...] = ()
    kind: str = "peel"
    """What kind of report it is: peel, or joint-inspection."""
    area: str | None = None
    """The council's area that a joint inspection was of, as it is named."""
    issued: date | None = None
    """The date of a letter; or the day on which it was published, as somebody else tells where the text has no date."""

    @property
    def name(self) -> str:
        """What names it among the reports on its force in its year: its pillar; or the area of a joint inspection."""
        if self.area is None:
            return self.pillar
        return f"{self.kind}-{'-'.join(re.findall('[a-z]+', self.area.lower()))}"


class BlockKind(StrEnum):
    """What a block of lines is in the layout of a report."""

    FURNITURE = "furniture"
    HEADING = "heading"
    GRADE = "grade line"
    ROW = "table row"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"


class Part(StrEnum):
    """The kind of passage in which a block stands; each is opened by a heading or a sentence of its own."""

    PROSE = "prose"
    AREA_FOR_IMPROVEMENT = "area for improvement"
    CAUSE_OF_CONCERN = "cause of concern"
    RECOMMENDATION = "recommendation"
    PRACTICE = "practice"
    ASIDE = "aside"
    """What stands beside the findings: the address of a letter, what was inspected, what happens next; footnotes."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, bullet or other piece of layout; `span` leaves out the bullet's sign and indent."""

    kind: BlockKind
    span: Span
    depth: int = 0
    sign: str = ""
    """The bullet's sign; empty elsewhere."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its place in the report: the question it stands under, and the kind of passage."""

    block: Block
    part: Part = Part.PROSE
    question: str | None = None
    """`PILLAR/N`, or `PILLAR` for a headline question, in the framework of the report's year."""
    lead: "Placed | None" = None
    """The lead-in or block heading on which a bullet or sentence of an action block depends."""
    graded: bool = False
    """Whether it is an item of a list under a grade."""
    heads: bool = False
    """Whether it is the statement that opens its block, such as the line that states a cause of concern."""
    side: "Polarity | None" = None
    """What the heading of its section says of all that stands in it ("Key strengths")."""
    under: Span | None = None
    """The heading or cause of concern after which it comes and which tells what it may be about; none where that is a question."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A word or a mark of punctuation wherever it stands, with the forms under which labels and weights know it.

    It is compared by its identity: places of the same word share one.
    """

    text: str
    lower: str
    fold: str
    stem: str


class Token(NamedTuple):
    """A word or a mark of punctuation in its place."""

    start: int
    end: int
    text: str


class Sort(StrEnum):
    """What a mention names."""

    FORCE = "force"
    BODY = "body"
    KIND = "partner-kind"
    THREAT = "threat"
    TOPIC = "topic"
    CUE = "cue"
    WORD = "word-class"


class Mention(NamedTuple):
    """A place in the text where a label of the vocabularies stands.

    A `weak` one needs context to count; a `common` one is made of common words and is no name.
    """

    sort: Sort
    slug: str
    span: Span
    weak: bool = False
    common: bool = False


class Polarity(StrEnum):
    """What an inspector's sentence says of the force."""

    STRENGTH = "strength"
    WEAKNESS = "weakness"

    @property
    def opposite(self) -> "Polarity":
        """The other one."""
        return Polarity.WEAKNESS if self is Polarity.STRENGTH else Polarity.STRENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that a report says of a force. The first span of `evidence` is the quote."""

    evidence: tuple[Span, ...]
    rule: str
    cues: tuple[str, ...] = ()
    question: str | None = None
    topics: tuple[str, ...] = ()
    threats: tuple[str, ...] = ()
    partners: tuple["Partner", ...] = ()

    @property
    def span(self) -> Span:
        """Where its quote stands."""
        return self.evidence[0]


@dataclass(frozen=True, slots=True, order=True)
class Partner:
    """A body a force works with: a named body, another force, or a kind of body local to the force."""

    slug: str
    sort: Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Statement):
    """A grade given in so many words. `year` is the inspection to which it belongs."""

    grade: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Statement):
    """A strength or weakness that inspectors report."""

    polarity: Polarity


class ActionKind(StrEnum):
    """The kinds of action that a force is told to take."""

    AREA_FOR_IMPROVEMENT = "AreaForImprovement"
    CAUSE_OF_CONCERN = "CauseOfConcern"
    RECOMMENDATION = "Recommendation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Statement):
    """What the force must do. `parent` is the span of the action of which this is a part."""

    kind: ActionKind
    parent: Span | None = None
    deadline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice(Statement):
    """An innovative or promising practice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership(Statement):
    """The force works with one body; every passage that shows it is evidence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body that a report names and the register lacks: for a person to decide, never taken for another."""

    name: str
    """As the report writes it, without an article."""
    passages: tuple[Span, ...]
    """The sentences that name it."""
    acronym: str | None = None
    kind: str | None = None
    """The kind of partner that its name suggests."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one report, in the order of its text."""

    document: Document
    identity: Identity
    statements: tuple[Statement, ...] = field(default=())
    candidates: tuple[Candidate, ...] = field(default=())
