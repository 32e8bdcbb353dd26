"""A graph grows report by report: what is there is not made again, what has changed is revised, what goes is gone, and a crash costs nothing."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from multiprocessing import active_children
from pathlib import Path
from shutil import copytree
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg.cli import run as command
from kg.doctor import examine
from kg.errors import DamagedGraph, UnreadableInput, UnreadableInputs, UsageError
from kg.making import Made, Maker, Outcome, Setting, Task
from kg.namespaces import ID
from kg.pipeline import rebuild, remove, run
from kg.progress import Watch
from kg.read import Source
from kg.show import summary
from kg.store import Graph, Manifest, files_of
from kg.store import manifest as manifests
from kg.store.journal import Journal
from kg.values import Told
from kg.workers import Workers, here

ROOT = Path(__file__).parent.parent
OLD, NEW = sorted((ROOT / "data" / "reports").glob("*.txt"))
GOLD = ROOT / "tests" / "gold"
FIRST, SECOND = (
    f"https://w3id.org/peel-kg/id/report/leicestershire/{year}/effectiveness" for year in (2014, 2015)
)


class Counted:
    """Carries out tasks here, and keeps what came of them."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []

    def __call__(self, maker: Maker, tasks: Sequence[Task], watch: Watch) -> Iterator[Outcome]:
        """What comes of the tasks."""
        for outcome in here(maker, tasks, watch):
            self.outcomes.append(outcome)
            yield outcome

    @property
    def made(self) -> list[str]:
        """The reports that were made."""
        return sorted(type(one).__name__ for one in self.outcomes)


def changed(tmp_path: Path, words: str = "") -> Path:
    """The older report with a sentence of its own at its end."""
    copy = tmp_path / OLD.name
    copy.write_text(
        OLD.read_text("utf-8") + (words or "\n\nThe force is good at answering calls.\n"), "utf-8"
    )
    return copy


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of two reports of which one has a past, to be copied."""
    place = tmp_path_factory.mktemp("grown")
    kg.build([OLD, NEW], place / "graph")
    kg.build([changed(place)], place / "graph")
    return place / "graph"


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    """The same text under the same engine is known by its digest, and the store stays as it is."""
    first = run([OLD, NEW], tmp_path / "graph")
    assert (first.new, first.same) == ((FIRST, SECOND), ())
    stores = sorted((tmp_path / "graph" / "store").iterdir())
    watched = Counted()
    second = run([NEW, OLD], tmp_path / "graph", spread=watched)
    assert watched.made == ["Known", "Known"]
    assert (second.new, second.same) == ((), (FIRST, SECOND))
    assert sorted((tmp_path / "graph" / "store").iterdir()) == stores


def test_a_changed_report_is_a_new_revision(tmp_path: Path) -> None:
    """Answers are of the new text; the old one, and what was said of it, are in the history."""
    kg.build([OLD, NEW], tmp_path / "graph")
    before = set(
        Graph.open(tmp_path / "graph").store.quads_for_pattern(None, None, None, ox.NamedNode(FIRST))
    )
    built = run([changed(tmp_path)], tmp_path / "graph")
    assert (built.new, built.revised, built.again) == ((), (FIRST,), ())
    graph = Graph.open(tmp_path / "graph")
    asked = "SELECT ?report ?old ?digest WHERE { ?report prov:wasRevisionOf ?old . ?old peel:sha256 ?digest } ORDER BY ?old"
    said = list(graph.select(asked))
    entry = next(entry for entry in graph.manifest.reports if entry.iri == FIRST)
    assert [tuple(term.value for term in row) for row in said] == [
        (FIRST, f"{FIRST}/revision/1", entry.revisions[0].sha256)
    ]
    text, quads = entry.past(entry.revisions[0])
    history = tmp_path / "graph" / "history"
    assert (history / text).read_text("utf-8") == OLD.read_text("utf-8")
    past = set(ox.parse((history / quads).read_bytes(), format=ox.RdfFormat.N_QUADS))
    assert {quad.triple for quad in past} == {quad.triple for quad in before}
    assert {quad.graph_name.value for quad in past} == {f"{FIRST}/revision/1"}
    assert graph.texts[FIRST].endswith("answering calls.\n")
    assert examine(tmp_path / "graph").problems == ()


@pytest.mark.slow
def test_revisions_of_revisions(tmp_path: Path) -> None:
    """Each is a revision of the one before; the same text as before the last is a third one; reports beside it stay as they are."""
    for path in (OLD, changed(tmp_path), OLD, NEW):
        kg.build([path], tmp_path / "graph")
    graph = Graph.open(tmp_path / "graph")
    entry = next(entry for entry in graph.manifest.reports if entry.iri == FIRST)
    assert [revision.number for revision in entry.revisions] == [1, 2]
    chain = "SELECT ?a ?b WHERE { ?a prov:wasRevisionOf ?b } ORDER BY ?a"
    assert [(row["a"].value, row["b"].value) for row in graph.select(chain)] == [
        (FIRST, f"{FIRST}/revision/2"),
        (f"{FIRST}/revision/2", f"{FIRST}/revision/1"),
    ]
    assert len(list((tmp_path / "graph" / "history").iterdir())) == 4
    assert rebuild(tmp_path / "graph").again == (FIRST, SECOND)
    assert Graph.open(tmp_path / "graph").turtle() == graph.turtle()


def test_a_revision_of_a_report_whose_text_is_lost(tmp_path: Path) -> None:
    """A new text mends the graph; the doctor says that the old one is missing from its history."""
    kg.build([OLD, NEW], tmp_path / "graph")
    (tmp_path / "graph" / "texts" / OLD.name).unlink()
    assert run([changed(tmp_path)], tmp_path / "graph").revised == (FIRST,)
    (problem,) = examine(tmp_path / "graph").problems
    assert "history" in problem.place and problem.place.endswith(".r1.txt")


def test_a_removed_report_leaves_nothing(grown: Path, tmp_path: Path) -> None:
    """Neither statements nor texts, nor its past; the rest is as if it had never been there."""
    copytree(grown, tmp_path / "graph")
    assert remove(tmp_path / "graph", ["leicestershire/2014/effectiveness"]) == (FIRST,)
    kg.build([NEW], tmp_path / "other")
    assert Graph.open(tmp_path / "graph").turtle() == Graph.open(tmp_path / "other").turtle()
    assert not (tmp_path / "graph" / "history").exists()
    assert [path.name for path in (tmp_path / "graph" / "texts").iterdir()] == [NEW.name]
    with pytest.raises(UsageError, match="no report named"):
        remove(tmp_path / "graph", ["leicestershire/2014/effectiveness"])
    with pytest.raises(UsageError, match="no report would be left"):
        remove(tmp_path / "graph", [SECOND])


@pytest.mark.slow
def test_a_new_vocabulary_has_all_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A graph is read with one vocabulary: what was read with another one is read again from its text."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "@base <https://w3id.org/peel-kg/id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<threat/cyber-crime> skos:altLabel 'large-scale cyber incident'@en .\n"
    )
    kg.build([OLD], tmp_path / "graph")
    built = run([NEW], tmp_path / "graph", additions=[mine])
    assert (built.new, built.again) == ((SECOND,), (FIRST,))
    summary(built, "my graph")
    told = capsys.readouterr().err
    assert "Read 1 report (1 new); the graph holds 2 reports" in told
    assert (
        "1 report made again from the texts of the graph, as its engine or vocabularies have changed" in told
    )
    assert "kg query --list -g 'my graph'" in told
    whole = run([OLD, NEW], additions=[mine])
    assert Graph.open(tmp_path / "graph").turtle() == whole.graph.turtle()


@pytest.mark.slow
def test_neither_order_nor_number_of_workers_changes_a_byte(tmp_path: Path) -> None:
    """One after the other or side by side, forwards or backwards: the same graph and manifest."""
    some = sorted(GOLD.glob("*.txt"))[:5]
    one = run(some, tmp_path / "one")
    two = run(some[::-1], tmp_path / "two", spread=Workers(2))
    assert (one.graph.turtle(), one.graph.manifest) == (two.graph.turtle(), two.graph.manifest)
    assert (one.new, one.problems) == (two.new, two.problems)
    assert rebuild(tmp_path / "two").graph.turtle() == one.graph.turtle()


@pytest.mark.slow
def test_a_killed_worker_costs_only_its_report(tmp_path: Path) -> None:
    """The report it was at is begun again, and the result is complete."""

    class Killing(Watch):
        killed = False

        def began(self, place: str) -> None:
            del place
            if not self.killed:
                for child in active_children():
                    assert child.pid
                    os.kill(child.pid, signal.SIGKILL)
                    self.killed = True

    some, watch = sorted(GOLD.glob("*.txt"))[:3], Killing()
    built = run(some, tmp_path / "graph", spread=lambda maker, tasks, _: Workers(2)(maker, tasks, watch))
    assert watch.killed
    assert (len(built.new), built.problems) == (3, ())


@pytest.mark.slow
def test_a_build_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    """What was made is in the journal; what is torn there is made again; afterwards nothing is left of it."""

    def cut_off(maker: Maker, tasks: Sequence[Task], watch: Watch) -> Iterator[Outcome]:
        yield from here(maker, tasks[:2], watch)
        raise KeyboardInterrupt

    some = sorted(GOLD.glob("*.txt"))[:3]
    with pytest.raises(KeyboardInterrupt):
        run(some, tmp_path / "graph", spread=cut_off)
    with pytest.raises(DamagedGraph, match="no graph here"):
        Graph.open(tmp_path / "graph")
    torn, _ = sorted((tmp_path / "graph" / "journal").iterdir())
    torn.write_bytes(torn.read_bytes()[:-1])
    watched = Counted()
    built = run(some, tmp_path / "graph", spread=watched)
    assert watched.made == ["Known", "Made", "Made"]
    assert built.graph.turtle() == run(some).graph.turtle()
    assert not (tmp_path / "graph" / "journal").exists()


class Greedy(Source):
    """A file for which there is no memory."""

    def data(self) -> bytes:
        """No bytes."""
        raise MemoryError


@pytest.mark.slow
def test_a_worker_without_memory_costs_only_its_report(tmp_path: Path) -> None:
    """As one that the system has killed."""
    built = run([], tmp_path / "graph", spread=Workers(2), behind=lambda _: ([Greedy(OLD), Source(NEW)], []))
    assert built.new == (SECOND,)
    assert "was killed, 2 times; is there enough memory?" in str(built.problems[0])


@pytest.mark.slow
def test_a_kill_at_any_step_leaves_the_old_graph_or_the_new_one() -> None:
    """Killed for certain at the n-th thing it does to the folder, and run again: see `kills.py`, which also does all of them."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "kills.py", "4"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["old"] and told["new"]
    assert told["kills"] == told["old"] + told["new"] == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("text", "texts/leicestershire-2014-effectiveness.r2.txt: .*SHA-256 differs.*give that report"),
        ("past text", "history/.*txt: cannot be read"),
        ("past quads", "history/.*nq: .*SHA-256 differs"),
        ("file of the store", "damaged store .*is missing.*kg rebuild"),
        ("byte of the store", "damaged store .*is changed.*kg rebuild"),
        ("manifest", "something else than the manifest says"),
    ],
)
def test_the_doctor_finds_any_damage(harm: str, told: str, grown: Path, tmp_path: Path) -> None:
    """Names the place and what to run, and what it says mends the graph where that can be mended."""
    place = Path(copytree(grown, tmp_path / "graph"))
    whole = Graph.open(place).turtle()
    harmed = {
        "text": place / "texts" / "leicestershire-2014-effectiveness.r2.txt",
        "past text": place / "history" / "leicestershire-2014-effectiveness.r1.txt",
        "past quads": place / "history" / "leicestershire-2014-effectiveness.r1.nq",
        "file of the store": next((place / "store").glob("*/*.sst")),
        "byte of the store": max((place / "store").glob("*/*.sst"), key=lambda path: path.stat().st_size),
        "manifest": place / "manifest.json",
    }[harm]
    data = harmed.read_bytes()
    if harm in ("past text", "file of the store"):
        harmed.unlink()
    elif harm == "manifest":
        manifest = Graph.open(place).manifest
        entry = replace(manifest.reports[0], content="0" * 64)
        harmed.write_text(replace(manifest, reports=(entry, *manifest.reports[1:])).to_json(), "utf-8")
    else:
        half = len(data) // 2
        harmed.write_bytes(data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :])
    found = examine(place)
    assert any(re.search(told, f"{one.place}: {one.problem}; {one.remedy}") for one in found.problems)
    if "kg rebuild" in told:
        rebuild(place)
        assert examine(place).problems == ()
        assert Graph.open(place).turtle() == whole


@pytest.mark.slow
def test_a_text_with_another_letter_is_neither_read_nor_passed_over(tmp_path: Path) -> None:
    """It is as long as it was, so that only its digest tells. Nothing is made of it, and who gives the report again mends it."""
    kg.build([OLD, NEW], tmp_path / "graph")
    whole = Graph.open(tmp_path / "graph").turtle()
    kept = tmp_path / "graph" / "texts" / OLD.name
    kept.write_text(kept.read_text("utf-8").replace("The force", "The farce", 1), "utf-8")
    with pytest.raises(UnreadableInputs, match=r"is not what it was .* give that report to kg build again"):
        rebuild(tmp_path / "graph")
    built = run([OLD, NEW], tmp_path / "graph")
    assert (built.renewed, built.same) == ((FIRST,), (SECOND,))
    assert examine(tmp_path / "graph").problems == ()
    assert built.graph.turtle() == whole


@pytest.mark.slow
@pytest.mark.parametrize("fact", ["inspectorate", "effectiveness", "2014", "manifest", "sha256", "]"])
def test_a_manifest_with_another_letter(fact: str, tmp_path: Path) -> None:
    """Is not believed, wherever it stands; neither is one that was cut. Without a seal, as earlier versions wrote it, it is."""
    kg.build([OLD], tmp_path / "graph")
    place = tmp_path / "graph" / "manifest.json"
    whole = place.read_text("utf-8")
    at = whole.lower().rindex(fact)
    for harmed in (whole[:at] + chr(ord(whole[at]) ^ 1) + whole[at + 1 :], whole[:at]):
        place.write_text(harmed, "utf-8")
        for look in (Graph.open, examine):
            with pytest.raises(DamagedGraph, match=r"damaged manifest .* kg build .*texts -g ANOTHER"):
                look(tmp_path / "graph")
    place.write_text(re.sub(r',\n"sha256": "\w+"}', "}", whole), "utf-8")
    assert Graph.open(tmp_path / "graph").manifest.to_json() == whole


def test_a_graph_is_opened_without_the_lines_of_its_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands for them is enough to tell a graph that is whole, and that a text is gone; they are read for who asks."""
    kg.build([OLD, NEW], tmp_path / "graph")
    read: list[Mapping[str, Any]] = []
    entry_of = manifests.entry_of

    def counted(said: Mapping[str, Any]) -> manifests.Entry:
        read.append(said)
        return entry_of(said)

    monkeypatch.setattr(manifests, "entry_of", counted)
    graph = Graph.open(tmp_path / "graph")
    assert len(graph.manifest.reports) == 2 and len(graph.query("reports-and-dates")) == 2
    assert read == []
    assert [entry.iri for entry in graph.manifest.reports] == [FIRST, SECOND]
    (tmp_path / "graph" / "texts" / OLD.name).unlink()
    with pytest.raises(DamagedGraph, match=f"missing or changed: {re.escape(OLD.name)}"):
        Graph.open(tmp_path / "graph")


@pytest.mark.parametrize(
    ("said", "instead"),
    [(r'"content": "\w+", "texts"', '"content": "0", "texts"'), (r'"texts": "\w+"', '"texts": "0"')],
)
def test_what_stands_for_reports_is_held_against_them(said: str, instead: str, tmp_path: Path) -> None:
    """By the doctor; also in a manifest that somebody has sealed again."""
    kg.build([OLD], tmp_path / "graph")
    place = tmp_path / "graph" / "manifest.json"
    place.write_text(sealed(re.sub(said, instead, place.read_text("utf-8"))), "utf-8")
    with pytest.raises(DamagedGraph, match="damaged manifest"):
        examine(tmp_path / "graph")


def test_a_line_that_is_no_report(tmp_path: Path) -> None:
    """In a manifest that somebody has sealed again it is told when it is read, and leads out of no folder."""
    kg.build([OLD], tmp_path / "graph")
    place = tmp_path / "graph" / "manifest.json"
    whole = place.read_text("utf-8")
    for harmed in (
        whole.replace('"effectiveness", "told"', '"../x", "told"'),
        whole.replace('"told": {', '"told": [{'),
    ):
        place.write_text(sealed(harmed), "utf-8")
        with pytest.raises(DamagedGraph, match="damaged manifest"):
            Graph.open(tmp_path / "graph").texts[FIRST]


def sealed(text: str) -> str:
    """A manifest with the seal that belongs to it."""
    body, seal, _ = text.rpartition('\n],\n"sha256": "')
    return f'{body}{seal}{sha256(body.encode()).hexdigest()}"}}\n'


def test_a_graph_below_the_reports_is_no_report(tmp_path: Path) -> None:
    """`kg build .` passes over what ./graph keeps, which is what the reports were; who names its texts gets them."""
    changed(tmp_path)
    kg.build([tmp_path], tmp_path / "graph")
    for words in ("one", "two"):
        changed(tmp_path, f"\n\nThe force is good at answering calls {words}.\n")
        built = run([tmp_path], tmp_path / "graph")
        assert (built.revised, built.same, built.problems) == ((FIRST,), (), ())
        built.graph.close()
    assert len(list((tmp_path / "graph" / "history").glob("*.txt"))) == 2
    assert kg.build([tmp_path / "graph" / "texts"]).turtle().count(b"calls two") > 0
    with pytest.raises(UnreadableInput, match="is a text that a graph keeps"):
        kg.build([tmp_path / "graph"])


@pytest.mark.slow
def test_lost_additions_are_given_again(tmp_path: Path) -> None:
    """What the doctor says mends the graph, though nothing needs to be read again for it."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "@base <https://w3id.org/peel-kg/id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<threat/cyber-crime> skos:altLabel 'large-scale cyber incident'@en .\n"
    )
    run([OLD], tmp_path / "graph", additions=[mine])
    next((tmp_path / "graph" / "vocabulary").iterdir()).unlink()
    (problem,) = examine(tmp_path / "graph").problems
    assert "--vocabulary" in problem.remedy
    assert run([OLD], tmp_path / "graph", additions=[mine]).same == (FIRST,)
    assert examine(tmp_path / "graph").problems == ()


@pytest.mark.slow
def test_the_same_text_under_other_facts(tmp_path: Path) -> None:
    """Is made again, and said to be."""
    kg.build([OLD], tmp_path / "graph")
    built = run([OLD], tmp_path / "graph", options=Told(source="https://example.org/report"))
    assert (built.renewed, built.same, built.revised, built.read) == ((FIRST,), (), (), (FIRST,))
    assert b"<https://example.org/report>" in built.graph.turtle()


def test_a_graph_has_one_base(grown: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another one belongs into another folder."""
    place = copytree(grown, tmp_path / "graph")
    before = Graph.open(place).turtle()
    assert command(["build", str(OLD), "--base", "https://example.org/other/", "-g", str(place)]) == 2
    told = capsys.readouterr().err
    assert f"{place}: built under the base {ID}; name another folder with -g" in told
    assert Graph.open(place).turtle() == before


def test_a_text_that_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is left out with a word, and no graph is made of it."""
    report = tmp_path / "kent-2016-effectiveness.txt"
    report.write_text("Kent PEEL 2016\n\nEffectiveness\n\nThe county has a coast.\n")
    assert command(["build", str(report), "-g", str(tmp_path / "graph")]) == 3
    assert "nothing in it could be read as a statement; is it the English text" in capsys.readouterr().err
    assert not (tmp_path / "graph" / "manifest.json").exists()


def test_a_journal_of_another_version_is_forgotten(tmp_path: Path) -> None:
    """It is whole, and cannot be read; the build begins anew."""
    data = b'{"entry": {"pages": [], "revisions": [], "mood": ""}, "place": "", "text": ""}\n'
    (tmp_path / "graph" / "journal").mkdir(parents=True)
    made = tmp_path / "graph" / "journal" / ("0" * 64 + ".made")
    made.write_bytes(sha256(data).hexdigest().encode() + data)
    kg.build([OLD], tmp_path / "graph")
    assert not made.exists()


def test_a_journal_with_another_report_in_the_place_of_one(tmp_path: Path) -> None:
    """It is not taken for that one."""
    journal = Journal(tmp_path / "journal")
    one, two = (Maker(Setting(ID)).outcome(Task(Source(path))) for path in (OLD, NEW))
    assert isinstance(one, Made) and isinstance(two, Made)
    journal.add(one)
    (file,) = journal.folder.iterdir()
    file.rename(file.with_stem(two.entry.made))
    journal.sift()
    assert journal.keys() == frozenset()


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text there")
def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    """Is a report like any other."""
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    odd.write_bytes(OLD.read_bytes())
    told = Told("leicestershire", 2014, "effectiveness")
    assert run([odd], tmp_path / "graph", options=told).new == (FIRST,)


def test_the_doctor_of_a_whole_graph(tmp_path: Path) -> None:
    """Says so, and what else there is to know."""
    kg.build([OLD], tmp_path / "graph")
    found = examine(tmp_path / "graph")
    assert found.problems == ()
    assert found.verdict.endswith("all is whole")
    (tmp_path / "graph" / "journal").mkdir()
    assert "cut off" in examine(tmp_path / "graph").verdict
    with pytest.raises(DamagedGraph, match="no graph here"):
        examine(tmp_path / "nothing")


@pytest.mark.slow
def test_a_graph_that_is_being_read_is_not_cleared_away(tmp_path: Path) -> None:
    """Who has it open reads the old graph to its end; who opens it later reads the new one; then the old one goes."""
    kg.build([OLD], tmp_path / "graph")
    reader = Graph.open(tmp_path / "graph")
    old = reader.turtle()
    kg.build([NEW], tmp_path / "graph")
    assert reader.turtle() == old
    assert len(list((tmp_path / "graph" / "store").glob("*.json"))) == 2
    kg.build([changed(tmp_path)], tmp_path / "graph")
    assert dict(reader.texts) == {FIRST: OLD.read_text("utf-8")}
    reader.close()
    kg.build([OLD], tmp_path / "graph")
    assert len(list((tmp_path / "graph" / "store").glob("*.json"))) <= 2


def test_the_doctor_of_a_graph_that_a_build_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Finds nothing wrong with it: what it looks at stays until it has seen it."""
    kg.build([OLD, NEW], tmp_path / "graph")

    def meanwhile(manifest: Manifest) -> dict[str, str]:
        remove(tmp_path / "graph", [FIRST])
        return files_of(manifest)

    monkeypatch.setattr("kg.doctor.files_of", meanwhile)
    assert examine(tmp_path / "graph").problems == ()


def test_what_was_left_behind_goes_with_the_next_build(tmp_path: Path) -> None:
    """Also where nothing has changed: a store that was never finished, and the text of a report that was read while it was removed."""
    kg.build([OLD, NEW], tmp_path / "graph").close()
    reader = Graph.open(tmp_path / "graph")
    remove(tmp_path / "graph", [FIRST])
    (tmp_path / "graph" / "store" / "begun").mkdir()
    texts = tmp_path / "graph" / "texts"
    assert len(list(texts.iterdir())) == 2
    reader.close()
    assert run([NEW], tmp_path / "graph").same == (SECOND,)
    assert [path.name for path in texts.iterdir()] == [NEW.name]
    assert len(list((tmp_path / "graph" / "store").iterdir())) == 2


@pytest.mark.slow
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A build that cannot write all it has to ends with one line, and leaves the old graph and nothing else."""
    kg.build([OLD], tmp_path / "old")
    size = sum(path.stat().st_size for path in (tmp_path / "old").rglob("*")) + 300_000
    small = tmp_path / "small"
    small.mkdir()
    script = f"""
        mount -t tmpfs -o size={size} tmpfs {small} || exit 77
        cp -r {tmp_path}/old {small}/graph
        {sys.executable} -m kg build {NEW} -g {small}/graph
        echo $?
        {sys.executable} -m kg export -g {small}/graph | cksum
        ls {small}/graph {small}/graph/store | wc -w
        """
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", script], capture_output=True, text=True, check=False
    )
    if done.returncode == 77:
        pytest.skip("no small disk can be mounted here")
    (told,) = done.stderr.splitlines()
    assert "No space left" in told and "what was there before is as it was" in told
    code, exported, left = done.stdout.splitlines()
    assert code == "4"
    whole = subprocess.run(
        ["cksum"], input=Graph.open(tmp_path / "old").turtle(), capture_output=True, check=True
    )
    assert exported == whole.stdout.decode().strip()
    assert int(left) == len(list((tmp_path / "old").iterdir())) + 4


@pytest.mark.slow
def test_of_many_reports_the_first_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Thirty of those that were given, then how many more there are, and what all say together."""
    for year in range(2014, 2021):
        for force in ("kent", "essex", "surrey", "norfolk", "cumbria"):
            text = f"{force.capitalize()} PEEL {year}\n\nEffectiveness\n\nSupervision is thorough.\n"
            (tmp_path / f"{force}-{year}-effectiveness.txt").write_text(text)
    assert command(["build", str(tmp_path), "-g", str(tmp_path / "graph")]) == 0
    told = capsys.readouterr().err
    assert "Read 35 reports (35 new)" in told and "… and 5 more" in told
    assert len(re.findall(r"(?m)^\w+ 20\d\d effectiveness ", told)) == 30
    assert re.search(r"(?m)^all +35\b", told)
    assert (
        command(["build", str(tmp_path / "surrey-2020-effectiveness.txt"), "-g", str(tmp_path / "graph")])
        == 0
    )
    told = capsys.readouterr().err
    assert "surrey 2020 effectiveness  " in told and "kent 2014 effectiveness (kept)" in told
    assert "Nothing has changed." in told


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Revise, remove, rebuild and examine on the command line; each says what it did, and ends with its code."""
    place = ["-g", str(tmp_path / "graph")]
    assert command(["build", str(OLD), str(NEW), *place]) == 0
    assert command(["build", str(changed(tmp_path)), str(NEW), *place]) == 0
    assert "Read 2 reports (1 revised, 1 unchanged)" in capsys.readouterr().err
    assert command(["remove", "leicestershire/2014/effectiveness", *place]) == 0
    assert capsys.readouterr().err == f"removed: {FIRST}\n"
    assert command(["rebuild", *place]) == 0
    assert "made again" in capsys.readouterr().err
    assert command(["doctor", *place]) == 0
    assert capsys.readouterr().out.endswith(
        "1 report, " + str(Graph.open(tmp_path / "graph").manifest.quads) + " triples; all is whole\n"
    )
    (tmp_path / "graph" / "texts" / NEW.name).write_text("changed", "utf-8")
    assert command(["doctor", *place]) == 3
    told = capsys.readouterr().out
    assert "give that report to kg build again" in told and told.endswith("; 1 problem\n")
    assert command(["rebuild", *place]) == 3
    assert command(["doctor", "-g", str(tmp_path / "nothing")]) == 3
    assert command(["remove", "kent/2019/legitimacy", *place]) in (2, 3)
