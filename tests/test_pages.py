"""The pages of a graph: each thing has one, each link leads somewhere, and nothing of a graph is ever markup."""

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from hostile import IMAGE, RUNS, SCRIPT, TEMPLATE, hostile
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.cli import run
from kg.errors import UsageError
from kg.folders import write
from kg.pages.book import page_about, page_of
from kg.pages.of_reports import statement, text
from kg.pages.page import Asked, part_of
from kg.pages.places import Beside, Places, Served, file_of
from kg.pages.render import Frame, html, years
from kg.pages.source import KINDS, Source
from kg.serve.still import pages
from kg.store import Graph

PROV = "http://www.w3.org/ns/prov#"
PEEL = "https://w3id.org/peel-kg/ontology#"
_ADDRESS = re.compile(r'(?:href|src|action)="([^"]*)"')
REPORT = "report/leicestershire/2015/effectiveness"


@pytest.fixture(scope="module")
def folder(real: Path) -> Path:
    """The folder of the graph of the two real reports."""
    return real


@pytest.fixture(scope="module")
def source(folder: Path) -> Source:
    """The graph as pages ask it."""
    return Source(Graph.open(folder))


@pytest.fixture(scope="module")
def site(source: Source, folder: Path) -> Mapping[str, bytes]:
    """All pages as files."""
    return dict(pages(source, folder))


def shown(source: Source, key: str, asked: Asked | None = None) -> str:
    page = page_about(source, source.base + key, asked)
    assert page is not None
    return html(page, source, Frame(Served(source.base)))


def statements_of(source: Source) -> tuple[str, ...]:
    names = source.subjects(PROV + "wasDerivedFrom", source.base + REPORT)
    return tuple(name for name in names if "/statement/" in name)


@pytest.mark.slow
def test_every_link_leads_to_a_file(site: Mapping[str, bytes]) -> None:
    """No page of the site leads to one that is not there, or to a place that a page lacks."""
    anchors: dict[str, set[str]] = {}
    links = 0
    for name, body in site.items():
        if not name.endswith(".html"):
            continue
        for address in map(unescape, _ADDRESS.findall(body.decode())):
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme in ("http", "https", "data"), (name, address)
                continue
            target = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
            assert target in site, (name, address)
            links += 1
            if parts.fragment:
                found = anchors.setdefault(target, set(re.findall(r'id="([^"]*)"', site[target].decode())))
                assert unescape(unquote(parts.fragment)) in found, (name, address)
    assert links > 10_000


def test_every_statement_has_its_page_and_its_sentence(source: Source, site: Mapping[str, bytes]) -> None:
    """Each statement's page marks its words, and the text of its report leads to it."""
    of_text = site[file_of("text/leicestershire/2015/effectiveness")].decode()
    for name in statements_of(source):
        body = site[file_of(f"doc/{name.removeprefix(source.base)}")].decode()
        (fact,) = source.facts([name])
        marked = unescape(" ".join(re.findall(r"<mark>(.*?)</mark>", body)))
        assert " ".join(fact.quote.split()) in " ".join(marked.split())
        assert f'id="s-{name.rpartition("/")[2]}"' in of_text


@pytest.mark.slow
def test_the_same_graph_gives_the_same_site(folder: Path, site: Mapping[str, bytes]) -> None:
    """A graph opened again gives the same bytes in the same order."""
    again = dict(pages(Source(Graph.open(folder)), folder))
    assert list(again) == list(site)
    assert again == site


@pytest.mark.slow
def test_a_site_is_written_whole(site: Mapping[str, bytes], tmp_path: Path) -> None:
    """Into a folder that is ours and no other, with checksums of all."""
    place = tmp_path / "site"
    write(place, iter(site.items()))
    assert {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()} == {
        *site,
        "SHA256SUMS",
    }
    write(place, iter(site.items()))
    (place / "doc" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"mine\.txt"):
        write(place, iter(site.items()))
    assert (place / "doc" / "mine.txt").read_text() == "mine"


@pytest.mark.slow
def test_the_command(site: Mapping[str, bytes], folder: Path, tmp_path: Path) -> None:
    """It writes the same files, and again over them."""
    place = tmp_path / "site"
    for _ in range(2):
        assert run(["export", "--site", str(place), "-g", str(folder)]) == 0
    written = {path.relative_to(place).as_posix(): path for path in place.rglob("*") if path.is_file()}
    assert written.pop("SHA256SUMS").is_file()
    assert {name: path.read_bytes() for name, path in written.items()} == site


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("mine", "holds letter.txt, which is not of this output"),
        ("mine/letter.txt", "is a file; name a folder"),
        ("no/where", "make it first"),
        ("mine/../graph", "no graph here"),
    ],
)
def test_a_site_goes_into_no_folder_of_others(
    place: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which is said before the graph is looked at; nothing is written."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    code = run(["export", "--site", str(tmp_path / place), "-g", str(tmp_path / "graph")])
    assert code == (3 if "graph" in told else 2)
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "letter.txt"]


def test_a_site_without_what_makes_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what to install; a module of ours that is missing is no matter of installing."""
    for package in ("pages", "serve"):  # which are imported anew
        monkeypatch.setattr(kg, package, getattr(kg, package))
    for name in [name for name in sys.modules if name.startswith(("kg.pages", "kg.serve"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    command = ["export", "--site", str(tmp_path / "site"), "-g", str(tmp_path)]
    assert run(command) == 2
    assert "pip install 'peel-kg[web]'" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "kg.serve.still", None)
    monkeypatch.delitem(sys.modules, "jinja2")
    assert run(command) == 4
    assert "internal error (ModuleNotFoundError" in capsys.readouterr().err


@pytest.mark.slow
def test_a_site_of_a_graph_of_another_vocabulary(source: Source, folder: Path) -> None:
    """Is written all the same; where the fate of every sentence would stand it says why it does not."""
    graph = source.graph
    old = Graph(graph.store, graph.texts, replace(graph.manifest, vocabulary="0" * 64), graph.additions)
    place = file_of("coverage/leicestershire/2015/effectiveness")
    body = next(body for name, body in pages(Source(old), folder) if name == place).decode()
    assert "built with another vocabulary" in body and "<h1>" in body


def test_things_of_every_kind_have_a_page(source: Source) -> None:
    """Also a rule, a grade, a passage; and what the graph does not know has none."""
    passage = source.values(statements_of(source)[0], PEEL + "evidence")[0]
    for key in (
        "force/leicestershire",
        "force/kent",
        "body/emsou",
        "threat/domestic-abuse",
        "topic/offender-management",
        "question/2015/effectiveness/2",
        "grade/good",
        "rule/works-with",
        "partner-kind/voluntary-sector",
        REPORT,
        passage.removeprefix(source.base),
    ):
        assert "<h1>" in shown(source, key)
    assert page_about(source, source.base + "force/atlantis") is None
    assert page_about(source, "no IRI at all") is None


@pytest.mark.parametrize("view", ["home", "forces", "bodies", "threats", "topics", "reports", "about"])
def test_pages_about_no_one_thing(source: Source, view: str) -> None:
    """Each has a title, says where one is, and its list has no second page."""
    body = html(page_of(source, view), source, Frame(Served(source.base)))
    assert body.count("<h1>") == 1
    assert ('aria-current="page"' in body) is (view not in ("home", "about"))
    if view not in ("home", "about"):
        with pytest.raises(UsageError, match="page=99"):
            page_of(source, view, 99)


def test_choosing_among_statements(source: Source) -> None:
    """By kind and by force; and no kind but those that there are."""
    iri = source.base + "threat/serious-and-organised-crime"
    numbers = {}
    for kind in ("", *KINDS):
        page = page_about(source, iri, Asked(kind=kind))
        assert page is not None
        numbers[kind] = page.values["part"].total  # type: ignore[attr-defined]
    assert numbers[""] == sum(numbers[kind] for kind in KINDS) > 0
    nothing = shown(source, "threat/serious-and-organised-crime", Asked(force="kent"))
    assert "No statement of this kind" in nothing
    with pytest.raises(UsageError, match="kind=praise"):
        Asked(kind="praise")
    with pytest.raises(UsageError, match="counted from 1"):
        Asked(0)


def test_the_text_is_whole(source: Source) -> None:
    """A report's page has every word of its text, in its order."""
    pieces = text(source, source.base + REPORT).values["paragraphs"]
    words = " ".join("".join(piece.words for piece in line) for line in pieces)  # type: ignore[attr-defined]
    assert words.split() == source.graph.texts[source.base + REPORT].split()


def test_a_statement_is_tied_to_others(source: Source) -> None:
    """What lies behind a grade, and the grade behind which it lies, lead to each other."""
    for name in statements_of(source):
        for judgement in source.values(name, PEEL + "informs"):
            forth = statement(source, name).values["tied"]
            back = statement(source, judgement).values["tied"]
            assert judgement in {fact.iri for tied in forth for fact in tied.facts}  # type: ignore[attr-defined]
            assert name in {fact.iri for tied in back for fact in tied.facts}  # type: ignore[attr-defined]
            return
    pytest.fail("no finding lies behind a grade")


@pytest.mark.slow
def test_names_are_never_markup(tmp_path: Path) -> None:
    """Scripts, quotes, templates and addresses that run come out as text; marks that turn text around do not come out."""
    source = Source(hostile(tmp_path))
    bodies = {
        name: body.decode()
        for name, body in pages(source, tmp_path / "graph")
        if name.endswith(".html") and ("hostile" in name or "kent" in name)
    }
    for name, body in bodies.items():
        assert "<img" not in body, name
        assert "<svg onload" not in body, name
        assert f'"{RUNS}"' not in body, name
        assert "\u202e" not in body, name
        assert "<script" not in body, name
    first = unescape(bodies["doc/body/hostile-board.html"])
    assert all(words in first for words in (SCRIPT, IMAGE, TEMPLATE))


@given(st.integers(1, 400), st.integers(1, 60))
def test_parts_of_a_list_are_the_list(length: int, size: int) -> None:
    """All parts together are the list, and there is none beyond them."""
    items = list(range(length))
    first = part_of(items, 1, size)
    parts = [part_of(items, number, size) for number in range(1, first.pages + 1)]
    assert [item for part in parts for item in part.shown] == items
    assert all(part.shown[0] == items[part.first - 1] for part in parts)
    with pytest.raises(UsageError):
        part_of(items, first.pages + 1, size)


def test_years_in_words() -> None:
    """Three or more in a row are a run."""
    assert years([2014]) == "2014"
    assert years([2014, 2015, 2017, 2018, 2019]) == "2014, 2015, 2017–2019"


@pytest.mark.parametrize("places", [Served("http://a/id/"), Beside("http://a/id/", "doc/x/y.html")])
def test_addresses_hold_nothing_that_ends_them(places: Places) -> None:
    """Whatever an IRI holds, its address is one; what is no address of the web has none."""
    for iri in ("http://a/id/a b\"'<>/../c", "http://a/id/ü?x#y"):
        assert not set(places.thing(iri)) & set("\"'<> ?#")
    assert places.thing("javascript:alert(1)") == places.thing("data:text/html,x") == ""
    assert places.thing("https://elsewhere.uk/x") == "https://elsewhere.uk/x"
