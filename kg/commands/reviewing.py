"""What waits for a person to decide, and decisions."""

import sys
from argparse import Namespace
from collections.abc import Iterable

from kg.errors import UsageError
from kg.output import format_of, on_screen, write_rows


def review(options: Namespace) -> int:
    """`kg review`."""
    from kg import review, show

    if options.verb is None:
        from kg.store import Graph

        graph = Graph.open(options.graph)
        if review.behind(options.graph):
            print(
                "kg: decisions.jsonl has changed since; kg review apply has the graph follow", file=sys.stderr
            )
        listed = options.decided or options.lost
        found = review.decisions(graph, lost=options.lost) if listed else review.waiting(graph)
        if (format := format_of(options, {})) in (None, "table"):
            on_screen(options)
            show.answer(found)
        else:
            title = "What people decided" if listed else "What waits for a person to decide"
            write_rows(options, found.table(title, ()), str(format))
        return 0
    if options.verb == "apply":
        review.apply(options.graph, options.file)
        return 0
    if options.verb == "vocabulary":
        from kg.store import Graph

        sys.stdout.buffer.write(review.vocabulary(Graph.open(options.graph)))
        return 0
    if options.verb == "undo":
        show.decided(review.undo(options.graph, options.name), undone=True)
        return 0
    made = review.decided(
        options.graph,
        options.verb,
        options.name,
        by=options.by,
        because=options.because,
        at=options.at,
        to=_settings(options),
        than=getattr(options, "than", ""),
    )
    show.decided(made)
    return 0


def _settings(options: Namespace) -> dict[str, list[str]]:
    """What is right instead, as the user says it."""
    if getattr(options, "kind", None):
        return {"kind": [options.kind]}
    return _set(getattr(options, "set", ()))


def _set(given: Iterable[str]) -> dict[str, list[str]]:
    """The values of each property."""
    to: dict[str, list[str]] = {}
    for pair in given:
        name, equals, values = pair.partition("=")
        if not equals:
            raise UsageError(f"--set {pair}: write it as NAME=VALUE, such as polarity=weakness")
        if name in to:
            raise UsageError(f"--set {pair}: {name} is set already; write several values with commas between")
        to[name] = values.split(",") if values else []
    return to
