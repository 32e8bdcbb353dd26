"""Short forms that a report defines, and bodies that it names and the register lacks."""

from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.extract.definitions import fits
from kg.pipeline import check
from kg.tokens import tokens
from kg.values import Candidate, Partnership, Reading

Read = Callable[..., Reading]


def named(reading: Reading) -> dict[str, str | None]:
    """The names of its candidates, each with the kind suggested."""
    return {candidate.name: candidate.kind for candidate in reading.candidates}


def partners(reading: Reading) -> set[str]:
    """The slugs of those with whom the force works."""
    return {s.partners[0].slug for s in reading.statements if isinstance(s, Partnership)}


class TestShortForms:
    @pytest.mark.parametrize(
        ("short", "name", "long"),
        [
            ("LCA", "The Local Crime Alliance", "Local Crime Alliance"),
            (
                "MARACs",
                "its multi-agency risk assessment conferences",
                "multi-agency risk assessment conferences",
            ),
            ("ASBT", "the anti-social behaviour team", "anti-social behaviour team"),
            ("HMRC", "by HM Revenue and Customs", "HM Revenue and Customs"),
            ("CAD", "the Carers and Drivers", ""),
            (
                "EMOpSS",
                "East Midlands Operational Support Service",
                "East Midlands Operational Support Service",
            ),
            ("XYZ", "the Local Crime Alliance", ""),
            ("A", "the Alliance", ""),
        ],
    )
    def test_letters_fit_the_initials(self, short: str, name: str, long: str) -> None:
        """Small words and the later parts of a hyphened word may be passed over; nothing else is."""
        found = fits(short, tokens(name))
        assert name[found[0].start : found[-1].end] if found else not long
        if found and long:
            assert name[found[0].start : found[-1].end] == long

    def test_an_acronym_names_the_same_from_its_definition_on(self, reading: Read) -> None:
        """Also in the possessive; the sentence before the definition is not read again."""
        text = (
            "The force works closely with the parish councils' road watch partnership.\n\n"
            "The force also runs a victim support service (VISS) for the county. (VISS)\n\n"
        )
        assert "viss" not in str(reading(text).statements).casefold()
        told = "Officers meet local housing associations (LHA) often.\n\nThe force works well with the LHA’s wardens."
        evidence = [s.evidence for s in reading(told).statements if isinstance(s, Partnership)]
        assert evidence and max(span.start for spans in evidence for span in spans) > told.index("\n")

    def test_the_definition_of_the_text_goes_before_that_of_the_register(self, reading: Read) -> None:
        """A CSP that is a cycle storage panel is no community safety partnership."""
        said = "The force works closely with the CSP to reduce theft."
        assert "community-safety-partnership" in partners(reading(said))
        own = f"The town has a cycle storage panel (CSP).\n\n{said}"
        assert "community-safety-partnership" not in partners(reading(own))

    def test_a_longer_wording_leaves_the_acronym_as_it_is(self, reading: Read) -> None:
        """What a report words a little otherwise is still what the register knows."""
        said = "A multi-agency risk assessment case conference (MARAC) sits.\n\nThe force works well with the MARAC."
        assert "marac" in partners(reading(said))

    def test_an_acronym_of_a_kind_said_beside_a_name_is_of_that_name(self, reading: Read) -> None:
        """ "Tarian, the regional organised crime unit (ROCU)": from there on the ROCU is Tarian; without a name, or with two, it is a kind."""
        later = "The force works well with the ROCU against fraud."
        apposed = "The force works with Tarian, the regional organised crime unit (ROCU), on drugs."
        assert partners(reading(f"{apposed}\n\n{later}", force="gwent")) == {"tarian"}
        unnamed = "The force works with the regional organised crime unit (ROCU) on drugs."
        assert partners(reading(f"{unnamed}\n\n{later}", force="gwent")) == {"regional-organised-crime-unit"}
        two = "The force works with Tarian, Zephyr and another regional organised crime unit (ROCU) on drugs."
        assert "regional-organised-crime-unit" in partners(reading(f"{two}\n\n{later}", force="gwent"))

    def test_a_threat_keeps_its_acronym(self, reading: Read) -> None:
        """Only bodies yield."""
        said = (
            "There are nine organised crime groups (OCGs) here.\n\nThe force tackles OCGs very effectively."
        )
        threats = {threat for s in reading(said).statements for threat in s.threats}
        assert "organised-crime-group" in threats

    def test_a_name_given_to_a_kind_names_that_kind(self, reading: Read) -> None:
        """And is a candidate, since the register lacks it."""
        said = (
            "The force works with a charity called Bramble Gate.\n\nOfficers work closely with Bramble Gate."
        )
        found = reading(said)
        assert named(found) == {"Bramble Gate": "voluntary-sector"}
        (shown,) = [s for s in found.statements if isinstance(s, Partnership)]
        assert len(shown.evidence) == 2

    def test_another_report_does_not_know_it(self, reading: Read) -> None:
        """What one report defines holds for that report."""
        reading("A charity called Bramble Gate trains recruits.")
        assert partners(reading("The force works closely with Bramble Gate.")) == set()


class TestCandidates:
    @pytest.mark.parametrize(
        ("sentence", "names"),
        [
            ("The force set up the Local Crime Alliance in May.", {"Local Crime Alliance": None}),
            ("With Fenland Youth Trust, officers visit schools.", {"Fenland Youth Trust": None}),
            ("Officers trust the Marsh Lane Project's workers.", {"Marsh Lane Project": None}),
            (
                "For a year now, the force has shared its stables with the Fenland\nYouth Trust.",
                {"Fenland Youth Trust": None},
            ),
            ("It pays the Institute for Rural Peace a fee.", {"Institute for Rural Peace": None}),
            ("It wrote to Fenland Borough Council.", {"Fenland Borough Council": "borough-council"}),
            (
                "Fenland Youth Trust and the Marsh Lane Project share a van.",
                {"Fenland Youth Trust": None, "Marsh Lane Project": None},
            ),
            (
                "The Fenland Health and Drugs Partnership meets.",
                {"Fenland Health and Drugs Partnership": None},
            ),
        ],
    )
    def test_a_capitalised_body_that_the_register_lacks(
        self, sentence: str, names: dict[str, str | None], reading: Read
    ) -> None:
        """Whatever opens the sentence, and however its lines are broken."""
        assert named(reading(sentence)) == names

    @pytest.mark.parametrize(
        "sentence",
        [
            "The Board meets every week.",
            "Strategic Board members decide.",
            "The Crown Prosecution Service agrees.",
            "It sends files to the College of Policing and the Metropolitan Police Service.",
            "Community Safety Partnerships differ.",
            "Kent Police’s control room is busy.",
            "Operation Amber Team went ahead.",
            "HM Inspector of Constabulary wrote to the force.",
            "The Police and Criminal Evidence Act governs this.",
            "The Force Control Room Board met in Maidstone in June.",
            "Officers in Kent and Essex share a helicopter.",
            "the youth trust helps.",
        ],
    )
    def test_what_is_none(self, sentence: str, reading: Read) -> None:
        """What the register knows, the force's own parts, operations, Acts, places and plurals."""
        assert named(reading(sentence)) == {}

    def test_a_heading_names_nobody(self, reading: Read) -> None:
        """Titles have capitals of their own."""
        assert named(reading("Fenland Youth Trust\n\nThe force is good at preventing crime.")) == {}

    def test_all_passages_are_kept_under_the_acronym_too(self, reading: Read) -> None:
        """One candidate, with each sentence that names it."""
        text = "The Local Crime Alliance (LCA) meets. Nobody else does.\n\nFew officers know the LCA’s aims."
        (found,) = reading(text).candidates
        assert found == Candidate(found.name, found.passages, "LCA", None)
        assert found.name == "Local Crime Alliance"
        assert [span.of(text) for span in found.passages] == [
            "The Local Crime Alliance (LCA) meets.",
            "Few officers know the LCA’s aims.",
        ]

    def test_near_names_are_not_merged(self, reading: Read) -> None:
        """Two spellings of "and" are one name; one word more is another."""
        text = "Fen and Marsh Trust helps. Fen & Marsh Trust pays. Fen and Marsh Care Trust does not."
        assert list(named(reading(text))) == ["Fen and Marsh Trust", "Fen and Marsh Care Trust"]


@pytest.fixture
def graph(tmp_path: Path) -> kg.Graph:
    """Two reports that name one candidate, one of them with its acronym."""
    first = "PEEL\n\nThe force works well with the Local Crime Alliance (LCA) to cut theft. The LCA has a budget.\n"
    second = "PEEL\n\nThe Local Crime Alliance meets twice a year. Officers handle calls very well.\n"
    (tmp_path / "kent-2016-effectiveness.txt").write_text(first)
    (tmp_path / "essex-2016-effectiveness.txt").write_text(second)
    return kg.build([tmp_path])


class TestInTheGraph:
    def test_reports_share_it(self, graph: kg.Graph) -> None:
        """One candidate, with a row for each force, and the sentence that names it first."""
        rows = [tuple(row.values()) for row in graph.query("candidate-bodies")]
        assert [(row[0], row[1], row[3], row[4], row[5].rsplit("/")[-1]) for row in rows] == [
            ("Local Crime Alliance", "LCA", 2, 2, "essex"),
            ("Local Crime Alliance", "LCA", 2, 2, "kent"),
        ]
        assert rows[0][-1] == "The Local Crime Alliance meets twice a year."

    def test_a_force_narrows_the_answer(self, graph: kg.Graph) -> None:
        """The counts stay those of all reports."""
        (row,) = graph.query("candidate-bodies", force="kent")
        assert (row["reports"], row["sentence"][:14]) == (2, "The force work")

    def test_it_is_no_partner(self, graph: kg.Graph) -> None:
        """Nobody has decided yet."""
        asked = "SELECT ?x WHERE { ?x peel:partner|peel:worksWith <https://w3id.org/peel-kg/id/candidate/local-crime-alliance> }"
        assert len(graph.query(asked)) == 0

    def test_its_passages_keep_the_quote_contract(self, graph: kg.Graph) -> None:
        """A passage of a candidate is checked like any other."""
        assert check(graph).conforms

    def test_the_coverage_names_it(self, graph: kg.Graph) -> None:
        """A sentence with a candidate and no statement is not merely neutral."""
        from kg.coverage import Fate, coverage

        whys = {
            part.why
            for part in coverage(graph, "essex/2016/effectiveness").parts
            if part.fate is Fate.UNCLAIMED
        }
        assert "names Local Crime Alliance, which the register lacks" in whys


def test_the_summary_counts_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, where there are any."""
    from kg.cli import run

    report = tmp_path / "kent-2016-effectiveness.txt"
    report.write_text("PEEL\n\nThe force works well with the Local Crime Alliance to cut theft.\n")
    run(["build", str(report), "-g", str(tmp_path / "graph")])
    assert "1 body named that the register lacks: kg query candidate-bodies" in capsys.readouterr().err
