"""Asks a graph, and shows what lies behind its statements."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.brought import text_of
from kg.commands import base_of, connection_of
from kg.errors import UnreadableInput, UsageError
from kg.output import format_of, on_screen, send, write_rows

if TYPE_CHECKING:
    from kg.ask import Answer

_LONGEST: Final = 4_000_000
"""Characters or bytes of a query that are read."""
_LARGEST: Final = 20_000_000
"""Bytes of the figures of an evaluation."""


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
    from dataclasses import replace

    from kg.gate import Gate
    from kg.gate.limits import OWN

    limits = replace(OWN, seconds=options.timeout or OWN.seconds)
    with Gate(options.graph, limits=limits, workers=1, extracted=options.extracted) as gate:
        return gate.ask(question, parameters)


def _ask_server(options: Namespace, question: str, parameters: dict[str, str]) -> "Answer":
    from kg.endpoint import Endpoint
    from kg.iris import Iris
    from kg.namespaces import ID

    iris = Iris(base_of(options.base) or ID)
    with connection_of(options) as connection:
        return Endpoint(options.endpoint, connection, iris=iris).query(question, **parameters)


def _asked(question: str) -> str:
    """A name as it is; the text of a file or of stdin."""
    if question == "-":
        return sys.stdin.read(_LONGEST) + "\n"  # the gate refuses one that is so long
    if question.endswith(".rq"):
        return text_of(question, _LONGEST, "ask for less") + "\n"
    return question


def _parameters(given: Iterable[str]) -> dict[str, str]:
    bound: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier() or not value:
            raise UsageError(f"--param {pair}: write it as NAME=VALUE")
        if name in bound:
            raise UsageError(f"--param {pair}: {name} has a value already, {bound[name]}")
        bound[name] = value
    return bound


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
        on_screen(options)
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
        before = json.loads(text_of(file, _LARGEST, "name the figures alone"))
        figures = {kind: {"f1": float(told["f1"])} for kind, told in before["figures"].items()}
        if not all(isinstance(loss, str) for loss in before["losses"]):
            raise TypeError("a loss is no text")
        return {"figures": figures, "losses": before["losses"]}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableInput(
            file, f"no figures of an evaluation ({error})", "make them with --format json"
        ) from error
