"""The options of the commands that ask a graph, and what lies behind its statements."""

from kg.options import Command, extracted, of_a_server, tabular


def add(command: Command) -> None:
    """Adds the commands."""
    query = command(
        "query",
        "ask a question, by its name, from a file, or from stdin",
        "  kg query --list\n  kg query partners-of-a-force --param force=leicestershire\n  kg query mine.rq --format csv",
    )
    query.add_argument(
        "question", nargs="?", metavar="NAME|FILE.rq|-", help="what to ask; --list shows the names"
    )
    query.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="bind a parameter; may be repeated"
    )
    query.add_argument(
        "--list",
        action="store_true",
        help="list the questions and their parameters; --format json or turtle for other tools",
    )
    tabular(query, "table", "turtle", default="table, or turtle for CONSTRUCT")
    extracted(query)
    query.add_argument("--endpoint", metavar="URL", help="ask the SPARQL server there, not the graph in DIR")
    query.add_argument(
        "--base", metavar="IRI", help="with --endpoint: base of the individuals' IRIs, where it is another"
    )
    of_a_server(query)

    explain = command(
        "explain",
        "show the sentence behind a statement, and the rule that read it",
        '  kg explain https://w3id.org/peel-kg/id/report/leicestershire/2015/effectiveness/statement/…\n  kg explain 0f3a…  (the end of its IRI is enough)\n  kg explain --why-not "weeks before anyone calls"',
    )
    explain.add_argument("statement", nargs="?", metavar="IRI", help="IRI of a statement, or the end of it")
    explain.add_argument(
        "--why-not",
        metavar="WORDS",
        help="words of a report: what was seen there, and why it is a statement or none",
    )
    extracted(explain)
    explain.add_argument("--format", choices=["human", "json"], default="human")

    coverage = command(
        "coverage",
        "show what became of every sentence of a report",
        "  kg coverage leicestershire/2015/effectiveness\n  kg coverage leicestershire/2015/effectiveness -o coverage.html",
    )
    coverage.add_argument(
        "report",
        metavar="REPORT",
        help="FORCE/YEAR/PILLAR, or the report's IRI; kg query reports-and-dates lists them",
    )
    tabular(
        coverage,
        "human",
        output="file to write; without --format, FILE.html is the report's text with its marks (- for stdout)",
    )

    evaluate = command(
        "evaluate",
        "measure the reading of reports against reports marked by hand",
        "  kg evaluate tests/gold\n  kg evaluate tests/gold --format json > before.json\n  kg evaluate tests/gold --baseline before.json",
    )
    evaluate.add_argument(
        "gold", metavar="GOLD_DIR", help="folder of marked reports: NAME.txt with NAME.json beside it"
    )
    evaluate.add_argument(
        "--baseline", metavar="FILE", help="earlier figures (--format json): show what was gained and lost"
    )
    evaluate.add_argument(
        "--vocabulary",
        action="append",
        metavar="FILE.ttl",
        help="measure with these additions, as for kg build",
    )
    evaluate.add_argument("--losses", action="store_true", help="list what was missed and what is wrong")
    tabular(evaluate, "human")
