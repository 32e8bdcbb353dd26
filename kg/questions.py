"""Finds the question of a framework that some words ask, whatever the drift of wording between years."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import fsum, log
from operator import itemgetter
from typing import NamedTuple

from kg.tokens import tokens
from kg.vocabulary import Question

ALIKE = 0.62
"""Least likeness of a heading to the question that it asks."""
NEAR = 0.42
"""Least likeness of the words after a grade to the question that is graded."""


class _Wording(NamedTuple):
    """A wording of a question, with its stems and what they weigh."""

    path: str
    pillar: str
    stems: frozenset[str]
    weight: float


class Framework:
    """The questions of one year. Rare words of a framework weigh more than the common ones ("force", "how")."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        wordings = [(q, _stems(wording)) for q in self.questions for wording in q.wordings]
        wordings = [(q, stems) for q, stems in wordings if stems]
        seen = Counter(stem for _, stems in wordings for stem in stems)
        self._weight = {stem: log((len(wordings) + 1) / count) for stem, count in seen.items()}
        self._wordings = [_Wording(q.path, q.pillar, stems, self._weigh(stems, 1.0)) for q, stems in wordings]
        self._having: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        """By level and stem, which wordings of a question of that level have that stem."""
        for number, (question, stems) in enumerate(wordings):
            for stem in stems:
                self._having[question.level][stem].append(number)

    @property
    def year(self) -> int:
        """The first year of its cycle."""
        return self.questions[0].year

    def match(
        self,
        words: str,
        least: float,
        *,
        pillar: str | None = None,
        levels: Sequence[str] = ("headline", "core"),
        beta: float = 1.0,
        strange: float = 1.0,
    ) -> str | None:
        """The path of the question most like `words`, where one is at least that like; of equals the one in `pillar`.

        Two equally like questions of other pillars are no answer. With a `beta` below 1 it matters more that the
        words asked stand in the question than that all of the question is asked. `strange` is the weight of a word that stands in no question.
        """
        found = self.best(words, pillar=pillar, levels=levels, beta=beta, strange=strange)
        return found[1] if found and found[0] >= least else None

    def best(
        self,
        words: str,
        *,
        pillar: str | None = None,
        levels: Sequence[str] = ("headline", "core"),
        beta: float = 1.0,
        strange: float = 1.0,
    ) -> tuple[float, str] | None:
        """How like the question most like `words` is, and its path."""
        asked = _stems(words)
        whole, square = self._weigh(asked, strange), beta**2
        ranked: dict[str, float] = {}
        for number in self._alike(asked, levels):
            path, of_pillar, stems, weight = self._wordings[number]
            # Weighted F-measure of the words asked and the wording, 0 to 1.
            likeness = (1 + square) * self._weigh(asked & stems, strange) / (whole + square * weight)
            likeness += 1e-6 if of_pillar == pillar else 0
            if likeness > ranked.get(path, 0):
                ranked[path] = likeness
        first = sorted(zip(ranked.values(), ranked, strict=True), key=itemgetter(0), reverse=True)[:2]
        if not first or not first[0][0] or (len(first) > 1 and first[0][0] == first[1][0]):
            return None
        return first[0]

    def _alike(self, asked: frozenset[str], levels: Sequence[str]) -> list[int]:
        """The wordings of questions of some levels that have one of some stems, in order."""
        having = [self._having[level] for level in levels]
        return sorted({number for of in having for stem in asked & of.keys() for number in of[stem]})

    @lru_cache(maxsize=4096)  # noqa: B019  (frameworks are few, and kept as long as their vocabulary)
    def _weigh(self, stems: frozenset[str], strange: float) -> float:
        """The weight of some words together, the same in whichever order they come; `strange` is that of a word that stands in no question."""
        return fsum(self._weight.get(stem, strange) for stem in stems)


@lru_cache(maxsize=4096)
def _stems(words: str) -> frozenset[str]:
    return frozenset(_root(form.stem) for form in tokens(words).forms if form.text[0].isalnum())


_ENDINGS = (
    ("acy", ""),
    ("ency", "ent"),
    ("ability", "abl"),
    ("ity", ""),
    ("ment", ""),
    ("duction", "duc"),
    ("ness", ""),
    ("ion", ""),
    ("ly", ""),
)
"""Endings that make a noun or adverb of a verb or adjective, and what stood in their place."""
_LEAST_ROOT = 4


def _root(stem: str) -> str:
    """Without such endings: "efficiently" and "efficiency", "investigation" and "investigate" fall together."""
    for ending, instead in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) + len(instead) >= _LEAST_ROOT:
            stem = (stem.removesuffix(ending) + instead).removesuffix("e")
    return stem.removesuffix("at") if len(stem) - 2 >= _LEAST_ROOT else stem
