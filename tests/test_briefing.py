"""A force in brief, two forces side by side, a force through the years, on invented reports with known answers."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from extras import needs

import kg
from kg.briefing.brief import Brief, brief
from kg.briefing.comparison import Comparison, Ground, compare
from kg.briefing.facts import Fact, facts
from kg.briefing.grades import Verdict
from kg.briefing.lines import COLUMNS, lines_of_brief
from kg.briefing.sheets import FORMATS, Sheet
from kg.briefing.sheets.of_brief import of_brief
from kg.briefing.sheets.of_comparison import of_comparison
from kg.briefing.sheets.of_timeline import of_timeline
from kg.briefing.sheets.sheet import Column, Said, Section, Table, said
from kg.briefing.timeline import Event, timeline
from kg.briefing.topics import most_telling
from kg.catalogue import catalogue
from kg.cli import run
from kg.errors import UsageError
from kg.store import Graph

REPORTS = Path(__file__).parent / "briefing" / "reports"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A graph of the invented reports: Kent and Essex, three inspections each."""
    place = tmp_path_factory.mktemp("briefing") / "graph"
    kg.build([REPORTS], place)
    return str(place)


@pytest.fixture(scope="module")
def built(folder: str) -> Graph:
    return Graph.open(folder)


@pytest.fixture(scope="module")
def kent(built: Graph) -> Brief:
    return brief(built, "kent")


@pytest.fixture(scope="module")
def both(built: Graph) -> Comparison:
    return compare(built, "kent", "Essex Police")


def sheets(graph: Graph) -> list[Sheet]:
    return [
        of_brief(brief(graph, "kent")),
        of_comparison(compare(graph, "kent", "essex")),
        of_timeline(timeline(graph, "kent")),
    ]


def test_grades_stand_in_lanes_across_renumbering(kent: Brief) -> None:
    """Each with how it stands to the one before; over a change of scale, not at all."""
    told = {
        lane.question.short if lane.question else "": [
            (grade.fact.year, grade.name, [verdict for _, verdict in grade.before]) for grade in lane.grades
        ]
        for lane in kent.lanes
    }
    assert told == {
        "Preventing crime": [
            (2015, "Good", []),
            (2016, "Outstanding", [Verdict.BETTER]),
            (2022, "Good", [Verdict.INCOMPARABLE]),
        ],
        "Investigating crime": [
            (2014, "Good", []),
            (2015, "Requires improvement", [Verdict.WORSE]),
            (2016, "Good", [Verdict.BETTER]),
            (2022, "Adequate", [Verdict.INCOMPARABLE]),
        ],
        "Protecting vulnerable people": [(2022, "Requires improvement", [])],
    }


def test_a_recalled_grade_counts_only_where_its_report_is_missing(kent: Brief) -> None:
    """That of 2014 does; that of 2015, which the report of 2016 recalls otherwise, does not."""
    recalled = [grade for lane in kent.lanes for grade in lane.grades if not grade.fact.is_own]
    assert [(grade.fact.year, grade.fact.report.year) for grade in recalled] == [(2014, 2015)]


def test_two_questions_that_became_one_stand_side_by_side(graph: Graph) -> None:
    """In the real reports: reducing crime and tackling anti-social behaviour, of 2014, became preventing crime."""
    found = brief(graph, "leicestershire")
    merged = next(lane for lane in found.lanes if len(lane.grades) == 2 and len(lane.grades[1].before) == 2)
    after = found.lanes[found.lanes.index(merged) + 1]
    assert {name for name, _ in merged.grades[1].before} == {
        merged.grades[0].fact.iri,
        after.grades[0].fact.iri,
    }


def test_what_was_required_again_comes_first_with_its_age(kent: Brief) -> None:
    """Ages are counted to the latest inspection; all its sentences are there."""
    told = [(demand.since, demand.age, demand.times, demand.fact.quote) for demand in kent.demands]
    assert told == [
        (2015, 7, 3, "The force should improve its assessment of risk to victims of domestic abuse."),
        (2016, 6, 1, "The force should reduce the backlog of its control room."),
        (2015, 7, 1, "The force should ensure that it publishes stop and search records."),
    ]
    assert [fact.quote for fact in kent.demands[0].earlier] == [
        "The force should assess the risk to victims of domestic abuse.",
        "The force should improve how it assesses the risk to victims of domestic abuse.",
    ]


def test_causes_of_concern_have_their_deadlines(kent: Brief) -> None:
    """Those of their recommendations."""
    (concern,) = kent.concerns
    assert concern.fact.quote == "The force does not protect victims of stalking well enough."
    assert [fact.deadline for fact in concern.deadlines] == ["Within three months"] * 2 + [
        "Within six months"
    ]


def test_topics_and_partners(kent: Brief) -> None:
    """Counts, the most telling sentence of the latest report, and what a partner is for."""
    topics = {topic.name: topic for topic in kent.topics}
    investigation = topics["Quality of investigation"]
    assert (investigation.strengths.number, investigation.weaknesses.number) == (2, 2)
    assert investigation.weaknesses.telling
    assert (
        investigation.weaknesses.telling.quote
        == "The force does not have enough detectives to investigate crime."
    )
    agency = kent.partners[0]
    assert (agency.name, agency.years, agency.passages) == ("National Crime Agency", (2015, 2022), 2)
    assert agency.serves[:2] == ("Modern slavery and human trafficking", "Serious and organised crime")


def test_the_most_telling_sentence(built: Graph) -> None:
    """Of the latest report; there one that led to an action, then one behind a grade, then a whole sentence."""
    one = next(fact for fact in facts(built) if fact.kind == "Finding")
    plain = replace(one, iri="a", prompts=(), informs=(), quote="late and slow.")
    whole = replace(plain, iri="b", start=9, quote="The force does not answer calls for help in time.")
    behind = replace(plain, iri="c", informs=("x",))
    led = replace(plain, iri="d", prompts=("x",))
    later = replace(plain, iri="e", report=replace(one.report, year=2099))
    for findings, wanted in (
        ([plain, whole], whole),
        ([plain, whole, behind], behind),
        ([plain, whole, behind, led], led),
        ([plain, whole, behind, led, later], later),
    ):
        assert most_telling(findings) == wanted
    assert most_telling([]) is None


def test_every_line_has_its_sentence(built: Graph) -> None:
    """What a sheet quotes stands in a report, but for what a short quote leaves out; and says where."""
    quotes = {fact.iri: fact for fact in facts(built)}
    for sheet in sheets(built):
        rows = [row for section in sheet.sections for table in section.tables for row in table.rows]
        assert rows
        for row in rows:
            words = [part for cell in row for part in cell if isinstance(part, Said)]
            assert words or "Report:" in str(row)
            for part in words:
                assert part.quote == " ".join(quotes[part.statement].quote.split())
                assert part.where == quotes[part.statement].where


def test_a_page_is_told_where_it_is_known(built: Graph) -> None:
    """Beside the report."""
    fact = replace(facts(built)[0], page=7)
    assert said(fact).where.endswith(", page 7")


def test_a_long_quote_is_shortened_at_a_word(built: Graph) -> None:
    """Where there is little room only."""
    fact: Fact = replace(facts(built)[0], quote="very long words " * 40)
    short = said(fact, short=True).quote
    assert fact.quote.startswith(f"{short.removesuffix(' […]')} ") and len(short) < 240
    assert said(fact).quote == fact.quote.strip()


def test_grades_are_compared_on_the_same_question_only(both: Comparison) -> None:
    """Over other scales they stand beside each other, and the row says so."""
    told = [
        (
            f"{pair.question.short} {pair.question.cycle}",
            pair.first.fact.year if pair.first else None,
            pair.second.fact.year if pair.second else None,
            pair.ground,
            pair.verdict,
        )
        for pair in both.grades
    ]
    assert told == [
        ("Preventing crime 2021/22", 2022, None, Ground.ALONE, None),
        ("Investigating crime 2021/22", 2022, 2018, Ground.OTHER_SCALE, None),
        ("Protecting vulnerable people 2021/22", 2022, 2018, Ground.OTHER_SCALE, None),
        ("Investigating crime 2016", 2016, 2016, Ground.SAME, Verdict.BETTER),
        ("Investigating crime 2015", 2015, 2015, Ground.SAME, Verdict.WORSE),
    ]


def test_what_two_forces_share(both: Comparison) -> None:
    """Topics of findings, a partner, what both must improve; each side with its own sentences."""
    assert both.topics[0].name == "Quality of investigation"
    assert both.topics[0].first and both.topics[0].second
    assert [(pair.first.name, pair.second.latest.force.rsplit("/", 1)[-1]) for pair in both.partners] == [
        ("National Crime Agency", "essex")
    ]
    actions = {pair.name: (len(pair.first), len(pair.second)) for pair in both.actions}
    assert actions["Response to domestic abuse"] == (3, 1)


def test_bodies_of_the_same_kind_stand_side_by_side(tmp_path: Path) -> None:
    """Each force has its own community safety partnership; one that only one force names has no like."""
    told = {
        "kent": "The force works well with the community safety partnership to reduce burglary.\n"
        "It works closely with the National Crime Agency on fraud.",
        "essex": "The force works with the community safety partnership on anti-social behaviour, and with the youth offending team.\n"
        "It works closely with the National Crime Agency on fraud.",
    }
    for force, words in told.items():
        title = f"PEEL: {force.capitalize()} Police 2015. An invented report."
        (tmp_path / f"{force}-2015-effectiveness.txt").write_text(f"{title}\n\n{words}\n", "utf-8")
    found = compare(kg.build([tmp_path]), "kent", "essex")
    assert [(pair.name, pair.alike) for pair in found.partners] == [
        ("National Crime Agency", False),
        ("Community safety partnership", True),
    ]
    (_, alike) = found.partners
    assert [alike.first.name, alike.second.name] == [
        "Community safety partnership (Kent)",
        "Community safety partnership (Essex)",
    ]
    assert alike.first.latest.force != alike.second.latest.force
    assert "Community safety partnership: each its own" in FORMATS["markdown"](of_comparison(found))


def test_a_comparison_turned_round_says_the_same(built: Graph, both: Comparison) -> None:
    """With better for worse."""
    turned = compare(built, "essex", "kent")
    opposite = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    assert [(pair.second, pair.first, pair.ground) for pair in turned.grades] == [
        (pair.first, pair.second, pair.ground) for pair in both.grades
    ]
    assert [opposite[pair.verdict] for pair in turned.grades if pair.verdict] == [
        pair.verdict for pair in both.grades if pair.verdict
    ]


def test_a_timeline_has_what_came_before(built: Graph) -> None:
    """Reports, grades, what was recalled otherwise than it was, and what was required again."""
    entries = timeline(built, "kent").entries
    told = [
        (entry.year, entry.event, entry.earlier.year if entry.earlier else None, entry.verdict)
        for entry in entries
    ]
    assert told == [
        (2015, Event.REPORT, None, None),
        (2015, Event.GRADE, None, None),
        (2015, Event.GRADE, 2014, Verdict.WORSE),
        (2015, Event.RECALLED, None, None),
        (2016, Event.REPORT, None, None),
        (2016, Event.GRADE, 2015, Verdict.BETTER),
        (2016, Event.GRADE, 2015, Verdict.BETTER),
        (2016, Event.CONTRADICTED, 2015, None),
        (2016, Event.RECURRED, 2015, None),
        (2022, Event.REPORT, None, None),
        (2022, Event.GRADE, 2016, Verdict.INCOMPARABLE),
        (2022, Event.GRADE, 2016, Verdict.INCOMPARABLE),
        (2022, Event.GRADE, None, None),
        (2022, Event.RECURRED, 2016, None),
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("knt", "did you mean kent"),
        ("atlantis", "no force named 'atlantis'; the graph has reports on essex, kent"),
        ("sussex", "no report on Sussex Police; it has reports on essex, kent"),
    ],
)
def test_a_force_that_is_not_there(words: str, message: str, built: Graph) -> None:
    """Is told apart from one without reports."""
    with pytest.raises(UsageError, match=re.escape(message)):
        brief(built, words)


def test_a_force_goes_by_slug_name_or_iri(built: Graph, kent: Brief) -> None:
    """Whatever the capitals."""
    for words in ("Kent", "KENT POLICE", "https://w3id.org/peel-kg/id/force/kent", " kent  police "):
        assert brief(built, words) == kent


def test_one_force_is_not_compared_with_itself(built: Graph) -> None:
    """By whatever names."""
    with pytest.raises(UsageError, match="name two forces"):
        compare(built, "kent", "Kent Police")


def test_no_line_crosses_a_break(kent: Brief) -> None:
    """The picture has a break between scales, and lines only among comparable grades; every grade is named."""
    picture = of_brief(kent).sections[0].picture
    assert picture
    assert picture.years == (2014, 2015, 2016, 2022)
    assert picture.breaks == (3,)
    assert [(tie.start, tie.end, tie.verdict) for tie in picture.ties] == [
        ((0, 1), (0, 2), "better"),
        ((1, 0), (1, 1), "worse"),
        ((1, 1), (1, 2), "better"),
    ]
    page = FORMATS["html"](of_brief(kent))
    svg = ElementTree.fromstring(re.search(r"<svg.*?</svg>", page, re.DOTALL)[0])  # type: ignore[index]
    words = " ".join(text.text or "" for text in svg.iter("text"))
    assert "Adequate" in words and "Outstanding" in words and words.count("Requires") == 2
    assert len([path for path in svg.iter("path") if path.get("class") == "break"]) == 2
    assert "2016 outstanding, 2022 good" in (svg.get("aria-label") or "")


def test_a_page_asks_for_nothing(built: Graph) -> None:
    """No request, no script; equal values give equal bytes."""
    for sheet in sheets(built):
        page = FORMATS["html"](sheet)
        assert page == FORMATS["html"](sheet)
        assert "default-src 'none'" in page and "<script" not in page and "style=" not in page
        assert not re.findall(r"(?:src|href|url)\s*[=(]", page)


@pytest.mark.slow
def test_the_same_graph_gives_the_same_sheets(built: Graph, tmp_path: Path) -> None:
    """In whatever order its reports came."""
    for path in sorted(REPORTS.iterdir(), reverse=True):
        kg.build([path], tmp_path / "graph")
    assert sheets(Graph.open(tmp_path / "graph")) == sheets(built)


def test_markdown_shows_marks_as_words() -> None:
    """Nothing that a report says is taken for a mark."""
    words = Said("a | b *c* <d> [e](f)", "2015 effectiveness", "s")
    table = Table("t", (Column("x", 50), Column("y", 50)), ((("one",), (words,)),))
    text = FORMATS["markdown"](Sheet("T", "l", (Section("S", (table,)),)))
    assert r"| one | “a \| b \*c\* \<d\> \[e\](f)” (2015 effectiveness) |" in text


@pytest.fixture(scope="module")
def ungraded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A graph of two reports that give no grade."""
    place = tmp_path_factory.mktemp("ungraded")
    for force in ("kent", "essex"):
        text = f"{force.capitalize()} PEEL 2016\n\nEffectiveness\n\nSupervision is thorough.\n"
        (place / f"{force}-2016-effectiveness.txt").write_text(text, "utf-8")
    kg.build([place], place / "graph")
    return str(place / "graph")


@pytest.mark.parametrize("asked", [["report", "kent"], ["timeline", "kent"], ["compare", "kent", "essex"]])
@pytest.mark.parametrize("format", ["table", "markdown", "html"])
def test_a_force_without_grades(
    asked: list[str], format: str, ungraded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Has a briefing all the same, which says that there are none; there is nothing to be drawn, and that is said."""
    assert run([*asked, "--format", format, "-g", ungraded]) == 0
    told = capsys.readouterr().out
    assert "2016 effectiveness" in told and ("None." in told) is (asked[0] != "timeline")
    assert "<svg" not in told
    for what in (["grades"], ["timeline", "--force", "kent"]):
        assert run(["draw", "-", "--what", *what, "-g", ungraded]) == 2
        assert "no grade to draw: no report that was read gives" in capsys.readouterr().err


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("room", [0, 2])
def test_rows_without_room_are_counted(format: str, room: int) -> None:
    """How to see them stands below those that are shown, or in their place."""
    rows = tuple(((f"row {number}",),) for number in range(3))
    table = Table("Rows", (Column("Name", 100),), rows).fitting(room, "and {} more: kg query <all>")
    told = FORMATS[format](Sheet("A sheet", "", (Section("Part", (table,)),)))
    shown = told.count("row ")
    assert shown == len(table.rows) < 3 and (shown > 0) is (room > 0)
    assert f"and {3 - shown} more: kg query" in told
    assert "<all>" not in told.replace("\\<", "") or format == "table"


def test_what_is_not_shown_is_counted(graph: Graph) -> None:
    """With a question that there is, and that shows it."""
    sheet = of_brief(brief(graph, "leicestershire"))
    more = [table.more for section in sheet.sections for table in section.tables if table.more]
    assert more
    for words in more:
        number, name = re.fullmatch(
            r"and (\d+) more: kg query (\S+) --param force=leicestershire", words
        ).groups()  # type: ignore[union-attr]
        assert int(number) > 0 and name in catalogue()
        assert len(graph.query(name, force="leicestershire")) >= int(number)


@pytest.mark.parametrize(
    "arguments", [["report", "kent"], ["compare", "kent", "essex"], ["timeline", "kent"]]
)
def test_formats(
    arguments: list[str], folder: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """On the terminal a table; else what is asked for, or what the file's name says."""
    assert run([*arguments, "-g", folder]) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert "“Kent Police is good at preventing crime.” (2022 overview)" in shown
    for name, start in (("x.html", "<!DOCTYPE html>"), ("x.md", "# Kent Police"), ("x.json", "{")):
        assert run([*arguments, "-g", folder, "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    assert run([*arguments, "-g", folder, "-o", str(tmp_path / "x.txt")]) == 0
    assert (tmp_path / "x.txt").read_text("utf-8") == shown
    capfdbinary.readouterr()
    assert run([*arguments, "-g", folder, "--format", "json", "-o", "-"]) == 0
    assert json.loads(capfdbinary.readouterr().out) == json.loads((tmp_path / "x.json").read_text("utf-8"))


briefings = pytest.mark.parametrize(
    "arguments",
    [["report", "kent"], ["compare", "kent", "essex"], ["timeline", "kent"]],
    ids=lambda given: given[0],
)


@briefings
def test_briefings_are_tables_too(
    arguments: list[str], folder: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A row for each sentence, whole, in every format of rows; to a file what goes to stdout."""
    quotes = {(fact.iri, fact.quote, fact.year) for fact in facts(Graph.open(folder))}
    assert run([*arguments, "-g", folder, "--format", "csv"]) == 0
    told = capfdbinary.readouterr().out
    rows = list(csv.DictReader(io.StringIO(told.decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    stated = [row for row in rows if row["statement"]]
    assert {(row["statement"], row["sentence"], int(row["year"])) for row in stated} <= quotes
    assert len(stated) > 10
    for end, start in (("csv", told), ("tsv", b"?section\t?subject")):
        assert run([*arguments, "-g", folder, "-o", str(tmp_path / f"x.{end}")]) == 0
        assert (tmp_path / f"x.{end}").read_bytes().startswith(start)
    capfdbinary.readouterr()
    assert run([*arguments, "-g", folder, "--for-excel"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"\xef\xbb\xbfsection,")
    assert run([*arguments, "-g", folder, "--for-excel", "--format", "html"]) == 2
    assert b"--for-excel is a kind of CSV" in capfdbinary.readouterr().err
    assert run([*arguments, "-g", folder, "-o", str(tmp_path / "x.doc")]) == 2
    assert b"end the file's name in one of" in capfdbinary.readouterr().err


@needs("xlsxwriter")
@briefings
def test_briefings_are_workbooks_too(arguments: list[str], folder: str, tmp_path: Path) -> None:
    """Of the same rows."""
    assert run([*arguments, "-g", folder, "-o", str(tmp_path / "x.xlsx")]) == 0
    assert (tmp_path / "x.xlsx").read_bytes().startswith(b"PK")


def test_rows_leave_nothing_out(kent: Brief) -> None:
    """The page has room for some; the table has every grade, partner and required action, and what it repeats."""
    rows = lines_of_brief(kent).cells
    told = {row[COLUMNS.index("statement")] for row in rows}
    demands = (*kent.demands, *kent.concerns)
    wanted = {fact.iri for one in demands for fact in (one.fact, *one.earlier, *one.parts)}
    wanted |= {grade.fact.iri for lane in kent.lanes for grade in lane.grades}
    assert told >= wanted | {partner.latest.iri for partner in kent.partners}


def test_a_briefing_follows_decisions_unless_told_otherwise(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What a person rejected is gone, and back with --extracted."""
    place = str(tmp_path / "graph")
    kg.build([REPORTS], place)
    (said, *_) = [fact for fact in facts(Graph.open(place)) if fact.kind == "Judgement" and fact.is_own]
    force = said.force.rsplit("/", 1)[-1]
    who = ["--by", "A. Reader", "--because", "a test"]
    assert run(["review", "reject", said.iri.rsplit("/", 1)[-1], *who, "-g", place]) == 0
    capfdbinary.readouterr()
    for command in (["report", force], ["timeline", force], ["compare", "kent", "essex"]):
        shown = []
        for options in ([], ["--extracted"]):
            assert run([*command, "-g", place, "--format", "csv", *options]) == 0
            shown.append(said.iri.encode() in capfdbinary.readouterr().out)
        assert shown[0] is False
        assert shown[1] is True or command[0] == "compare"
    assert run(["diff", place, place]) == 0
    capfdbinary.readouterr()
