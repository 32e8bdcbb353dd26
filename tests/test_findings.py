"""Strengths and weaknesses: which way a clause points, where it changes, and what it is about."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.extract import extract
from kg.read import digest
from kg.values import Document, Finding, Practice, Reading, Statement, Told
from kg.vocabulary import Vocabulary

REPORTS = Path(__file__).parent.parent / "data" / "reports"

Read = Callable[..., Reading]


def findings(found: Reading) -> list[tuple[str, str]]:
    text = found.document.text
    return [(s.polarity.value, s.span.of(text)) for s in found.statements if isinstance(s, Finding)]


STRENGTH, WEAKNESS = "strength", "weakness"


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Supervision is thorough and enquiries are completed promptly.", [STRENGTH]),
        ("There are delays in the allocation of crimes to investigators.", [WEAKNESS]),
        ("The force has not set a date for the review.", [WEAKNESS]),
        ("There is no shortage of skilled investigators in the force.", [STRENGTH]),
        ("The force has reduced its backlog of digital devices.", [STRENGTH]),
        ("The force needs to improve its understanding of demand.", [WEAKNESS]),
        ("Its leaders could do more to listen to sergeants.", [WEAKNESS]),
        ("The force generally provides a good service to victims.", [STRENGTH]),
        ("A superintendent reviews the plans of the teams every month.", [STRENGTH]),
        ("The unit is highly skilled, but it is too small.", [STRENGTH, WEAKNESS]),
        ("Although victims are kept informed, supervision is poor.", [STRENGTH, WEAKNESS]),
        ("Detectives are experienced; their caseloads are excessive.", [STRENGTH, WEAKNESS]),
        (
            "The force can tackle terrorism and public disorder but not a large-scale cyber incident.",
            [STRENGTH, WEAKNESS],
        ),
        ("The unit is not only skilled but also well led.", [STRENGTH]),
        ("Detectives – most of them new to the role – lack training.", [WEAKNESS]),
        ("The unit is highly skilled – but it is too small.", [STRENGTH, WEAKNESS]),
        ("Risks are not identified and acted upon quickly.", [WEAKNESS]),
        ("The new rota isn’t without problems.", [WEAKNESS]),
        ("Spit hoods are never used without a supervisor’s approval.", [STRENGTH]),
        ("Sergeants do not close a case without having spoken to the victim.", [STRENGTH]),
        ("Hardly a week passes without a complaint from residents.", [WEAKNESS]),
        ("Its recruits’ training is anything but regular.", [WEAKNESS]),
        ("Not one of the 40 files lacked a risk assessment.", [STRENGTH]),
        ("Not a single call was handled badly.", [STRENGTH]),
        ("Leaders are candid about their shortcomings.", [STRENGTH]),
        ("The control room leaves nothing to chance.", [STRENGTH]),
        ("Not all victims are contacted and fully supported by detectives.", [WEAKNESS]),
        ("It does not have enough staff to meet demand and provide a good service.", [WEAKNESS]),
        ("Poor records prevent practitioners from seeing patterns.", [WEAKNESS]),
        ("Notes are brief, which inhibits the making of good decisions.", [WEAKNESS]),
        ("HMIC inspected the force in the autumn.", []),
        ("The county has a population of 600,000.", []),
        ("The force plans to merge its two teams in the spring.", []),
        ("Victim satisfaction is broadly in line with the figure for England and Wales.", []),
        ("The force has not yet evaluated the scheme.", [WEAKNESS]),
        ("It has yet to define its priorities.", [WEAKNESS]),
        ("The unit does not monitor its systems, nor does it look for abuse.", [WEAKNESS]),
        ("Children are no longer kept overnight in the cells.", [STRENGTH]),
        ("Shootings have risen by a third.", [WEAKNESS]),
        ("The number of arrests has fallen by a fifth.", [WEAKNESS]),
        ("The number of burglaries has fallen by a fifth.", [STRENGTH]),
        ("The force has rebuilt trust with people who were reluctant to report crime.", [STRENGTH]),
        ("Our judgment of 2017 has been carried over.", []),
        ("We do not grade this question.", []),
        ("The force is good at tackling serious and organised crime.", []),
    ],
)
def test_which_way_a_sentence_points(sentence: str, wanted: list[str], reading: Read) -> None:
    """Praise, blame, both, or neither."""
    assert [polarity for polarity, _ in findings(reading(sentence))] == wanted


def test_a_finding_leaves_out_the_word_that_joins_it(reading: Read) -> None:
    """But keeps the words that carry its direction."""
    found = reading(
        "The force can tackle terrorism and public disorder but not a large-scale cyber incident."
    )
    assert [quote for _, quote in findings(found)] == [
        "The force can tackle terrorism and public disorder",
        "not a large-scale cyber incident.",
    ]


def test_a_whole_sentence_keeps_its_opening_and_its_full_stop(reading: Read) -> None:
    """A sentence with one direction is one finding."""
    sentence = "However, the lack of capacity in the unit is undermining its effectiveness."
    assert findings(reading(sentence)) == [(WEAKNESS, sentence)]


def test_a_grade_with_substance_is_both(reading: Read) -> None:
    """What follows the grade is a finding besides."""
    found = reading(
        "The force is good at tackling serious and organised crime, with thorough plans for each group."
    )
    assert [polarity for polarity, _ in findings(found)] == [STRENGTH]


def test_items_of_a_list_have_the_direction_of_its_lead_in(reading: Read) -> None:
    """What a force needs to do is a weakness; the lead-in itself is none."""
    found = reading(
        "The force still needs to:\n\n• trace wanted suspects faster; and\n• answer calls promptly.\n"
    )
    assert findings(found) == [
        (WEAKNESS, "trace wanted suspects faster"),
        (WEAKNESS, "answer calls promptly."),
    ]


def test_a_clause_without_a_threat_of_its_own_takes_that_of_the_clause_before(reading: Read) -> None:
    """In one sentence, and where it points back."""
    found = reading(
        "The force tackles anti-social behaviour well, but it has been slow to learn. In this area it lacks skills."
    )
    assert [s.threats for s in found.statements if isinstance(s, Finding)] == [("anti-social-behaviour",)] * 3


@pytest.mark.parametrize(
    "before",
    ["Domestic abuse\n\n", "The force had 900 calls about domestic abuse last year. "],
    ids=["its heading", "its paragraph"],
)
def test_what_a_clause_without_a_threat_may_be_about(before: str, reading: Read) -> None:
    """The heading above it tells, and so does a neutral sentence before it; but only where its words fit that."""
    text = "{}Victims are visited promptly, and children in the house are safeguarded.\n\nOfficers’ uniforms are smart."
    for told, wanted in ((before, [("domestic-abuse",), ()]), ("", [(), ()])):
        found = reading(text.format(told), year=2017)
        assert [s.threats for s in found.statements if isinstance(s, Finding)] == wanted


def test_the_more_specific_threat_stands_for_the_broader(reading: Read) -> None:
    """Never a concept together with its ancestor."""
    found = reading("Vulnerable people, particularly victims of domestic abuse, are well protected.")
    (finding,) = (s for s in found.statements if isinstance(s, Finding))
    assert finding.threats == ("domestic-abuse",)


def test_at_most_three_topics(reading: Read) -> None:
    """However many a sentence names."""
    found = reading(
        "Crime recording, vetting, custody, training, leadership and stop and search are well managed."
    )
    (finding,) = (s for s in found.statements if isinstance(s, Finding))
    assert 2 <= len(finding.topics) <= 3


def test_a_practice_is_a_statement_of_its_own(reading: Read) -> None:
    """Its title is nothing; its sentences are strengths besides."""
    found = reading(
        "Innovative practice\n\nThe night owls\n\nThe force lends radios to gamekeepers.\n",
        year=2021,
        pillar="overview",
    )
    (practice,) = (s for s in found.statements if isinstance(s, Practice))
    assert practice.span.of(found.document.text) == "The force lends radios to gamekeepers."


def test_every_finding_names_its_rule_and_its_cues(reading: Read) -> None:
    """So that it can be explained."""
    found = reading("Supervision is thorough.")
    (finding,) = (s for s in found.statements if isinstance(s, Finding))
    assert (finding.rule, finding.cues) == ("finding-by-cue", ("praising-word",))


def test_wrapped_lines_say_the_same(vocabulary: Vocabulary) -> None:
    """The real report of 2014, with its lines wrapped and paragraphs apart, gives the same statements."""
    text = (REPORTS / "leicestershire-2014-effectiveness.txt").read_text("utf-8")
    wrapped = "\n\n".join(textwrap.fill(line, 72, break_on_hyphens=False) for line in text.splitlines())
    told = Told("leicestershire", 2014, "effectiveness")
    one, other = (
        extract(Document("x", form, digest(form), "x", told), vocabulary) for form in (text, wrapped)
    )
    assert [said(s, one.document.text) for s in one.statements] == [
        said(s, other.document.text) for s in other.statements
    ]


def said(statement: Statement, text: str) -> tuple[object, ...]:
    """What a statement says, whatever the line ends in its words."""
    words = " ".join(statement.span.of(text).split())
    return type(statement), words, statement.question, statement.topics, statement.threats, statement.partners
