"""The network for other programs: GraphML for networkx and Gephi Lite, GEXF for Gephi."""

from io import BytesIO
from typing import Final

from kg.draw.layout import place
from kg.draw.markup import Element, as_xml, element
from kg.draw.marks import Mark
from kg.network import ATTRIBUTION, Edge, Kind, Network, edge_attributes, node_attributes, to_networkx

# The palette of assets/figure.css.
_COLOURS: Final[dict[Kind, tuple[int, int, int]]] = {
    "force": (23, 64, 95),
    "joint unit": (0, 114, 178),
    "national body": (190, 98, 0),
    "local body": (0, 125, 96),
}


def graphml(network: Network) -> bytes:
    """GraphML with the attributes of `kg.network.to_networkx`."""
    from networkx import write_graphml_xml

    # Not write_graphml, whose bytes depend on whether lxml happens to be installed.
    written = BytesIO()
    write_graphml_xml(to_networkx(network), written)
    return written.getvalue()


def gexf(network: Network) -> bytes:
    """GEXF 1.3 with the attributes of `kg.network.to_networkx`, and place, size and colour as in the figure.

    Written here because networkx puts today's date and its own version into the file.
    """
    nodes, edges = _Columns(), _Columns()
    marked = [_node(mark, network, nodes) for mark in place(network).marks]
    tied = [_edge(number, edge, edges) for number, edge in enumerate(network.edges)]
    namespaces = {"xmlns": "http://gexf.net/1.3", "xmlns:viz": "http://gexf.net/1.3/viz", "version": "1.3"}
    root = element(
        "gexf",
        namespaces,
        element(
            "meta", {}, element("creator", {}, "peel-kg"), element("description", {}, "Partnership network. " + ATTRIBUTION)
        ),
        element(
            "graph",
            {"defaultedgetype": "undirected", "mode": "static"},
            nodes.declared("node"),
            edges.declared("edge"),
            element("nodes", {}, *marked),
            element("edges", {}, *tied),
        ),
    )
    return as_xml(root).encode()
