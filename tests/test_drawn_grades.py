"""Figures of grades: each grade named, none compared across scales, nothing on top of another."""

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kg.briefing.grades import Question
from kg.briefing.heat import Graded, Heat, heat
from kg.cli import run
from kg.draw import grades
from kg.errors import UsageError
from kg.store import Graph

SVG = "{http://www.w3.org/2000/svg}"


def question(number: str, cycle: str, since: int, scale: str) -> Question:
    return Question(
        f"q/{cycle}/{number}",
        f"How well {number}?",
        f"Question {number}",
        "overview",
        number,
        cycle,
        since,
        scale,
    )


def map_of() -> Heat:
    """Two frameworks that are not comparable, and one that is with the second."""
    questions = (
        question("1", "2016", 2014, "Four-tier scale"),
        question("2", "2016", 2014, ""),
        question("1", "2021/22", 2021, "Five-tier scale"),
        question("1", "2022", 2021, "Five-tier scale"),
    )
    good = Graded("Good", 2, 2016, "It is good.", "A, 2016", "s1")
    return Heat(questions, {"f/a": "Aland", "f/b": "Bland"}, {("f/a", questions[0].iri): good})


def test_frameworks_are_parted_where_their_grades_are_not_comparable() -> None:
    """And there only; each is told with its scale."""
    assert list(map_of().spans()) == [
        ("2016: Four-tier scale", 0, 2, False),
        ("2021/22: Five-tier scale", 2, 3, True),
        ("2022: Five-tier scale", 3, 4, False),
    ]


def texts(figure: Iterable[ElementTree.Element]) -> list[str]:
    return ["".join(one.itertext()) for one in figure]


def test_the_grades_of_the_real_reports(graph: Graph) -> None:
    """Every grade of the latest framework is there, in letters, with its name and its sentence."""
    chart = grades.heat_map(graph)
    figure = ElementTree.fromstring(grades.svg(chart))
    letters = [str(one.text) for one in figure.iter(f"{SVG}text") if one.get("class") == "letter"]
    cells = [letter for letter in letters[: -len(chart.keys)] if letter != "·"]
    assert sorted(cells) == sorted("RI" if "Req" in grade.name else grade.name[0] for *_, grade in chart.rows)
    assert {grade.year for *_, grade in chart.rows} == {2015}
    page = grades.html(chart)
    assert all(grade.quote.replace("&", "&amp;") in page for *_, grade in chart.rows)
    assert "<script" not in page
    assert heat(graph, years=[2014, 2015]).cells.keys() > heat(graph).cells.keys()


def test_columns_do_not_touch(graph: Graph) -> None:
    """Names of questions stand aslant, further apart than they are high."""
    figure = ElementTree.fromstring(grades.svg(grades.heat_map(graph)))
    places = [
        float(found[1])
        for group in figure.iter(f"{SVG}g")
        if (found := re.match(r"translate\(([\d.]+) [\d.]+\) rotate", group.get("transform", "")))
    ]
    assert len(places) > 3
    assert all((b - a) * 0.7071 > 16 for a, b in pairwise(sorted(places)))


def test_the_timeline_of_a_force(graph: Graph) -> None:
    """With its grades by year, what lines mean, and every sentence in the page."""
    chart = grades.timeline(graph, "Leicestershire")
    told = texts(ElementTree.fromstring(grades.svg(chart)).iter(f"{SVG}text"))
    assert {"2014", "2015", "The same as before"} <= set(told)
    assert "▲" not in "".join(told)  # which the font of our PNGs lacks
    assert all(grade.statement in grades.html(chart) for *_, grade in chart.rows)


def test_what_cannot_be_drawn_is_said(graph: Graph) -> None:
    """In one line, with what there is."""
    with pytest.raises(UsageError, match="no grade is given in 2019; there are 2014, 2015"):
        grades.heat_map(graph, year=(2019,))
    with pytest.raises(UsageError, match="no force named 'leister'; did you mean"):
        grades.heat_map(graph, force=("leister",))
    with pytest.raises(UsageError, match="gives one"):
        grades.heat_map(graph, force=("kent",))


def test_the_command(
    graph: Graph, real: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """It draws what Python draws, into the file that is named, or one named for what is drawn, or stdout; with a title of one's own."""
    place = ["-g", str(real)]
    for file, made in (
        ("a.svg", grades.svg(grades.heat_map(graph))),
        ("a.html", grades.html(grades.heat_map(graph))),
    ):
        assert run(["draw", str(tmp_path / file), "--what", "grades", *place]) == 0
        assert (tmp_path / file).read_text("utf-8") == made
    assert b"drawn: " in capfdbinary.readouterr().err
    title = ["--title", "Grades <b>& all</b>"]
    assert run(["draw", "-", "--what", "timeline", "--force", "leicestershire", *title, *place]) == 0
    told = capfdbinary.readouterr()
    assert b"Grades &lt;b&gt;&amp; all" in told.out and b"<b>&" not in told.out and told.err == b""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["x.txt"], "draws into .html, .svg, .png, .graphml, .gexf, .csv"),
        (["x.html", "-o", "y.html"], "named twice"),
        (["--what", "timeline"], "name one force with --force"),
        (["--what", "grades", "--threat", "fraud"], "--threat: goes with --what network"),
        (["--what", "timeline", "--force", "leicestershire", "x.gexf"], "draws into .html, .svg, .png"),
        (
            ["--what", "timeline", "--force", "leicestershire", "--year", "2015"],
            "neither --region nor --year",
        ),
        (["--what", "timeline", "--force", "leicestershire", "--force", "kent"], "name one force"),
        (
            ["--what", "timeline", "--force", "kent"],
            "no report on Kent Police; it has reports on leicestershire",
        ),
        (["--what", "grades", "--praised"], "--praised: goes with --what network"),
        (["--what", "grades", "--projection", "force-force"], "--projection: goes with --what network"),
        (["--what", "grades", "--year", "2019"], "there are 2014, 2015"),
        (["--what", "grades", "--region", "Atlantis"], "Atlantis"),
        (["--force", "leicestershyre"], "did you mean Leicestershire Police"),
        (["--threat", "froud"], "did you mean Fraud"),
    ],
)
def test_usage(
    options: list[str],
    says: str,
    real: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line, exit code 2."""
    assert run(["draw", "-g", str(real), *options]) == 2
    told = capsys.readouterr().err
    assert says in told and told.count("\n") == 1
