"""A network too large for elements of its own: places for WebGL, and the same nodes as links for keyboard and screen reader.

Forces stand on a ring, by region; a body that only one of them works with lies in a round bed outside it, and what they share
within, near those that share it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import cos, pi, sin, sqrt
from typing import Final, TypeAlias

from kg.draw.figure import anchor, css_class, degrees, mark_name
from kg.draw.markup import Element, element
from kg.network import Network, Node

_Place: TypeAlias = tuple[float, float]

_TURN: Final = pi * (3 - sqrt(5))
"""The angle by which one seed of a sunflower follows another."""
_ROOM: Final = 15.0
"""From one leaf to the next."""
_APART: Final = 34.0
"""From one shared body to the next."""
_ROUNDS: Final = 120


def cloud(network: Network) -> Element:
    """What the script draws: all nodes as links with their places, out of sight until one has the focus.

    Their names are whole: without the picture nothing tells the ambulance service of one force from that of another.
    """
    places, ties = scatter(network), degrees(network)
    links = (
        element(
            "li",
            {},
            element("a", _link(node, places[node.iri], ties[node.iri]), node.label),
        )
        for node in network.nodes
    )
    names = element("ul", {"class": "marks", "aria-label": "Nodes of the network"}, *links)
    picture = element("div", {"class": "sky", "aria-hidden": "true"})
    note = element(
        "p", {"class": "nothing"}, "The picture needs JavaScript and WebGL; the table below has all of it."
    )
    return element("div", {"class": "canvas cloud", "tabindex": "-1"}, picture, note, names)


def _link(node: Node, place: _Place, ties: int) -> Mapping[str, str | float]:
    own = anchor("node", node.iri)
    return {
        "href": f"#{own}",
        "id": own,
        "class": f"node {css_class(node.kind)}",
        "aria-label": mark_name(node, node.label, ties),
        "data-x": place[0],
        "data-y": place[1],
        "data-ties": ties,
        "data-short": node.short,
    }


def scatter(network: Network) -> Mapping[str, _Place]:
    """A place for each node, in tenths: from the same network the same."""
    friends: dict[str, set[str]] = defaultdict(set)
    for edge in network.edges:
        friends[edge.source].add(edge.target)
        friends[edge.target].add(edge.source)
    hubs = {edge.source for edge in network.edges}
    if network.projection == "force-force":
        hubs |= {edge.target for edge in network.edges}
    nodes = sorted(network.nodes, key=lambda node: (node.group, node.short, node.iri))
    beds: dict[str, list[str]] = {node.iri: [] for node in nodes if node.iri in hubs}
    shared: list[str] = []
    for node in nodes:
        near = friends[node.iri] & hubs
        if node.iri not in hubs:
            (beds[min(near)] if len(near) == 1 else shared).append(node.iri)
    places = _ring(beds)
    radius = max((sqrt(x * x + y * y) for x, y in (places[hub] for hub in beds)), default=0.0)
    wanted = {iri: _middle([places[hub] for hub in sorted(friends[iri] & hubs)]) for iri in shared}
    places |= _settled(wanted, radius * 0.8)
    return {iri: (round(x, 1) + 0.0, round(y, 1) + 0.0) for iri, (x, y) in places.items()}


def _ring(beds: Mapping[str, Sequence[str]]) -> dict[str, _Place]:
    """Hubs on a ring, each with its bed outside."""
    widths = {hub: 2 * _ROOM * sqrt(len(leaves) + 1) + 24 for hub, leaves in beds.items()}
    total = sum(widths.values())
    radius, gone = max(200.0, total / (2 * pi)), 0.0
    places: dict[str, _Place] = {}
    for hub, leaves in beds.items():
        angle = 2 * pi * (gone + widths[hub] / 2) / total - pi / 2
        gone += widths[hub]
        places[hub] = radius * cos(angle), radius * sin(angle)
        away = radius + widths[hub] / 2 + 14
        for n, leaf in enumerate(leaves):
            reach, turn = _ROOM * sqrt(n + 0.5), n * _TURN + angle
            places[leaf] = away * cos(angle) + reach * cos(turn), away * sin(angle) + reach * sin(turn)
    return places


def _middle(points: Sequence[_Place]) -> _Place:
    return (
        sum(x for x, _ in points) / max(1, len(points)),
        sum(y for _, y in points) / max(1, len(points)),
    )


def _settled(wanted: Mapping[str, _Place], reach: float) -> Mapping[str, _Place]:
    """Places as near to the wanted ones as they can be without crowding, within a disc."""
    # Two that want the same place set out from different ones.
    at = {
        iri: (x + 3 * cos(n * _TURN) * sqrt(n + 1), y + 3 * sin(n * _TURN) * sqrt(n + 1))
        for n, (iri, (x, y)) in enumerate(wanted.items())
    }
    for _ in range(_ROUNDS if len(at) < 400 else 20):
        at = {iri: _pushed(iri, at, wanted[iri], reach) for iri in at}
    return at


def _pushed(iri: str, at: Mapping[str, _Place], wanted: _Place, reach: float) -> _Place:
    x, y = at[iri]
    moved_x, moved_y = 0.05 * (wanted[0] - x), 0.05 * (wanted[1] - y)
    for other, (there_x, there_y) in at.items():
        away_x, away_y = x - there_x, y - there_y
        if other == iri or abs(away_x) > _APART or abs(away_y) > _APART:
            continue
        gap = sqrt(away_x * away_x + away_y * away_y) or 1.0
        push = max(0.0, _APART - gap) / gap / 2
        moved_x, moved_y = moved_x + push * away_x, moved_y + push * away_y
    x, y = x + moved_x, y + moved_y
    far = sqrt(x * x + y * y)
    return (x, y) if far <= reach else (x * reach / far, y * reach / far)
