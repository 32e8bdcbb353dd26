"""Grades: what gives one, for which question and year; and praise, which gives none."""

from collections.abc import Callable

import pytest

from kg.values import Judgement, Reading

Read = Callable[..., Reading]
Q1 = "How effective is the force at preventing crime, tackling anti-social behaviour and keeping people safe?"
Q2 = "How effective is the force at investigating crime and reducing re-offending?"
Q4 = "How effective is the force at tackling serious and organised crime?"


def grades(found: Reading) -> list[tuple[str | None, int, str]]:
    return [(s.question, s.year, s.grade) for s in found.statements if isinstance(s, Judgement)]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "Kent Police is outstanding at tackling serious and organised crime.",
            [("effectiveness/4", 2016, "outstanding")],
        ),
        (
            "The force requires improvement at investigating crime and reducing re-offending.",
            [("effectiveness/2", 2016, "requires-improvement")],
        ),
        (
            "Overall, HMIC judges Kent Police to be good at keeping people safe and reducing crime.",
            [("effectiveness", 2016, "good")],
        ),
        (
            "The extent to which the force is effective at tackling serious and organised crime is inadequate.",
            [("effectiveness/4", 2016, "inadequate")],
        ),
        (
            "It is good at preventing crime and tackling anti-social behaviour, but requires improvement at investigating crime.",
            [("effectiveness/1", 2016, "good"), ("effectiveness/2", 2016, "requires-improvement")],
        ),
        (
            "In 2015 the force was judged to be good at tackling serious and organised crime.",
            [("effectiveness/4", 2015, "good")],
        ),
        (
            "Last year we judged the force to be inadequate at tackling serious and organised crime.",
            [("effectiveness/4", 2015, "inadequate")],
        ),
    ],
)
def test_sentences_that_grade(
    sentence: str, wanted: list[tuple[str | None, int, str]], reading: Read
) -> None:
    """A sentence that grades gives the grade to the question that it names, in the year that it names."""
    assert grades(reading(sentence)) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "The force has a good understanding of the threat posed by serious and organised crime.",
        "There is good work at neighbourhood level.",
        "The general standard of investigation is good.",
        "Its plans for investigating crime are good.",
        "The force provides a good service to victims of anti-social behaviour.",
        "Our judgment remains unchanged.",
        "We do not grade this question.",
        "A move from good to adequate does not always mean that a force is doing less well.",
        "The force graded itself as outstanding at investigating crime.",
        "The chief constable told us that she thought the force was good at investigating crime.",
        "Essex Police was judged to be good at tackling serious and organised crime.",
    ],
)
def test_praise_and_the_grades_of_others_are_no_judgements(sentence: str, reading: Read) -> None:
    """Only a grade of the report's own force, given for a question, is a judgement."""
    assert grades(reading(sentence)) == []


def test_a_grade_line_belongs_to_the_question_above_it(reading: Read) -> None:
    """Each line to its own; a line that says there is no grade gives none."""
    found = reading(f"{Q1}\n\nOutstanding\n\nIt works.\n\n{Q2}\n\nNot graded\n\nIt works.\n\n{Q4}\n\nGood\n")
    assert grades(found) == [("effectiveness/1", 2016, "outstanding"), ("effectiveness/4", 2016, "good")]


def test_in_this_area_is_the_question_of_the_section(reading: Read) -> None:
    """And in an earlier year the question of that year in those words, if it had one."""
    found = reading(f"{Q4}\n\nIn 2015 the force was judged to be good in this area.\n")
    assert grades(found) == [(None, 2015, "good")]
    assert grades(reading(f"{Q4}\n\nWe judge the force to be good in this area.\n")) == [
        ("effectiveness/4", 2016, "good")
    ]


def test_lists_and_tables_of_grades(reading: Read) -> None:
    """From 2021 on, areas stand in lists under a grade, or in rows of a table."""
    listed = reading(
        "Good\n  • Investigating crime\n\nAdequate\n  • Managing offenders\n", year=2021, pillar="overview"
    )
    rows = reading(
        "Area of policing | Grade\nInvestigating crime | Good\nManaging offenders | Adequate\n",
        year=2021,
        pillar="overview",
    )
    assert grades(listed) == grades(rows) == [("overview/5", 2021, "good"), ("overview/7", 2021, "adequate")]


def test_a_grade_given_twice_is_one_judgement_at_its_first_place(reading: Read) -> None:
    """The line first, the sentence after it the same."""
    found = reading(f"{Q4}\n\nGood\n\nThe force is good at tackling serious and organised crime.\n")
    (judgement,) = (s for s in found.statements if isinstance(s, Judgement))
    assert judgement.rule == "grade-line"
