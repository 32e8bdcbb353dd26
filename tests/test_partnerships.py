"""With whom a force works: bodies that a sentence ties to it, and bodies that it merely mentions."""

from collections.abc import Callable

import pytest

from kg.values import Partnership, Reading

Read = Callable[..., Reading]


def partners(found: Reading) -> list[str]:
    return sorted(s.partners[0].slug for s in found.statements if isinstance(s, Partnership))


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The force works well with the fire and rescue service.", ["fire-and-rescue-service"]),
        (
            "Officers share an office with social workers and the probation service.",
            ["childrens-social-care", "probation-service"],
        ),
        (
            "It has an excellent relationship with the Eastern Region Special Operations Unit (ERSOU), the regional organised crime unit.",
            ["ersou"],
        ),
        ("Together with Essex Police, the force runs a joint unit.", ["essex"]),
        (
            "Titan, the regional organised crime unit, supports the force jointly with the National Crime Agency.",
            ["national-crime-agency", "nwrocu"],
        ),
        ("The teams work with district and borough councils.", ["borough-council", "district-council"]),
        ("The force works well with partners and other agencies.", []),
        ("The force has not set up a multi-agency safeguarding hub.", []),
        ("It has no links with the fire service.", []),
        ("It works well with Essex Police, but it has no links with the fire service.", ["essex"]),
        ("It has no custody suite and shares one with Surrey Police.", ["surrey"]),
        ("The force plans to work with Barnardo's on this.", []),
        ("Unlike Essex Police, the force publishes its data.", []),
        ("HMIC works with the force.", []),
        ("The College of Policing sets the standard.", []),
        ("Its special constables work with neighbourhood teams.", []),
    ],
)
def test_who_is_a_partner(sentence: str, wanted: list[str], reading: Read) -> None:
    """A body that the force works with, by name or by kind."""
    assert partners(reading(sentence)) == wanted


def test_a_name_that_several_bodies_share_is_that_of_the_force(reading: Read) -> None:
    """ "Tri-force" is another alliance in another region; without a member it is nobody."""
    sentence = "Its dog section is shared through the tri-force collaboration."
    assert partners(reading(sentence, force="hertfordshire")) == ["bch"]
    assert partners(reading(sentence, force="kent")) == []


def test_one_partnership_with_every_passage(reading: Read) -> None:
    """Two sentences on one body are two passages of one partnership, which serves the threats of both."""
    text = "The force works well with ERSOU on organised crime.\n\nIt shares intelligence with ERSOU about terrorism.\n"
    found = reading(text)
    (partnership,) = (s for s in found.statements if isinstance(s, Partnership))
    assert len(partnership.evidence) == 2
    assert set(partnership.threats) == {"serious-and-organised-crime", "terrorism"}


def test_a_sentence_that_points_back_to_a_partner_is_evidence_too(reading: Read) -> None:
    """ "This" is the relationship of the sentence before."""
    text = "The force has an excellent relationship with ERSOU. This gives it access to skilled surveillance teams.\n"
    (partnership,) = (s for s in reading(text).statements if isinstance(s, Partnership))
    assert len(partnership.evidence) == 2


def test_it_is_the_force_and_not_its_partner(reading: Read) -> None:
    """A sentence about the force after one about a partner is no passage of the partnership."""
    text = "The force works well with SEROCU. It is well prepared for a terrorist attack.\n"
    (partnership,) = (s for s in reading(text, force="surrey").statements if isinstance(s, Partnership))
    assert (len(partnership.evidence), "terrorism" in partnership.threats) == (1, False)
