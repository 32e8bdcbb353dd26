"""Who stands where in a network: degree, betweenness, communities, bridges; the same network gives the same figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.network.values import Network

if TYPE_CHECKING:
    import networkx

_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """Where a node stands."""

    degree: int
    """With how many others it is tied."""
    betweenness: float
    """On which share of the shortest paths between two others it lies, 0 to 1, to six places."""
    community: int
    """The number of its community, 1 being the largest."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Where all nodes of a network stand."""

    nodes: Mapping[str, Measure]
    communities: tuple[str, ...]
    """The name of each community: that of its node with most ties."""
    bridges: frozenset[tuple[str, str]]
    """The edges without which the network falls into two parts, each of more than one node."""


def measures(network: Network) -> Measures:
    """The measures of a network, memberships included.

    Communities are those of Louvain's method, weighted by passages, with a fixed seed; numbered by size, of two as large the
    one with the lesser IRI first.
    """
    import networkx

    # Numbers in the order of IRIs, since sets of text would be gone through in another order in each process.
    order = [node.iri for node in network.nodes]
    number = {iri: at for at, iri in enumerate(order)}
    graph: networkx.Graph[int] = networkx.Graph()
    graph.add_nodes_from(range(len(order)))
    for edge in network.edges:
        graph.add_edge(number[edge.source], number[edge.target], weight=edge.weight)
    between = networkx.betweenness_centrality(graph)
    parts = _communities(graph)
    home = {node: at for at, part in enumerate(parts, start=1) for node in part}
    ends = [max(part, key=lambda node: (graph.degree(node), -node)) for part in parts]
    return Measures(
        {
            iri: Measure(graph.degree(at), round(between[at], 6) + 0.0, home[at])
            for at, iri in enumerate(order)
        },
        tuple(network.nodes[end].short for end in ends),
        frozenset(_bridges(graph, order)),
    )


def _bridges(graph: "networkx.Graph[int]", order: Sequence[str]) -> Iterator[tuple[str, str]]:
    import networkx

    found: Iterable[tuple[int, int]] = networkx.bridges(graph)  # type: ignore[arg-type] # its stubs mistake nodes for edges
    for one, other in found:
        if graph.degree(one) > 1 and graph.degree(other) > 1:
            first, second = sorted((order[one], order[other]))
            yield first, second


def _communities(graph: "networkx.Graph[int]") -> list[set[int]]:
    import networkx

    if not graph.number_of_edges():
        return [{node} for node in graph]
    found = networkx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    return sorted((set(part) for part in found), key=lambda part: (-len(part), min(part)))
