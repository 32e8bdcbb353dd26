"""What a force must do: kinds, nesting, deadlines, and the prose around it that is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.pipeline import check
from kg.values import Action, ActionKind, Finding, Reading

Read = Callable[..., Reading]
AFI, CONCERN, RECOMMENDATION = (
    ActionKind.AREA_FOR_IMPROVEMENT,
    ActionKind.CAUSE_OF_CONCERN,
    ActionKind.RECOMMENDATION,
)


def actions(found: Reading) -> list[tuple[ActionKind, str, str | None]]:
    """Kind, words and the words of the parent."""
    text = found.document.text
    return [
        (s.kind, s.span.of(text), s.parent.of(text) if s.parent else None)
        for s in found.statements
        if isinstance(s, Action)
    ]


INDENTED = """Areas for improvement

  • The force should improve its response to domestic abuse by:
    • assessing risk at every incident; and
    • reviewing each plan.
  • The force should publish its data.
"""
FLAT = """Areas for improvement
- The force should improve its response to domestic abuse by:
- assessing risk at every incident; and
- reviewing each plan.
- The force should publish its data.
"""
SIGNS = """Areas for improvement
1. The force should improve its response to domestic abuse by:
   (a) assessing risk at every incident; and
   (b) reviewing each plan.
2. The force should publish its data.
"""


@pytest.mark.parametrize("text", [INDENTED, FLAT, SIGNS], ids=["indented", "flat", "numbered"])
def test_nested_bullets(text: str, reading: Read) -> None:
    """A bullet that ends in a colon is the parent of those under it, whatever the layout of the list."""
    parent = "The force should improve its response to domestic abuse by:"
    assert actions(reading(text)) == [
        (AFI, parent, None),
        (AFI, "assessing risk at every incident", parent),
        (AFI, "reviewing each plan.", parent),
        (AFI, "The force should publish its data.", None),
    ]


LETTER = """Cause of concern

The force is failing to record one in five violent crimes

Controlling behaviour was often entered as advice given.

Recommendations

Within three months, Kent Police should:

  • train every inspector; and
  • listen to a sample of calls.

By 30 June 2023, the force should look again at its closed cases.
"""


def test_a_cause_of_concern_and_its_recommendations(reading: Read) -> None:
    """The line under the heading states it; bullets and sentences of the recommendations are its parts."""
    concern = "The force is failing to record one in five violent crimes"
    found = reading(LETTER, year=2021, pillar="overview")
    assert actions(found) == [
        (CONCERN, concern, None),
        (RECOMMENDATION, "train every inspector", concern),
        (RECOMMENDATION, "listen to a sample of calls.", concern),
        (RECOMMENDATION, "By 30 June 2023, the force should look again at its closed cases.", concern),
    ]


def test_deadlines_are_inherited_from_the_lead_in(reading: Read) -> None:
    """Each recommendation has the words that set its time."""
    found = reading(LETTER, year=2021, pillar="overview")
    assert [s.deadline for s in found.statements if isinstance(s, Action)] == [
        None, "Within three months", "Within three months", "By 30 June 2023",
    ]  # fmt: skip


def test_what_explains_a_cause_of_concern_is_a_finding(reading: Read) -> None:
    """A cause of concern stated in a paragraph is its first sentence."""
    found = reading("Cause of concern\n\nHMIC is concerned about vetting. Checks are too slow.\n")
    assert [words for _, words, _ in actions(found)] == ["HMIC is concerned about vetting."]
    assert [s.span.of(found.document.text) for s in found.statements if isinstance(s, Finding)] == [
        "Checks are too slow."
    ]


def test_an_area_for_improvement_stated_as_a_line(reading: Read) -> None:
    """The line under the singular heading is the action; what follows it explains."""
    text = "Area for improvement\n\nThe force needs to answer emergency calls more quickly\n\nCallers wait too long.\n"
    assert [words for _, words, _ in actions(reading(text, year=2021, pillar="overview"))] == [
        "The force needs to answer emergency calls more quickly"
    ]


def test_bullets_outside_action_headings_are_no_actions(reading: Read) -> None:
    """Nor is a sentence that says what a force should do."""
    assert (
        actions(
            reading(
                "We looked at how the force:\n\n• records crime; and\n• takes calls.\n\nThe force should also review its plans.\n"
            )
        )
        == []
    )


def test_the_list_ends_with_its_bullets(reading: Read) -> None:
    """Prose after the bullets is prose again."""
    found = reading(
        "Areas for improvement\n\n• The force should act.\n\nThe force should have acted on this before.\n"
    )
    assert len(actions(found)) == 1


def test_several_areas_for_improvement_without_bullets(reading: Read) -> None:
    """Under the plural heading, each paragraph that opens with what the force should do is one."""
    text = "Areas for improvement\n\nThe force should publish its data.\n\nThe force should also review its plans.\n\nIts plans are old.\n"
    assert [words for _, words, _ in actions(reading(text))] == [
        "The force should publish its data.", "The force should also review its plans.",
    ]  # fmt: skip


def test_a_sentence_of_prose_may_state_an_action(reading: Read) -> None:
    """A cause of concern with its recommendations, a recommendation, an area for improvement: without a heading."""
    found = reading(
        "Calls are logged. That no one answers them at night is a cause of concern to HMIC. Callers told us so.\n\n"
        "To address this, the force should within a month:\n\n1. staff the room; and\n2. test it.\n\n"
        "HMIC also recommends that the force publishes its rota.\n\n"
        "It is an area for improvement that the force should call victims back.\n"
    )
    concern = "That no one answers them at night is a cause of concern to HMIC."
    assert actions(found) == [
        (CONCERN, concern, None),
        (RECOMMENDATION, "staff the room", concern),
        (RECOMMENDATION, "test it.", concern),
        (RECOMMENDATION, "HMIC also recommends that the force publishes its rota.", concern),
        (AFI, "It is an area for improvement that the force should call victims back.", None),
    ]


def test_the_last_clause_may_state_a_cause_of_concern(reading: Read) -> None:
    """The rest of its sentence is none of it."""
    found = reading("Training is good, but we have a cause of concern about how stalking is recorded.\n")
    assert actions(found) == [(CONCERN, "we have a cause of concern about how stalking is recorded.", None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The cause of concern that we raised in 2014 has been discharged.",
        "Parking is a cause of concern to residents.",
        "Few of its staff would recommend it as a place to work.",
        "It has dealt with the area for improvement that we gave it.",
    ],
)
def test_talk_of_actions_is_none(sentence: str, reading: Read) -> None:
    """Recalled, discharged, or somebody else's."""
    assert actions(reading(f"{sentence}\n")) == []


def test_a_paragraph_may_open_a_list(reading: Read) -> None:
    """One that says what to do is an action with parts; a bare one only leads in."""
    text = "Area for improvement\n\nThe force should improve how it looks after witnesses by:\n• calling them; and\n• meeting them.\n"
    parent = "The force should improve how it looks after witnesses by:"
    assert actions(reading(text)) == [
        (AFI, parent, None),
        (AFI, "calling them", parent),
        (AFI, "meeting them.", parent),
    ]


def test_a_label_in_the_line_of_the_action(reading: Read) -> None:
    """Stands for the heading."""
    found = reading("Recommendation 1: By June, the force should publish its plan.\n\nIt has a plan.\n")
    assert actions(found) == [(RECOMMENDATION, "By June, the force should publish its plan.", None)]


def test_a_paragraph_after_bullets_explains(reading: Read) -> None:
    """Though it says must; another that opens with what the force should do is one more."""
    found = reading(
        "Recommendations\n\n1) The force should act.\n\nSickness, it must be said, is high.\n\n"
        "Recommendations\n\n1) The force should move.\n\nBy June, the force should report.\n"
    )
    assert [words for _, words, _ in actions(found)] == [
        "The force should act.",
        "The force should move.",
        "By June, the force should report.",
    ]


@pytest.mark.slow
def test_a_cause_of_concern_without_a_recommendation_is_built_and_told(tmp_path: Path) -> None:
    """A text may make none: that is a warning, and stops nothing."""
    report = tmp_path / "kent-2018-effectiveness.txt"
    report.write_text(
        "Kent PEEL 2018\n\nEffectiveness\n\nHMICFRS inspected the force.\n\nCause of concern\n\n"
        "The force's response to calls from vulnerable people is a cause of concern.\n"
    )
    found = check(kg.build([report]))
    assert found.conforms
    assert [result.severity for result in found.results] == ["Warning"]


def test_a_cause_of_concern_may_be_an_item(reading: Read) -> None:
    """The first one under its heading states it; what is recommended after that is a part of it."""
    cause, first, second = (
        "The force fails to protect those it holds.",
        "The force should train.",
        "It should act.",
    )
    found = reading(f"Cause of concern\n\n• {cause}\n\nRecommendations\n\n• {first}\n\n• {second}")
    assert actions(found) == [
        (CONCERN, cause, None),
        (RECOMMENDATION, first, cause),
        (RECOMMENDATION, second, cause),
    ]
    assert len(found.statements) == 3


def test_what_addresses_an_area_is_a_part_of_it(reading: Read) -> None:
    """Its explanation stays prose; once another heading stands between, such a list is no part of it."""
    area, first, second = (
        "The force rarely checks its files",
        "look at each file monthly",
        "train its sergeants.",
    )
    box = f"Area for improvement\n\n{area}\n\nHalf of the files that we read had gaps."
    todo = f"To address this, the force should immediately:\n\n• {first}; and\n• {second}"
    found = reading(f"{box} {todo}")
    assert actions(found) == [(AFI, area, None), (AFI, first, area), (AFI, second, area)]
    assert [s.span.of(found.document.text) for s in found.statements if isinstance(s, Finding)] == [
        "Half of the files that we read had gaps."
    ]
    assert actions(reading(f"{box}\n\nCustody\n\n{todo}")) == [(AFI, area, None)]
