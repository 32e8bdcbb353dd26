"""What a user adds in Turtle is recognised, remembered, and refused where it is misspelt."""

import re
from pathlib import Path

import pytest

import kg
from kg.additions import read_additions
from kg.cli import run
from kg.errors import DamagedGraph, UnreadableInput
from kg.store import Graph
from kg.vocabulary import Vocabulary

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "ontology" / "README.md").read_text("utf-8")
(EXAMPLE,) = [block for block in re.findall(r"```turtle\n(.*?)```", PAGE, re.DOTALL) if "peel:Cue" in block]
(PASSAGE,) = re.findall(r"With it \"(.*?)\"", PAGE)
HEAD = "".join(line for line in EXAMPLE.splitlines(keepends=True) if line.startswith("@"))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The example of ontology/README.md as a file."""
    path = tmp_path / "mine.ttl"
    path.write_text(EXAMPLE, "utf-8")
    return path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with the words for which the example is made."""
    path = tmp_path / "leicestershire-2016-effectiveness.txt"
    path.write_text(f"Leicestershire PEEL 2016\n\n{PASSAGE}\n", "utf-8")
    return path


def said(graph: Graph) -> tuple[set[str], set[str]]:
    """The ends of the IRIs of all partners and threats of findings and partnerships."""
    rows = [
        graph.select(f"SELECT DISTINCT ?x WHERE {{ ?s peel:quote ?q ; peel:{name} ?x }}")
        for name in ("partner", "threat")
    ]
    partners, threats = ({row["x"].value.rpartition("/")[2] for row in found} for found in rows)
    return partners, threats


def test_the_example(mine: Path, report: Path) -> None:
    """Makes known what the page says: the general without it, the particular with it."""
    assert said(kg.build(report)) == (set(), {"theft"})
    graph = kg.build(report, vocabulary=mine)
    assert said(graph) == ({"wolds-lookout"}, {"tractor-theft"})
    rows = graph.select(
        "SELECT ?p WHERE { ?s a peel:Finding ; peel:polarity ?p ; peel:quote ?q } ORDER BY ?q"
    )
    assert [row["p"].value.rpartition("/")[2] for row in rows] == ["weakness", "strength"]


def test_a_folder_remembers(mine: Path, report: Path, tmp_path: Path) -> None:
    """A later build reads with the same additions, until it forgets them."""
    folder = tmp_path / "graph"
    build = ["build", str(report), "-q", "-g", str(folder)]
    assert run([*build, "--vocabulary", str(mine)]) == 0
    first = Graph.open(folder).turtle()
    mine.unlink()
    assert run(build) == 0
    assert Graph.open(folder).turtle() == first
    assert run([*build, "--no-vocabulary"]) == 0
    assert said(Graph.open(folder)) == (set(), {"theft"})
    assert not (folder / "vocabulary.nt").exists()


def test_changed_additions_are_noticed(mine: Path, report: Path, tmp_path: Path) -> None:
    """A graph whose vocabulary was altered behind its back is damaged."""
    kg.build(report, tmp_path / "graph", vocabulary=mine)
    (added,) = (tmp_path / "graph" / "vocabulary").iterdir()
    added.write_text("", "utf-8")
    with pytest.raises(DamagedGraph, match="added to the vocabularies"):
        Graph.open(tmp_path / "graph")


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("<threat/theft> skos:altlabel 'x' .", r":5: no property .*altlabel.*is it .*altLabel"),
        ("<threat/theft> skos:broader <threat/violent-crim> .", r":5: .*not known.*violent-crime"),
        ("<thread/theft> skos:altLabel 'x' .", r":5: .*no individual.*threat"),
        ("<http://example.org/x> skos:altLabel 'x' .", r":5: .*no individual"),
        ("<cue/x> a peel:Queue .", r":5: no class"),
        ("<cue/x> skos:altLabel [ ] .", "blank node"),
        ("<cue/x> skos:altLabel ", "no readable Turtle"),
        ("", "says nothing"),
    ],
)
def test_mistakes(turtle: str, message: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Are told with the line, and with what was probably meant."""
    path = tmp_path / "mine.ttl"
    path.write_text(f"{HEAD}\n{turtle}\n", "utf-8")
    with pytest.raises(UnreadableInput, match=message):
        read_additions([path], vocabulary)


def test_what_breaks_a_shape(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stops the build, and nothing is written."""
    path = tmp_path / "mine.ttl"
    path.write_text(f"{HEAD}\n<cue/x> a peel:Cue ; skos:altLabel 'weekends' .\n", "utf-8")
    code = run(["build", str(report), "-g", str(tmp_path / "graph"), "--vocabulary", str(path)])
    assert code == 1
    assert "peel:signal" in capsys.readouterr().err
    assert not (tmp_path / "graph").exists()


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(unclosed", "missing \\)"),
        ("(?<=a+)b", "fixed-width"),
        ("{place} **", "multiple repeat|nothing to repeat"),
    ],
)
def test_a_pattern_that_is_none(
    pattern: str, problem: str, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stops the build with its rule, in a line, also where nothing in the report comes near it."""
    path = tmp_path / "mine.ttl"
    path.write_text(f"{HEAD}\n<rule/grade-line> peel:pattern '{pattern}' .\n", "utf-8")
    code = run(["build", str(report), "-g", str(tmp_path / "graph"), "--vocabulary", str(path)])
    assert code == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert re.search(rf"rule/grade-line: pattern .*({problem}).*; mend the pattern", line)
    assert not (tmp_path / "graph").exists()


def test_the_order_of_files_does_not_matter(mine: Path, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The same facts give the same text."""
    other = tmp_path / "other.ttl"
    other.write_text(f"{HEAD}\n<threat/theft> skos:altLabel 'lifted'@en .\n", "utf-8")
    assert read_additions([mine, other], vocabulary) == read_additions([other, mine], vocabulary)
