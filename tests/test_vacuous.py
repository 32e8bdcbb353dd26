"""What has checked nothing does not pass for right: each such success is told, and none is one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import REPORTS, ROOT
from rdflib import Graph as RdflibGraph

from kg.cli import run
from kg.errors import KgError
from kg.terms import to_rdflib
from kg.validate import validate

PROLOGUE = """
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = 'ex:j a ex:Judgement ; ex:grade "fair" .'
SHAPE = """ex:S a sh:NodeShape ; sh:targetClass ex:Judgement ; sh:property ex:P .
ex:P a sh:PropertyShape ; sh:path ex:grade ; sh:in ( "good" ) ; sh:message "Give a grade." ."""


def graph(turtle: str) -> RdflibGraph:
    return to_rdflib(ox.parse((PROLOGUE + turtle).encode(), format=ox.RdfFormat.TURTLE))


def refused(shapes: str) -> str:
    with pytest.raises(KgError) as caught:
        validate(graph(DATA), graph(shapes))
    return str(caught.value)


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ("", "no shape has a target"),
        (SHAPE.replace("sh:targetClass ex:Judgement", "sh:name 'x'"), "no target"),
        (SHAPE.replace("sh:in (", "sh:inn ("), "inn is no term of SHACL Core"),
        (SHAPE.replace('sh:in ( "good" )', "sh:minCuont 1"), "minCuont is no term of SHACL Core"),
        (SHAPE.replace("sh:targetClass", "sh:targetClas"), "targetClas is no term of SHACL Core"),
        (SHAPE.replace("sh:property ex:P", "sh:property ex:Q"), "Q is referred to and not described"),
        (f"{SHAPE} ex:S sh:node ex:S .", "refers to itself"),
        (f"{SHAPE} ex:S sh:js ex:J .", "js is no term of SHACL Core"),
        (f"{SHAPE} ex:S sh:sparql ex:J .", "sparql is no term of SHACL Core"),
        (SHAPE.replace("http://www.w3.org/ns/shacl#", "x"), ""),
    ],
)
def test_shapes_that_would_check_nothing(shapes: str, words: str) -> None:
    """Are no shapes: a misspelt constraint or target, one that leads nowhere or to itself, code that is not run."""
    if not words:  # the shape as it should be
        assert not validate(graph(DATA), graph(shapes)).conforms
        return
    assert words in refused(shapes)


@pytest.mark.parametrize(
    ("data", "shapes"),
    [
        ("", SHAPE),
        (DATA.replace("ex:Judgement", "ex:Judgment"), SHAPE),
        (DATA, SHAPE.replace("targetClass ex:Judgement", "targetClass ex:Judgment")),
        (DATA, SHAPE.replace("targetClass ex:Judgement", "targetSubjectsOf ex:grades")),
        (DATA, SHAPE.replace("targetClass ex:Judgement", "targetObjectsOf ex:grades")),
    ],
)
def test_a_shape_that_met_nothing(data: str, shapes: str) -> None:
    """Fails: the name of a class or property may be misspelt on either side."""
    found = validate(graph(data), graph(shapes))
    assert not found.conforms
    assert [result.component.rpartition("#")[2] for result in found.results] == ["IdleConstraintComponent"]


@pytest.mark.parametrize("off", ["true", "1"])
def test_a_shape_that_is_switched_off(off: str) -> None:
    """Is told of, or fails: it has checked nothing."""
    found = validate(graph(DATA), graph(f'{SHAPE} ex:S sh:deactivated "{off}"^^xsd:boolean .'))
    assert not found.conforms or found.idle


def test_a_folder_without_marks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is no evaluation with perfect figures."""
    assert run(["evaluate", str(tmp_path)]) == 3
    assert "no marked reports" in capsys.readouterr().err
    assert run(["evaluate", str(tmp_path / "nowhere")]) == 3
    (tmp_path / "a.txt").write_text((REPORTS / "leicestershire-2014-effectiveness.txt").read_text("utf-8"))
    assert run(["evaluate", str(tmp_path)]) == 3


def test_a_graph_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Answers nothing: no rows are an answer only of a graph that is whole."""
    for place in (tmp_path, tmp_path / "nowhere"):
        for command in (["query", "reports-and-dates"], ["export"], ["validate"], ["doctor"], ["draw", "-"]):
            assert run([*command, "-g", str(place)]) == 3, command
            assert "no graph here" in capsys.readouterr().err


def test_nothing_to_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without reports, a pattern that fits none."""
    (tmp_path / "empty").mkdir()
    for path in ("empty", "nowhere", "*.txt"):
        assert run(["build", str(tmp_path / path), "-g", str(tmp_path / "graph")]) in (2, 3)
        assert capsys.readouterr().err and not (tmp_path / "graph").exists()


@pytest.mark.slow
def test_a_query_without_rows_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the screen there is no empty table that might be a failure; the exit code is that of an answer."""
    report = str(REPORTS / "leicestershire-2014-effectiveness.txt")
    place = ["-g", str(tmp_path / "graph")]
    assert run(["build", report, "-q", *place]) == 0
    query = tmp_path / "q.rq"
    query.write_text("SELECT ?s { ?s a <https://w3id.org/peel-kg/ontology#Judgment> }")
    assert run(["query", str(query), *place]) == 0
    told = capsys.readouterr()
    assert "0 rows" in told.out + told.err or "no rows" in told.out + told.err


def test_every_file_of_tests_has_one() -> None:
    """A file without a test would pass; so would one whose tests bear names that pytest does not collect."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        assert re.search(r"^(?: *def test_|Test\w+ = )", path.read_text("utf-8"), re.MULTILINE), path


@pytest.mark.slow
def test_a_run_without_tests_fails(tmp_path: Path) -> None:
    """As pytest has it; so that a misspelt path in a script is no success."""
    (tmp_path / "test_nothing.py").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(tmp_path)],
        capture_output=True, env={**os.environ, "PYTEST_ADDOPTS": ""}, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 5
