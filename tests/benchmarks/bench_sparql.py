"""How fast questions are answered: `python tests/benchmarks/bench_sparql.py GRAPH_DIR [--rounds 3] [--without rdflib]`, by hand.

A mix of queries of the kinds that readers ask is put to our store in this process (as `kg query` does it: a folder, opened; and beside
it the same graph in memory, as it is after `kg.build` in Python), to rdflib, and to a Virtuoso of its own over HTTP, in turns, so that the machine matters little; medians of the rounds, of which there are at least three.
All must give the same rows. Processor time is compared, of the whole way from the question to the rows as terms: that of this process,
which asks and reads, and of all that it has started, such as the process behind the gate of a folder, or Virtuoso. The time on the clock stands beside it; on a busy machine it says little. Loading is not
counted; where Virtuoso is not installed, or the system does not tell what a process takes, it is left out.
"""

import argparse
import os
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from statistics import median
from time import perf_counter, process_time
from typing import Final
from unittest.mock import patch

import rdflib

from kg.ask import Answer
from kg.catalogue import catalogue
from kg.connection import Connection, credentials
from kg.endpoint import Endpoint
from kg.namespaces import PREFIXES
from kg.publish import publish
from kg.store import Graph, in_memory
from kg.triplestore import GraphStore

_TASKS: Final = Path("/proc/self/task")
"""Where the system tells of the threads of this process, and of the processes that each has started."""
OVER_RDFLIB: Final = 25.0
"""How many times faster than rdflib the sum has to be."""
LOOK_UP: Final = "grades of one force by year"
"""The one question that a server with indexes may answer faster than we do."""
MIX: Final = {
    LOOK_UP: """SELECT ?force ?year ?judgement ?name WHERE {
        ?judgement a peel:Judgement ; peel:force ?force ; peel:inspectionYear ?year ; peel:grade/skos:prefLabel ?name
    }""",
    "areas for improvement by topic": """SELECT ?topic ?name (COUNT(DISTINCT ?action) AS ?actions) WHERE {
        ?action a peel:AreaForImprovement ; peel:topic ?topic . ?topic skos:prefLabel ?name
    } GROUP BY ?topic ?name""",
    "partners of the same force": """SELECT ?one ?two (COUNT(DISTINCT ?force) AS ?forces) WHERE {
        ?first a peel:Partnership ; peel:force ?force ; peel:partner ?one .
        ?second a peel:Partnership ; peel:force ?force ; peel:partner ?two .
        FILTER (STR(?one) < STR(?two))
    } GROUP BY ?one ?two""",
    # DISTINCT, since Oxigraph gives a row twice where two graphs say the same: the name of a local body, say.
    "force, partner and threat": """SELECT DISTINCT ?force_name ?partner_name ?threat_name WHERE {
        ?partnership a peel:Partnership ; peel:force ?force ; peel:partner ?partner ; peel:threat ?threat .
        ?force skos:prefLabel ?force_name . ?partner skos:prefLabel ?partner_name . ?threat skos:prefLabel ?threat_name
    }""",
    "findings on a partner's threat": """SELECT ?force ?partner ?threat (COUNT(DISTINCT ?finding) AS ?findings) WHERE {
        ?partnership a peel:Partnership ; peel:force ?force ; peel:partner ?partner ; peel:threat ?threat .
        ?finding a peel:Finding ; peel:force ?force ; peel:threat ?threat
    } GROUP BY ?force ?partner ?threat""",
    "path of broader topics": """SELECT ?top (COUNT(DISTINCT ?finding) AS ?findings) WHERE {
        ?finding a peel:Finding ; peel:topic ?topic . ?topic skos:broader* ?top
    } GROUP BY ?top""",
    "mean grades, HAVING": """SELECT ?force (AVG(?rank) AS ?mean) (COUNT(DISTINCT ?judgement) AS ?judgements) WHERE {
        ?judgement a peel:Judgement ; peel:force ?force ; peel:grade/peel:rank ?rank
    } GROUP BY ?force HAVING (COUNT(DISTINCT ?judgement) > 1)""",
    "words in quotes, REGEX": """SELECT ?statement ?quote WHERE {
        ?statement peel:quote ?quote FILTER (REGEX(?quote, "domestic (abuse|violence)", "i"))
    }""",
    "graph of partnerships": catalogue()["partnership-graph"].sparql,
}


@dataclass(frozen=True)
class Taken:
    """Seconds that a question took: on the clock, and of the processors."""

    clock: float
    work: float


Cells = Counter[tuple[str, ...]]
"""Rows or triples as words, whatever their order."""


@dataclass(frozen=True)
class Engine:
    """Something that answers questions of the mix."""

    name: str
    ask: Callable[[str], object]
    cells: Callable[[object], Cells]


def _work() -> float:
    """Seconds of the processors that this process has taken so far, and all that it has started: the one behind the gate, readers of answers, servers."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    numbers = {pid for task in _TASKS.glob("*/children") for pid in task.read_text().split()}
    tasks = [task for pid in numbers for task in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    running = sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
    return process_time() + ended.ru_utime + ended.ru_stime + running


Times = Mapping[str, Mapping[str, Sequence[Taken]]]
"""Of each question of each engine, one for each round."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures how fast a graph answers.")
    parser.add_argument("graph", help="folder of a graph")
    parser.add_argument("--rounds", type=int, default=3, help="at least 3")
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="ENGINE", help="rdflib takes long over large graphs"
    )
    given = parser.parse_args()
    began = process_time()
    graph = Graph.open(given.graph)
    opening = process_time() - began
    with ExitStack() as stack:
        engines = list(_engines(graph, stack, frozenset(given.without)))
        rounds = max(3, given.rounds)
        print(f"{len(graph.manifest.reports)} reports, {len(graph.store)} quads, medians of {rounds} rounds")
        print(f"(to open the folder takes {opening:.3f} s of processor time, which is not in the table)")
        taken = {name: {engine.name: list[Taken]() for engine in engines} for name in MIX}
        for turn in range(rounds + 1):
            for name in MIX:
                _asked_in_turn(
                    name, engines, taken[name] if turn else {}
                )  # the first time everything is cold
    return _told(taken)


def _asked_in_turn(name: str, engines: Sequence[Engine], taken: Mapping[str, list[Taken]]) -> None:
    """Puts a question to each engine. Raises ValueError where one has other rows than the first."""
    wanted: Cells | None = None
    for engine in engines:
        clock, work = perf_counter(), _work()
        answer = engine.ask(name)
        passed = Taken(perf_counter() - clock, _work() - work)
        cells = engine.cells(answer)
        wanted = cells if wanted is None else wanted
        if cells != wanted or not cells:
            other = [*(cells - wanted).items(), *(wanted - cells).items()][:2]
            raise ValueError(f"{name}: {engine.name} has other rows ({other})")
        if engine.name in taken:
            taken[engine.name].append(passed)


def _engines(graph: Graph, stack: ExitStack, without: frozenset[str]) -> Iterator[Engine]:
    force = _busiest(graph)
    given = {name: {"force": force} if name == LOOK_UP else {} for name in MIX}
    yield Engine("kg", lambda name: graph.query(MIX[name], **given[name]), _cells)
    if "memory" not in without:
        memory = Graph(in_memory(graph.quads()), graph.texts, graph.manifest)
        yield Engine("memory", lambda name: memory.query(MIX[name], **given[name]), _cells)
    if "rdflib" not in without:
        plain = graph.to_rdflib()
        bound = {name: {key: rdflib.URIRef(value) for key, value in given[name].items()} for name in MIX}

        def by_rdflib(name: str) -> object:
            return list(plain.query(MIX[name], initNs=PREFIXES, initBindings=bound[name]))

        yield Engine("rdflib", by_rdflib, _of_rdflib)
    if "Virtuoso" in without or not which("virtuoso-t") or not _TASKS.is_dir():
        print("Virtuoso is left out")
        return
    endpoint = _published(graph, stack)
    yield Engine("Virtuoso", lambda name: endpoint.query(MIX[name], **given[name]), _cells)


def _published(graph: Graph, stack: ExitStack) -> Endpoint:
    """A Virtuoso that holds the graph."""
    from servers import virtuoso

    # Our own server: what it answers needs no process that tries it first, which takes longer than most questions.
    stack.enter_context(patch("kg.endpoint.fault", return_value=None))
    served = stack.enter_context(virtuoso(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
    os.environ["KG_AUTH"] = served.password
    way = stack.enter_context(Connection(credentials("KG_AUTH")))
    endpoint = Endpoint(served.query, way)
    publish(graph, GraphStore(served.graphs, way), endpoint)
    return endpoint


def _busiest(graph: Graph) -> str:
    """The force with the most judgements."""
    found = graph.query(
        "SELECT ?force (COUNT(?j) AS ?n) WHERE { ?j a peel:Judgement ; peel:force ?force } GROUP BY ?force ORDER BY DESC(?n) ?force LIMIT 1"
    )
    return str(found.rows[0][0])


def _cells(answer: object) -> Cells:
    assert isinstance(answer, Answer)
    if answer.triples is not None:
        return Counter((t.subject.value, t.predicate.value, t.object.value) for t in answer.triples)  # type: ignore[union-attr]
    return Counter(tuple("" if term is None else _plain(term.value) for term in row) for row in answer.terms)


def _of_rdflib(answer: object) -> Cells:
    assert isinstance(answer, list)
    return Counter(tuple("" if term is None else _plain(str(term)) for term in row) for row in answer)


def _plain(words: str) -> str:
    """A number to four places, since engines write their means with more or fewer; other words as they are."""
    try:
        return f"{float(words):.4f}"
    except ValueError:
        return words


def _told(taken: Times) -> int:
    """Prints the table; 0 where the aims are met."""
    engines = list(next(iter(taken.values())))
    work, clock = (_medians(taken, lambda one: one.work), _medians(taken, lambda one: one.clock))
    print(f"{'milliseconds of processor':34}" + "".join(f"{e:>10}" for e in engines), end="")
    print("".join(f"{f'{e}/kg':>13}" for e in engines[1:]) + "".join(f"{f'{e}, clock':>17}" for e in engines))
    for name in work:
        ratios = [work[name][e] / work[name]["kg"] for e in engines[1:]]
        print(f"{name:34}" + "".join(f"{work[name][e]:10.1f}" for e in engines), end="")
        print(
            "".join(f"{ratio:13.2f}" for ratio in ratios)
            + "".join(f"{clock[name][e]:17.1f}" for e in engines)
        )
    slower = [
        name for name, of in work.items() if of.get("Virtuoso", of["kg"]) < of["kg"] and name != LOOK_UP
    ]
    over = work["sum"].get("rdflib", 0) / work["sum"]["kg"]
    if over:
        print(f"over rdflib: {over:.1f} (aim: {OVER_RDFLIB:g})")
    print(f"slower than Virtuoso: {', '.join(slower) or 'none'} (aim: none)")
    return 1 if slower or 0 < over < OVER_RDFLIB else 0


def _medians(taken: Times, figure: Callable[[Taken], float]) -> dict[str, dict[str, float]]:
    """Milliseconds of each question and engine, and their sums."""
    found = {
        name: {engine: 1000 * median(map(figure, times)) for engine, times in of.items()}
        for name, of in taken.items()
    }
    return found | {"sum": {engine: sum(of[engine] for of in found.values()) for engine in found[LOOK_UP]}}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))  # where the servers of the tests are
    sys.exit(main())
