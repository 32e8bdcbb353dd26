"""Layout: blocks and sentences keep every character of the text that is not white space, at its offset."""

import itertools

import pytest
from growth import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from kg.resources import ontology
from kg.rules import Rules
from kg.structure import blocks, item, sentences, unwrapped
from kg.values import BlockKind, Span
from kg.vocabulary import load

RULES = Rules(load(ontology()))

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "  ",
                "Areas for improvement",
                "Good",
                "• The force should act.",
                "    - act; and",
                "\tPreventing crime | Good",
            ]
        ),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60),
    ),
    max_size=12,
)


def kinds(text: str) -> list[BlockKind]:
    return [block.kind for block in blocks(text, RULES)]


@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_blocks_are_in_order_and_lose_only_signs_and_white_space(lines: list[str], end: str) -> None:
    """The blocks of any text follow one another, and what lies between them is white space or a bullet's sign."""
    text = end.join(lines)
    at = 0
    for block in blocks(text, RULES):
        assert block.span.start >= at
        assert text[at : block.span.start].replace(block.sign, "", 1).strip() == ""
        assert block.span.of(text).strip() == block.span.of(text) != ""
        at = block.span.end
    assert text[at:].strip() == ""


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300))
def test_sentences_add_up_to_the_text(text: str) -> None:
    """No character of a stretch of text is lost between its sentences, but for white space."""
    found = list(sentences(text, Span(0, len(text)), RULES))
    joined = "".join("".join(span.of(text).split()) for span in found)
    assert joined == "".join(text.split())
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_headings_bullets_grades_rows_and_furniture_are_told_apart() -> None:
    """Each kind of line gets its kind."""
    text = "Skip to content\n\nKent PEEL 2016\n\nGood\n\n• The force should act.\n\nIt acts.\n\nPreventing crime | Good"
    assert kinds(text) == [
        BlockKind.FURNITURE, BlockKind.HEADING, BlockKind.GRADE, BlockKind.BULLET, BlockKind.PARAGRAPH, BlockKind.ROW,
    ]  # fmt: skip


def test_a_line_that_goes_on_in_lower_case_belongs_to_the_block_before_it() -> None:
    """A bullet broken over two lines is one bullet, with the line end in its span."""
    text = "  • reviewing cases that go to multi-agency\n    conferences."
    (block,) = blocks(text, RULES)
    assert block.span.of(text) == "reviewing cases that go to multi-agency\n    conferences."


@pytest.mark.parametrize("sign", ["•", "-", "–", "*", "o", "1.", "(a)", "◦"])
def test_signs_of_bullets(sign: str) -> None:
    """Bullets are known by many signs, and their words stand without them."""
    text = f"  {sign} reviews the process."
    (block,) = blocks(text, RULES)
    assert (block.kind, block.sign, block.span.of(text)) == (BlockKind.BULLET, sign, "reviews the process.")


@pytest.mark.parametrize("end", [";", "; and", ", and", "; or", ""])
def test_an_item_stands_without_what_joins_it_to_the_next(end: str) -> None:
    """A bullet's own words end before "; and"."""
    text = f"reviews the process{end}"
    assert item(text, Span(0, len(text))).of(text) == "reviews the process"


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a", "(", ", ", "| ", "a > ", "the force is also ", "• ", "•\n", "word. "])
def test_hostile_text_is_read_in_linear_time(unit: str) -> None:
    """Four times the text takes about four times the steps, not sixteen: no pattern runs back over a long line."""
    assert grows_linearly(_read, unit, 50_000)


def _read(text: str) -> None:
    for block in blocks(text, RULES):
        list(sentences(text, block.span, RULES))


def test_a_sentence_with_a_bar_or_tab_is_prose() -> None:
    """Only what does not end as a sentence is a row of a table; and a sentence is no button of the page."""
    for text in ("The force | county is improving.", "Staff\tfeel valued.", "Contact with victims is poor."):
        assert kinds(text) == [BlockKind.PARAGRAPH]


def test_a_word_that_is_no_abbreviation_ends_its_sentence() -> None:
    """Whatever the general splitter takes it for."""
    text = "The letters are not always sent. Raves are stopped at once."
    assert len(list(sentences(text, Span(0, len(text)), RULES))) == 2


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("2. How well does the force plan for the future?", BlockKind.HEADING),
        ("Question 3: How well does the force plan for the future?", BlockKind.HEADING),
        ("How well does the force plan for the future? Good", BlockKind.ROW),
        ("• Preventing crime: Good", BlockKind.ROW),
        ("Investigating crime – requires improvement", BlockKind.ROW),
        ("Efficiency Good", BlockKind.ROW),
        ("Good: Effectiveness, Legitimacy", BlockKind.ROW),
        ("Overall judgment: Good", BlockKind.GRADE),
        ("Good (2016; carried over)", BlockKind.GRADE),
        ("Supervision is good", BlockKind.HEADING),
        ("> The force should act.", BlockKind.BULLET),
        ("iii. review the plan.", BlockKind.BULLET),
        ("Page last updated: 2 May 2019", BlockKind.FURNITURE),
        ("Published 2 May 2019. Last updated 3 May 2019", BlockKind.FURNITURE),
        ("The rota is kept with care. " * 8 + "It was shown to us (C4)", BlockKind.PARAGRAPH),
    ],
)
def test_what_a_line_is(line: str, kind: BlockKind) -> None:
    """Questions with numbers, grades in a row or with a label, and the furniture of dates."""
    assert kinds(line) == [kind]


def test_a_line_before_a_much_longer_one_was_not_wrapped() -> None:
    """Text that was wrapped has lines of much the same length."""
    line = "The force should attend incidents within the times that it has set"
    assert kinds(f"{line}\n{'The control room takes many calls. ' * 6}".strip()) == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]
    assert len(kinds(f"{line}\nfor itself and published.")) == 1


@pytest.mark.parametrize("sign", "•◦▪▫■□☐◼◻▶►▸‣●○·⁃∙➢➤➔→✓✔✗❖◆★*>–—−‒\uf0b7\uf06e-+")
def test_signs_of_items(sign: str) -> None:
    """Whatever a report has before its items."""
    (found,) = blocks(f"{sign} the force should act on that", RULES)
    assert (found.kind, found.sign) == (BlockKind.BULLET, sign)


WRAPPED = "There are daily meetings, in which the risks to each child are weighed;"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{WRAPPED}\nand outcomes are recorded in one place.", 1),
        (f"The partners share their information, and do so at once and openly, in all\n{WRAPPED}\nall know them.", 1),
        (f"• {WRAPPED} and\n  outcomes are recorded in one place.", 1),
        (f"• {WRAPPED}\n  outcomes are recorded in one place.", 1),
        (f"• {WRAPPED} and\n• outcomes are recorded in one place.", 2),
        (f"{WRAPPED}\noutcomes are recorded in one place.", 2),
        (f"{WRAPPED} and\noutcomes are recorded in one place.", 2),
        (f"{WRAPPED}\n\nand outcomes are recorded in one place.", 2),
        ("review its cases;\nand train its officers.", 2),
        (f"{WRAPPED}\nOutcomes are recorded.", 2),
    ],
)  # fmt: skip
def test_a_semicolon_at_the_end_of_a_line(text: str, count: int) -> None:
    """It ends an item of a list, but no sentence that was wrapped there."""
    assert len(blocks(text, RULES)) == count


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2029"])
def test_an_empty_line_parts_blocks_whatever_ends_a_line(end: str) -> None:
    """Also where the first line could go on."""
    first = "The force works with its partners in each of its districts, whatever the hour"
    assert len(blocks(f"{first}{end}{end}And in the towns", RULES)) == 2
    assert len(blocks(f"{first}{end}and in the towns", RULES)) == 1


def test_a_full_line_goes_on_where_a_sentence_ends() -> None:
    """In a text that is wrapped; where paragraphs stand close below each other, one may end there."""
    lines = [
        "The force works with its partners in every district.",
        "They say so when one asks them, and so do we here.",
    ]
    apart = "\n\n".join("\n".join(lines * 3) for _ in range(4))
    assert len(blocks(apart, RULES)) == 4
    close = "\n".join([*lines, "It does well.", *lines, "It does not.", *lines, "That is all."] * 4)
    assert len(blocks(close, RULES)) > 12


def test_a_wrapped_text_reads_as_if_it_were_not() -> None:
    """No line end is within a block, and each word stands where it stood."""
    text = "Areas for\r\nimprovement\n\n• The force should act\n  at once.\n• It must not wait.\n"
    flat = unwrapped(text, blocks(text, RULES))
    assert flat == "Areas for  improvement\n\n• The force should act   at once.\n• It must not wait.\n"


def test_a_line_of_a_wrapped_sentence_is_no_link() -> None:
    """Whatever its words look like by themselves."""
    lines = [
        "Oversight of the work of the teams at the first point of",
        "contact with families is good, as it was last year, too.",
    ]
    assert kinds("\n\n".join("\n".join(lines) for _ in range(12))) == [BlockKind.PARAGRAPH] * 12
