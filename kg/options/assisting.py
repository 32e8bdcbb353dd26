"""The options of the command that serves assistants."""

from kg.options import Command, extracted, seconds


def add(command: Command) -> None:
    """Adds the command."""
    mcp = command(
        "mcp",
        "serve the graph to an assistant, over stdin and stdout (Model Context Protocol)",
        "  kg mcp -g graph\n  kg mcp -g graph --timeout 20",
    )
    extracted(mcp)
    mcp.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="time for each question (default: 10)"
    )
