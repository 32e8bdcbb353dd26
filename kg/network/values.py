"""The values of a network: nodes, edges, and what reports tell of each edge."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["force", "joint unit", "national body", "local body", "threat"]
Projection: TypeAlias = Literal["force-body", "force-force", "body-threat"]

KINDS: Final[tuple[Kind, ...]] = ("force", "joint unit", "national body", "local body", "threat")
"""The kinds of node, in the order of legends."""

ATTRIBUTION: Final = "Contains public sector information licensed under the Open Government Licence v3.0."


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A threat, a topic or a body, by its name."""

    label: str
    iri: str


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Words that bear a partnership, and the findings on them that name the partner."""

    start: int
    """Where the passage begins in the report's text, in code points."""
    quote: str
    page: int = 0
    """The page of the report's PDF; 0 where it has none."""
    praise: tuple[str, ...] = ()
    """The IRIs of findings that are strengths."""
    criticism: tuple[str, ...] = ()
    """The IRIs of findings that are weaknesses."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one report tells of a force and a partner: a statement, with all passages that bear it."""

    year: int
    report: str
    """IRI of the report."""
    report_label: str
    statement: str
    """IRI of the statement."""
    threats: tuple[Concept, ...] = ()
    topics: tuple[Concept, ...] = ()
    passages: tuple[Passage, ...] = ()
    wider: tuple[Concept, ...] = ()
    """The threats under which these stand: "Serious and organised crime" for "Organised crime groups"."""


@dataclass(frozen=True, slots=True)
class Node:
    """A force or a partner; in some projections a threat."""

    iri: str
    label: str
    short: str
    """A short name for crowded pictures: the force's area, a body's initials or its kind."""
    kind: Kind
    group: str = ""
    """Region of a force, class of a body; may be empty."""
    partner_kind: str = ""
    """What kind of partner a body is: "Community safety partnership"; may be empty."""

    @property
    def name(self) -> str:
        """The name beside that of a force, which a local body's name need not repeat."""
        return self.short if self.kind == "local body" else self.label


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes and what ties them; between a force and one of its partners, what all reports read tell of them.

    Without accounts it is a membership that the register of joint units knows but no report tells.
    Two forces that name each other share one edge, which then starts at the lesser IRI.
    """

    source: str
    target: str
    accounts: tuple[Account, ...] = ()
    """By year, report and statement."""
    member: bool = False
    """Whether the source is a member of the target, a joint unit."""
    through: tuple[Concept, ...] = ()
    """The bodies that two forces share, in the projection on forces."""

    @property
    def kind(self) -> Literal["partnership", "member", "shared"]:
        """What the edge stands for: a partnership some passage bears, membership only, or bodies that two forces share."""
        if self.through:
            return "shared"
        return "partnership" if self.accounts else "member"

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of all accounts."""
        return tuple(passage for account in self.accounts for passage in account.passages)

    @property
    def threats(self) -> tuple[str, ...]:
        """The names of the threats it serves."""
        return tuple(sorted({one.label for account in self.accounts for one in account.threats}))

    @property
    def topics(self) -> tuple[str, ...]:
        """The names of the topics it serves."""
        return tuple(sorted({one.label for account in self.accounts for one in account.topics}))

    @property
    def years(self) -> tuple[int, ...]:
        """The years of which reports tell."""
        return tuple(sorted({account.year for account in self.accounts}))

    @property
    def praised(self) -> int:
        """How many findings on its passages name the partner and are strengths."""
        return len({finding for passage in self.passages for finding in passage.praise})

    @property
    def criticised(self) -> int:
        """How many findings on its passages name the partner and are weaknesses."""
        return len({finding for passage in self.passages for finding in passage.criticism})

    @property
    def weight(self) -> int:
        """How wide it is drawn: bodies shared, else passages; 1 for a mere membership."""
        return len(self.through) or max(1, len(self.passages))


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes sorted by IRI, edges by the IRIs of their ends."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    projection: Projection = "force-body"
    narrowed_to: tuple[str, ...] = ()
    """What it was narrowed to, in words: "East Midlands", "2015", "praised"."""

    title: str = ""
    """What pictures call it; where it is empty, they say what it is."""

    def reports(self) -> Iterator[str]:
        """The IRIs of the reports that tell of it."""
        return iter(sorted({account.report for edge in self.edges for account in edge.accounts}))
