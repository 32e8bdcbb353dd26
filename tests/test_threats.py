"""The page on threats names tests that exist, and keeps to a page."""

import ast
import re
from pathlib import Path

from conftest import ROOT

PAGE = (ROOT / "kg" / "THREATS.md").read_text("utf-8")
GATE = (ROOT / "kg" / "gate" / "__init__.py").read_text("utf-8")
NAMED = re.compile(r"`(test_\w+)(?:\.(test_\w+))?`")


def named_in(path: Path) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_each_test_that_it_names_exists() -> None:
    """A promise without its test is none."""
    files = {path.stem: path for path in (ROOT / "tests").rglob("test_*.py")}
    named = set(NAMED.findall(PAGE + GATE))
    assert len(named) > 60
    missing = [
        f"{file}.{name}"
        for file, name in sorted(named)
        if file not in files or (name and name not in named_in(files[file]))
    ]
    assert missing == []


def test_each_promise_has_one() -> None:
    """No row of a table is without."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    promises = [row for row in rows if not row.rstrip(" |").endswith("held by")]
    assert len(promises) > 15
    assert [row for row in promises if not NAMED.search(row)] == []
