"""Faults of machines and texts: disks that fail, files that are damaged, letters that only look alike, clocks and places that differ."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from conftest import REPORTS, ROOT
from growth import grows_linearly

import kg
from kg.cli import run as command
from kg.doctor import examine
from kg.errors import KgError
from kg.lookalikes import mixed
from kg.namespaces import ID, PEEL
from kg.store import Folder, Graph, disk
from kg.values import Reading

OLD, NEW = sorted(REPORTS.glob("*.txt"))
LINUX = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc"), reason="wants Linux and a compiler"
)


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize("full", [[], ["--stays-full"]], ids=["once", "for-good"])
def test_a_write_that_fails_loses_nothing(full: list[str]) -> None:
    """Some of all the writes of a build, also those within Oxigraph; `failing.py 0` does each of them."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "failing.py", "5", *full], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["writes"] > 100 and told["old"] and told["old"] + told["new"] == 5


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph with additions, decisions and a past."""
    place = tmp_path_factory.mktemp("faults")
    mine = place / "mine.ttl"
    mine.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://w3id.org/peel-kg/id/threat/theft> skos:altLabel "lifted goods"@en .\n',
        "utf-8",
    )
    kg.build([OLD], place / "graph", vocabulary=mine).close()
    changed = place / OLD.name
    changed.write_text(OLD.read_text("utf-8") + "\n\nThe force is good at answering calls.\n", "utf-8")
    graph = kg.build([changed], place / "graph")
    (row,) = graph.select("SELECT ?s { ?s a peel:Finding } ORDER BY ?s LIMIT 1")
    graph.close()
    name = row["s"].value.rpartition("/")[2]
    said = ["--by", "A", "--because", "so"]
    assert command(["review", "reject", name, *said, "-g", str(place / "graph")]) == 0
    return place / "graph"


def parts(folder: Path) -> Iterator[Path]:
    """The files of a graph that say what it holds."""
    talk = ("LOG", "LOCK", "lock")
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(talk))


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_the_doctor_finds_damage_to_each_file(harm: str, built: Path, tmp_path: Path) -> None:
    """A bit at any place, a cut at any byte, a file that is gone: in store, inventory, texts, history, additions, decisions and manifest."""
    random = Random(harm)  # noqa: S311  (the same damage every time)
    assert examine(built).problems == ()
    for part in parts(built):
        place = tmp_path / "graph"
        shutil.copytree(built, place)
        damage(place / part.relative_to(built), harm, random)
        assert problems(place), f"{harm}: {part.relative_to(built)}"
        shutil.rmtree(place)


def problems(place: Path) -> bool:
    try:
        return bool(examine(place).problems)
    except KgError as error:
        return "\n" not in str(error)


def damage(path: Path, harm: str, random: Random) -> None:
    data = bytearray(path.read_bytes())
    if harm == "gone" or not data:
        path.unlink()
    elif harm == "flip":
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        path.write_bytes(data)
    else:
        path.write_bytes(data[: random.randrange(len(data))])


def test_the_doctor_compares_what_a_store_says(real: Path, tmp_path: Path) -> None:
    """Its files may be as they were written, and yet hold other quads, links or graphs than the manifest and the texts tell of."""
    copy = Path(shutil.copytree(real, tmp_path / "graph"))
    place, manifest = Folder(copy), Graph.open(real).manifest
    first, second = (ox.NamedNode(entry.iri) for entry in manifest.reports)
    strange, links = ox.NamedNode("https://example.org/g"), ox.NamedNode(f"{ID}links/leicestershire")
    quote, exact = ox.NamedNode(PEEL + "quote"), ox.NamedNode("http://www.w3.org/ns/oa#exact")

    def harmed(store: ox.Store) -> None:
        store.add(ox.Quad(strange, exact, ox.Literal("x"), strange))
        store.remove(next(store.quads_for_pattern(None, None, None, links)))
        store.remove(next(store.quads_for_pattern(None, quote, None, first)))
        selector = next(store.quads_for_pattern(None, exact, None, second))
        store.remove(selector)
        store.add(ox.Quad(selector.subject, exact, ox.Literal("words of nobody"), second))

    disk.make(tmp_path / "other", manifest.content, harmed, place.store(manifest))
    shutil.rmtree(place.store(manifest))
    for part in ("", ".json"):
        (tmp_path / f"other{part}").rename(place.store(manifest).with_name(f"{manifest.store}{part}"))
    found = {one.place: one for one in examine(copy).problems}
    assert found[strange.value].problem == "a graph that the manifest does not know"
    assert found[links.value].problem == "links that are not those between its reports"
    size = {entry.iri: entry.quads for entry in manifest.reports}
    assert found[first.value].problem == f"{size[first.value] - 1} quads that are not the {size[first.value]} of the manifest"  # fmt: skip
    assert f"{size[second.value]} quads that are not" in found[second.value].problem
    told = {one.problem.partition(":")[0] for one in found.values()}
    assert "the quote is not that of the first passage of the evidence" in told
    assert any("correct oa:exact or the offsets" in one.problem for one in found.values())
    assert {one.remedy for one in found.values()} == {f"run kg rebuild -g {copy}"}


def test_the_doctor_tells_of_an_older_engine(
    real: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no fault: the graph is whole, and what makes it anew is said."""
    monkeypatch.setattr("kg.doctor.VERSION", "99")
    assert command(["doctor", "-g", str(real)]) == 0
    told = capsys.readouterr().out
    assert "2 reports, " in told and "all is whole; it was made by version " in told
    assert "this is 99: kg rebuild makes it again" in told


@pytest.mark.slow
def test_what_tells_which_data_are_in_force_is_read_whole(built: Path, tmp_path: Path) -> None:
    """Oxigraph opens a store whose MANIFEST was cut as an empty one: here it is damaged, and no query has an empty answer."""
    place = tmp_path / "graph"
    shutil.copytree(built, place)
    for part in place.glob("store/*/MANIFEST-*"):
        part.write_bytes(part.read_bytes()[: part.stat().st_size // 2])
    assert command(["query", "reports-and-dates", "-g", str(place)]) == 3
    with pytest.raises(KgError, match="damaged store"):
        Graph.open(place)


def test_a_store_that_is_opened_often_does_not_grow(built: Path) -> None:
    """Nothing is written where a graph is only read."""
    before = {part: part.stat().st_size for part in built.rglob("*")}
    for _ in range(50):
        Graph.open(built).close()
    assert {part: part.stat().st_size for part in built.rglob("*")} == before


@pytest.mark.slow
def test_two_builds_at_once(tmp_path: Path) -> None:
    """One wins, the other says who holds the folder; or both do, one after the other. The graph is whole."""
    place = str(tmp_path / "graph")
    run = [sys.executable, "-m", "kg", "build", "-q", "-g", place]
    both = [subprocess.Popen([*run, str(one)], stderr=subprocess.PIPE, text=True) for one in (OLD, NEW)]
    told = [(process.communicate(timeout=120)[1], process.returncode) for process in both]
    assert 0 in [code for _, code in told]
    assert all(
        code == 0 or (code == 4 and "another build is writing here (process " in words)
        for words, code in told
    )
    with_all = [code for _, code in told].count(0)
    assert examine(place).problems == () and len(Graph.open(place).manifest.reports) == with_all


PLACES = {
    "turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "0"},
    "far east": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
    "far west": {"TZ": "Pacific/Niue", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0", "LC_ALL": "POSIX"},
    "another epoch": {"SOURCE_DATE_EPOCH": "0"},
}
CLOCKS = {"1970": 0.0, "2038": 2.0**31, "leap day": 951_782_400.0, "back": None}
CLOCK = """
import sys, time
from itertools import count
back = count(1_700_000_000, -3600)
time.time = lambda: float({clock!r} if {clock!r} is not None else next(back))
from kg.cli import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def here(real: Path) -> dict[str, bytes]:
    return written(real)


def written(place: Path) -> dict[str, bytes]:
    """What a build wrote, but for the store, whose files hold names of processes; and what it says."""
    files = {
        str(path.relative_to(place)): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and "store" not in path.relative_to(place).parts
    }
    graph = Graph.open(place)
    files["turtle"] = graph.turtle()
    graph.close()
    return files


@pytest.mark.slow
@pytest.mark.parametrize(("place", "clock"), list(zip(PLACES, CLOCKS, strict=True)))
def test_the_same_bytes_everywhere_and_at_any_time(
    place: str, clock: str, here: dict[str, bytes], tmp_path: Path
) -> None:
    """Whatever the locale, the zone, the seed of hashes, or an epoch that is asked for; also where the clock runs backwards."""
    code = CLOCK.format(clock=CLOCKS[clock])
    done = subprocess.run(
        [sys.executable, "-c", code, "build", REPORTS, "-q", "-g", tmp_path / "graph"],
        env={**os.environ, **PLACES[place]}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert written(tmp_path / "graph") == here


LOOKALIKE = """L\u0435icestershire PEEL 2016

How effective is the force at protecting those who are vulnerable from harm?

Good

The force works well with Leicestershire County Council. It also works well with K\u0435nt County \u0421ouncil on fr\u0430ud.
"""


@pytest.mark.slow
def test_letters_that_only_look_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Match no force, no body and no threat; and they are told of."""
    report = tmp_path / "report.txt"
    report.write_text(LOOKALIKE, "utf-8")
    place = ["-g", str(tmp_path / "graph")]
    assert command(["build", str(report), *place]) == 3
    assert "tells its force" in capsys.readouterr().err
    assert (
        command(
            ["build", str(report), "--force", "kent", "--year", "2016", "--pillar", "effectiveness", *place]
        )
        == 0
    )
    told = capsys.readouterr().err
    assert (
        "Words that mix the letters of two alphabets are not recognised: L\u0435icestershire, K\u0435nt"
        in told
    )
    graph = Graph.open(tmp_path / "graph")
    assert {row["t"].value for row in graph.select("SELECT ?t { ?s peel:threat ?t }")} == set()
    graph.close()


@pytest.mark.slow
def test_words_of_one_alphabet_are_none() -> None:
    """Greek and Cyrillic words, accents, numbers and signs."""
    assert mixed("Кент Αθήνα naïve Siân 5µg β-blockers") == []
    assert mixed("Kеnt fr\u0430ud Kеnt Ｋent") == ["Kеnt", "fr\u0430ud", "Ｋent"]
    for piece in ("a", "\u0430", "a ", "\u0430a"):
        assert grows_linearly(mixed, piece, 200_000)


@pytest.mark.slow
def test_one_text_from_two_places(tmp_path: Path) -> None:
    """Is one report."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        shutil.copy(OLD, tmp_path / name / OLD.name)
    graph = kg.build([tmp_path / "one", tmp_path / "two"])
    assert len(graph.manifest.reports) == 1
    graph.close()


def test_look_alikes_are_read_into_nothing(reading: Callable[..., Reading]) -> None:
    """Neither a body nor a threat."""
    found = reading("The force works well with K\u0435nt County \u0421ouncil on fr\u0430ud.")
    assert not [one for one in found.statements if one.partners or one.threats]
