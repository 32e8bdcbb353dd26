"""On a Dask cluster: a real scheduler and workers on loopback give the same graph, also where one of them is killed."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import distributed
import pytest
from distributed.comm.core import CommClosedError
from servers import dask

from kg.cli import run as command
from kg.cluster import Cluster
from kg.errors import ServerFailed, UnreadableInput, UsageError
from kg.making import Known, Maker, Outcome, Setting, Task
from kg.namespaces import ID
from kg.pipeline import run
from kg.progress import Watch
from kg.read.remote import Remote, addressed
from kg.store import Graph
from kg.workers import here

GOLD = Path(__file__).parent / "gold"
SOME = sorted(GOLD.glob("*.txt"))[:4]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address, and two workers."""
    with dask(tmp_path_factory.mktemp("dask")) as (address, (_, *crew)):
        yield address, crew


@pytest.mark.slow
def test_the_same_graph_though_a_worker_is_killed(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    """Its reports go to the other one; not a byte differs from what this process makes."""
    address, (victim, _) = cluster

    class Killing(Watch):
        def began(self, place: str) -> None:
            del place
            victim.send_signal(signal.SIGKILL)

    built = run(
        SOME,
        tmp_path / "graph",
        behind=addressed,
        spread=lambda maker, tasks, _: Cluster(address)(maker, tasks, Killing()),
    )
    assert victim.wait() == -signal.SIGKILL
    assert (len(built.new), built.problems) == (len(SOME), ())
    assert built.graph.turtle() == run(SOME).graph.turtle()


@pytest.mark.slow
def test_a_scheduler_that_goes_away_costs_nothing(tmp_path: Path) -> None:
    """One line says so; what had been made by then is not made again."""
    with dask(tmp_path) as (address, (scheduler, *_)):

        class Killing(Watch):
            def ended(self) -> None:
                scheduler.kill()

        @contextmanager
        def killing(_: int) -> Iterator[Watch]:
            yield Killing()

        place = tmp_path / "graph"
        many = sorted(GOLD.glob("*.txt"))[:12]
        with pytest.raises(ServerFailed, match=r"let go of the work .* it goes on where it was") as lost:
            run(many, place, spread=Cluster(address), progress=killing)
    assert "\n" not in str(lost.value)
    kept = [path.stem for path in (place / "journal").glob("*.made")]
    assert kept
    made = []

    def counted(maker: Maker, tasks: Sequence[Task], watch: Watch) -> Iterator[Outcome]:
        for outcome in here(maker, tasks, watch):
            made.append(outcome)
            yield outcome

    built = run(many, place, spread=counted)
    assert len(built.new) == len(many)
    assert {one.made for one in made if isinstance(one, Known)} == set(kept)


@pytest.mark.parametrize(("kind", "what"), [("Client", "scatter"), ("Future", "result")])
def test_a_connection_lost_on_the_way(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], kind: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a scheduler that goes away at any other moment, one line says so."""

    def lost(*_: object, **__: object) -> None:
        raise CommClosedError("reset by peer")

    monkeypatch.setattr(getattr(distributed, kind), what, lost)
    with pytest.raises(ServerFailed, match=r"let go of the work .* it goes on where it was"):
        run(SOME, spread=Cluster(cluster[0]))


@pytest.mark.slow
def test_addresses_and_what_is_there_already(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command reads what fsspec reaches, tells what it cannot read, and passes over what the graph holds."""
    address, _ = cluster
    (tmp_path / "recipe.txt").write_text("Take six eggs.")
    paths = [SOME[0].as_uri(), str(tmp_path / "recipe.txt"), "nowhere://x/y.txt"]
    arguments = ["build", *paths, "-g", str(tmp_path / "graph"), "--engine", "dask", "--scheduler", address]
    assert command(arguments) == 3
    told = capsys.readouterr().err
    assert "recipe.txt: " in told and "nowhere://x/y.txt: cannot be read" in told and "1 new" in told
    assert command(arguments) == 3
    assert "1 unchanged" in capsys.readouterr().err
    assert len(Graph.open(tmp_path / "graph").manifest.reports) == 1


def test_a_worker_with_other_vocabularies(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it would make is none of this graph."""
    monkeypatch.setattr(Maker, "under", "of other vocabularies")
    with pytest.raises(UsageError, match="another ontology/"):
        list(Cluster(cluster[0])(Maker(Setting(ID)), [Task(Remote(SOME[0].as_uri()))], Watch()))


def test_what_can_be_wrong_with_a_cluster(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Each is one line that says what to do."""
    build = ["build", str(SOME[0]), "-g", str(tmp_path / "graph")]
    assert command([*build, "--engine", "dask"]) == 2
    assert command([*build, "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    with pytest.raises(UsageError, match="no scheduler answers there"):
        list(Cluster("nonsense://x")(Maker(Setting(ID)), [], Watch()))


def test_folders_and_patterns_behind_addresses(tmp_path: Path) -> None:
    """A folder gives the reports in it, a pattern what it matches, a file itself; a path is told from the root."""
    for name in ("a.txt", "b.html", "c.png"):
        (tmp_path / name).write_text("x")
    root = tmp_path.as_uri()
    assert [one.file for one in addressed([root])[0]] == ["a.txt", "b.html"]
    assert [one.file for one in addressed([f"{root}/*.txt"])[0]] == ["a.txt"]
    found, problems = addressed([f"{root}/a.txt", f"{root}/gone.txt", os.path.relpath(tmp_path / "b.html")])
    assert [one.place for one in found] == [f"{root}/a.txt", f"{root}/gone.txt", str(tmp_path / "b.html")]
    assert problems == []
    assert Remote(f"{root}/a.txt").data() == b"x"
    assert Remote(f"{root}/a.txt").beside("b.html").state()
    assert addressed([f"{root}/*.pdf"])[1][0].problem == "no reports there"


@pytest.mark.parametrize("address", ["memory://nowhere/a.txt", "nosuch://x/a.txt"])
def test_an_address_that_cannot_be_read(address: str) -> None:
    """One line names it."""
    with pytest.raises(UnreadableInput, match="cannot be read") as caught:
        Remote(address).data()
    assert str(caught.value).startswith(f"{address}: ") and "\n" not in str(caught.value)


def test_an_address_with_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is read up to a limit."""
    monkeypatch.setattr("kg.read.remote.LARGEST", 10)
    with pytest.raises(UnreadableInput, match="larger than"):
        Remote(SOME[0].as_uri()).data()
