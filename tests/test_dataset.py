"""The published dataset: what is said of it is so, counted and checked by others' means."""

import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from conftest import REPORTS
from rdflib import RDF, BNode, Literal, URIRef
from rdflib import Graph as RdflibGraph
from rdflib.namespace import DCAT, DCTERMS, PROV, VOID, XSD, Namespace

import kg
from kg.cli import run
from kg.dataset import NAMES, dataset
from kg.errors import UsageError
from kg.folders import write
from kg.pipeline import run as build
from kg.store import Graph

SPDX = Namespace("http://spdx.org/rdf/terms#")
PEEL = Namespace("https://w3id.org/peel-kg/ontology#")
VERSION = URIRef(f"{DCAT}version")
OGL = URIRef("http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/")
UNDATED = REPORTS / "leicestershire-2014-effectiveness.txt"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, real: Path) -> Path:
    """The graph of the two real reports, in a folder beside which others are written."""
    return Path(copytree(real, tmp_path_factory.mktemp("dataset") / "graph"))


@pytest.fixture(scope="module")
def published(built: Path) -> Path:
    """The dataset that the command writes."""
    folder = built.with_name("published")
    assert run(["export", "-g", str(built), "--dataset", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def whole(published: Path) -> RdflibGraph:
    """The graph, as rdflib reads its Turtle."""
    return RdflibGraph().parse(published / "graph.ttl")


@pytest.fixture(scope="module")
def described(published: Path) -> RdflibGraph:
    """The description, read where it lies."""
    return RdflibGraph().parse(published / "dataset.ttl")


def the_dataset(described: RdflibGraph) -> URIRef:
    kinds = (DCAT.Dataset, VOID.Dataset)
    (found,) = set.intersection(*(set(described.subjects(RDF.type, kind)) for kind in kinds))
    assert isinstance(found, URIRef)
    return found


def number(described: RdflibGraph, subject: Any, name: URIRef) -> int:
    (value,) = described.objects(subject, name)
    assert isinstance(value, Literal)
    return int(value)


def test_its_files_are_all_there_and_whole(published: Path) -> None:
    """Each is listed once in the form of sha256sum, which finds them whole."""
    assert {path.name for path in published.iterdir()} == {*NAMES, "SHA256SUMS"}
    lines = (published / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert len(lines) == len(listed) == len(NAMES)
    assert listed == {name: sha256((published / name).read_bytes()).hexdigest() for name in NAMES}
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=published, check=True)


def test_the_files_hold_the_graph(published: Path, built: Path) -> None:
    """The one with a graph for each report has all quads; Turtle has their triples."""
    import pyoxigraph as ox

    quads = set(Graph.open(built).quads())
    for name in ("graph.trig", "graph.nq"):
        assert set(ox.parse(path=published / name)) == quads
    assert {quad.triple for quad in ox.parse(path=published / "graph.ttl")} == {quad.triple for quad in quads}


def test_totals(described: RdflibGraph, whole: RdflibGraph) -> None:
    """VoID's numbers are those that rdflib counts."""
    this = the_dataset(described)
    (space,) = described.objects(this, VOID.uriSpace)
    subjects = set(whole.subjects())
    expected = {
        VOID.triples: len(whole),
        VOID.distinctSubjects: len(subjects),
        VOID.distinctObjects: len(set(whole.objects())),
        VOID.entities: sum(str(subject).startswith(str(space)) for subject in subjects),
        VOID.classes: len(set(whole.objects(None, RDF.type))),
        VOID.properties: len(set(whole.predicates())),
    }
    assert {name: number(described, this, name) for name in expected} == expected


def test_class_partitions(described: RdflibGraph, whole: RdflibGraph) -> None:
    """One for each class that occurs, with its members."""
    this = the_dataset(described)
    said = {
        str(described.value(part, VOID["class"])): number(described, part, VOID.entities)
        for part in described.objects(this, VOID.classPartition)
    }
    classes = set(whole.objects(None, RDF.type))
    assert said == {str(one): len(set(whole.subjects(RDF.type, one))) for one in classes}
    for example in described.objects(this, VOID.exampleResource):
        assert (example, None, None) in whole
    exemplified = {
        kind
        for example in described.objects(this, VOID.exampleResource)
        for kind in whole.objects(example, RDF.type)
    }
    assert {one for one in classes if str(one).startswith(str(PEEL))} <= exemplified


def test_property_partitions(described: RdflibGraph, whole: RdflibGraph) -> None:
    """One for each property that occurs, with its triples, subjects and objects."""
    said = {
        str(described.value(part, VOID.property)): (
            number(described, part, VOID.triples),
            number(described, part, VOID.distinctSubjects),
            number(described, part, VOID.distinctObjects),
        )
        for part in described.objects(the_dataset(described), VOID.propertyPartition)
    }
    assert said == {
        str(one): (
            len(list(whole.subject_objects(one))),
            len(set(whole.subjects(one))),
            len(set(whole.objects(None, one))),
        )
        for one in set(whole.predicates())
    }


def test_vocabularies_are_those_of_its_terms(described: RdflibGraph, whole: RdflibGraph) -> None:
    """Each class and property is in one of them, and none is empty."""
    named = {str(one) for one in described.objects(the_dataset(described), VOID.vocabulary)}
    terms = {str(one) for one in (*whole.predicates(), *whole.objects(None, RDF.type))}
    assert {re.sub("[^#/]*$", "", term) for term in terms} == named


def test_the_parts_and_their_licences(described: RdflibGraph, built: Path) -> None:
    """What the reports say is under the OGL; the vocabularies are under the project's licence."""
    graph = Graph.open(built)
    parts = {
        described.value(part, DCTERMS.license): part
        for part in described.objects(the_dataset(described), VOID.subset)
    }
    vocabularies = {
        q.triple for q in graph.quads() if getattr(q.graph_name, "value", "") == graph.iris.vocabularies
    }
    reports = {
        q.triple for q in graph.quads() if getattr(q.graph_name, "value", "") != graph.iris.vocabularies
    }
    assert number(described, parts[OGL], VOID.triples) == len(reports)
    mit = URIRef("https://opensource.org/license/mit")
    assert number(described, parts[mit], VOID.triples) == len(vocabularies)
    this = the_dataset(described)
    assert described.value(this, DCTERMS.license) == OGL
    rights = described.value(
        described.value(this, DCTERMS.rights), URIRef("http://www.w3.org/2000/01/rdf-schema#label")
    )
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in str(
        rights
    )


def test_distributions(described: RdflibGraph, published: Path) -> None:
    """Each leads to a file beside the description, and tells its size, its digest and its media type."""
    found = set()
    for one in described.objects(the_dataset(described), DCAT.distribution):
        assert (one, RDF.type, DCAT.Distribution) in described
        address = str(described.value(one, DCAT.downloadURL))
        file = Path(address.removeprefix("file://"))
        assert file.parent == published
        assert described.value(one, DCAT.byteSize) == Literal(
            file.stat().st_size, datatype=XSD.nonNegativeInteger
        )
        checksum = described.value(one, SPDX.checksum)
        assert described.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert (
            str(described.value(checksum, SPDX.checksumValue)).lower()
            == sha256(file.read_bytes()).hexdigest()
        )
        found.add((file.name, str(described.value(one, DCAT.mediaType)).partition("media-types/")[2]))
    assert found == {
        ("graph.ttl", "text/turtle"),
        ("graph.trig", "application/trig"),
        ("graph.nq", "application/n-quads"),
    }


def test_provenance(described: RdflibGraph, built: Path) -> None:
    """Which engine and which ontology made it, of which texts."""
    graph = Graph.open(built)
    this = the_dataset(described)
    (making,) = described.objects(this, PROV.wasGeneratedBy)
    engine = described.value(making, PROV.wasAssociatedWith)
    assert str(described.value(engine, VERSION)) == kg.__version__
    used = set(described.objects(making, PROV.used))
    assert URIRef("https://w3id.org/peel-kg/ontology/0.1.0") in used
    assert {str(one) for one in described.objects(this, PROV.wasDerivedFrom)} == set(graph.texts)
    for name, text in graph.texts.items():
        report = URIRef(name)
        assert report in used
        assert str(described.value(report, PEEL.sha256)) == sha256(text.encode()).hexdigest()
        assert str(described.value(report, DCTERMS.source)).startswith("https://hmicfrs.")


@pytest.mark.slow
def test_what_a_user_added_is_told(tmp_path: Path) -> None:
    """By its digest, as something of which the vocabularies were made."""
    (tmp_path / "mine.ttl").write_text(
        "<https://w3id.org/peel-kg/id/force/kent> <http://www.w3.org/2004/02/skos/core#altLabel> 'Kentish Police'@en ."
    )
    graph = kg.build([UNDATED], vocabulary=tmp_path / "mine.ttl")
    found = RdflibGraph().parse(data=dataset(graph, issued="2026-11-22")["dataset.ttl"], format="turtle")
    sources = found.objects(URIRef(graph.iris.vocabularies), PROV.wasDerivedFrom)
    digests = {str(one) for source in sources for one in found.objects(source, DCTERMS.identifier)}
    assert digests == {"sha256:" + sha256(graph.additions.encode()).hexdigest()}


def test_no_blank_nodes_and_no_clock(described: RdflibGraph, published: Path) -> None:
    """The only days are those of the reports; that of the newest is the dataset's."""
    assert not [term for triple in described for term in triple if isinstance(term, BNode)]
    assert set(re.findall(r'"(\d{4}-\d\d-\d\d)"', (published / "dataset.ttl").read_text())) == {
        "2014-11-27",
        "2016-02-18",
    }
    assert (
        json.loads((published / "ro-crate-metadata.json").read_text())["@graph"][1]["datePublished"]
        == "2016-02-18"
    )


def test_the_crate(published: Path) -> None:
    """What https://w3id.org/ro/crate/1.3 says that there must be."""
    said = json.loads((published / "ro-crate-metadata.json").read_text("utf-8"))
    assert said["@context"] == "https://w3id.org/ro/crate/1.3/context"
    entities = {one["@id"]: one for one in said["@graph"]}
    assert len(entities) == len(said["@graph"])
    assert all("@type" in one for one in entities.values())
    assert entities["ro-crate-metadata.json"] == {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.3"},
    }
    root = entities["./"]
    assert root["@type"] == "Dataset"
    assert all(
        isinstance(root[name], str) and root[name] for name in ("name", "description", "datePublished")
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", root["datePublished"])
    assert root["license"] == {"@id": str(OGL)}
    assert entities[str(OGL)]["name"] and entities[str(OGL)]["description"]
    assert {part["@id"] for part in root["hasPart"]} == {*NAMES, "SHA256SUMS"} - {"ro-crate-metadata.json"}
    for part in root["hasPart"]:
        file = entities[part["@id"]]
        assert (
            file["@type"] == "File" and file["name"] and file["description"] and "/" in file["encodingFormat"]
        )
        assert int(file["contentSize"]) == (published / part["@id"]).stat().st_size
        if "sha256" in file:
            assert file["sha256"] == sha256((published / part["@id"]).read_bytes()).hexdigest()


def test_the_crate_is_flat_and_names_only_what_it_describes(published: Path) -> None:
    """Values are words or references, and what is referred to is there."""
    said = json.loads((published / "ro-crate-metadata.json").read_text("utf-8"))
    names = {one["@id"] for one in said["@graph"]}
    for entity in said["@graph"]:
        for name, values in entity.items():
            for value in values if isinstance(values, list) else [values]:
                assert isinstance(value, str) or set(value) == {"@id"}, (entity["@id"], name)
                if isinstance(value, dict) and name != "conformsTo":
                    assert value["@id"] in names, (entity["@id"], name)


def test_the_same_graph_gives_the_same_bytes(built: Path, published: Path, tmp_path: Path) -> None:
    """Whatever the seed, the place, and how often."""
    for seed in ("1", "2"):
        folder = tmp_path / f"other-{seed}"
        subprocess.run(
            [sys.executable, "-m", "kg", "export", "-g", str(built), "--dataset", str(folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
            path.name: path.read_bytes() for path in published.iterdir()
        }


def test_the_day_of_publication(graph: Graph, tmp_path: Path) -> None:
    """Is what the user says; a graph that tells no day needs one for its crate."""
    files = dataset(graph, issued="2026-11-22")
    found = RdflibGraph().parse(data=files["dataset.ttl"], format="turtle")
    assert found.value(the_dataset(found), DCTERMS.issued) == Literal("2026-11-22", datatype=XSD.date)
    assert json.loads(files["ro-crate-metadata.json"])["@graph"][1]["datePublished"] == "2026-11-22"
    alone = tmp_path / UNDATED.name  # without the manifest that tells its day
    alone.write_bytes(UNDATED.read_bytes())
    undated = kg.build([alone])
    with pytest.raises(UsageError, match="--issued"):
        dataset(undated)
    assert dataset(undated, issued="2026-11-22")


@pytest.mark.slow
def test_another_graph_has_another_version(graph: Graph) -> None:
    """And another base of individuals, another name."""
    other_base = build([UNDATED], base="https://example.net/it/").graph
    versions = set()
    for one in (graph, kg.build([UNDATED]), other_base):
        found = RdflibGraph().parse(data=dataset(one, issued="2026-11-22")["dataset.ttl"], format="turtle")
        this = the_dataset(found)
        assert this.startswith(one.iris.base)
        versions.add(str(found.value(this, VERSION)))
    assert len(versions) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--issued", "2026-11-22"], "goes with --dataset"),
        (["--dataset", "out", "--format", "turtle"], "leave out --format"),
        (["--docs", "out", "-o", "out.ttl"], "leave out --format and -o"),
        (["--dataset", "no/where"], "no folder"),
        (["--dataset", "graph/manifest.json"], "is a file"),
        (["--dataset", "graph"], "which is not of this output"),
    ],
)
def test_mistakes(
    arguments: list[str],
    message: str,
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Are told, and nothing is written."""
    monkeypatch.chdir(built.parent)
    before = sorted(built.parent.rglob("*"))
    assert run(["export", "-g", str(built), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert sorted(built.parent.rglob("*")) == before


@pytest.mark.parametrize("day", ["2026-02-30", "20261122", "yesterday", "2026-11-22T00:00"])
def test_a_day_is_a_day(day: str, built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Written as in XSD."""
    with pytest.raises(SystemExit):
        run(["export", "-g", str(built), "--dataset", "out", "--issued", day])
    assert "is no day" in capsys.readouterr().err


# --- A folder, whole-old or whole-new ----------------------------------------------------------------------


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("platform", [sys.platform, "elsewhere"])
def test_a_folder_is_replaced(platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it, also where two folders cannot be exchanged in one step; nothing is left beside it."""
    monkeypatch.setattr(sys, "platform", platform)
    for words in (b"old", b"new"):
        write(tmp_path / "out", {"a": words, "b": words})
    assert held(tmp_path / "out").keys() == {"a", "b", "SHA256SUMS"}
    assert held(tmp_path / "out")["a"] == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    """A folder with another file, or with our names and no checksums, is somebody's."""
    for names in (["notes.txt"], ["a"], ["a", "SHA256SUMS", "notes.txt"]):
        folder = tmp_path / "-".join(names)
        folder.mkdir()
        for name in names:
            (folder / name).write_text("mine")
        with pytest.raises(UsageError, match="holds"):
            write(folder, {"a": b"new"})
        assert held(folder) == dict.fromkeys(names, b"mine")
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty", {"a": b"new"})


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole, and nothing beside it."""
    write(tmp_path / "out", {"a": b"old"})
    before = held(tmp_path / "out")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "out", {"a": b"new"})
    assert held(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the place is empty for a moment")
def test_who_looks_finds_a_folder_at_any_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No step of a replacement takes it away."""
    out = tmp_path / "out"
    write(out, {"a": b"old"})
    rename = os.rename
    missed: list[str] = []

    def watched(one: str, other: str) -> None:
        rename(one, other)
        if not out.exists():
            missed.append(str(one))

    monkeypatch.setattr(os, "rename", watched)
    write(out, {"a": b"new"})
    assert held(out)["a"] == b"new"
    assert not missed
