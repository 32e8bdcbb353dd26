"""What the README shows is what happens: its commands are run, its Python executed, its Turtle looked up."""

import doctest
import re
import shlex
import shutil
from pathlib import Path
from shutil import copytree

import pyoxigraph as ox
import pytest

from kg.cli import run
from kg.namespaces import PREFIXES
from kg.store import Graph

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    pytest.param(*entry.split("\n", 1), id=entry.split("\n", 1)[0])
    for kind, block in BLOCKS
    if kind == "console"
    for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, real: Path) -> Path:
    """A folder with the data of the clone, in which the README's first command was run."""
    place = tmp_path_factory.mktemp("clone")
    (place / "data").symlink_to(ROOT / "data")
    copytree(real, place / "graph")
    return place


@pytest.mark.parametrize(("command", "shown"), COMMANDS)
def test_transcript(
    command: str,
    shown: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A command prints the lines shown; "…" stands for anything, a line with it alone for any lines."""
    monkeypatch.chdir(folder)
    if command.startswith("kg build"):
        shutil.rmtree("graph")  # the first command finds none
    assert run(shlex.split(command)[1:]) == 0
    printed = [line for line in "".join(capsys.readouterr()).splitlines() if line.strip()]
    wanted = [line.strip() for line in shown.splitlines() if line.strip()]
    at, skipping = 0, False
    for line in wanted:
        if line == "…":
            skipping = True
            continue
        pattern = re.sub(r"(?:\\ )+", r"[ \\t]+", re.escape(line)).replace("…", ".*")
        matching = [n for n in range(at, len(printed)) if re.match(rf"\s*{pattern}", printed[n])]
        assert matching, (line, printed[at : at + 5])
        assert skipping or matching[0] == at, (line, printed[at])
        at, skipping = matching[0] + 1, False


def test_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example runs and prints what is shown."""
    monkeypatch.chdir(ROOT)
    (code,) = [block for kind, block in BLOCKS if kind == "python"]
    found = doctest.DocTestParser().get_doctest(code, {}, "README", None, None)
    assert doctest.DocTestRunner().run(found).failed == 0
    assert found.examples


def test_turtle(graph: Graph) -> None:
    """Every triple of the example is in the graph."""
    (turtle,) = [block for kind, block in BLOCKS if kind == "turtle"]
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    shown = {
        quad.triple for quad in ox.parse(head + turtle, format=ox.RdfFormat.TURTLE, base_iri=graph.iris.base)
    }
    assert len(shown) >= 8
    assert shown <= {quad.triple for quad in graph.quads()}


def test_picture(graph: Graph) -> None:
    """The picture is the one that the command draws."""
    from kg.draw import FORMATS
    from kg.network import network

    assert (ROOT / "data" / "network.svg").read_bytes() == FORMATS[".svg"](network(graph))


def test_every_command_is_in_the_table() -> None:
    """And every folder of the map is there."""
    for command in (
        "build",
        "validate",
        "query",
        "export",
        "publish",
        "draw",
        "report",
        "diff",
        "explain",
        "coverage",
        "evaluate",
    ):
        assert f"| `kg {command}" in README
    for name in re.findall(r"^\| `(\w+)/` \|", README, re.MULTILINE):
        assert (ROOT / name).is_dir()


def test_sections_that_are_named_are_there() -> None:
    """Each "see" leads to a section, and no section is empty: a merge has lost some before."""
    sections = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL))
    assert all(len(text.strip()) > 100 for text in sections.values())
    for name in re.findall(r'\(see "([^"]+)"\)', README):
        assert name in sections
    assert "What a query may do" in sections
