"""Validation: what is wrong is told, and what was not checked does not pass for right."""

import os
import subprocess
import sys
from collections.abc import Mapping
from json import loads
from types import MappingProxyType

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import SH

from kg.errors import UnreadableInput
from kg.namespaces import ID, OA, PEEL, SHAPES
from kg.terms import to_rdflib
from kg.validate import Result, Validation, human, json, quotes, turtle, validate
from kg.validate.render import report

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix peelsh: <https://w3id.org/peel-kg/shapes#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EX = "https://example.org/"

GRADED = """
ex:GradeShape a sh:NodeShape ;
    sh:targetClass ex:Judgement ;
    sh:property ex:GradeShape-grade .

ex:GradeShape-grade a sh:PropertyShape ;
    sh:path ex:grade ;
    sh:in ( "good" "inadequate" ) ;
    sh:maxCount 1 ;
    sh:severity sh:Violation ;
    sh:message "Give one grade." .
"""


def graph(text: str) -> Graph:
    """A graph as the store gives it to validation."""
    return to_rdflib(ox.parse((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE))


def shape(target: str, more: str = "") -> Graph:
    return graph(f"ex:S a sh:NodeShape ; {target} ; sh:nodeKind sh:IRI {more} .")


class TestResults:
    def test_a_right_graph_conforms(self) -> None:
        found = validate(graph('ex:j a ex:Judgement ; ex:grade "good" .'), graph(GRADED))
        assert found.conforms and found.results == ()

    def test_a_result_tells_what_is_wrong_and_where(self) -> None:
        found = validate(graph('ex:j a ex:Judgement ; ex:grade "fair"@en .'), graph(GRADED))
        expected = Result(
            shape=EX + "GradeShape-grade",
            focus=EX + "j",
            path=EX + "grade",
            value='"fair"@en',
            severity="Violation",
            message="Give one grade.",
            component=str(SH.InConstraintComponent),
        )
        assert found.results == found.violations == (expected,)
        assert not found.conforms

    def test_results_come_in_one_order_and_each_once(self) -> None:
        data = graph('ex:b a ex:Judgement ; ex:grade "x", "y" . ex:a a ex:Judgement ; ex:grade "z" .')
        found = validate(data, graph(GRADED)).results
        assert list(found) == sorted(set(found)) and len(found) == 4

    def test_a_path_that_is_more_than_a_property_is_told_as_sparql_writes_it(self) -> None:
        path = "( ex:a [ sh:inversePath ex:b ] [ sh:alternativePath ( ex:c [ sh:zeroOrMorePath ex:d ] ) ] )"
        shapes = graph(
            f"ex:S a sh:NodeShape ; sh:targetNode ex:j ; sh:property ex:S-p . ex:S-p sh:path {path} ; sh:minCount 1 ."
        )
        (result,) = validate(graph("ex:j ex:x ex:y ."), shapes).results
        assert (
            result.path
            == "(<https://example.org/a>/^<https://example.org/b>/(<https://example.org/c>|<https://example.org/d>*))"
        )

    def test_neither_graph_is_changed(self) -> None:
        data, shapes = graph("ex:j a ex:Judgement ."), graph(GRADED)
        validate(data, shapes)
        assert isomorphic(data, graph("ex:j a ex:Judgement .")) and isomorphic(shapes, graph(GRADED))

    def test_a_warning_is_told_and_breaks_nothing(self) -> None:
        shapes = graph(GRADED.replace("sh:Violation", "sh:Warning"))
        found = validate(graph('ex:j a ex:Judgement ; ex:grade "fair" .'), shapes)
        assert found.conforms and found.violations == ()
        assert [result.severity for result in found.results] == ["Warning"]
        assert "1 warning" in human(found)

    def test_with_a_focus_only_these_nodes_are_looked_at(self) -> None:
        """And no shape is blamed for meeting none of them."""
        data = graph('ex:a a ex:Judgement ; ex:grade "x" . ex:b a ex:Judgement ; ex:grade "x" .')
        shapes = graph(GRADED + "ex:Idle a sh:NodeShape ; sh:targetClass ex:C .")
        assert [result.focus for result in validate(data, shapes, focus=[EX + "b"]).results] == [EX + "b"]

    @pytest.mark.parametrize(
        "bad", ['"2016-02-30"^^xsd:date', '"soon"^^xsd:date', '"2016"', '"2016-02-18"@en']
    )
    def test_a_date_has_to_be_one(self, bad: str) -> None:
        """rdflib keeps a day that does not exist, so that it can be found here."""
        shapes = graph(
            "ex:S a sh:NodeShape ; sh:targetNode ex:r ; sh:property ex:S-d . ex:S-d sh:path ex:d ; sh:datatype xsd:date ."
        )
        assert validate(graph('ex:r ex:d "2016-02-29"^^xsd:date .'), shapes).conforms
        assert not validate(graph(f"ex:r ex:d {bad} ."), shapes).conforms

    def test_nothing_is_fetched(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Imports are not followed, wherever they stand."""

        def refuse(*_: object) -> None:
            raise AssertionError("validation went to the network")

        monkeypatch.setattr("socket.socket.connect", refuse)
        monkeypatch.setattr("socket.getaddrinfo", refuse)
        imports = "<https://example.org/o> a owl:Ontology ; owl:imports <http://127.0.0.1:9/o.ttl> ."
        assert validate(graph("ex:j a ex:Judgement ." + imports), graph(GRADED + imports)).conforms


class TestNothingChecked:
    """A shape that met no node looks like one that found nothing wrong."""

    @pytest.mark.parametrize(
        "target",
        [
            "sh:targetClass ex:C",
            "sh:targetNode ex:n",
            "sh:targetSubjectsOf ex:p",
            "sh:targetObjectsOf ex:p",
            "a rdfs:Class",
        ],
    )
    def test_a_shape_that_meets_no_node_is_a_violation(self, target: str) -> None:
        (result,) = validate(graph("ex:x ex:y ex:z ."), shape(target)).results
        assert result.shape == EX + "S" and result.severity == "Violation"
        assert result.message.startswith("nothing was checked")
        assert result.component == SHAPES + "IdleConstraintComponent"

    @pytest.mark.parametrize(
        ("target", "data"),
        [
            ("sh:targetClass ex:C", "ex:x a ex:C ."),
            ("sh:targetClass ex:C", "ex:x a ex:D . ex:D rdfs:subClassOf ex:E . ex:E rdfs:subClassOf ex:C ."),
            ("sh:targetNode ex:n", "ex:x ex:p ex:n ."),
            ("sh:targetSubjectsOf ex:p", "ex:x ex:p ex:n ."),
            ("sh:targetObjectsOf ex:p", "ex:x ex:p ex:n ."),
            ("a rdfs:Class", "ex:x a ex:S ."),
        ],
    )
    def test_one_node_is_enough(self, target: str, data: str) -> None:
        assert validate(graph(data), shape(target)) == Validation(())

    def test_a_shape_may_say_that_it_may_be_idle(self) -> None:
        found = validate(graph("ex:C a owl:Class ."), shape("sh:targetClass ex:C", "; peelsh:mayBeIdle true"))
        assert found.conforms and found.idle == (EX + "S",)
        assert "S" in human(found)

    def test_not_where_its_target_is_unknown(self) -> None:
        """A mistyped class is always absent."""
        found = validate(
            graph("ex:C a owl:Class ."), shape("sh:targetClass ex:Cc", "; peelsh:mayBeIdle true")
        )
        assert found.idle == () and "https://example.org/Cc" in found.results[0].message

    def test_not_where_it_does_not_say_so(self) -> None:
        """A class that is declared and has no instances is no excuse."""
        found = validate(graph("ex:C a owl:Class ."), shape("sh:targetClass ex:C"))
        assert found.idle == () and "mayBeIdle" in found.results[0].message

    def test_a_shape_that_is_switched_off_checks_nothing(self) -> None:
        found = validate(graph("ex:x a ex:C ."), shape("sh:targetClass ex:C", "; sh:deactivated true"))
        assert [result.shape for result in found.results] == [EX + "S"]

    def test_an_empty_graph_does_not_pass(self) -> None:
        assert not validate(Graph(), graph(GRADED)).conforms


class TestUnusableShapes:
    """Shapes by which a graph could pass without being checked are refused, by name."""

    @pytest.mark.parametrize(
        ("shapes", "culprit"),
        [
            ("", "no shape has a target"),
            ("ex:S a sh:NodeShape ; sh:nodeKind sh:IRI .", "S has no target"),
            (GRADED.replace("sh:maxCount", "sh:maxCuont"), "maxCuont"),
            (GRADED.replace("sh:NodeShape", "sh:Nodeshape"), "Nodeshape"),
            (GRADED.replace("sh:targetClass", "sh:targetclass"), "targetclass"),
            (GRADED + "ex:GradeShape sh:rule ex:r .", "shacl#rule"),
            (GRADED + "ex:GradeShape sh:js ex:r .", "shacl#js"),
            (GRADED + "ex:GradeShape sh:sparql ex:r .", "shacl#sparql"),
            (GRADED + "ex:GradeShape sh:node ex:Nowhere .", "Nowhere is referred to and not described"),
            (GRADED + "ex:GradeShape sh:node ex:GradeShape .", "GradeShape refers to itself"),
            (
                GRADED + "ex:GradeShape-grade sh:or ( ex:T ) . ex:T sh:not ex:GradeShape .",
                "GradeShape refers to itself",
            ),
            (GRADED + "ex:GradeShape sh:property [ sh:path ex:p ; sh:minCount 1 ] .", "has no IRI"),
            (GRADED + "ex:Other a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 .", "Other has no target"),
            (GRADED + 'ex:GradeShape-grade sh:pattern "(" .', "unterminated"),
            (GRADED + "ex:GradeShape sh:maxCount 1 .", "MaxCount"),
            (GRADED + 'ex:GradeShape-grade sh:minCount "one" .', "minCount"),
            (GRADED + "ex:GradeShape-grade sh:path ex:q .", "path"),
        ],
    )
    def test_they_are_refused_by_name(
        self, shapes: str, culprit: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with pytest.raises(UnreadableInput) as refused:
            validate(graph('ex:j a ex:Judgement ; ex:grade "good" .'), graph(shapes))
        assert culprit in str(refused.value)
        assert "\n" not in str(refused.value)
        assert caplog.records == []

    def test_all_problems_are_told_at_once(self) -> None:
        with pytest.raises(UnreadableInput, match=r"maxCuont.*mni"):
            validate(Graph(), graph(GRADED.replace("maxCount 1", "maxCuont 1 ; sh:mni 2")))


REPORT = ID + "report/kent/2015/legitimacy"
TEXT = "Good.\n\nThe force’s app 📱 works well. It is\u00a0slow."


def passage(words: str, instead: Mapping[str, str] = MappingProxyType({})) -> str:
    """The Turtle of a passage of TEXT, right but for what is said instead; what is said to be "" is left out."""
    start, end = (TEXT.index(words), TEXT.index(words) + len(words))
    facts = {
        "start": str(start),
        "end": str(end),
        "exact": str(ox.Literal(words)),
        "prefix": str(ox.Literal(TEXT[max(0, start - 32) : start])),
        "suffix": str(ox.Literal(TEXT[end : end + 32])),
    }
    selector = " ; ".join(f"oa:{name} {value}" for name, value in {**facts, **instead}.items() if value)
    iri = f"{REPORT}/passage/{start}-{end}"
    return (
        f"<{iri}> oa:hasSource <{REPORT}> ; oa:hasSelector <{iri}/selector> . <{iri}/selector> {selector} ."
    )


def store(text: str, *, name: str = REPORT) -> ox.Store:
    prologue = f"@prefix oa: <{OA}> . @prefix peel: <{PEEL}> . @prefix p: <{REPORT}/passage/> . @prefix s: <{REPORT}/statement/> ."
    made = ox.Store()
    made.load((prologue + text).encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(name))
    return made


WELL = "The force’s app 📱 works well."
SLOW = "It is\u00a0slow."
BOTH = "peel:evidence p:7-36 , p:37-48"
SAID = f"s:1 peel:quote {ox.Literal(WELL)} ; {BOTH} . {passage(WELL)} {passage(SLOW)}"


def differences(text: str, texts: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """What differs: the last part of the focus, and the property."""
    results = quotes(store(text), {REPORT: TEXT} if texts is None else texts)
    assert all(
        result.shape == SHAPES + "QuoteContract" and result.severity == "Violation" for result in results
    )
    return [(result.focus.rpartition("/")[2], (result.path or "").rpartition("#")[2]) for result in results]


class TestQuotes:
    def test_quotes_that_stand_in_the_text_differ_nowhere(self) -> None:
        """Offsets count characters, of which 📱 is one."""
        assert TEXT[7:36] == WELL and TEXT[37:48] == SLOW
        assert differences(SAID) == []

    @pytest.mark.parametrize(
        ("instead", "wrong"),
        [
            ({"exact": '"The force\'s app 📱 works well."'}, ["exact"]),
            ({"exact": '""'}, ["exact"]),
            ({"start": "8", "end": "37"}, ["exact", "prefix", "suffix"]),
            ({"prefix": '"Bad.\\n\\n"'}, ["prefix"]),
            ({"suffix": '" It is slow."'}, ["suffix"]),
            ({"end": "7"}, ["start"]),
            ({"end": "6"}, ["start"]),
            ({"end": "4800"}, ["start"]),
            ({"start": '"-1"'}, ["start"]),
            ({"start": ""}, ["start"]),
            ({"exact": ""}, ["exact"]),
        ],
    )
    def test_each_part_of_a_passage_is_compared(self, instead: dict[str, str], wrong: list[str]) -> None:
        said = f"s:1 peel:quote {instead.get('exact') or ox.Literal(WELL)} ; peel:evidence p:7-36 ."
        found = differences(f"{said} {passage(WELL, instead)}")
        assert [(focus, path) for focus, path in found if focus != "1"] == [("7-36", path) for path in wrong]

    def test_prefix_and_suffix_may_be_short_or_empty(self) -> None:
        said = f's:1 peel:quote "Good." ; peel:evidence p:0-5 . {passage("Good.", {"suffix": chr(34) * 2})}'
        assert differences(said) == []

    def test_the_quote_is_that_of_the_passage_that_starts_first(self) -> None:
        """At 7 and not at 37: by number, not by the letters of their names."""
        second = f"s:1 peel:quote {ox.Literal(SLOW)} ; {BOTH} ."
        assert differences(f"{second} {passage(WELL)} {passage(SLOW)}") == [("1", "quote")]

    def test_a_quote_that_is_missing_is_told(self) -> None:
        assert differences(f"s:1 peel:evidence p:7-36 . {passage(WELL)}") == [("1", "quote")]

    def test_a_statement_without_evidence_is_told(self) -> None:
        assert differences('s:1 peel:quote "Good." .') == [("1", "evidence")]

    def test_a_report_without_its_text_is_told_once_for_a_passage(self) -> None:
        two = SAID + f" s:2 peel:quote {ox.Literal(WELL)} ; peel:evidence p:7-36 ."
        assert differences(two, texts={}) == [("37-48", "hasSource"), ("7-36", "hasSource")]

    def test_all_graphs_are_looked_at(self) -> None:
        both = store(SAID)
        both.extend(
            ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(ID + "other"))
            for q in store('s:2 peel:quote "x" .')
        )
        assert [result.focus for result in quotes(both, {REPORT: TEXT})] == [REPORT + "/statement/2"]

    @given(st.data())
    def test_any_stretch_of_any_text_is_found_again_and_a_shifted_one_is_not(
        self, data: st.DataObject
    ) -> None:
        text = data.draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=60))
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        words = ox.Literal(text[start:end])
        said = f"s:1 peel:quote {words} ; peel:evidence p:x . p:x oa:hasSource <{REPORT}> ; oa:hasSelector p:y . p:y"
        around = f"oa:prefix {ox.Literal(text[:start])} ; oa:suffix {ox.Literal(text[end:])}"
        right = f"{said} oa:exact {words} ; {around} ; oa:start {start} ; oa:end {end} ."
        assert differences(right, {REPORT: text}) == []
        assert differences(right, {REPORT: "\u2603" + text}) != []


def result(number: int, **instead: str) -> Result:
    facts = {
        "shape": SHAPES + "S-p",
        "focus": f"{ID}force/f{number:04}",
        "path": PEEL + "p",
        "value": f'"{number}"',
    }
    kind = {"severity": "Violation", "message": "Mend it.", "component": str(SH.InConstraintComponent)}
    return Result(**(facts | kind | instead))


class TestRendering:
    def test_people_read_counts_messages_and_places(self) -> None:
        found = Validation(
            (result(1), result(2, severity="Warning", shape=SHAPES + "T", message="Think of it."))
        )
        assert human(found).splitlines() == [
            "Does not conform: 1 warning, 1 violation.",
            "S-p (1): Mend it.",
            '  force/f0001  "1"',
            "T (1): Think of it.",
            '  force/f0002  "2"',
        ]

    @pytest.mark.parametrize("shapes", [1, 3, 40, 200, 1000])
    def test_people_never_read_more_than_fifty_lines(self, shapes: int) -> None:
        results = [result(n, shape=f"{SHAPES}S{n % shapes:04}") for n in range(1000)]
        lines = human(Validation((), ("x",)).joined(results)).splitlines()
        shown = sum(line.startswith("  ") for line in lines)
        assert len(lines) <= 50 and shown >= 20
        assert f"and {1000 - shown} more" in lines[-2]

    def test_nothing_that_a_terminal_would_obey_is_shown(self) -> None:
        hostile = result(1, value=f'"{chr(27)}[2J{chr(13)}{chr(0x202E)}"', message=f"a{chr(7)}\nb")
        assert all(sign.isprintable() or sign == "\n" for sign in human(Validation((hostile,))))
        assert human(Validation((hostile,))).count("\n") == 2

    def test_json_has_all_of_it_in_one_order(self) -> None:
        results = [result(n, message="’") for n in range(5)]
        told = json(Validation((), ("a",)).joined(results))
        assert told == json(Validation((), ("a",)).joined(reversed(results)))
        assert loads(told)["counts"] == {"Violation": 5}
        assert loads(told)["idle"] == ["a"]
        assert "’" in told
        assert [Result(**found) for found in loads(told)["results"]] == sorted(results)

    def test_turtle_is_a_report_as_shacl_has_it(self) -> None:
        shapes = graph(
            "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:S-p ."
            "ex:S-p sh:path ( ex:a [ sh:inversePath ex:b ] ) ; sh:minCount 1 ; sh:message 'Add one.' ."
        )
        data = graph("ex:x a ex:C . ex:y a ex:C . ex:z a ex:C ; ex:a ex:q . ex:r ex:b ex:q .")
        found = validate(data, shapes)
        written = Graph().parse(data=turtle(found), format="turtle")
        whole = written.value(predicate=RDF.type, object=SH.ValidationReport)
        assert written.value(whole, SH.conforms) == Literal(False)
        nodes = set(written.objects(whole, SH.result))
        assert {written.value(node, SH.focusNode) for node in nodes} == {URIRef(EX + "x"), URIRef(EX + "y")}
        for node in nodes:
            assert isinstance(node, URIRef)
            assert written.value(node, SH.sourceConstraintComponent) == SH.MinCountConstraintComponent
            assert written.value(node, SH.resultSeverity) == SH.Violation
            path, given_path = written.value(node, SH.resultPath), shapes.value(URIRef(EX + "S-p"), SH.path)
            assert path is not None and given_path is not None
            assert isomorphic(written.cbd(path), shapes.cbd(given_path))

    def test_turtle_says_what_was_idle(self) -> None:
        found = Validation((), (SHAPES + "CauseOfConcernShape",))
        assert "peelsh:idle peelsh:CauseOfConcernShape" in turtle(found)

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    @example("\\x")
    @example("\\u0041 \\n")
    def test_a_value_comes_through_whole(self, words: str) -> None:
        for literal in (
            ox.Literal(words),
            ox.Literal(words, language="en"),
            ox.Literal(words, datatype=ox.NamedNode(EX + "d")),
        ):
            told = report(Validation((result(1, value=str(literal)),)))
            (value,) = told.objects(None, SH.value)
            assert str(value) == words

    def test_the_same_bytes_under_any_hash_seed(self) -> None:
        """Sets and blank nodes come in another order in each process; what is written does not."""
        script = (
            "import sys; from rdflib import Graph; from kg.validate import human, json, turtle, validate;"
            "found = validate(*(Graph().parse(data=text) for text in sys.argv[1:]));"
            "print(human(found), json(found), turtle(found))"
        )
        data = "".join(f'ex:j{n} a ex:Judgement ; ex:grade "x", "y" .' for n in range(9))
        shapes = f"""{GRADED}
            ex:Idle a sh:NodeShape ; sh:targetClass ex:C , ex:D .
            ex:PathShape a sh:NodeShape ; sh:targetClass ex:Judgement ; sh:property ex:PathShape-p .
            ex:PathShape-p sh:path ( ex:a [ sh:inversePath ex:b ] ) ; sh:minCount 1 ."""
        written = {run(script, PREFIXES + data, PREFIXES + shapes, seed=seed) for seed in ("1", "2")}
        assert len(written) == 1 and b"37 violations" in written.pop()


def run(script: str, *arguments: str, seed: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, capture_output=True, check=True
    ).stdout
