"""How far long work has come is told on stderr, and only when it takes long."""

from itertools import count

import pytest

from kg import progress as module
from kg.progress import progress

PLACES = ["a.txt", "b.txt", "c.txt", "[bold]\x1b[2J.txt"]


def work() -> None:
    """Does all of it, and tells the watch."""
    with progress(len(PLACES)) as watch:
        for place in PLACES:
            watch.began(place)
            watch.ended()


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is printed where stderr is no terminal."""
    work()
    assert capsys.readouterr() == ("", "")


def test_long_work_tells_in_plain_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many are done, how fast, how long it will take, and what is being read."""
    ticks = count(step=20)
    monkeypatch.setattr(module, "monotonic", lambda: next(ticks))
    work()
    out, err = capsys.readouterr()
    assert out == ""
    assert "1 of 4 read, 0.1/s, about 60 s left: a.txt" in err
    assert "\x1b" not in err


def test_a_terminal_has_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the file that is being read, escaped, and goes away when it is done."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    work()
    assert capsys.readouterr().out == ""
