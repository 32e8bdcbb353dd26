"""The network for other programs: GraphML for networkx and Gephi Lite, GEXF for Gephi."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final, TypeAlias

from kg.draw.layout import place
from kg.draw.marks import Mark
from kg.draw.markup import Element, as_xml, element
from kg.network import ATTRIBUTION, Edge, Kind, Network, to_networkx

_Attributes: TypeAlias = Mapping[str, str | float]

_TYPES: Final = {str: "string", int: "integer", float: "double"}
# The palette of assets/figure.css.
_COLOURS: Final[dict[Kind, tuple[int, int, int]]] = {
    "force": (23, 64, 95),
    "joint unit": (0, 114, 178),
    "national body": (190, 98, 0),
    "local body": (26, 138, 76),
    "threat": (168, 80, 140),
}


def graphml(network: Network) -> bytes:
    """GraphML with the attributes of `kg.network.to_networkx`."""
    from networkx import write_graphml_xml

    # Not write_graphml, whose bytes depend on whether lxml happens to be installed.
    written = BytesIO()
    write_graphml_xml(to_networkx(network), written)
    return written.getvalue()


def gexf(network: Network) -> bytes:
    """GEXF 1.3 with the same attributes, and place, size and colour as in the figure.

    Written here because networkx puts today's date and its own version into the file.
    """
    graph = to_networkx(network)
    nodes = [
        _node(mark, graph.nodes[mark.node.iri], graph.degree[mark.node.iri]) for mark in place(network).marks
    ]
    edges = [
        _edge(number, edge, graph.edges[edge.source, edge.target])
        for number, edge in enumerate(network.edges)
    ]
    about = [
        element("creator", {}, "peel-kg"),
        element("description", {}, f"Partnership network. {ATTRIBUTION}"),
    ]
    content = [
        _columns("node", [attributes for _, attributes in graph.nodes(data=True)]),
        _columns("edge", [attributes for _, _, attributes in graph.edges(data=True)]),
        element("nodes", {}, *nodes),
        element("edges", {}, *edges),
    ]
    root = element(
        "gexf",
        {"xmlns": "http://gexf.net/1.3", "xmlns:viz": "http://gexf.net/1.3/viz", "version": "1.3"},
        element("meta", {}, *about),
        element("graph", {"defaultedgetype": "undirected", "mode": "static"}, *content),
    )
    return as_xml(root).encode()


def _own(attributes: _Attributes) -> list[tuple[str, str | float]]:
    """The attributes for which the format has no place of its own."""
    return [(name, value) for name, value in attributes.items() if name not in ("label", "weight")]


def _columns(kind: str, rows: Sequence[_Attributes]) -> Element:
    """Names and types of the attributes of all nodes or edges, which are those of the first."""
    columns = (
        element(
            "attribute",
            {"id": name, "title": name, "type": _TYPES[type(value)]},
        )
        for row in rows[:1]
        for name, value in _own(row)
    )
    return element("attributes", {"class": kind, "mode": "static"}, *columns)


def _values(attributes: _Attributes) -> Element:
    values = (element("attvalue", {"for": name, "value": str(value)}) for name, value in _own(attributes))
    return element("attvalues", {}, *values)


def _node(mark: Mark, attributes: _Attributes, degree: int) -> Element:
    red, green, blue = _COLOURS[mark.node.kind]
    return element(
        "node",
        {"id": mark.node.iri, "label": attributes["label"]},
        _values(attributes),
        element("viz:size", {"value": min(10 + 2 * degree, 40)}),
        element("viz:position", {"x": mark.x, "y": -mark.y, "z": 0}),  # upward in Gephi
        element("viz:color", {"r": red, "g": green, "b": blue}),
    )


def _edge(number: int, edge: Edge, attributes: _Attributes) -> Element:
    ends = {"id": str(number), "source": edge.source, "target": edge.target, "weight": attributes["weight"]}
    return element("edge", ends, _values(attributes))
