"""The options of the commands by which a graph is read in a browser."""

from kg.options import Command, extracted, number, port, seconds


def add(command: Command) -> None:
    """Adds the commands."""
    serve = command(
        "serve",
        "serve the graph as pages, linked data and SPARQL, for reading only",
        "  kg serve --open\n  kg serve -p 0\n  kg serve --get /doc/force/leicestershire\n"
        "  kg serve --host 0.0.0.0 --host-name peel.example.police.uk --public",
    )
    extracted(serve)
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (default: 127.0.0.1)"
    )
    serve.add_argument(
        "-p", "--port", type=port, default=8000, metavar="N", help="port (default: 8000); 0: any free one"
    )
    serve.add_argument(
        "--host-name",
        action="append",
        default=[],
        metavar="NAME",
        help="a further name of this server; it answers to no other names",
    )
    serve.add_argument("--public", action="store_true", help="needed to listen where other machines reach it")
    serve.add_argument("--cors", action="store_true", help="let the pages of other sites read the answers")
    serve.add_argument("--open", action="store_true", help="open a browser")
    serve.add_argument("--get", metavar="PATH", help="print what would be served at PATH, without a server")
    serve.add_argument(
        "--time-limit", type=seconds, default=10.0, metavar="SECONDS", help="for a query (default: 10)"
    )
    serve.add_argument(
        "--memory-limit", type=number, default=512, metavar="MIB", help="for a query (default: 512)"
    )
    serve.add_argument(
        "--row-limit", type=number, default=100_000, metavar="N", help="rows of an answer (default: 100000)"
    )
