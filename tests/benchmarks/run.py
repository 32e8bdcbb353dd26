"""Runs all benchmarks and writes their tables: `python tests/benchmarks/run.py [--full] [-o FILE.md]`

Without --full over few reports, in some five minutes on a quiet machine. With it over as many as the figures of the README rest on, which
takes hours. What needs a library that is not installed is left out, and says so (`pip install -e .[bench]`). Ratios are taken within one
run, so that they may be compared between machines; seconds may not.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from measure import offers

from kg.version import VERSION

HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark: its script, how it is called, and the libraries that it needs beside those of kg."""

    script: str
    title: str
    few: str = ""
    full: str = ""
    needs: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """The libraries that are not installed."""
        return [name for name in self.needs if find_spec(name) is None]


def benches() -> Iterator[Bench]:
    """All benchmarks, in the order of a report's way."""
    yield Bench("bench_start", "Beginning")
    yield Bench("bench_read", "Reading PDF files", needs=("pdfplumber",))
    yield Bench("bench_read_html", "Reading web pages", needs=("trafilatura",))
    yield Bench("bench_extract", "Extraction", needs=("ahocorasick",))
    yield Bench(
        "bench_pipeline",
        "From reports to a checked graph",
        "--reports 60 --sample 10",
        "--reports 1000 --sample 50",
    )
    quick = find_spec("shacl") and offers("build", "--shacl-engine")
    engine = " --shacl-engine shacl" if quick else ""
    yield Bench(
        "bench_growth",
        "A graph that grows",
        "--sizes 10 40 --graph 40 --rounds 1" + engine,
        "--sizes 100 1000 10000 --graph 5000" + engine,
    )


def told(bench: Bench, *, full: bool) -> str:
    """What a benchmark prints, under a heading."""
    heading = f"## {bench.title}\n\n"
    if missing := bench.missing:
        return f"{heading}Left out: {', '.join(missing)} is not installed.\n"
    arguments = (bench.full if full else bench.few).split()
    command = [sys.executable, str(HERE / f"{bench.script}.py"), *arguments]
    # A script ends with 1 where a figure falls short of its aim, too.
    done = subprocess.run(command, capture_output=True, text=True)
    failed = f"\nFailed:\n\n{done.stderr}" if "Traceback" in done.stderr else ""
    return f"{heading}`{' '.join([f'{bench.script}.py', *arguments])}`\n\n{done.stdout}{failed}"


def machine() -> str:
    """Where the figures were taken."""
    return (
        f"kg {VERSION}, Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs all benchmarks and writes their tables.")
    parser.add_argument("--full", action="store_true", help="over as many reports as the README tells of")
    parser.add_argument("-o", "--output", type=Path, help="a Markdown file, besides the standard output")
    given = parser.parse_args()
    parts = [f"# Benchmarks\n\n{machine()}\n"]
    print(parts[0], flush=True)
    for bench in benches():
        parts.append(told(bench, full=given.full))
        print(parts[-1], flush=True)
    if given.output:
        given.output.write_text("\n".join(parts), "utf-8")
    return int(any("\nFailed:" in part for part in parts))


if __name__ == "__main__":
    sys.exit(main())
