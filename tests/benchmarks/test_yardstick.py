"""The yardstick measures the same thing: the plain way makes the same triples as ours."""

from pathlib import Path

from corpus import write
from plain import conforms, described, readings, vocabularies
from rdflib import URIRef
from rdflib.compare import isomorphic

import kg
from kg.namespaces import PEEL
from kg.vocabulary import Vocabulary


def test_plain_way_makes_the_same_graph(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write(4, tmp_path)
    plainly = described(readings(tmp_path, vocabulary), vocabulary, vocabularies())
    assert isomorphic(plainly, kg.build([tmp_path]).to_rdflib())


def test_plain_way_finds_a_fault(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write(1, tmp_path)
    graph = described(readings(tmp_path, vocabulary), vocabulary, vocabularies())
    report = next(graph.subjects(URIRef(PEEL + "sha256")))
    graph.remove((report, URIRef(PEEL + "force"), None))
    assert not conforms(graph)
