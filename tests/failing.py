"""Fails writes: `python tests/failing.py N` prints, as JSON, at how many calls, and how many builds ended with the old graph or the new one.

A build that adds a report and revises another one is told "no space left on device" the n-th time that it writes, syncs, links, renames or
makes a file or folder of the graph, also from within Oxigraph (`failing.c` stands before the C library); for N numbers from the first to
the last, or for each of them where N is 0. After each the graph has to be the old one or the new one, whole, and the build that is run
again has to give the new one. Ends with 1 and says what was found where that fails.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kg.doctor import examine
from kg.store import Graph

OLD, NEW = sorted((Path(__file__).parents[1] / "data" / "reports").glob("*.txt"))


def main() -> int:
    """Has them fail, and counts."""
    options = argparse.ArgumentParser(description="Fails each write of a build, and looks at what is left.")
    options.add_argument("times", type=int, metavar="N", help="builds with a write that fails; 0 for all")
    options.add_argument("--stays-full", action="store_true", help="all writes behind it fail, too")
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(failed(Path(folder).resolve(), told.times, stays=told.stays_full)))
    return 0


def failed(folder: Path, times: int, *, stays: bool) -> dict[str, int]:
    """How many failing writes left which graph."""
    shim = folder / "failing.so"
    source = Path(__file__).with_name("failing.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], check=True)
    revised = folder / OLD.name
    revised.write_text(OLD.read_text("utf-8") + "\n\nThe force is good at answering calls.\n", "utf-8")
    place, old, new = folder / "graph", folder / "old", folder / "new"
    paths = [NEW, revised]
    _built([OLD], old)
    shutil.copytree(old, new)
    _built(paths, new)
    before, after = _turtle(old), _turtle(new)
    steps = _counted(paths, old, place, shim, folder / "count")
    found = {"writes": steps, "failed": 0, "old": 0, "new": 0}
    some = range(1, steps + 1)
    for number in (
        sorted({1 + round((steps - 1) * at / (times - 1)) for at in range(times)}) if times else some
    ):
        shutil.copytree(old, place)
        done = _built(paths, place, _environment(shim, place, number, stays=stays))
        if done.returncode not in (0, 4) or len(done.stderr.splitlines()) > 1:
            sys.exit(f"write {number}: ended with {done.returncode}: {done.stderr[-2_000:]}")
        left = _turtle(place)
        if left not in (before, after) or (done.returncode == 0 and left != after):
            sys.exit(f"write {number}: neither the old graph nor the new one")
        found["failed"] += done.returncode == 4
        found["old" if left == before else "new"] += 1
        if (again := _built(paths, place)).returncode or _turtle(place) != after:
            sys.exit(f"write {number}: the build that came after it is another one: {again.stderr[-2_000:]}")
        if problems := examine(place).problems:
            sys.exit(f"write {number}: {problems}")
        shutil.rmtree(place)
    return found


def _counted(paths: list[Path], old: Path, place: Path, shim: Path, count: Path) -> int:
    """How often a build writes."""
    shutil.copytree(old, place)
    _built(paths, place, {**_environment(shim, place, 0, stays=False), "FAIL_COUNT": str(count)})
    shutil.rmtree(place)
    return int(count.read_text())


def _environment(shim: Path, place: Path, number: int, *, stays: bool) -> dict[str, str]:
    failing = {"LD_PRELOAD": str(shim), "FAIL_BELOW": str(place), "FAIL_AT": str(number)}
    return failing | ({"FAIL_ON": "1"} if stays else {})


def _built(
    paths: list[Path], place: Path, environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kg", "build", "-q", "--workers", "1", "-g", *map(str, (place, *paths))]
    return subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )


def _turtle(place: Path) -> bytes:
    graph = Graph.open(place)
    try:
        return graph.turtle()
    finally:
        graph.close()


if __name__ == "__main__":
    sys.exit(main())
