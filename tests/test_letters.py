"""Letters of joint inspections: whose they are, what their sections say, and whom a sentence concerns."""

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

import kg
from kg.coverage import Fate, covered
from kg.describe import describe
from kg.extract import Page, parse, read_page
from kg.namespaces import PEEL
from kg.read import Source, read
from kg.values import Action, Finding, Partnership, Polarity, Practice, Reading, Statement
from kg.vocabulary import Vocabulary

LETTER = Path(__file__).parent / "letters" / "rochdale.txt"


@pytest.fixture(scope="module")
def page(vocabulary: Vocabulary) -> Page:
    """The letter in its places."""
    return parse(read(Source(LETTER), vocabulary), vocabulary)


@pytest.fixture(scope="module")
def letter(page: Page, vocabulary: Vocabulary) -> Reading:
    """All that the letter says."""
    return read_page(page, vocabulary)


S = TypeVar("S", bound=Statement)


def said(letter: Reading, kind: type[S], words: str) -> list[S]:
    """The statements of a kind whose passage has some words in it."""
    text = letter.document.text
    return [s for s in letter.statements if isinstance(s, kind) and words in s.span.of(text)]


def test_the_force_is_that_of_the_area_and_the_year_that_of_its_date(letter: Reading) -> None:
    """A letter names the council's area, and belongs to the year of its own date."""
    identity = letter.identity
    assert (identity.force, identity.year, identity.kind, identity.area) == (
        "greater-manchester",
        2019,
        "joint-inspection",
        "Rochdale",
    )
    assert identity.issued == date(2019, 3, 14)
    assert identity.name == "joint-inspection-rochdale"


@pytest.mark.parametrize(
    ("words", "polarity"),
    [
        ("know the children well", "strength"),
        ("shared understanding of risk", "strength"),
        ("A weekly surgery", "strength"),
        ("Safer schools officers", "strength"),
        ("graded by the police as low risk", "weakness"),
        ("chances to protect", "weakness"),
        ("does not see data", "weakness"),
        ("grading of incidents", "weakness"),
        ("strategy meetings are often delayed", "weakness"),
        ("clear vision", "strength"),
        ("until the Monday", "weakness"),
    ],
)
def test_sections_say_which_way(letter: Reading, words: str, polarity: str) -> None:
    """What stands under a heading is what the heading says; elsewhere the words decide."""
    assert [finding.polarity for finding in said(letter, Finding, words)] == [Polarity(polarity)]


@pytest.mark.parametrize(
    "words",
    [
        "caseloads",
        "named GPs",
        "Training for GPs",
        "Health visitors",
        "Health practitioners",
        "statement of action",
        "good work",
        "outlines",
    ],
)
def test_what_concerns_another_agency_alone_is_no_statement_of_the_force(letter: Reading, words: str) -> None:
    """Nor is the letter's form."""
    assert not said(letter, Statement, words)


def test_what_leaders_need_to_do_is_an_area_for_improvement(letter: Reading) -> None:
    """An item that says who should do what is to be done; one that tells is a weakness."""
    actions = [s for s in letter.statements if isinstance(s, Action)]
    text = letter.document.text
    assert [s.span.of(text) for s in actions] == [
        "Senior leaders need to agree who chairs strategy meetings."
    ]


def test_a_study_of_effective_practice_is_one_practice(letter: Reading) -> None:
    """The whole box."""
    (practice,) = said(letter, Practice, "")
    words = practice.span.of(letter.document.text)
    assert words.startswith("When J went") and words.endswith("other children.")


def test_partners_of_the_letter(letter: Reading) -> None:
    """Who meets with the police; not the inspectorates, and not whom only another agency meets."""
    partners = {s.partners[0].slug for s in letter.statements if isinstance(s, Partnership)}
    assert {
        "multi-agency-safeguarding-hub",
        "childrens-social-care",
        "schools",
        "youth-offending-team",
    } <= partners
    assert not partners & {"ofsted", "care-quality-commission", "hmi-probation", "gp-practice"}


def test_every_sentence_of_a_letter_has_a_fate(page: Page, vocabulary: Vocabulary) -> None:
    """Those on other agencies are neutral, and say why; the address is furniture."""
    parts = covered("report", page, vocabulary).parts
    text = page.document.text
    fates = {part.span.of(text): part for part in parts}
    assert fates["Yours sincerely"].fate is Fate.FURNITURE
    assert (
        "another agency" in fates["Health visitors do not always know which children have been missing."].why
    )


def test_the_kind_of_report_is_in_the_graph(letter: Reading, vocabulary: Vocabulary) -> None:
    """So that a query can tell letters of joint inspections from PEEL reports."""
    spelled = {str(quad.triple) for quad in describe(letter, vocabulary)}
    report = vocabulary.iris.of("report", "greater-manchester", 2019, "joint-inspection-rochdale")
    kind = vocabulary.iris.of("report-kind", "joint-inspection")
    assert f"<{report}> <http://purl.org/dc/terms/type> <{kind}>" in spelled


def test_a_letter_builds_and_conforms(vocabulary: Vocabulary) -> None:
    """Nothing in it breaks a shape, and it stands beside a PEEL report of the same force and year."""
    graph = kg.build([LETTER])
    (entry,) = graph.manifest.reports
    assert entry.iri == vocabulary.iris.of("report", "greater-manchester", 2019, "joint-inspection-rochdale")
    assert entry.file == "greater-manchester-2019-joint-inspection-rochdale.txt"


def test_every_class_that_a_kind_of_report_names_is_one_of_partners(vocabulary: Vocabulary) -> None:
    """A misspelt class would let sentences on another agency pass for the force's."""
    kinds = [*vocabulary["partner-kind"].values(), *vocabulary["body"].values()]
    known = {name for entry in kinds for name in entry.all(PEEL + "partnerClass")}
    for entry in vocabulary["report-kind"].values():
        together, apart = (set(entry.all(PEEL + name)) for name in ("togetherWith", "apartFrom"))
        assert together | apart <= known
        assert not together & apart
    assert vocabulary["report-kind"]["joint-inspection"].all(PEEL + "apartFrom")
