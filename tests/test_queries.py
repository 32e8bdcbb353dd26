"""Every question of `queries/` gives the expected rows on the two real reports, in the expected order."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import build
from kg.ask import catalogue
from kg.store import Graph
from kg.tables import rows

UNANSWERED = {"candidate-bodies"}
"""Questions to which the two real reports have no answer; tests of their own have."""
EXPECTED = Path(__file__).parent / "queries"
QUESTIONS = catalogue()


def test_every_question_has_expected_rows() -> None:
    """And every file of expected rows has a question; none of both is a failure."""
    assert len(QUESTIONS) >= 12
    assert {path.stem for path in EXPECTED.iterdir()} == set(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_question(name: str, graph: Graph) -> None:
    """The answer is the expected one, row by row; a graph is compared as a graph."""
    answer = graph.query(name)
    if answer.triples is not None:
        wanted = {quad.triple for quad in ox.parse(path=EXPECTED / f"{name}.ttl")}
        assert set(answer.triples) == wanted
    else:
        assert rows(answer, "csv").decode() == (EXPECTED / f"{name}.csv").read_bytes().decode()
        assert bool(answer.rows) == (name not in UNANSWERED)


@pytest.mark.parametrize("name", QUESTIONS)
def test_header(name: str, graph: Graph) -> None:
    """The columns of the header are those of the answer, each parameter is one of them, and rows have a total order."""
    question = QUESTIONS[name]
    assert question.question.endswith("?") or "CONSTRUCT" in question.sparql
    assert graph.query(name).columns == question.columns
    assert {parameter.name for parameter in question.parameters} <= set(question.columns)
    assert "SELECT *" not in question.sparql
    if "CONSTRUCT" not in question.sparql:
        assert re.search(r"ORDER BY .+\n\Z", question.sparql)


@pytest.mark.parametrize("name", [name for name, q in QUESTIONS.items() if q.parameter("force")])
def test_a_parameter_narrows_the_answer(name: str, graph: Graph) -> None:
    """Of two forces, the one without reports has no rows."""
    assert len(graph.query(name, force="leicestershire")) == len(graph.query(name))
    assert len(graph.query(name, force="kent")) == 0


@pytest.mark.parametrize(
    ("name", "parameter"), [(name, p.name) for name, q in QUESTIONS.items() for p in q.parameters]
)
def test_a_parameter_chooses_rows(name: str, parameter: str, graph: Graph) -> None:
    """The answer with a value is the rows that have it, in their order: no cell is filled in, no count changed."""
    whole = graph.query(name)
    place = whole.columns.index(parameter)
    values = {term for row in whole.terms if (term := row[place]) is not None}
    for term in sorted(values, key=str)[:8]:
        wanted = [row for row in whole.terms if row[place] == term]
        assert list(graph.query(name, **{parameter: term.value}).terms) == wanted


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Three reports on two forces that say the same of the same bodies: what they say of a body stands in each report's graph."""
    folder = tmp_path_factory.mktemp("several")
    for force, year in (("Kent", 2015), ("Kent", 2016), ("Essex", 2016)):
        text = (
            f"PEEL: Police effectiveness {year}\n\n{force} Police\n\nHow effective is the force at reducing crime?\n\nGood\n\n"
            f"In {year} the force works well with the county council and with the Harbour Safety Board to tackle domestic abuse.\n"
            f"It works with the National Crime Agency against modern slavery. The Harbour Safety Board met again in {year}.\n"
        )
        (folder / f"{force}-{year}.txt").write_text(text, "utf-8")
    return build([folder])


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_row_comes_twice(name: str, several: Graph) -> None:
    """However many graphs say a thing."""
    answer = several.query(name)
    assert len(answer.terms) == len(set(answer.terms))
    assert answer.terms or answer.triples or name in {"capability-gaps", "what-a-force-must-improve"}
