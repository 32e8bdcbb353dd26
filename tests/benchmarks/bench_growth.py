"""How a graph grows: `python tests/benchmarks/bench_growth.py [--sizes 30 100] [--graph 100] [--rounds 3] [--shacl-engine NAME]`

Builds graphs of more and more reports of `corpus.py` with the command line, each command a process of its own: processor time (user and
system, of the process and those that it starts) and the most memory of the largest process. Then, in a graph of `--graph` reports: what it
takes to build them all, to add one that has changed, to build again what has not, and to open the graph and ask one question; and how much
sooner two workers are done than one, here and on a Dask cluster of this machine (whose own processor time is not in the table): on the clock,
which tells little on a machine that does other work, too. All is done several times in
turns, and medians are told; but graphs of more than 1,000 reports are built once.

The cost of a kilobyte falls at first, since a build also has to load and check the vocabularies; "ms each kB more" is what the text beyond
that of the row before cost. All graphs know the invented forces of the corpus, so that they differ in nothing but the number of reports.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from measure import KG, Cost, middle, offers, run, table

sys.path.append(str(Path(__file__).parents[1]))  # where the servers of the tests are
from servers import dask

LONG: Final = 1_000
"""Reports from which on a graph is built once."""
CORPUS: Final = Path(__file__).with_name("corpus.py")
DASK: Final = "2, Dask"
QUESTION: Final = ("partners-of-a-force", "--param", "force=kent")
AIMS: Final = {
    "cost per kB": "≤ 1.15 between the smallest and the largest",
    "peak": "≤ 1.5 between 1,000 and 10,000",
    "changed": "≤ 1/500 of building all",
    "question": "< 1 s",
    "workers": "two ≥ 1.7 times one, Dask ≥ 0.6 times two",
}
_MORE: Final = (
    "\nSince then the force has visited {number} more victims of burglary, with the help of local schools.\n"
)
"""What is added to a report that changes."""


@dataclass(frozen=True, slots=True)
class Reports:
    """A folder of reports, the way to build a graph from it, and its size."""

    folder: Path
    number: int
    options: tuple[str, ...]

    @property
    def size(self) -> int:
        """Kilobytes of text."""
        return sum(path.stat().st_size for path in self.folder.glob("*.txt")) // 1000

    def build(self, graph: Path, *options: str | Path, given: Path | None = None) -> Cost:
        """Builds all of it, or one file of it, into a graph."""
        return run(*KG, "build", given or self.folder, "-g", graph, "--quiet", *self.options, *options)

    def found(self, graph: Path, *options: str) -> Cost:
        """Builds all of it into a new graph, which remembers the invented forces."""
        shutil.rmtree(graph, ignore_errors=True)
        return self.build(graph, "--vocabulary", self.folder / "forces.ttl", *options)


def reports(folder: Path, number: int, options: Sequence[str]) -> Reports:
    """Writes that many reports. By a process of its own, so that this one stays small."""
    run(sys.executable, CORPUS, str(number), folder)
    return Reports(folder, number, tuple(options))


def rounds_of(number: int, rounds: int) -> range:
    """How often work on that many reports is measured."""
    return range(rounds if number <= LONG else 1)


def growth(corpora: Sequence[Reports], parent: Path, rounds: int) -> Iterator[list[str]]:
    """A row for each number of reports."""
    found: dict[int, list[Cost]] = {there.number: [] for there in corpora}
    for turn in range(rounds):
        for there in corpora:
            if turn in rounds_of(there.number, rounds):
                found[there.number].append(there.found(parent / "graph"))
    first = middle(found[corpora[0].number]).cpu / corpora[0].size
    cpu, size = 0.0, 0
    for there in corpora:
        cost = middle(found[there.number])
        more = f"{1000 * (cost.cpu - cpu) / (there.size - size):.1f}" if size else ""
        cpu, size = cost.cpu, there.size
        yield [
            f"{there.number:,}",
            f"{there.size:,}",
            f"{cost.cpu:.1f}",
            f"{1000 * cost.cpu / there.number:.0f}",
            f"{1000 * cost.cpu / there.size:.1f}",
            f"{cost.cpu / there.size / first:.2f}",
            more,
            f"{cost.peak:.0f}",
            str(len(found[there.number])),
        ]


@dataclass(frozen=True, slots=True)
class Living:
    """A graph that is there, and what is done with it."""

    there: Reports
    graph: Path

    def change(self) -> Cost:
        """One report is changed, and given again."""
        changed = min(self.there.folder.glob("*.txt"))
        with changed.open("a", encoding="utf-8") as file:
            file.write(_MORE.format(number=changed.stat().st_size))
        return self.there.build(self.graph, given=changed)

    def repeat(self) -> Cost:
        """All reports are given again, and none has changed."""
        return self.there.build(self.graph)

    def ask(self) -> Cost:
        """The graph is opened, and asked one question."""
        return run(*KG, "query", *QUESTION, "-g", self.graph)


def life(there: Reports, parent: Path, rounds: int) -> Iterator[list[str]]:
    """What is done with a graph of that many reports, against building it."""
    graph = parent / "living"
    whole = there.found(graph)
    living = Living(there, graph)
    works: dict[str, Callable[[], Cost]] = {
        "add one changed report": living.change,
        "give all again, unchanged": living.repeat,
        "open it, ask one question": living.ask,
    }
    found: dict[str, list[Cost]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(work())
    yield _share("build all", whole, whole)
    for name, costs in found.items():
        yield _share(name, middle(costs), whole)


def _share(name: str, cost: Cost, whole: Cost) -> list[str]:
    return [name, f"{cost.cpu:.2f}", f"1/{whole.cpu / cost.cpu:.0f}", f"{cost.peak:.0f}"]


def workers(there: Reports, parent: Path, rounds: int) -> Iterator[list[str]]:
    """One worker, two, and two on a cluster where Dask is installed, in turns. A cluster is ready before the clock starts."""
    names = ("1", "2", *((DASK,) if find_spec("distributed") else ()))
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for _ in rounds_of(there.number, rounds):
        for number, found in costs.items():
            if number == DASK:
                with TemporaryDirectory() as folder, dask(Path(folder)) as (address, _):
                    found.append(there.found(parent / "graph", "--engine", "dask", "--scheduler", address))
            else:
                found.append(there.found(parent / "graph", "--workers", number))
    for number, found in costs.items():
        cost = middle(found)
        ratios = [
            str(
                round(median(first.wall / one.wall for first, one in zip(costs[base], found, strict=True)), 2)
            )
            for base in ("1", "2")
        ]
        yield [number, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", *ratios, f"{cost.peak:.0f}"]


def show(title: str, aim: str, head: Sequence[str], rows: Iterator[list[str]]) -> None:
    """Prints a table when it is done."""
    print(f"{title} (aim: {aim})\n\n{table(head, list(rows))}\n", flush=True)


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measures how the cost of a graph grows with its reports.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 100], help="numbers of reports")
    parser.add_argument("--graph", type=int, default=100, help="reports of the graph in which one changes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shacl-engine", help="for kg build, where it knows that option")
    asked = parser.parse_args(given)
    options = ("--shacl-engine", asked.shacl_engine) if asked.shacl_engine else ()
    with TemporaryDirectory() as folder:
        parent = Path(folder)
        corpora = [reports(parent / f"of-{number}", number, options) for number in sorted(asked.sizes)]
        head = [
            "reports",
            "kB",
            "CPU s",
            "ms a report",
            "ms a kB",
            "times the first",
            "ms each kB more",
            "peak MB",
            "rounds",
        ]
        aim = f"cost per kB {AIMS['cost per kB']}; peak memory {AIMS['peak']}"
        show("Cost by number of reports", aim, head, growth(corpora, parent, asked.rounds))
        there = reports(parent / "some", asked.graph, options)
        if offers("build", "--workers"):
            head = ["workers", "s on the clock", "CPU s", "times one", "times two", "peak MB"]
            show(
                f"{asked.graph:,} reports by workers",
                AIMS["workers"],
                head,
                workers(there, parent, asked.rounds),
            )
        else:
            print("Workers: this kg build has no --workers.\n")
        head = [f"a graph of {asked.graph:,} reports", "CPU s", "of building all", "peak MB"]
        aim = f"changed report {AIMS['changed']}; question {AIMS['question']}"
        show("One report, one question", aim, head, life(there, parent, asked.rounds))


if __name__ == "__main__":
    main()
