"""The targets of `fuzz` stand their seeds, and all that once broke them; `python tests/fuzz/run.py` tries more (the extra `fuzz`)."""

from pathlib import Path
from random import Random

import pytest
from fuzz.changes import changed
from fuzz.targets import TARGETS

FUZZ = Path(__file__).parent / "fuzz"
CRASHERS = sorted(path for path in (FUZZ / "crashers").glob("*/*") if path.is_file())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    """Each does, and so does each as it is when something in it is said otherwise."""
    target = TARGETS[name]
    for seed in target.seeds:
        target.try_(seed)
        for number in range(3):
            target.try_(changed(seed, target.form, Random(number))[: target.longest])  # noqa: S311  (no secret)


@pytest.mark.parametrize("crasher", CRASHERS, ids=[f"{path.parent.name}-{path.name}" for path in CRASHERS])
def test_what_broke_a_target_breaks_it_no_more(crasher: Path) -> None:
    """Found by libFuzzer; the name says what was wrong."""
    TARGETS[crasher.parent.name].try_(crasher.read_bytes())


def test_there_are_crashers() -> None:
    """Of known targets, and none that is large."""
    assert CRASHERS
    assert {path.parent.name for path in CRASHERS} <= set(TARGETS)
    assert all(path.stat().st_size < 2000 for path in CRASHERS)
