"""The partnership network as a model: who works with whom, on what, in whose words.

Frozen values that know nothing of RDF or of drawing. `network` reads them from a graph, `kg.draw`
turns them into pictures, and tests may write them by hand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    import networkx

Kind: TypeAlias = Literal["force", "joint unit", "national body", "local body"]

KINDS: Final[tuple[Kind, ...]] = ("force", "joint unit", "national body", "local body")
"""The kinds of node, in the order of legends."""

ATTRIBUTION: Final = "Contains public sector information licensed under the Open Government Licence v3.0."

# Each row speaks of one thing only (a threat, a topic, a passage, a member or an actor), so that rows
# add up and do not multiply. A body without a scope is one that a report names only by its kind.
PARTNERSHIPS: Final = """
PREFIX peel: <https://w3id.org/peel-kg/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?force ?partner ?threat ?topic ?statement ?report ?reportLabel ?quote ?start ?unit ?member
       ?actor ?label ?kind ?group ?short
WHERE {
  {
    ?statement a peel:Partnership ; peel:force ?force ; peel:partner ?partner .
    FILTER(?force != ?partner)
    { ?statement peel:threat/skos:prefLabel ?threat }
    UNION
    { ?statement peel:topic/skos:prefLabel ?topic }
    UNION
    { ?statement prov:wasDerivedFrom ?report ; peel:evidence/oa:hasSelector ?selector .
      ?report rdfs:label ?reportLabel .
      ?selector oa:exact ?quote ; oa:start ?start }
  }
  UNION
  { ?unit org:hasMember ?member . ?member a peel:PoliceForce }
  UNION
  {
    { SELECT DISTINCT ?actor WHERE { ?working a peel:Partnership ; peel:force|peel:partner ?actor } }
    ?actor skos:prefLabel ?label .
    OPTIONAL { ?actor peel:region ?region }
    OPTIONAL { ?actor peel:shortName ?name }
    OPTIONAL { ?actor skos:altLabel ?initials FILTER(REGEX(?initials, "^[A-Z][A-Z0-9&-]+$")) }
    OPTIONAL { ?actor peel:partnerClass ?class }
    OPTIONAL { ?actor peel:partnerKind ?sort . ?sort skos:prefLabel ?sortLabel
               OPTIONAL { ?sort peel:partnerClass ?sortClass } }
    BIND(IF(EXISTS { ?actor a peel:PoliceForce }, "force",
         IF(EXISTS { ?actor a org:OrganizationalCollaboration }, "joint unit",
         IF(EXISTS { ?actor peel:scope ?scope FILTER(?scope != "local") }, "national body",
            "local body"))) AS ?kind)
    BIND(IF(?kind = "force", ?region, COALESCE(?class, ?sortClass)) AS ?group)
    BIND(IF(?kind = "local body", ?sortLabel, COALESCE(?name, ?initials)) AS ?short)
  }
}
"""


class Graph(Protocol):
    """What can be asked with SPARQL, its default graph being the union of the named graphs."""

    def select(self, sparql: str, /) -> Iterable[Any]:
        """The solutions, indexable by the name of a variable."""


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Words that bear a partnership, with the statement and the report they stand in."""

    report: str
    """IRI of the report."""
    start: int
    """Where the passage begins in the report's text, in code points."""
    quote: str
    statement: str
    """IRI of the statement."""
    report_label: str


@dataclass(frozen=True, slots=True)
class Node:
    """A force or a partner."""

    iri: str
    label: str
    short: str
    """A short name for crowded pictures: the force's area, a body's initials or its kind."""
    kind: Kind
    group: str = ""
    """Region of a force, class of a body; may be empty."""

    @property
    def name(self) -> str:
        """The name beside that of a force, which a local body's name need not repeat."""
        return self.short if self.kind == "local body" else self.label


@dataclass(frozen=True, slots=True)
class Edge:
    """A force and one of its partners, over all reports read.

    Without passages it is a membership that the register of joint units knows but no report tells.
    Two forces that name each other share one edge, which then starts at the lesser IRI.
    """

    source: str
    target: str
    threats: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    member: bool = False
    """Whether the source is a member of the target, a joint unit."""

    @property
    def kind(self) -> Literal["partnership", "member"]:
        """What the edge stands for: a partnership some passage bears, or membership only."""
        return "partnership" if self.passages else "member"


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes sorted by IRI, edges by the IRIs of their ends."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(slots=True)
class _Told:
    """What statements say of one force and one partner, gathered row by row."""

    threats: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    passages: set[Passage] = field(default_factory=set)


_Pair: TypeAlias = tuple[str, str]


def network(graph: Graph) -> Network:
    """The partnership network of a built graph: the same graph gives the same value."""
    told: dict[_Pair, _Told] = defaultdict(_Told)
    actors: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    members: set[_Pair] = set()
    for row in graph.select(PARTNERSHIPS):
        if row["actor"] is not None:
            for name in ("label", "kind", "group", "short"):
                if row[name] is not None:
                    actors[row["actor"].value][name].add(row[name].value)
        elif row["unit"] is not None:
            members.add((row["member"].value, row["unit"].value))
        else:
            _gather(told[row["force"].value, row["partner"].value], row)
    nodes = tuple(_node(iri, says) for iri, says in sorted(actors.items()))
    present = {node.iri for node in nodes}
    return Network(nodes, _edges(told, {pair for pair in members if present.issuperset(pair)}))


def _gather(told: _Told, row: Any) -> None:
    if row["threat"] is not None:
        told.threats.add(row["threat"].value)
    elif row["topic"] is not None:
        told.topics.add(row["topic"].value)
    else:
        report, start, quote = row["report"].value, int(row["start"].value), row["quote"].value
        told.passages.add(Passage(report, start, quote, row["statement"].value, row["reportLabel"].value))


def _node(iri: str, says: Mapping[str, set[str]]) -> Node:
    label = min(says["label"])
    short = min(says.get("short", {label}), key=lambda name: (len(name), name))
    kind = next(kind for kind in KINDS if kind in says["kind"])
    return Node(iri, label, short, kind, min(says.get("group", {""})))


def _edges(told: Mapping[_Pair, _Told], members: set[_Pair]) -> tuple[Edge, ...]:
    pairs = {min(pair, pair[::-1]) if pair[::-1] in told else pair for pair in {*told, *members}}
    return tuple(_edge(pair, told, member=pair in members) for pair in sorted(pairs))


def _edge(pair: _Pair, told: Mapping[_Pair, _Told], *, member: bool) -> Edge:
    ways = [told[way] for way in (pair, pair[::-1]) if way in told]
    return Edge(
        source=pair[0],
        target=pair[1],
        threats=tuple(sorted(set().union(*(way.threats for way in ways)))),
        topics=tuple(sorted(set().union(*(way.topics for way in ways)))),
        passages=tuple(sorted(set().union(*(way.passages for way in ways)))),
        member=member,
    )


_SPACE: Final = re.compile(r"\s")
# Controls, marks that turn the direction of text, and code points that XML or UTF-8 cannot hold.
_UNSEEMLY: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def plain(text: str) -> str:
    """`text` fit for any XML and any screen: one line, with U+FFFD for each character that is not."""
    return _UNSEEMLY.sub("\N{REPLACEMENT CHARACTER}", _SPACE.sub(" ", text))


def to_networkx(network: Network) -> "networkx.Graph[str]":
    """The network for networkx: IRIs as nodes; attributes are text (lists joined by "; ") or numbers.

    The weight of an edge is the number of its passages, or 1 for a mere membership, since programs that
    draw networks drop edges of weight 0.
    """
    import networkx

    graph: networkx.Graph[str] = networkx.Graph(name="Partnership network", attribution=ATTRIBUTION)
    for node in network.nodes:
        words = {"label": node.label, "short": node.short, "kind": node.kind, "group": node.group}
        graph.add_node(node.iri, **{name: plain(text) for name, text in words.items()})
    for edge in network.edges:
        lists: dict[str, Iterable[str]] = {
            "threats": edge.threats,
            "topics": edge.topics,
            "reports": dict.fromkeys(passage.report_label for passage in edge.passages),
            "statements": dict.fromkeys(passage.statement for passage in edge.passages),
            "quotes": (passage.quote for passage in edge.passages),
        }
        graph.add_edge(
            edge.source,
            edge.target,
            kind=edge.kind,
            member=int(edge.member),
            passages=len(edge.passages),
            weight=float(max(1, len(edge.passages))),
            **{name: plain("; ".join(texts)) for name, texts in lists.items()},
        )
    return graph
