"""The options of the commands that make, mend and check a graph."""

from kg.options import Command, spread, year


def add(command: Command) -> None:
    """Adds the commands."""
    build = command(
        "build",
        "read reports into the graph, validate it, write it",
        "  kg build data/reports\n  kg build page.txt --force kent --year 2016 --pillar legitimacy",
    )
    build.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="report (text, web page, PDF, Word file), folder, pattern or zip archive of reports, or - for stdin",
    )
    build.add_argument(
        "--force", metavar="SLUG", help="the force, where the text does not name it (leicestershire)"
    )
    build.add_argument(
        "--year", type=year, metavar="YYYY", help="the year of the inspection, where the text does not say"
    )
    build.add_argument(
        "--pillar", metavar="SLUG", help="effectiveness, efficiency, legitimacy, leadership or overview"
    )
    build.add_argument(
        "--source-url", metavar="URL", help="where the report was read from; kept as dcterms:source"
    )
    build.add_argument("--base", metavar="IRI", help="base of the individuals' IRIs, ending in /")
    vocabulary = build.add_mutually_exclusive_group()
    vocabulary.add_argument(
        "--vocabulary",
        action="append",
        metavar="FILE.ttl",
        help="Turtle that adds labels, bodies, threats, topics or cues; may be repeated; the graph remembers it",
    )
    vocabulary.add_argument(
        "--no-vocabulary", action="store_true", help="forget what earlier builds added to the vocabularies"
    )
    spread(build)
    build.add_argument(
        "--decisions", metavar="FILE", help="add what people decided on another graph (its decisions.jsonl)"
    )
    build.add_argument(
        "--engine",
        choices=["local", "dask"],
        default="local",
        help="where reports are read: on this machine, or on a Dask cluster",
    )
    build.add_argument(
        "--scheduler", metavar="ADDRESS", help="the cluster's scheduler, such as tcp://host:8786"
    )
    build.add_argument("-q", "--quiet", action="store_true", help="no summary")

    remove = command(
        "remove",
        "take reports out of the graph, with their earlier texts",
        "  kg remove kent/2016/legitimacy",
    )
    remove.add_argument("reports", nargs="+", metavar="REPORT", help="FORCE/YEAR/PILLAR, or the report's IRI")
    spread(remove)
    remove.add_argument("-q", "--quiet", action="store_true", help="no summary")

    rebuild = command(
        "rebuild",
        "make all of the graph again from the texts that it keeps",
        "  kg rebuild\n  kg rebuild --workers 4",
    )
    spread(rebuild)
    rebuild.add_argument("-q", "--quiet", action="store_true", help="no summary")

    command(
        "doctor",
        "check that store, texts, quotes and manifest are whole, and say what to run",
        "  kg doctor\n  kg doctor -g other/graph",
    )

    validate = command(
        "validate",
        "check a graph against its shapes, and its quotes against the texts",
        "  kg validate\n  kg validate --format json",
    )
    validate.add_argument("--format", choices=["human", "json", "turtle"], default="human")
    validate.add_argument(
        "--shacl-engine",
        choices=["pyshacl", "shacl"],
        default="pyshacl",
        help="shacl is quicker, needs pip install 'peel-kg[fast]', and has what it finds confirmed by pyshacl",
    )
