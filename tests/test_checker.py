"""A graph that is checked piece by piece is found to be what it is found to be as a whole."""

import os
from functools import cache
from random import Random

import pyoxigraph as ox
import pytest
from mutants import Triples, mutant, sample
from rdflib import Graph

from kg.errors import UnreadableInput
from kg.namespaces import ID, PEEL, RDF, RDFS, SKOS
from kg.resources import ontology
from kg.store import Graph as Built
from kg.terms import iri, text, to_rdflib
from kg.validate import ENGINES, Checker, Result, fast, idle, reference
from kg.vocabulary import read_turtle

SEEDS = int(os.environ.get("KG_MUTANTS", "16")) // 4
KIND = ID + "partner-kind/ambulance-service"
REPORT = ID + "report/leicestershire/{}/effectiveness"
FIRST, SECOND = iri(REPORT.format(2014)), iri(REPORT.format(2015))
VOCABULARY = iri("urn:x-test:vocabulary")

Parts = dict[ox.NamedNode, list[ox.Quad]]
"""The quads of each report, and of the vocabulary."""


@cache
def shapes() -> Graph:
    return to_rdflib(read_turtle(ontology() / "shapes.ttl"))


def quads(triples: Triples, name: ox.NamedNode) -> list[ox.Quad]:
    return [ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]


@pytest.fixture
def parts() -> Parts:
    """A part of each of the two real reports, and of what stands around them."""
    first, second = (sample(f"leicestershire-{year}-effectiveness") for year in (2014, 2015))
    return {
        FIRST: quads(first.report, FIRST),
        SECOND: quads(second.report, SECOND),
        VOCABULARY: quads(first.vocabulary + second.vocabulary, VOCABULARY),
    }


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "shacl" and not fast.installed():
        pytest.skip("the engine shacl is not installed: pip install 'peel-kg[fast]'")
    return str(request.param)


def store(parts: Parts) -> ox.Store:
    made = ox.Store()
    made.extend(quad for part in parts.values() for quad in part)
    return made


def by_pieces(parts: Parts, engine: str = "pyshacl", *, alone: bool = False) -> set[Result]:
    """What is wrong in the vocabulary and the reports; each report `alone`, or as part of the graph."""
    checker = Checker(shapes(), parts[VOCABULARY], engine)
    within = None if alone else store(parts)
    found = set(checker.vocabulary(within=within))
    for name in parts.keys() - {VOCABULARY}:
        found.update(checker.report(parts[name], within=within))
    assert checker.notes == ()
    return found


def as_a_whole(parts: Parts) -> set[Result]:
    """What pyshacl says of all of it at once, but for shapes that met nothing."""
    return reference.whole(to_rdflib(store(parts)), shapes())


def said(graph: ox.NamedNode, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(iri(subject), iri(predicate), value, graph)


def described(name: ox.NamedNode, label: str) -> list[ox.Quad]:
    """What a report says of a body that it names by its kind only."""
    body = ID + "body/leicestershire/ambulance-service"
    return [
        said(name, body, RDF + "type", iri(PEEL + "PartnerBody")),
        said(name, body, SKOS + "prefLabel", text(label, "en")),
        said(name, body, PEEL + "partnerKind", iri(KIND)),
    ]


def some(parts: Parts, part: ox.NamedNode, kind: str, within: str = "") -> str:
    """The first node of a class in a part of the graph."""
    nodes = (str(quad.subject)[1:-1] for quad in parts[part] if str(quad.object).endswith(kind))
    return min(node for node in nodes if within in node)


class TestWhatConforms:
    def test_reports_that_conform_are_found_to(self, parts: Parts, engine: str) -> None:
        checker = Checker(shapes(), parts[VOCABULARY], engine)
        assert checker.vocabulary() == checker.report(parts[FIRST]) == checker.report(parts[SECOND]) == ()

    def test_so_is_their_graph(self, parts: Parts, engine: str) -> None:
        assert by_pieces(parts, engine) == as_a_whole(parts) == set()

    def test_without_the_vocabulary_nothing_is_taken_on_trust(self, parts: Parts, engine: str) -> None:
        """What a report points to has to be somewhere."""
        found = Checker(shapes(), [], engine).report(parts[SECOND])
        assert {result.component.partition("#")[2] for result in found} >= {"ClassConstraintComponent"}

    def test_shapes_that_could_pass_in_silence_are_refused(self, engine: str) -> None:
        with pytest.raises(UnreadableInput, match="no shape has a target"):
            Checker([], [], engine)


class TestOneReport:
    def test_what_is_wrong_with_its_nodes_is_told(self, parts: Parts, engine: str) -> None:
        """As the whole tells it; and neither the other report nor the vocabulary is blamed."""
        broken = some(parts, SECOND, "#Finding>")
        parts[SECOND] = [
            q for q in parts[SECOND] if (q.subject, q.predicate) != (iri(broken), iri(PEEL + "quote"))
        ]
        checker = Checker(shapes(), parts[VOCABULARY], engine)
        found = checker.report(parts[SECOND])
        assert [(result.focus, result.path) for result in found] == [(broken, PEEL + "quote")]
        assert set(found) == as_a_whole(parts)
        assert checker.report(parts[FIRST]) == checker.vocabulary() == ()

    def test_several_may_be_checked_at_once(self, parts: Parts, engine: str) -> None:
        parts[FIRST].append(said(FIRST, REPORT.format(2014), PEEL + "sha256", text("x")))
        checker = Checker(shapes(), parts[VOCABULARY], engine)
        assert set(checker.report(parts[FIRST] + parts[SECOND])) == as_a_whole(parts) != set()

    def test_what_it_says_of_the_vocabulary_is_its_own(self, parts: Parts, engine: str) -> None:
        """A force with whom it says that the force works, a second name for a topic."""
        force, topic = ID + "force/leicestershire", some(parts, VOCABULARY, "#Concept>", "/topic/")
        parts[FIRST] += [
            said(FIRST, force, PEEL + "worksWith", iri(topic)),
            said(FIRST, topic, SKOS + "prefLabel", text("Cells", "en")),
        ]
        found = Checker(shapes(), parts[VOCABULARY], engine).report(parts[FIRST])
        assert {result.focus for result in found} == {force, topic}
        assert set(found) == as_a_whole(parts)

    def test_a_class_that_it_puts_below_another_counts(self, parts: Parts, engine: str) -> None:
        parts[FIRST] += [
            said(FIRST, ID + "thing", RDF + "type", iri(PEEL + "Thing")),
            said(FIRST, PEEL + "Thing", RDFS + "subClassOf", iri(PEEL + "Finding")),
        ]
        found = Checker(shapes(), parts[VOCABULARY], engine).report(parts[FIRST])
        assert ID + "thing" in {result.focus for result in found}
        assert set(found) == as_a_whole(parts) == by_pieces(parts, engine)


class TestNodesOfTwoReports:
    def test_a_body_that_they_name_differently_is_wrong_only_in_the_whole(
        self, parts: Parts, engine: str
    ) -> None:
        parts[FIRST] += described(FIRST, "Ambulance service (Leicestershire)")
        parts[SECOND] += described(SECOND, "Ambulance service (Leicestershire)")
        assert by_pieces(parts, engine) == as_a_whole(parts) == set()
        parts[SECOND] += described(SECOND, "Another name")
        parts[SECOND].remove(described(SECOND, "Ambulance service (Leicestershire)")[1])
        (result,) = by_pieces(parts, engine)
        assert result.path == SKOS + "prefLabel" and result.focus.endswith(
            "/body/leicestershire/ambulance-service"
        )
        assert {result} == as_a_whole(parts)
        assert by_pieces(parts, engine, alone=True) == set()

    def test_a_candidate_takes_its_passages_from_both(self, parts: Parts, engine: str) -> None:
        """Its reports are those of its passages: of one report and the other."""
        candidate = ID + "candidate/acme"
        for name in (FIRST, SECOND):
            evidence = min(str(q.object)[1:-1] for q in parts[name] if q.predicate == iri(PEEL + "evidence"))
            parts[name] += [
                said(name, candidate, RDF + "type", iri(PEEL + "CandidateBody")),
                said(name, candidate, RDFS + "label", text("Acme", "en")),
                said(name, candidate, PEEL + "evidence", iri(evidence)),
                said(name, candidate, "http://www.w3.org/ns/prov#wasDerivedFrom", name),
            ]
        assert by_pieces(parts, engine) == as_a_whole(parts) == set()
        parts[SECOND].pop()
        found = by_pieces(parts, engine)
        assert {result.focus for result in found} == {candidate}
        assert found == as_a_whole(parts)

    def test_what_one_report_says_of_the_others_nodes_counts(self, parts: Parts, engine: str) -> None:
        """The first says that the second is about another force: so are its statements then."""
        parts[FIRST].append(said(FIRST, REPORT.format(2015), PEEL + "force", iri(ID + "force/kent")))
        found = by_pieces(parts, engine)
        assert found == as_a_whole(parts)
        assert some(parts, SECOND, "#Finding>") in {result.focus for result in found}

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(SEEDS))
    def test_however_damage_is_spread_the_pieces_tell_what_the_whole_tells(
        self, seed: int, engine: str
    ) -> None:
        """The triples of the report lie in two graphs at random, some of those of the vocabulary, too."""
        random = Random(seed)  # noqa: S311 - it has to be the same again
        known = set(sample().vocabulary)
        parts: Parts = {FIRST: [], SECOND: [], VOCABULARY: []}
        for triple in mutant(seed, sample()):
            stays = triple in known and random.random() < 0.97
            name = VOCABULARY if stays else random.choice((FIRST, SECOND))
            parts[name] += quads([triple], name)
        assert by_pieces(parts, engine) == as_a_whole(parts)


class TestIdle:
    def test_what_met_no_node_in_the_store_is_named(self, graph: Built) -> None:
        """As for a graph, and without one of rdflib's."""
        failures, names = idle(graph.store, shapes())
        assert failures == ()
        assert [name.rpartition("#")[2].removesuffix("Shape") for name in names] == [
            "CandidateBody",
            "CauseOfConcern",
            "Decision",
            "Practice",
            "Recommendation",
            "Revision",
        ]

    def test_a_shape_that_has_to_meet_something_and_does_not_fails(self, parts: Parts) -> None:
        del parts[FIRST], parts[SECOND]
        failures, _ = idle(store(parts), shapes())
        assert {result.shape.rpartition("#")[2] for result in failures} >= {"ReportShape", "PassageShape"}
