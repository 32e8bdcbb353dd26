"""A network narrowed to a part of it, with just the passages that are of this part."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from kg.network.values import Account, Edge, Network, Node

Judged: TypeAlias = Literal["praised", "criticised"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What to keep. Of several names in one field any suffices; an empty field keeps all; all fields must hold."""

    forces: frozenset[str] = frozenset()
    """IRIs of forces: the edges at one of them."""
    regions: frozenset[str] = frozenset()
    """The edges at a force of one of these."""
    years: frozenset[int] = frozenset()
    """What reports tell of these years."""
    threats: frozenset[str] = frozenset()
    """IRIs of threats: what statements tell that serve one of them, or one under it."""
    kinds: frozenset[str] = frozenset()
    """The edges to a partner of one of these kinds of node ("joint unit"), classes ("health") or kinds of partner ("Probation")."""
    judged: Judged | None = None
    """The passages that praise, or those that criticise."""
    words: tuple[str, ...] = ()
    """The filter as people read it."""

    @property
    def is_of_words(self) -> bool:
        """Whether it chooses among what reports tell, and so drops memberships of which none tells."""
        return bool(self.years or self.threats or self.judged)


def narrowed(network: Network, wanted: Filter) -> Network:
    """The edges that fit, with the accounts and passages that fit, and the nodes that they join."""
    if wanted == Filter():
        return network
    nodes = {node.iri: node for node in network.nodes}
    edges = tuple(
        replace(edge, accounts=accounts)
        for edge in network.edges
        if _joins(nodes[edge.source], nodes[edge.target], wanted)
        and ((accounts := tuple(_accounts(edge, wanted))) or (edge.member and not wanted.is_of_words))
    )
    kept = {end for edge in edges for end in (edge.source, edge.target)}
    left = tuple(node for node in network.nodes if node.iri in kept)
    return replace(network, nodes=left, edges=edges, narrowed_to=wanted.words)


def _joins(source: Node, target: Node, wanted: Filter) -> bool:
    """Whether the ends fit. The partner is the target: an edge starts at a force."""
    ends = source, target
    return (
        (not wanted.forces or any(end.iri in wanted.forces for end in ends))
        and (not wanted.regions or any(end.kind == "force" and end.group in wanted.regions for end in ends))
        and (
            not wanted.kinds or not wanted.kinds.isdisjoint((target.kind, target.group, target.partner_kind))
        )
    )


def _accounts(edge: Edge, wanted: Filter) -> Iterator[Account]:
    for account in edge.accounts:
        if wanted.years and account.year not in wanted.years:
            continue
        threats = (threat.iri for threat in (*account.threats, *account.wider))
        if wanted.threats and wanted.threats.isdisjoint(threats):
            continue
        passages = account.passages
        if wanted.judged:
            passages = tuple(
                one for one in passages if (one.praise if wanted.judged == "praised" else one.criticism)
            )
        if passages:
            yield replace(account, passages=passages)
