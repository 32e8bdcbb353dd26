"""What we stand on: few libraries, each with its reason; bundled files with their licences; nothing done at import."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from oldest import PROJECT, oldest, requirements

ROOT = Path(__file__).parent.parent
BUNDLED = {
    "kg/draw/assets/inter": ("LICENSE", "SIL Open Font License"),
    "kg/draw/assets/webgl": ("LICENSES.txt", "sigma"),
    "kg/pages/assets": ("yasgui.LICENSE.txt", "MIT License"),
}
"""Folders with files that others wrote: where their licences stand, and words that these have."""
OTHERS = (".ttf", ".woff", ".woff2", ".otf", ".min.js", ".min.css", ".wasm", "sigma.js")
"""How the names of such files end."""


def _readme(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the README."""
    section = (ROOT / "README.md").read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_each_dependency_has_its_reason() -> None:
    """The table of the README names just those of pyproject.toml that come with the package or an extra for users, with their bounds."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    mine = {"", *project["optional-dependencies"]} - {"test", "bench", "fuzz", "cover", "all"}
    wanted = {(written, extra) for written, extra in requirements() if extra in mine}
    told = {(row[0].strip("`"), row[1].strip("`")) for row in _readme("What it stands on")}
    assert told == wanted
    assert all(len(row[2]) > 10 for row in _readme("What it stands on"))


@pytest.mark.parametrize("requirement", [written for written, _ in requirements()])
def test_each_has_a_lower_bound(requirement: str) -> None:
    """With which it was tried: `oldest.py` makes constraints of them."""
    assert all(oldest(requirement))


def test_what_is_bundled_has_its_licence_beside_it() -> None:
    """Every file that others wrote lies in a folder that says whose it is, and the README names that folder."""
    readme = (ROOT / "README.md").read_text("utf-8")
    strange = {
        path.parent.relative_to(ROOT).as_posix()
        for path in (ROOT / "kg").rglob("*")
        if path.name.endswith(OTHERS)
    }
    assert strange <= set(BUNDLED)
    for folder, (name, words) in BUNDLED.items():
        assert words in (ROOT / folder / name).read_text("utf-8")
        assert folder in readme


_WATCHED = """
import pkgutil, sys
seen = []
def watch(event, arguments):
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename", "os.mkdir"):
        seen.append((event, *map(str, arguments[:2])))
    elif event.startswith("socket.") and event != "socket.gethostname":
        seen.append((event, *map(str, arguments[1:])))
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+") and arguments[0] != "/dev/null":
        seen.append((event, *map(str, arguments[:2])))
import kg
sys.dont_write_bytecode = True
sys.addaudithook(watch)
for found in pkgutil.walk_packages(kg.__path__, "kg."):
    if not found.name.endswith("__main__"):
        __import__(found.name)
print(seen)
"""


@pytest.mark.slow
def test_importing_every_module_does_nothing() -> None:
    """No file is written, no address opened, no process started."""
    done = subprocess.run([sys.executable, "-c", _WATCHED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
