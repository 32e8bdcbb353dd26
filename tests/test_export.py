"""Exports: every format can be read back, by two parsers, as the same graph; the same graph gives the same bytes."""

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph as RdflibGraph
from rdflib.compare import isomorphic

from kg.errors import UsageError
from kg.export import FORMATS, export, serialise
from kg.store import Graph
from kg.terms import to_rdflib
from kg.turtle import BESIDE


@pytest.mark.parametrize("format", ["trig", "nquads", "jsonld"])
def test_formats_with_named_graphs(format: str, graph: Graph) -> None:
    """Nothing is lost, nor moved to another graph."""
    back = set(ox.parse(export(graph, format), format=FORMATS[format]))
    assert back == set(graph.quads())


@pytest.mark.parametrize("format", ["turtle", "rdfxml"])
def test_formats_of_one_graph(format: str, graph: Graph) -> None:
    """The union of the named graphs."""
    back = {quad.triple for quad in ox.parse(export(graph, format), format=FORMATS[format])}
    assert back == {quad.triple for quad in graph.quads()}


def test_turtle_is_the_same_to_both_parsers(graph: Graph) -> None:
    """rdflib and pyoxigraph's strict parser read isomorphic graphs."""
    turtle = graph.turtle()
    strict = to_rdflib(quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    lax = RdflibGraph().parse(data=turtle, format="turtle")
    assert len(strict) == len(lax)
    assert isomorphic(strict, lax)


def test_turtle_is_pleasant_to_read(graph: Graph) -> None:
    """Prefixes in full, a subject to a paragraph, names relative to the base, passages in the order of the text."""
    turtle = graph.turtle().decode()
    assert turtle.startswith("@base <https://w3id.org/peel-kg/id/> .\n")
    assert "@prefix peel: <https://w3id.org/peel-kg/ontology#> .\n" in turtle
    assert "\n\n<force/leicestershire> a peel:PoliceForce ;\n" in turtle
    assert "<//" not in turtle
    starts = [
        int(line.split("/passage/")[1].split("-")[0])
        for line in turtle.splitlines()
        if line.startswith("<report/leicestershire/2015/effectiveness/passage/")
    ]
    assert starts == sorted(starts)


def test_no_blank_nodes_and_no_clock(graph: Graph) -> None:
    """Sorted N-Quads are canonical, and say nothing of when they were made."""
    said = list(ox.parse(export(graph, "nquads"), format=ox.RdfFormat.N_QUADS))
    assert not any(isinstance(quad.subject, ox.BlankNode) for quad in said)
    assert not any(quad.predicate.value.endswith("AtTime") for quad in said)
    assert not any(
        isinstance(q.object, ox.Literal) and q.object.datatype.value.endswith("dateTime") for q in said
    )


def test_words_that_look_like_addresses_stay_words() -> None:
    """Making addresses whole does not touch a literal."""
    quad = ox.Quad(
        ox.NamedNode("https://a/b"), ox.NamedNode("https://w3id.org/p"), ox.Literal('see <//x> "or" \\<//y>')
    )
    back = list(
        ox.parse(serialise([quad], "turtle", base="https://w3id.org/peel-kg/id/"), format=ox.RdfFormat.TURTLE)
    )
    assert back == [quad]


def test_named_graphs_are_those_of_the_reports_their_links_and_the_vocabularies(graph: Graph) -> None:
    """One for each report, one for what ties those of a force together, one for all vocabularies."""
    parsed = ox.parse(export(graph, "nquads"), format=ox.RdfFormat.N_QUADS)
    names = {quad.graph_name.value for quad in parsed if isinstance(quad.graph_name, ox.NamedNode)}
    reports = {entry.iri for entry in graph.manifest.reports}
    assert names == {*reports, graph.iris.links("leicestershire"), graph.iris.vocabularies}


def test_an_unknown_format_is_named(graph: Graph) -> None:
    """With the known ones."""
    with pytest.raises(UsageError, match="known are turtle"):
        export(graph, "doc")


BASE = "https://w3id.org/peel-kg/id/"
PEEL = "https://w3id.org/peel-kg/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
NAMES = st.builds(
    lambda lead, rest: ox.NamedNode(lead + rest),
    st.sampled_from([BASE, PEEL, XSD, "https://w3id.org/peel-kg/", "http://a/", "http://a/#", "urn:x:"]),
    st.from_regex(r"[ab12_.:/é(),;'~-]{0,9}(\?[a/%=.-]{0,3})?", fullmatch=True).map(
        lambda rest: rest.replace("%", "%41")
    ),
)
LITERALS = st.one_of(
    st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=12)),
    st.builds(lambda words: ox.Literal(words, language="en"), st.text('a<>/"\\\n@^ .;', max_size=12)),
    st.builds(
        lambda words, kind: ox.Literal(words, datatype=ox.NamedNode(XSD + kind)),
        st.sampled_from(["1", "-7", "+7", "007", "1.50", "-.5", "5.", "1e3", "true", "false", "1 ", "", "x"]),
        st.sampled_from(["integer", "decimal", "double", "boolean", "gYear", "string"]),
    ),
)
GRAPHS = st.one_of(st.just(ox.DefaultGraph()), NAMES)


@given(
    st.sets(st.builds(ox.Quad, NAMES, NAMES, st.one_of(NAMES, LITERALS), GRAPHS), max_size=8), st.booleans()
)
def test_whatever_the_terms_all_comes_back(quads: set[ox.Quad], slashed: bool) -> None:
    """IRIs that look like prefixes, paths or dots, words with any marks, numbers that are none; and from every format that is asked for."""
    base = BASE if slashed else "https://w3id.org/peel-kg/id"
    said = _kept(quads)
    for format in ("trig", "nquads"):
        assert set(ox.parse(serialise(quads, format, base=base), format=FORMATS[format])) == said
    back = ox.parse(serialise(quads, "turtle", base=base), format=ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in back} == {quad.triple for quad in said}


ODD = st.one_of(
    LITERALS,
    st.builds(
        lambda words, language: ox.Literal(words, language=language),
        st.text(st.sampled_from('a\r\n\t"<&]>\x85\u2028é\U0001f600\\ '), max_size=9),
        st.sampled_from(["en", "en-GB", "x-klingon", "de-1996"]),
    ),
    st.builds(
        lambda words, kind: ox.Literal(words, datatype=ox.NamedNode(kind)),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
        st.sampled_from(["http://a/%20#", "urn:x:y", f"{PEEL}kind"]),
    ),
)
RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld", "rdfxml": "xml"}


@pytest.mark.filterwarnings("ignore:Parsing weird boolean", "ignore::DeprecationWarning")
@pytest.mark.parametrize("format", FORMATS)
@given(
    quads=st.sets(
        st.builds(
            ox.Quad,
            NAMES,
            st.one_of(
                NAMES, st.integers(1, 9).map(lambda many: ox.NamedNode(f"http://a/{'long/' * 99 * many}p"))
            ),
            st.one_of(NAMES, ODD),
            GRAPHS,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_terms_both_parsers_read_the_same(format: str, quads: set[ox.Quad]) -> None:
    """Every format is read back by the engine and by rdflib as what was written; what RDF/XML cannot hold is refused."""
    kept = _kept(quads)
    try:
        data = serialise(quads, format, base=BASE)
    except UsageError:
        assert format == "rdfxml"
        return
    strict = {quad.triple for quad in ox.parse(data, format=FORMATS[format])}
    assert strict == {quad.triple for quad in kept}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # it would write numbers in its own way
        lax = rdflib.Dataset(default_union=True)
        lax.parse(data=data, format=RDFLIB[format])
        read = {(str(s), str(p), str(o), getattr(o, "language", None)) for s, p, o, _ in lax.quads()}
    assert read == {(*map(_words, quad.triple), getattr(quad.object, "language", None)) for quad in kept}


def _words(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


@pytest.mark.parametrize("end", ["-.", "1", "p/"])
def test_what_xml_cannot_hold_is_told(end: str) -> None:
    """The engine would write a tag without a name."""
    quad = ox.Quad(ox.NamedNode("http://a"), ox.NamedNode(f"http://a/#{end}"), ox.Literal("x"))
    with pytest.raises(UsageError, match="RDF/XML has no way to write this"):
        serialise([quad], "rdfxml", base=BASE)
    noise = ox.Quad(ox.NamedNode("http://a"), ox.NamedNode("http://a/p"), ox.Literal("\x01"))
    with pytest.raises(UsageError, match="control character"):
        serialise([noise], "rdfxml", base=BASE)


def _kept(quads: set[ox.Quad]) -> set[ox.Quad]:
    """The quads as the store gives them back: it writes numbers in one way."""
    store = ox.Store()
    store.extend(quads)
    return set(store)


def test_the_order_of_quads_does_not_matter(graph: Graph) -> None:
    """Nor whether they come from a store."""
    quads = sorted(graph.quads(), key=lambda quad: hash(str(quad.object)))
    for format in ("turtle", "trig"):
        assert serialise(quads, format, base=graph.iris.base) == export(graph, format)


def test_the_type_is_written_a_only_between_subject_and_object() -> None:
    """Elsewhere Turtle does not know that word."""
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = [ox.Quad(kind, kind, kind), ox.Quad(kind, ox.NamedNode("https://a/b"), kind)]
    data = serialise(quads, "turtle", base=BASE)
    assert data.endswith(b"\n\nrdf:type a rdf:type ;\n\t<https://a/b> rdf:type .\n")
    assert len(RdflibGraph().parse(data=data, format="turtle")) == 2


def test_what_lies_beside_a_document_is_named_relative_to_it() -> None:
    """Wherever the document is."""
    quad = ox.Quad(ox.NamedNode(f"{BESIDE}a.ttl"), ox.NamedNode(f"{BASE}b"), ox.NamedNode(f"{BESIDE}c"))
    data = serialise([quad], "turtle", base=BESIDE)
    assert b"@base" not in data and data.endswith(b"\n\n<a.ttl> <https://w3id.org/peel-kg/id/b> <c> .\n")
    (read,) = ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri="https://there/x/y.ttl")
    assert (str(read.subject), str(read.object)) == ("<https://there/x/a.ttl>", "<https://there/x/c>")


def test_a_number_of_any_length_has_its_place() -> None:
    """Numbers in IRIs are put in order by their size, also where they have more digits than Python makes a number of."""
    numbers = ["0", "07", "7", "12", "9" * 5000, "1" + "0" * 5000]
    names = [ox.NamedNode(f"{BASE}passage/{number}") for number in numbers]
    written = serialise([ox.Triple(name, name, name) for name in reversed(names)], "turtle", base=BASE)
    places = [written.index(f"\n<passage/{number}> ".encode()) for number in numbers]
    assert places == sorted(places)
