"""A graph as a dataset to be published: its files, what describes them to machines and to people, and their checksums.

graph.ttl graph.trig graph.nq   the graph; the last two keep the named graph of each report
dataset.ttl                     DCAT, VoID and PROV
ro-crate-metadata.json          the same for repositories of research data
README.md                       the same for people
SHA256SUMS                      for sha256sum -c
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.dataset.about import DECIDED, MIT, OGL, RIGHTS, TITLE, About, about, known
from kg.dataset.catalogue import DESCRIPTION, File, Parts, catalogue
from kg.dataset.crate import NAME as CRATE
from kg.dataset.crate import Item, crate
from kg.dataset.figures import Figures, figures, triples
from kg.export import FORMATS, export, graphs_of
from kg.folders import SUMS, size_of_sums
from kg.network import plain
from kg.turtle import in_order

if TYPE_CHECKING:
    from kg.store import Graph

_GRAPHS: Final = {
    "graph.ttl": ("turtle", "The graph as Turtle, without its named graphs"),
    "graph.trig": ("trig", "The graph as TriG, a named graph for each report"),
    "graph.nq": ("nquads", "The graph as N-Quads, a named graph for each report"),
}
"""The files of the graph: format and title."""
_DATA: Final = "All that is said of the reports, with the vocabularies"
_DESCRIBED: Final = "dataset.ttl"
_README: Final = "README.md"
_OTHERS: Final = {
    _DESCRIBED: ("Description of the dataset", "DCAT, VoID and PROV", "text/turtle"),
    _README: ("Description for people", "What is here, and under which licence", "text/markdown"),
    SUMS: ("Checksums", "SHA-256 of all files, for sha256sum -c", "text/plain"),
}
"""The files about them: title, description, media type."""
NAMES: Final = (*_GRAPHS, _DESCRIBED, CRATE, _README)
"""All files of the folder but that of the checksums."""


def description(graph: "Graph") -> bytes:
    """What describes a graph to machines, without files, and without a day where none is known."""
    return catalogue(known(graph), *_counted(graph), ())


def dataset(graph: "Graph", *, issued: str = "") -> Mapping[str, bytes]:
    """The files of a dataset by their names. Raises UsageError where no day of publication is known."""
    told = about(graph, issued)
    made = {name: export(graph, format) for name, (format, _) in _GRAPHS.items()}
    counted, parts = _counted(graph)
    files = [_file(name, data) for name, data in made.items()]
    described = {
        _DESCRIBED: catalogue(told, counted, parts, files),
        _README: _readme(told, counted).encode(),
    }
    items = [Item(one.name, one.title, _DATA, one.media, one.size, one.sha256, made=True) for one in files]
    items += [_item(name, len(data), sha256(data).hexdigest()) for name, data in described.items()]
    items.append(_item(SUMS, size_of_sums(NAMES)))
    return {**made, **described, CRATE: crate(told, items)}


def _counted(graph: "Graph") -> tuple[Figures, Parts]:
    named = graphs_of(graph.store)
    others = [ox.NamedNode(name) for name in (graph.iris.vocabularies, graph.iris.decisions)]
    counted = figures(in_order(line for _, lines in named for line in lines), graph.iris.base)
    reports = triples(lines for name, lines in named if name not in others)
    return counted, Parts(
        reports, *(triples(lines for name, lines in named if name == one) for one in others)
    )


def _file(name: str, data: bytes) -> File:
    format, title = FORMATS[_GRAPHS[name][0]], _GRAPHS[name][1]
    return File(name, title, format.iri, format.media_type, len(data), sha256(data).hexdigest())


def _item(name: str, size: int, digest: str = "") -> Item:
    return Item(name, *_OTHERS[name], size, digest, made=False)


def _readme(known: About, counted: Figures) -> str:
    reports = "".join(
        f"- {plain(one.name)}{f', <{one.source}>' if one.source else ''}\n  SHA-256 of its text: `{one.sha256}`\n"
        for one in known.reports
    )
    decided = (
        f"\n\n{DECIDED} They stand, with the names of these people, in the graph <{known.iris.decisions}>."
        if known.decisions
        else ""
    )
    return f"""# {TITLE}

{DESCRIPTION}

Version {known.version}: {counted.triples:,} triples of {len(known.reports):,} reports, read by kg {known.engine} with the \
{known.ontology.title} {known.ontology.number}.{decided}

`graph.ttl`, `graph.trig` and `graph.nq` hold the same graph; the last two keep the named graph of each report. `dataset.ttl`
(DCAT, VoID, PROV) and `{CRATE}` (RO-Crate) describe it. `sha256sum -c {SUMS}` tells whether all files are whole.

## Licence

{RIGHTS}
<{OGL}> <{MIT}>

## Reports

{reports}"""
