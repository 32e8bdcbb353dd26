"""The pages of the ontology: every term is there once, with an address, and no page asks for anything."""

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from conftest import REPORTS
from rdflib import OWL, RDF, RDFS, SKOS, URIRef
from rdflib import Graph as RdflibGraph
from rdflib.namespace import SH
from test_draw import Page

import kg
from kg.cli import run
from kg.docs import docs, pages_of
from kg.docs.checks import Shape, checks
from kg.docs.diagram import BOLD, HEAD, PAD, Diagram, diagram
from kg.docs.terms import model
from kg.draw.marks import text_width
from kg.draw.markup import asset
from kg.network import plain
from kg.resources import ontology
from kg.vocabulary import Vocabulary, load

PEEL = "https://w3id.org/peel-kg/ontology#"
ID = "https://w3id.org/peel-kg/id/"
TERMS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
FILES = ("index.html", "lists.html", "questions.html", "register.html", "language.html", "shapes.html")


@pytest.fixture(scope="module")
def made() -> Mapping[str, bytes]:
    """The pages."""
    return pages_of(load(ontology()))


@pytest.fixture(scope="module")
def pages(made: Mapping[str, bytes]) -> Mapping[str, Page]:
    """The pages, taken apart."""
    return {name: Page(data.decode()) for name, data in made.items()}


@pytest.fixture(scope="module")
def peel() -> RdflibGraph:
    """The ontology, as rdflib reads it."""
    return RdflibGraph().parse(ontology() / "peel.ttl")


def ids(page: Page) -> list[str]:
    return [attributes["id"] or "" for _, attributes in page.elements if "id" in attributes]


def shown(data: bytes) -> str:
    """All words of a page, in their order."""
    text = re.sub(r"<(style|head).*?</\1>|<[^>]*>", "", data.decode(), flags=re.DOTALL)
    return " ".join(re.sub("&lt;", "<", re.sub("&gt;", ">", text)).replace("&amp;", "&").split())


def test_each_class_and_property_has_one_address(pages: Mapping[str, Page], peel: RdflibGraph) -> None:
    """On the first page, under its own name, in whatever way it is looked for."""
    terms = {str(term).removeprefix(PEEL) for kind in TERMS for term in peel.subjects(RDF.type, kind)}
    found = Counter(name for page in pages.values() for name in ids(page))
    assert len(terms) > 60
    assert {name: found[name] for name in terms} == dict.fromkeys(terms, 1)
    assert terms <= set(ids(pages["index.html"]))


def test_what_is_said_of_a_term_is_on_its_page(made: Mapping[str, bytes], peel: RdflibGraph) -> None:
    """Label, definition, examples, counter-examples and notes, word for word."""
    text = shown(made["index.html"])
    names = (
        SKOS.definition,
        SKOS.example,
        SKOS.scopeNote,
        SKOS.editorialNote,
        URIRef(PEEL + "counterExample"),
    )
    terms = {term for kind in TERMS for term in peel.subjects(RDF.type, kind)}
    for term in terms:
        label = str(peel.value(term, RDFS.label))
        for said in (
            label[:1].upper() + label[1:],
            *(str(one) for name in names for one in peel.objects(term, name)),
        ):
            assert " ".join(said.split()) in text, (term, said)


def test_domain_range_and_kinds_are_told(made: Mapping[str, bytes], peel: RdflibGraph) -> None:
    """In the article of the term."""
    text = made["index.html"].decode()
    articles = dict(re.findall(r'<article id="([A-Za-z0-9]+)">(.*?)</article>', text, re.DOTALL))
    for relation, title in (
        (RDFS.domain, "Domain"),
        (RDFS.range, "Range"),
        (RDFS.subClassOf, "Is a kind of"),
        (RDFS.subPropertyOf, "Is a kind of"),
    ):
        for term, value in peel.subject_objects(relation):
            if str(term).startswith(PEEL):
                article = articles[str(term).removeprefix(PEEL)]
                assert f"<dt>{title}</dt>" in article
                assert f"{re.split('[#/]', str(value))[-1]}</code>" in article, (term, value)


def test_each_entry_has_one_address(pages: Mapping[str, Page], vocabulary: Vocabulary) -> None:
    """Forces, bodies, concepts, questions, rules, cues: by the end of its IRI."""
    found = Counter(name for page in pages.values() for name in ids(page))
    for kind in vocabulary.kinds:
        for slug in vocabulary[kind]:
            if kind != "scheme" or slug in vocabulary.kinds:
                assert found[f"{kind}/{slug}"] == 1, (kind, slug)


def test_rules_and_cues_with_what_they_match_and_must_not(
    made: Mapping[str, bytes], vocabulary: Vocabulary
) -> None:
    """And the patterns to the letter."""
    text = shown(made["language.html"])
    names = (SKOS.definition, SKOS.example, PEEL + "counterExample", PEEL + "pattern")
    for kind in ("rule", "cue"):
        for entry in vocabulary[kind].values():
            for said in (value for name in names for value in entry.all(str(name))):
                assert " ".join(plain(said).split()) in text, (entry.iri, said)


def test_each_shape_has_one_address(pages: Mapping[str, Page]) -> None:
    """The name that results of a validation bear."""
    shapes = RdflibGraph().parse(ontology() / "shapes.ttl")
    names = {
        str(shape).rpartition("#")[2]
        for kind in (SH.NodeShape, SH.PropertyShape)
        for shape in shapes.subjects(RDF.type, kind)
    }
    found = Counter(ids(pages["shapes.html"]))
    assert {name: found[name] for name in names} == dict.fromkeys(names, 1)


def test_shapes_stand_with_the_terms_that_they_concern(made: Mapping[str, bytes]) -> None:
    """A class with those of its shape, a property with those on its path, a list with those of its scheme."""
    index, lists = made["index.html"].decode(), made["lists.html"].decode()
    articles = dict(re.findall(r'<article id="([A-Za-z0-9]+)">(.*?)</article>', index, re.DOTALL))
    assert 'href="shapes.html#FindingShape-polarity"' in articles["Finding"]
    assert 'href="shapes.html#FindingShape-polarity"' in articles["polarity"]
    assert "exactly one" in articles["polarity"]
    assert 'href="shapes.html#GradeShape-rank"' in lists


def test_a_property_that_a_shape_forbids_is_not_one_of_its_class(vocabulary: Vocabulary) -> None:
    """A judgement has a grade and no polarity."""
    found = model(vocabulary, shapes())
    of_class = {
        name: {term.local for term in found.of_class(PEEL + name)} for name in ("Judgement", "Finding")
    }
    assert "grade" in of_class["Judgement"] - of_class["Finding"]
    assert "polarity" in of_class["Finding"] - of_class["Judgement"]
    assert {"Report", "Statement"} <= {term.local for term in found.used_with(PEEL + "force")}


def test_addresses_lead_somewhere_and_are_told_apart(pages: Mapping[str, Page]) -> None:
    """No two things on a page share one, and every link within the pages has an end."""
    for name, page in pages.items():
        assert len(ids(page)) == len(set(ids(page)))
        for attributes in page.all("a"):
            file, _, anchor = (attributes["href"] or "").partition("#")
            if not file.startswith("http"):
                assert anchor in ids(pages[file or name]) or (not anchor and file in pages), attributes


def test_nothing_is_requested_and_nothing_runs(made: Mapping[str, bytes], pages: Mapping[str, Page]) -> None:
    """No script, no style but the one that the policy names, and no attribute that loads anything."""
    assert set(made) == set(FILES)
    digest = base64.b64encode(hashlib.sha256(asset("docs.css").encode()).digest()).decode()
    expected = {"default-src 'none'", f"style-src 'sha256-{digest}'", "base-uri 'none'", "form-action 'none'"}
    assert not re.search(r"url\(|@import|//", asset("docs.css"))
    for name, page in pages.items():
        (policy,) = [one["content"] or "" for one in page.all("meta") if "http-equiv" in one]
        assert set(policy.split("; ")) == expected
        assert page.text["style"] == [asset("docs.css")]
        assert not {tag for tag, _ in page.elements} & {
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "form",
            "base",
        }
        for tag, attributes in page.elements:
            assert not {"src", "srcset", "action", "data", "poster", "style"} & set(attributes)
            assert not [key for key in attributes if key.startswith("on")]
            assert "href" not in attributes or tag == "a", name


def test_a_reader_finds_the_way(pages: Mapping[str, Page]) -> None:
    """One title, headings in steps, named landmarks, a language, links to the other pages and past them."""
    for name, page in pages.items():
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1 and levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert page.all("html") == [{"lang": "en-GB"}]
        assert len(page.all("main")) == 1
        assert all(one.get("aria-label") for one in page.all("nav"))
        assert [one["href"] for one in page.all("a") if one.get("aria-current")] == [name]
        assert {one["href"] for one in page.all("a")} >= {*FILES, "#content"}
        assert all(one.get("scope") for one in page.all("th"))


# --- The picture ------------------------------------------------------------------------------------------


def shapes() -> tuple[Shape, ...]:
    return checks(RdflibGraph().parse(ontology() / "shapes.ttl"))


@pytest.fixture(scope="module")
def drawn() -> Diagram:
    """The picture of the classes."""
    return diagram(model(load(ontology()), shapes()))


def test_the_picture_shows_every_class_and_every_kind_of(drawn: Diagram, peel: RdflibGraph) -> None:
    """Each once; and each property with a class of ours for its domain in the box of that class."""
    cards = Counter(card.iri for card in drawn.cards)
    assert all(cards[str(term)] == 1 for term in peel.subjects(RDF.type, OWL.Class))
    arrows = {(arrow.kind, arrow.of) for arrow in drawn.arrows}
    assert arrows == {
        (str(one), str(other)) for one, other in peel.subject_objects(RDFS.subClassOf) if cards[str(one)]
    }
    rows = {card.iri: {row.iri for row in card.rows} for card in drawn.cards}
    for term, domain in peel.subject_objects(RDFS.domain):
        assert str(term) in rows[str(domain)]


def test_no_word_of_the_picture_is_covered(drawn: Diagram) -> None:
    """Boxes are apart, words fit into theirs, and ways turn in the gaps between columns."""
    for one, other in combinations(drawn.cards, 2):
        assert not one.box.meets(other.box), (one.name, other.name)
    for card in drawn.cards:
        for text, factor in ((card.name, BOLD), *((row.text, 1.0) for row in card.rows)):
            assert text_width(text) * factor <= card.box.width - 2 * PAD
        assert card.box.height >= HEAD + 18 * len(card.rows)
        assert card.box.x >= 0 and card.box.x + card.box.width <= drawn.width
        assert card.box.y >= 0 and card.box.y + card.box.height <= drawn.height
    for arrow in drawn.arrows:
        turn, top, bottom = arrow.points[1][0], *sorted((arrow.points[1][1], arrow.points[2][1]))
        for card in drawn.cards:
            box = card.box
            apart = not box.x <= turn <= box.x + box.width
            assert apart or bottom < box.y or top > box.y + box.height, (arrow, card.name)


def test_ways_to_different_classes_do_not_touch(drawn: Diagram) -> None:
    """Else a class would seem to be a kind of another's."""
    for one, other in combinations(drawn.arrows, 2):
        turn, way = (arrow.points[1][0] for arrow in (one, other))
        spans = [sorted((arrow.points[1][1], arrow.points[2][1])) for arrow in (one, other)]
        apart = spans[0][1] < spans[1][0] or spans[1][1] < spans[0][0]
        assert one.of == other.of or turn != way or apart, (one, other)


# --- What a user adds, and what the command writes ---------------------------------------------------------

HOSTILE = "</code><script>alert(1)</script>"
ADDED = f"""
<{ID}threat/tractor-theft> <{RDF.type}> <{SKOS.Concept}> .
<{ID}threat/tractor-theft> <{SKOS.prefLabel}> "Theft of tractors {HOSTILE}"@en .
<{ID}threat/tractor-theft> <{SKOS.broader}> <{ID}threat/theft> .
<{ID}threat/tractor-theft> <{SKOS.inScheme}> <{ID}scheme/threat> .
"""


def test_what_a_user_added_is_shown_as_words() -> None:
    """Under what it is narrower than; markup in it makes no element."""
    made = pages_of(load(ontology(), ID, ADDED))
    page = Page(made["lists.html"].decode())
    assert "threat/tractor-theft" in ids(page)
    assert not page.all("script")
    assert f"Theft of tractors {HOSTILE}" in made["lists.html"].decode().replace("&lt;", "<").replace(
        "&gt;", ">"
    )


def test_another_base_changes_no_address(made: Mapping[str, bytes]) -> None:
    """Addresses within the pages are of the ends of IRIs."""
    other = pages_of(load(ontology(), "https://example.net/it#"))
    assert {name: ids(Page(data.decode())) for name, data in other.items()} == {
        name: ids(Page(data.decode())) for name, data in made.items()
    }


def test_the_command(made: Mapping[str, bytes], tmp_path: Path) -> None:
    """Writes the same under any seed, without a graph, and again over what it wrote."""
    for seed in ("1", "2"):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "kg",
                "export",
                "-g",
                str(tmp_path / "none"),
                "--docs",
                str(tmp_path / "pages"),
            ],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        found = {path.name: path.read_bytes() for path in (tmp_path / "pages").iterdir()}
        assert {name: data for name, data in found.items() if name != "SHA256SUMS"} == made


def test_strange_files_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with a page of somebody else is not written over."""
    (tmp_path / "index.html").write_text("mine")
    assert run(["export", "-g", str(tmp_path / "none"), "--docs", str(tmp_path)]) == 2
    assert "holds index.html" in capsys.readouterr().err
    assert (tmp_path / "index.html").read_text() == "mine"


@pytest.mark.slow
def test_the_pages_of_a_graph(tmp_path: Path) -> None:
    """Have what its user added to the vocabularies."""
    (tmp_path / "mine.ttl").write_text(ADDED.replace(HOSTILE, ""))
    kg.build([REPORTS], tmp_path / "graph", vocabulary=tmp_path / "mine.ttl")
    assert b'id="threat/tractor-theft"' in docs(tmp_path / "graph")["lists.html"]
    assert b'id="threat/tractor-theft"' not in docs(tmp_path / "none")["lists.html"]
