"""What many tests share: the vocabularies, and the graph of the two real reports, each made once."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import pytest
from extras import FILES, lacking
from filelock import FileLock
from hypothesis import settings

from kg.extract import extract
from kg.resources import ontology
from kg.store import Graph
from kg.values import Document, Reading, Told
from kg.vocabulary import Vocabulary, load

EXAMPLES = int(os.environ.get("KG_EXAMPLES", "30"))
"""With how many examples a property is tried; KG_EXAMPLES=300 tries harder."""
settings.register_profile(
    "calm", deadline=None, max_examples=EXAMPLES
)  # a busy machine fails no test by that
settings.load_profile("calm")

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "data" / "reports"


class _Lacking(pytest.Module):
    """A file of tests for which something is not installed."""

    def collect(self) -> NoReturn:
        pytest.skip(lacking(*FILES[self.path.stem]), allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skips a file before its imports fail."""
    if lacking(*FILES.get(module_path.stem, ())):
        return _Lacking.from_parent(parent, path=module_path)
    return None


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabularies of `ontology/`."""
    return load(ontology())


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the graph of the two real reports, made once for all processes that test: nobody writes into it."""
    import kg

    place = tmp_path_factory.getbasetemp()
    shared = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    with FileLock(shared / "real.lock"):
        if not (shared / "real").exists():
            kg.build([REPORTS], shared / "real.new")
            (shared / "real.new").rename(shared / "real")
    return shared / "real"


@pytest.fixture(scope="session")
def graph(real: Path) -> Graph:
    """The graph of the two real reports, opened from a folder."""
    return Graph.open(real)


@pytest.fixture(scope="session")
def reading(vocabulary: Vocabulary) -> Callable[..., Reading]:
    """Reads a text as a report: by default Kent's of 2016 on effectiveness."""

    def read(text: str, *, force: str = "kent", year: int = 2016, pillar: str = "effectiveness") -> Reading:
        # Without its mark a text is no inspection report; the mark stands last, so that offsets stay simple.
        whole = text if "HMIC" in text or "PEEL" in text else f"{text}\n\nPEEL"
        digest = sha256(whole.encode()).hexdigest()
        return extract(Document("test", whole, digest, "test.txt", Told(force, year, pillar)), vocabulary)

    return read


@pytest.fixture
def believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What servers answer goes without its trial in a process of its own, which tests/test_trial.py is about, where there are hundreds of answers."""
    monkeypatch.setattr("kg.endpoint.fault", lambda *_: None)
