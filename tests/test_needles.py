"""What is looked for before a pattern is tried stands in whatever the pattern matches."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.namespaces import PEEL, SKOS
from kg.needles import lowered, needles_of, opens_narrowly, stand_in
from kg.resources import ontology
from kg.rules import Rule, Rules
from kg.vocabulary import load

VOCABULARY = load(ontology())
RULES = Rules(VOCABULARY)
REPORTS = sorted((Path(__file__).parent / "gold").glob("*.txt"))[::7]
ALL = [slug for slug, entry in VOCABULARY["rule"].items() if entry.all(PEEL + "pattern")]
EVERY_CASE = "".join(map(chr, range(sys.maxunicode + 1)))
"""Every character, of which some are the same as a letter of ASCII when case does not count."""


@pytest.mark.parametrize(
    ("pattern", "needles"),
    [
        ("recommends?", [("recommend",)]),
        ("(?:must|needs? to)", [("must", "need")]),
        ("cause\\s+of concern", [("cause",), ("of concern",)]),
        ("whil(?:e|st)|whereas", [("whereas", "while", "whilst")]),
        ("wh(?:il(?:st|e)|ereas) it", [(" it",), ("whereas", "while", "whilst")]),
        ("w(?:h.|e)re", [("re",), ("we", "wh")]),
        ("[:–] good", [(" good",), (":", "–")]),
        ("(?:graded )?good", [("good",)]),
        ("good(?= at)", [(" at",), ("good",)]),
        ("(?<=very )good", [("good",)]),
        ("good|.*", []),
        ("a|the", []),
        ("é+t", []),
    ],
)
def test_needles_are_what_every_match_has(pattern: str, needles: list[tuple[str, ...]]) -> None:
    """Of ways of which one is taken one piece of each; nothing that may be left out, or that lies before the match."""
    assert list(needles_of(re.compile(pattern, re.IGNORECASE))) == needles


@pytest.mark.parametrize(
    ("pattern", "narrow"),
    [
        ("recommends?", True),
        ("(?:must|needs? to)", True),
        ("(?!.*never)(?:core )?[0-9]+", True),
        ("^\\s*[•*]", True),
        ("(?:core )?.*good", False),
        ("(?:must|[^.]{3,9}) good", False),
        ("\\w+ good", False),
        ("(?:)", False),
    ],
)
def test_what_opens_narrowly(pattern: str, narrow: bool) -> None:
    """A pattern that only few letters may open, as far as that is sure."""
    assert opens_narrowly(re.compile(pattern, re.IGNORECASE)) == narrow


@pytest.mark.parametrize("slug", ALL)
def test_no_match_is_missed(slug: str) -> None:
    """Wherever a pattern of a rule matches, its needles are found."""
    entry = VOCABULARY["rule"][slug]
    tries = [(pattern, needles_of(pattern)) for pattern in RULES[slug].patterns]
    lines = [line for path in REPORTS for line in path.read_text("utf-8").splitlines()]
    for text in [*entry.all(SKOS + "example"), *entry.all(PEEL + "counterExample"), *filter(None, lines)]:
        for pattern, needles in tries:
            assert stand_in(lowered(text), needles) or not pattern.search(text), (pattern.pattern, text)


def test_most_rules_have_needles() -> None:
    """Or they would be of no use."""
    bare = [slug for slug in ALL if not all(map(needles_of, RULES[slug].patterns))]
    assert len(bare) < len(ALL) / 8


def test_every_character_keeps_its_place() -> None:
    """Lower case is never longer."""
    assert len(lowered(EVERY_CASE)) == len(EVERY_CASE)


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
def test_letters_that_are_the_same_without_case(letter: str) -> None:
    """What a pattern takes for a letter, its needle takes for it too: also the long s, the dotless i and the sign for kelvin."""
    pattern = re.compile(letter * 3, re.IGNORECASE)
    rule = Rule.of("letters", [pattern])
    same = re.findall(letter, EVERY_CASE, re.IGNORECASE)
    assert len(same) > 1
    for character in same:
        assert rule.first(f"<{character * 3}>"), character
        assert rule.whole(character * 3), character
        assert list(rule.all(f"<{character * 3}>", 1, 4)), character


@given(st.text(alphabet="sSſiİıkKa é.", max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_a_rule_finds_what_its_pattern_finds(text: str, start: int, end: int) -> None:
    """In a whole text and in any stretch of one."""
    patterns = tuple(re.compile(one, re.IGNORECASE) for one in ("sis", "(?:ki|is)+a", "[.]\\s*s"))
    rule = Rule.of("odd", patterns)
    found = [m.span() for one in patterns for m in one.finditer(text, start, end)]
    assert [m.span() for m in rule.all(text, start, end)] == found
    first = rule.first(text, start, end)
    assert (first.span() if first else None) == (found[0] if found else None)
    assert rule.may_occur(text, start, end) >= bool(found)
    assert bool(rule.whole(text)) == any(one.fullmatch(text) for one in patterns)
