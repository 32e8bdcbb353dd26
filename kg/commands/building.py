"""Makes, mends and checks a graph."""

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from kg.commands import base_of
from kg.errors import UsageError
from kg.show import plain

if TYPE_CHECKING:
    from kg.pipeline import Behind, Progress, Spread

_LOADERS: Final = 4
"""The most threads that put reports into a store: each takes some 80 MB."""


def build(options: Namespace) -> int:
    """`kg build`: 0, or 3 where some of the inputs could not be read."""
    from kg.pipeline import run
    from kg.show import summary
    from kg.values import Told

    told = Told(options.force, options.year, options.pillar, source=options.source_url)
    built = run(
        options.paths,
        options.graph,
        options=told,
        base=base_of(options.base),
        additions=[] if options.no_vocabulary else options.vocabulary,
        decisions=options.decisions,
        engine=options.shacl_engine,
        behind=_behind(options),
        spread=_spread(options),
        loaders=_loaders(options),
        progress=_progress(options),
    )
    for problem in built.problems:
        print(f"kg: left out: {plain(str(problem))}", file=sys.stderr)
    if not options.quiet:
        summary(built, options.graph)
    return 3 if built.problems else 0


def remove(options: Namespace) -> int:
    """`kg remove`."""
    from kg.pipeline import remove

    gone = remove(
        options.graph,
        options.reports,
        engine=options.shacl_engine,
        spread=_spread(options),
        progress=_progress(options),
    )
    if not options.quiet:
        for iri in gone:
            print(f"removed: {plain(iri)}", file=sys.stderr)
    return 0


def rebuild(options: Namespace) -> int:
    """`kg rebuild`."""
    from kg.pipeline import rebuild
    from kg.show import summary

    built = rebuild(
        options.graph,
        engine=options.shacl_engine,
        spread=_spread(options),
        loaders=_loaders(options),
        progress=_progress(options),
    )
    if not options.quiet:
        summary(built, options.graph)
    return 0


def doctor(options: Namespace) -> int:
    """`kg doctor`: 0, or 3 where the graph is not whole."""
    from kg.doctor import examine

    found = examine(options.graph)
    for one in found.problems:
        print(plain(f"{one.place}: {one.problem}; {one.remedy}"))
    print(plain(found.verdict))
    return 3 if found.problems else 0


def validate(options: Namespace) -> int:
    """`kg validate`: 0, or 1 where the graph does not conform."""
    from kg.pipeline import check
    from kg.store import Graph
    from kg.validate import human, json, turtle

    validation = check(Graph.open(options.graph), engine=options.shacl_engine)
    for note in validation.notes:
        print(f"kg: {plain(note)}", file=sys.stderr)
    print({"human": human, "json": json, "turtle": turtle}[options.format](validation).rstrip("\n"))
    return 0 if validation.conforms else 1


def _spread(options: Namespace) -> "Spread":
    """How reports are made: in this process, or in several."""
    from kg.workers import Workers, enough, here

    if getattr(options, "engine", "local") == "dask":
        from kg.cluster import Cluster

        if options.scheduler is None or options.workers:
            raise UsageError(
                "--engine dask: say where its scheduler is with --scheduler, and leave out --workers"
            )
        return Cluster(options.scheduler)
    if getattr(options, "scheduler", None):
        raise UsageError("--scheduler: add --engine dask")
    number = options.workers
    return here if number == 1 else Workers(number) if number else enough


def _loaders(options: Namespace) -> int:
    """How many threads put what was made into the store: as many as there are workers, so that one worker takes one core."""
    return min(options.workers or os.cpu_count() or 1, _LOADERS)


def _behind(options: Namespace) -> "Behind":
    """What finds the files behind paths: those of this machine, or what any machine may reach."""
    if options.engine == "dask":
        from kg.read.remote import addressed

        return addressed
    from kg.read import sources

    return sources


def _progress(options: Namespace) -> "Progress":
    from kg.progress import progress, silent

    return silent if options.quiet else progress
