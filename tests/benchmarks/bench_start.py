"""How long it takes to begin: `python tests/benchmarks/bench_start.py [--rounds 9]`

Processor time of processes of their own, in turns, medians: of importing kg and rdflib, from which that of a Python that does nothing is taken
off, and of one question to a graph of the sample reports.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from measure import KG, run, table

SAMPLE: Final = Path(__file__).parents[2] / "data" / "reports"
NOTHING, OURS, THEIRS = "a Python that does nothing", "import kg", "import rdflib"
QUESTION: Final = "kg query on the sample graph"


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measures how long it takes to begin.")
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args(given).rounds
    with TemporaryDirectory() as folder:
        graph = Path(folder) / "graph"
        run(*KG, "build", SAMPLE, "-g", graph, "--quiet")
        commands = {
            NOTHING: (sys.executable, "-c", ""),
            OURS: (sys.executable, "-c", OURS),
            THEIRS: (sys.executable, "-c", THEIRS),
            QUESTION: (
                *KG,
                "query",
                "partners-of-a-force",
                "--param",
                "force=leicestershire",
                "-g",
                str(graph),
            ),
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                taken[name].append(run(*command).cpu)
    took = {name: median(times) for name, times in taken.items()}
    rows = [[name, f"{1000 * seconds:.0f}"] for name, seconds in took.items()]
    print(table(["", "CPU ms"], rows))
    share = (took[OURS] - took[NOTHING]) / (took[THEIRS] - took[NOTHING])
    print(
        f"\n{OURS} takes {share:.3f} of {THEIRS} (aim: ≤ 0.2); {QUESTION} {took[QUESTION]:.2f} s (aim: ≤ 0.35)"
    )


if __name__ == "__main__":
    main()
