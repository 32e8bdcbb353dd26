"""Letters of joint inspections: whose they are, what their sections say, and whom a sentence concerns."""

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

import kg
from kg.coverage import Fate, covered
from kg.describe import describe
from kg.errors import UnreadableInput
from kg.extract import Page, extract, parse, read_page
from kg.namespaces import PEEL
from kg.read import Source, read
from kg.values import (
    Action,
    Finding,
    Identity,
    Partnership,
    Polarity,
    Practice,
    Reading,
    Statement,
    Told,
)
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


@pytest.mark.slow
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


TITLE = "Joint targeted area inspection of the multi-agency response to neglect in {}"
BODY = "Key strengths\n\n• The police know the children well.\n\nYours sincerely\n"


def identified(
    folder: Path, vocabulary: Vocabulary, head: str, title: str, options: Told | None = None, body: str = BODY
) -> Identity:
    """The identity of a short letter."""
    path = folder / "letter.txt"
    path.write_text(f"{head}\n\nDear partners\n\n{title}\n\n{body}", encoding="utf-8")
    return extract(read(path, vocabulary), vocabulary, options).identity


@pytest.mark.parametrize(
    ("area", "force"),
    [
        ("Brighton & Hove", "sussex"),
        ("the London Borough of Hammersmith & Fulham", "metropolitan"),
        ("Stoke on Trent", "staffordshire"),
        ("Newcastle-upon-Tyne", "northumbria"),
        ("the City of York", "north-yorkshire"),
        ("Thames Valley", "thames-valley"),
        ("children who are slow at reading in Hull", "humberside"),
    ],
)
def test_an_area_is_known_however_it_is_spelled(
    tmp_path: Path, vocabulary: Vocabulary, area: str, force: str
) -> None:
    """With and or &, with hyphens or without, with the council's style before it."""
    assert identified(tmp_path, vocabulary, "4 May 2018", TITLE.format(area)).force == force


def test_of_an_unknown_area_only_the_force_is_asked_for(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Once it is told, the letter stays one of a joint inspection."""
    with pytest.raises(UnreadableInput, match=r"tells its force; add --force FORCE, a manifest"):
        identified(tmp_path, vocabulary, "4 May 2018", TITLE.format("Barchester"))
    found = identified(tmp_path, vocabulary, "4 May 2018", TITLE.format("Barchester"), Told("wiltshire"))
    assert (found.kind, found.area, found.force) == ("joint-inspection", "Barchester", "wiltshire")


@pytest.mark.parametrize(
    ("head", "issued"),
    [
        ("Date: 5th January 2019", date(2019, 1, 5)),
        ("Monday 7 January 2019", date(2019, 1, 7)),
        ("07/01/2019", date(2019, 1, 7)),
        ("Published: 7 January 2019", date(2019, 1, 7)),
        ("January 2019", None),
    ],
)
def test_a_letter_is_of_the_year_of_its_date_not_of_the_visit(
    tmp_path: Path, vocabulary: Vocabulary, head: str, issued: date | None
) -> None:
    """A letter of January tells of a visit of the year before; a month has a year, and no day."""
    body = f"This inspection took place from 5 to 9 November 2018.\n\n{BODY}"
    found = identified(tmp_path, vocabulary, head, TITLE.format("Devon"), body=body)
    assert (found.year, found.issued) == (2019, issued)


@pytest.mark.parametrize("head", ["Ofsted", "31 February 2019", "99/99/2019"])
def test_a_letter_without_a_day_is_of_the_year_of_the_visit(
    tmp_path: Path, vocabulary: Vocabulary, head: str
) -> None:
    """Also where what looks like a day is none; where nothing tells a year, it is asked for."""
    body = f"This inspection took place from 5 to 9 November 2018.\n\n{BODY}"
    found = identified(tmp_path, vocabulary, head, TITLE.format("Devon"), body=body)
    assert (found.year, found.issued) == (2018, None)
    with pytest.raises(UnreadableInput, match=r"tells its year; add --year YEAR"):
        identified(tmp_path, vocabulary, head, TITLE.format("Devon"))


@pytest.mark.parametrize(
    "mention",
    [
        "HMICFRS took part in a joint targeted area inspection in Medway.",
        "Joint targeted area inspection of Medway\n\nHMICFRS took part in it.",
    ],
)
def test_a_report_that_speaks_of_a_joint_inspection_is_no_letter(
    tmp_path: Path, vocabulary: Vocabulary, mention: str
) -> None:
    """The title of a letter stands alone, and the first of the page."""
    path = tmp_path / "kent.txt"
    path.write_text(f"Kent PEEL 2018\n\nEffectiveness\n\n{mention}\n")
    assert extract(read(path, vocabulary), vocabulary).identity.kind == "peel"


@pytest.mark.parametrize(
    "title",
    [
        "Joint local area SEND inspection in Kent",
        "Report on an announced joint inspection of police custody suites in Kent by HMIP and HMICFRS",
    ],
)
def test_other_joint_inspections_are_refused(tmp_path: Path, vocabulary: Vocabulary, title: str) -> None:
    """Neither their facts nor their findings are those that a letter gives."""
    with pytest.raises(UnreadableInput, match="another inspection"):
        identified(
            tmp_path, vocabulary, "4 May 2018", title, Told("kent", 2018, "overview"), f"HMICFRS\n\n{BODY}"
        )


def parts_of(page: Page) -> dict[str, bool]:
    """Each sentence of a letter, and whether it is the force's."""
    ours = {sentence.span for sentence in page.ours}
    return {sentence.quote: sentence.span in ours for sentence in page.sentences}


def letter_of(body: str, folder: Path, vocabulary: Vocabulary) -> Page:
    """A letter on Devon in its places."""
    path = folder / "letter.txt"
    path.write_text(f"4 May 2018\n\nDear partners\n\n{TITLE.format('Devon')}\n\n{body}\n", encoding="utf-8")
    return parse(read(path, vocabulary), vocabulary)


@pytest.mark.parametrize(
    "sentence",
    [
        "Officers speak to each child alone.",
        "Detectives and social workers visit families together.",
        "Practitioners do not always consult GPs.",
        "Professionals in all agencies understand trauma.",
        "GPs, schools and other partners attend strategy meetings.",
        "Health visitors are seldom invited to multi-agency meetings.",
        "Midwives work closely with the police.",
        "Social workers in the MASH make quick decisions.",
        "In the hospital, partners review each child every week.",
        "Operation Encompass tells schools of incidents before lessons.",
        "Children are detained overnight in custody because the council has no beds.",
        "Not all custody records show that a nurse saw the child.",
        "Sharing of assessments between MOSOVO and probation services is timely.",
        "Oversight of early help by the safeguarding partnership is weak.",
    ],
)
def test_what_concerns_the_police_or_the_partnership(
    tmp_path: Path, vocabulary: Vocabulary, sentence: str
) -> None:
    """Whoever else is named: who acts, or with whom another agency deals, decides."""
    assert parts_of(letter_of(f"Main findings\n\n• {sentence}", tmp_path, vocabulary)) == {sentence: True}


@pytest.mark.parametrize(
    "sentence",
    [
        "Council officers visit too seldom.",
        "The council’s chief officers have agreed on funding.",
        "Practitioners in the youth offending service know their children.",
        "Senior leaders and managers in children’s social care audit cases.",
        "Early help professionals write clear plans.",
        "Midwives and health visitors work together well.",
        "Joint working between school nurses and GPs is strong.",
        "In mental health services, practitioners think of the whole family.",
        "Social workers do not always speak to other professionals.",
        "Nurses lack access to multi-agency chronologies.",
        "Probation staff lack training in partnership working.",
        "General practitioners do not code domestic abuse.",
        "The paediatric service sees children quickly.",
    ],
)
def test_what_concerns_another_agency_alone(tmp_path: Path, vocabulary: Vocabulary, sentence: str) -> None:
    """Words that any agency may have (officers, practitioners, together) make nothing the force's."""
    assert parts_of(letter_of(f"Main findings\n\n• {sentence}", tmp_path, vocabulary)) == {sentence: False}


@pytest.mark.parametrize(
    ("body", "ours"),
    [
        ("Health services\n\n• Records are poor.\n\nPolice\n\n• Checks are slow.", ["Checks are slow."]),
        (
            "The council should:\n\n• improve its plans\n\nThe police should:\n\n• tell social workers at once",
            ["The police should:", "tell social workers at once"],
        ),
        ("Health visitors are stretched.\n\nAs a result, contacts are missed.", []),
        (
            "Health visitors are stretched.\n\nPlans for children are clear.",
            ["Plans for children are clear."],
        ),
        ("• Nurses are few. They are tired.\n\n• Visits are rare.", ["Visits are rare."]),
        (
            "• The partnership is to act. This includes:\n\n   – better data\n\n   – plans for schools",
            ["The partnership is to act.", "This includes:", "better data", "plans for schools"],
        ),
        ("Case study: highly effective practice\n\nThe council runs a group.\n\nGirls are now safer.", []),
        (
            "Case study: highly effective practice\n\nThe police run a group.\n\nGirls are now safer.",
            ["The police run a group.", "Girls are now safer."],
        ),
    ],
)
def test_a_sentence_that_names_nobody_goes_with_its_passage(
    tmp_path: Path, vocabulary: Vocabulary, body: str, ours: list[str]
) -> None:
    """Heading, lead-in, the sentence or paragraph before it, and the case study in which it stands."""
    said = parts_of(letter_of(f"Areas for improvement\n\n{body}", tmp_path, vocabulary))
    assert [quote for quote, is_ours in said.items() if is_ours] == ours


def test_what_the_police_should_do_is_an_action(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Under a heading that tells, too; the items of the council's list are nobody's here."""
    page = letter_of(
        "Areas for improvement\n\nThe council should:\n\n• review its plans\n\n"
        "The police should:\n\n• use body-worn video\n\n• visit children sooner",
        tmp_path,
        vocabulary,
    )
    reading = read_page(page, vocabulary)
    assert [(type(s), s.span.of(page.document.text)) for s in reading.statements] == [
        (Action, "use body-worn video"),
        (Action, "visit children sooner"),
    ]


def test_items_under_an_item_that_demands_are_demands(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """They hang on it; the next item stands by itself."""
    page = letter_of(
        "Areas for priority action\n\n• Partners need to take action. This includes:\n\n"
        "   – ensuring that agencies attend\n\n   – ensuring that data are shared\n\n• Police responses are late.",
        tmp_path,
        vocabulary,
    )
    reading = read_page(page, vocabulary)
    actions = [s for s in reading.statements if isinstance(s, Action)]
    assert [action.parent and action.parent.start for action in actions] == [
        None,
        actions[0].span.start,
        actions[0].span.start,
    ]
    assert [s.polarity for s in reading.statements if isinstance(s, Finding)] == [Polarity.WEAKNESS]


NOUNS = "• The timeliness of police referrals.\n\n• Attendance of officers at meetings."


@pytest.mark.parametrize(
    ("before", "heading", "read_as"),
    [
        ("Areas for improvement", "What works well", "strength"),
        ("Areas for improvement", "Good practice", "strength"),
        ("Areas for improvement", "Strengths of the partnership", "strength"),
        ("Key strengths", "Areas for further development", "weakness"),
        ("Key strengths", "Areas for improvement for the police", "weakness"),
        ("Key strengths", "What needs to be better?", "action"),
        ("Key strengths", "Recommendations", "action"),
        ("Key strengths", "What agencies must do next", "action"),
        ("Key strengths", "Leadership and management", "strength"),
        ("Key strengths", "How far things have progressed well enough", None),
    ],
)
def test_a_heading_says_which_way_or_ends_the_section(
    tmp_path: Path, vocabulary: Vocabulary, before: str, heading: str, read_as: str | None
) -> None:
    """One that tells of how well in unknown words takes nothing from the heading before it; a mere matter divides."""
    page = letter_of(f"{before}\n\n• Partners meet.\n\n{heading}\n\n{NOUNS}", tmp_path, vocabulary)
    sides = [p.side for p in page.places if p.block.span.of(page.document.text).startswith(("The t", "Att"))]
    assert [side and side.value for side in sides] == [{"action": "weakness"}.get(read_as or "", read_as)] * 2
    actions = [s for s in read_page(page, vocabulary).statements if isinstance(s, Action)]
    assert len(actions) == (2 if read_as == "action" else 0)


def test_a_flat_list_under_an_item_ends_with_its_full_stop(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """What comes behind that stands by itself, though no item is further in than another."""
    page = letter_of(
        "Areas for priority action\n\n• Partners need to take action to:\n\n• ensure that agencies attend;\n\n"
        "• share their data.\n\n• Police responses are late.",
        tmp_path,
        vocabulary,
    )
    reading = read_page(page, vocabulary)
    actions = {
        s.span.of(page.document.text): s.parent and s.parent.of(page.document.text).split()[0]
        for s in reading.statements
        if isinstance(s, Action)
    }
    assert actions == {
        "Partners need to take action to:": None,
        "ensure that agencies attend": "Partners",
        "share their data.": "Partners",
    }
    assert [s.polarity for s in reading.statements if isinstance(s, Finding)] == [Polarity.WEAKNESS]


def test_a_starred_footnote_is_no_item(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """It says nothing of the force, and does not end the box in which it stands."""
    page = letter_of(
        "Areas for improvement\n\n• Police visits are late.\n\nCase study: area for improvement\n\n"
        "Ali* was reported missing.\n\n* Ali is not his name.\n\nOfficers did not visit.",
        tmp_path,
        vocabulary,
    )
    assert "Ali is not his name." not in [sentence.quote for sentence in page.prose]
    (visit,) = [p for p in page.places if p.block.span.of(page.document.text) == "Officers did not visit."]
    assert visit.side is None
