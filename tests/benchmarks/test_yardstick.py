"""The yardstick measures the same thing: the plain way makes the same triples as ours."""

from pathlib import Path

import pytest
from corpus import write
from plain import conforms, described, readings, vocabularies
from rdflib import URIRef
from rdflib.compare import isomorphic

import kg
from kg.namespaces import PEEL
from kg.terms import to_rdflib
from kg.vocabulary import Vocabulary

pytestmark = pytest.mark.slow


def test_plain_way_makes_the_same_graph(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """But for the links between reports, which only ours has."""
    write(4, tmp_path)
    plainly = described(readings(tmp_path, vocabulary), vocabulary, vocabularies())
    ours = kg.build([tmp_path])
    tied = {ours.iris.links(entry.force) for entry in ours.manifest.reports}
    of_reports = (quad for quad in ours.quads() if getattr(quad.graph_name, "value", "") not in tied)
    assert isomorphic(plainly, to_rdflib(of_reports))


def test_plain_way_finds_a_fault(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write(1, tmp_path)
    graph = described(readings(tmp_path, vocabulary), vocabulary, vocabularies())
    report = next(graph.subjects(URIRef(PEEL + "sha256")))
    graph.remove((report, URIRef(PEEL + "force"), None))
    assert not conforms(graph)
