"""How far long work has come is told on stderr, and only when it takes long."""

from itertools import count
from pathlib import Path

import pytest

from kg import progress as module
from kg.progress import progress
from kg.read import Source

FILES = [Source(Path(f"{name}.txt")) for name in "abcd"]


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """All files come through, in order, and nothing is printed where stderr is no terminal."""
    assert list(progress(FILES)) == FILES
    assert capsys.readouterr() == ("", "")


def test_long_work_tells_in_plain_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many are done, how fast, how long it will take, and what is being read."""
    ticks = count(step=20)
    monkeypatch.setattr(module, "monotonic", lambda: next(ticks))
    assert list(progress(FILES)) == FILES
    out, err = capsys.readouterr()
    assert out == ""
    assert "1 of 4 read" in err and "s left: b.txt" in err
    assert "\x1b" not in err


def test_a_terminal_has_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the file that is being read, escaped, and goes away when it is done."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    odd = [*FILES, Source(Path("[bold]\x1b[2J.txt"))]
    assert list(progress(odd)) == odd
    assert capsys.readouterr().out == ""
