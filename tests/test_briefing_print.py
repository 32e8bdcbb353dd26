"""A briefing on paper: two pages at most, whatever there is to say; nothing beside the page."""

import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from kg.briefing.actions import Demand
from kg.briefing.brief import Brief
from kg.briefing.facts import Fact, Report
from kg.briefing.forces import Force
from kg.briefing.grades import Grade, Lane, Question, Verdict
from kg.briefing.partners import Partner
from kg.briefing.sheets import page
from kg.briefing.sheets.of_brief import of_brief
from kg.briefing.topics import Side, Topic

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
YEARS = (2014, 2015, 2016, 2017, 2018, 2021, 2023)
REPORTS = tuple(Report(year, f"{year} effectiveness", f"report/{year}") for year in YEARS)
WORDS = [
    "the",
    "force",
    "should",
    "investigate",
    "its",
    "neighbourhoods",
    "and",
    "consistently",
    "safeguard",
    "vulnerable",
    "victims",
    "of",
    "domestic",
    "abuse",
]


class Invented:
    """Makes up what reports may say, the same for the same number."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # nothing is kept secret by it
        self.number = 0

    def words(self, most: int) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(2, most))).capitalize()

    def fact(self, kind: str, report: Report, most: int = 45) -> Fact:
        self.number += 1
        return Fact(
            f"statement/{self.number}", kind, "force/kent", report, report.year, self.words(most) + ".", self.number,
            self.random.choice((None, 7, 112)), 1, None, None, None, (), (), (), None, None, (), (), (), (), (),
        )  # fmt: skip

    def lane(self) -> Lane:
        reports = sorted(self.random.sample(REPORTS, self.random.randint(1, len(REPORTS))))
        name = self.words(6)
        grades: list[Grade] = []
        for report in reports:
            run = 2014 if report.year < 2021 else report.year
            question = Question(
                f"q/{report.year}", name, name, "effectiveness", "1", str(report.year), run, "Four-tier scale"
            )
            fact = self.fact("Judgement", report, 16)
            same = grades and grades[-1].question and grades[-1].question.since == run
            before = (
                ((grades[-1].fact.iri, Verdict.WORSE if same else Verdict.INCOMPARABLE),) if grades else ()
            )
            grades.append(Grade(fact, "Requires improvement", 4, question, before))  # fmt: skip
        return Lane(tuple(grades))

    def demand(self, kind: str) -> Demand:
        chain = tuple(
            self.fact(kind, report) for report in self.random.sample(REPORTS, self.random.randint(1, 4))
        )
        parts = [self.fact("Recommendation", REPORTS[-1], 25) for _ in range(self.random.randint(0, 6))]
        due = tuple(
            replace(part, deadline=self.random.choice(("Within three months", "By 31 March 2024", None)))
            for part in parts
        )
        return Demand(chain[0], chain[1:], due, 9)

    def brief(self) -> Brief:
        def side() -> Side:
            return Side(self.random.randint(1, 20), self.fact("Finding", self.random.choice(REPORTS)))

        return Brief(
            Force("force/kent", "kent", "Kent Police", "Kent", REPORTS),
            tuple(self.lane() for _ in range(self.random.randint(1, 20))),
            tuple(Topic(f"t/{n}", self.words(6), side(), side()) for n in range(self.random.randint(1, 60))),
            tuple(self.demand("AreaForImprovement") for _ in range(self.random.randint(0, 30))),
            tuple(self.demand("CauseOfConcern") for _ in range(self.random.randint(0, 9))),
            tuple(
                Partner(f"b/{n}", self.words(6), (self.words(5), self.words(5), self.words(5), "x"), (2023,), 2,
                        self.fact("Partnership", REPORTS[-1]))
                for n in range(self.random.randint(0, 40))
            ),
        )  # fmt: skip


def pages(html: str, folder: Path) -> int:
    """How many pages a browser prints."""
    assert CHROMIUM
    (folder / "page.html").write_text(html, "utf-8")
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
         f"--print-to-pdf={folder / 'page.pdf'}", (folder / "page.html").as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    return len(pypdfium2.PdfDocument(folder / "page.pdf"))


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to print with")
@pytest.mark.parametrize("seed", [0, 9, 12])
def test_a_briefing_is_printed_on_two_pages(seed: int, tmp_path: Path) -> None:
    """However many reports, topics and actions there are; what is left out is counted."""
    sheet = of_brief(Invented(seed).brief())
    assert pages(page(sheet), tmp_path) <= 2
    assert any(table.more for section in sheet.sections for table in section.tables)
