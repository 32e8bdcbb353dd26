"""What many tests share: the vocabularies, and the graph of the two real reports, each made once."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import settings

from kg.extract import extract
from kg.resources import ontology
from kg.store import Graph
from kg.values import Document, Reading, Told
from kg.vocabulary import Vocabulary, load

settings.register_profile("calm", deadline=None)  # a busy machine is slow, and fails no test by that
settings.load_profile("calm")

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "data" / "reports"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabularies of `ontology/`."""
    return load(ontology())


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The graph of the two real reports, opened from a folder."""
    import kg

    folder = tmp_path_factory.mktemp("built") / "graph"
    kg.build([REPORTS], folder)
    return Graph.open(folder)


@pytest.fixture(scope="session")
def reading(vocabulary: Vocabulary) -> Callable[..., Reading]:
    """Reads a text as a report: by default Kent's of 2016 on effectiveness."""

    def read(text: str, *, force: str = "kent", year: int = 2016, pillar: str = "effectiveness") -> Reading:
        # Without its mark a text is no inspection report; the mark stands last, so that offsets stay simple.
        whole = text if "HMIC" in text or "PEEL" in text else f"{text}\n\nPEEL"
        digest = sha256(whole.encode()).hexdigest()
        return extract(Document("test", whole, digest, "test.txt", Told(force, year, pillar)), vocabulary)

    return read
