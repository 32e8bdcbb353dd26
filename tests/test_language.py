"""Every cue and rule of `ontology/language/` matches its examples, and must not match its counter-examples."""

from pathlib import Path

import pytest

from kg.extract import extract
from kg.namespaces import PEEL, SKOS
from kg.read import read
from kg.resources import ontology
from kg.rules import Rule, Rules
from kg.tokens import tokens
from kg.values import Sort
from kg.vocabulary import Entry, Vocabulary, load

VOCABULARY = load(ontology())
RULES = Rules(VOCABULARY)
WHOLE_LINE = {
    "several",
    "other-service",
    "furniture",
    "no-grade",
    "grade-line",
    "grade-row",
    "report-title",
    "overview-page",
    "body-noun",
    "letter-title",
    "letter-month",
    "other-inspection",
    "force-line",
    "letter-staff-after",
    "letter-staff-before",
    "letter-beside",
    "clause-aside",
}


def _cases(kind: str) -> list[object]:
    """(entry, sentence, whether it must match) for all examples and counter-examples of a kind.

    A rule without a pattern is carried out by the engine on what other rules found; the tests of its step hold it.
    """
    return [
        pytest.param(entry, sentence, wanted, id=f"{entry.slug}-{wanted}-{number}")
        for entry in VOCABULARY[kind].values()
        if kind == "cue" or entry.all(PEEL + "pattern")
        for property_, wanted in ((SKOS + "example", True), (PEEL + "counterExample", False))
        for number, sentence in enumerate(entry.all(property_))
    ]


def _matches(rule: Rule, sentence: str) -> bool:
    if rule.slug in WHOLE_LINE or rule.slug.endswith("-heading"):
        return rule.whole(sentence) is not None
    if rule.slug == "bullet":
        return rule.patterns[0].match(sentence) is not None
    return rule.first(sentence) is not None


def test_there_are_cues_and_rules() -> None:
    """An empty language folder is a failure, not a pass."""
    assert len(_cases("cue")) >= 40
    assert len(_cases("rule")) >= 40


@pytest.mark.parametrize(("cue", "sentence", "wanted"), _cases("cue"))
def test_cue(cue: Entry, sentence: str, wanted: bool, vocabulary: Vocabulary) -> None:
    """A cue is found in its example, and not in its counter-example."""
    found = vocabulary.lexicon.mentions(tokens(sentence))
    assert (cue.slug in {mention.slug for mention in found if mention.sort is Sort.CUE}) == wanted


@pytest.mark.parametrize(("entry", "sentence", "wanted"), _cases("rule"))
def test_rule_with_a_pattern(entry: Entry, sentence: str, wanted: bool) -> None:
    """A pattern matches the rule's example, and not its counter-example."""
    assert _matches(RULES[entry.slug], sentence) == wanted


def test_every_signal_of_a_cue_is_described() -> None:
    """A cue's signal is one of the scheme, and each signal of the scheme is given by some cue."""
    assert set(VOCABULARY.signals.values()) == set(VOCABULARY["signal"])


def test_patterns_do_not_repeat_a_bare_space() -> None:
    """A space of a pattern stands for any white space, so a quantifier after one would mean something else."""
    for entry in VOCABULARY["rule"].values():
        for pattern in entry.all(PEEL + "pattern"):
            assert not any(f" {sign}" in pattern for sign in ("?", "*", "+", "{0", "{1", "{2")), (
                entry.slug,
                pattern,
            )


@pytest.mark.slow
def test_every_rule_that_reads_a_statement_is_described(vocabulary: Vocabulary) -> None:
    """The marked reports are read by rules of the ontology only, and each rule without a pattern reads some of them."""
    tests = Path(__file__).parent
    used = {
        s.rule
        for path in [*tests.glob("gold/*.txt"), *tests.glob("letters/*.txt")]
        for s in extract(read(path, vocabulary), vocabulary).statements
    }
    assert used <= set(vocabulary["rule"])
    carried_out = {slug for slug, entry in vocabulary["rule"].items() if not entry.all(PEEL + "pattern")}
    assert carried_out <= used
