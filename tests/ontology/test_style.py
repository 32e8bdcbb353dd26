"""The ontology's own style: what every file, term, concept, cue, rule and shape of it must have."""

import re
from collections import defaultdict
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest
from loaded import CONTEXT, EXAMPLES, FOLDER, SHAPES_FILES, VOCABULARY_FILES, named, read, vocabularies, world
from rdflib import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH, VANN, DefinedNamespace

from kg.namespaces import OA, PEEL, PREFIXES, SHAPES
from kg.validate import human, validate

ALL_FILES = sorted(FOLDER.rglob("*.ttl"))
HEADERS = (FOLDER / "peel.ttl", *SHAPES_FILES)
OPEN_ANNOTATION = set(
    ["SpecificResource", "Selector", "TextQuoteSelector", "TextPositionSelector", "hasSource", "hasSelector"]
    + ["exact", "prefix", "suffix", "start", "end"]
)


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def terms(graph: Graph, namespace: str) -> set[str]:
    """The local names of a namespace that a graph uses, anywhere in a triple."""
    found = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    datatypes = {str(term.datatype) for _, _, term in graph if isinstance(term, Literal) and term.datatype}
    return {term.removeprefix(namespace) for term in found | datatypes if term.startswith(namespace)}


@pytest.mark.parametrize("path", ALL_FILES, ids=name_of)
def test_a_file_reads_the_same_in_both_parsers(path: Path) -> None:
    """The strict parser and rdflib's agree on a file; for one with blank nodes, on how much it says."""
    strict, lenient = read(path), Graph().parse(path)
    assert len(strict) == len(lenient) > 0
    if not any(isinstance(term, BNode) for triple in strict for term in triple):
        assert set(strict) == set(lenient)


@pytest.mark.parametrize("path", VOCABULARY_FILES, ids=name_of)
def test_what_goes_into_a_graph_has_no_blank_nodes(path: Path) -> None:
    """A blank node has no name to point at, and makes equal graphs look different."""
    assert not [triple for triple in read(path) if any(isinstance(term, BNode) for term in triple)]


def test_a_prefix_means_the_same_in_every_file() -> None:
    """A reader, and a query, can rely on what peel:, skos: and the others stand for."""
    meanings = defaultdict(set)
    for path in ALL_FILES:
        parser = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        next(parser)
        for prefix, namespace in parser.prefixes.items():
            meanings[prefix].add(namespace)
    assert {prefix: found for prefix, found in meanings.items() if len(found) > 1} == {}
    for prefix, namespace in PREFIXES.items():
        assert meanings.get(prefix, {namespace}) == {namespace}


@pytest.mark.parametrize("path", ALL_FILES, ids=name_of)
def test_every_term_of_the_ontology_is_declared(path: Path) -> None:
    """A mistyped term is valid RDF: only the list of declared ones can tell."""
    declared = {str(term).removeprefix(PEEL) for term in read(FOLDER / "peel.ttl").subjects(RDF.type)}
    assert terms(read(path), PEEL) - declared - {""} == set()


@pytest.mark.parametrize("path", SHAPES_FILES, ids=name_of)
def test_every_term_of_the_shapes_is_declared(path: Path) -> None:
    """peelsh:mayBeIdel would leave its shape as it was."""
    both = read(SHAPES_FILES[0]) + read(SHAPES_FILES[1])
    subjects = {
        *both.subjects(RDF.type, SH.NodeShape),
        *both.subjects(RDF.type, SH.PropertyShape),
        *both.subjects(RDFS.label),
    }
    declared = {str(term).removeprefix(SHAPES) for term in subjects}
    assert terms(read(path), SHAPES) - {""} <= declared | {"report"}


def test_every_declared_term_is_used() -> None:
    """A term that nothing uses is one that nobody will miss: take it away."""
    elsewhere = set().union(*(terms(read(path), PEEL) for path in ALL_FILES if path.name != "peel.ttl"))
    assert terms(read(FOLDER / "peel.ttl"), PEEL) - elsewhere == set()


@pytest.mark.parametrize("vocabulary", [SKOS, ORG, PROV, DCTERMS, OWL, RDF, RDFS, SH, VANN, XSD], ids=str)
def test_terms_of_other_vocabularies_exist(vocabulary: type[DefinedNamespace]) -> None:
    """skos:prefLabl would be accepted everywhere and found nowhere."""
    used = set().union(*(terms(read(path), str(vocabulary)) for path in ALL_FILES))
    container = re.compile("_[0-9]+")
    unknown = {term for term in used if term not in vocabulary and not container.fullmatch(term)}
    assert unknown - {""} == set()


def test_terms_of_web_annotation_exist() -> None:
    """The same for oa:, of which rdflib has no list."""
    assert set().union(*(terms(read(path), OA) for path in ALL_FILES)) <= OPEN_ANNOTATION


def test_the_ontology_keeps_its_style() -> None:
    """style.ttl over everything in the folder but the examples, itself included."""
    everything = vocabularies() + read(SHAPES_FILES[0]) + read(SHAPES_FILES[1])
    found = validate(everything, read(FOLDER / "style.ttl"))
    assert found.conforms, human(found)
    assert found.idle == ()


def test_the_vocabularies_conform() -> None:
    """shapes.ttl over the vocabularies and the context of the examples, so that no shape is idle for want of a report."""
    found = validate(world(), read(FOLDER / "shapes.ttl"))
    assert found.conforms, human(found)


def test_what_the_vocabularies_point_at_is_there() -> None:
    """An individual that is only ever an object was mistyped, or forgotten."""
    base = "https://w3id.org/peel-kg/id/"
    graph = vocabularies()
    missing = [iri for iri in named(graph) if iri.startswith(base) and (URIRef(iri), None, None) not in graph]
    assert missing == []


def test_no_concept_is_broader_than_itself() -> None:
    """Walking up the hierarchy ends."""
    edges = [(str(narrow), str(wide)) for narrow, wide in vocabularies().subject_objects(SKOS.broader)]
    hierarchy: networkx.DiGraph[str] = networkx.DiGraph(edges)
    assert hierarchy.number_of_edges() > 100
    assert list(networkx.simple_cycles(hierarchy)) == []


@pytest.mark.parametrize("path", HEADERS, ids=name_of)
def test_the_change_notes_know_the_version(path: Path) -> None:
    """CHANGES.md opens with the version that the headers state."""
    notes = (FOLDER / "CHANGES.md").read_text("utf-8")
    newest = re.search(r"^## ([0-9.]+)", notes, re.MULTILINE)
    assert newest and [str(version) for version in read(path).objects(None, OWL.versionInfo)] == [newest[1]]


def test_the_readme_shows_turtle_that_conforms() -> None:
    """The worked sentence of the README is a graph that passes, and its offsets are those of the passage shown."""
    page = (FOLDER / "README.md").read_text("utf-8")
    blocks = re.findall(r"```turtle\n(.*?)```", page, re.DOTALL)
    assert blocks
    for block in blocks:
        shown = Graph().parse(data=block, format="turtle")
        found = validate(world() + shown, read(FOLDER / "shapes.ttl"), focus=named(shown))
        assert found.conforms, human(found)


def test_the_readme_names_every_file() -> None:
    """The map of the folder is whole."""
    page = (FOLDER / "README.md").read_text("utf-8")
    for path in (*HEADERS, *VOCABULARY_FILES, CONTEXT, EXAMPLES / "valid", EXAMPLES / "invalid"):
        assert path.name in page, name_of(path)
