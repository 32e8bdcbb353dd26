"""What waits for a person to decide, and decisions."""

import sys
from argparse import Namespace

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
    to = {name: value.split(",") if value else [] for name, value in _settings(options)}
    made = review.decided(
        options.graph,
        options.verb,
        options.name,
        by=options.by,
        because=options.because,
        at=options.at,
        to=to,
        than=getattr(options, "than", ""),
    )
    show.decided(made)
    return 0


def _settings(options: Namespace) -> list[tuple[str, str]]:
    """What is right instead, as the user says it."""
    if getattr(options, "kind", None):
        return [("kind", options.kind)]
    pairs = [pair.partition("=") for pair in getattr(options, "set", ())]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise UsageError(f"--set {wrong[0]}: write it as NAME=VALUE, such as polarity=weakness")
    return [(name, value) for name, _, value in pairs]
