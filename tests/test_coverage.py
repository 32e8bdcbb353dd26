"""The fate of every sentence of a report, and what was seen in a passage."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kg.cli import run
from kg.coverage import Coverage, Fate, coverage, covered
from kg.draw.fates import fates
from kg.errors import UsageError
from kg.explain import explain, why_not
from kg.extract import parse
from kg.read import read
from kg.store import Graph
from kg.values import BlockKind, Document, Told
from kg.vocabulary import Vocabulary

GOLD = sorted((Path(__file__).parent / "gold").glob("*.txt"))
PAGE = """Kent PEEL 2016

Effectiveness

Supervision is thorough and enquiries are prompt.

The county has a population of a million.

The force works well with Barnardo's.
"""


@pytest.fixture
def cover(vocabulary: Vocabulary) -> Callable[[str], Coverage]:
    def made(text: str) -> Coverage:
        document = Document("page", text, "0" * 64, "page.txt", Told("kent", 2016, "effectiveness"))
        return covered("report", parse(document, vocabulary), vocabulary)

    return made


def test_each_sentence_has_its_fate(cover: Callable[[str], Coverage]) -> None:
    """Statements lead to what rests on them; the rest says why it is none."""
    found = cover(PAGE)
    said = {part.span.of(PAGE).split()[0]: part for part in found.parts}
    assert said["Kent"].fate is said["Effectiveness"].fate is Fate.FURNITURE
    assert said["Supervision"].fate is Fate.STATED
    kinds = {type(found.reading.statements[at]).__name__ for at in said["The"].statements}
    assert kinds == {"Finding", "Partnership"}
    neutral = [part for part in found.parts if part.fate is Fate.NEUTRAL]
    assert [part.span.of(PAGE) for part in neutral] == ["The county has a population of a million."]
    assert neutral[0].why


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_no_word_is_without_a_fate(path: Path, vocabulary: Vocabulary) -> None:
    """The parts do not overlap, and what stands between them are bullets, numbers and joining words of lists."""
    found = covered("report", parse(read(path, vocabulary), vocabulary), vocabulary)
    text = found.reading.document.text
    at = 0
    for part in found.parts:
        assert part.span.start >= at
        assert not re.search(r"[^\W\d_]{4,}", text[at : part.span.start]), text[at : part.span.start]
        at = part.span.end
    assert not text[at:].strip()
    resting = {number for part in found.parts for number in part.statements}
    assert resting == set(range(len(found.reading.statements)))
    assert sum(found.count(fate) for fate in Fate) == len(found.parts)


def test_the_page_has_the_whole_text_and_leads_to_every_statement(cover: Callable[[str], Coverage]) -> None:
    """Each link has its target, no request is possible, and no character is lost."""
    found = cover(PAGE)
    page = fates(found)
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE html>|<meta[^>]*>", "", page))
    article = root.find(".//main/article")
    assert article is not None
    assert "".join("".join(article.itertext()).split()) == "".join(PAGE.split())
    targets = {node.get("id") for node in root.iter() if node.get("id")}
    links = {(node.get("href") or "")[1:] for node in root.iter("a")}
    assert links <= targets
    assert len([name for name in targets if name and name.startswith("s-")]) == len(found.names)
    assert "default-src 'none'" in page
    assert "<script" not in page


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table, JSON, and a page; a report that is not there is named."""
    (tmp_path / "kent-2016-effectiveness.txt").write_text(PAGE, "utf-8")
    folder = str(tmp_path / "graph")
    assert run(["build", str(tmp_path / "kent-2016-effectiveness.txt"), "-q", "-g", folder]) == 0
    for name in ("kent/2016/effectiveness", "id:report/kent/2016/effectiveness", "kent-2016-effectiveness"):
        assert run(["coverage", name, "-g", folder]) == 0
        shown = capsys.readouterr()
        assert "population of a million" in shown.out
        assert "neutral" in shown.err
    assert run(["coverage", "kent/2016/effectiveness", "-g", folder, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sum(told["counts"].values()) == len(told["sentences"])
    assert run(["coverage", "kent/2016/effectiveness", "-g", folder, "-o", str(tmp_path / "c.html")]) == 0
    assert (tmp_path / "c.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert run(["coverage", "essex/2016/effectiveness", "-g", folder]) == 2
    assert "kent/2016/effectiveness" in capsys.readouterr().err


def test_why_not(graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    """Words that made nothing are shown with what was seen in them, whatever the white space between them."""
    seen = why_not(graph, "first year   HMIC has graded forces")[0]
    assert seen.fate == Fate.NEUTRAL
    assert BlockKind.PARAGRAPH in seen.place
    assert {clause.side for clause in seen.clauses} == {"neutral"}
    assert all(clause.traits for clause in seen.clauses)
    (made,) = why_not(graph, "public disorder but not a large-scale cyber incident")
    assert [clause.side for clause in made.clauses][-1] == "weakness"
    assert made.statements
    with pytest.raises(UsageError, match="no report"):
        why_not(graph, "words that nobody wrote")


def test_a_graph_of_another_vocabulary(graph: Graph) -> None:
    """Has no coverage, and of its findings it is not told what weighed; the rest of what explains them is."""
    old = Graph(graph.store, graph.texts, replace(graph.manifest, vocabulary="0" * 64), graph.additions)
    with pytest.raises(UsageError, match="built with another vocabulary than today's; run kg build again"):
        coverage(old, "leicestershire/2015/effectiveness")
    with pytest.raises(UsageError, match="another vocabulary"):
        why_not(old, "first year HMIC has graded forces")
    finding = next(iter(graph.select("SELECT ?s WHERE { ?s a peel:Finding } ORDER BY ?s")))["s"].value
    told, whole = explain(old, finding), explain(graph, finding)
    assert told == replace(whole, weighed=())


def test_explain_names_what_weighed(graph: Graph) -> None:
    """A finding shows the traits that spoke for it, strongest first; other statements have none."""
    rows = graph.select(
        "SELECT ?s WHERE { ?s a peel:Finding ; peel:quote ?q FILTER(STRSTARTS(?q, 'not a large')) }"
    )
    (finding,) = [row["s"].value for row in rows]
    weighed = explain(graph, finding).weighed
    assert weighed
    assert list(weighed) == sorted(weighed, key=lambda pair: (-pair[1], pair[0]))
    judgement = next(iter(graph.select("SELECT ?s WHERE { ?s a peel:Judgement }")))["s"].value
    assert explain(graph, judgement).weighed == ()


def test_why_not_on_the_screen(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the words stand, what became of them, and every clause with its scores, traits and cues; as JSON the same."""
    asked = ["explain", "-g", str(real), "--why-not"]
    words = "public disorder but not a LARGE-scale\ncyber incident"
    assert run([*asked, words]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "/report/leicestershire/2014/effectiveness, line 9 «The Strategic" in shown
    assert "it became: statement (finding, partnership)" in shown
    assert re.search(
        r"clause: not a large-scale cyber incident\. read as weakness \(by itself: neutral", shown
    )
    assert "large-scale cyber incident (threat large-scale-cyber-incident)" in shown
    assert run([*asked, words, "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["fate"] == "statement" and all(iri in shown for iri in told["statements"])
    assert all(clause["quote"] in shown for clause in told["clauses"])
    assert run([*asked, "first year HMIC has graded forces"]) == 0
    shown = capsys.readouterr().out
    assert "it became: neutral" in shown and "/statement/" not in shown


def test_a_table_for_the_screen_goes_to_no_file(
    real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not shown in place of a file that was asked for."""
    report = ["coverage", "leicestershire/2015/effectiveness", "-g", str(real), "--format", "human"]
    assert run([*report, "-o", str(tmp_path / "fates.txt")]) == 2
    told = capsys.readouterr()
    assert "this format is for the screen" in told.err and told.out == ""


@pytest.mark.parametrize("arguments", [["explain"], ["explain", "x", "--why-not", "y"]])
def test_explain_wants_one_of_two(arguments: list[str], tmp_path: Path) -> None:
    """A statement or some words."""
    assert run([*arguments, "-g", str(tmp_path)]) == 2
