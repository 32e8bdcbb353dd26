"""The partnership network as a model: who works with whom, on what, in whose words.

Frozen values that know nothing of drawing. `network` reads them from a graph, `narrowed` and `projected` make others of
them, `kg.draw` turns them into pictures, and tests may write them by hand.
"""

from kg.network.exchange import to_networkx
from kg.network.filters import Filter, narrowed
from kg.network.measures import Measure, Measures, measures
from kg.network.names import filter_of
from kg.network.plain import plain
from kg.network.projections import PROJECTIONS, projected
from kg.network.reading import network
from kg.network.values import (
    ATTRIBUTION,
    KINDS,
    Account,
    Concept,
    Edge,
    Kind,
    Network,
    Node,
    Passage,
    Projection,
)

__all__ = [
    "ATTRIBUTION",
    "KINDS",
    "PROJECTIONS",
    "Account",
    "Concept",
    "Edge",
    "Filter",
    "Kind",
    "Measure",
    "Measures",
    "Network",
    "Node",
    "Passage",
    "Projection",
    "filter_of",
    "measures",
    "narrowed",
    "network",
    "plain",
    "projected",
    "to_networkx",
]
