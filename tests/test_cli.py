"""The command line: exit codes, what goes where, and what nobody should ever see."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.catalogue import catalogue
from kg.cli import parser, run
from kg.namespaces import SH
from kg.store import Graph
from kg.validate import fast

REPORTS = Path(__file__).parent.parent / "data" / "reports"


@pytest.fixture(scope="module")
def built(real: Path) -> str:
    """The folder of a graph of the two reports."""
    return str(real)


def test_build_ends_with_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reports, statements, SHACL, the file, what to try next: on stderr, nothing on stdout."""
    assert run(["build", str(REPORTS), "-g", str(tmp_path / "graph")]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    for words in ("Read 2 reports", "findings", "SHACL: conforms", "graph.ttl", "kg query", "kg draw"):
        assert words in err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["build", "nowhere.txt"], 3, "nowhere.txt: no such file or folder"),
        (["build", "."], 3, "no reports"),
        (["build", "page.txt", "--force", "rutland"], 2, "unknown force 'rutland'"),
        (["build", "page.txt", "--base", "https://x"], 2, "ends in /"),
        (["build", "page.txt", "--base", "https://example.org/x#"], 2, "ends in /"),
        (["build", "page.txt", "--source-url", "ftp://x"], 2, "no address such as https"),
        (["validate", "-g", "nowhere"], 3, "no graph here"),
        (["query", "-g", "nowhere", "reports-and-dates"], 3, "no graph here"),
        (["draw", "-o", "network.doc"], 2, ".html, .svg"),
        ([], 2, "usage"),
    ],
)
def test_mistakes(
    arguments: list[str],
    code: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One clear line on stderr, the right exit code, nothing written."""
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == code
    out, err = capsys.readouterr()
    assert message in err
    assert "Traceback" not in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_one_bad_report_among_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named and skipped; the build ends with 3 after finishing the others."""
    (tmp_path / "empty.txt").write_text("")
    assert run(["build", str(REPORTS), str(tmp_path / "empty.txt"), "-g", str(tmp_path / "graph")]) == 3
    err = capsys.readouterr().err
    assert "left out" in err and "the file is empty" in err and "Read 2 reports" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "partners"], "partners-of-a-force"),
        (["query", "partners-of-a-force", "--param", "force"], "NAME=VALUE"),
        (["query", "partners-of-a-force", "--param", "force=atlantis"], "no such force"),
        (["query", "partners-of-a-force", "--param", "force=kent", "--param", "force=essex"], "force has a value already, kent"),
        (["query", "ASK {}", "-o", "told.txt"], "told.txt: end the file's name in one of"),
        (["query", "ASK {}", "-o", "told.txt", "--format", "table"], "told.txt: this format is for the screen"),
        (["query", "reports-and-dates", "--format", "turtle"], "selects rows"),
        (["query", "partnership-graph", "--format", "csv"], "constructs triples"),
        (["query"], "say what to ask"),
        (["explain", "nothing"], "no statement"),
        (["explain", "a<b"], "no statement named"),
        (["explain", "--why-not", " "], "no report of the graph has the words"),
        (["export", "-o", "/nowhere/x.ttl"], "no folder"),
        (["export", "-o", "."], "is a folder; name a file"),
        (["export", "--issued", "2026-11-22"], "goes with --dataset"),
        (["export", "--docs", "pages", "-o", "x.ttl"], "leave out --format and -o"),
    ],
)  # fmt: skip
def test_mistakes_on_a_graph(
    arguments: list[str], message: str, built: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is unknown or unfitting is a matter of usage."""
    assert run([*arguments, "-g", built]) == 2
    told = capsys.readouterr()
    assert message in told.err and told.out == ""


def test_yes_and_no_on_the_screen(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In a word, and nothing else."""
    for query, told in (("ASK { ?s a peel:Finding }", "yes\n"), ("ASK { ?s a peel:Nothing }", "no\n")):
        assert run(["query", query, "-g", built]) == 0
        assert capsys.readouterr() == (told, "")


def test_a_query_file_that_is_not_there(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Is unreadable input."""
    assert run(["query", "missing.rq", "-g", built]) == 3
    assert "missing.rq" in capsys.readouterr().err


@pytest.mark.slow
def test_validate(built: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole graph conforms, to both engines, in each format; where the quick one is not installed, how to install it."""
    assert run(["validate", "-g", built]) == 0
    told = capsys.readouterr()
    assert "onforms" in told.out
    quick = ["--shacl-engine", "shacl"] if fast.installed() else []
    if quick:
        assert run(["validate", "-g", built, *quick]) == 0
        assert capsys.readouterr() == told
        assert told.err == ""
    for format in ("json", "turtle"):
        assert run(["validate", "-g", built, "--format", format, *quick]) == 0
        out = capsys.readouterr().out
        assert "onforms" in out
        if format == "json":
            assert json.loads(out)["conforms"] is True
    monkeypatch.setitem(sys.modules, "shacl", None)
    assert run(["validate", "-g", built, "--shacl-engine", "shacl"]) == 2
    assert "pip install 'peel-kg[fast]'" in capsys.readouterr().err


def test_query_formats(built: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Tables for people, the W3C's formats for programs, Turtle for graphs."""
    for format, start in (
        ("table", b"report"),
        ("csv", b"report,force"),
        ("tsv", b"?report\t"),
        ("json", b"{"),
    ):
        assert run(["query", "reports-and-dates", "-g", built, "--format", format]) == 0
        assert capfdbinary.readouterr().out.startswith(start)
    assert run(["query", "partnership-graph", "-g", built]) == 0
    assert capfdbinary.readouterr().out.startswith(b"@base")


def test_the_list_of_questions(capsys: pytest.CaptureFixture[str]) -> None:
    """For people and for programs; it needs no graph."""
    assert run(["query", "--list"]) == 0
    assert "partners-of-a-force" in capsys.readouterr().out
    assert run(["query", "--list", "--format", "json"]) == 0
    listed = {question["name"]: question for question in json.loads(capsys.readouterr().out)}
    assert listed["partners-of-a-force"]["parameters"][0]["name"] == "force"


def test_the_list_of_questions_as_turtle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Executables of SHACL: each question once, with its query; to a file as to stdout."""
    assert run(["query", "--list", "-o", str(tmp_path / "questions.ttl")]) == 0
    capsys.readouterr()
    assert run(["query", "--list", "--format", "turtle"]) == 0
    shown = capsys.readouterr().out
    assert shown == (tmp_path / "questions.ttl").read_text("utf-8")
    triples = list(ox.parse(shown, format=ox.RdfFormat.TURTLE))
    asked = [one for one in triples if one.predicate.value in (SH + "select", SH + "construct")]
    assert len({one.subject for one in asked}) == len(asked) == len(catalogue())


def test_explain_shows_sentence_rule_and_cues(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    """From an IRI to the words in their paragraph."""
    run(["query", "sentence-behind-a-statement", "-g", built, "--format", "json"])
    rows = json.loads(capsys.readouterr().out)["results"]["bindings"]
    row = next(
        row for row in rows if row["sentence"]["value"].startswith("However, there is still some room")
    )
    assert run(["explain", row["statement"]["value"], "-g", built]) == 0
    out = capsys.readouterr().out
    assert "«However, there is still some room for improvement.»" in out.replace("\n  ", " ")
    assert "We found delays" in out
    assert "Finding by cue" in out and "Phrases of criticism" in out
    assert (
        run(["explain", row["statement"]["value"].rsplit("/", 1)[-1], "-g", built, "--format", "json"]) == 0
    )
    assert json.loads(capsys.readouterr().out)["kind"] == "Finding"


@pytest.mark.parametrize("suffix", [".html", ".svg", ".graphml", ".gexf"])
def test_draw(suffix: str, built: str, tmp_path: Path) -> None:
    """Each kind of drawing, whole, and nothing left beside it."""
    assert run(["draw", "-g", built, "-o", str(tmp_path / f"network{suffix}")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [f"network{suffix}"]


def test_export_to_a_file_is_what_goes_to_stdout(
    built: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Byte by byte."""
    assert run(["export", "-g", built, "--format", "trig", "-o", str(tmp_path / "graph.trig")]) == 0
    assert run(["export", "-g", built, "--format", "trig"]) == 0
    assert capfdbinary.readouterr().out == (tmp_path / "graph.trig").read_bytes()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_export_into_a_pipe(built: str, tmp_path: Path) -> None:
    """What is no file is written to, and never replaced by one."""
    os.mkfifo(tmp_path / "pipe")
    copy = f"timeout 60 cat {tmp_path}/pipe > {tmp_path}/copy"
    with subprocess.Popen(["sh", "-c", copy]):
        assert run(["export", "-g", built, "-o", str(tmp_path / "pipe")]) == 0
    assert (tmp_path / "copy").read_bytes() == Graph.open(built).turtle()
    assert (tmp_path / "pipe").is_fifo()


def test_words_of_a_file_do_not_command_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escape sequences in names and texts are shown, not obeyed."""
    name = tmp_path / "a\x1b[2Jb.txt"
    name.write_text("")
    assert run(["build", str(name), "-g", str(tmp_path / "graph")]) == 3
    err = capsys.readouterr().err
    assert "\x1b" not in err and "\\x1b[2J" in err


def test_every_command_has_help_with_examples() -> None:
    """Each says what it does and shows how."""
    text = parser().format_help()
    for command in ("build", "validate", "query", "export", "draw", "explain", "evaluate"):
        assert command in text
        done = subprocess.run(
            [sys.executable, "-m", "kg", command, "--help"], capture_output=True, text=True, check=True
        )
        assert "examples:" in done.stdout


ENDS = [
    pytest.param(KeyboardInterrupt(), 130, "kg: interrupted\n", id="interrupted"),
    pytest.param(OSError(28, "No space left on device"), 4, "kg: [Errno 28] No space left on device; what was there before is as it was\n", id="full"),
    pytest.param(ZeroDivisionError("a\x1b[2J"), 4, "kg: internal error (ZeroDivisionError: a\\x1b[2J); --debug shows where\n", id="a fault of ours"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "code", "told"), ENDS)
def test_whatever_ends_a_command_is_one_line(
    error: BaseException, code: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    """Also a fault of ours; with --debug it is raised."""

    def failing(_: object) -> int:
        raise error

    monkeypatch.setattr("kg.commands.carried_out", failing)
    assert run(["query", "--list"]) == code
    assert capsys.readouterr().err == told
    if isinstance(error, Exception):
        with pytest.raises(type(error)):
            run(["query", "--list", "--debug"])


def test_a_reader_that_goes_away() -> None:
    """`kg query --list | head -1` ends well, and says nothing."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "query", "--list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    with process.stderr:
        assert (process.stderr.read(), process.wait()) == (b"", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no such shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_streams_that_are_closed(closed: str) -> None:
    """Have nothing to say, and end nothing."""
    assert subprocess.run(["sh", "-c", f'"{sys.executable}" -m kg --version {closed}']).returncode == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--workers", "0"],
        ["--workers", "²"],
        ["--workers", "9" * 10],
        ["--workers", "9" * 5_000],
        ["--year", "15"],
        ["--year", "20155"],
    ],
)
def test_numbers_that_are_none(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Are mistakes of the user, told with an example."""
    with pytest.raises(SystemExit, match="2"):
        run(["build", "x", *options])
    assert "such as 2" in capsys.readouterr().err


def test_help_loads_nothing_heavy() -> None:
    """Start-up counts: help comes without rdflib, pyoxigraph, rich or the like."""
    code = "import sys, kg.cli; kg.cli.parser().format_help(); print(sorted(m for m in sys.modules if m.split('.')[0] in {'rdflib','pyoxigraph','pyshacl','rich','networkx','nupunkt'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_stdin(tmp_path: Path) -> None:
    """A report from a pipe, told by options."""
    text = (REPORTS / "leicestershire-2014-effectiveness.txt").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "kg", "build", "-", "--year", "2014", "--pillar", "effectiveness", "-g", str(tmp_path / "graph")],
        input=text, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"leicestershire 2014 effectiveness" in done.stderr


def test_evaluate_against_a_baseline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures for people and programs; against earlier ones, what was gained and what was lost."""
    gold = tmp_path / "gold"
    gold.mkdir()
    for suffix in ("txt", "json"):
        source = Path(__file__).parent / "gold" / f"leicestershire-2014-effectiveness.{suffix}"
        (gold / source.name).write_bytes(source.read_bytes())
    assert run(["evaluate", str(gold), "--format", "json"]) == 0
    before = json.loads(capsys.readouterr().out)
    before["losses"].append("a report: finding missed: strength: 'once'")
    (tmp_path / "before.json").write_text(json.dumps(before))
    assert run(["evaluate", str(gold), "--baseline", str(tmp_path / "before.json")]) == 0
    out = capsys.readouterr().out
    assert "gained: a report: finding missed" in out
    assert "lost:" not in out
    assert run(["evaluate", str(gold), "--baseline", str(tmp_path / "missing.json")]) == 3


NO_FIGURES = [
    "",
    "[]",
    '{"losses": []}',
    '{"figures": [], "losses": []}',
    '{"figures": {"finding": 1}, "losses": []}',
    '{"figures": {"finding": {"f1": null}}, "losses": []}',
    '{"figures": {}, "losses": 1}',
    '{"figures": {}, "losses": [["a"]]}',
    "[" * 100_000,
]


@pytest.mark.parametrize("figures", NO_FIGURES, ids=range(len(NO_FIGURES)))
def test_a_baseline_that_is_none(figures: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is said to be none before anything is read."""
    (tmp_path / "before.json").write_text(figures)
    assert run(["evaluate", str(tmp_path), "--baseline", str(tmp_path / "before.json")]) == 3
    assert "no figures of an evaluation" in capsys.readouterr().err


def test_what_was_missed_and_what_is_wrong_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its report and words, of which none commands the terminal; one that is new against a baseline is lost."""
    text = "Kent PEEL 2016\n\nEffectiveness\n\nSupervision is thorough.\n\nThe county has a population of a million.\n"
    report = {"force": "kent", "year": 2016, "pillar": "effectiveness", "updated": None}
    found = {"polarity": "strength", "threats": [], "topics": [], "partners": [], "quote": "a million"}
    marks = {"report": report, "judgements": [], "actions": [], "findings": [found], "partnerships": []}
    gold, before = tmp_path / "gold", tmp_path / "before.json"
    gold.mkdir()
    (gold / "kent\x1b[2J.txt").write_text(text)
    (gold / "kent\x1b[2J.json").write_text(json.dumps(marks))
    before.write_text(json.dumps({"figures": {}, "losses": []}))
    assert run(["evaluate", str(gold), "--losses", "--baseline", str(before)]) == 0
    told = capsys.readouterr().out
    wrong = "kent\\x1b[2J: finding wrong: strength: 'Supervision is thorough.'"
    assert f"lost: {wrong}\n" in told and f"\n{wrong}\n" in told
    assert "finding missed: strength: 'a million'" in told
    assert "\x1b" not in told
