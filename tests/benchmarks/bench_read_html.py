"""How fast web pages are read: `python tests/benchmarks/bench_read_html.py [FILE …]`, by hand, with the extra `bench` installed.

It prints pages per second of processor time on one core for `kg.read.html` and for trafilatura, taken in turns in the same run, so that the
machine matters little, and their ratio: medians of several rounds. Without files the marked reports of `tests/gold` are read, each as a page
with <main> and as one without. The most memory that the process had in use stands at the end.
"""

import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time

import trafilatura

from kg.read.html import read

sys.path.insert(0, str(Path(__file__).parents[1]))
from renderings import as_html, parts

GOLD = Path(__file__).parents[1] / "gold"
ROUNDS = 7
LEAST = 4.0
"""The ratio that is aimed at."""


def pages(files: Sequence[str]) -> list[bytes]:
    """The pages of some files, or of the marked reports."""
    if files:
        return [Path(file).read_bytes() for file in files]
    reports = [parts(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.txt"))]
    return [as_html(report, main=main) for report in reports for main in (True, False)]


def seconds(work: Callable[[bytes], object], given: Sequence[bytes]) -> float:
    """The processor time of reading some pages."""
    start = process_time()
    for page in given:
        work(page)
    return process_time() - start


def main(files: Sequence[str]) -> int:
    given = pages(files)
    works: tuple[Callable[[bytes], object], ...] = (read, trafilatura.extract)
    for work in works:
        seconds(work, given)
    rounds = [[seconds(work, given) for work in works] for _ in range(ROUNDS)]
    ours, theirs = (median(times) for times in zip(*rounds, strict=True))
    ratio = median(their / our for our, their in rounds)
    size = sum(map(len, given)) / len(given) / 1000
    print(f"{len(given)} pages of {size:.0f} kB, medians of {ROUNDS} rounds")
    print(f"kg.read.html  {len(given) / ours:7.1f} pages per CPU second")
    print(f"trafilatura   {len(given) / theirs:7.1f}")
    print(f"ratio         {ratio:7.2f}  (aim: {LEAST:g})")
    print(f"peak memory   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB, of both")
    return 0 if ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
