"""The command line: parses, calls one command, turns exceptions into exit codes.

Exit codes: 0 done; 1 does not conform, violations were found, or graphs differ; 2 usage; 3 unreadable input; 4 internal, or a server that failed.
Only argparse and options are imported here: what a command needs it imports itself, so that help comes at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from kg.briefing import options as briefing

EPILOG = "Each command has its own help: kg COMMAND --help. Data goes to stdout, all else to stderr."


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="kg",
        description="Reads PEEL inspection reports into a knowledge graph in which every triple has its sentence.",
        epilog=EPILOG,
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "-g", "--graph", default="graph", metavar="DIR", help="folder of the graph (default: ./graph)"
    )
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")

    def command(name: str, text: str, examples: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            parents=[common],
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog="examples:\n" + examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

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
        "--year", type=_year, metavar="YYYY", help="the year of the inspection, where the text does not say"
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
    _spread(build)
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
    _spread(remove)
    remove.add_argument("-q", "--quiet", action="store_true", help="no summary")

    rebuild = command(
        "rebuild",
        "make all of the graph again from the texts that it keeps",
        "  kg rebuild\n  kg rebuild --workers 4",
    )
    _spread(rebuild)
    rebuild.add_argument("-q", "--quiet", action="store_true", help="no summary")

    command(
        "doctor",
        "check that store, texts, quotes and manifest are whole, and say what to run",
        "  kg doctor\n  kg doctor -g other/graph",
    )

    _review(
        command(
            "review",
            "list what waits for a person to decide, or decide on it; every answer follows the decisions",
            "  kg review\n"
            "  kg review reject 234c5953fa3b27dc --by 'A. Reader' --because 'it is about another force'\n"
            "  kg review correct 234c5953fa3b27dc --set polarity=strength --by … --because …\n"
            "  kg review accept candidate/open-road --kind charity --by … --because …\n"
            "  kg review same candidate/open-road body/refuge --by … --because …\n"
            "  kg review --decided\n  kg review undo 1f0c",
        )
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
    _tabular(query, "table", "turtle", default="table, or turtle for CONSTRUCT")
    _extracted(query)
    query.add_argument("--endpoint", metavar="URL", help="ask the SPARQL server there, not the graph in DIR")
    query.add_argument(
        "--base", metavar="IRI", help="with --endpoint: base of the individuals' IRIs, where it is another"
    )
    _of_a_server(query)

    export = command(
        "export",
        "write the graph as RDF, as a workbook, as a dataset to be published, or the pages of its ontology",
        "  kg export --format turtle -o graph.ttl\n  kg export --format xlsx -o graph.xlsx\n"
        "  kg export --dataset published --issued 2026-11-22\n  kg export --docs pages",
    )
    export.add_argument(
        "--format",
        choices=["turtle", "trig", "nquads", "jsonld", "rdfxml", "xlsx"],
        help="default: turtle; xlsx needs pip install 'peel-kg[xlsx]'",
    )
    _extracted(export)
    export.add_argument("-o", "--output", metavar="FILE", default="-", help="file to write (default: stdout)")
    folders = export.add_mutually_exclusive_group()
    folders.add_argument(
        "--dataset", metavar="DIR", help="folder of the graph's files with DCAT, VoID, RO-Crate and checksums"
    )
    folders.add_argument("--docs", metavar="DIR", help="folder of web pages that explain every term and rule")
    export.add_argument(
        "--issued",
        type=_day,
        metavar="YYYY-MM-DD",
        help="with --dataset: day of publication (default: the newest day that a report tells)",
    )

    publish = command(
        "publish",
        "put the named graphs into a triple store",
        "  kg publish http://localhost:7878/store\n"
        "  KG_AUTH=dba:… kg publish http://localhost:8890/sparql-graph-crud-auth --auth-env KG_AUTH\n"
        "  kg publish http://localhost:3030/ds/data --graphs vocabularies leicestershire/2015/effectiveness",
    )
    publish.add_argument(
        "url",
        metavar="URL",
        help="where the store takes graphs, or with sparql-update where it takes updates",
    )
    publish.add_argument("--protocol", choices=["gsp", "sparql-update"], default="gsp")
    publish.add_argument(
        "--graphs",
        nargs="+",
        default=[],
        metavar="NAME",
        help="only these graphs, by IRI or by FORCE/YEAR/PILLAR; vocabularies is the one of the vocabularies",
    )
    publish.add_argument(
        "--prune",
        action="store_true",
        help="remove graphs that were published there and are not in this folder (any more)",
    )
    publish.add_argument("--query-url", metavar="URL", help="where it is asked, where URL does not tell")
    publish.add_argument(
        "--update-url", metavar="URL", help="where it takes updates, where URL does not tell"
    )
    publish.add_argument("-q", "--quiet", action="store_true", help="no summary")
    _of_a_server(publish)

    draw = command("draw", "draw the network of partnerships", "  kg draw\n  kg draw -o network.svg")
    _extracted(draw)
    draw.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="network.html",
        help="FILE.html, .svg, .graphml or .gexf (default: network.html; - for HTML on stdout)",
    )

    briefing.add(command)

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
    _extracted(explain)
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
    _tabular(
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
    _tabular(evaluate, "human")
    return top


def _tabular(
    command: argparse.ArgumentParser, *others: str, default: str | None = None, output: str | None = None
) -> None:
    """The options of a command that writes rows; `others` are formats of its own, the first of them for the screen."""
    command.add_argument(
        "--format",
        choices=[*others, "csv", "tsv", "json", "xlsx", "markdown", "html"],
        help=f"default: what the end of FILE's name says, else {default or others[0]}; xlsx needs pip install 'peel-kg[xlsx]'",
    )
    command.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default=None if output else "-",
        help=output or "file to write (default: stdout)",
    )
    command.add_argument(
        "--for-excel",
        action="store_true",
        help="CSV for spreadsheets: text that would become a formula gets an apostrophe before it, and Excel sees UTF-8; "
        "without it CSV is exact",
    )


def _review(review: argparse.ArgumentParser) -> None:
    """The options of `kg review`, and what may be decided."""
    review.add_argument("--decided", action="store_true", help="list what was decided, and by whom")
    review.add_argument("--lost", action="store_true", help="list the decisions that find nothing any more")
    _tabular(review, "table")
    verbs = review.add_subparsers(dest="verb", metavar="DECISION")
    again = argparse.ArgumentParser(add_help=False)
    again.add_argument("-g", "--graph", default=argparse.SUPPRESS, metavar="DIR", help="folder of the graph")
    again.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    by = argparse.ArgumentParser(add_help=False, parents=[again])
    by.add_argument("name", metavar="ID", help="a statement or a body, by its IRI or the end of it")
    by.add_argument("--by", required=True, metavar="NAME", help="who decides")
    by.add_argument("--because", required=True, metavar="WHY", help="why")
    by.add_argument("--at", metavar="WHEN", help="when: a day or a moment such as 2026-11-22 (default: now)")

    def verb(name: str, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return verbs.add_parser(
            name, parents=[*parents], help=text, description=text[0].upper() + text[1:] + "."
        )

    accept = verb("accept", "a statement is right; or a candidate is a body", by)
    accept.add_argument(
        "--kind", metavar="SLUG", help="the kind of a body, where its name does not suggest it"
    )
    verb("reject", "a statement is wrong, or a candidate is no body: it no longer answers", by)
    correct = verb("correct", "a statement says something else", by)
    correct.add_argument(
        "--set",
        action="append",
        required=True,
        metavar="NAME=VALUE",
        help="grade=, polarity=, topic= or threat=, with the names of the vocabularies, several with commas between",
    )
    for name, text in (("same", "a body is the same as another one"), ("other", "a body is not another one")):
        verb(name, text, by).add_argument("than", metavar="BODY", help="the other body")
    verb("vocabulary", "write the accepted candidates as Turtle for kg build --vocabulary", again)
    verb("undo", "take a decision back", again).add_argument(
        "name", metavar="ID", help="kg review --decided lists them"
    )
    apply = verb(
        "apply", "follow the file of decisions, where it was edited, or add those of another one", again
    )
    apply.add_argument("file", nargs="?", metavar="FILE", help="decisions of another graph, to be added")


def _extracted(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--extracted", action="store_true", help="as it was read, whatever people decided (see kg review)"
    )


def _spread(command: argparse.ArgumentParser) -> None:
    """Options of commands that may read many reports."""
    command.add_argument(
        "--workers",
        type=_number,
        metavar="N",
        help="processes that read side by side (default: one for each core, where there is enough to read)",
    )
    command.add_argument(
        "--shacl-engine",
        choices=["pyshacl", "shacl"],
        default="pyshacl",
        help="what holds reports against the shapes; shacl is quicker (pip install 'peel-kg[fast]')",
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number such as 2")
    return int(text)


def _of_a_server(command: argparse.ArgumentParser) -> None:
    """The options of a command that speaks with a server."""
    command.add_argument(
        "--auth-env",
        metavar="NAME",
        help="environment variable that holds user:password, or a header such as Bearer …",
    )
    command.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help="time for each answer (default: 120)"
    )


def _seconds(text: str) -> float:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, from 1 to 86400")
    return float(text)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise argparse.ArgumentTypeError(f"{text!r} is no year such as 2015")
    return int(text)


def _day(text: str) -> str:
    from datetime import date

    try:
        if text == date.fromisoformat(text).isoformat():
            return text
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-22")


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; returns the exit code."""
    _open_streams()
    options = parser().parse_args(arguments)
    if options.command is None and not options.version:
        parser().print_help(sys.stderr)
        return 2
    options.debug = getattr(options, "debug", False)
    return _guarded(options)


def _open_streams() -> None:
    """Gives a process whose output was closed somewhere to write, and writes what an encoding lacks as escapes."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        elif hasattr(stream := getattr(sys, name), "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _done(options: argparse.Namespace) -> int:
    """Carries out a command; its output has left the process when it returns."""
    from kg import commands

    if options.version:
        from kg.version import VERSION

        print(f"kg {VERSION}")
        code = 0
    else:
        code = getattr(commands, options.command)(options)
    sys.stdout.flush()
    return code


def _guarded(options: argparse.Namespace) -> int:
    from kg.errors import KgError

    try:
        return _done(options)
    except BrokenPipeError:
        # Whoever read the output has gone; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _told("interrupted", 130)
    except KgError as error:
        if options.debug:
            raise
        return _told(str(error), error.exit_code)
    except OSError as error:
        if options.debug:
            raise
        return _told(f"{error}; what was there before is as it was", 4)
    except Exception as error:
        if options.debug:
            raise
        return _told(f"internal error ({type(error).__name__}: {error}); --debug shows where", 4)


def _told(message: str, code: int) -> int:
    from kg.show import plain

    for line in plain(message).splitlines():
        print(f"kg: {line}", file=sys.stderr)
    return code
