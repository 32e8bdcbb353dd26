"""Tells which question of which year some words around a grade name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kg.namespaces import PEEL
from kg.questions import ALIKE, NEAR, Framework
from kg.rules import Rules
from kg.tokens import tokens
from kg.values import Identity
from kg.vocabulary import Vocabulary

_PLAIN = 0.8
"""Least likeness of each of several areas named one after the other to its question."""
_STRANGE = 4.0
"""Weight of a word that no question has, in the subject of a grade: praise of something smaller is no grade."""


@dataclass(frozen=True, slots=True)
class Grader:
    """What is needed to tell which question of which year a grade is for."""

    identity: Identity
    framework: Callable[[int], Framework]
    rules: Rules
    vocabulary: Vocabulary

    def grade(self, words: str) -> str:
        """The grade that some words name, by its slug."""
        return _grades(self.vocabulary)[_stems(words)]

    def question(self, words: str, year: int, least: float = NEAR, pillar: str | None = None) -> str | None:
        """The path of the question of that year's framework that some words name."""
        asked = self.rules["matter-lead"].patterns[0].sub(" ", words)
        return self.framework(year).match(asked, least, pillar=pillar, beta=0.5 if least == NEAR else 1.0)

    def line(self, words: str) -> str | None:
        """The path of the question that a line names, with or without its number."""
        numbered = self.rules["numbered-question"].whole(words)
        asked = numbered["words"] if numbered else words
        return self.question(asked, self.identity.year, ALIKE, self.identity.pillar)

    def subjects(self, words: str, year: int, pillar: str | None) -> list[str]:
        """The paths of the questions, mostly one, that the last words of a clause name in their own words and no others."""
        plain = self.rules["neutral-words"].patterns[0]
        parts = self._endings(words)
        if pillars := self.last_pillars(words):
            return pillars
        asked = (plain.sub(" ", part) for part in parts)
        known = self.framework(year)
        likely = (known.best(a, pillar=pillar, beta=0.7, strange=_STRANGE) for a in asked)
        likeness, path = max((found for found in likely if found), key=lambda f: f[0], default=(0.0, ""))
        return [path] if likeness >= ALIKE else []

    def _endings(self, words: str) -> list[str]:
        """The ends of some words at which the subject of a grade may begin, the longest first."""
        starts = sorted({0, *(m.end() for m in self.rules["subject-edge"].all(words))})
        return [words[start:] for start in starts]

    def last_pillars(self, words: str) -> list[str]:
        """The pillars that are all that the last words of a clause name."""
        return next((named for part in self._endings(words) if (named := self.pillars(part))), [])

    def says_nothing(self, words: str) -> bool:
        """Whether some words add nothing to a grade: "again", "this year"."""
        return not re.search(r"\w", self.rules["neutral-words"].patterns[0].sub(" ", words))

    def pillars(self, words: str) -> list[str]:
        """The pillars that some words name, where they name nothing else."""
        every = self.rules["every-pillar"].patterns[0]
        if every.search(words) and self.says_nothing(every.sub(" ", words)):
            asked = self.framework(self.identity.year).questions
            return [question.path for question in asked if question.level == "headline"]
        rule = self.rules["pillar-name"]
        only = self.says_nothing(rule.patterns[0].sub(" ", words))
        return [m["pillar"].lower() for m in rule.all(words)] if only else []

    def matters(self, words: str, year: int, pillar: str | None) -> list[str]:
        """The questions that the words after "good at" name: pillars, areas each named in full, or one question."""
        if pillars := self.pillars(words):
            return pillars
        if self.says_nothing(words):
            return []
        pieces = [piece for piece in re.split(r",(?: and)? | and ", words) if piece.strip()]
        each = [self.question(piece, year, _PLAIN, pillar) for piece in pieces]
        if all(each) and len(set(each)) > 1:
            return [question for question in dict.fromkeys(each) if question]
        whole = self.question(words, year, NEAR, pillar)
        return [whole] if whole else self.subjects(words, year, pillar)

    def cycle(self, year: int) -> int:
        """The year by which the inspection of some year goes: the first of its cycle."""
        return year if year == self.identity.year else self.framework(year).year

    @property
    def previous(self) -> int:
        """The year of the inspection before this one."""
        return self.framework(self.framework(self.identity.year).year - 1).year

    def same(self, question: str | None, year: int) -> str | None:
        """The question of another year that has the wording of this year's `question`, if there is one."""
        if question is None or year == self.identity.year:
            return question
        if "/" not in question:
            graded = self.vocabulary["question"].get(f"{self.framework(year).year}/{question}")
            return question if graded and graded.one(PEEL + "graded") == "yes" else None
        mine = next(q for q in self.framework(self.identity.year).questions if q.path == question)
        found = self.framework(year).match(mine.wordings[0], 0.8, pillar=mine.pillar)
        return found if found and "/" in found else None


@lru_cache(maxsize=4)
def _grades(vocabulary: Vocabulary) -> dict[tuple[str, ...], str]:
    """The grades by the stems of their names; the first that has a name."""
    grades: dict[tuple[str, ...], str] = {}
    for slug, entry in vocabulary["grade"].items():
        for label in entry.labels:
            grades.setdefault(_stems(label), slug)
    return grades


def _stems(words: str) -> tuple[str, ...]:
    return tuple(form.stem for form in tokens(words).forms)
