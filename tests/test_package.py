"""The installed package works from an empty folder, and importing it does no work."""

import subprocess
import sys
from pathlib import Path

import pytest

REPORT = Path(__file__).parent.parent / "data" / "reports" / "leicestershire-2015-effectiveness.txt"


@pytest.mark.slow
def test_it_works_from_an_empty_folder(tmp_path: Path) -> None:
    """The ontology and the questions come with the package."""
    (tmp_path / "page.txt").write_bytes(REPORT.read_bytes())
    for command in (["build", "page.txt"], ["validate"], ["query", "partners-of-a-force"], ["draw"]):
        done = subprocess.run(
            [sys.executable, "-m", "kg", *command], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "network.html").exists()


def test_importing_does_no_work() -> None:
    """No heavy module is loaded, no file of the ontology read."""
    code = "import sys, kg; print(sorted({m.split('.')[0] for m in sys.modules} & {'rdflib', 'pyoxigraph', 'pyshacl', 'networkx', 'rich'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["Graph", "KgError", "__version__", "build", "open_graph"])
def test_public_names(name: str) -> None:
    """The package exports a few verbs and values, and all that it promises."""
    import kg

    assert name in kg.__all__
    assert getattr(kg, name) is not None
