"""The network seen from one side: which forces share bodies, which bodies serve which threats."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Final

from kg.network.values import Account, Concept, Edge, Network, Node, Projection


def projected(network: Network, projection: Projection) -> Network:
    """Another network of the same accounts.

    `force-body` is the network itself. In `force-force` two forces are tied by the bodies with which both work or of which both
    are members, and by partnerships with each other; accounts are those of both with such bodies. In `body-threat` a body
    is tied to each threat that a partnership with it serves.
    """
    return _PROJECTIONS[projection](network)


def _forces(network: Network) -> Network:
    nodes = {node.iri: node for node in network.nodes}
    forces = {iri for iri, node in nodes.items() if node.kind == "force"}
    at: dict[str, dict[str, Edge]] = defaultdict(dict)
    direct: dict[tuple[str, str], Edge] = {}
    for edge in network.edges:
        if edge.target in forces:
            direct[min(edge.source, edge.target), max(edge.source, edge.target)] = edge
        else:
            at[edge.target][edge.source] = edge
    through: dict[tuple[str, str], list[str]] = defaultdict(list)
    for body in sorted(at):
        for pair in combinations(sorted(at[body]), 2):
            through[pair].append(body)
    edges = tuple(
        _between(pair, direct.get(pair), through.get(pair, []), at, nodes)
        for pair in sorted({*direct, *through})
    )
    return replace(
        network, nodes=tuple(nodes[iri] for iri in sorted(forces)), edges=edges, projection="force-force"
    )


def _between(
    pair: tuple[str, str],
    direct: Edge | None,
    through: list[str],
    at: Mapping[str, Mapping[str, Edge]],
    nodes: Mapping[str, Node],
) -> Edge:
    shared = [account for body in through for force in pair for account in at[body][force].accounts]
    accounts = {account.statement: account for account in (*(direct.accounts if direct else ()), *shared)}
    return Edge(
        *pair,
        accounts=tuple(sorted(accounts.values(), key=lambda one: (one.year, one.report, one.statement))),
        through=tuple(sorted(Concept(nodes[body].label, body) for body in through)),
    )


def _threats(network: Network) -> Network:
    nodes = {node.iri: node for node in network.nodes}
    accounts: dict[tuple[str, str], dict[str, Account]] = defaultdict(dict)
    threats: dict[str, str] = {}
    for edge in network.edges:
        for account in edge.accounts:
            for threat in account.threats:
                threats[threat.iri] = threat.label
                accounts[edge.target, threat.iri][account.statement] = account
    bodies = {body for body, _ in accounts}
    told = [nodes[iri] for iri in bodies]
    told += [Node(iri, label, label, "threat") for iri, label in threats.items()]
    edges = tuple(
        Edge(
            *pair,
            accounts=tuple(sorted(found.values(), key=lambda one: (one.year, one.report, one.statement))),
        )
        for pair, found in sorted(accounts.items())
    )
    ordered = tuple(sorted(told, key=lambda node: node.iri))
    return replace(network, nodes=ordered, edges=edges, projection="body-threat")


_PROJECTIONS: Final[Mapping[Projection, Callable[[Network], Network]]] = {
    "force-body": lambda network: network,
    "force-force": _forces,
    "body-threat": _threats,
}
PROJECTIONS: Final = tuple(_PROJECTIONS)
"""The names of the projections, the network itself first."""
