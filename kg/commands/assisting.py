"""Serves a graph to assistants."""

from argparse import Namespace

from kg.errors import UsageError


def mcp(options: Namespace) -> int:
    """`kg mcp`."""
    try:
        import mcp  # noqa: F401
    except ImportError as error:
        raise UsageError("kg mcp needs the package mcp: pip install 'peel-kg[mcp]'") from error
    from kg.assistants.server import server
    from kg.gate import Gate, Limits

    limits = Limits(seconds=options.timeout) if options.timeout else Limits()
    with Gate(options.graph, limits=limits, extracted=options.extracted) as gate:
        gate.ask("ASK {}")  # a graph that is not there is told at once
        server(gate).run("stdio")
    return 0
