"""What is not seen in a text changes nothing that is read in it, and offsets count in the text as it is."""

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.plain import plain
from kg.values import Reading, Span

REPORT = """PEEL: Police effectiveness 2016

Kent Police

How effective is the force at preventing crime?

Good

The force works well with the fire and rescue service. However, its café for victims is rarely open.
Its officers are effective in anti-social behaviour.

Areas for improvement

• The force should improve its response to victims of domestic abuse.
"""


def softened(text: str) -> str:
    """The text with a soft hyphen in every longer word, as copying from a page leaves it."""
    return re.sub(r"\b([A-Za-z]{3})([a-z]{3,})\b", "\\1\u00ad\\2", text)


@pytest.mark.parametrize(
    "written",
    [
        softened,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(". ", ".\u200b "),
        lambda text: text.replace("fi", "ﬁ").replace("ff", "ﬀ"),
        lambda text: text.replace("-", "\u2011"),
        lambda text: re.sub(r"(?<=[a-z])\.", ".¹²", text),
        lambda text: text.replace("Kent", "\u200eKent\u200f"),
    ],
    ids=[
        "soft hyphens",
        "accents apart",
        "no-break spaces",
        "CRLF",
        "zero width",
        "ligatures",
        "hyphens",
        "marks",
        "directions",
    ],
)
def test_the_same_words_say_the_same(written: Callable[[str], str], reading: Callable[..., Reading]) -> None:
    """Whatever a copy of a report has between its letters, the statements are the same, each with its words as they stand."""
    plainly, oddly = reading(REPORT), reading(written(REPORT))

    def shown(found: Reading) -> list[tuple[str, ...]]:
        text = found.document.text
        return [
            (type(s).__name__, s.rule, *s.topics, " ".join(plain(s.span.of(text)).copy.split()))
            for s in found.statements
        ]

    assert len(plainly.statements) >= 3
    assert shown(oddly) == shown(plainly)
    assert oddly.document.text != plainly.document.text
    assert oddly.identity.title == plainly.identity.title


@given(st.text(st.sampled_from("ab é\u00ad\u200b\u0301\u0308e\ufeff.\n"), max_size=60))
def test_every_place_of_the_copy_is_a_place_of_the_text(text: str) -> None:
    """A word of the copy stands in the text where its place is, whatever is between its letters."""
    letters = plain(text)
    for word in re.finditer(r"\w+", letters.copy):
        own = letters.original(Span(*word.span()))
        assert plain(own.of(text)).copy.startswith(word[0])


def test_powers_are_no_marks() -> None:
    """A raised number behind a number or a unit belongs to it."""
    written = "In 10³ km² of land.² It costs £3m."
    assert plain(written).copy == "In 10³ km² of land. It costs £3m."


@pytest.mark.parametrize(
    ("pasted", "seen"),
    [
        ("It knows its communities.1 Neighbourhood officers", "It knows its communities. Neighbourhood officers"),
        ("its communities,2 and its ‘hubs’;12 they agree.3\nThe", "its communities, and its ‘hubs’; they agree.\nThe"),
        ("of its communities.”4", "of its communities.”"),
        ("by 9.30 on day 2.5 The risk was 1 in 10. See 3.1 The", "by 9.30 on day 2.5 The risk was 1 in 10. See 3.1 The"),
        ("since March.2016 The unit", "since March.2016 The unit"),
    ],
)  # fmt: skip
def test_marks_of_footnotes_that_are_no_longer_raised(pasted: str, seen: str) -> None:
    """A number right behind the end of a sentence is a mark, one within a number or before its unit is not."""
    assert plain(pasted).copy == seen


def test_letters_taken_for_several() -> None:
    """Only where they are the bytes of a letter that texts have; a word that ends with one ends behind it."""
    letters = plain("the forceâ€™s cafÃ© costs Â£3m, says SiÃ¢n at the cafÃ©")
    assert letters.copy == "the force’s café costs £3m, says Siân at the café"
    assert letters.original(Span(12, 16)).of(letters.own) == "cafÃ©"
    assert plain("at the café’” of Sân’s").alike


def test_letters_cast_as_one_have_its_place() -> None:
    """A word that ends within a ligature ends behind it."""
    letters = plain("the oﬃce is eﬀective")
    assert letters.copy == "the office is effective"
    assert letters.original(Span(4, 6)).of(letters.own) == "oﬃ"
    assert letters.original(Span(14, 23)).of(letters.own) == "eﬀective"


def test_a_plain_text_is_its_own_copy() -> None:
    """Nothing is done to it."""
    assert plain("Kent Police’s staff").alike
    assert not plain("Kent Po\u00adlice").alike
