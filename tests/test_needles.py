"""What is looked for before a pattern is tried stands in whatever the pattern matches."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.namespaces import PEEL, SKOS
from kg.needles import Needles, lowered, needles_of, needles_within, stand_in
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
    assert list(needles_of(pattern)) == needles


@pytest.mark.parametrize("slug", ALL)
def test_no_match_is_missed(slug: str) -> None:
    """Wherever a pattern of a rule matches, its needles are found."""
    entry = VOCABULARY["rule"][slug]
    rule = RULES[slug]
    tries = [(pattern.compiled, (*rule.shared, *needles)) for pattern, needles in rule.tries]
    lines = [line for path in REPORTS for line in path.read_text("utf-8").splitlines()]
    for text in [*entry.all(SKOS + "example"), *entry.all(PEEL + "counterExample"), *filter(None, lines)]:
        for pattern, needles in tries:
            assert stand_in(lowered(text), needles) or not pattern.search(text), (pattern.pattern, text)


def rule_needles(slug: str) -> list[Needles]:
    """What must stand in a text for each pattern of a rule to match there."""
    rule = RULES[slug]
    return [(*rule.shared, *needles) for _, needles in rule.tries]


def rule_of(*patterns: str) -> Rule:
    """A rule of some patterns."""
    return Rule.of("odd", {pattern: needles_of(pattern) for pattern in patterns})


def test_a_hole_has_the_needles_of_what_stands_for_it() -> None:
    """As if it stood there itself."""
    known = needles_within("(?:kent|essex)")
    assert needles_of("(?:in )\\b!\\b", {"!": known}) == needles_of("(?:in )\\b(?:kent|essex)\\b")
    assert needles_of("\\b!\\b|of sussex", {"!": known}) == needles_of("\\b(?:kent|essex)\\b|of sussex")


@pytest.mark.parametrize("slug", ALL)
def test_needles_of_rules_are_those_of_their_patterns(slug: str) -> None:
    """Also where they were worked out hole by hole."""
    for pattern, (_, needles) in zip(RULES[slug].patterns, RULES[slug].tries, strict=True):
        assert {*RULES[slug].shared, *needles} == {*needles_of(pattern.pattern)}


def test_most_rules_have_needles() -> None:
    """Or they would be of no use."""
    bare = [slug for slug in ALL if not all(rule_needles(slug))]
    assert len(bare) < len(ALL) / 8


def test_every_character_keeps_its_place() -> None:
    """Lower case is never longer."""
    assert len(lowered(EVERY_CASE)) == len(EVERY_CASE)


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
def test_letters_that_are_the_same_without_case(letter: str) -> None:
    """What a pattern takes for a letter, its needle takes for it too: also the long s, the dotless i and the sign for kelvin."""
    rule = rule_of(letter * 3)
    same = re.findall(letter, EVERY_CASE, re.IGNORECASE)
    assert len(same) > 1
    for character in same:
        assert rule.first(f"<{character * 3}>"), character
        assert rule.whole(character * 3), character
        assert list(rule.all(f"<{character * 3}>", 1, 4)), character


@given(st.text(alphabet="sSſiİıkKa é.", max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_a_rule_finds_what_its_pattern_finds(text: str, start: int, end: int) -> None:
    """In a whole text and in any stretch of one."""
    written = ("sis", "(?:ki|is)+a", "[.]\\s*s")
    patterns, rule = [re.compile(one, re.IGNORECASE) for one in written], rule_of(*written)
    found = [m.span() for one in patterns for m in one.finditer(text, start, end)]
    assert [m.span() for m in rule.all(text, start, end)] == found
    first = rule.first(text, start, end)
    assert (first.span() if first else None) == (found[0] if found else None)
    assert rule.may_occur(text, start, end) >= bool(found)
    assert bool(rule.whole(text)) == any(one.fullmatch(text) for one in patterns)
