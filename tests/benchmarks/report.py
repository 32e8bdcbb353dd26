"""Writes one invented report, in the layout of its year and with the questions of its framework."""

from collections.abc import Iterator, Sequence
from math import exp
from random import Random
from typing import Final

from subjects import PAGES, Subject
from voice import Frames, Setting, Theme, Voice

from kg.namespaces import PEEL
from kg.vocabulary import Question, Vocabulary

_GRADES: Final = (
    "Outstanding",
    "Good",
    "Good",
    "Good",
    "Requires improvement",
    "Requires improvement",
    "Inadequate",
)
_LATER_GRADES: Final = (*_GRADES, "Adequate", "Adequate", "Adequate")
_MOODS: Final = {
    "Outstanding": 0.85,
    "Good": 0.65,
    "Adequate": 0.5,
    "Requires improvement": 0.35,
    "Inadequate": 0.2,
}
"""The share of praise under each grade."""
_MEDIAN: Final = 4_900
_SHORTEST: Final = 2_400
_LONGEST: Final = 21_000
"""Characters of a report."""
_SPREAD: Final = 0.42
"""Standard deviation of the logarithm of its length."""
_AREA: Final = 560
"""Characters for each area of policing on a page of all of them, which a short page has not all."""


class Section:
    """A question with what is said under it, while a report is being written."""

    def __init__(self, heading: str, themes: Sequence[Theme], grade: str, blocks: Sequence[str]) -> None:
        self.heading, self.themes, self.grade = heading, themes, grade
        self.blocks = list(blocks)
        """Headings, lists and paragraphs before the prose."""
        self.prose: list[str] = []
        self.end: list[str] = []
        """Those after it."""

    def text(self) -> str:
        """All of it, an empty line between blocks."""
        return "\n\n".join(
            (self.heading, *([self.grade] if self.grade else ()), *self.blocks, *self.prose, *self.end)
        )


class Report:
    """One report, written in the order of its pages."""

    def __init__(self, subject: Subject, vocabulary: Vocabulary, told: Frames, seed: int) -> None:
        self._subject, self._vocabulary, self._told = subject, vocabulary, told
        self._rng = Random(f"{seed}/{subject.name}")  # noqa: S311  (no secret)
        force = subject.force
        bodies = tuple(b.name for b in vocabulary["body"].values() if b.one(PEEL + "scope") == "national")
        setting = Setting(force.name, force.areas, force.neighbours, force.unit, bodies, subject.year)
        self._voice = Voice(self._rng, setting, told)
        self._later = subject.year >= PAGES
        drawn = _MEDIAN * exp(self._rng.gauss(0, _SPREAD))
        if self._rng.random() < 0.03:
            drawn *= 3
        self._length = int(min(max(drawn, _SHORTEST), _LONGEST))

    def text(self) -> str:
        """The whole report."""
        head, sections = self._head(), [self._section(question) for question in self._questions()]
        self._raise_concern(sections)
        self._tell_practice(sections)
        length = len(head) + sum(len(section.text()) for section in sections)
        while length < self._length:
            section = self._rng.choice(sections)
            said = self._paragraph(section)
            section.prose.append(said)
            length += len(said) + 2
        return "\n\n".join((head, *(section.text() for section in sections))) + "\n"

    # --- its head

    def _head(self) -> str:
        if self._later:
            return self._later_head()
        subject, year = self._subject, self._cycle()
        if subject.pillar == "overview":
            title = f"{subject.force.short} {year}"
            says = f"This page brings together the findings of our PEEL inspections of {subject.force.name} in {year}."
            return "\n\n".join(("Skip to content", title, says, "HMI’s observations", *self._summary("Good")))
        headline = next(q for q in self._framework() if q.path == subject.pillar)
        grade = self._grade()
        name = [subject.pillar.title()] if self._rng.random() < 0.6 else []
        updated = (
            f"Last updated {self._rng.randint(1, 28):02}/{self._rng.randint(1, 12):02}/{subject.year + 1}"
        )
        title = f"{subject.force.short} PEEL {year}"
        questions = f"Questions for {subject.pillar.title()}"
        return "\n\n".join(
            (
                "Skip to content",
                title,
                *name,
                _asking(headline),
                updated,
                grade,
                *self._summary(grade),
                questions,
            )
        )

    def _later_head(self) -> str:
        force = self._subject.force
        published = f"Published on {self._rng.randint(1, 28)} {self._rng.choice(self._told.words['months'])} {self._subject.year + 1}"
        title = f"Police effectiveness, efficiency and legitimacy: an inspection of {force.name}"
        return "\n\n".join(
            (
                f"PEEL {self._cycle()}",
                title,
                published,
                "HM Inspector’s summary",
                *self._summary(self._grade()),
            )
        )

    def _summary(self, grade: str) -> Iterator[str]:
        """What is said of the whole, in two paragraphs."""
        for _ in range(2):
            theme = self._rng.choice(list(self._told.themes.values()))
            sides = [
                "summary_good" if self._rng.random() < _MOODS[grade] else "summary_poor" for _ in range(2)
            ]
            yield " ".join(self._voice.common(kind, theme) for kind in (*sides, "summary_plain"))

    def _cycle(self) -> str:
        """The year of the inspection, as a title writes it."""
        return {2018: "2018/19", 2021: "2021/22"}.get(self._subject.year, str(self._subject.year))

    # --- its questions

    def _framework(self) -> tuple[Question, ...]:
        return self._vocabulary.framework(self._subject.year)

    def _questions(self) -> list[Question]:
        """The questions that the report answers; an overview of the early years has one for each pillar."""
        framework, pillar = self._framework(), self._subject.pillar
        if self._later:
            asked = [question for question in framework if question.level == "core"]
            chosen = sorted(
                self._rng.sample(range(len(asked)), min(len(asked), max(4, self._length // _AREA)))
            )
            return [asked[at] for at in chosen]
        level = "headline" if pillar == "overview" else "core"
        return [q for q in framework if q.level == level and (pillar in (q.pillar, "overview"))]

    def _section(self, question: Question) -> Section:
        heading = question.wordings[1] if self._later and len(question.wordings) > 1 else _asking(question)
        themes = self._told.on(" ".join((question.path, *question.wordings)))
        grade = self._grade() if self._rng.random() < 0.85 else ""
        section = Section(heading, themes, grade, [])
        if grade and self._rng.random() < 0.3:
            section.prose.append(self._graded(question, grade))
        section.prose.append(self._paragraph(section))
        if grade not in ("", "Outstanding") and self._subject.year > 2014 and self._rng.random() < 0.55:
            self._ask_for_improvement(section)
        return section

    def _graded(self, question: Question, grade: str) -> str:
        """The grade in a sentence of its own."""
        matter = _asking(question).removesuffix("?").partition(" the force at ")[2] or "this"
        preposition = "in" if matter == "this" else "at"
        name, year = self._subject.force.name, self._subject.year
        says = "requires improvement" if grade == "Requires improvement" else f"is {grade.lower()}"
        earlier = (
            f", and in {year - 1} it was judged to be {self._grade().lower()}"
            if self._rng.random() < 0.4
            else ""
        )
        return f"{name} {says} {preposition} {matter}{earlier}.".replace("be requires", "require")

    def _grade(self) -> str:
        return self._rng.choice(_LATER_GRADES if self._later else _GRADES)

    def _paragraph(self, section: Section) -> str:
        return self._voice.paragraph(self._rng.choice(section.themes), _MOODS.get(section.grade, 0.5))

    # --- what must be done

    def _ask_for_improvement(self, section: Section) -> None:
        """Areas for improvement: a list, or of later years often a heading with an explanation."""
        theme = self._rng.choice(section.themes)
        if self._later and self._rng.random() < 0.6:
            title = f"The force should {self._voice.improvement(theme)}"
            section.blocks += ["Area for improvement", title, self._voice.paragraph(theme, 0.2)]
            return
        bullets = [
            f"  • The force should {self._voice.improvement(theme)}."
            for _ in range(self._rng.choice((1, 1, 2, 3)))
        ]
        section.end += ["Areas for improvement", "\n".join(bullets)]

    def _raise_concern(self, sections: Sequence[Section]) -> None:
        """In some reports, a cause of concern with its recommendations, under the question that fared worst."""
        worst = min(sections, key=lambda section: _MOODS.get(section.grade, 1.0))
        if self._subject.year == 2014 or self._rng.random() > 0.35:
            return
        theme, say = self._rng.choice(worst.themes), self._voice
        steps = [f"  • {say.improvement(theme)}" for _ in range(self._rng.choice((2, 3, 3)))]
        steps = [f"{step};" for step in steps[:-1]] + [f"{steps[-1]}."]
        stop = "" if self._later else "."
        worst.blocks += [
            "Cause of concern",
            say.common("concerns", theme) + stop,
            "Recommendations",
            say.common("deadlines", theme),
            "\n".join(steps),
        ]

    def _tell_practice(self, sections: Sequence[Section]) -> None:
        """In later reports, sometimes a practice that others may copy."""
        if self._subject.year < 2018 or self._rng.random() > 0.4:
            return
        section = self._rng.choice(sections)
        theme = self._rng.choice(section.themes)
        kind = (
            self._rng.choice(("Innovative practice", "Promising practice"))
            if self._later
            else "Notable practice"
        )
        section.blocks += [kind, self._voice.common("titles", theme), self._voice.common("practice", theme)]


def _asking(question: Question) -> str:
    """The wording of a question that asks."""
    return next((wording for wording in question.wordings if wording.endswith("?")), question.wordings[0])
