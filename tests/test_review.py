"""What people decide: listed, kept, followed by every answer, found again when texts change, and undone."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import process_time

import pyoxigraph as ox
import pytest

import kg
from kg import pipeline, review
from kg.attach import Lost, nearest
from kg.cli import run
from kg.dataset import dataset
from kg.decide import prompted
from kg.decisions import FILE, Decision, Mark, Verdict, added, read_decisions, same_as
from kg.doctor import examine
from kg.errors import BusyGraph, DamagedGraph, UnreadableInput, UsageError
from kg.export import export
from kg.namespaces import CATALOGUE, ID, PEEL
from kg.network import network
from kg.store import Folder, Graph, disk, sole_writer
from kg.terms import iri

TEXTS = {
    "kent-2014-effectiveness": """PEEL: Kent Police 2014. An invented report.
How effective is the force at investigating offending?
Kent Police is good at investigating offending.
The force works closely with the Kent Resilience Forum and with the community safety partnership.
""",
    "kent-2015-effectiveness": """PEEL: Kent Police 2015. An invented report.
How effective is the force at investigating crime and managing offenders?
Kent Police requires improvement at investigating crime and managing offenders. In 2014, HMIC judged the force to be inadequate at investigating offending.

The force is poor at assessing the risk to victims of domestic abuse. Stalking is assessed with a form that was designed for something else.

The force works closely with the Kent Resilience Forum, with the community safety partnership and with the Crown Prosecution Service. The Thanet Safety Partnership was praised. The force works well with the Medway Safety Partnership.

The force doesn't work with the Gangmasters and Labour Abuse Authority on labour exploitation.

Areas for improvement
- The force should improve how it assesses the risk to victims of domestic abuse.
- The force should ensure that it publishes stop and search records.
""",
}
CONTRADICTING = "In 2014, HMIC judged the force to be inadequate at investigating offending."
POOR = "The force is poor at assessing the risk to victims of domestic abuse."
DENIED = "The force doesn't work with the Gangmasters and Labour Abuse Authority on labour exploitation."
FORUM, LOCAL_FORUM = "candidate/kent-resilience-forum", "body/kent/local-resilience-forum"
SAFETY, PROSECUTION = "body/kent/community-safety-partnership", "body/crown-prosecution-service"


def written(folder: Path, **changed: str) -> list[Path]:
    """The invented reports as files, with other texts for some."""
    texts = TEXTS | {name.replace("_", "-"): text for name, text in changed.items()}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return [folder / f"{name}.txt" for name in texts]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the graph of the invented reports."""
    place = tmp_path_factory.mktemp("review")
    kg.build(written(place), place / "graph")
    return place / "graph"


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """The same to decide in."""
    return Path(shutil.copytree(built, tmp_path / "graph"))


def said(graph: Graph, kind: str = "") -> dict[str, str]:
    """The ends of the IRIs of all statements (of a kind), by their quotes."""
    rows = graph.query("SELECT ?kind ?s ?q WHERE { ?s a ?kind ; peel:quote ?q }").rows
    return {quote: name.rsplit("/", 1)[-1] for of, name, quote in rows if of == PEEL + kind or not kind}


def decide(folder: Path, verdict: str, name: str, **more: object) -> str:
    """Decides; the id of the decision."""
    told = {"by": "A. Reader", "because": "read it", "at": "2026-11-22", **more}
    return review.decided(folder, verdict, name, **told).id  # type: ignore[arg-type]


def on(folder: Path, quote: str, kind: str = "") -> str:
    """The name of a statement, as it was extracted."""
    return said(kg.open_graph(folder, extracted=True), kind)[quote]


def values(graph: Graph, statement: str, property_: str) -> set[str]:
    """The slugs of the values of a property of a statement."""
    rows = graph.query(
        f"SELECT ?s ?v WHERE {{ ?s peel:{property_} ?v FILTER (STRENDS(STR(?s), '{statement}')) }}"
    )
    return {str(value).rsplit("/", 1)[-1] for _, value in rows.rows}


def partners(graph: Graph) -> dict[str, int]:
    """With whom the force works, by how many partnerships."""
    names = [row["name"] for row in graph.query("partners-of-a-force", force="kent")]
    rows = {str(row["partner"]) for row in graph.query("partners-of-a-force", force="kent")}
    assert {str(e.target) for e in network(graph).edges if e.kind == "partnership"} == rows
    return {name: names.count(name) for name in names}


class TestWhatWaits:
    def test_the_doubtful_and_the_candidates_are_listed_with_the_reason(self, built: Path) -> None:
        """The most doubtful first; each with the words that bear it."""
        rows = [(row["why"], row["sentence"]) for row in review.waiting(kg.open_graph(built))]
        assert rows[0] == ("the report on that inspection gives another grade", CONTRADICTING)
        assert ("a partnership, with words of absence in its passages", DENIED) in rows
        weighed = "Stalking is assessed with a form that was designed for something else."
        assert ("read by the weights alone: no cue says it", weighed) in rows
        assert [row[0] for row in rows[-3:]] == ["the register lacks it"] * 3
        assert POOR not in {sentence for _, sentence in rows}

    def test_two_grades_for_one_question(self, tmp_path: Path) -> None:
        """Each contradicts the other."""
        graded = "The force is good at investigating crime and managing offenders.\n\nAreas for improvement\n"
        text = TEXTS["kent-2015-effectiveness"].replace("Areas for improvement\n", graded)
        graph = kg.build(written(tmp_path, kent_2015_effectiveness=text)[1])
        whys = [row["why"] for row in review.waiting(graph)]
        assert whys.count("the same report gives the question another grade") == 2

    def test_what_was_decided_on_waits_no_more(self, folder: Path) -> None:
        """Accepted, and so right as it is: nothing else changes."""
        before = kg.open_graph(folder)
        waits = {row["id"] for row in review.waiting(before)}
        decide(folder, "accept", name := on(folder, CONTRADICTING))
        after = kg.open_graph(folder)
        assert waits - {row["id"] for row in review.waiting(after)} == {name}
        assert outside(after) == outside(before)


def outside(graph: Graph) -> set[str]:
    """All quads but those of the decisions themselves."""
    return {str(quad) for quad in graph.quads() if str(quad.graph_name) != f"<{ID}decisions>"}


class TestStatements:
    def test_a_rejected_statement_no_longer_answers(self, folder: Path) -> None:
        """Nor does what follows from it; and all that was extracted is there."""
        before = kg.open_graph(folder)
        decide(folder, "reject", name := on(folder, DENIED, "Partnership"))
        after, read = kg.open_graph(folder), kg.open_graph(folder, extracted=True)
        body = "Gangmasters and Labour Abuse Authority"
        assert body in partners(before) and body not in partners(after)
        assert (
            DENIED not in said(after, "Partnership")
            and f"/statement/{name}> a" not in after.turtle().decode()
        )
        assert (
            after.query(
                "ASK { ?force peel:worksWith <https://w3id.org/peel-kg/id/body/gangmasters-authority> }"
            ).yes
            is False
        )
        assert {str(quad) for quad in read.quads()} == {str(quad) for quad in before.quads()}
        assert outside(after) < outside(before)

    def test_a_passage_goes_with_the_last_that_rests_on_it(self, folder: Path) -> None:
        """A question for sentences does not find it any more."""
        words = "SELECT ?p WHERE { ?p oa:hasSelector/oa:exact ?w FILTER (CONTAINS(?w, 'poor at assessing')) }"
        decide(folder, "reject", on(folder, POOR))
        assert len(kg.open_graph(folder).query(words)) == 0
        assert len(kg.open_graph(folder, extracted=True).query(words)) == 1

    def test_a_corrected_grade_answers(self, folder: Path) -> None:
        """The link that says that it contradicts is gone; who asks the decisions sees what was extracted."""
        name = on(folder, CONTRADICTING)
        decide(folder, "correct", name, to={"grade": ["good"]})
        graph = kg.open_graph(folder)
        assert values(graph, name, "grade") == {"good"}
        assert values(graph, name, "recalls") and not values(graph, name, "contradicts")
        assert values(kg.open_graph(folder, extracted=True), name, "grade") == {"inadequate"}
        rows = graph.query(
            "SELECT ?by ?why ?was ?now WHERE { GRAPH <https://w3id.org/peel-kg/id/decisions> { ?d peel:concerns ?s ;"
            " prov:wasAttributedTo/rdfs:label ?by ; rdfs:comment ?why ; prov:generatedAtTime ?at ;"
            " peel:correctedFrom ?was ; peel:correctedTo ?now } ?s peel:grade ?now }"
        ).rows
        assert rows == (("A. Reader", "read it", ID + "grade/inadequate", ID + "grade/good"),)

    @pytest.mark.slow
    def test_what_a_finding_prompts_follows_its_correction(self, folder: Path) -> None:
        """A strength prompts nothing; a weakness what is on its topics."""
        name = on(folder, POOR)
        assert len(values(kg.open_graph(folder), name, "prompts")) == 1
        undo = decide(folder, "correct", name, to={"polarity": ["strength"]})
        assert not values(kg.open_graph(folder), name, "prompts")
        review.undo(folder, undo)
        decide(folder, "correct", name, to={"topic": ["stop-and-search"], "threat": []})
        graph = kg.open_graph(folder)
        assert values(graph, name, "topic") == {"stop-and-search"} and not values(graph, name, "threat")
        (action,) = values(graph, name, "prompts")
        assert values(graph, action, "topic") == {"stop-and-search"}

    def test_what_prompts_is_drawn_as_the_engine_draws_it(self, graph: Graph, built: Path) -> None:
        """The rule of `kg.describe` and that of `kg.decide` find the same pairs."""
        for one in (graph, kg.open_graph(built)):
            for entry in one.manifest.reports:
                name = iri(entry.iri)
                quads = one.store.quads_for_pattern(None, iri(PEEL + "prompts"), None, name)
                drawn = sorted((str(quad.subject)[1:-1], str(quad.object)[1:-1]) for quad in quads)
                assert prompted(one.store, name, one.iris) == drawn

    @pytest.mark.parametrize(
        ("verdict", "more", "told"),
        [
            ("correct", {"to": {"polarity": ["strength"]}}, "polarity cannot be set here"),
            ("correct", {"to": {"grade": ["excellent"]}}, "the vocabularies know no grade excellent"),
            ("correct", {"to": {"grade": ["good", "outstanding"]}}, "grade has exactly one value"),
            (
                "correct",
                {"to": {"grade": ["adequate"]}},
                "not graded adequate, but good, inadequate, outstanding, re",
            ),
            ("correct", {"to": {"grade": ["> . <x"]}}, "no name of the vocabularies"),
            ("correct", {}, "a correction says what is right"),
            ("reject", {"by": " "}, "by is no text"),
            ("reject", {"because": ""}, "because is no text"),
            ("reject", {"at": "yesterday"}, "yesterday"),
            ("same", {"than": PROSECUTION}, "a statement is not the same as a body"),
            ("undo", {}, "undo"),
        ],
    )
    def test_what_cannot_be_decided(
        self, verdict: str, more: dict[str, object], told: str, folder: Path
    ) -> None:
        """One line says why, and nothing is written."""
        with pytest.raises(UsageError, match=told):
            decide(folder, verdict, on(folder, CONTRADICTING), **more)
        assert not (folder / FILE).exists()


class TestBodies:
    def test_an_accepted_candidate_is_a_body_of_its_kind(self, folder: Path) -> None:
        """It has the name and the sentences that it had, in every report, and is no candidate any more."""
        decide(folder, "accept", FORUM)
        graph = kg.open_graph(folder)
        rows = graph.query(
            "SELECT ?body ?name ?kind (COUNT(DISTINCT ?report) AS ?reports) WHERE { ?body a peel:PartnerBody ; skos:prefLabel ?name ;"
            " peel:partnerKind ?kind ; prov:wasDerivedFrom ?report ; peel:evidence ?passage } GROUP BY ?body ?name ?kind"
        ).rows
        kind = ID + "partner-kind/local-resilience-forum"
        assert rows == ((ID + "body/kent-resilience-forum", "Kent Resilience Forum", kind, 2),)
        listed = {row["name"] for row in graph.query("candidate-bodies")}
        assert listed == {"Thanet Safety Partnership", "Medway Safety Partnership"}

    @pytest.mark.slow
    def test_accepted_candidates_are_added_to_the_vocabularies(self, folder: Path, tmp_path: Path) -> None:
        """The next build reads their sentences with them; that they were accepted holds."""
        decide(folder, "accept", FORUM)
        decide(folder, "same", FORUM, than=LOCAL_FORUM)
        (tmp_path / "more.ttl").write_bytes(review.vocabulary(kg.open_graph(folder)))
        graph = kg.build(written(tmp_path), folder, vocabulary=tmp_path / "more.ttl")
        assert partners(graph)["Kent Resilience Forum"] > 0
        assert "Kent Resilience Forum" in partners(kg.open_graph(folder, extracted=True))
        (row,) = review.decisions(
            graph, lost=True
        )  # the text is not read as naming a body by its kind any more
        assert row["lost"] == f"the graph knows no {LOCAL_FORUM}"
        assert pipeline.check(graph).conforms
        assert b"resilience" not in review.vocabulary(graph)

    def test_a_kind_is_given_where_the_name_suggests_none(self, folder: Path) -> None:
        """It has to be."""
        with pytest.raises(UsageError, match="no kind of body is given"):
            decide(folder, "accept", "thanet-safety-partnership")
        decide(folder, "accept", "thanet-safety-partnership", to={"kind": ["community-safety-partnership"]})
        found = kg.open_graph(folder).query(
            "SELECT ?k WHERE { ?b skos:prefLabel 'Thanet Safety Partnership'@en ; peel:partnerKind ?k }"
        )
        assert found.rows == ((ID + "partner-kind/community-safety-partnership",),)

    def test_a_rejected_candidate_is_gone(self, folder: Path) -> None:
        """From what is listed, and from what answers."""
        decide(folder, "reject", "candidate/medway-safety-partnership")
        graph = kg.open_graph(folder)
        assert "Medway" not in {str(row["name"]).split()[0] for row in graph.query("candidate-bodies")}
        assert not graph.query("ASK { ?x rdfs:label 'Medway Safety Partnership'@en }").yes

    def test_bodies_that_are_the_same_answer_as_one(self, folder: Path) -> None:
        """With one partnership a report, which has all that both had; the other name is another name of it."""
        before = kg.open_graph(folder)
        assert partners(before)["Community safety partnership (Kent)"] > 0
        decide(folder, "same", SAFETY, than=PROSECUTION)
        after = kg.open_graph(folder)
        assert "Community safety partnership (Kent)" not in partners(after)
        count = "SELECT (COUNT(*) AS ?n) WHERE { ?p a peel:Partnership ; peel:partner <%s> }"
        assert after.query(count % (ID + PROSECUTION)).rows == ((2,),)
        assert before.query(count % (ID + PROSECUTION)).rows == ((1,),)
        names = {
            row[0] for row in after.query(f"SELECT ?n WHERE {{ <{ID}{PROSECUTION}> skos:altLabel ?n }}").rows
        }
        assert "Community safety partnership (Kent)" in names

    def test_a_body_named_by_its_kind_gets_the_name_of_an_accepted_candidate(self, folder: Path) -> None:
        """Of the two the candidate stands, in whichever order that was said."""
        assert "Local resilience forum (Kent)" in partners(kg.open_graph(folder))
        decide(folder, "same", FORUM, than=LOCAL_FORUM)
        decide(folder, "accept", FORUM)
        graph = kg.open_graph(folder)
        assert "Local resilience forum (Kent)" not in partners(graph) and "Kent Resilience Forum" in partners(
            graph
        )
        stands = graph.query("SELECT DISTINCT ?as WHERE { ?decision peel:answersAs ?as }").rows
        assert stands == ((ID + "body/kent-resilience-forum",),)

    def test_what_is_another_body_cannot_be_the_same(self, folder: Path) -> None:
        """Not by way of a third one either."""
        decide(folder, "other", FORUM, than=PROSECUTION)
        assert FORUM in {row["id"] for row in review.waiting(kg.open_graph(folder))}
        decide(folder, "same", FORUM, than=LOCAL_FORUM)
        with pytest.raises(UsageError, match="is decided to be the same"):
            decide(folder, "same", LOCAL_FORUM, than=PROSECUTION)
        with pytest.raises(UsageError, match="undo that first: kg review undo"):
            decide(folder, "same", PROSECUTION, than=FORUM)

    def test_what_is_the_same_as_no_body_is_no_body(self, folder: Path) -> None:
        """A rejected candidate does not come back by way of another one, in whichever order that is said."""
        one, two = "candidate/medway-safety-partnership", "candidate/thanet-safety-partnership"
        rejected = decide(folder, "reject", one)
        with pytest.raises(
            UsageError, match=f"as another body: .*undo that first: kg review undo {rejected}"
        ):
            decide(folder, "same", two, than=one)
        review.undo(folder, rejected)
        same = decide(folder, "same", two, than=one)
        with pytest.raises(UsageError, match=f"as another body: .*undo that first: kg review undo {same}"):
            decide(folder, "reject", one)
        assert [row["to"] for row in review.decisions(kg.open_graph(folder))] == [one]

    def test_what_is_the_same_is_of_one_kind(self, folder: Path) -> None:
        """Where two were accepted as bodies of different kinds, they are not one."""
        one, two = "candidate/medway-safety-partnership", "candidate/thanet-safety-partnership"
        decide(folder, "accept", one, to={"kind": ["community-safety-partnership"]})
        first = decide(folder, "accept", two, to={"kind": ["local-resilience-forum"]})
        with pytest.raises(UsageError, match=f"{two}, of another kind, is .* as {one}: .*kg review undo"):
            decide(folder, "same", one, than=two)
        review.undo(folder, first)
        decide(folder, "accept", two, to={"kind": ["community-safety-partnership"]})
        decide(folder, "same", one, than=two)
        assert pipeline.check(kg.open_graph(folder)).conforms

    @pytest.mark.parametrize(
        ("verdict", "name", "than", "told"),
        [
            ("same", FORUM, FORUM, "name two bodies"),
            ("same", FORUM, "body/nobody", "no such body"),
            ("same", FORUM, "candidate/> <x", "no such body|no body|no name"),
            ("reject", PROSECUTION, "", "only a statement or a candidate"),
            ("accept", "nothing-of-the-kind", "", "no statement named"),
        ],
    )
    def test_what_cannot_be_decided(
        self, verdict: str, name: str, than: str, told: str, folder: Path
    ) -> None:
        """One line says why."""
        with pytest.raises(UsageError, match=told):
            decide(folder, verdict, name, than=than)


MANY: tuple[Callable[[Path], object], ...] = (
    lambda folder: decide(folder, "reject", on(folder, DENIED, "Partnership")),
    lambda folder: decide(folder, "correct", on(folder, CONTRADICTING), to={"grade": ["good"]}),
    lambda folder: decide(folder, "correct", on(folder, POOR), to={"polarity": ["strength"]}),
    lambda folder: decide(folder, "accept", FORUM),
    lambda folder: decide(folder, "same", FORUM, than=LOCAL_FORUM),
    lambda folder: decide(folder, "same", SAFETY, than=PROSECUTION),
    lambda folder: decide(folder, "reject", "candidate/medway-safety-partnership"),
)
"""Decisions of all kinds on the invented reports."""


@pytest.fixture(scope="module")
def decided(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all of these were made."""
    place = Path(shutil.copytree(built, tmp_path_factory.mktemp("decided") / "graph"))
    for one in MANY:
        one(place)
    return place


def who_first(name: str) -> tuple[str, str]:
    """Two topics, in the order in which somebody names them."""
    first, second = "leadership", "stop-and-search"
    return (first, second) if name.startswith("A") else (second, first)


def bytes_of(folder: Path) -> bytes:
    """The graph as it is exported, with the graphs by their names."""
    graph = kg.open_graph(folder)
    data = export(graph, "trig")
    graph.close()
    return data


class TestKeeping:
    @pytest.mark.slow
    def test_the_decided_graph_conforms(self, decided: Path) -> None:
        """To its shapes; its quotes stand in the texts; the folder is whole."""
        found = pipeline.check(kg.open_graph(decided))
        assert found.conforms, found.results
        assert examine(decided).problems == ()

    @pytest.mark.slow
    def test_a_graph_of_which_all_was_rejected_conforms(self, tmp_path: Path) -> None:
        """That there is nothing left to check is what people decided; what was extracted is still held to it."""
        text = "PEEL: Kent Police 2015. An invented report.\nThe force works well with the Crown Prosecution Service.\n"
        (path := tmp_path / "kent-2015-effectiveness.txt").write_text(text)
        folder = tmp_path / "graph"
        for row in kg.build(path, folder).query("SELECT DISTINCT ?s WHERE { ?s peel:quote ?q }"):
            decide(folder, "reject", str(row["s"]))
        assert not said(kg.open_graph(folder)) and examine(folder).problems == ()
        assert pipeline.check(kg.open_graph(folder)).conforms

    @pytest.mark.slow
    def test_a_dataset_of_what_was_decided_is_another_version(self, built: Path, decided: Path) -> None:
        """Than that of what was extracted, which is as it was."""
        opened = (kg.open_graph(built), kg.open_graph(decided), kg.open_graph(decided, extracted=True))
        before, after, read = (dataset(graph, issued="2026-11-22") for graph in opened)
        assert read == before
        assert {name for name in before if after[name] == before[name]} == set()

    @pytest.mark.slow
    def test_a_dataset_tells_that_people_decided(self, decided: Path) -> None:
        """To machines and people: a part of its own, what it was made of, and that names of people are in it."""
        graph, read = kg.open_graph(decided), kg.open_graph(decided, extracted=True)
        files, plain = (dataset(one, issued="2026-11-22") for one in (graph, read))
        found = ox.Store()
        found.load(files["dataset.ttl"], format=ox.RdfFormat.TURTLE, base_iri="https://example.org/")
        asked = """
            SELECT ?count ?reports WHERE {
                ?dataset void:subset ?part , ?other . ?part dcterms:title "What people decided about what was read"@en ;
                    void:triples ?count . ?other dcterms:title "What the reports say"@en ; void:triples ?reports .
                ?making a prov:Activity ; prov:used ?used . FILTER (STRENDS(STR(?used), "/id/decisions"))
            }"""
        ((count, reports),) = found.query(asked, prefixes=CATALOGUE)  # type: ignore[misc]
        own = {iri(graph.iris.vocabularies), iri(graph.iris.decisions)}
        assert int(reports.value) == len({q.triple for q in graph.quads() if q.graph_name not in own})
        decisions = graph.store.quads_for_pattern(None, None, None, iri(graph.iris.decisions))
        assert int(count.value) == len(list(decisions)) > 0
        crate = json.loads(files["ro-crate-metadata.json"])["@graph"]
        (making,) = (one for one in crate if one["@id"] == "#making")
        (told,) = (one for one in crate if one["@id"] == graph.iris.decisions)
        assert {"@id": told["@id"]} in making["object"]
        assert told["identifier"] == f"sha256:{graph.manifest.decisions}"
        assert b"with the names of these people" in files["README.md"]
        for name in ("dataset.ttl", "ro-crate-metadata.json", "README.md"):
            assert b"decisions" not in plain[name], name

    @pytest.mark.slow
    def test_the_order_of_decisions_does_not_matter(self, decided: Path, folder: Path) -> None:
        """To the bytes of an export, and to the file."""
        for one in reversed(MANY):
            one(folder)
        assert bytes_of(folder) == bytes_of(decided)
        assert (folder / FILE).read_bytes() == (decided / FILE).read_bytes()

    @pytest.mark.slow
    def test_all_undone_is_as_before(self, built: Path, decided: Path, tmp_path: Path) -> None:
        """To the byte; and no second store is left."""
        folder = Path(shutil.copytree(decided, tmp_path / "graph"))
        for row in review.decisions(kg.open_graph(folder)):
            review.undo(folder, row["id"])
        assert bytes_of(folder) == bytes_of(built)
        assert [one.name for one in (folder / "store").iterdir() if one.is_dir()] == [
            one.name for one in (built / "store").iterdir() if one.is_dir()
        ]

    @pytest.mark.slow
    def test_a_rebuild_and_another_build_follow_the_decisions(self, decided: Path, tmp_path: Path) -> None:
        """Given to a build in another place, they make the same graph; under another base the same of it."""
        before = bytes_of(decided)
        folder = Path(shutil.copytree(decided, tmp_path / "graph"))
        pipeline.rebuild(folder)
        assert bytes_of(folder) == before
        files = written(tmp_path)
        kg.build(files, tmp_path / "other", decisions=folder / FILE)
        assert bytes_of(tmp_path / "other") == before
        assert export(kg.build(files, decisions=folder / FILE), "trig") == before
        kg.build(files, folder)
        assert bytes_of(folder) == before
        built = pipeline.run(files, base="https://example.org/", decisions=folder / FILE)
        assert (
            len(review.decisions(built.graph)) == len(MANY)
            and len(review.decisions(built.graph, lost=True)) == 0
        )

    def test_decisions_survive_a_changed_text(self, decided: Path, tmp_path: Path) -> None:
        """Words before them, another dash, another quotation mark: all IRIs are others, and all decisions hold."""
        folder = Path(shutil.copytree(decided, tmp_path / "graph"))
        text = TEXTS["kent-2015-effectiveness"].replace("How effective", "Updated since.\n\nHow effective")
        kg.build(written(tmp_path, kent_2015_effectiveness=text.replace("doesn't", "doesn’t")), folder)
        graph = kg.open_graph(folder)
        assert len(review.decisions(graph, lost=True)) == 0
        assert "Gangmasters and Labour Abuse Authority" not in partners(graph)
        assert values(graph, said(graph)[CONTRADICTING], "grade") == {"good"}
        assert on(folder, CONTRADICTING) != on(decided, CONTRADICTING)

    @pytest.mark.slow
    def test_a_store_that_is_not_as_decided_is_found(self, decided: Path, tmp_path: Path) -> None:
        """Though its files are those that were written, as where another engine made it; a rebuild mends it."""
        folder = Path(shutil.copytree(decided, tmp_path / "graph"))
        place = Folder(folder)
        manifest = place.required()
        name = on(folder, POOR)

        def otherwise(store: ox.Store) -> None:
            (was,) = (
                q for q in store.quads_for_pattern(None, iri(PEEL + "polarity"), None) if name in str(q)
            )
            store.remove(was)

        disk.make(place.store(manifest).with_name("strange"), manifest.view, otherwise, place.view(manifest))
        place._seen(replace(manifest, decided="strange"))
        (problem,) = examine(folder).problems
        assert problem.problem == "is not as people decided" and "kg rebuild" in problem.remedy
        pipeline.rebuild(folder)
        assert examine(folder).problems == () and bytes_of(folder) == bytes_of(decided)

    @pytest.mark.slow
    def test_a_decision_that_finds_nothing_is_told_and_kept(self, decided: Path, tmp_path: Path) -> None:
        """Its sentence is gone, its report is; when they come back it holds again."""
        folder, before = Path(shutil.copytree(decided, tmp_path / "graph")), bytes_of(decided)
        text = TEXTS["kent-2015-effectiveness"].replace(CONTRADICTING, "")
        kg.build(written(tmp_path, kent_2015_effectiveness=text), folder)
        (row,) = review.decisions(kg.open_graph(folder), lost=True)
        assert (row["on"], row["lost"]) == (CONTRADICTING, "no statement has these words any more")
        assert row["to"] == "grade/good"
        assert "1 decision finds nothing any more: kg review --lost" in examine(folder).verdict
        assert pipeline.check(kg.open_graph(folder)).conforms
        assert len(read_decisions(folder / FILE)) == len(MANY)
        pipeline.remove(folder, ["kent/2015/effectiveness"])
        assert len(review.decisions(kg.open_graph(folder), lost=True)) == 4
        kg.build(written(tmp_path), folder)
        assert len(review.decisions(kg.open_graph(folder), lost=True)) == 0
        assert outside(kg.open_graph(folder)) >= {
            str(quad) for quad in ox.parse(before, format=ox.RdfFormat.TRIG) if "2014" in str(quad.graph_name)
        }

    @pytest.mark.slow
    def test_a_word_that_stands_in_many_places(self, tmp_path: Path) -> None:
        """One grade "Good" of two is rejected; when it is gone from the text the other one is not taken for it."""
        text = "PEEL: Kent Police 2015. An invented report.\n{}{}"
        first = "How effective is the force at investigating crime and managing offenders?\nGood\n\n"
        second = "How effective is the force at tackling serious and organised crime?\nGood\n\n"
        path = tmp_path / "kent-2015-effectiveness.txt"
        path.write_text(text.format(first, second))
        folder = tmp_path / "graph"
        grades = (
            "SELECT ?s ?question WHERE { ?s a peel:Judgement ; peel:question ?question } ORDER BY ?question"
        )
        (one, asked), (_, other) = kg.build(path, folder).query(grades).rows
        decide(folder, "reject", one)
        for changed, left, lost in (
            (text.format(first, second), [other], 0),
            (text.format(second, first), [other], 0),
            (text.format("", second), [other], 1),
            (text.format(first, ""), [], 0),
        ):
            path.write_text(changed + "The force works closely with its partners.\n")
            kg.build(path, folder)
            assert [row[1] for row in kg.open_graph(folder).query(grades).rows] == left
            assert len(review.decisions(kg.open_graph(folder), lost=True)) == lost
        assert asked != other

    @pytest.mark.slow
    @pytest.mark.parametrize("second", ["The next force is named here.", "Nothing else was said."])
    def test_a_sentence_that_stands_twice_under_a_question(self, second: str, tmp_path: Path) -> None:
        """One of the two is rejected; whichever goes from the text, the other is never taken for it."""
        words = "The force is poor at assessing the risk to victims of domestic abuse."
        head = "PEEL: Kent Police 2015. An invented report.\nHow effective is the force at investigating crime and managing offenders?\n"
        one, two = (
            f"Officers were interviewed. {words} {second}\n\n",
            f"Records were read. {words} This was in May.\n\n",
        )
        folder, path = tmp_path / "graph", tmp_path / "kent-2015-effectiveness.txt"

        def left(text: str) -> tuple[list[str], int]:
            path.write_text(head + text)
            kg.build(path, folder)
            graph = kg.open_graph(folder)
            rows = graph.query(
                "SELECT ?before WHERE { ?s a peel:Finding ; peel:quote ?q ; peel:evidence/oa:hasSelector ?w . ?w oa:prefix ?before ; oa:start ?at"
                " FILTER (CONTAINS(?q, 'poor at')) } ORDER BY ?at"
            ).rows
            return [str(row[0]).split()[-1] for row in rows], len(review.decisions(graph, lost=True))

        assert left(one + two) == (["interviewed.", "read."], 0)
        first = "SELECT ?s WHERE { ?s a peel:Finding ; peel:quote ?q ; peel:evidence/oa:hasSelector/oa:start ?at FILTER (CONTAINS(?q, 'poor at')) } ORDER BY ?at"
        decide(folder, "reject", str(kg.open_graph(folder).query(first).rows[0][0]))
        assert left(one + two) == (["read."], 0)
        assert left("It was revisited.\n\n" + one + two) == (["read."], 0)
        assert left(two) == (["read."], 1)
        assert left(one) == ([], 0)


class TestTheFile:
    def test_a_decision_is_a_line_that_a_person_can_read(self, decided: Path) -> None:
        """Sorted, with its words, who, why and when."""
        lines = (decided / FILE).read_text("utf-8").splitlines()
        told = [json.loads(line) for line in lines]
        (one,) = (each for each in told if each.get("statement", {}).get("quote") == DENIED)
        assert one["decision"] == "reject" and one["statement"]["report"] == "kent/2015/effectiveness"
        assert (one["by"], one["because"], one["at"]) == ("A. Reader", "read it", "2026-11-22T00:00:00+00:00")
        assert ID not in "".join(lines)

    @pytest.mark.slow
    def test_an_edited_file_is_followed_when_it_is_applied(self, decided: Path, tmp_path: Path) -> None:
        """Until then the graph is as it was; a build has it follow, too. Lines in another order are no change."""
        folder, before = Path(shutil.copytree(decided, tmp_path / "graph")), bytes_of(decided)
        lines = (folder / FILE).read_text("utf-8").splitlines(keepends=True)
        (folder / FILE).write_text("\n" + "".join(reversed(lines)), "utf-8-sig")
        assert not review.behind(folder) and examine(folder).problems == ()
        (folder / FILE).write_text("".join(lines[1:]), "utf-8")
        assert review.behind(folder) and bytes_of(folder) == before
        (problem,) = examine(folder).problems
        assert "kg review apply" in problem.remedy
        other = Path(shutil.copytree(folder, tmp_path / "other"))
        review.apply(folder)
        kg.build(written(tmp_path)[0], other)
        assert len(review.decisions(kg.open_graph(folder))) == len(MANY) - 1
        assert bytes_of(folder) == bytes_of(other) != before
        review.apply(folder, decided / FILE)
        assert bytes_of(folder) == before

    @pytest.mark.slow
    def test_a_file_that_is_lost_and_a_graph_that_is_damaged(self, decided: Path, tmp_path: Path) -> None:
        """The doctor names each, and what helps: an empty file goes on without decisions, a rebuild follows them again."""
        folder = Path(shutil.copytree(decided, tmp_path / "graph"))
        (folder / FILE).rename(tmp_path / FILE)
        (problem,) = examine(folder).problems
        assert (problem.place, problem.problem) == (str(folder / FILE), "is missing")
        assert "make an empty one to go on without" in problem.remedy
        assert run(["review", "-g", str(folder)]) == 3
        (tmp_path / FILE).rename(folder / FILE)
        place = Folder(folder)
        view = place.view(place.required())
        next(path for path in view.iterdir() if path.suffix == ".sst").unlink()
        (problem,) = examine(folder).problems
        assert problem.place == str(view) and problem.remedy == f"run kg rebuild -g {folder}"
        assert run(["rebuild", "-q", "-g", str(folder)]) == 0
        assert examine(folder).problems == () and bytes_of(folder) == bytes_of(decided)
        (folder / FILE).unlink()
        (folder / FILE).touch()
        review.apply(folder)
        assert examine(folder).problems == () and len(review.decisions(kg.open_graph(folder))) == 0

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("{", "no decision"),
            ("[]", "the line is no JSON object"),
            ("{}", "no key 'decision'"),
            ('{"decision": "perhaps"}', "perhaps"),
            ('{"decision": "reject", "body": "candidate/x", "by": "A", "because": "b"}', "no key 'at'"),
            (
                '{"decision": "reject", "body": "candidate/x", "by": "A", "because": "b", "at": "1"}',
                "isoformat",
            ),
            (
                '{"decision": "reject", "body": "candidate/x", "by": "A", "because": "b", "at": "2026-01-01", "x": 1}',
                "unknown: x",
            ),
            (
                '{"decision": "reject", "body": "candidate/x", "by": "\\u001b[2J", "because": "b", "at": "2026-01-01"}',
                "by has control characters",
            ),
            (
                '{"decision": "reject", "statement": {"report": "a> <b", "kind": "Finding", "quote": "q", "says": {}, "start": 0}, "by": "A", "because": "b", "at": "2026-01-01"}',
                "no name of the vocabularies",
            ),
            (
                '{"decision": "reject", "body": "body/x> <y", "by": "A", "because": "b", "at": "2026-01-01"}',
                "no name of the vocabularies",
            ),
            (
                '{"decision": "reject", "body": "candidate/x", "by": "\\ud800", "because": "b", "at": "2026-01-01"}',
                "surrogates",
            ),
            ("[" * 100_000, "recursion"),
            (
                '{"decision": "reject", "decision": "accept", "body": "candidate/x", "by": "A", "because": "b", "at": "2026-01-01"}',
                "decision is said twice",
            ),
            (
                '{"decision": "accept", "body": "candidate/x", "to": {"kind": "charity"}, "by": "A", "because": "b", "at": "2026-01-01"}',
                "kind is no JSON array",
            ),
            (
                '{"decision": "reject", "body": "candidate/x", "by": "A", "because": "b", "at": "9999-12-31T23:59:59-14:00"}',
                "no moment that a calendar has",
            ),
            (
                '{"decision": "reject", "statement": {"report": "a", "kind": "Finding", "quote": "q", "says": {}, "start": true}, "by": "A", "because": "b", "at": "2026-01-01"}',
                "start is no number",
            ),
            (b"\xff\xfe", "is no UTF-8"),
            (2, "is decided otherwise at .*:1; take one of the two out"),
        ],
    )
    def test_a_damaged_file_is_told_with_its_line(
        self,
        line: str | bytes | int,
        told: str,
        decided: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """In one line, by whatever would read it; nothing is lost, and the graph answers as it did."""
        folder = Path(shutil.copytree(decided, tmp_path / "graph"))
        good = (folder / FILE).read_bytes().splitlines(keepends=True)
        otherwise = good[0].replace(b'"same"', b'"other"').rstrip()
        bad = otherwise if isinstance(line, int) else line.encode() if isinstance(line, str) else line
        (folder / FILE).write_bytes(good[0] + bad + b"\n" + b"".join(good[1:]))
        harmed = (folder / FILE).read_bytes()
        with pytest.raises(UnreadableInput, match=told):
            read_decisions(folder / FILE)
        for command in (
            ["review", "reject", POOR[:3], "--by", "A", "--because", "b"],
            ["review", "apply"],
            ["build", str(written(tmp_path)[0])],
            ["rebuild"],
        ):
            assert run([*command, "-g", str(folder)]) == 3
            (only,) = capsys.readouterr().err.splitlines()
            assert f"{FILE}:2: " in only and len(only) < 500
        assert (folder / FILE).read_bytes() == harmed
        assert bytes_of(folder) == bytes_of(decided)
        assert [FILE in problem.place for problem in examine(folder).problems] == [True]

    def test_files_put_together_are_one(self, decided: Path, tmp_path: Path) -> None:
        """Whatever programs wrote them: each with its byte order mark and line ends, and lines that stand in both."""
        folder, before = Path(shutil.copytree(decided, tmp_path / "graph")), bytes_of(decided)
        data = (folder / FILE).read_bytes()
        marked = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
        (folder / FILE).write_bytes(marked + marked + data)
        assert not review.behind(folder) and bytes_of(folder) == before

    @pytest.mark.slow
    def test_two_who_decide_alike_agree(self, folder: Path, built: Path, tmp_path: Path) -> None:
        """Both are told; what they decided holds until both have taken it back."""
        other = Path(shutil.copytree(built, tmp_path / "other"))
        for place, who in ((folder, "A. Reader"), (other, "B. Reader")):
            decide(place, "reject", on(place, DENIED, "Partnership"), by=who)
            decide(place, "correct", on(place, POOR), by=who, to={"topic": [*who_first(who)]})
        decide(folder, "same", FORUM, than=LOCAL_FORUM)
        decide(other, "same", LOCAL_FORUM, than=FORUM, by="B. Reader")
        answered = outside(kg.open_graph(folder))
        review.apply(folder, other / FILE)
        graph = kg.open_graph(folder)
        assert outside(graph) == answered and len(review.decisions(graph, lost=True)) == 0
        assert [row["by"] for row in review.decisions(graph)].count("B. Reader") == 3
        assert pipeline.check(graph).conforms and examine(folder).problems == ()
        mine, theirs = (row["id"] for row in review.decisions(graph) if row["decision"] == "reject")
        review.undo(folder, mine)
        assert outside(kg.open_graph(folder)) == answered
        review.undo(folder, theirs)
        assert DENIED in said(kg.open_graph(folder), "Partnership")

    @pytest.mark.slow
    def test_all_in_which_two_differ_is_told_at_once(
        self, folder: Path, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A line for each; nothing is taken from the other file until they have settled it."""
        other = Path(shutil.copytree(built, tmp_path / "other"))
        first = [decide(folder, "accept", FORUM), decide(folder, "reject", on(folder, POOR))]
        decide(other, "reject", FORUM), decide(other, "accept", on(other, POOR))
        decide(other, "reject", on(other, DENIED, "Partnership"))
        assert run(["review", "apply", str(other / FILE), "-g", str(folder)]) == 2
        told = capsys.readouterr().err.splitlines()
        assert [line.split()[-1] for line in told] == first
        assert len(read_decisions(folder / FILE)) == 2
        (other / FILE).write_bytes((folder / FILE).read_bytes() + (other / FILE).read_bytes())
        with pytest.raises(UnreadableInput) as problem:
            read_decisions(other / FILE)
        assert str(problem.value).count("is decided otherwise at") == 2
        assert [FILE in one.place for one in examine(other).problems] == [True, True]

    def test_very_many_are_read_and_added_in_a_moment(self) -> None:
        """Also where each body is the same as the next one."""
        bodies = [f"candidate/body-{number}" for number in range(20_000)]
        every = [
            Decision(Verdict.SAME, one, "A", "b", "2026-01-01", than=two) for one, two in pairwise(bodies)
        ]
        began = process_time()
        assert len(added(every[:10_000], every)) == len(every)
        assert same_as(every)[bodies[0]] == frozenset(bodies)
        assert process_time() - began < 10

    def test_a_missing_file_is_told(self, decided: Path, tmp_path: Path) -> None:
        """What people decided is not forgotten in silence; an empty file says that it shall be."""
        folder = Path(shutil.copytree(decided, tmp_path / "graph"))
        (folder / FILE).unlink()
        for work in (lambda: review.apply(folder), lambda: kg.build(written(tmp_path), folder)):
            with pytest.raises(DamagedGraph, match="are missing; restore"):
                work()
        assert bytes_of(folder) == bytes_of(decided)
        (folder / FILE).write_text("")
        review.apply(folder)
        assert len(review.decisions(kg.open_graph(folder))) == 0

    def test_one_writer_at_a_time(self, folder: Path) -> None:
        """The second is told, and loses nothing."""
        with sole_writer(folder), pytest.raises(BusyGraph, match="another build is writing"):
            decide(folder, "accept", FORUM)
        decide(folder, "accept", FORUM)

    def test_who_reads_meanwhile_reads_on(self, folder: Path) -> None:
        """The graph that somebody has open stays as it was; what is opened afterwards is as was decided."""
        graph, before = kg.open_graph(folder), bytes_of(folder)
        first = decide(folder, "accept", FORUM)
        open_still, between = kg.open_graph(folder), bytes_of(folder)
        review.undo(folder, first)
        assert export(graph, "trig") == before == bytes_of(folder)
        assert export(open_still, "trig") == between != before

    def test_what_is_said_again_is_said_once(self, folder: Path) -> None:
        """At another time it is the same decision; another one has to wait until that is undone."""
        first = decide(folder, "accept", FORUM)
        assert decide(folder, "accept", FORUM, at="2027-01-01") == first
        with pytest.raises(UsageError, match=f"undo that first: kg review undo {first}"):
            decide(folder, "reject", FORUM)
        with pytest.raises(UsageError, match="no decision named"):
            review.undo(folder, "0123")


KILLED = """
import os, signal, sys
from pathlib import Path
from kg import review
folder, left = sys.argv[1], int(sys.argv[2])
events = {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"}
def hook(event, arguments):
    global left
    if event in events and str(arguments[0]).startswith(folder):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
review.decided(folder, "reject", "candidate/medway-safety-partnership", by="A", because="b", at="2026-11-22")
print(int(sys.argv[2]) - left)
"""


@pytest.mark.slow
def test_a_kill_leaves_the_old_answers_or_the_new_ones(decided: Path, built: Path, tmp_path: Path) -> None:
    """At whatever step; deciding again, or applying what the file says, gives the new ones."""

    def killed(folder: Path, step: int) -> str:
        command = [sys.executable, "-c", KILLED, str(folder), str(step)]
        return subprocess.run(command, capture_output=True, text=True).stdout

    new = Path(shutil.copytree(built, tmp_path / "new"))
    steps = int(killed(new, 10_000))
    old, then, found = bytes_of(built), bytes_of(new), []
    for step in sorted({1, *range(4, steps, max(1, steps // 6)), *range(steps - 5, steps)}):
        folder = Path(shutil.copytree(built, tmp_path / f"killed-{step}"))
        if killed(folder, step):  # it was over by then: a store has not always as many files
            continue
        left = bytes_of(folder)
        assert left in (old, then)
        found.append("old" if left == old else "new, or behind its file")
        if review.behind(folder):
            review.apply(folder)
            assert bytes_of(folder) == then
        decide(folder, "reject", "candidate/medway-safety-partnership", by="A", because="b")
        assert bytes_of(folder) == then and examine(folder).problems == ()
    assert len(set(found)) == 2


def test_the_commands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lists, decides, tells what was decided, takes it back."""
    place = ["-g", str(folder)]
    assert run(["review", *place, "--format", "csv"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0] == "id,kind,why,says,report,sentence" and len(listed) > 5
    name = on(folder, POOR)
    why = ["--by", "A. Reader", "--because", "the next report says so", "--at", "2026-11-22"]
    assert (
        run(["review", "correct", name, "--set", "polarity=strength", "--set", "topic=", *why, *place]) == 0
    )
    told = capsys.readouterr().err
    assert "to take it back: kg review undo" in told
    assert run(["review", *place, "--decided"]) == 0
    assert "the next report says so" in capsys.readouterr().out
    assert run(["explain", name, *place]) == 0
    assert "decided: correct by A. Reader, 2026-11-22: the next report says so" in capsys.readouterr().out
    for command, shown in (([], "strength"), (["--extracted"], "weakness")):
        query = f"SELECT ?s ?p WHERE {{ ?s peel:polarity ?p FILTER (STRENDS(STR(?s), '{name}')) }}"
        assert run(["query", query, *command, *place]) == 0
        assert shown in capsys.readouterr().out
    assert run(["export", "--extracted", *place]) == 0
    assert 'peel:verdict "' not in capsys.readouterr().out
    assert run(["review", "undo", told.split()[-1], *place]) == 0
    assert "undone: correct" in capsys.readouterr().err
    assert run(["review", "reject", name, *why, *place]) == 0
    capsys.readouterr()
    assert run(["explain", name, *place]) == 2
    told = "rejected by A. Reader, 2026-11-22: the next report says so; --extracted asks what was extracted"
    assert told in capsys.readouterr().err
    assert run(["explain", name, "--extracted", *place]) == 0
    assert run(["review", "correct", name, "--set", "polarity", *why, *place]) == 2
    assert run(["review", "reject", "nothing", *why, *place]) == 2
    assert run(["review", *place, "--lost"]) == 0


def test_a_property_is_set_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is said a second time is not taken instead of the first; several values stand behind each other."""
    why = ["--by", "A", "--because", "b", "-g", str(folder)]
    correct = ["review", "correct", name := on(folder, POOR)]
    assert run([*correct, "--set", "threat=theft", "--set", "threat=fraud", *why]) == 2
    assert "threat is set already; write several values with commas between" in capsys.readouterr().err
    assert not (folder / FILE).exists()
    assert run([*correct, "--set", "threat=theft,fraud", *why]) == 0
    assert values(kg.open_graph(folder), name, "threat") == {"theft", "fraud"}


def test_the_commands_for_candidates_and_for_the_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kind is given, what was accepted leaves as Turtle, and a graph behind its file says so until it follows."""
    place = ["-g", str(folder)]
    assert run(["review", "vocabulary", *place]) == 0
    assert list(ox.parse(capsys.readouterr().out, format=ox.RdfFormat.TURTLE)) == []
    accept = [
        "review",
        "accept",
        "candidate/thanet-safety-partnership",
        "--by",
        "A",
        "--because",
        "b",
        *place,
    ]
    assert run(accept) == 2
    assert "no kind of body is given" in capsys.readouterr().err
    assert run([*accept, "--kind", "flying-club"]) == 2
    assert "flying-club" in capsys.readouterr().err
    assert run([*accept, "--kind", "community-safety-partnership"]) == 0
    assert capsys.readouterr().err.startswith("accept: candidate/thanet-safety-partnership")
    assert run(["review", "vocabulary", *place]) == 0
    said = {one.object.value for one in ox.parse(capsys.readouterr().out, format=ox.RdfFormat.TURTLE)}
    assert {"Thanet Safety Partnership", ID + "partner-kind/community-safety-partnership"} <= said
    kept = (folder / FILE).rename(tmp_path / "theirs.jsonl")
    (folder / FILE).write_text("")
    assert run(["review", *place]) == 0
    told = capsys.readouterr()
    assert "kg review apply has the graph follow" in told.err
    assert "Thanet" not in told.out and "Medway Safety Partnership" in told.out
    assert run(["review", "apply", *place]) == 0
    assert run(["review", *place]) == 0
    told = capsys.readouterr()
    assert "apply" not in told.err and "Thanet Safety Partnership" in told.out
    assert run(["review", "apply", str(kept), *place]) == 0
    assert run(["review", "--decided", *place]) == 0
    assert "thanet-safety-partnership" in capsys.readouterr().out
    assert run(["review", "apply", str(tmp_path / "none.jsonl"), *place]) == 3
    assert "none.jsonl" in capsys.readouterr().err


def test_a_disk_without_links(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What two stores have alike is copied there."""

    def failing(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", failing)
    decide(folder, "reject", on(folder, POOR))
    assert POOR not in said(kg.open_graph(folder)) and examine(folder).problems == ()
    assert all(path.stat().st_nlink == 1 for path in folder.rglob("*") if path.is_file())


def test_a_build_tells_of_decisions(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How many the graph follows, and how many find nothing any more; each with what shows them."""
    decide(folder, "reject", on(folder, POOR))
    build = ["build", *map(str, written(tmp_path)), "-g", str(folder)]
    assert run(build) == 0
    assert f"1 decision of people: kg review --decided -g {folder}\n" in capsys.readouterr().err
    text = TEXTS["kent-2015-effectiveness"].replace(POOR, "The force is very poor at it.")
    written(tmp_path, kent_2015_effectiveness=text)
    assert run(build) == 0
    told = capsys.readouterr().err
    assert f"1 decision of people; 1 of them find nothing any more: kg review --lost -g {folder}\n" in told


LONG = "The force works well with its partners to protect those who are vulnerable."
MARK = Mark(
    "kent/2016/effectiveness", "Finding", LONG, (("polarity", "strength"),), before="However,", start=7
)


@pytest.mark.parametrize(
    ("mark", "marks", "found"),
    [
        (MARK, {}, "the graph has no report kent/2016/effectiveness"),
        (MARK, {"a": replace(MARK, quote="It is not.")}, "no statement has these words any more"),
        (MARK, {"a": replace(MARK, says=(("polarity", "weakness"),))}, "these words say something else now"),
        (MARK, {"a": replace(MARK, quote=LONG.upper(), start=90)}, "a"),
        (MARK, {"a": replace(MARK, before=""), "b": MARK}, "b"),
        (MARK, {"a": replace(MARK, before="", start=9)}, "a"),
        (
            replace(MARK, quote="It is."),
            {"a": replace(MARK, quote="It is.", before="Yet")},
            "several statements",
        ),
        (MARK, {"a": replace(MARK, start=90), "b": MARK}, "b"),
        (MARK, {"a": replace(MARK, start=90), "b": replace(MARK, start=99)}, "several statements"),
        (replace(MARK, alike=2), {"a": replace(MARK, before="")}, "these words stood in several places"),
        (replace(MARK, alike=2), {"a": MARK}, "a"),
    ],
)
def test_where_a_statement_is_now(mark: Mark, marks: dict[str, Mark], found: str) -> None:
    """By its words, then by what stands beside them, then by its place; where that is not certain, it is lost, and the reason told."""
    told = nearest(mark, marks)
    assert (told.why if isinstance(told, Lost) else told).startswith(found)
