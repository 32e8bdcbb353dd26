"""What a force must do: kinds, nesting, deadlines, and the prose around it that is none."""

from collections.abc import Callable

import pytest

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
