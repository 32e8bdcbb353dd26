"""The partnership network as a model: what a graph says of who works with whom, and nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st

from kg.network import Edge, Network, Node, Passage, network, plain, to_networkx

BASE = "https://w3id.org/peel-kg/id/"
LEICESTERSHIRE, DERBYSHIRE = f"{BASE}force/leicestershire", f"{BASE}force/derbyshire"
EMSOU, CPS = f"{BASE}body/emsou", f"{BASE}body/crown-prosecution-service"
GROUP = f"{BASE}body/leicestershire/joint-action-group"

PREFIXES = """
@base <https://w3id.org/peel-kg/id/> .
@prefix peel: <https://w3id.org/peel-kg/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
VOCABULARIES = """
<vocabularies> {
  <force/leicestershire> a peel:PoliceForce ; skos:prefLabel "Leicestershire Police"@en ;
    peel:shortName "Leicestershire" ; peel:region "East Midlands" .
  <force/derbyshire> a peel:PoliceForce ; skos:prefLabel "Derbyshire Constabulary"@en ;
    peel:shortName "Derbyshire" ; peel:region "East Midlands" .
  <body/emsou> a peel:PartnerBody , org:OrganizationalCollaboration ; peel:partnerClass "law-enforcement" ;
    peel:region "East Midlands" ; skos:prefLabel "East Midlands Special Operations Unit"@en ;
    skos:altLabel "the regional unit"@en , "EMSOU"@en , "EMSOU-X"@en ;
    org:hasMember <force/leicestershire> , <force/derbyshire> , <force/lincolnshire> .
  <body/crown-prosecution-service> a peel:PartnerBody ; skos:prefLabel "Crown Prosecution Service"@en ;
    skos:altLabel "CPS"@en ; peel:scope "national" ; peel:partnerKind <partner-kind/prosecutor> .
  <partner-kind/prosecutor> skos:prefLabel "Prosecutor"@en ; peel:partnerClass "criminal-justice" .
  <partner-kind/joint-action-group> skos:prefLabel "Joint action group"@en ;
    peel:partnerClass "partnership-structure" .
  <threat/fraud> skos:prefLabel "Fraud"@en . <threat/arson> skos:prefLabel "Arson"@en .
  <topic/prevention> skos:prefLabel "Prevention"@en . <topic/custody> skos:prefLabel "Custody"@en .
}
"""
SERVES = "peel:threat <threat/fraud> , <threat/arson> ; peel:topic <topic/prevention> , <topic/custody> ;"
JOINT_ACTION_GROUP = """
<r> { <body/leicestershire/joint-action-group> a peel:PartnerBody ;
  peel:partnerKind <partner-kind/joint-action-group> ;
  skos:prefLabel "Joint action group (Leicestershire)"@en . }
"""


class Graph:
    """A stand-in for a built graph."""

    def __init__(self, *trig: str) -> None:
        self.store = pyoxigraph.Store()
        for part in (VOCABULARIES, *trig):
            self.store.load(PREFIXES + part, format=pyoxigraph.RdfFormat.TRIG)

    def select(self, sparql: str, /) -> Iterable[Any]:
        """The solutions over the union of the named graphs."""
        solutions = self.store.query(sparql, use_default_graph_as_union=True)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        return solutions


def partnership(
    force: str, partner: str, *passages: tuple[int, str], year: int = 2015, serves: str = ""
) -> str:
    """A statement of the report of that force and year, as TriG. `serves` names threats and topics."""
    report = f"report/{force}/{year}/effectiveness"
    evidence = "".join(
        f"<{report}/statement/1{partner}> peel:evidence <{report}/passage/{start}> . "
        f"<{report}/passage/{start}> oa:hasSelector <{report}/passage/{start}/selector> . "
        f'<{report}/passage/{start}/selector> oa:exact "{quote}" ; oa:start {start} . '
        for start, quote in passages
    )
    return f"""<{report}> {{ <{report}> rdfs:label "{force}, {year}"@en .
        <{report}/statement/1{partner}> a peel:Partnership ; peel:force <force/{force}> ;
            peel:partner <{partner}> ; {serves} prov:wasDerivedFrom <{report}> . {evidence} }}"""


def edge(found: Network, source: str, target: str) -> Edge:
    """The one edge between two nodes."""
    (only,) = (edge for edge in found.edges if (edge.source, edge.target) == (source, target))
    return only


def test_nodes_have_kind_group_and_short_name() -> None:
    """Of force, joint unit, national and local body; of the aliases only initials make a short name."""
    found = network(
        Graph(
            JOINT_ACTION_GROUP,
            partnership("leicestershire", "body/emsou", (1, "a")),
            partnership("leicestershire", "body/crown-prosecution-service", (2, "b")),
            partnership("leicestershire", "body/leicestershire/joint-action-group", (3, "c")),
        )
    )
    unit = "East Midlands Special Operations Unit"
    local = "Joint action group (Leicestershire)"
    assert found.nodes == (
        Node(CPS, "Crown Prosecution Service", "CPS", "national body", "criminal-justice"),
        Node(EMSOU, unit, "EMSOU", "joint unit", "law-enforcement"),
        Node(GROUP, local, "Joint action group", "local body", "partnership-structure"),
        Node(LEICESTERSHIRE, "Leicestershire Police", "Leicestershire", "force", "East Midlands"),
    )


def test_threats_topics_and_passages_do_not_multiply() -> None:
    """Two of each are two of each, though together they make eight combinations."""
    found = network(Graph(partnership("leicestershire", "body/emsou", (1, "a"), (2, "b"), serves=SERVES)))
    only = edge(found, LEICESTERSHIRE, EMSOU)
    assert only.threats == ("Arson", "Fraud")
    assert only.topics == ("Custody", "Prevention")
    assert [passage.quote for passage in only.passages] == ["a", "b"]


def test_reports_on_the_same_two_make_one_edge() -> None:
    """With the passages of all of them, by report and then in reading order, not by their words."""
    found = network(
        Graph(
            partnership(
                "leicestershire", "body/emsou", (90, "later"), (100, "last"), (9, "first"), year=2015
            ),
            partnership("leicestershire", "body/emsou", (500, "the year before"), year=2014),
        )
    )
    passages = edge(found, LEICESTERSHIRE, EMSOU).passages
    assert [passage.quote for passage in passages] == ["the year before", "first", "later", "last"]
    report = f"{BASE}report/leicestershire/2014/effectiveness"
    statement = f"{report}/statement/1body/emsou"
    assert passages[0] == Passage(report, 500, "the year before", statement, "leicestershire, 2014")


def test_membership_is_drawn_between_those_in_the_picture_only() -> None:
    """Derbyshire is in the picture by another partnership; Lincolnshire, a third member, is not."""
    found = network(
        Graph(
            partnership("leicestershire", "body/emsou", (1, "a")),
            partnership("derbyshire", "body/crown-prosecution-service", (1, "b")),
        )
    )
    assert edge(found, DERBYSHIRE, EMSOU) == Edge(DERBYSHIRE, EMSOU, member=True)
    assert edge(found, DERBYSHIRE, EMSOU).kind == "member"
    assert edge(found, LEICESTERSHIRE, EMSOU).member
    assert edge(found, LEICESTERSHIRE, EMSOU).kind == "partnership"
    assert len(found.edges) == 3


def test_forces_that_name_each_other_share_an_edge() -> None:
    """A force that only names keeps its place as the source."""
    one_way = partnership("leicestershire", "force/derbyshire", (1, "a"))
    assert [(each.source, each.target) for each in network(Graph(one_way)).edges] == [
        (LEICESTERSHIRE, DERBYSHIRE)
    ]
    (both,) = network(Graph(one_way, partnership("derbyshire", "force/leicestershire", (2, "b")))).edges
    assert (both.source, both.target) == (DERBYSHIRE, LEICESTERSHIRE)
    assert {passage.quote for passage in both.passages} == {"a", "b"}


def test_no_force_is_its_own_partner() -> None:
    """A statement that says so, which no shape should let pass, gives no edge."""
    assert network(Graph(partnership("leicestershire", "force/leicestershire", (1, "a")))).edges == ()


def test_a_graph_without_partnerships_is_an_empty_network() -> None:
    """Bodies and their members alone are no network."""
    assert network(Graph()) == Network()


def test_the_same_graph_gives_the_same_network_under_any_hash_seed() -> None:
    """Sets on the way must not show in the result."""
    script = (
        "import test_network as t\n"
        "parts = [t.partnership(force, body, (1, 'a'), (2, 'b'), serves=t.SERVES)\n"
        "         for force in ('leicestershire', 'derbyshire')\n"
        "         for body in ('body/emsou', 'force/derbyshire')]\n"
        "print(repr(t.network(t.Graph(*parts))))"
    )
    outputs = {run_with_hash_seed(script, seed) for seed in ("0", "1", "2")}
    assert len(outputs) == 1
    assert "Edge" in outputs.pop()


def run_with_hash_seed(script: str, seed: str) -> str:
    """What `script`, which can import this folder's modules, prints in a fresh interpreter."""
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path}
    run = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True
    )
    return run.stdout


def test_networkx_gets_flat_attributes() -> None:
    """Lists are joined, nothing is None, and a membership weighs 1 though it has no passage."""
    first, second = Passage("r", 1, "one\x00", "s1", "Report"), Passage("r", 2, "two", "s1", "Report")
    graph = to_networkx(
        Network(
            (
                Node("f", "Force\nof one", "F", "force"),
                Node("g", "G", "G", "force"),
                Node("u", "U", "U", "joint unit", "x"),
            ),
            (
                Edge("f", "u", ("Arson", "Fraud"), (), (first, second), member=True),
                Edge("g", "u", member=True),
            ),
        )
    )
    assert graph.nodes["f"] == {"label": "Force of one", "short": "F", "kind": "force", "group": ""}
    assert graph.edges["f", "u"] == {
        "kind": "partnership",
        "member": 1,
        "passages": 2,
        "weight": 2.0,
        "threats": "Arson; Fraud",
        "topics": "",
        "reports": "Report",
        "statements": "s1",
        "quotes": "one\N{REPLACEMENT CHARACTER}; two",
    }
    assert graph.edges["g", "u"]["weight"] == 1.0
    assert graph.edges["g", "u"]["passages"] == 0


@given(st.text())
def test_plain_text_fits_into_xml_whatever_it_was(text: str) -> None:
    """Each character stays, becomes a space, or U+FFFD; and the result survives a round trip."""
    made = plain(text)
    assert len(made) == len(text)
    element = ElementTree.Element("e", {"a": made})
    element.text = made
    back = ElementTree.fromstring(ElementTree.tostring(element, "utf-8"))
    assert (back.text or "", back.get("a")) == (made, made)


def test_plain_text_keeps_words_and_drops_what_misleads() -> None:
    """Letters of any script stay; controls and marks that turn the direction of text do not."""
    assert plain("Dyfed–Powys, £5 naïve 漢字 🚓") == "Dyfed–Powys, £5 naïve 漢字 🚓"
    assert plain("a\u202eb\x1b[2J\u2028c\td") == "a\ufffdb\ufffd[2J c d"
