"""The store: a graph as it is asked, and the folder that keeps it, whole-old or whole-new."""

from kg.store.folder import Changes, Folder, files_of, keeper
from kg.store.graph import Graph, in_memory
from kg.store.lock import sole_writer
from kg.store.manifest import Entry, Manifest, Revision

__all__ = [
    "Changes",
    "Entry",
    "Folder",
    "Graph",
    "Manifest",
    "Revision",
    "files_of",
    "in_memory",
    "keeper",
    "sole_writer",
]
