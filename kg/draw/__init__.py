"""A network as something to look at: values in, bytes out; the same network gives the same bytes."""

from collections.abc import Callable, Mapping
from typing import Final

from kg.draw.exchange import gexf, graphml
from kg.draw.figure import png, svg
from kg.draw.page import html
from kg.draw.rows import csv
from kg.network import Network

__all__ = ["FORMATS", "csv", "gexf", "graphml", "html", "png", "svg"]

FORMATS: Final[Mapping[str, Callable[[Network], bytes]]] = {
    ".html": lambda network: html(network).encode(),
    ".svg": lambda network: svg(network).encode(),
    ".png": png,
    ".graphml": graphml,
    ".gexf": gexf,
    ".csv": csv,
}
"""What draws the bytes of a file, by the end of its name."""
