"""The gate: each question ends in an answer or in the name of a limit, and who asked lives on."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pyoxigraph as ox
import pytest
from conftest import REPORTS

import kg
from kg.ask import ask
from kg.errors import DamagedGraph, EngineFailed, KgError, OverLimit, Refused, UsageError
from kg.gate import Gate, Limits
from kg.gate import gate as module
from kg.gate.results import results
from kg.store import Graph

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows limits nothing but the time")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory")
SHORT = Limits(seconds=0.5)
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"


@pytest.fixture(scope="module")
def folder(real: Path) -> Path:
    return real


@pytest.fixture(scope="module")
def gate(folder: Path) -> Iterator[Gate]:
    with Gate(folder, limits=Limits(seconds=60, rows=5_000)) as made:
        yield made


def processes(gate: Gate) -> list[int]:
    return [helper.child.process.pid for helper in gate._idle]


def ended(process: int) -> bool:
    """Whether nothing is left of a process of ours, not even a zombie."""
    return not Path(f"/proc/{process}").exists() if sys.platform == "linux" else True


def until(true: Callable[[], bool]) -> None:
    late = monotonic() + 20
    while not true():
        assert monotonic() < late
        sleep(0.02)


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("reports-and-dates", {}),
        ("partners-of-a-force", {"force": "leicestershire"}),
        ("grades-by-force-and-year", {"year": 2014}),
        ("findings-on-a-threat", {"threat": "fraud"}),
        ("sentences-that-mention", {}),
        ("SELECT ?s ?name { ?s skos:prefLabel ?name }", {"name": 'x" } UNION { ?s ?p ?o } #'}),
        ("SELECT * {}", {}),
        ("ASK { ?s a peel:Finding }", {}),
        (
            "SELECT ?x ?b { VALUES ?x { 01 1.0 1e0 true 'x'@en-GB 'a\\n\\t\\u0001' UNDEF <http://x> 'x'^^<http://x> } }",
            {},
        ),
        ("SELECT (<<( <http://x> <http://y> 'z'@en--ltr )>> AS ?triple) {}", {}),
    ],
)
def test_answers_are_those_of_the_graph(
    question: str, parameters: dict[str, str | int], gate: Gate, graph: Graph
) -> None:
    """Term by term."""
    assert gate.ask(question, parameters) == ask(graph, question, parameters)


def test_triples(gate: Gate, graph: Graph) -> None:
    """A CONSTRUCT gives them."""
    found, expected = gate.ask("partnership-graph").triples, ask(graph, "partnership-graph", {}).triples
    assert found and expected and sorted(map(str, found)) == sorted(map(str, expected))


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("partners", {}),
        ("partners-of-a-force", {"county": "kent"}),
        ("partners-of-a-force", {"force": "leicestershir"}),
        ("SELECT ?s WHERE {", {}),
        ("SELECT ?s { ?s ?p ?o }", {"x": "y"}),
        ("SELECT * { SERVICE ?u { ?s ?p ?o } }", {}),
        ("DROP ALL", {}),
        ("ASK FROM <file:///etc/passwd> {}", {}),
        ("ASK { FILTER(" + "(" * 1_000 + "1" + ")" * 1_000 + ") }", {}),
    ],
)
def test_mistakes_are_told_in_the_same_words(
    question: str, parameters: dict[str, str], gate: Gate, graph: Graph
) -> None:
    """And are errors of the same kind."""
    with pytest.raises(UsageError) as expected:
        ask(graph, question, parameters)
    with pytest.raises(UsageError) as told:
        gate.ask(question, parameters)
    assert (type(told.value), str(told.value)) == (type(expected.value), str(expected.value))


def test_only_graphs_of_the_store(gate: Gate, graph: Graph, tmp_path: Path) -> None:
    """A dataset is chosen among them, by the query or beside it; no file is one."""
    (tmp_path / "secret.ttl").write_text("<http://canary> <http://canary> 'canary' .")
    every = "SELECT * { ?s ?p ?o }"
    reports = [name.value for name in sorted(graph.store.named_graphs(), key=str)]
    first = reports[0]
    inside = len(graph.query(f"SELECT * {{ GRAPH <{first}> {{ ?s ?p ?o }} }}"))
    assert len(gate.ask(every, default_graphs=[first])) == inside > 0
    assert len(gate.ask(every, named_graphs=[first])) == 0
    assert len(gate.ask("SELECT * { GRAPH ?g { ?s ?p ?o } }", named_graphs=[first])) == inside
    assert len(gate.ask("SELECT * { GRAPH ?g { ?s ?p ?o } }", default_graphs=[first])) == 0
    chosen = "SELECT * FROM <{}> {{ ?s ?p ?o }}"
    assert len(gate.ask(chosen.format(first))) == inside
    assert len(gate.ask(chosen.format(reports[1]), default_graphs=[first])) == inside
    assert len(gate.ask(every, default_graphs=["http://127.0.0.1:9/x"])) == 0
    for name in (f"file://{tmp_path}/secret.ttl", "FILE:secret.ttl"):
        with pytest.raises(Refused, match="FROM <file"):
            gate.ask(every, default_graphs=[name])
    with pytest.raises(UsageError, match="cannot be run"):
        gate.ask(every, default_graphs=["no iri>"])


ATTACKS = {
    "cross join that is sorted": (f"SELECT * {{ {CROSS} }} ORDER BY ?a", "time|memory"),
    "cross join in one word": (f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {CROSS} }}", "time|memory"),
    "distinct": (f"SELECT DISTINCT ?c ?f ?i {{ {CROSS} }}", "time|memory|rows"),
    "constructed": (f"CONSTRUCT {{ ?a ?b ?f }} {{ {CROSS} }}", "rows|time|memory"),
    "described": ("DESCRIBE * { ?s ?p ?o }", "rows|time|memory|answer"),
    "paths": ("SELECT * { ?a (<x:p>|!<x:p>)* ?b . ?b ((<x:q>|!<x:q>)*)* ?c }", "time|rows|memory"),
    "regular expression": (
        'SELECT * { BIND("' + "a" * 40_000 + '!" AS ?a) FILTER(REGEX(?a, "^(a+)+$")) }',
        "answer",
    ),
    "replace": (
        'SELECT (REPLACE("' + "a" * 40_000 + '!", "(a*)*(a*)*b", "x") AS ?x) {}',
        "answer",
    ),
    "great expression": ('ASK { FILTER(REGEX("a", "((((a{1,99}){1,99}){1,99}){1,99})")) }', "answer|time|memory|error"),
    "words that double": (
        "SELECT (STRLEN(?z) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?a) "
        + "".join(f"BIND(CONCAT(?{one}, ?{one}, ?{one}, ?{one}, ?{one}, ?{one}, ?{one}, ?{one}) AS ?{two}) " for one, two in zip("abcdefghi", "bcdefghiz", strict=True))
        + "}",
        "memory|time",
    ),
    "values": ("SELECT * { VALUES ?x { " + "1 " * 100_000 + "} }", "rows|error"),
    "values twice": ("SELECT * { VALUES ?x { " + "1 " * 20_000 + "} VALUES ?y { " + "1 " * 20_000 + "} }", "rows|time"),
    "unions": ("SELECT * { {}" + " UNION {}" * 100_000 + " }", "answer|rows|time|memory|broken"),
    "conditions": ("ASK { FILTER(1" + "+1" * 200_000 + ") }", "answer|time|memory|broken"),
    "steps": ("ASK { ?a <x:p>" + "/<x:p>" * 100_000 + " ?b }", "answer|time|memory|broken"),
    "optional": ("ASK { " + "OPTIONAL { ?a <x:p> ?b } " * 30_000 + " }", "answer|time|memory|broken"),
    "too long": ("ASK { } # " + "x" * 1_000_000, "error"),
    **{f"nested {deep}": ("ASK { FILTER(" + "(" * deep + "1" + ")" * deep + ") }", "answer|error") for deep in (50, 99, 1_000, 100_000)},
    **{f"groups {deep}": ("ASK { " + "{" * deep + "}" * deep + " }", "answer|error") for deep in (50, 98, 1_000, 100_000)},
    **{f"nots {deep}": ("ASK { FILTER(" + "!" * deep + "true) }", "answer|error") for deep in (50, 90, 1_000, 100_000)},
}  # fmt: skip


def outcome(gate: Gate, question: str) -> str:
    try:
        gate.ask(question)
    except OverLimit as error:
        return error.limit if "\n" not in str(error) else "more than a line"
    except UsageError as error:
        return "error" if "\n" not in str(error) else "more than a line"
    except EngineFailed:
        return "broken"
    return "answer"


def test_rows(gate: Gate) -> None:
    """Are limited."""
    pair = "SELECT ?c {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {}"
    assert len(gate.ask(pair.format(5_000))) == 5_000
    with pytest.raises(OverLimit, match="more than 5000 rows") as caught:
        gate.ask(pair.format(5_001))
    assert (caught.value.limit, caught.value.exit_code) == ("rows", 4)
    assert gate.ask("ASK {}").yes


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_ends(attack: str, folder: Path) -> None:
    """In a limit or an answer; the next question is answered, and no process is left that nobody knows."""
    question, expected = ATTACKS[attack]
    seconds = 3 if "time" in expected else 60  # what is answered or refused is so also on a busy machine
    with Gate(folder, limits=Limits(seconds=seconds, memory=192 * 2**20, rows=25_000), workers=1) as gate:
        began = monotonic()
        assert outcome(gate, question) in expected.split("|")
        assert monotonic() - began < 60
        assert gate.ask("ASK {}").yes


@LINUX
def test_memory(folder: Path) -> None:
    """Is limited: the engine ends where it gets no more."""
    hungry = ATTACKS["words that double"][0]
    with Gate(folder, limits=Limits(seconds=30, memory=48 * 2**20), workers=1) as gate:
        with pytest.raises(OverLimit, match=r"takes more than 48 MiB \(memory limit\)") as caught:
            gate.ask(hungry)
        assert (caught.value.limit, caught.value.exit_code) == ("memory", 4)
        assert gate.ask("ASK {}").yes


def test_a_fault_of_the_engine(gate: Gate) -> None:
    """Is told as what it is: Oxigraph 0.5 panics where it sorts values of many types, and a panic ends the process."""
    try:
        assert gate.ask("SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 1").terms  # a newer one may be able to
    except EngineFailed as error:
        assert "by a fault of its own" in str(error)  # noqa: PT017  (either may be)
    assert gate.ask("ASK {}").yes


def test_bytes_of_an_answer(folder: Path) -> None:
    """Are limited, too."""
    with (
        Gate(folder, limits=Limits(size=10_000), workers=1) as gate,
        pytest.raises(OverLimit, match="more than 0 MiB"),
    ):
        gate.ask("SELECT * { ?s ?p ?o } LIMIT 1000")


@LINUX
def test_it_is_killed_for_certain(folder: Path) -> None:
    """Nothing is left of a process over its limit, not even a zombie; another one is there before anybody asks."""
    with Gate(folder, limits=SHORT, workers=1) as gate:
        gate.ask("ASK {}")
        (first,) = processes(gate)
        with pytest.raises(OverLimit, match=r"takes longer than 0.5 s \(time limit\)"):
            gate.ask(SLOW)
        assert ended(first)
        until(lambda: bool(processes(gate)))
        (second,) = processes(gate)
        assert gate.ask("ASK {}").yes
    assert first != second and ended(second)


def test_others_wait_no_longer_than_a_question_may_take(folder: Path) -> None:
    """Then they hear that the gate is busy."""
    with Gate(folder, limits=Limits(seconds=1), workers=1) as gate, ThreadPoolExecutor(4) as threads:
        gate.ask("ASK {}")
        limits = list(threads.map(lambda _: outcome(gate, SLOW), range(4)))
        assert limits.count("time") >= 1 and set(limits) == {"time", "busy"}


def test_many_threads(gate: Gate) -> None:
    """Each gets the answer to its own question."""

    def said(number: int) -> int:
        return int(gate.ask(f"SELECT ({number} AS ?n) {{}}").rows[0][0])

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(said, range(64))) == list(range(64))


def test_a_process_that_died_while_nobody_asked(folder: Path) -> None:
    """Costs nothing."""
    with Gate(folder, workers=1) as gate:
        gate.ask("ASK {}")
        gate._idle[0].child.process.kill()
        gate._idle[0].child.process.wait()
        assert gate.ask("ASK {}").yes


def test_a_graph_that_is_rebuilt(tmp_path: Path) -> None:
    """Is asked as it is when the question comes; where it has gone, that is said."""
    folder = tmp_path / "graph"
    with Gate(folder, workers=1) as gate:
        with pytest.raises(DamagedGraph, match="no graph here"):
            gate.ask("reports-and-dates")
        kg.build([REPORTS / "leicestershire-2014-effectiveness.txt"], folder)
        assert len(gate.ask("reports-and-dates")) == 1
        kg.build([REPORTS], folder)
        assert len(gate.ask("reports-and-dates")) == 2
        shutil.rmtree(folder)
        with pytest.raises(DamagedGraph, match="no graph here"):
            gate.ask("reports-and-dates")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ({"kind": "rows"}, b"{"),
        ({"kind": "rows"}, b'{"head":{},"boolean":true}'),
        ({"kind": "triples"}, b"<a"),
        ({"kind": "truth"}, b""),
        ({"kind": "truth"}, b'{"head":{"vars":[]},"results":{"bindings":[]}}'),
        ({"kind": "other"}, b""),
        ({"error": "UsageError"}, b""),
        ({"kind": ["rows"]}, b""),
        ({}, b""),
    ],
)
def test_answers_that_cannot_be(head: dict[str, object], body: bytes) -> None:
    """Are not believed."""
    with pytest.raises(EngineFailed, match="no sound answer"):
        results(head, body, Limits()).answer()


@pytest.mark.parametrize(
    ("head", "body", "format"),
    [
        ({"kind": "rows"}, b"{", ox.QueryResultsFormat.CSV),
        ({"kind": "truth"}, b"{", ox.QueryResultsFormat.JSON),
        ({"kind": "triples"}, b"<a", ox.RdfFormat.TURTLE),
    ],
)
def test_answers_that_cannot_be_are_not_written(
    head: dict[str, object], body: bytes, format: ox.QueryResultsFormat | ox.RdfFormat
) -> None:
    """In no format."""
    with pytest.raises(KgError, match=r"no sound answer|cannot be written in this format"):
        results(head, body, Limits()).written(format, {})


def test_an_error_that_it_does_not_know() -> None:
    """Is an error all the same."""
    with pytest.raises(KgError, match="what it says"):
        results({"error": "SystemExit", "message": "what it says"}, b"", Limits())


def test_an_interrupt_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C leaves no answer to be taken for that to another question."""

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    with Gate(folder, workers=1) as gate:
        gate.ask("ASK {}")
        (process,) = processes(gate)
        with monkeypatch.context() as patched:
            patched.setattr(module, "receive", interrupted)
            with pytest.raises(KeyboardInterrupt):
                gate.ask("SELECT (1 AS ?x) {}")
            assert ended(process)
        assert gate.ask("ASK {}").yes


def test_a_closed_gate_says_so(folder: Path) -> None:
    """And has no process left."""
    gate = Gate(folder)
    gate.ask("ASK {}")
    (process,) = processes(gate)
    gate.close()
    assert ended(process)
    with pytest.raises(EngineFailed, match="the gate is closed"):
        gate.ask("ASK {}")


@POSIX
@pytest.mark.parametrize("when", ["idle", "asked"])
def test_it_ends_with_the_program(when: str, folder: Path) -> None:
    """Also with one that is killed in the middle of a question: nobody asks any more."""
    code = (
        "import os, signal, sys, threading, time\n"
        "from kg.gate import Gate, Limits\n"
        f"gate = Gate({str(folder)!r}, workers=1, limits=Limits(seconds=600))\n"
        "gate.ask('ASK {}')\n"
        "print(gate._idle[0].child.process.pid, flush=True)\n"
        + (f"threading.Thread(target=gate.ask, args=({SLOW!r},)).start(); time.sleep(1)\n" if when == "asked" else "")
        + "os.kill(os.getpid(), signal.SIGKILL)\n"
    )  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr
    process = int(done.stdout)

    def gone() -> bool:
        try:
            return ") Z" in Path(f"/proc/{process}/stat").read_text()
        except OSError:
            return True

    until(gone)


PROBE = """
import os, socket, subprocess, sys
from kg.process.limits import Share
Share(10, 2**28)
told = {}
for name, deed in {
    "open": lambda: open("/etc/passwd"),
    "write": lambda: open("/tmp/peel-kg-canary", "w"),
    "fork": os.fork,
    "run": lambda: subprocess.run(["true"]),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
}.items():
    try:
        deed()
        told[name] = "done"
    except PermissionError:
        told[name] = "refused"
print(told)
"""


@LINUX
def test_it_reaches_nothing() -> None:
    """Files, other processes and the network are out of its reach, as far as Python goes."""
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "done" not in done.stdout and done.stdout.count("refused") == 5


@LINUX
def test_the_engine_reaches_no_network() -> None:
    """Not even where the look at the query had failed: there is no way out, where the system lets a process leave its network."""
    code = (
        "import pyoxigraph as ox, os\n"
        "from kg.process.limits import leave_network\n"
        "before = os.stat('/proc/self/ns/net').st_ino\n"
        "leave_network()\n"
        "if os.stat('/proc/self/ns/net').st_ino == before: print('stays'); raise SystemExit\n"
        "try:\n"
        "    list(ox.Store().query('SELECT * { SERVICE <http://127.0.0.1:8080/> { ?s ?p ?o } }'))\n"
        "except OSError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    if done.stdout.strip() == "stays":
        pytest.skip("this system lets no process leave its network")
    assert "unreachable" in done.stdout.lower(), done


def test_the_environment_stays_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets that stand there do not go to the process."""
    monkeypatch.setenv("TOKEN", "secret")
    with Gate(folder, workers=1) as gate:
        gate.ask("ASK {}")
        if sys.platform == "linux":
            assert b"secret" not in Path(f"/proc/{processes(gate)[0]}/environ").read_bytes()


def test_no_process_can_be_started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is told; the next question is tried again."""
    with Gate(folder, workers=1) as gate:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "executable", "/nowhere/python")
            for _ in range(3):
                with pytest.raises(EngineFailed, match="no process can be started"):
                    gate.ask("ASK {}")
        assert gate.ask("ASK {}").yes


def test_a_message_is_json(gate: Gate) -> None:
    """What a question says stays a value, whatever signs it has."""
    odd = json.dumps('"\u2028\x00\U0001f600')[1:-1]
    assert gate.ask("SELECT ?x { VALUES ?x { 'a' } }", {"x": odd}).terms == ()
