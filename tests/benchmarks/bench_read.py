"""How fast files are read: `python tests/benchmarks/bench_read.py [FILE …]`, by hand, with the extra `bench` installed.

For each form it prints pages per second of processor time of our reader and of a library that many use, which gives plain text without
structure; and the ratio of the two, taken in turns in the same run, so that the machine matters little. Medians of several rounds. Then,
from a process of its own, the peak of memory that our reader needs for the largest file. A web page counts as one page. Without files the
copies in `tests/read` are read.
"""

import gc
import io
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from kg.read.layout import Copy

COPIES: Final = Path(__file__).parents[1] / "read"
ROUNDS: Final = 5
_PEAK: Final = """
import resource, sys
from importlib import import_module
from pathlib import Path
import_module(sys.argv[1]).read(Path(sys.argv[2]).read_bytes())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@dataclass(frozen=True)
class Contest:
    """A form of file, our reader of it, what it is measured against, and the ratio that is aimed at."""

    suffix: str
    reader: str
    rival: str
    least: float
    read: Callable[[bytes], int]
    """The rival's way to read a file; gives the number of its pages."""


def by_pdfplumber(data: bytes) -> int:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
        return len(document.pages)


CONTESTS: Final = (Contest(".pdf", "kg.read.pdf", "pdfplumber", 15.0, by_pdfplumber),)


def seconds(work: Callable[[bytes], object], copies: Sequence[bytes]) -> float:
    """The processor time of reading some files."""
    gc.collect()  # what the other reader left behind is not this one's
    start = process_time()
    for data in copies:
        work(data)
    return process_time() - start


def peak(reader: str, file: Path) -> float:
    """The most memory, in megabytes, of a process that reads one file."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, reader, str(file)], capture_output=True, text=True, check=True
    )
    return int(done.stdout) / (1024 if sys.platform != "darwin" else 1024 * 1024)


def hold(contest: Contest, files: Sequence[Path]) -> bool:
    """Prints the figures of one form. Gives whether the ratio is the one that is aimed at."""
    read: Callable[[bytes], Copy] = import_module(contest.reader).read
    copies = [file.read_bytes() for file in files]
    pages = sum(len(read(data).pages) or 1 for data in copies)
    seconds(contest.read, copies[:1])
    gc.collect()
    gc.freeze()  # the collector is not to look again and again at what the libraries have loaded
    rounds = [(seconds(read, copies), seconds(contest.read, copies)) for _ in range(ROUNDS)]
    ours, theirs = (median(times) for times in zip(*rounds, strict=True))
    ratio = median(two / one for one, two in rounds)
    largest = max(files, key=lambda file: file.stat().st_size)
    print(f"{contest.suffix}: {len(files)} files, {pages} pages, medians of {ROUNDS} rounds")
    print(f"  {contest.reader:<12} {pages / ours:8.1f} pages per CPU second")
    print(f"  {contest.rival:<12} {pages / theirs:8.1f}")
    print(f"  ratio        {ratio:8.1f} (aimed at: {contest.least:g})")
    print(f"  peak memory  {peak(contest.reader, largest):8.1f} MB ({largest.name})")
    return ratio >= contest.least


def main(given: Sequence[str]) -> int:
    files = [Path(file) for file in given] or sorted(COPIES.rglob("*"))
    held = [
        hold(contest, mine)
        for contest in CONTESTS
        if (mine := [file for file in files if file.suffix.lower() == contest.suffix])
    ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
