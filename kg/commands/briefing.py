"""What `kg report`, `kg compare`, `kg timeline` and `kg diff` do."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from kg.errors import UsageError
from kg.output import format_of, send, write_rows

if TYPE_CHECKING:
    from kg.briefing.differences import Differences
    from kg.briefing.sheets import Sheet
    from kg.store import Graph
    from kg.tables import Table

_FORMATS: Final = {".htm": "html", ".txt": "table"}
"""What other ends of a file's name say of its format."""
_ROWS: Final = frozenset({"csv", "tsv", "xlsx"})
"""Formats in which a briefing is rows; in the others it is set out to be read, or JSON."""


def report(options: Namespace) -> int:
    """`kg report`."""
    from kg.briefing.brief import brief
    from kg.briefing.lines import lines_of_brief
    from kg.briefing.sheets.of_brief import of_brief

    found = brief(_opened(options, options.graph), options.force)
    return _sent(options, found, of_brief, lines_of_brief)


def compare(options: Namespace) -> int:
    """`kg compare`."""
    from kg.briefing.comparison import compare
    from kg.briefing.lines import lines_of_comparison
    from kg.briefing.sheets.of_comparison import of_comparison

    found = compare(_opened(options, options.graph), options.first, options.second)
    return _sent(options, found, of_comparison, lines_of_comparison)


def timeline(options: Namespace) -> int:
    """`kg timeline`."""
    from kg.briefing.lines import lines_of_timeline
    from kg.briefing.sheets.of_timeline import of_timeline
    from kg.briefing.timeline import timeline

    found = timeline(_opened(options, options.graph), options.force)
    return _sent(options, found, of_timeline, lines_of_timeline)


def diff(options: Namespace) -> int:
    """`kg diff`: 0, or 1 where there are differences."""
    from kg.briefing.lines import lines_of_differences
    from kg.briefing.sheets.of_differences import of_differences

    found = _differences(options)
    return _sent(options, found, of_differences, lines_of_differences, code=int(bool(found)))


def _differences(options: Namespace) -> "Differences":
    from kg.briefing.differences import between, revised
    from kg.store import Folder, Graph

    graphs = options.graphs
    if len(graphs) == 2 and options.revision is None:
        first, second = (_opened(options, folder) for folder in graphs)
        return between(first, second, (graphs[0], graphs[1]), options.report)
    if len(graphs) < 2 and options.report:
        folder = graphs[0] if graphs else options.graph
        # What a graph said of an earlier text is kept as it was extracted, so it is held against the same.
        return revised(Graph.open(folder, extracted=True), Folder(folder), options.report, options.revision)
    raise UsageError(
        "name two graphs to compare, or one with --report FORCE/YEAR/PILLAR (and --revision N) for a report's earlier text"
    )


def _opened(options: Namespace, folder: str) -> "Graph":
    from kg.store import Graph

    return Graph.open(folder, extracted=options.extracted)


def _sent(
    options: Namespace,
    found: Any,
    sheet: "Callable[[Any], Sheet]",
    lines: "Callable[[Any], Table]",
    code: int = 0,
) -> int:
    format = format_of(options, _FORMATS) or "table"
    if format in _ROWS or options.for_excel:
        write_rows(options, lines(found), format)
    else:
        send(options.output, _written(options, found, sheet(found), format))
    return code


def _written(options: Namespace, found: Any, sheet: "Sheet", format: str) -> bytes:
    from kg.briefing.sheets import FORMATS, screen

    if format == "json":
        return (json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n").encode()
    if format == "table" and options.output == "-" and sys.stdout.isatty():
        return screen(sheet, narrow=True).encode()
    return FORMATS[format](sheet).encode()
