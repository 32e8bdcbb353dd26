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


WORDINGS = [
    (
        "effectiveness",
        2016,
        "HMIC’s judgment is that Kent Police is good at investigating crime and reducing re-offending.",
        [("effectiveness/2", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "The force’s performance in tackling serious and organised crime is outstanding.",
        [("effectiveness/4", 2016, "outstanding")],
    ),
    (
        "effectiveness",
        2016,
        "HMIC has graded the force as requires improvement for how well it protects those who are vulnerable from harm and supports victims.",
        [("effectiveness/3", 2016, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "The grade for investigating crime and reducing re-offending is good.",
        [("effectiveness/2", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "For investigating crime and reducing re-offending the force is graded good.",
        [("effectiveness/2", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "Its effectiveness at tackling serious and organised crime is good.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "How the force tackles serious and organised crime requires improvement.",
        [("effectiveness/4", 2016, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "The way the force investigates crime and reduces re-offending is inadequate.",
        [("effectiveness/2", 2016, "inadequate")],
    ),
    (
        "effectiveness",
        2016,
        "The force’s approach to tackling serious and organised crime is good.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "Tackling serious and organised crime is something at which the force is outstanding.",
        [("effectiveness/4", 2016, "outstanding")],
    ),
    (
        "effectiveness",
        2016,
        "We gave the force a grade of good for investigating crime and reducing re-offending.",
        [("effectiveness/2", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "The force receives a grade of good at tackling serious and organised crime.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "Kent Police was judged good at tackling serious and organised crime in 2015.",
        [("effectiveness/4", 2015, "good")],
    ),
    (
        "effectiveness",
        2016,
        "In 2015 HMIC’s judgment was that the force required improvement at protecting from harm those who are vulnerable and supporting victims.",
        [("effectiveness/3", 2015, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "HMIC assesses the force as good at keeping people safe and reducing crime.",
        [("effectiveness", 2016, "good")],
    ),
    ("effectiveness", 2016, "Overall, the force’s effectiveness is good.", [("effectiveness", 2016, "good")]),
    (
        "effectiveness",
        2016,
        "The force’s overall effectiveness requires improvement.",
        [("effectiveness", 2016, "requires-improvement")],
    ),
    ("effectiveness", 2016, "Overall, Kent Police is good.", [("effectiveness", 2016, "good")]),
    (
        "effectiveness",
        2016,
        "Overall the force requires improvement.",
        [("effectiveness", 2016, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "Kent Police has been found to be outstanding at tackling serious and organised crime.",
        [("effectiveness/4", 2016, "outstanding")],
    ),
    (
        "effectiveness",
        2016,
        "It is good at preventing crime, tackling anti-social behaviour and keeping people safe; at investigating crime it requires improvement; and at tackling serious and organised crime it is good.",
        [
            ("effectiveness/1", 2016, "good"),
            ("effectiveness/2", 2016, "requires-improvement"),
            ("effectiveness/4", 2016, "good"),
        ],
    ),
    (
        "effectiveness",
        2016,
        "The force is good at preventing crime, good at investigating crime and outstanding at tackling serious and organised crime.",
        [
            ("effectiveness/1", 2016, "good"),
            ("effectiveness/2", 2016, "good"),
            ("effectiveness/4", 2016, "outstanding"),
        ],
    ),
    (
        "effectiveness",
        2016,
        "Last year it was inadequate at protecting vulnerable people; this year it is good at protecting those who are vulnerable from harm.",
        [("effectiveness/3", 2015, "inadequate"), ("effectiveness/3", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "This is an improvement on 2015, when the force was judged to require improvement at investigating crime and managing offenders.",
        [("effectiveness/2", 2015, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "The force was graded as good in 2015 for its effectiveness in tackling serious and organised crime.",
        [("effectiveness/4", 2015, "good")],
    ),
    (
        "effectiveness",
        2016,
        "The force is judged to be good for effectiveness and requires improvement for efficiency.",
        [("effectiveness", 2016, "good"), ("efficiency", 2016, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "Its legitimacy was judged to be good earlier this year.",
        [("legitimacy", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "Our inspection of legitimacy in 2015 graded the force as outstanding.",
        [("legitimacy", 2015, "outstanding")],
    ),
    (
        "effectiveness",
        2016,
        "In our efficiency inspection of 2015 we judged the force to be good.",
        [("efficiency", 2015, "good")],
    ),
    ("effectiveness", 2016, "Supervision of investigations is good.", []),
    ("effectiveness", 2016, "Its response to emergency calls is good.", []),
    ("effectiveness", 2016, "The force is good at using body-worn video.", []),
    ("effectiveness", 2016, "In Dover, relations with the public are good.", []),
    ("effectiveness", 2016, "Awareness of the scheme requires improvement.", []),
    ("effectiveness", 2016, "The quality of case files is inadequate.", []),
    ("efficiency", 2016, "Its planning for demand in the future is good.", [("efficiency/3", 2016, "good")]),
    (
        "efficiency",
        2016,
        "The force’s use of its resources to manage current demand requires improvement.",
        [("efficiency/2", 2016, "requires-improvement")],
    ),
    (
        "efficiency",
        2016,
        "In how well it understands the current and likely future demand, the force is good.",
        [("efficiency/1", 2016, "good")],
    ),
    (
        "efficiency",
        2017,
        "The force is good in its understanding of demand and in its use of resources.",
        [("efficiency/1", 2017, "good"), ("efficiency/2", 2017, "good")],
    ),
    ("efficiency", 2017, "In planning for the future it is good.", [("efficiency/3", 2017, "good")]),
    (
        "efficiency",
        2017,
        "Kent Police uses its resources well and is good at planning for the future.",
        [("efficiency/3", 2017, "good")],
    ),
    (
        "efficiency",
        2015,
        "HMIC judges the sustainability and affordability of the workforce model to be good.",
        [("efficiency/2", 2015, "good")],
    ),
    ("efficiency", 2015, "The workforce model is judged to be good.", [("efficiency/2", 2015, "good")]),
    (
        "efficiency",
        2015,
        "The force’s workforce model is sustainable and affordable, and is good.",
        [("efficiency/2", 2015, "good")],
    ),
    (
        "efficiency",
        2015,
        "The force’s financial position is outstanding.",
        [("efficiency/3", 2015, "outstanding")],
    ),
    (
        "efficiency",
        2015,
        "The force is good at using its resources to meet its demand.",
        [("efficiency/1", 2015, "good")],
    ),
    (
        "legitimacy",
        2015,
        "The force is good at understanding, engaging with and treating fairly the people it serves.",
        [("legitimacy/3", 2015, "good")],
    ),
    (
        "legitimacy",
        2015,
        "HMIC found that the decisions taken on the use of stop and search and Taser were good.",
        [("legitimacy/4", 2015, "good")],
    ),
    (
        "legitimacy",
        2015,
        "Its use of stop and search and Taser requires improvement.",
        [("legitimacy/4", 2015, "requires-improvement")],
    ),
    (
        "legitimacy",
        2015,
        "In reinforcing the wellbeing of staff and an ethical culture the force is good.",
        [("legitimacy/1", 2015, "good")],
    ),
    (
        "efficiency",
        2014,
        "To the question of whether the force has got an affordable way of providing policing, our answer is good.",
        [("efficiency/3", 2014, "good")],
    ),
    (
        "efficiency",
        2014,
        "HMIC judges that Kent Police is outstanding in the way it carries out its responsibilities efficiently.",
        [("efficiency", 2014, "outstanding")],
    ),
    (
        "effectiveness",
        2014,
        "The force’s investigation of offending is good.",
        [("effectiveness/2", 2014, "good")],
    ),
    (
        "effectiveness",
        2014,
        "It requires improvement in how it tackles anti-social behaviour.",
        [("effectiveness/3", 2014, "requires-improvement")],
    ),
    (
        "effectiveness",
        2018,
        "In 2016 we judged it good at tackling serious and organised crime. That judgment still stands.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2018,
        "We didn’t inspect this area in 2018/19, so the 2017 judgment of good stands.",
        [("effectiveness", 2017, "good")],
    ),
    (
        "efficiency",
        2018,
        "The force is good at planning for the future, a grade it also held in 2017.",
        [("efficiency/2", 2018, "good"), ("efficiency/3", 2017, "good")],
    ),
    (
        "legitimacy",
        2018,
        "It treats its workforce with fairness and respect, and is good.",
        [("legitimacy/3", 2018, "good")],
    ),
    (
        "legitimacy",
        2018,
        "The force is good at treating the public and its workforce legitimately.",
        [("legitimacy", 2018, "good")],
    ),
    (
        "legitimacy",
        2018,
        "Kent Police is good in the legitimacy of its treatment of the public and its workforce.",
        [("legitimacy", 2018, "good")],
    ),
    (
        "overview",
        2023,
        "We found the force to be adequate at responding to the public.",
        [("overview/4", 2023, "adequate")],
    ),
    (
        "overview",
        2023,
        "The force is adequate at investigating crime, having required improvement in 2021/22.",
        [("overview/5", 2023, "adequate"), ("overview/5", 2021, "requires-improvement")],
    ),
    (
        "overview",
        2023,
        "In 2021/22 it was inadequate at managing offenders and suspects. It is now good.",
        [("overview/7", 2021, "inadequate"), ("overview/7", 2023, "good")],
    ),
    ("overview", 2023, "The force’s leadership and management is good.", [("overview/9", 2023, "good")]),
    ("overview", 2023, "Its treatment of the public is adequate.", [("overview/2", 2023, "adequate")]),
    (
        "leadership",
        2015,
        "This year HMIC judged the force to be good for effectiveness and for efficiency.",
        [("effectiveness", 2015, "good"), ("efficiency", 2015, "good")],
    ),
    (
        "leadership",
        2015,
        "In our other inspections this year we judged its effectiveness to be good, its efficiency to be outstanding and its legitimacy to require improvement.",
        [
            ("effectiveness", 2015, "good"),
            ("efficiency", 2015, "outstanding"),
            ("legitimacy", 2015, "requires-improvement"),
        ],
    ),
    (
        "leadership",
        2015,
        "HMIC has graded the force’s efficiency as good and its effectiveness as requires improvement.",
        [("efficiency", 2015, "good"), ("effectiveness", 2015, "requires-improvement")],
    ),
    (
        "leadership",
        2015,
        "Its efficiency and legitimacy were both judged to be good.",
        [("efficiency", 2015, "good"), ("legitimacy", 2015, "good")],
    ),
    (
        "leadership",
        2015,
        "The force was judged good for its efficiency and good for its legitimacy.",
        [("efficiency", 2015, "good"), ("legitimacy", 2015, "good")],
    ),
    (
        "leadership",
        2015,
        "HMIC’s inspection of efficiency graded the force as good, and that of legitimacy as requiring improvement.",
        [("efficiency", 2015, "good"), ("legitimacy", 2015, "requires-improvement")],
    ),
    (
        "leadership",
        2015,
        "It is good at keeping people safe and reducing crime efficiently.",
        [("efficiency", 2015, "good")],
    ),
    (
        "leadership",
        2015,
        "In the efficiency with which it keeps people safe and reduces crime the force is good.",
        [("efficiency", 2015, "good")],
    ),
    (
        "leadership",
        2016,
        "The force is rated as outstanding for efficiency, good for legitimacy and requires improvement for effectiveness.",
        [
            ("effectiveness", 2016, "requires-improvement"),
            ("efficiency", 2016, "outstanding"),
            ("legitimacy", 2016, "good"),
        ],
    ),
    (
        "leadership",
        2016,
        "The force’s efficiency is good, its legitimacy is good and its effectiveness requires improvement.",
        [
            ("efficiency", 2016, "good"),
            ("legitimacy", 2016, "good"),
            ("effectiveness", 2016, "requires-improvement"),
        ],
    ),
    (
        "overview",
        2018,
        "Kent Police is good at effectiveness, good at efficiency and outstanding for legitimacy.",
        [("effectiveness", 2018, "good"), ("efficiency", 2018, "good"), ("legitimacy", 2018, "outstanding")],
    ),
    (
        "overview",
        2014,
        "Kent Police is good at reducing crime and preventing offending, is good at investigating offending, and requires improvement at tackling anti-social behaviour.",
        [
            ("effectiveness/1", 2014, "good"),
            ("effectiveness/2", 2014, "good"),
            ("effectiveness/3", 2014, "requires-improvement"),
        ],
    ),
    (
        "overview",
        2014,
        "The efficiency with which the force carries out its responsibilities is good.",
        [("efficiency", 2014, "good")],
    ),
    (
        "overview",
        2014,
        "The force is efficient and was judged to be good at delivering value for money.",
        [("efficiency", 2014, "good")],
    ),
    (
        "overview",
        2023,
        "We graded Kent Police’s performance across nine areas of policing and found the force was good in one area, adequate in two areas and inadequate in one.",
        [],
    ),
    (
        "overview",
        2023,
        "Kent Police is good at preventing and deterring crime and antisocial behaviour, and reducing vulnerability.",
        [("overview/3", 2023, "good")],
    ),
    (
        "overview",
        2023,
        "Kent Police is adequate at using police powers and treating people fairly and respectfully.",
        [("overview/2", 2023, "adequate")],
    ),
    (
        "overview",
        2023,
        "Kent Police’s leadership and force management is inadequate.",
        [("overview/9", 2023, "inadequate")],
    ),
    (
        "overview",
        2021,
        "Kent Police requires improvement at treating people fairly and with respect.",
        [("overview/2", 2021, "requires-improvement")],
    ),
    (
        "overview",
        2021,
        "Kent Police is good at developing a positive workplace, and is outstanding in its use of resources.",
        [("overview/11", 2021, "good"), ("overview/12", 2021, "outstanding")],
    ),
    ("overview", 2021, "Kent Police is good at operating efficiently.", []),
    ("overview", 2021, "Kent Police is adequate at recording crime.", [("overview/1a", 2021, "adequate")]),
    ("overview", 2021, "The force is good at supporting victims.", [("overview/1", 2021, "good")]),
    (
        "legitimacy",
        2017,
        "In the extent to which it treats its workforce with fairness and respect, it requires improvement.",
        [("legitimacy/3", 2017, "requires-improvement")],
    ),
]
"""Pillar and year of a report, a sentence of it, and the judgements that it gives."""

PAGES = [
    (
        "overview",
        2018,
        "Effectiveness\n\nThe force is good at preventing crime and investigating crime.\n\nIt requires improvement at protecting vulnerable people.\n\nIt is good at tackling serious and organised crime.",
        [
            ("effectiveness/1", 2018, "good"),
            ("effectiveness/2", 2018, "good"),
            ("effectiveness/3", 2018, "requires-improvement"),
            ("effectiveness/4", 2018, "good"),
        ],
    ),
    (
        "overview",
        2018,
        "Efficiency\n\nGood\n\nIt is good at meeting current demands and using resources, and good at planning for the future.",
        [("efficiency", 2018, "good"), ("efficiency/1", 2018, "good"), ("efficiency/2", 2018, "good")],
    ),
    (
        "overview",
        2018,
        "Legitimacy\nGood\nThe force treats the public fairly and is good in this respect.",
        [("legitimacy", 2018, "good")],
    ),
    (
        "overview",
        2018,
        "Overall judgments\n\nEffectiveness: Good\nEfficiency: Requires improvement\nLegitimacy: Good\n\nQuestions for Effectiveness\n\nPreventing crime and tackling anti-social behaviour | Good\nInvestigating crime | Good",
        [
            ("effectiveness", 2018, "good"),
            ("efficiency", 2018, "requires-improvement"),
            ("legitimacy", 2018, "good"),
            ("effectiveness/1", 2018, "good"),
            ("effectiveness/2", 2018, "good"),
        ],
    ),
    (
        "overview",
        2018,
        "Good\n\n• Effectiveness\n• Legitimacy\n\nRequires improvement\n\n• Efficiency",
        [
            ("effectiveness", 2018, "good"),
            ("efficiency", 2018, "requires-improvement"),
            ("legitimacy", 2018, "good"),
        ],
    ),
    (
        "overview",
        2018,
        "Good: Effectiveness, Legitimacy\nRequires improvement: Efficiency",
        [
            ("effectiveness", 2018, "good"),
            ("efficiency", 2018, "requires-improvement"),
            ("legitimacy", 2018, "good"),
        ],
    ),
    (
        "overview",
        2018,
        "Effectiveness\tGood\nEfficiency\tGood",
        [("effectiveness", 2018, "good"), ("efficiency", 2018, "good")],
    ),
    (
        "overview",
        2018,
        "Effectiveness\n\nJudgment\n\nGood\n\nEfficiency\n\nOur judgment is: Good",
        [("effectiveness", 2018, "good"), ("efficiency", 2018, "good")],
    ),
    (
        "overview",
        2018,
        "How effectively does the force reduce crime and keep people safe?\nThis force is good.\nHow efficiently does the force operate and how sustainable are its services?\nThis force requires improvement.",
        [("effectiveness", 2018, "good"), ("efficiency", 2018, "requires-improvement")],
    ),
    (
        "overview",
        2023,
        "Our graded judgments\n\nOutstanding\n\nGood\nPreventing crime\nResponding to the public\n\nAdequate\nInvestigating crime\n\nRequires improvement\nManaging offenders\n\nInadequate",
        [
            ("overview/3", 2023, "good"),
            ("overview/4", 2023, "good"),
            ("overview/5", 2023, "adequate"),
            ("overview/7", 2023, "requires-improvement"),
        ],
    ),
    (
        "overview",
        2023,
        "Investigating crime\n\nAdequate\n\nKent Police is adequate at investigating crime.",
        [("overview/5", 2023, "adequate")],
    ),
    (
        "legitimacy",
        2017,
        "1.\tTo what extent does the force treat all of the people it serves with fairness and respect?\n\nGood\n\n2.\tHow well does the force ensure that its workforce behaves ethically and lawfully?\n\nRequires improvement",
        [("legitimacy/1", 2017, "good"), ("legitimacy/2", 2017, "requires-improvement")],
    ),
    (
        "legitimacy",
        2017,
        "Does the force treat everyone it serves with fairness and respect?\n\nGood\n\nDoes the force make sure that its workforce behaves ethically and lawfully?\n\nRequires improvement",
        [("legitimacy/1", 2017, "good"), ("legitimacy/2", 2017, "requires-improvement")],
    ),
    (
        "effectiveness",
        2017,
        "Preventing crime\n\nGood\n\nInvestigating crime\n\nRequires improvement\n\nProtecting vulnerable people\n\nInadequate\n\nSerious and organised crime\n\nGood",
        [
            ("effectiveness/1", 2017, "good"),
            ("effectiveness/2", 2017, "requires-improvement"),
            ("effectiveness/3", 2017, "inadequate"),
            ("effectiveness/4", 2017, "good"),
        ],
    ),
    (
        "effectiveness",
        2016,
        "How effective is the force at tackling serious and organised crime?\n\nThe force is good here.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "How effective is the force at tackling serious and organised crime?\n\nHMIC’s answer is that it is good.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "How effective is the force at tackling serious and organised crime?\n\nHMIC’s grade for this question is good.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "How effective is the force at tackling serious and organised crime?\n\nThe force’s work in this area is judged to be outstanding.",
        [("effectiveness/4", 2016, "outstanding")],
    ),
]
"""Pillar and year of a report, lines of it, and the judgements that they give."""

RECALLED = [
    (
        "legitimacy",
        2018,
        "To what extent does the force treat its workforce with fairness and respect?\n\nThis question was last inspected in 2017, when the force was good.",
        [("legitimacy/3", 2017, "good")],
    ),
    (
        "legitimacy",
        2018,
        "To what extent does the force treat its workforce with fairness and respect?\n\nGood\n\nThis judgment is carried over from 2017.",
        [("legitimacy/3", 2017, "good")],
    ),
    (
        "legitimacy",
        2018,
        "To what extent does the force treat its workforce with fairness and respect?\n\nWe did not inspect this area again. In our 2017 legitimacy inspection we judged the force to be good here.",
        [("legitimacy/3", 2017, "good")],
    ),
    (
        "legitimacy",
        2018,
        "To what extent does the force treat its workforce with fairness and respect?\n\nOur 2017 judgment of good still stands.",
        [("legitimacy/3", 2017, "good")],
    ),
    (
        "legitimacy",
        2018,
        "To what extent does the force treat its workforce with fairness and respect?\n\nGood (2017)",
        [("legitimacy/3", 2017, "good")],
    ),
    (
        "legitimacy",
        2018,
        "To what extent does the force treat its workforce with fairness and respect?\n\nThis was graded good in 2017.",
        [("legitimacy/3", 2017, "good")],
    ),
    (
        "legitimacy",
        2018,
        "To what extent does the force treat its workforce with fairness and respect?\n\nThe force requires improvement. The year before it was good.",
        [("legitimacy/3", 2018, "requires-improvement"), ("legitimacy/3", 2017, "good")],
    ),
    (
        "efficiency",
        2018,
        "Kent Police is good at operating efficiently and providing sustainable services to the public. In 2017 it was graded as good overall for efficiency.",
        [("efficiency", 2018, "good"), ("efficiency", 2017, "good")],
    ),
    (
        "efficiency",
        2018,
        "The force is good in respect of the efficiency of its operations and the sustainability of its services.",
        [("efficiency", 2018, "good")],
    ),
    (
        "efficiency",
        2017,
        "HMICFRS judges Kent Police to be good in the efficiency with which it keeps people safe and reduces crime. Our overall judgment this year is the same as last year.",
        [("efficiency", 2017, "good")],
    ),
    (
        "efficiency",
        2017,
        "Kent Police is judged to be good in the efficiency with which it keeps people safe and reduces crime. Last year’s judgment was outstanding.",
        [("efficiency", 2017, "good"), ("efficiency", 2016, "outstanding")],
    ),
    (
        "efficiency",
        2017,
        "Kent Police is good at keeping people safe and reducing crime efficiently, having been outstanding the year before.",
        [("efficiency", 2017, "good"), ("efficiency", 2016, "outstanding")],
    ),
    (
        "efficiency",
        2017,
        "A year ago the force was inadequate; now it is good at understanding demand.",
        [("efficiency", 2016, "inadequate"), ("efficiency/1", 2017, "good")],
    ),
    (
        "efficiency",
        2015,
        "HMIC judged the force to be good in its 2014 value for money inspection.",
        [("efficiency", 2014, "good")],
    ),
    (
        "efficiency",
        2015,
        "In last year’s value for money inspection, the force was judged to be good.",
        [("efficiency", 2014, "good")],
    ),
    (
        "effectiveness",
        2015,
        "In HMIC’s crime inspection 2014, the force was judged to require improvement at investigating offending.",
        [("effectiveness/2", 2014, "requires-improvement")],
    ),
    (
        "effectiveness",
        2015,
        "How effective is the force at protecting from harm those who are vulnerable, and supporting victims?\n\nThe force was judged as requiring improvement in this area in our vulnerability inspection.",
        [("effectiveness/3", 2015, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "How effective is the force at investigating crime and reducing re-offending?\n\nThe force’s effectiveness in this area requires improvement.",
        [("effectiveness/2", 2016, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "How effective is the force at investigating crime and reducing re-offending?\n\nKent Police’s investigation of crime is good and it manages offenders well.",
        [("effectiveness/2", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "Tackling serious and organised crime is graded outstanding.",
        [("effectiveness/4", 2016, "outstanding")],
    ),
    (
        "effectiveness",
        2016,
        "The force tackles serious and organised crime to a standard that HMIC judges to be outstanding.",
        [("effectiveness/4", 2016, "outstanding")],
    ),
    (
        "effectiveness",
        2016,
        "HMIC judges how effectively the force tackles serious and organised crime to be good.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "On tackling serious and organised crime, HMIC judges that the force is good.",
        [("effectiveness/4", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "We have judged it to be good at keeping people safe and reducing crime, good at preventing crime, tackling anti-social behaviour and keeping people safe, and outstanding at tackling serious and organised crime.",
        [
            ("effectiveness", 2016, "good"),
            ("effectiveness/1", 2016, "good"),
            ("effectiveness/4", 2016, "outstanding"),
        ],
    ),
    (
        "effectiveness",
        2016,
        "The force, which was judged to be good in 2015, is now outstanding at keeping people safe and reducing crime.",
        [("effectiveness", 2015, "good"), ("effectiveness", 2016, "outstanding")],
    ),
    (
        "effectiveness",
        2016,
        "Kent Police is good at protecting those who are vulnerable from harm, but its work with missing children is not good enough.",
        [("effectiveness/3", 2016, "good")],
    ),
    (
        "overview",
        2023,
        "In our last inspection, we graded the force as good at preventing crime.",
        [("overview/3", 2021, "good")],
    ),
    (
        "overview",
        2023,
        "Investigating crime\n\nThe force has moved from requires improvement to adequate at investigating crime.",
        [("overview/5", 2021, "requires-improvement"), ("overview/5", 2023, "adequate")],
    ),
    (
        "overview",
        2025,
        "Kent Police is good at leadership and force management. In our 2023–25 inspection we graded it as adequate in this area.",
        [("overview/1", 2025, "good"), ("overview/9", 2023, "adequate")],
    ),
    (
        "overview",
        2025,
        "In 2024 the force was graded as adequate at leadership and force management.",
        [("overview/9", 2023, "adequate")],
    ),
    (
        "overview",
        2021,
        "Kent Police was good at tackling serious and organised crime in 2018/19 and is outstanding at disrupting serious organised crime now.",
        [("effectiveness/4", 2018, "good"), ("overview/8", 2021, "outstanding")],
    ),
    (
        "leadership",
        2015,
        "We have already reported on its effectiveness (good), its efficiency (outstanding) and its legitimacy (requires improvement).",
        [
            ("effectiveness", 2015, "good"),
            ("efficiency", 2015, "outstanding"),
            ("legitimacy", 2015, "requires-improvement"),
        ],
    ),
]
"""The same, where grades of earlier inspections are recalled."""


CHANGES: list[tuple[str, int, str, list[tuple[str | None, int, str]]]] = [
    (
        "effectiveness",
        2016,
        "The constabulary continues to be good at preventing crime and tackling anti-social behaviour.",
        [("effectiveness/1", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "In 2015 we found the force to be good; this year it requires improvement.",
        [("effectiveness", 2015, "good"), ("effectiveness", 2016, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "Kent Police, which was good in 2015, is now outstanding at keeping people safe and reducing crime.",
        [("effectiveness", 2015, "good"), ("effectiveness", 2016, "outstanding")],
    ),
    ("effectiveness", 2016, "Most forces were judged to be good in 2016.", []),
    (
        "overview",
        2018,
        "The force is good in respect of its effectiveness and efficiency, but its legitimacy requires improvement.",
        [
            ("effectiveness", 2018, "good"),
            ("efficiency", 2018, "good"),
            ("legitimacy", 2018, "requires-improvement"),
        ],
    ),
    (
        "overview",
        2018,
        "For effectiveness and efficiency we have graded the force as good; for legitimacy, as outstanding.",
        [("effectiveness", 2018, "good"), ("efficiency", 2018, "good"), ("legitimacy", 2018, "outstanding")],
    ),
    (
        "overview",
        2018,
        "In all three pillars the force is good.",
        [("effectiveness", 2018, "good"), ("efficiency", 2018, "good"), ("legitimacy", 2018, "good")],
    ),
    (
        "effectiveness",
        2016,
        "The grade has dropped from good in 2015 to requires improvement.",
        [("effectiveness", 2015, "good"), ("effectiveness", 2016, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "It went from requires improvement in 2015 to good this year.",
        [("effectiveness", 2015, "requires-improvement"), ("effectiveness", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "The force has improved from requires improvement to good at investigating crime and reducing re-offending.",
        [(None, 2015, "requires-improvement"), ("effectiveness/2", 2016, "good")],
    ),
    ("effectiveness", 2016, "No force in its group was graded higher than good.", []),
    ("effectiveness", 2016, "It would need far better records to be graded as outstanding.", []),
    (
        "effectiveness",
        2016,
        "This year the force is judged to be outstanding, up from good in 2015.",
        [("effectiveness", 2015, "good"), ("effectiveness", 2016, "outstanding")],
    ),
    (
        "effectiveness",
        2016,
        "Three of the four questions were graded good; the fourth, on protecting vulnerable people and supporting victims, was graded as requires improvement.",
        [("effectiveness/3", 2016, "requires-improvement")],
    ),
    (
        "effectiveness",
        2016,
        "Like most forces, Kent Police is good at preventing crime and tackling anti-social behaviour.",
        [("effectiveness/1", 2016, "good")],
    ),
    (
        "effectiveness",
        2016,
        "In preventing crime and tackling anti-social behaviour Kent Police is, once again, outstanding.",
        [("effectiveness/1", 2016, "outstanding")],
    ),
    ("effectiveness", 2016, "Had the force acted on our 2015 report, it might have been judged good.", []),
    (
        "legitimacy",
        2018,
        "Kent Police is good at treating the public fairly. It was good in 2017 too.",
        [("legitimacy/1", 2017, "good"), ("legitimacy/1", 2018, "good")],
    ),
    (
        "overview",
        2018,
        "Its legitimacy was last inspected in 2017, when it was judged good.",
        [("legitimacy", 2017, "good")],
    ),
    (
        "overview",
        2014,
        "Kent Police's effectiveness is good, its efficiency is outstanding and it requires improvement on legitimacy.",
        [
            ("effectiveness", 2014, "good"),
            ("efficiency", 2014, "outstanding"),
            ("legitimacy", 2014, "requires-improvement"),
        ],
    ),
    (
        "overview",
        2021,
        "We've graded Kent Police's performance across nine areas of policing and found the force is good in three areas, adequate in four and requires improvement in two.",
        [],
    ),
    (
        "effectiveness",
        2015,
        "A judgment of good has been given for its work to prevent crime and anti-social behaviour.",
        [("effectiveness/1", 2015, "good")],
    ),
    (
        "effectiveness",
        2015,
        "HMIC has given the force an overall judgment of good.",
        [("effectiveness", 2015, "good")],
    ),
    (
        "effectiveness",
        2015,
        "It's good at preventing crime and anti-social behaviour; it's good too at tackling serious and organised crime.",
        [("effectiveness/1", 2015, "good"), ("effectiveness/4", 2015, "good")],
    ),
    ("effectiveness", 2015, "An internal review graded a third of files as inadequate.", []),
    ("effectiveness", 2015, "The College of Policing rates its training as good.", []),
    (
        "overview",
        2021,
        "Kent Police's performance in investigating crime is inadequate.",
        [("overview/5", 2021, "inadequate")],
    ),
    (
        "overview",
        2021,
        "Its grade for managing offenders and suspects has gone from good to inadequate.",
        [("overview/7", 2021, "inadequate"), (None, 2018, "good")],
    ),
    (
        "overview",
        2021,
        "Kent Police has slipped to requires improvement for investigating crime.",
        [("overview/5", 2021, "requires-improvement")],
    ),
    (
        "overview",
        2021,
        "It has maintained its grade of good for preventing crime and anti-social behaviour.",
        [("overview/3", 2021, "good")],
    ),
]
"""Grades that rise and fall, of all pillars, of other forces, or of none; most of these were misread before the rules knew them."""


@pytest.mark.parametrize(("pillar", "year", "words", "wanted"), [*WORDINGS, *PAGES, *RECALLED, *CHANGES])
def test_wordings_of_grades(
    pillar: str, year: int, words: str, wanted: list[tuple[str | None, int, str]], reading: Read
) -> None:
    """However a grade is worded and laid out, it goes to its question and year; praise of something smaller to none."""
    page = f"Kent PEEL {year}\n\nHMIC inspected.\n\n{words}\n".replace("PEEL 2014", "2014")
    assert sorted(grades(reading(page, year=year, pillar=pillar)), key=str) == sorted(wanted, key=str)


def test_a_grade_carried_over_belongs_to_the_inspection_that_gave_it(reading: Read) -> None:
    """A line, or a sentence, or a sentence that points back; none makes a grade for the current year."""
    wanted = [("effectiveness/4", 2016, "good")]
    for words in (
        "Good\n\nWe did not inspect this question again, and the grade of 2016 has been carried over.",
        "Good (2016; not inspected in 2018/19)",
        "Our judgment that the force is good at tackling serious and organised crime dates from 2016 and stands.",
        "We looked at this in full in 2016. The judgment of good that the force received then has been carried forward.",
        "When we last inspected this, in 2016, we judged the force to be good.",
    ):
        assert grades(reading(f"{Q4}\n\n{words}\n", year=2018)) == wanted


def test_the_past_tense_takes_the_year_of_the_grade_before(reading: Read) -> None:
    """And the present tense does not."""
    found = reading(
        "In 2021/22 we graded the force as inadequate at investigating crime. It was good at preventing crime. "
        "It is adequate at responding to the public.",
        year=2023,
        pillar="overview",
    )
    assert grades(found) == [
        ("overview/5", 2021, "inadequate"),
        ("overview/3", 2021, "good"),
        ("overview/4", 2023, "adequate"),
    ]


def test_a_grade_that_an_earlier_one_equals_is_two(reading: Read) -> None:
    """As it was in 2017."""
    found = reading(
        "The force is good at tackling serious and organised crime, as it was in 2017.", year=2018
    )
    assert grades(found) == [("effectiveness/4", 2018, "good"), ("effectiveness/4", 2017, "good")]


def test_numbered_questions_are_headings(reading: Read) -> None:
    """Whatever the number looks like, and under a heading of actions too."""
    found = reading(
        f"1. {Q1}\n\nJudgment: Good\n\nAreas for improvement\n\n1. The force should act.\n\n"
        f"Question 2: {Q2}\n\nOverall judgment: Inadequate\n\n4) {Q4}\n\nOur grade is: Good\n"
    )
    assert grades(found) == [
        ("effectiveness/1", 2016, "good"),
        ("effectiveness/2", 2016, "inadequate"),
        ("effectiveness/4", 2016, "good"),
    ]
