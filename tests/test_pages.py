"""Each passage of a PDF knows its page, in the graph, in its explanation, and after the graph is built again."""

from pathlib import Path

import pytest

import kg
from kg.explain import explain
from kg.store import Graph

PDF = Path(__file__).parent / "read" / "gwent-2018-effectiveness-weasyprint.pdf"
TEXT = Path(__file__).parent.parent / "data" / "reports" / "leicestershire-2014-effectiveness.txt"
PAGES = """
SELECT ?report ?passage ?start ?page WHERE {
    ?passage oa:hasSource ?report ; oa:hasSelector/oa:start ?start
    OPTIONAL { ?passage peel:page ?page }
} ORDER BY ?report ?start
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of a PDF, built named like its report."""
    place = tmp_path_factory.mktemp("pages")
    report = place / "gwent-2018-effectiveness.pdf"
    report.write_bytes(PDF.read_bytes())
    kg.build([report], place / "graph")
    return place / "graph"


def pages(graph: Graph, force: str) -> list[int | None]:
    """The page of each passage of a force's report, in the order of its text."""
    return [
        int(row["page"].value) if row["page"] else None
        for row in graph.select(PAGES)
        if f"/report/{force}/" in row["report"].value
    ]


def test_passages_know_their_pages_and_keep_them(folder: Path) -> None:
    """They rise with the text; another build, which reads the report from its text, leaves them; a text has none."""
    before = pages(Graph.open(folder), "gwent")
    assert set(before) == {1, 2, 3}
    assert before == sorted(before, key=lambda page: page or 0)
    kg.build([TEXT], folder)
    graph = Graph.open(folder)
    assert pages(graph, "gwent") == before
    assert set(pages(graph, "leicestershire")) == {None}


def test_an_explanation_tells_the_page(folder: Path) -> None:
    """Of each passage of the statement."""
    graph = Graph.open(folder)
    found = [row["s"].value for row in graph.select("SELECT ?s WHERE { ?s a peel:Finding } ORDER BY ?s")]
    explained = explain(graph, next(name for name in found if "/gwent/" in name))
    assert explained.passages[0].page in (1, 2, 3)
