"""A network as something to look at: values in, text out; the same network gives the same bytes."""

from kg.draw.exchange import gexf, graphml
from kg.draw.figure import svg
from kg.draw.page import html

__all__ = ["gexf", "graphml", "html", "svg"]
