"""Fails writes: `python tests/failing.py N` prints, as JSON, at how many calls, and how many builds ended with the old graph or the new one.

A build that adds a report and revises another one is told "no space left on device" the n-th time that it writes, syncs, links, renames or
makes a file or folder of the graph, also from within Oxigraph (`failing.c` stands before the C library); for N numbers from the first to
the last, or for each of them where N is 0. After each the graph has to be the old one or the new one, whole, and the build that is run
again has to give the new one. Ends with 1 and says what was found where that fails.
"""

import argparse
import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from apart import apart, loaded

from kg.cli import run
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
        if "LD_PRELOAD" not in os.environ:
            return _begun_again(Path(folder) / "failing.so")
        print(json.dumps(failed(Path(folder).resolve(), told.times, stays=told.stays_full)))
    return 0


def _begun_again(shim: Path) -> int:
    """With the shim before the C library, for which it has to be there when a process begins."""
    source = Path(__file__).with_name("failing.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(shim)}
    return subprocess.run([sys.executable, *sys.argv], env=environment, check=False).returncode


def failed(folder: Path, times: int, *, stays: bool) -> dict[str, int]:
    """How many failing writes left which graph."""
    revised = folder / OLD.name
    revised.write_text(OLD.read_text("utf-8") + "\n\nThe force is good at answering calls.\n", "utf-8")
    place, old, new = folder / "graph", folder / "old", folder / "new"
    paths = [NEW, revised]
    loaded(NEW)
    _built([OLD], old)
    shutil.copytree(old, new)
    _built(paths, new)
    before, after = _turtle(old), _turtle(new)
    shutil.copytree(old, place)
    steps = _built(paths, place, _failing(place, 0, stays=False)).writes
    shutil.rmtree(place)
    found = {"writes": steps, "failed": 0, "old": 0, "new": 0}
    some = range(1, steps + 1)
    for number in (
        sorted({1 + round((steps - 1) * at / (times - 1)) for at in range(times)}) if times else some
    ):
        shutil.copytree(old, place)
        done = _built(paths, place, _failing(place, number, stays=stays))
        if done.code not in (0, 4) or len(done.told.splitlines()) > 1:
            sys.exit(f"write {number}: ended with {done.code}: {done.told[-2_000:]}")
        left = _turtle(place)
        if left not in (before, after) or (done.code == 0 and left != after):
            sys.exit(f"write {number}: neither the old graph nor the new one")
        found["failed"] += done.code == 4
        found["old" if left == before else "new"] += 1
        if (again := _built(paths, place)).code or _turtle(place) != after:
            sys.exit(f"write {number}: the build that came after it is another one: {again.told[-2_000:]}")
        if problems := apart(lambda: "\n".join(map(str, examine(place).problems)).encode()):
            sys.exit(f"write {number}: {problems.decode()}")
        shutil.rmtree(place)
    return found


class Done(NamedTuple):
    """How a build ended: its exit code, what it said on stderr, and how often it wrote."""

    code: int
    told: str
    writes: int


def _failing(place: Path, number: int, *, stays: bool) -> dict[str, str]:
    """What the shim is told: where writes are counted, and which of them fails, if any."""
    failing = {"FAIL_BELOW": str(place), "FAIL_AT": str(number)}
    return failing | ({"FAIL_ON": "1"} if stays else {})


def _built(paths: list[Path], place: Path, failing: dict[str, str] | None = None) -> Done:
    def build() -> bytes:
        os.environ.update(failing or {})
        with tempfile.TemporaryFile() as said:
            os.dup2(said.fileno(), sys.stderr.fileno())
            code = run(["build", "-q", "--workers", "1", "-g", *map(str, (place, *paths))])
            sys.stderr.flush()
            said.seek(0)
            return json.dumps([code, said.read().decode(), _calls()]).encode()

    return Done(*json.loads(apart(build)))


def _calls() -> int:
    """How often the shim was called for a path below its folder."""
    return ctypes.c_int.in_dll(ctypes.CDLL(None), "calls").value


def _turtle(place: Path) -> bytes:
    return apart(lambda: Graph.open(place).turtle())


if __name__ == "__main__":
    sys.exit(main())
