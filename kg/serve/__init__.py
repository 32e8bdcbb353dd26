"""Serves a graph to browsers and to other programs, read-only: `protocol` answers by the SPARQL 1.1 Protocol."""
