"""The network for networkx, and so for the formats of other programs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.network.measures import measures
from kg.network.plain import plain
from kg.network.values import ATTRIBUTION, Edge, Network

if TYPE_CHECKING:
    import networkx


def to_networkx(network: Network) -> "networkx.Graph[str]":
    """The network for networkx: IRIs as nodes; attributes are text (lists joined by "; ") or numbers, none is missing.

    The weight of an edge is the number of its passages (or of shared bodies), or 1 for a mere membership, since programs that
    draw networks drop edges of weight 0. Years that no report tells are 0.
    """
    import networkx

    graph: networkx.Graph[str] = networkx.Graph(name="Partnership network", attribution=ATTRIBUTION)
    found = measures(network)
    for node in network.nodes:
        measure = found.nodes[node.iri]
        words = {
            "label": node.label,
            "short": node.short,
            "kind": node.kind,
            "group": node.group,
            "partner_kind": node.partner_kind,
            "community_name": found.communities[measure.community - 1],
        }
        graph.add_node(
            node.iri,
            **{name: plain(text) for name, text in words.items()},
            degree=measure.degree,
            betweenness=measure.betweenness,
            community=measure.community,
        )
    for edge in network.edges:
        bridge = tuple(sorted((edge.source, edge.target))) in found.bridges
        graph.add_edge(edge.source, edge.target, bridge=int(bridge), **_attributes(edge))
    return graph


def _attributes(edge: Edge) -> dict[str, str | int | float]:
    lists: dict[str, Iterable[str]] = {
        "years": map(str, edge.years),
        "threats": edge.threats,
        "topics": edge.topics,
        "through": (body.label for body in edge.through),
        "reports": dict.fromkeys(account.report_label for account in edge.accounts),
        "statements": dict.fromkeys(account.statement for account in edge.accounts),
        "quotes": (passage.quote for passage in edge.passages),
    }
    return {
        "kind": edge.kind,
        "member": int(edge.member),
        "passages": len(edge.passages),
        "praised": edge.praised,
        "criticised": edge.criticised,
        "first_year": min(edge.years, default=0),
        "last_year": max(edge.years, default=0),
        "weight": float(edge.weight),
        **{name: plain("; ".join(texts)) for name, texts in lists.items()},
    }
