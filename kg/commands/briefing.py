"""What `kg report`, `kg compare`, `kg timeline` and `kg diff` do."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.options.briefing import format_of
from kg.output import send

if TYPE_CHECKING:
    from kg.briefing.differences import Differences
    from kg.briefing.sheets import Sheet


def report(options: Namespace) -> int:
    """`kg report`."""
    from kg.briefing.brief import brief
    from kg.briefing.sheets.of_brief import of_brief
    from kg.store import Graph

    found = brief(Graph.open(options.graph), options.force)
    return _sent(options, found, of_brief(found))


def compare(options: Namespace) -> int:
    """`kg compare`."""
    from kg.briefing.comparison import compare
    from kg.briefing.sheets.of_comparison import of_comparison
    from kg.store import Graph

    found = compare(Graph.open(options.graph), options.first, options.second)
    return _sent(options, found, of_comparison(found))


def timeline(options: Namespace) -> int:
    """`kg timeline`."""
    from kg.briefing.sheets.of_timeline import of_timeline
    from kg.briefing.timeline import timeline
    from kg.store import Graph

    found = timeline(Graph.open(options.graph), options.force)
    return _sent(options, found, of_timeline(found))


def diff(options: Namespace) -> int:
    """`kg diff`: 0, or 1 where there are differences."""
    from kg.briefing.sheets.of_differences import of_differences

    found = _differences(options)
    return _sent(options, found, of_differences(found), code=int(bool(found)))


def _differences(options: Namespace) -> "Differences":
    from kg.briefing.differences import between, revised
    from kg.store import Folder, Graph

    graphs = options.graphs
    if len(graphs) == 2 and options.revision is None:
        return between(Graph.open(graphs[0]), Graph.open(graphs[1]), (graphs[0], graphs[1]), options.report)
    if len(graphs) < 2 and options.report:
        folder = graphs[0] if graphs else options.graph
        return revised(Graph.open(folder), Folder(folder), options.report, options.revision)
    raise UsageError(
        "name two graphs to compare, or one with --report FORCE/YEAR/PILLAR (and --revision N) for a report's earlier text"
    )


def _sent(options: Namespace, found: Any, sheet: "Sheet", code: int = 0) -> int:
    send(options.output, _written(options, found, sheet))
    return code


def _written(options: Namespace, found: Any, sheet: "Sheet") -> bytes:
    from kg.briefing.sheets import FORMATS, screen

    format = format_of(options)
    if format == "json":
        return (json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n").encode()
    if format == "table" and options.output == "-" and sys.stdout.isatty():
        return screen(sheet, narrow=True).encode()
    return FORMATS[format](sheet).encode()
