"""The partnership network as a model: what a graph says of who works with whom, and nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.namespaces import PREFIXES as NAMESPACES
from kg.network import (
    Account,
    Concept,
    Edge,
    Filter,
    Network,
    Node,
    Passage,
    filter_of,
    measures,
    narrowed,
    network,
    plain,
    projected,
    to_networkx,
)
from kg.store import Graph as Built

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
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
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
  <threat/fraud> skos:prefLabel "Fraud"@en ; skos:altLabel "scams"@en ; skos:inScheme <scheme/threat> ;
    skos:broader <threat/economic-crime> .
  <threat/arson> skos:prefLabel "Arson"@en ; skos:inScheme <scheme/threat> .
  <threat/economic-crime> skos:prefLabel "Economic crime"@en ; skos:inScheme <scheme/threat> .
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
        solutions = self.store.query(sparql, prefixes=NAMESPACES, use_default_graph_as_union=True)
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
            peel:inspectionYear "{year}"^^xsd:gYear ;
            peel:partner <{partner}> ; {serves} prov:wasDerivedFrom <{report}> . {evidence} }}"""


def finding(force: str, partner: str, start: int, polarity: str, *, year: int = 2015, name: str = "f") -> str:
    """A finding on a passage of such a report that names a partner."""
    report = f"report/{force}/{year}/effectiveness"
    return f"""<{report}> {{ <{report}/statement/{name}{start}> a peel:Finding ; peel:polarity <polarity/{polarity}> ;
        peel:partner <{partner}> ; peel:evidence <{report}/passage/{start}> . }}"""


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
        Node(CPS, "Crown Prosecution Service", "CPS", "national body", "criminal-justice", "Prosecutor"),
        Node(EMSOU, unit, "EMSOU", "joint unit", "law-enforcement"),
        Node(GROUP, local, "Joint action group", "local body", "partnership-structure", "Joint action group"),
        Node(LEICESTERSHIRE, "Leicestershire Police", "Leicestershire", "force", "East Midlands"),
    )


def test_threats_topics_and_passages_do_not_multiply() -> None:
    """Two of each are two of each, though together they make eight combinations."""
    found = network(Graph(partnership("leicestershire", "body/emsou", (1, "a"), (2, "b"), serves=SERVES)))
    only = edge(found, LEICESTERSHIRE, EMSOU)
    assert only.threats == ("Arson", "Fraud")
    assert only.accounts[0].wider == (Concept("Economic crime", f"{BASE}threat/economic-crime"),)
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
    only = edge(found, LEICESTERSHIRE, EMSOU)
    assert [passage.quote for passage in only.passages] == ["the year before", "first", "later", "last"]
    assert only.years == (2014, 2015)
    report = f"{BASE}report/leicestershire/2014/effectiveness"
    statement = f"{report}/statement/1body/emsou"
    told = Account(
        2014, report, "leicestershire, 2014", statement, passages=(Passage(500, "the year before"),)
    )
    assert only.accounts[0] == told


def test_what_counts_as_praise_and_criticism() -> None:
    """Findings that name the partner, on its passages: not those on other passages, and not those that name another."""
    found = network(
        Graph(
            partnership("leicestershire", "body/emsou", (1, "a"), (2, "b"), (3, "c")),
            partnership("leicestershire", "body/crown-prosecution-service", (2, "b")),
            finding("leicestershire", "body/emsou", 1, "strength"),
            finding("leicestershire", "body/emsou", 2, "weakness"),
            finding("leicestershire", "body/emsou", 9, "strength"),
        )
    )
    only = edge(found, LEICESTERSHIRE, EMSOU)
    assert (only.praised, only.criticised) == (1, 1)
    assert [(len(one.praise), len(one.criticism)) for one in only.passages] == [(1, 0), (0, 1), (0, 0)]
    other = edge(found, LEICESTERSHIRE, CPS)
    assert (other.praised, other.criticised) == (0, 0)


def region() -> Graph:
    """Two forces, three bodies, two years."""
    return Graph(
        JOINT_ACTION_GROUP,
        partnership(
            "leicestershire", "body/emsou", (1, "a"), (2, "b"), serves="peel:threat <threat/fraud> ;"
        ),
        partnership(
            "leicestershire", "body/emsou", (7, "old"), year=2014, serves="peel:threat <threat/arson> ;"
        ),
        partnership("leicestershire", "body/leicestershire/joint-action-group", (3, "c")),
        partnership("derbyshire", "body/crown-prosecution-service", (1, "d")),
        partnership("derbyshire", "force/leicestershire", (4, "e")),
        finding("leicestershire", "body/emsou", 1, "strength"),
        finding("derbyshire", "body/crown-prosecution-service", 1, "weakness"),
    )


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({}, {"a", "b", "old", "c", "d", "e", ""}),
        ({"force": "Leicestershire Police"}, {"a", "b", "old", "c", "e"}),
        ({"force": ["derbyshire", LEICESTERSHIRE]}, {"a", "b", "old", "c", "d", "e", ""}),
        ({"region": "east midlands"}, {"a", "b", "old", "c", "d", "e", ""}),
        ({"year": 2014}, {"old"}),
        ({"threat": "SCAMS"}, {"a", "b"}),
        ({"threat": "economic-crime"}, {"a", "b"}),
        ({"threat": ["fraud", "arson"], "year": [2014, 2015]}, {"a", "b", "old"}),
        ({"kind": "joint unit"}, {"a", "b", "old", ""}),
        ({"kind": "criminal-justice"}, {"d"}),
        ({"kind": "joint action group"}, {"c"}),
        ({"kind": "force"}, {"e"}),
        ({"judged": "praised"}, {"a"}),
        ({"judged": "criticised"}, {"d"}),
        ({"judged": "praised", "year": 2014}, set()),
    ],
)
def test_filters_keep_the_passages_that_fit(wanted: dict[str, Any], told: set[str]) -> None:
    """And the edges that have any, or are memberships where nothing is asked of words; and the nodes that they join."""
    graph = region()
    found = narrowed(network(graph), filter_of(graph, **wanted))
    assert {one.quote for edge in found.edges for one in edge.passages} | {
        "" for edge in found.edges if not edge.passages
    } == told
    assert {node.iri for node in found.nodes} == {
        end for edge in found.edges for end in (edge.source, edge.target)
    }
    assert bool(found.narrowed_to) is bool(wanted)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"force": "leicestershyre"}, "no force named 'leicestershyre'; did you mean Leicestershire Police"),
        ({"region": "Midlands"}, "no region named 'Midlands'; did you mean East Midlands?"),
        ({"threat": "froud"}, "no threat named 'froud'; did you mean Fraud?"),
        ({"kind": "joint units"}, "no kind of body named 'joint units'; did you mean joint unit"),
        ({"year": 1999}, "no partnership is told of the year 1999; there are 2014, 2015"),
        ({"judged": "loved"}, "'loved' is neither praised nor criticised"),
    ],
)
def test_what_is_unknown_is_named_with_what_is_near(wanted: dict[str, Any], says: str) -> None:
    """In one line."""
    with pytest.raises(UsageError) as caught:
        filter_of(region(), **wanted)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_filter_is_the_network_itself() -> None:
    """And is not said to be a part."""
    whole = network(region())
    assert narrowed(whole, Filter()) is whole


def test_forces_are_tied_by_the_bodies_they_share() -> None:
    """By membership of a unit, too, and by their partnership with each other; with the accounts of both."""
    found = projected(
        network(
            Graph(
                partnership("leicestershire", "body/emsou", (1, "a")),
                partnership("derbyshire", "body/emsou", (2, "b")),
            )
        ),
        "force-force",
    )
    (only,) = found.edges
    assert (only.source, only.target, only.kind) == (DERBYSHIRE, LEICESTERSHIRE, "shared")
    assert only.through == (Concept("East Midlands Special Operations Unit", EMSOU),)
    assert {one.quote for one in only.passages} == {"a", "b"}
    assert {node.kind for node in found.nodes} == {"force"}


def test_bodies_are_tied_to_the_threats_they_serve() -> None:
    """With the accounts of these alone."""
    found = projected(network(region()), "body-threat")
    ties = {(edge.source, edge.target): {one.quote for one in edge.passages} for edge in found.edges}
    assert ties == {(EMSOU, f"{BASE}threat/fraud"): {"a", "b"}, (EMSOU, f"{BASE}threat/arson"): {"old"}}
    assert {node.label for node in found.nodes if node.kind == "threat"} == {"Fraud", "Arson"}


def test_measures_are_those_of_networkx() -> None:
    """Two stars joined by one edge: it is the bridge, its ends lie between, and each star is a community."""
    nodes = [Node(f"n{at}", f"N{at}", f"N{at}", "force") for at in range(10)]
    pairs = (
        [("n0", f"n{at}") for at in range(1, 5)] + [("n5", f"n{at}") for at in range(6, 10)] + [("n0", "n5")]
    )
    found = measures(Network(tuple(nodes), tuple(Edge(*pair, member=True) for pair in sorted(pairs))))
    graph = networkx.Graph(pairs)
    assert found.bridges == {("n0", "n5")}
    between = networkx.betweenness_centrality(graph)
    for node in nodes:
        assert found.nodes[node.iri].degree == graph.degree(node.iri)
        assert found.nodes[node.iri].betweenness == pytest.approx(between[node.iri], abs=1e-6)
    homes = [found.nodes[f"n{at}"].community for at in range(10)]
    assert homes == [1] * 5 + [2] * 5
    assert found.communities == ("N0", "N5")
    assert measures(Network()).communities == ()


def test_the_graph_of_the_real_reports(graph: Built) -> None:
    """`Graph.network` narrows and projects; every praising finding is on a passage of its edge."""
    whole = graph.network()
    assert sum(edge.praised for edge in whole.edges) >= 7
    part = graph.network(force="leicestershire", threat="serious and organised crime", judged="praised")
    assert 0 < len(part.edges) < len(whole.edges)
    assert part.narrowed_to == ("Leicestershire Police", "Serious and organised crime", "praised")
    assert graph.network(projection="body-threat").edges
    with pytest.raises(UsageError, match="no projection 'x'"):
        graph.network(projection="x")  # type: ignore[arg-type]


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


@pytest.mark.slow
def test_the_same_graph_gives_the_same_network_under_any_hash_seed() -> None:
    """Sets on the way must not show in the result."""
    script = (
        "import test_network as t\n"
        "parts = [t.partnership(force, body, (1, 'a'), (2, 'b'), serves=t.SERVES)\n"
        "         for force in ('leicestershire', 'derbyshire')\n"
        "         for body in ('body/emsou', 'force/derbyshire')]\n"
        "found = t.network(t.Graph(*parts))\n"
        "print(repr(found), repr(t.measures(found).nodes), repr(t.projected(found, 'force-force')))"
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
    first, second = Passage(1, "one\x00", praise=("f1",)), Passage(2, "two", criticism=("f2", "f3"))
    fraud, arson = Concept("Fraud", "t/f"), Concept("Arson", "t/a")
    told = Account(2015, "r", "Report", "s1", (arson, fraud), (), (first, second))
    graph = to_networkx(
        Network(
            (
                Node("f", "Force\nof one", "F", "force"),
                Node("g", "G", "G", "force"),
                Node("u", "U", "U", "joint unit", "x", "y"),
            ),
            (Edge("f", "u", (told,), member=True), Edge("g", "u", member=True)),
        )
    )
    assert graph.nodes["f"] == {
        "label": "Force of one",
        "short": "F",
        "kind": "force",
        "group": "",
        "partner_kind": "",
        "degree": 1,
        "betweenness": 0.0,
        "community": 1,
        "community_name": "U",
    }
    assert graph.nodes["u"]["betweenness"] == 1.0
    assert graph.edges["f", "u"] == {
        "kind": "partnership",
        "member": 1,
        "passages": 2,
        "praised": 1,
        "criticised": 2,
        "first_year": 2015,
        "last_year": 2015,
        "bridge": 0,
        "weight": 2.0,
        "years": "2015",
        "threats": "Arson; Fraud",
        "topics": "",
        "through": "",
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
