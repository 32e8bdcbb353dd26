"""What each command does: one call of the library, and its result on the screen or in a file."""

import json
import signal
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UnreadableInput, UsageError
from kg.output import format_of, on_screen, send, write, write_rows
from kg.show import plain

if TYPE_CHECKING:
    from kg.ask import Answer
    from kg.connection import Connection
    from kg.pipeline import Behind, Progress, Spread

__all__ = [
    "build",
    "compare",
    "coverage",
    "diff",
    "doctor",
    "draw",
    "evaluate",
    "explain",
    "export",
    "plain",
    "publish",
    "query",
    "rebuild",
    "remove",
    "report",
    "review",
    "timeline",
    "validate",
]


def build(options: Namespace) -> int:
    """`kg build`: 0, or 3 where some of the inputs could not be read."""
    from kg.pipeline import run
    from kg.show import summary
    from kg.values import Told

    told = Told(options.force, options.year, options.pillar, source=options.source_url)
    built = run(
        options.paths,
        options.graph,
        options=told,
        base=_base(options.base),
        additions=[] if options.no_vocabulary else options.vocabulary,
        decisions=options.decisions,
        engine=options.shacl_engine,
        behind=_behind(options),
        spread=_spread(options),
        progress=_progress(options),
    )
    for problem in built.problems:
        print(f"kg: left out: {plain(str(problem))}", file=sys.stderr)
    if not options.quiet:
        summary(built, options.graph)
    return 3 if built.problems else 0


def remove(options: Namespace) -> int:
    """`kg remove`."""
    from kg.pipeline import remove

    gone = remove(
        options.graph,
        options.reports,
        engine=options.shacl_engine,
        spread=_spread(options),
        progress=_progress(options),
    )
    if not options.quiet:
        for iri in gone:
            print(f"removed: {plain(iri)}", file=sys.stderr)
    return 0


def rebuild(options: Namespace) -> int:
    """`kg rebuild`."""
    from kg.pipeline import rebuild
    from kg.show import summary

    built = rebuild(
        options.graph, engine=options.shacl_engine, spread=_spread(options), progress=_progress(options)
    )
    if not options.quiet:
        summary(built, options.graph)
    return 0


def doctor(options: Namespace) -> int:
    """`kg doctor`: 0, or 3 where the graph is not whole."""
    from kg.doctor import examine

    found = examine(options.graph)
    for one in found.problems:
        print(plain(f"{one.place}: {one.problem}; {one.remedy}"))
    print(plain(found.verdict))
    return 3 if found.problems else 0


def _spread(options: Namespace) -> "Spread":
    """How reports are made: in this process, or in several."""
    from kg.workers import Workers, enough, here

    if getattr(options, "engine", "local") == "dask":
        from kg.cluster import Cluster

        if options.scheduler is None or options.workers:
            raise UsageError(
                "--engine dask: say where its scheduler is with --scheduler, and leave out --workers"
            )
        return Cluster(options.scheduler)
    if getattr(options, "scheduler", None):
        raise UsageError("--scheduler: add --engine dask")
    number = options.workers
    return here if number == 1 else Workers(number) if number else enough


def _behind(options: Namespace) -> "Behind":
    """What finds the files behind paths: those of this machine, or what any machine may reach."""
    if options.engine == "dask":
        from kg.read.remote import addressed

        return addressed
    from kg.read import sources

    return sources


def _progress(options: Namespace) -> "Progress":
    from kg.progress import progress, silent

    return silent if options.quiet else progress


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


def validate(options: Namespace) -> int:
    """`kg validate`: 0, or 1 where the graph does not conform."""
    from kg.pipeline import check
    from kg.store import Graph
    from kg.validate import human, json, turtle

    validation = check(Graph.open(options.graph), engine=options.shacl_engine)
    for note in validation.notes:
        print(f"kg: {plain(note)}", file=sys.stderr)
    print({"human": human, "json": json, "turtle": turtle}[options.format](validation).rstrip("\n"))
    return 0 if validation.conforms else 1


def query(options: Namespace) -> int:
    """`kg query`."""
    from kg import show
    from kg.listing import title_of

    format = format_of(options, {".ttl": "turtle"})
    if options.list:
        _questions(options, format)
        return 0
    if options.question is None:
        raise UsageError("say what to ask: kg query NAME, or kg query --list")
    # The engine does not look at signals while it runs a query; so let Ctrl-C end the process itself.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ask = _ask_server if options.endpoint else _ask_folder
    question, parameters = _asked(options.question), _parameters(options.param)
    found = ask(options, question, parameters)
    if format in (None, "table") and found.triples is None:
        on_screen(options)
        show.answer(found)
    elif found.triples is not None:
        send(options.output, _triples(found, format or "turtle"))
    elif found.yes is not None and format == "json":
        send(options.output, (json.dumps({"head": {}, "boolean": found.yes}) + "\n").encode())
    else:
        about = tuple(f"{name}: {value}" for name, value in parameters.items())
        write_rows(options, found.table(title_of(question), about), str(format))
    return 0


def _questions(options: Namespace, format: str | None) -> None:
    from kg import show
    from kg.listing import listed, plain_values

    if format == "json":
        send(options.output, (json.dumps(plain_values(), ensure_ascii=False, indent=1) + "\n").encode())
    elif format == "turtle":
        from kg.catalogue import described
        from kg.export import serialise
        from kg.iris import Iris

        send(options.output, serialise(described(Iris()), "turtle", base=Iris().base))
    elif format in (None, "table"):
        on_screen(options)
        show.questions()
    else:
        write_rows(options, listed(), format)


def _triples(found: "Answer", format: str) -> bytes:
    from kg.export import serialise
    from kg.namespaces import ID

    if format not in ("turtle", "json", "table"):
        raise UsageError("this query constructs triples; ask for turtle or json (JSON-LD)")
    assert found.triples is not None
    return serialise(found.triples, "jsonld" if format == "json" else "turtle", base=ID)


def _ask_folder(options: Namespace, question: str, parameters: dict[str, str]) -> "Answer":
    from kg.store import Graph

    return Graph.open(options.graph, extracted=options.extracted).query(question, **parameters)


def _ask_server(options: Namespace, question: str, parameters: dict[str, str]) -> "Answer":
    from kg.endpoint import Endpoint
    from kg.iris import Iris
    from kg.namespaces import ID

    iris = Iris(_base(options.base) or ID)
    with _connection(options) as connection:
        return Endpoint(options.endpoint, connection, iris=iris).query(question, **parameters)


def _connection(options: Namespace) -> "Connection":
    from kg.connection import TIMEOUT, Connection, credentials

    return Connection(credentials(options.auth_env), timeout=options.timeout or TIMEOUT)


def publish(options: Namespace) -> int:
    """`kg publish`."""
    from kg import show
    from kg.endpoint import Endpoint
    from kg.progress import steps
    from kg.publish import publish
    from kg.store import Graph
    from kg.triplestore import GraphStore, UpdateStore, addresses

    places = addresses(options.url, options.query_url, options.update_url)
    place = places.graphs if options.protocol == "gsp" else places.update
    if not place:
        raise UsageError(f"{options.url}: this address takes updates; add --protocol sparql-update")
    graph = Graph.open(options.graph)
    with _connection(options) as connection:
        done = publish(
            graph,
            (GraphStore if options.protocol == "gsp" else UpdateStore)(place, connection),
            Endpoint(places.query, connection, iris=graph.iris),
            names=options.graphs,
            prune=options.prune,
            progress=lambda records: steps(records, name=lambda one: one.graph.value, verb="sent"),
        )
    if not options.quiet:
        show.published(done, places.query, options.auth_env)
    return 0


def export(options: Namespace) -> int:
    """`kg export`."""
    from kg.store import Graph

    if options.issued and not options.dataset:
        raise UsageError("--issued: goes with --dataset")
    if options.dataset or options.docs:
        return _export_folder(options)
    if options.format == "xlsx" or (options.format is None and options.output.lower().endswith(".xlsx")):
        return _workbook(options)
    from kg.export import export

    graph = Graph.open(options.graph, extracted=options.extracted)
    write(options.output, export(graph, options.format or "turtle"))
    return 0


def _export_folder(options: Namespace) -> int:
    """A dataset, or the pages of an ontology: those of the graph, where there is one."""
    from kg.folders import require_own
    from kg.folders import write as write_folder

    if options.format or options.output != "-":
        raise UsageError("--dataset and --docs write a folder; leave out --format and -o")
    if options.dataset:
        from kg.dataset import NAMES, dataset
        from kg.store import Graph

        require_own(options.dataset, NAMES)  # before the work
        write_folder(
            options.dataset,
            dataset(Graph.open(options.graph, extracted=options.extracted), issued=options.issued or ""),
        )
    else:
        from kg.docs import docs

        write_folder(options.docs, docs(options.graph))
    print(f"written: {plain(options.dataset or options.docs)}", file=sys.stderr)
    return 0


def _workbook(options: Namespace) -> int:
    from kg.store import Graph
    from kg.tables.xlsx import workbook
    from kg.workbook import book

    options.format, options.for_excel = "xlsx", False
    format_of(options, {})
    send(options.output, workbook(book(Graph.open(options.graph, extracted=options.extracted))))
    return 0


def draw(options: Namespace) -> int:
    """`kg draw`."""
    from kg import draw
    from kg.network import network
    from kg.store import Graph

    suffix = ".html" if options.output == "-" else Path(options.output).suffix.lower()
    if suffix not in draw.FORMATS:
        raise UsageError(
            f"{options.output}: draws into {', '.join(draw.FORMATS)}; end the file's name in one of them"
        )
    graph = Graph.open(options.graph, extracted=options.extracted)
    write(options.output, draw.FORMATS[suffix](network(graph)))
    if options.output != "-":
        print(f"drawn: {plain(options.output)}", file=sys.stderr)
    return 0


def report(options: Namespace) -> int:
    """`kg report`."""
    return _briefing(options)


def compare(options: Namespace) -> int:
    """`kg compare`."""
    return _briefing(options)


def timeline(options: Namespace) -> int:
    """`kg timeline`."""
    return _briefing(options)


def diff(options: Namespace) -> int:
    """`kg diff`: 0, or 1 where there are differences."""
    return _briefing(options)


def _briefing(options: Namespace) -> int:
    from kg.briefing import commands

    code, written = getattr(commands, options.command)(options)
    write(options.output, written)
    if options.output != "-":
        print(f"written: {plain(options.output)}", file=sys.stderr)
    return int(code)


def explain(options: Namespace) -> int:
    """`kg explain`."""
    from dataclasses import asdict

    from kg import show
    from kg.explain import explain, why_not
    from kg.store import Graph

    if (options.statement is None) == (options.why_not is None):
        raise UsageError('name a statement, or give the words of a report: kg explain --why-not "WORDS"')
    graph = Graph.open(options.graph, extracted=options.extracted)
    if options.why_not is not None:
        looked = why_not(graph, options.why_not)
        if options.format == "json":
            print(json.dumps([asdict(one) for one in looked], ensure_ascii=False, indent=1))
        else:
            show.looked(looked)
        return 0
    found = explain(graph, options.statement)
    if options.format == "json":
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        show.explanation(found)
    return 0


def coverage(options: Namespace) -> int:
    """`kg coverage`."""
    from kg.coverage import coverage
    from kg.show import fates
    from kg.store import Graph

    # A page of the text is what a file gets that is asked for no rows.
    page = options.output is not None and options.format in (None, "human") and not options.for_excel
    page = page and Path(options.output).suffix.lower() in (".html", ".htm", "")
    options.output = options.output or "-"
    format = None if page else format_of(options, {})
    found = coverage(Graph.open(options.graph), options.report)
    if page:
        from kg.draw.fates import fates as page_of

        send(options.output, page_of(found).encode("utf-8"))
    elif format == "json":
        send(options.output, (json.dumps(found.to_json(), ensure_ascii=False, indent=1) + "\n").encode())
    elif format in (None, "human"):
        fates(found)
    else:
        write_rows(options, found.table(), format)
    return 0


def evaluate(options: Namespace) -> int:
    """`kg evaluate`."""
    from kg.additions import read_additions
    from kg.evaluate import evaluate
    from kg.resources import ontology
    from kg.show import evaluation
    from kg.vocabulary import load

    format = format_of(options, {})
    before = _baseline(options.baseline)
    additions = read_additions(options.vocabulary or (), load(ontology()))
    found = evaluate(Path(options.gold), load(ontology(), additions=additions))
    if format == "json":
        send(options.output, (json.dumps(found.to_json(), ensure_ascii=False, indent=1) + "\n").encode())
    elif format in (None, "human"):
        on_screen(options)
        evaluation(found, before, losses=options.losses)
    else:
        write_rows(options, found.table(before), format)
    return 0


def _baseline(file: str | None) -> dict[str, Any] | None:
    """The figures and losses of an earlier evaluation."""
    if file is None:
        return None
    try:
        before: dict[str, Any] = json.loads(Path(file).read_text("utf-8"))
        return {"figures": before["figures"], "losses": before["losses"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(
            file, f"no figures of an evaluation ({error})", "make them with --format json"
        ) from error


def _asked(question: str) -> str:
    """A name as it is; the text of a file or of stdin."""
    if question == "-":
        return sys.stdin.read() + "\n"
    if question.endswith(".rq"):
        try:
            return Path(question).read_text("utf-8") + "\n"
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableInput(question, f"cannot be read ({error})", "check the path") from error
    return question


def _parameters(given: Iterable[str]) -> dict[str, str]:
    bound = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier() or not value:
            raise UsageError(f"--param {pair}: write it as NAME=VALUE")
        bound[name] = value
    return bound


def _base(base: str | None) -> str | None:
    from kg.iris import Iris

    try:
        if base is not None:
            Iris(base).check()
    except ValueError as error:
        raise UsageError(f"--base: {error}") from error
    return base
