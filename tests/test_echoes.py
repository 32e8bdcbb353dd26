"""Bodies that are taken up again by a clause that does not name them; and those that are only compared with."""

from collections.abc import Callable

import pytest

from kg.values import Finding, Partnership, Reading

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        (
            "The force works closely with the youth offending team. Its staff are well trained.",
            ["youth-offending-team"],
        ),
        (
            "The force shares a well-run unit with Essex Police and Suffolk Constabulary. Together, they have arrested more burglars.",
            ["essex", "suffolk"],
        ),
        (
            "It has a joint action group in each district. The group does not meet often enough.",
            ["joint-action-group"],
        ),
        ("The force works with a women's refuge. The refuge's advisers are highly skilled.", ["refuge"]),
        ("The force works well with the fire and rescue service. It investigates burglary poorly.", []),
        (
            "The force works well with the fire and rescue service.\n\nIts staff are well trained.",
            [],
        ),
        ("Unlike Essex Police, the force does not understand its demand.", []),
        ("It is better than Essex Police and Suffolk Constabulary at answering calls.", []),
        (
            "Its detectives solve crimes more often than their colleagues in Essex Police and Suffolk Constabulary.",
            [],
        ),
        ("It is quicker than Essex Police to answer calls. It does not know why.", []),
        ("It is better than it was at sharing officers with Essex Police.", ["essex"]),
    ],
)
def test_the_last_finding_is_about(text: str, partners: list[str], reading: Read) -> None:
    """A pronoun or a noun may take up a body of its own paragraph; "it" is mostly the force."""
    found = [s for s in reading(text).statements if isinstance(s, Finding)]
    assert sorted(partner.slug for partner in found[-1].partners) == partners


def test_a_demonstrative_takes_up_the_relationship(reading: Read) -> None:
    """The worked example of the data contract."""
    text = (
        "The force has an excellent working relationship with EMSOU. "
        "This gives Leicestershire Police access to additional capability to disrupt organised crime groups."
    )
    found = [s for s in reading(text, force="leicestershire").statements if isinstance(s, Finding)]
    assert [[partner.slug for partner in finding.partners] for finding in found] == [["emsou"], ["emsou"]]


def test_who_is_only_compared_with_is_no_partner(reading: Read) -> None:
    """Neither the first of several, nor the others."""
    text = "The force shares a helicopter with Norfolk Constabulary, and solves crimes more often than Essex Police and Suffolk Constabulary."
    found = [s for s in reading(text).statements if isinstance(s, Partnership)]
    assert [partner.slug for s in found for partner in s.partners] == ["norfolk"]
