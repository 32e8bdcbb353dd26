"""What differs between two graphs, and between two texts of one report."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

import kg
from kg.briefing.differences import Change, Differences, between, differences, revised
from kg.briefing.facts import facts
from kg.briefing.sheets.of_differences import change
from kg.cli import run
from kg.errors import DamagedGraph, UsageError
from kg.store import Folder, Graph

REPORTS = Path(__file__).parent / "briefing" / "reports"
REPORT = "kent/2016/effectiveness"
EDITS = (
    ("Kent Police is good at investigating", "A new beginning. Kent Police is outstanding at investigating"),
    ("The force now supervises its investigations well.", "The force does not now supervise its investigations well."),
    ("reduce the backlog of its control room", "train its officers in first aid"),
)  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A graph of the invented reports, and one into which another text of one of them came."""
    place = tmp_path_factory.mktemp("differences")
    kg.build([REPORTS], place / "before")
    copytree(place / "before", place / "after")
    text = (REPORTS / "kent-2016-effectiveness.txt").read_text("utf-8")
    for old, new in EDITS:
        assert old in text
        text = text.replace(old, new)
    (place / "kent-2016-effectiveness.txt").write_text(text, "utf-8")
    kg.build([place / "kent-2016-effectiveness.txt"], place / "after")
    return str(place / "before"), str(place / "after")


def told(found: Differences) -> tuple[list[str], list[str], list[tuple[str, ...]]]:
    return (
        [fact.quote for fact in found.added],
        [fact.quote for fact in found.removed],
        [
            (one.before.quote, one.after.quote, *(change.name for change in one.changes))
            for one in found.changed
        ],
    )


EXPECTED = (
    ["The force should train its officers in first aid."],
    ["The force should reduce the backlog of its control room."],
    [
        (
            "Kent Police is good at investigating crime and reducing re-offending.",
            "Kent Police is outstanding at investigating crime and reducing re-offending.",
            "grade",
            "words",
        ),
        (
            "The force now supervises its investigations well.",
            "The force does not now supervise its investigations well.",
            "polarity",
            "words",
        ),
    ],
)


def test_two_graphs(folders: tuple[str, str]) -> None:
    """What came, went and changed, both ways; what only moved is unchanged."""
    first, second = map(Graph.open, folders)
    found = between(first, second, ("a", "b"))
    assert told(found) == EXPECTED
    assert found.unchanged == len(facts(first)) - 3
    back = between(second, first, ("b", "a"))
    assert (back.added, back.removed) == (found.removed, found.added)
    assert [(one.after, one.before) for one in back.changed] == [
        (one.before, one.after) for one in found.changed
    ]


def test_two_texts_of_a_report(folders: tuple[str, str]) -> None:
    """The earlier one is that of the folder's history."""
    found = revised(Graph.open(folders[1]), Folder(folders[1]), REPORT)
    assert told(found) == EXPECTED
    assert found == revised(Graph.open(folders[1]), Folder(folders[1]), REPORT, 1)
    assert found.before == f"{REPORT}, text 1 of 2"


def test_one_report_of_two_graphs(folders: tuple[str, str]) -> None:
    """Others do not count."""
    first, second = map(Graph.open, folders)
    assert told(between(first, second, ("a", "b"), REPORT)) == EXPECTED
    assert not between(first, second, ("a", "b"), "essex/2016/effectiveness")


@pytest.mark.slow
def test_a_graph_of_another_base_is_the_same(folders: tuple[str, str], tmp_path: Path) -> None:
    """What it says is compared, and not how its individuals are named."""
    folder = tmp_path / "graph"
    assert run(["build", str(REPORTS), "-q", "-g", str(folder), "--base", "https://example.org/id/"]) == 0
    assert not between(Graph.open(folders[0]), Graph.open(folder), ("a", "b"))


def test_a_report_that_only_one_graph_has(folders: tuple[str, str], tmp_path: Path) -> None:
    """All that it says was added."""
    kg.build([REPORTS / "essex-2015-effectiveness.txt"], tmp_path / "graph")
    found = between(Graph.open(tmp_path / "graph"), Graph.open(folders[0]), ("a", "b"))
    assert not found.removed and not found.changed
    assert {fact.report.label for fact in found.added if "essex" in fact.force} == {
        "2016 effectiveness",
        "2018 effectiveness",
    }


def test_a_clause_that_became_a_sentence_is_the_same_statement(folders: tuple[str, str]) -> None:
    """Where its words stand within the other's."""
    one = next(fact for fact in facts(Graph.open(folders[0])) if fact.kind == "Finding")
    short = replace(one, iri="a", quote="enough trained staff")
    whole = replace(
        one,
        iri="b",
        quote="We were told in every one of the teams that we saw that there are not enough trained staff for it.",
    )
    other = replace(one, iri="c", kind="Practice", quote="enough trained staff")
    assert len(differences([short], [whole], ("a", "b"), {}, alike=True).changed) == 1
    found = differences([short], [other], ("a", "b"), {}, alike=True)
    assert found.added and found.removed and not found.changed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name two graphs"),
        (["{0}"], "name two graphs"),
        (["{0}", "{1}", "--revision", "1"], "name two graphs"),
        (["{0}", "--report", REPORT], "has no earlier text"),
        (["{1}", "--report", REPORT, "--revision", "7"], "has no revision 7; it has: 1"),
        (["{1}", "--report", "kent/2099/effectiveness"], "no report named"),
        (["{0}", "{1}", "--report", "kent/2099/effectiveness"], "no report named"),
    ],
)
def test_mistakes(
    arguments: list[str], message: str, folders: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that says what is wrong, and 2."""
    assert run(["diff", *(argument.format(*folders) for argument in arguments)]) == 2
    assert message in capsys.readouterr().err


def test_exit_codes_are_those_of_diff(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """0 where nothing differs, 1 where something does, 3 where there is nothing to read."""
    assert run(["diff", folders[0], folders[0]]) == 0
    assert "0 added, 0 removed, 0 changed" in capsys.readouterr().out
    assert run(["diff", *folders, "--format", "json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["changed"]) == 2
    assert run(["diff", "--report", REPORT, "-g", folders[1]]) == 1
    shown = capsys.readouterr().out
    assert "grade: Good → Outstanding" in shown and "polarity: strength → weakness" in shown
    assert run(["diff", folders[0], "nowhere"]) == 3


def test_a_history_that_is_lost(folders: tuple[str, str], tmp_path: Path) -> None:
    """Is said, and is no difference."""
    shutil.copytree(folders[1], tmp_path / "graph")
    (tmp_path / "graph" / "history" / "kent-2016-effectiveness.r1.nq").write_text("")
    with pytest.raises(DamagedGraph, match="missing or changed"):
        revised(Graph.open(tmp_path / "graph"), Folder(tmp_path / "graph"), REPORT)


def test_a_history_that_is_gone(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is said by the command, with what shows more."""
    place = shutil.copytree(folders[1], tmp_path / "graph")
    (place / "history" / "kent-2016-effectiveness.r1.nq").unlink()
    assert run(["diff", str(place), "--report", REPORT]) == 3
    told = capsys.readouterr().err
    assert "missing or changed; kg doctor" in told and told.count("\n") == 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((), ("t/fraud",), "threat: none → Fraud"),
        (("t/fraud",), ("t/theft",), "threat: Fraud → Theft"),
        (("t/fraud", "t/theft"), ("t/theft", "t/arson"), "threat: − Fraud, + Arson"),
        (("t/fraud", "t/theft"), (), "threat: − Fraud, − Theft"),
    ],
)
def test_a_change_in_words(before: tuple[str, ...], after: tuple[str, ...], told: str) -> None:
    """Of several values those that came and went; of one what it was and is."""
    names = {"t/fraud": "Fraud", "t/theft": "Theft", "t/arson": "Arson"}
    assert change(Change("threat", before, after), names) == told


def test_an_unknown_report_is_told_by_both(folders: tuple[str, str]) -> None:
    """Only where neither graph has it."""
    first, second = map(Graph.open, folders)
    with pytest.raises(UsageError):
        between(first, second, ("a", "b"), "kent/1999/effectiveness")


def test_differences_are_a_table_too(
    folders: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A row for each statement, of one that changed two: before and after."""
    assert run(["diff", *folders, "--format", "csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode(), newline="")))
    assert {(row["section"], row["role"], row["sentence"]) for row in rows} == {
        *(("added", "after", words) for words in EXPECTED[0]),
        *(("removed", "before", words) for words in EXPECTED[1]),
        *(("changed", "before", before) for before, *_ in EXPECTED[2]),
        *(("changed", "after", after) for _, after, *_ in EXPECTED[2]),
    }
    assert all(row["statement"].startswith("https://") for row in rows)


def test_an_earlier_text_is_held_against_what_was_extracted(
    folders: tuple[str, str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What a person decided on the text of now is no difference between the texts."""
    place = str(tmp_path / "graph")
    shutil.copytree(folders[1], place)
    whole = ["diff", place, "--report", REPORT, "--format", "csv"]
    assert run(whole) == 1
    before = capfdbinary.readouterr().out
    said = next(fact for fact in facts(Graph.open(place)) if fact.report.iri.endswith(REPORT))
    who = ["--by", "A. Reader", "--because", "a test"]
    assert run(["review", "reject", said.iri.rsplit("/", 1)[-1], *who, "-g", place]) == 0
    capfdbinary.readouterr()
    assert run(whole) == 1
    assert capfdbinary.readouterr().out == before
    assert run(["diff", place, folders[1]]) == 1
    assert run(["diff", place, folders[1], "--extracted"]) == 0
