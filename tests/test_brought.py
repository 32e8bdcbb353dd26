"""What users bring: additions to the vocabularies, shapes, decisions, marks, manifests and queries.

None of it reaches out, ends the process, or takes it without end: the classes 5 to 7, 10, 12, 13, 15 and 17 of attacks.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import pyoxigraph as ox
import pytest
from canaries import Canary, canary_in
from conftest import REPORTS, ROOT
from rdflib import Graph as RdflibGraph

import kg
from kg.additions import read_additions
from kg.cli import run
from kg.decisions import read_decisions
from kg.errors import KgError, UnreadableInput
from kg.evaluate import evaluate
from kg.iris import Iris
from kg.namespaces import ID
from kg.read import Source, read
from kg.read.manifest import broken
from kg.store import Graph
from kg.terms import iri, to_rdflib
from kg.validate import validate
from kg.vocabulary import Vocabulary

HEAD = """@base <https://w3id.org/peel-kg/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix peel: <https://w3id.org/peel-kg/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
LABEL = '<threat/theft> skos:altLabel "lifted goods"@en .'
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with canary_in(tmp_path_factory.mktemp("canary")) as made:
        yield made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("brought") / "graph"
    kg.build([next(REPORTS.glob("*.txt"))], place).close()
    return place


def refused(do: Callable[[], object], seconds: float = 10) -> str:
    """The one line by which something is refused, soon."""
    began = process_time()  # other processes of a busy machine take none of it
    with pytest.raises(KgError) as caught:
        do()
    told = str(caught.value)
    assert "\n" not in told and told.isprintable() and process_time() - began < seconds
    return told


def added(turtle: str, folder: Path, vocabulary: Vocabulary, name: str = "mine.ttl") -> Callable[[], str]:
    path = folder / name
    path.write_text(turtle, "utf-8")
    return lambda: read_additions([path], vocabulary)


class TestAdditions:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("<> owl:imports <URL> .", "no individual"),
            ("<threat/theft> owl:imports <URL> .", "no property"),
            ("<threat/theft> rdf:type sh:NodeShape .", "no class"),
            ("<threat/theft> sh:sparql <URL> .", "no property"),
            ("<threat/theft> sh:js <URL> .", "no property"),
            ("<https://w3id.org/peel-kg/ontology#Finding> skos:prefLabel 'x' .", "no individual"),
            ("<report/kent/2015/effectiveness> skos:prefLabel 'x' .", "no individual"),
            ("<threat/../../x> skos:prefLabel 'x' .", "no individual"),
            ("<threat/a b> skos:prefLabel 'x' .", "no readable Turtle"),
            ("<threat/a>b> skos:prefLabel 'x' .", "no readable Turtle"),
            ("<threat/a{}> skos:prefLabel 'x' .", "no readable Turtle"),
            ("<threat/a\\u0020b> skos:prefLabel 'x' .", "no readable Turtle"),
            ('<!DOCTYPE x [<!ENTITY a SYSTEM "URL">]><rdf:RDF>&a;</rdf:RDF>', "no readable Turtle"),
            ('{"@context": "URL", "@id": "x"}', "no readable Turtle"),
        ],
    )
    def test_they_add_words_and_nothing_else(
        self, body: str, words: str, canary: Canary, tmp_path: Path, vocabulary: Vocabulary
    ) -> None:
        """Classes 5, 6, 7 and 17: no imports, shapes, XML or JSON-LD, nor IRIs that are none; nothing is fetched."""
        turtle = HEAD * (not body.startswith(("<!", "{"))) + body.replace("URL", canary.url)
        assert words in refused(added(turtle, tmp_path, vocabulary))
        assert canary.silent("")

    def test_an_address_is_no_file(self, canary: Canary, vocabulary: Vocabulary) -> None:
        """Class 7: nothing is fetched by its name."""
        for place in (canary.url, f"{canary.url}.ttl", canary.file.as_uri()):
            assert "cannot be read" in refused(lambda place=place: read_additions([place], vocabulary))  # type: ignore[misc]
        assert canary.silent("")

    @pytest.mark.parametrize("deep", [200, 100_000])
    @pytest.mark.parametrize(
        ("opened", "closed"),
        [("[ skos:note ", " ]"), ("( ", " )"), ("<<( <a:a> <a:b> ", " )>>"), ("<< <a:a> <a:b> ", " >>")],
    )
    def test_depth(self, opened: str, closed: str, deep: int, tmp_path: Path, vocabulary: Vocabulary) -> None:
        """Class 10: a parser that is recursive is not led to the end of its stack."""
        turtle = f"{HEAD}<threat/theft> skos:altLabel {opened * deep}<a:c>{closed * deep} ."
        assert refused(added(turtle, tmp_path, vocabulary))

    def test_size(self, tmp_path: Path, vocabulary: Vocabulary) -> None:
        """Class 13: too many bytes are not read."""
        assert "more than 5,000,000 bytes" in refused(added("#" * 5_000_001, tmp_path, vocabulary))

    @POSIX
    def test_a_device_without_end(self, vocabulary: Vocabulary) -> None:
        """Class 13: is left when enough of it was seen."""
        assert "more than 5,000,000 bytes" in refused(lambda: read_additions(["/dev/zero"], vocabulary))

    def test_packed(self, tmp_path: Path, vocabulary: Vocabulary) -> None:
        """Class 13: nothing is unpacked."""
        import gzip

        path = tmp_path / "mine.ttl.gz"
        path.write_bytes(gzip.compress(b" " * 10_000_000))
        assert "no readable Turtle" in refused(lambda: read_additions([path], vocabulary))

    def test_names_that_command_the_terminal(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Class 15: signs of control in a label, or in the name of the file, are shown as words."""
        path = tmp_path / "a\x1b[2J\u202e.ttl"
        path.write_text(f'{HEAD}<threat/the\\u001Bft> skos:altLabel "\\u001b]0;x\\u0007" .', "utf-8")
        report = str(next(REPORTS.glob("*.txt")))
        assert run(["build", report, "-q", "-g", str(tmp_path / "g"), "--vocabulary", str(path)]) == 3
        told = capsys.readouterr().err
        assert told.rstrip("\n").isprintable()


class TestDecisions:
    @pytest.mark.parametrize(
        "line",
        [
            "[" * 100_000,
            '{"decision": "reject", "body": "../../etc", "by": "A", "because": "b", "at": "2026-01-01T00:00:00+00:00"}',
            '{"decision": "reject", "body": "body/a> <http://x", "by": "A", "because": "b", "at": "2026-01-01T00:00:00+00:00"}',
            '{"decision": "drop all", "body": "body/a", "by": "A", "because": "b", "at": "2026-01-01T00:00:00+00:00"}',
            '{"decision": "reject", "body": "body/a", "by": "A", "because": "b", "at": "2026-13-01"}',
            "null",
            "\\u0000",
        ],
    )
    def test_what_is_none(self, line: str, tmp_path: Path) -> None:
        """Is told with its line."""
        path = tmp_path / "decisions.jsonl"
        path.write_text(f"\n{line}\n", "utf-8")
        assert f"{path}:2" in refused(lambda: read_decisions(path))

    @POSIX
    def test_a_device_without_end(self) -> None:
        """Is left when enough of it was seen."""
        assert "more than 50,000,000 bytes" in refused(lambda: read_decisions("/dev/zero"), 30)

    def test_no_name(self) -> None:
        """A NUL is in no file's name."""
        assert "cannot be read" in refused(lambda: read_decisions("a\0b"))


class TestMarks:
    @pytest.mark.parametrize(
        "marks", ["[" * 100_000, "[]", "{}", '{"report": 1}', "7", '{"judgements": null}', ""]
    )
    def test_what_are_none(self, marks: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
        """Marked reports with marks that cannot be read."""
        (tmp_path / "a.json").write_text(marks, "utf-8")
        (tmp_path / "a.txt").write_text("Kent PEEL 2016 effectiveness. HMIC.\n" * 3, "utf-8")
        assert refused(lambda: evaluate(tmp_path, vocabulary))

    def test_figures_of_an_earlier_evaluation(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Of which none can be read."""
        path = tmp_path / "before.json"
        path.write_text("[" * 100_000, "utf-8")
        assert run(["evaluate", str(ROOT / "tests" / "gold"), "--baseline", str(path)]) == 3
        assert len(capsys.readouterr().err.splitlines()) == 1


class TestManifests:
    @pytest.mark.parametrize(
        "table",
        [
            b"",
            b"\n\n",
            b"file,force\n",
            b"file\n../../etc/passwd\n",
            b"file,source\nREPORT,javascript:alert(1)\n",
            b"file,force\nREPORT,../../kent\n",
            b"file,year\nREPORT,=cmd|' /C calc'!A0\n",
            b"file,title\nREPORT,\x1b[2J\n",
            b'file,title\nREPORT,"' + b"x" * 1_000_000 + b'"\n',
            b"file" + b"," * 100_000 + b"\n",
            b"\xff\xfe\x00",
            b"file\n" + b"a\n" * 100_000,
        ],
    )
    def test_beside_a_report(self, table: bytes, tmp_path: Path, vocabulary: Vocabulary) -> None:
        """Is heard, or told of in a line; it names no file, and no address that runs."""
        report = tmp_path / "kent-2016-effectiveness.txt"
        report.write_text("Kent PEEL 2016\n\nThe force is good at answering calls.\n", "utf-8")
        (tmp_path / "manifest.csv").write_bytes(table.replace(b"REPORT", report.name.encode()))
        told = [str(problem) for problem in broken([Source(report)])]
        try:
            found = read(report, vocabulary).told
            assert found.force == "kent" and found.source is None
        except UnreadableInput as error:
            told.append(str(error))
        assert all(line.isprintable() for line in told)


class TestQueries:
    @POSIX
    def test_a_device_without_end(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Is left when enough of it was seen."""
        (tmp_path / "q.rq").symlink_to("/dev/zero")
        assert run(["query", str(tmp_path / "q.rq")]) == 3
        assert "more than 4,000,000 bytes" in capsys.readouterr().err

    @POSIX
    def test_a_pipe_without_end(self, built: Path) -> None:
        """No more is taken from it than a query has."""
        ask = [sys.executable, "-m", "kg", "query", "-", "-g", str(built)]
        with Path("/dev/zero").open("rb") as endless:
            done = subprocess.run(ask, stdin=endless, capture_output=True, text=True, timeout=120)
        assert done.returncode == 2 and "more than 1000000" in done.stderr


SHAPE = """
<urn:x:S> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:property <urn:x:P> .
<urn:x:P> a sh:PropertyShape ; sh:path skos:prefLabel ; sh:minCount 1 .
"""


class TestShapes:
    """No command takes shapes of a user; `kg.validate.validate` does, as a graph."""

    @pytest.mark.parametrize(
        "more",
        [
            '<urn:x:S> sh:sparql [ sh:select "SELECT $this { SERVICE <HERE> { ?s ?p ?o } }" ] .',
            "<urn:x:S> sh:js [ sh:jsLibrary [ sh:jsLibraryURL 'HERE' ] ; sh:jsFunctionName 'x' ] .",
            "<urn:x:S> sh:rule [ a sh:SPARQLRule ; sh:construct 'CONSTRUCT {} {}' ] .",
            '<urn:x:S> sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this { SERVICE <HERE> {} }" ] .',
            "<urn:x:> sh:shapesGraph <HERE> .",
            "<urn:x:> sh:declare [ sh:prefix 'x' ; sh:namespace 'HERE' ] .",
        ],
    )
    def test_what_runs_code_or_reaches_out_is_refused(self, more: str, canary: Canary) -> None:
        """Class 7: only SHACL Core is."""
        assert "no term of SHACL Core" in refused(lambda: checked(SHAPE + more.replace("HERE", canary.url)))
        assert canary.silent("")

    def test_imports_are_not_followed(self, canary: Canary) -> None:
        """Class 7: neither those of shapes nor those of data."""
        imports = f"<urn:x:> a owl:Ontology ; owl:imports <{canary.url}> ."
        checked(SHAPE + imports, imports)
        assert canary.silent("")

    def test_an_address_is_no_graph(self, canary: Canary) -> None:
        """Class 7: a text in the place of a graph is not fetched."""
        with pytest.raises(Exception, match=r"."):
            validate(RdflibGraph(), canary.url)  # type: ignore[arg-type]
        assert canary.silent("")


def checked(shapes: str, data: str = "<urn:x:c> a skos:Concept ; skos:prefLabel 'x' .") -> object:
    one, other = (
        to_rdflib(ox.parse((HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE)) for turtle in (data, shapes)
    )
    return validate(one, other)


class TestNames:
    @pytest.mark.parametrize(
        "name", ["a>b", "a b", "a\nb", "a{b", "a\\b", "a^b", "a`b", 'a"b', "a|b", "\x00", "a<b"]
    )
    def test_no_iri_holds_what_ends_it(self, name: str) -> None:
        """Class 17: such a name is refused where the IRI is made, so in all formats alike."""
        with pytest.raises(ValueError, match=r"."):
            iri(ID + name)
        try:
            made = Iris(ID).of("body", name)
        except ValueError:
            return
        with pytest.raises(ValueError, match=r"."):
            iri(made)

    @pytest.mark.parametrize(
        "base",
        ["x", "http://x/ y/", "http://x/>", "javascript:x/", "data:x/", "file:///x/", "http://x/#", ""],
    )
    def test_a_base_is_an_address(self, base: str) -> None:
        """Class 17."""
        with pytest.raises(ValueError, match="ends in /"):
            Iris(base).check()

    @pytest.mark.slow
    def test_files_stay_in_their_folder(self, tmp_path: Path) -> None:
        """Class 12: what a report is called names no file of a graph; force, year and pillar do, and these are known ones."""
        odd = tmp_path / ("CON " + "x" * 200 + ".txt")
        odd.write_text("Kent PEEL 2016\n\nThe force is good at answering calls.\n", "utf-8")
        kg.build(odd, tmp_path / "graph", force="kent", year=2016, pillar="effectiveness").close()
        assert [path.name for path in (tmp_path / "graph" / "texts").iterdir()] == [
            "kent-2016-effectiveness.txt"
        ]

    def test_a_manifest_of_a_graph_names_no_file_outside(self, built: Path, tmp_path: Path) -> None:
        """Class 12: its entries are sealed, and one that was made by another hand leads nowhere."""
        shutil.copytree(built, tmp_path / "graph")
        place = tmp_path / "graph" / "manifest.json"
        said = json.loads(place.read_text())
        for key, value in (("store", "../../x"), ("decided", "/etc"), ("additions", "../x")):
            place.write_text(json.dumps({**said, key: value}))
            assert refused(lambda: Graph.open(tmp_path / "graph"))
