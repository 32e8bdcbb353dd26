"""Kills builds: `python tests/kills.py N` prints, as JSON, how many, and how many left the old graph or the new one.

A build that adds a report and revises another one is killed (SIGKILL) at one of the things that it does to the graph's folder: a file
that it opens, links, renames or removes; N times, from the first of these to the last. After each kill the graph is opened, has to be
the old one or the new one, byte for byte, and the build is run again, which has to give the new one. Ends with 1 and says what was
found where that fails.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from apart import apart, loaded

from kg.doctor import examine
from kg.pipeline import run
from kg.store import Graph

OLD, NEW = sorted((Path(__file__).parents[1] / "data" / "reports").glob("*.txt"))
_EVENTS = frozenset({"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"})


def main() -> int:
    """Kills, and counts."""
    options = argparse.ArgumentParser(description="Kills builds, and looks at what they leave.")
    options.add_argument("times", type=int, metavar="N", help="kills, 2 or more")
    times = options.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(killed(Path(folder), times)))
    return 0


def killed(folder: Path, times: int) -> dict[str, int]:
    """How many kills left which graph."""
    revised = folder / OLD.name
    revised.write_text(OLD.read_text("utf-8") + "\n\nThe force is good at answering calls.\n", "utf-8")
    paths = [NEW, revised]
    loaded(NEW)
    old = apart(lambda: _built([OLD], folder / "old"))
    shutil.copytree(folder / "old", folder / "new")
    new, steps = apart(lambda: _counted(paths, folder / "new")).rsplit(b"\n", 1)
    found = {"steps": int(steps), "kills": 0, "old": 0, "new": 0}
    for number in sorted({1 + round((int(steps) - 1) * kill / (times - 1)) for kill in range(times)}):
        place = folder / "graph"
        _kill(paths, folder / "old", place, number)
        left = apart(lambda: Graph.open(place).turtle())  # noqa: B023
        if left not in (old, new):
            sys.exit(f"kill {number}: neither the old graph nor the new one")
        found["kills"] += 1
        found["old" if left == old else "new"] += 1
        if apart(lambda: _built(paths, place)) != new:  # noqa: B023
            sys.exit(f"kill {number}: the build that came after it is another one")
        if problems := apart(lambda: "\n".join(map(str, examine(place).problems)).encode()):  # noqa: B023
            sys.exit(f"kill {number}: {problems.decode()}")
        shutil.rmtree(place)
    return found


def _kill(paths: list[Path], old: Path, place: Path, number: int) -> None:
    """Has a build on a copy of the old graph killed, a step earlier where it was over by then: a store has not always as many files."""
    for step in range(number, 0, -1):
        shutil.copytree(old, place)
        if not apart(lambda: _dying(paths, place, step), dies=True):  # noqa: B023  (it is over at once)
            return
        shutil.rmtree(place)
    sys.exit("no build was killed")


def _built(paths: list[Path], place: Path) -> bytes:
    """The graph that a build makes."""
    return run(paths, place).graph.turtle()


def _counted(paths: list[Path], place: Path) -> bytes:
    """The graph that a build makes, and in how many steps."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    _at_each_step(place, step)
    return _built(paths, place) + f"\n{steps}".encode()


def _dying(paths: list[Path], place: Path, number: int) -> bytes:
    """A build that comes to no end."""
    left = number

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    _at_each_step(place, step)
    return _built(paths, place)


def _at_each_step(place: Path, step: Callable[[], None]) -> None:
    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _EVENTS and str(arguments[0]).startswith(str(place)):
            step()

    sys.addaudithook(hook)


if __name__ == "__main__":
    sys.exit(main())
