"""The workbook of a graph, against the rules of the UK's Analysis Function for accessible spreadsheets, one by one.

Each test has its rule as its docstring; those of the last part are our own.
"""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from pyoxigraph import NamedNode

import kg
from kg.cli import run
from kg.namespaces import PEEL
from kg.store import Graph
from kg.tables.book import Book, Sheet
from kg.tables.xlsx import workbook
from kg.workbook import book as described

ROOT = Path(__file__).parent
INFORMATION = ["Cover", "Contents", "Notes"]
DATA = [
    *("Reports", "Judgements", "Findings", "Required_actions", "Practices", "Partnerships", "Links"),
    *("Bodies", "Threats_by_force", "Candidates"),
]
PLACES = """
SELECT DISTINCT ?s ?start ?page WHERE {
    ?s a/rdfs:subClassOf* peel:Statement ; peel:evidence ?passage .
    ?passage oa:hasSelector/oa:start ?start .
    OPTIONAL { ?passage peel:page ?page }
}
"""
STATEMENTS = {
    "Judgements": {"Judgement"},
    "Findings": {"Finding"},
    "Required_actions": {"AreaForImprovement", "CauseOfConcern", "Recommendation"},
    "Practices": {"Practice"},
    "Partnerships": {"Partnership"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph with every kind of statement, with grades of both scales, candidates, and the pages of a PDF."""
    place = tmp_path_factory.mktemp("workbook")
    report = place / "gwent-2018-effectiveness.pdf"
    report.write_bytes((ROOT / "read" / "gwent-2018-effectiveness-weasyprint.pdf").read_bytes())
    reports = [ROOT.parent / "data" / "reports", ROOT / "gold" / "bedfordshire-2021-overview.txt", report]
    kg.build(reports, place / "graph")
    return place / "graph"


@pytest.fixture(scope="module")
def file(folder: Path) -> Path:
    """The workbook that the command line writes."""
    assert (
        run(["export", "-g", str(folder), "--format", "xlsx", "-o", str(folder.parent / "graph.xlsx")]) == 0
    )
    return folder.parent / "graph.xlsx"


@pytest.fixture(scope="module")
def book(file: Path) -> Any:
    """The workbook, opened."""
    return openpyxl.load_workbook(file, rich_text=True)


@pytest.fixture(scope="module")
def parts(file: Path) -> dict[str, bytes]:
    """Its parts, by name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def history() -> Any:
    """The workbook of two forces over three inspections."""
    return openpyxl.load_workbook(io.BytesIO(workbook(described(kg.build([ROOT / "history"])))))


def table(page: Any) -> list[dict[str, Any]]:
    """The rows of a worksheet's table by their headings, without the numbers of notes."""
    (area,) = page.tables.values()
    head, *rows = page[area.ref]
    names = [re.sub(r" \[note \d+\]", "", str(cell.value)) for cell in head]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]


def tabled(book: Any) -> list[Any]:
    """The worksheets with a table: all but the cover."""
    return [page for page in book if page.title != "Cover"]


def top(page: Any) -> int:
    """The row of the headings."""
    (area,) = page.tables.values()
    return int(re.match(r"[A-Z]+(\d+)", area.ref)[1])  # type: ignore[index]


def widths(page: Any) -> dict[int, float]:
    """The widths of columns by their number; one entry of the file may stand for several."""
    return {
        column: entry.width
        for entry in page.column_dimensions.values()
        for column in range(entry.min, entry.max + 1)
    }


# --- Structure -------------------------------------------------------------------------------------------


def test_cover_contents_and_notes_come_first(book: Any) -> None:
    """A cover sheet, a table of contents and a notes sheet lead; then one worksheet for each table."""
    assert book.sheetnames == [*INFORMATION, *DATA]


def test_worksheets_have_unique_names(book: Any) -> None:
    """Names are unique and short, of letters, digits and underscores."""
    assert len({name.lower() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,30}", name) for name in book.sheetnames)


def test_no_worksheet_is_blank(book: Any) -> None:
    """There are no blank worksheets."""
    assert all(page.max_row > 1 for page in book)
    assert all(table(page) for page in tabled(book))


def test_worksheets_of_which_the_graph_has_nothing_are_left_out(graph: Graph) -> None:
    """The two real reports set out no practice and name no candidate."""
    from kg.workbook import book

    names = openpyxl.load_workbook(io.BytesIO(workbook(book(graph)))).sheetnames
    assert names == [*INFORMATION, *(name for name in DATA if name not in ("Practices", "Candidates"))]


def test_column_a_is_used(book: Any) -> None:
    """Column A holds the title, what there is to know, and the first column of the table: a screen reader begins there."""
    assert all(
        page.cell(row, 1).value
        for page in book
        for row in range(1, (top(page) if page.tables else page.max_row) + 1)
    )


def test_tables_stand_at_the_left_edge(book: Any) -> None:
    """Tables begin in column A."""
    assert all(area.ref.startswith("A") for page in book for area in page.tables.values())


def test_nothing_stands_below_or_beside_a_table(book: Any) -> None:
    """No content below a table, and none to its right."""
    for page in tabled(book):
        (area,) = page.tables.values()
        assert area.ref.split(":")[1] == f"{openpyxl.utils.get_column_letter(page.max_column)}{page.max_row}"
        assert all(cell.value is None for row in page.iter_rows(1, top(page) - 1, 2) for cell in row)


def test_one_table_a_worksheet(book: Any) -> None:
    """No worksheet has several tables."""
    assert all(len(page.tables) == 1 for page in tabled(book))


# --- Tables ----------------------------------------------------------------------------------------------


def test_tables_are_marked_up_and_named(book: Any, parts: dict[str, bytes]) -> None:
    """Each table is marked up as one, with a unique, telling name, and a title and description for those who do not see it."""
    assert [list(page.tables) for page in tabled(book)] == [[page.title.lower()] for page in tabled(book)]
    marked = [data for name, data in parts.items() if name.startswith("xl/tables/")]
    assert len(marked) == len(tabled(book))
    assert all(b"altText=" in data and b"altTextSummary=" in data for data in marked)


def test_no_cells_are_merged(book: Any) -> None:
    """There are no merged cells, and so none to split or nest."""
    assert not any(page.merged_cells.ranges for page in book)


def test_no_blank_rows_or_columns(book: Any) -> None:
    """No row and no column is blank, in a table or above it."""
    for page in book:
        assert all(any(cell.value is not None for cell in row) for row in page.iter_rows())
    for page in tabled(book):
        assert all(any(cell.value is not None for cell in column[top(page) :]) for column in page.iter_cols())


def test_one_row_of_unique_headings(book: Any) -> None:
    """A table has one row of headings, tagged as such; each is unique and none is empty."""
    for page in tabled(book):
        (area,) = page.tables.values()
        assert area.headerRowCount == 1 and not area.totalsRowCount
        headings = [cell.value for cell in page[top(page)]]
        assert headings == area.column_names
        assert all(headings) and len({heading.lower() for heading in headings}) == len(headings)


def test_text_is_wrapped(book: Any) -> None:
    """Text wraps within its cell, in tables and on the cover; what stands above a table has the row to itself."""
    for page in tabled(book):
        assert all(
            cell.alignment.wrap_text
            for row in page.iter_rows(top(page))
            for cell in row
            if isinstance(cell.value, str)
        )
    assert all(row[0].alignment.wrap_text for row in book["Cover"].iter_rows(2))


def test_rows_are_as_high_as_their_text(book: Any) -> None:
    """Wrapped text is not cut: there is a line of 15 points for each full line of text, up to the highest row of Excel."""
    for page in tabled(book):
        for row in page.iter_rows(top(page) + 1):
            lines = max(len(str(c.value)) / widths(page)[c.column] for c in row if c.value is not None)
            assert (page.row_dimensions[row[0].row].height or 15) >= min(409, 15 * lines)


def test_no_filters_and_no_frozen_panes(book: Any) -> None:
    """Neither filters nor frozen panes, which hide rows or get in the way of magnifiers."""
    assert not any(page.auto_filter.ref or page.freeze_panes for page in book)
    assert not any(area.autoFilter for page in book for area in page.tables.values())


def test_empty_cells_are_explained(book: Any) -> None:
    """Where a table has empty cells, a line above it says what they mean; where it has none, there is no such line."""
    for page in tabled(book):
        empty = any(cell.value is None for row in page.iter_rows(top(page)) for cell in row)
        lines = [str(page.cell(row, 1).value) for row in range(2, top(page))]
        assert any(line.startswith("An empty cell means that") for line in lines) == empty


def test_nothing_is_hidden(book: Any) -> None:
    """No worksheet, row or column is hidden."""
    assert all(page.sheet_state == "visible" for page in book)
    assert not any(row.hidden for page in book for row in page.row_dimensions.values())
    assert not any(column.hidden for page in book for column in page.column_dimensions.values())


def test_columns_have_a_sensible_width(book: Any) -> None:
    """Every column has a width of its own, no narrower than its heading's words and no wider than a line that can be read."""
    for page in tabled(book):
        for cell in page[top(page)]:
            width = widths(page)[cell.column]
            assert max(8, *(len(word) for word in cell.value.split())) <= width <= 61
    assert 60 <= book["Cover"].column_dimensions["A"].width <= 100


# --- Notes -----------------------------------------------------------------------------------------------


def test_notes_are_words_in_brackets(book: Any, parts: dict[str, bytes]) -> None:
    """References to notes are the word note and a number in square brackets: no symbol, no superscript."""
    assert b"vertAlign" not in b"".join(parts.values())
    marks = {
        cell.value for page in book for row in page.iter_rows() for cell in row if "note " in str(cell.value)
    }
    headings = {cell.value for page in tabled(book) for cell in page[top(page)]}
    assert sum("[note " in str(mark) for mark in marks) >= 10
    assert all(re.fullmatch(r"[^\[]+ \[note \d+\]", heading) for heading in headings if "[" in heading)


def test_notes_are_marked_in_headings_only(book: Any) -> None:
    """No cell of data carries a reference to a note."""
    for page in tabled(book):
        if page.title in DATA:
            assert not any("[note " in str(c.value) for row in page.iter_rows(top(page) + 1) for c in row)


def test_notes_stand_in_a_table_on_their_own_worksheet(book: Any) -> None:
    """Every note that is referred to is there, and is about what the heading names; a line above each table leads there."""
    told = {row["Note"]: row["About"] for row in table(book["Notes"])}
    for page in tabled(book):
        marked = [re.fullmatch(r"(.+) \[(note \d+)\]", str(cell.value)) for cell in page[top(page)]]
        assert all(told[mark[2]] == mark[1] for mark in marked if mark)
        lines = [page.cell(row, 1).value for row in range(2, top(page))]
        assert ("The notes in the headings are on the worksheet Notes." in lines) == any(marked)


# --- Formatting ------------------------------------------------------------------------------------------


def test_links_say_where_they_lead(book: Any) -> None:
    """Links are in the contents only; each has the name of the worksheet as its words, and leads to its first cell."""
    listed = [row[0] for row in book["Contents"].iter_rows(top(book["Contents"]) + 1)]
    assert [cell.value for cell in listed] == book.sheetnames[2:]
    assert all(
        cell.hyperlink.location == f"'{cell.value}'!A1" and not cell.hyperlink.target for cell in listed
    )
    others = [
        cell
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.hyperlink and cell not in listed
    ]
    assert others == []


def test_titles_stand_in_a1_as_headings(book: Any) -> None:
    """The title of each worksheet is unique, in cell A1, larger than the rest, and tagged with the style Heading 1."""
    titles = [page["A1"] for page in book]
    assert len({cell.value for cell in titles}) == len(titles)
    assert {cell.style for cell in titles} == {"Heading 1"}
    assert all(cell.font.b and cell.font.sz == 16 for cell in titles)


def test_headings_of_the_cover_are_tagged(book: Any) -> None:
    """The headings below it have the style Heading 2; the words below them are plain."""
    below = list(book["Cover"].iter_rows(3, max_col=1))
    assert {row[0].style for row in below[::2]} == {"Heading 2"}
    assert {row[0].style for row in below[1::2]} == {"Normal"}


def test_text_is_easy_to_read(book: Any) -> None:
    """A font without serifs of 11 points or more; no italics, no underline but for links, nothing in capitals throughout."""
    fonts = [(cell, cell.font) for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert {font.name for _, font in fonts} == {"Calibri"}
    assert all(font.sz >= 11 and not font.i for _, font in fonts)
    assert all(not font.u or cell.hyperlink for cell, font in fonts)
    assert not any(cell.value.isupper() for page in tabled(book) for cell in page[top(page)])


def test_headings_have_no_symbols(book: Any) -> None:
    """Titles and headings are letters, digits, spaces and plain marks of punctuation."""
    words = [page["A1"].value for page in book] + [c.value for page in tabled(book) for c in page[top(page)]]
    assert all(re.fullmatch(r"[A-Za-z0-9 ,:;.\[\]]+", word) for word in words)


def test_no_headers_footers_or_boxes(book: Any, parts: dict[str, bytes]) -> None:
    """No page headers or footers, no floating boxes or toolbars, no comments."""
    assert not any(b"headerFooter" in data or b"legacyDrawing" in data for data in parts.values())
    assert not any(cell.comment for page in book for row in page.iter_rows() for cell in row)


def test_no_pictures_and_no_macros(parts: dict[str, bytes]) -> None:
    """No image, chart or drawing; no macro, and nothing from outside."""
    assert {name.split("/")[1] for name in parts if name.startswith("xl/")} <= {
        *("workbook.xml", "styles.xml", "sharedStrings.xml", "worksheets", "tables", "theme", "_rels"),
    }
    assert not any(b'TargetMode="External"' in data for name, data in parts.items() if name.endswith(".rels"))


def test_no_lines_or_fills(book: Any) -> None:
    """No background fill, no pattern, no borders or bands that divide data."""
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert all(cell.fill.fill_type is None for cell in cells)
    assert not any(
        side and side.style
        for cell in cells
        for side in (cell.border.top, cell.border.bottom, cell.border.left)
    )
    styles = [area.tableStyleInfo for page in book for area in page.tables.values()]
    assert not any(
        style and (style.showRowStripes or style.showColumnStripes or style.name) for style in styles
    )


def test_no_meaning_is_in_a_colour(book: Any, parts: dict[str, bytes]) -> None:
    """All text has the colour that the reader's program gives it; only links have that of links, and are underlined as well."""
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                plain = cell.font.color is None or cell.font.color.theme == 1
                assert plain or (cell.hyperlink and cell.font.u)
    assert not any(b"conditionalFormatting" in data or b"tabColor" in data for data in parts.values())


# --- Before publishing -----------------------------------------------------------------------------------


def test_document_information(book: Any, parts: dict[str, bytes]) -> None:
    """The properties name title, subject, author and language."""
    about = book.properties
    assert about.title == book["Cover"]["A1"].value == "What inspectors reported on police forces"
    assert about.subject and re.fullmatch(r"peel-kg [\d.]+", about.creator)
    assert about.language == "en-GB"


def test_the_cursor_is_in_the_first_cell_of_the_first_worksheet(book: Any) -> None:
    """Whoever opens it begins at the beginning."""
    assert book.active.title == "Cover"
    for page in book:
        assert {selection.activeCell for selection in page.sheet_view.selection} <= {"A1"}
    assert sum(bool(page.sheet_view.tabSelected) for page in book) == 1


def test_the_cover_says_what_it_is(book: Any) -> None:
    """What it covers, how to read it, how far to trust it, what it was made from, and under which licence."""
    told = [row[0].value for row in book["Cover"].iter_rows(max_col=1)]
    assert told[2::2] == ["What it covers", "How to read it", "How far to trust it", "Made from", "Licence"]
    assert told[3].startswith("Forces: 3. Reports: 4, 2014 to 2021. Statements: ")
    assert "Open Government Licence v3.0" in told[-1]


# --- What is in it ---------------------------------------------------------------------------------------


def test_no_cell_is_a_formula(book: Any, parts: dict[str, bytes]) -> None:
    """Every cell is text, a number or a day."""
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    sheets = [
        etree.fromstring(data) for name, data in parts.items() if name.startswith("xl/worksheets/sheet")
    ]
    assert not any(list(sheet.iter("{*}f")) for sheet in sheets)


def test_every_statement_is_there_once(book: Any, folder: Path) -> None:
    """Under its kind, with its own sentence, force and year."""
    graph = Graph.open(folder)
    wanted = {
        row["s"].value: (row["kind"].value.removeprefix(PEEL), row["quote"].value, int(row["year"].value))
        for row in graph.select("SELECT * { ?s a ?kind ; peel:quote ?quote ; peel:inspectionYear ?year }")
    }
    found: Counter[str] = Counter()
    for name, kinds in STATEMENTS.items():
        for row in table(book[name]):
            kind, quote, year = wanted[row["Statement"]]
            assert kind in kinds
            assert (row["Sentence"], row["Year"]) == (quote, year)
            found[row["Statement"]] += 1
    assert set(found) == set(wanted) and set(found.values()) == {1}


@pytest.mark.parametrize("name", [name for name in DATA if name != "Reports"])
def test_every_row_leads_to_its_sentence(name: str, book: Any, folder: Path) -> None:
    """Each has the words, which stand in the text of the report that it names, and the IRI of its statement, or of a candidate."""
    graph = Graph.open(folder)
    texts = {row["Report"]: graph.texts[row["IRI of the report"]] for row in table(book["Reports"])}
    for row in table(book[name]):
        assert row["Sentence"] in texts[row["Report"]]
        iri = row.get("Statement") or row["IRI of the candidate"]
        assert list(graph.select("SELECT ?s ?kind { ?s a ?kind }", s=NamedNode(iri)))


def test_pages_are_those_of_the_first_passage(book: Any, folder: Path) -> None:
    """Where the report is a PDF, and only there; also where a partnership rests on passages of several pages."""
    places: dict[str, list[tuple[int, int | None]]] = {}
    for found in Graph.open(folder).select(PLACES):
        page = int(found["page"].value) if found["page"] else None
        places.setdefault(found["s"].value, []).append((int(found["start"].value), page))
    assert any(len({page for _, page in found}) > 1 for found in places.values())
    for name in STATEMENTS:
        for row in table(book[name]):
            assert row.get("Page") == min(places[row["Statement"]])[1]
            assert bool(row.get("Page")) == (row["Force"] == "Gwent Police")


def test_judgements_have_grade_scale_and_question(book: Any) -> None:
    """Grades of the two scales are told apart, also where the words name no question."""
    rows = table(book["Judgements"])
    assert all(row["Grade"] and row["Scale"] for row in rows)
    scales = {(row["Year"] >= 2021, row["Scale"]) for row in rows}
    assert scales == {(False, "Four-tier scale"), (True, "Five-tier scale")}
    assert any(row["Question"] is None for row in rows) and any(row["Question"] for row in rows)


def test_actions_have_deadline_and_parent(book: Any) -> None:
    """The words that set the time; of a recommendation the cause of concern that it addresses, by its words and its IRI."""
    rows = {row["Statement"]: row for row in table(book["Required_actions"])}
    parted = [row for row in rows.values() if row["Part of"]]
    assert {row["Kind"] for row in rows.values()} == {
        "Area for improvement",
        "Cause of concern",
        "Recommendation",
    }
    assert "Within three months" in {row["Deadline"] for row in rows.values()}
    assert all(
        rows[row["Statement of the action it is part of"]]["Sentence"] == row["Part of"] for row in parted
    )
    assert {row["Kind"] for row in parted} >= {"Recommendation"}


def test_bodies_and_threats_add_up(book: Any) -> None:
    """Every partner of a partnership is among the bodies; strengths and weaknesses by threat are those of the findings."""
    bodies = {row["IRI of the body"]: row for row in table(book["Bodies"])}
    for row in table(book["Partnerships"]):
        assert row["Force"] in bodies[row["Body"]]["Forces that work with it"].split("; ")
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in table(book["Findings"]):
        for threat in (row["Threats"] or "").split("; "):
            counted[row["Force"], threat, row["Direction"]] += 1
    for row in table(book["Threats_by_force"]):
        sides = (row["Strengths"], row["Weaknesses"])
        assert sides == tuple(counted[row["Force"], row["Threat"], side] for side in ("Strength", "Weakness"))


def test_reports_count_their_statements(book: Any) -> None:
    """The numbers of a report are those of the rows on the other worksheets."""
    for name in STATEMENTS:
        counted = Counter(row["Report"] for row in table(book[name]))
        heading = name.replace("_", " ")
        assert {row["Report"]: row[heading] for row in table(book["Reports"]) if row[heading]} == counted


def test_every_link_has_a_row_with_both_sentences(book: Any, folder: Path) -> None:
    """And the columns beside the statements tell in short what stands there."""
    graph = Graph.open(folder)
    wanted = {
        (row["link"].value.removeprefix(PEEL), row["a"].value, row["b"].value)
        for row in graph.select(
            "SELECT * { ?a ?link ?b VALUES ?link { peel:informs peel:prompts peel:follows peel:recalls peel:recurs } }"
        )
    }
    rows = table(book["Links"])
    assert {(row["Link"], row["Statement"], row["Linked statement"]) for row in rows} == wanted
    assert {"informs", "prompts", "follows"} <= {link for link, _, _ in wanted}
    said = {row["Statement"]: row for name in STATEMENTS for row in table(book[name])}
    for row in rows:
        assert row["Sentence"] == said[row["Statement"]]["Sentence"]
        assert row["Linked sentence"] == said[row["Linked statement"]]["Sentence"]
    counted = Counter(target for link, _, target in wanted if link == "prompts")
    assert {
        row["Statement"]: number
        for row in table(book["Required_actions"])
        if (number := row["Weaknesses that prompted it"])
    } == counted


def test_grades_of_other_scales_are_not_compared(history: Any) -> None:
    """A judgement has the grade before it; a change only where the inspectorate's frameworks may be compared."""
    rows = [row for row in table(history["Judgements"]) if row["Year before"]]
    assert {(row["Year"], row["Year before"], row["Change"]) for row in rows} >= {
        (2016, 2015, "worse"),
        (2022, 2016, "not comparable"),
    }
    assert all(row["Change"] == "not comparable" for row in rows if row["Year before"] < 2021 <= row["Year"])
    recalled = [row for row in table(history["Judgements"]) if row["Recalled grade at first"]]
    denied = {row["Statement"] for row in table(history["Links"]) if row["Link"] == "contradicts"}
    assert {row["Statement"] for row in recalled if row["Recalled grade at first"] != row["Grade"]} == denied
    assert 0 < len(denied) < len(recalled)
    again = [row for row in table(history["Required_actions"]) if row["Required before in"]]
    assert {row["Required before in"] for row in again} == {2015, 2016}


def test_words_that_a_cell_cannot_hold() -> None:
    """Control characters and marks of direction are shown as U+FFFD, a sentence that is too long is cut and says so, a formula is words."""
    long = "The force does well. " * 2_000
    sheet = Sheet(
        "Findings",
        "Findings",
        ("Sentence",),
        (("\x00\x1b[2J\u202e\ufffe",), (long,), ("=1+1",), ("_x0041_",)),
    )
    page = openpyxl.load_workbook(io.BytesIO(workbook(Book("T", "A", (), (sheet,)))))["Findings"]
    values = [row[0].value for row in page.iter_rows(top(page) + 1)]
    assert values[0] == "\ufffd\ufffd[2J\ufffd\ufffd"
    assert len(values[1]) == 32_767 and values[1].endswith("[cut: 42000 characters in all]")
    assert values[2:] == ["=1+1", "_x0041_"]


def test_the_same_graph_gives_the_same_bytes(folder: Path, file: Path, parts: dict[str, bytes]) -> None:
    """Whatever the hashes and the hour: no entry and no property has a date of its own."""
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "kg", "export", "-g", str(folder), "--format", "xlsx"],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        )  # fmt: skip
        assert done.stdout == file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not re.search(rb"created|modified|20\d\d-\d\d-\d\dT", parts["docProps/core.xml"])


def test_the_end_of_the_name_is_enough(folder: Path, file: Path, tmp_path: Path) -> None:
    """`-o graph.xlsx` is a workbook without --format; other names are Turtle, as ever."""
    assert run(["export", "-g", str(folder), "-o", str(tmp_path / "graph.xlsx")]) == 0
    assert (tmp_path / "graph.xlsx").read_bytes() == file.read_bytes()
    assert run(["export", "-g", str(folder), "-o", str(tmp_path / "graph.ttl")]) == 0
    assert (tmp_path / "graph.ttl").read_bytes().startswith(b"@base")
