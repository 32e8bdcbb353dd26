"""What leaves a graph: as RDF, a workbook, a dataset, pages, a picture, or into a triple store."""

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kg.commands import connection_of
from kg.errors import UsageError
from kg.output import format_of, send, write
from kg.show import plain


def export(options: Namespace) -> int:
    """`kg export`."""
    from kg.store import Graph

    if options.issued and not options.dataset:
        raise UsageError("--issued: goes with --dataset")
    if options.dataset or options.docs or options.site:
        return _export_folder(options)
    if options.format == "xlsx" or (options.format is None and options.output.lower().endswith(".xlsx")):
        return _workbook(options)
    from kg.export import export

    graph = Graph.open(options.graph, extracted=options.extracted)
    write(options.output, export(graph, options.format or "turtle"))
    return 0


def _export_folder(options: Namespace) -> int:
    """A dataset, or the pages of an ontology: those of the graph, where there is one."""
    from kg.folders import require_own
    from kg.folders import write as write_folder

    if options.format or options.output != "-":
        raise UsageError("--dataset, --docs and --site write a folder; leave out --format and -o")
    if options.site:
        _site(options)
    elif options.dataset:
        from kg.dataset import NAMES, dataset
        from kg.store import Graph

        require_own(options.dataset, NAMES)  # before the work
        write_folder(
            options.dataset,
            dataset(Graph.open(options.graph, extracted=options.extracted), issued=options.issued or ""),
        )
    else:
        from kg.docs import docs

        write_folder(options.docs, docs(options.graph))
    print(f"written: {plain(options.dataset or options.docs or options.site)}", file=sys.stderr)
    return 0


def _site(options: Namespace) -> None:
    from kg.commands.serving import pages_installed
    from kg.folders import require_own
    from kg.folders import write as write_folder
    from kg.store import Graph

    require_own(options.site)  # before the work
    with pages_installed():
        from kg.pages.source import Source
        from kg.serve.still import pages
    source = Source(Graph.open(options.graph, extracted=options.extracted))
    write_folder(options.site, pages(source, options.graph))


def _workbook(options: Namespace) -> int:
    from kg.store import Graph
    from kg.tables.xlsx import workbook
    from kg.workbook import book

    options.format, options.for_excel = "xlsx", False
    format_of(options, {})
    send(options.output, workbook(book(Graph.open(options.graph, extracted=options.extracted))))
    return 0


def publish(options: Namespace) -> int:
    """`kg publish`."""
    from kg import show
    from kg.endpoint import Endpoint
    from kg.progress import steps
    from kg.publish import publish
    from kg.store import Graph
    from kg.triplestore import GraphStore, UpdateStore, addresses

    places = addresses(options.url, options.query_url, options.update_url)
    place = places.graphs if options.protocol == "gsp" else places.update
    if not place:
        raise UsageError(f"{options.url}: this address takes updates; add --protocol sparql-update")
    graph = Graph.open(options.graph)
    with connection_of(options) as connection:
        done = publish(
            graph,
            (GraphStore if options.protocol == "gsp" else UpdateStore)(place, connection),
            Endpoint(places.query, connection, iris=graph.iris),
            names=options.graphs,
            prune=options.prune,
            progress=lambda records: steps(records, name=lambda one: one.graph.value, verb="sent"),
        )
    if not options.quiet:
        show.published(done, places.query, options.auth_env)
    return 0


def draw(options: Namespace) -> int:
    """`kg draw`."""
    if options.file and options.output:
        raise UsageError(f"{options.file}: the file is named twice; leave out -o")
    output = options.file or options.output or f"{options.what}.html"
    write(output, _network(options, output) if options.what == "network" else _grades(options, output))
    if output != "-":
        print(f"drawn: {plain(output)}", file=sys.stderr)
    return 0


def _network(options: Namespace, output: str) -> bytes:
    from kg import draw
    from kg.store import Graph

    make = _format(output, draw.FORMATS)  # before the work
    network = Graph.open(options.graph, extracted=options.extracted).network(
        force=options.force,
        region=options.region,
        year=options.year,
        threat=options.threat,
        kind=options.kind,
        judged=options.judged,
        projection=options.projection,
    )
    return make(replace(network, title=options.title))


def _grades(options: Namespace, output: str) -> bytes:
    from kg.draw import grades
    from kg.store import Graph

    make = _format(output, grades.FORMATS)
    _require_of_grades(options)
    graph = Graph.open(options.graph, extracted=options.extracted)
    if options.what == "grades":
        chart = grades.heat_map(graph, force=options.force, region=options.region, year=options.year)
    else:
        chart = grades.timeline(graph, options.force[0])
    return make(replace(chart, title=options.title or chart.title))


def _require_of_grades(options: Namespace) -> None:
    strange = [name for name in ("threat", "kind") if getattr(options, name)]
    strange += [options.judged] if options.judged else []
    strange += ["projection"] if options.projection != "force-body" else []
    if strange:
        raise UsageError(f"--{strange[0]}: goes with --what network")
    if options.what == "timeline" and (options.region or options.year or len(options.force) != 1):
        raise UsageError("--what timeline: name one force with --force, and neither --region nor --year")


_Drawn = TypeVar("_Drawn")


def _format(output: str, known: Mapping[str, Callable[[_Drawn], bytes]]) -> Callable[[_Drawn], bytes]:
    suffix = ".html" if output == "-" else Path(output).suffix.lower()
    if suffix not in known:
        raise UsageError(f"{output}: draws into {', '.join(known)}; end the file's name in one of them")
    return known[suffix]
