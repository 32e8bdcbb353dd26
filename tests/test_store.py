"""A graph folder is whole-old or whole-new; a damaged one is told from an empty one."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.describe import describe
from kg.errors import DamagedGraph, DoesNotConform, UnreadableInputs, UsageError
from kg.pipeline import run
from kg.store import Graph, sole_writer
from kg.values import Reading
from kg.vocabulary import Vocabulary

REPORTS = Path(__file__).parent.parent / "data" / "reports"
OLD, NEW = (
    REPORTS / "leicestershire-2014-effectiveness.txt",
    REPORTS / "leicestershire-2015-effectiveness.txt",
)


def _written(folder: Path) -> tuple[bytes, str]:
    """What a graph folder holds, as Turtle, and its manifest."""
    return Graph.open(folder).turtle(), (folder / "manifest.json").read_text()


def test_a_second_build_adds_to_the_first(tmp_path: Path) -> None:
    """Reports one by one make the same graph as together, whatever the order."""
    kg.build([NEW], tmp_path / "one")
    kg.build([OLD], tmp_path / "one")
    kg.build([OLD, NEW], tmp_path / "two")
    assert _written(tmp_path / "one") == _written(tmp_path / "two")


def test_the_folder_holds_what_was_built(tmp_path: Path) -> None:
    """Opened again, the graph has the same quads, texts and manifest."""
    built = kg.build([REPORTS], tmp_path / "graph")
    opened = kg.open_graph(str(tmp_path / "graph"))
    assert set(opened.quads()) == set(built.quads())
    assert (dict(opened.texts), opened.manifest) == (dict(built.texts), built.manifest)
    assert opened.texts[opened.manifest.reports[0].iri] == OLD.read_text("utf-8")


def test_one_bad_input_among_many_is_left_out(tmp_path: Path) -> None:
    """The others are built; the build says which was left out and why."""
    (tmp_path / "recipe.txt").write_text("Take six eggs.")
    built = run([NEW, tmp_path / "recipe.txt"], tmp_path / "graph")
    assert [problem.place for problem in built.problems] == [str(tmp_path / "recipe.txt")]
    assert len(Graph.open(tmp_path / "graph").manifest.reports) == 1
    with pytest.raises(UnreadableInputs):
        kg.build([NEW, tmp_path / "recipe.txt"])


def test_nothing_readable_writes_nothing(tmp_path: Path) -> None:
    """All problems are told at once."""
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UnreadableInputs) as caught:
        kg.build([tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"], tmp_path / "graph")
    assert len(str(caught.value).splitlines()) == 3
    assert not (tmp_path / "graph").exists()


def test_two_texts_that_claim_to_be_one_report(tmp_path: Path) -> None:
    """The second is left out, and both are named; the same text twice is one report."""
    other = tmp_path / "leicestershire-2014-effectiveness.txt"
    other.write_text(OLD.read_text("utf-8") + " More.", "utf-8")
    (problem,) = run([OLD, other]).problems
    assert str(OLD) in str(problem) and str(other) in str(problem)
    other.write_text(OLD.read_text("utf-8"), "utf-8")
    assert run([OLD, other]).problems == ()


def test_a_graph_that_does_not_conform_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old graph stays as it was."""
    kg.build([OLD], tmp_path / "graph")
    before = _written(tmp_path / "graph")

    def forged(reading: Reading, vocabulary: Vocabulary) -> list[ox.Quad]:
        quads = describe(reading, vocabulary)
        wrong = next(quad for quad in quads if quad.predicate.value.endswith("#quote"))
        quads[quads.index(wrong)] = ox.Quad(
            wrong.subject, wrong.predicate, ox.Literal("Never said."), wrong.graph_name
        )
        return quads

    monkeypatch.setattr("kg.making.describe", forged)
    with pytest.raises(DoesNotConform, match="nothing was written"):
        kg.build([NEW], tmp_path / "graph")
    assert _written(tmp_path / "graph") == before
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_a_failure_while_writing_leaves_the_old_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk at any file of the new graph, and the old one is whole, with nothing left beside it."""
    kg.build([OLD], tmp_path / "graph")
    before = (tmp_path / "graph" / "manifest.json").read_bytes()
    for failing in (1, 5, 9, 13):
        written = 0

        def full(descriptor: int, failing: int = failing) -> None:
            nonlocal written
            written += 1
            if written == failing:
                raise OSError(28, "No space left on device")

        monkeypatch.setattr("kg.store.disk.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            kg.build([NEW], tmp_path / "graph")
        assert (tmp_path / "graph" / "manifest.json").read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_one_builder_at_a_time(tmp_path: Path) -> None:
    """The second is told, and the first loses nothing; afterwards there is no lock in the way."""
    with sole_writer(tmp_path / "graph"):
        second = subprocess.run(
            [sys.executable, "-m", "kg", "build", str(OLD), "-g", str(tmp_path / "graph")],
            capture_output=True, text=True,
        )  # fmt: skip
    assert (second.returncode, "another build is writing here" in second.stderr) == (4, True)
    assert list(tmp_path.iterdir()) == []
    kg.build([OLD], tmp_path / "graph")


@pytest.mark.parametrize("harm", ["no graph", "manifest", "text", "store", "count"])
def test_damage_is_told(harm: str, tmp_path: Path) -> None:
    """A graph that is not whole is no empty graph."""
    place = tmp_path / "graph"
    if harm != "no graph":
        kg.build([OLD], place)
    if harm == "manifest":
        (place / "manifest.json").write_text("{}")
    elif harm == "text":
        (next((place / "texts").iterdir())).write_text("changed")
    elif harm == "store":
        shutil.rmtree(place / "store")
    elif harm == "count":
        manifest = json.loads((place / "manifest.json").read_text())
        (place / "manifest.json").write_text(json.dumps({**manifest, "quads": 7}))
    with pytest.raises(DamagedGraph, match="no graph here" if harm == "no graph" else "damaged"):
        Graph.open(place)


def test_a_folder_of_other_things_is_not_overwritten(tmp_path: Path) -> None:
    """A mistyped -g loses nothing."""
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(UsageError, match=r"holds thesis\.doc"):
        kg.build([OLD], tmp_path)
    assert (tmp_path / "thesis.doc").exists()


@pytest.mark.slow
def test_another_base(tmp_path: Path) -> None:
    """The base is a setting: no IRI of the default base is left in a graph under another."""
    graph = run([OLD], base="https://example.org/police/").graph
    text = graph.turtle().decode()
    assert "https://w3id.org/peel-kg/id/" not in text
    assert (
        graph.manifest.reports[0].iri == "https://example.org/police/report/leicestershire/2014/effectiveness"
    )


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["store removed", "store garbled", "one text removed"])
def test_a_build_mends_what_it_can(harm: str, tmp_path: Path) -> None:
    """A damaged store is rebuilt from the texts; a lost text is asked for, and mends the graph when it is given."""
    place = tmp_path / "graph"
    kg.build([REPORTS], place)
    whole = Graph.open(place).turtle()
    if harm == "store removed":
        shutil.rmtree(place / "store")
    elif harm == "store garbled":
        for path in (place / "store").glob("*/*.sst"):
            path.write_bytes(b"garbled")
        for path in (place / "store").glob("*/MANIFEST*"):
            path.write_bytes(b"")
    else:
        (place / "texts" / OLD.name).unlink()
    with pytest.raises(DamagedGraph):
        Graph.open(place)
    if harm == "one text removed":
        with pytest.raises(DamagedGraph, match=r"leicestershire-2014-effectiveness\.txt"):
            kg.build([NEW], place)
        kg.build([OLD], place)
    else:
        kg.build([NEW], place)
    assert Graph.open(place).turtle() == whole


def test_files_of_the_user_in_the_folder_are_not_destroyed(tmp_path: Path) -> None:
    """A build into a graph folder with something of the user's in it is refused, and names it."""
    kg.build([OLD], tmp_path / "graph")
    (tmp_path / "graph" / "notes.md").write_text("mine")
    with pytest.raises(UsageError, match=r"notes\.md"):
        kg.build([NEW], tmp_path / "graph")
    assert (tmp_path / "graph" / "notes.md").read_text() == "mine"


def test_a_folder_behind_a_link(tmp_path: Path) -> None:
    """The link stays a link, and the folder behind it gets the graph."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    kg.build([OLD], tmp_path / "link")
    kg.build([NEW], tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert len(Graph.open(tmp_path / "real").manifest.reports) == 2


def test_what_python_users_mistype(tmp_path: Path) -> None:
    """One path is a path, no path is an error that says so, a year is a number of a known framework."""
    assert len(kg.build(OLD).manifest.reports) == len(kg.build(str(OLD)).manifest.reports) == 1
    with pytest.raises(kg.KgError):
        kg.build([])
    with pytest.raises(UsageError, match="no framework of the year 20155"):
        kg.build([OLD], year=20155)
