"""How fast pages come: `python tests/benchmarks/bench_serve.py GRAPH_DIR [--seconds 60] [--readers 8] [--pages 400]`, by hand.

`kg serve` runs as a process of its own on the loopback. First one reader asks for pages of each kind, each for the first time and then
again; then several read at once for the given time, each going from page to page without a pause, in an order that a seed decides. The
times are those on the reader's clock, from the request to the last byte.
"""

import argparse
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Final

import httpx
from measure import KG, table

from kg.namespaces import PEEL, PROV
from kg.pages.source import Source
from kg.store import Graph

SEED: Final = 42
MEDIAN: Final = 0.150
"""Seconds in which half of all pages must come."""
LATE: Final = 0.600
"""Seconds in which 99 of 100 must come while several read."""
QUESTIONS: Final = (
    "/questions/grade-history?force={force}",
    "/questions/partners-of-a-force?force={force}",
    "/questions/what-a-force-must-improve?force={force}",
)


@contextmanager
def served(graph: Path) -> Iterator[str]:
    """The address of a server of a graph."""
    with subprocess.Popen(
        [*KG, "serve", "-p", "0", "-g", str(graph)], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        try:
            yield found[0].rstrip("/")
        finally:
            process.terminate()


def addresses(graph: Path, number: int) -> Mapping[str, Sequence[str]]:
    """Addresses of pages of each kind, at most so many of one, chosen by the seed."""
    source = Source(Graph.open(graph))
    rest = source.base

    def doc(things: Sequence[str]) -> list[str]:
        return [f"/doc/{thing.removeprefix(rest)}" for thing in things]

    reports = list(source.reports)
    told = [report.removeprefix(source.graph.iris.of("report", "")) for report in reports]
    statements = [
        name
        for report in reports[::7]
        for name in source.subjects(PROV + "wasDerivedFrom", report)
        if "/statement/" in name
    ]
    found = {
        "home": ["/"],
        "lists": ["/forces", "/bodies", "/threats", "/topics", "/reports", "/questions", "/about"],
        "force": doc(list(source.forces)),
        "body": doc(list(source.counts(PEEL + "partner"))),
        "threat": doc(list(source.counts(PEEL + "threat"))),
        "topic": doc(list(source.counts(PEEL + "topic"))),
        "question of a framework": doc(list(source.counts(PEEL + "question"))),
        "report": doc(reports),
        "statement": doc(statements),
        "text": [f"/text/{name}" for name in told],
        "coverage": [f"/coverage/{name}" for name in told],
        "search": [f"/search?q={words}" for words in ("domestic abuse", "EMSOU", "kent", "body-worn video")],
        "question asked": [
            question.format(force=force.rpartition("/")[2])
            for question in QUESTIONS
            for force in source.forces
        ],
        "network": ["/network", *(f"/network?force={force.rpartition('/')[2]}" for force in source.forces)],
        "Turtle": [f"{address}.ttl" for address in doc(reports)],
    }
    chance = random.Random(SEED)  # noqa: S311  (nothing secret)
    return {
        kind: chance.sample(sorted(of_kind), min(len(of_kind), number)) for kind, of_kind in found.items()
    }


def timed(client: httpx.Client, address: str) -> float:
    """The seconds that a page takes. Raises where it is none."""
    start = perf_counter()
    client.get(address).raise_for_status()
    return perf_counter() - start


def alone(
    url: str, pages: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Sequence[float], Sequence[float]]]:
    """For each kind the times of the first request for each page, and of the second."""
    with httpx.Client(base_url=url, timeout=60, headers={"accept": "text/html"}) as client:
        for kind, of_kind in pages.items():
            first = [timed(client, address) for address in of_kind]
            yield kind, first, [timed(client, address) for address in of_kind]


def together(
    url: str, pages: Mapping[str, Sequence[str]], readers: int, seconds: float
) -> tuple[list[float], int]:
    """The times of all pages that readers ask for side by side, and how many failed."""
    all_ = [address for of_kind in pages.values() for address in of_kind]

    def read(seed: int) -> tuple[list[float], int]:
        chance = random.Random(SEED + seed)  # noqa: S311
        times, failed, end = [], 0, perf_counter() + seconds
        with httpx.Client(base_url=url, timeout=60, headers={"accept": "text/html"}) as client:
            while perf_counter() < end:
                try:
                    times.append(timed(client, chance.choice(all_)))
                except httpx.HTTPError:
                    failed += 1
        return times, failed

    with ThreadPoolExecutor(readers) as pool:
        done = list(pool.map(read, range(readers)))
    return [time for times, _ in done for time in times], sum(failed for _, failed in done)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures how fast the pages of a graph come.")
    parser.add_argument("graph", type=Path, help="folder of a graph")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--pages", type=int, default=40, help="of each kind, at most")
    options = parser.parse_args()
    pages = addresses(options.graph, options.pages)
    rows, firsts = [], list[float]()
    with served(options.graph) as url:
        for kind, first, again in alone(url, pages):
            firsts += first
            rows.append(
                [
                    kind,
                    str(len(first)),
                    *(f"{1000 * figure:.0f}" for figure in (median(first), max(first), median(again))),
                ]
            )
        print(
            table(
                ["one reader: ms", "pages", "first time, median", "first time, worst", "again, median"], rows
            )
        )
        times, failed = together(url, pages, options.readers, options.seconds)
    centiles = quantiles(times, n=100)
    print(
        f"\nAll first times: median {1000 * median(firsts):.0f} ms (at most {1000 * MEDIAN:.0f}).\n"
        f"{options.readers} readers, {options.seconds:g} s: {len(times)} pages, {failed} failed; "
        f"median {1000 * centiles[49]:.0f} ms, 95 of 100 in {1000 * centiles[94]:.0f} ms, "
        f"99 of 100 in {1000 * centiles[98]:.0f} ms (at most {1000 * LATE:.0f})."
    )
    met = median(firsts) <= MEDIAN and centiles[98] <= LATE and not failed
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
