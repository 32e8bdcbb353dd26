"""How fast graphs are held against their shapes: `python tests/benchmarks/bench_shacl.py [TIMES]`, by hand, with the extra `fast` installed.

The marked reports of `tests/gold`, each TIMES over (1) under other names, and the vocabularies are checked in four ways: pyshacl on the whole
graph, as anybody would (with its copy into rdflib); `Checker` report by report, with either engine; and shacl on the whole, from the store.
It prints milliseconds of processor time per report, medians of several rounds in turns, and the ratios to the first; what each way needs for the
vocabularies alone, or once, is taken off or left out, and told besides. The plain way is timed on the reports as they are: it grows with their number.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

import pyoxigraph as ox
from rdflib import Graph

from kg.describe import describe, vocabularies
from kg.extract import extract
from kg.read import read
from kg.resources import ontology
from kg.terms import to_rdflib
from kg.validate import Checker, fast, reference
from kg.validate.pieces import stored
from kg.vocabulary import load, read_turtle

GOLD: Final = Path(__file__).parents[1] / "gold"
ROUNDS: Final = 3
LEAST: Final = 40.0
"""The ratio that is aimed at, of shacl to pyshacl on the whole graph."""

Reports = list[tuple[ox.Quad, ...]]


def reports() -> tuple[Reports, tuple[ox.Quad, ...]]:
    """The quads of each marked report, and of the vocabularies."""
    vocabulary = load(ontology())
    readings = (extract(read(path, vocabulary), vocabulary) for path in sorted(GOLD.glob("*.txt")))
    return [tuple(dict.fromkeys(describe(one, vocabulary))) for one in readings], tuple(
        vocabularies(vocabulary)
    )


def renamed(report: Sequence[ox.Quad], number: int) -> tuple[ox.Quad, ...]:
    """The report as if it were another one of its force and year."""
    assert isinstance(report[0].graph_name, ox.NamedNode)
    old = report[0].graph_name.value
    new = f"{old}-{'abcdefghij'[number % 10] * (1 + number // 10)}"
    text = ox.serialize(report, format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return tuple(ox.parse(text.decode().replace(old, new), format=ox.RdfFormat.N_QUADS))


def seconds(work: Callable[[], object]) -> float:
    """The processor time of some work, all of its threads together."""
    start = process_time()
    work()
    return process_time() - start


def main(given: Sequence[str]) -> int:
    few, vocabulary = reports()
    times = int(given[0]) if given else 1
    many = [renamed(report, n) if n else report for report in few for n in range(times)]
    shapes = to_rdflib(read_turtle(ontology() / "shapes.ttl"))
    whole = stored([*vocabulary, *(quad for report in few for quad in report)])
    large = stored([*vocabulary, *(quad for report in many for quad in report)])
    alone = stored(vocabulary)
    ours, quick = (Checker(shapes, vocabulary, engine) for engine in ("pyshacl", "shacl"))
    engine = fast.Whole(shapes)
    ways: dict[str, tuple[Callable[[], object], Callable[[], object] | None, int]] = {
        "pyshacl, whole graph": (lambda: plainly(whole, shapes), lambda: plainly(alone, shapes), len(few)),
        "Checker, pyshacl": (lambda: [ours.report(one) for one in many], None, len(many)),
        "Checker, shacl": (lambda: [quick.report(one) for one in many], None, len(many)),
        "shacl, whole graph": (lambda: engine.results(large), lambda: engine.results(alone), len(many)),
    }
    found = {name: list[float]() for name in ways}
    besides = {name: list[float]() for name in ways}
    for way, _, _ in list(ways.values())[1:]:
        way()
    for _ in range(ROUNDS):
        for name, (way, rest, count) in ways.items():
            besides[name].append(seconds(rest) if rest else 0.0)
            found[name].append((seconds(way) - besides[name][-1]) / count)
    quads = sum(map(len, many))
    print(
        f"{len(many)} reports, {quads:,} quads, and {len(vocabulary):,} of the vocabularies; medians of {ROUNDS} rounds"
    )
    plain = found["pyshacl, whole graph"]
    for name, each in found.items():
        ratio = median(one / other for one, other in zip(plain, each, strict=True))
        once = f"  (vocabularies: {median(besides[name]) * 1000:.0f} ms)" if any(besides[name]) else ""
        print(f"{name:22} {median(each) * 1000:8.2f} ms per report {ratio:7.1f} times as fast{once}")
    print(
        f"Checker.vocabulary     {seconds(ours.vocabulary) * 1000:8.0f} ms with pyshacl, {seconds(quick.vocabulary) * 1000:.0f} ms with shacl"
    )
    reached = median(one / other for one, other in zip(plain, found["shacl, whole graph"], strict=True))
    print(f"aimed at: {LEAST:g} times")
    return 0 if reached >= LEAST else 1


def plainly(store: ox.Store, shapes: Graph) -> None:
    assert reference.whole(to_rdflib(store), shapes) == set()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
