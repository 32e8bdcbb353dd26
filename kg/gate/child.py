"""The process in which questions are answered: it opens the graph, gives up all that it does not need, and answers `kg.gate.gate`.

`python -m kg.gate.child FOLDER VIEW SECONDS MEMORY SIZE`, where VIEW is `decided` or `extracted`, says on standard output that it is
ready, or why not; then it takes questions from standard input, until nobody asks any more. Its first message is the manifest of the graph
that is to be opened, empty for that of the folder. A question is one message in JSON; an answer is two: its kind in JSON, and the W3C's
JSON of its rows, or its triples as N-Triples.
"""

import io
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

import pyoxigraph as ox

from kg.ask import Dataset, Found, answer_of, ask, found, runs
from kg.catalogue import catalogue
from kg.errors import KgError
from kg.iris import Iris
from kg.process.frames import receive, send
from kg.process.limits import Share
from kg.process.pipes import standard
from kg.sparql import check_graphs, supposing
from kg.store import Graph, Manifest
from kg.terms import Term


class _TooLarge(Exception):
    """An answer has more bytes than it may."""


class _Bounded(io.RawIOBase):
    """Takes what the engine writes, as far as it may go."""

    def __init__(self, most: int) -> None:
        self.data: Final = bytearray()
        self._most = most

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        if len(self.data) + len(part) > self._most:
            raise _TooLarge
        self.data.extend(part)
        return len(part)


def main(folder: str, view: str, seconds: float, memory: int, size: int) -> None:
    """Serves until standard input ends; or until questions have left so much behind that the next one needs another process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process: the one who asks decides
    requests, answers = standard(complains=True)
    try:
        held = receive(requests, sys.maxsize).decode()
        graph = (
            Graph.held(folder, Manifest.from_json(held))
            if held
            else Graph.open(folder, extracted=view == "extracted")
        )
        catalogue()
    except (EOFError, OSError):
        return  # nobody asks
    except KgError as error:
        _send(answers, {"error": type(error).__name__, "message": str(error)})
        return
    ask(graph, "ASK { ?s ?p ?o }", {})  # what the engine needs once, it has before limits hold
    questions = _listening(requests)
    limits = Share(seconds, memory)
    _send(answers, {"ready": True})
    while question := questions.get():
        limits.begin()
        head, body = _answer(graph, json.loads(question), size)
        limits.end()
        _send(answers, {**head, "spent": limits.spent()}, body)


def _send(answers: io.FileIO, head: Mapping[str, object], body: bytes = b"") -> None:
    try:
        send(answers, json.dumps(head).encode())
        send(answers, body)
    except BrokenPipeError:
        os._exit(0)


def _listening(requests: io.FileIO) -> "SimpleQueue[bytes]":
    """Questions as they come. Whoever asked may go at any time, also in the middle of an answer: then this process ends."""
    waiting: SimpleQueue[bytes] = SimpleQueue()

    def listen() -> None:
        try:
            while True:
                waiting.put(receive(requests, sys.maxsize))
        except (EOFError, OSError):
            os._exit(0)

    Thread(target=listen, daemon=True).start()
    return waiting


@dataclass(frozen=True, slots=True)
class _Served:
    """The graph as something to ask that gives what the engine finds, not yet read."""

    graph: Graph
    dataset: Dataset | None
    base: str | None

    @property
    def iris(self) -> Iris:
        return self.graph.iris

    def holds(self, term: ox.NamedNode) -> bool:
        return self.graph.holds(term)

    def slugs(self, kind: str) -> list[str]:
        return self.graph.slugs(kind)

    def answer(
        self, sparql: str, bound: Mapping[str, Term], first: Mapping[str, Term]
    ) -> tuple[Found, Mapping[str, Term]]:
        with runs(bound):
            sparql = supposing(sparql, first)
            return found(self.graph.store, sparql, bound, self.dataset, self.base), bound


def _answer(graph: Graph, asked: Mapping[str, Any], size: int) -> tuple[dict[str, object], bytes]:
    """What a question is answered, or why it is not."""
    try:
        return _written(graph, asked, size)
    except KgError as error:
        return {"error": type(error).__name__, "message": str(error)}, b""
    except _TooLarge:
        return {"over": "large"}, b""
    except MemoryError:
        return {"over": "memory"}, b""
    except BaseException as error:  # noqa: BLE001  (a panic of the engine is no Exception)
        words = " ".join(str(error).split())[:200]
        return {
            "error": "EngineFailed",
            "message": f"the engine failed over the query ({words})",
        }, b""


def _written(graph: Graph, asked: Mapping[str, Any], size: int) -> tuple[dict[str, object], bytes]:
    dataset = Dataset(tuple(asked["default"]), tuple(asked["named"]))
    check_graphs(dataset.default + dataset.named)
    source = _Served(graph, dataset if dataset != Dataset() else None, asked["base"] or None)
    result, bound = answer_of(source, asked["question"], asked["parameters"])
    out: Any = _Bounded(size)  # all that the engine asks of a file
    with runs(bound):
        if isinstance(result, ox.QueryTriples):
            result.serialize(out, format=ox.RdfFormat.N_TRIPLES)
            return {"kind": "triples"}, bytes(out.data)
        result.serialize(out, format=ox.QueryResultsFormat.JSON)
    return {"kind": "truth" if isinstance(result, ox.QueryBoolean) else "rows"}, bytes(out.data)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
