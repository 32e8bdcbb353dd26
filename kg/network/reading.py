"""The network as a graph tells it.

Praise and criticism: a finding counts for a force and a partner where it names that partner (`peel:partner`) and rests on one of
the passages that bear their partnership. So who reads the sentences of an edge reads just those that are counted; a strength
in the same report that names the partner elsewhere, or in the same sentence that names it not, does not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from kg.network.values import KINDS, Account, Concept, Edge, Network, Node, Passage

# Each row of these speaks of one thing only, so that rows add up and do not multiply.
_ACCOUNTS: Final = """
SELECT DISTINCT ?statement ?force ?partner ?year ?report ?label
WHERE {
    ?statement a peel:Partnership ;
        peel:force ?force ;
        peel:partner ?partner ;
        peel:inspectionYear ?year ;
        prov:wasDerivedFrom ?report .
    ?report rdfs:label ?label .
    FILTER(?force != ?partner)
}
"""
_SERVES: Final = """
SELECT ?statement ?property ?concept
WHERE {
    ?statement a peel:Partnership ;
        ?property ?concept .
    VALUES ?property { peel:threat peel:topic }
}
"""
_CONCEPTS: Final = """
SELECT ?concept ?label
WHERE {
    { SELECT DISTINCT ?used WHERE { ?statement a peel:Partnership ; peel:threat|peel:topic ?used } }
    ?used skos:broader* ?concept .
    ?concept skos:prefLabel ?label .
}
"""
_WIDER: Final = """
SELECT ?concept ?wider
WHERE {
    { SELECT DISTINCT ?concept WHERE { ?statement a peel:Partnership ; peel:threat ?concept } }
    ?concept skos:broader+ ?wider .
}
"""
_PASSAGES: Final = """
SELECT DISTINCT ?statement ?passage ?quote ?start ?page
WHERE {
    ?statement a peel:Partnership ;
        peel:evidence ?passage .
    ?passage oa:hasSelector ?selector .
    ?selector oa:exact ?quote ;
        oa:start ?start .
    OPTIONAL { ?passage peel:page ?page }
}
"""
_FINDINGS: Final = """
SELECT DISTINCT ?statement ?passage ?finding ?polarity
WHERE {
    ?statement a peel:Partnership ;
        peel:evidence ?passage ;
        peel:partner ?partner .
    ?finding peel:evidence ?passage ;
        peel:partner ?partner ;
        peel:polarity ?polarity .
}
"""
_MEMBERS: Final = (
    "SELECT DISTINCT ?unit ?member WHERE { ?unit org:hasMember ?member . ?member a peel:PoliceForce }"
)
# A body without a scope is one that a report names only by its kind.
_ACTORS: Final = """
SELECT DISTINCT ?actor ?label ?kind ?group ?short ?sort
WHERE {
    { SELECT DISTINCT ?actor WHERE { ?working a peel:Partnership ; peel:force|peel:partner ?actor } }
    ?actor skos:prefLabel ?label .
    OPTIONAL { ?actor peel:region ?region }
    OPTIONAL { ?actor peel:shortName ?name }
    OPTIONAL { ?actor skos:altLabel ?initials FILTER(REGEX(?initials, "^[A-Z][A-Z0-9&-]+$")) }
    OPTIONAL { ?actor peel:partnerClass ?class }
    OPTIONAL { ?actor peel:partnerKind ?partnerKind . ?partnerKind skos:prefLabel ?sort
               OPTIONAL { ?partnerKind peel:partnerClass ?sortClass } }
    BIND(IF(EXISTS { ?actor a peel:PoliceForce }, "force",
         IF(EXISTS { ?actor a org:OrganizationalCollaboration }, "joint unit",
         IF(EXISTS { ?actor peel:scope ?scope FILTER(?scope != "local") }, "national body",
            "local body"))) AS ?kind)
    BIND(IF(?kind = "force", ?region, COALESCE(?class, ?sortClass)) AS ?group)
    BIND(IF(?kind = "local body", ?sort, COALESCE(?name, ?initials)) AS ?short)
}
"""


class Graph(Protocol):
    """What can be asked with SPARQL, its default graph being the union of the named graphs."""

    def select(self, sparql: str, /) -> Iterable[Any]:
        """The solutions, indexable by the name of a variable."""


@dataclass(slots=True)
class _Told:
    """What is known of one statement, gathered row by row."""

    concepts: dict[str, set[Concept]] = field(default_factory=lambda: defaultdict(set))
    places: dict[str, tuple[int, str, int]] = field(default_factory=dict)
    wider: set[Concept] = field(default_factory=set)
    judged: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def passages(self) -> tuple[Passage, ...]:
        """Each place once, in reading order."""
        found = {
            place: Passage(*place, self._on(passage, "strength"), self._on(passage, "weakness"))
            for passage, place in self.places.items()
        }
        return tuple(sorted(found.values()))

    def _on(self, passage: str, polarity: str) -> tuple[str, ...]:
        return tuple(sorted(self.judged.get((passage, polarity), ())))


_Pair: TypeAlias = tuple[str, str]


def network(graph: Graph) -> Network:
    """The partnership network of a built graph: the same graph gives the same value."""
    told = _told(graph)
    accounts: dict[_Pair, set[Account]] = defaultdict(set)
    for row in graph.select(_ACCOUNTS):
        statement = row["statement"].value
        accounts[row["force"].value, row["partner"].value].add(
            Account(
                year=int(row["year"].value),
                report=row["report"].value,
                report_label=row["label"].value,
                statement=statement,
                threats=tuple(sorted(told[statement].concepts["threat"])),
                topics=tuple(sorted(told[statement].concepts["topic"])),
                wider=tuple(sorted(told[statement].wider - told[statement].concepts["threat"])),
                passages=told[statement].passages(),
            )
        )
    nodes = _nodes(graph)
    present = {node.iri for node in nodes}
    members = {(row["member"].value, row["unit"].value) for row in graph.select(_MEMBERS)}
    return Network(nodes, _edges(accounts, {pair for pair in members if present.issuperset(pair)}))


def _told(graph: Graph) -> Mapping[str, _Told]:
    told: dict[str, _Told] = defaultdict(_Told)
    concepts: dict[str, Concept] = {}
    for row in graph.select(_CONCEPTS):
        one = Concept(row["label"].value, row["concept"].value)
        concepts[one.iri] = min(one, concepts.get(one.iri, one))
    wider: dict[str, set[Concept]] = defaultdict(set)
    for row in graph.select(_WIDER):
        wider[row["concept"].value].add(concepts[row["wider"].value])
    for row in graph.select(_SERVES):
        of, statement = row["property"].value.rsplit("#", 1)[-1], told[row["statement"].value]
        statement.concepts[of].add(concepts[row["concept"].value])
        statement.wider |= wider[row["concept"].value]
    for row in graph.select(_PASSAGES):
        page = int(row["page"].value) if row["page"] is not None else 0
        place = int(row["start"].value), row["quote"].value, page
        told[row["statement"].value].places[row["passage"].value] = place
    for row in graph.select(_FINDINGS):
        on = row["passage"].value, row["polarity"].value.rsplit("/", 1)[-1]
        told[row["statement"].value].judged[on].add(row["finding"].value)
    return told


def _nodes(graph: Graph) -> tuple[Node, ...]:
    actors: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in graph.select(_ACTORS):
        for name in ("label", "kind", "group", "short", "sort"):
            if row[name] is not None:
                actors[row["actor"].value][name].add(row[name].value)
    return tuple(_node(iri, says) for iri, says in sorted(actors.items()))


def _node(iri: str, says: Mapping[str, set[str]]) -> Node:
    label = min(says["label"])
    short = min(says.get("short", {label}), key=lambda name: (len(name), name))
    kind = next(kind for kind in KINDS if kind in says["kind"])
    return Node(iri, label, short, kind, min(says.get("group", {""})), min(says.get("sort", {""})))


def _edges(accounts: Mapping[_Pair, set[Account]], members: set[_Pair]) -> tuple[Edge, ...]:
    pairs = {
        min(pair, pair[::-1]) if pair[::-1] in accounts else pair for pair in sorted({*accounts, *members})
    }
    return tuple(_edge(pair, accounts, member=pair in members) for pair in sorted(pairs))


def _edge(pair: _Pair, accounts: Mapping[_Pair, set[Account]], *, member: bool) -> Edge:
    ways = {account for way in (pair, pair[::-1]) for account in accounts.get(way, ())}
    return Edge(*pair, accounts=tuple(sorted(ways, key=_by_time)), member=member)


def _by_time(account: Account) -> tuple[int, str, str]:
    return account.year, account.report, account.statement
