"""Finds the question of a framework that some words ask, whatever the drift of wording between years."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import fsum, log

from kg.tokens import tokens
from kg.vocabulary import Question

ALIKE = 0.62
"""Least likeness of a heading to the question that it asks."""
NEAR = 0.42
"""Least likeness of the words after a grade to the question that is graded."""


class Framework:
    """The questions of one year. Rare words of a framework weigh more than the common ones ("force", "how")."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        wordings = [(q, _stems(wording)) for q in self.questions for wording in q.wordings]
        self._wordings = [(q, stems) for q, stems in wordings if stems]
        seen = Counter(stem for _, stems in self._wordings for stem in stems)
        self._weight = {stem: log((len(self._wordings) + 1) / count) for stem, count in seen.items()}

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
    ) -> str | None:
        """The path of the question most like `words`, where one is at least that like; of equals the one in `pillar`.

        Two equally like questions of other pillars are no answer. With a `beta` below 1 it matters more that the
        words asked stand in the question than that all of the question is asked.
        """
        asked = _stems(words)
        ranked: dict[str, float] = {}
        for question, stems in self._wordings:
            if question.level in levels and not asked.isdisjoint(stems):
                likeness = self._likeness(asked, stems, beta) + (1e-6 if question.pillar == pillar else 0)
                ranked[question.path] = max(likeness, ranked.get(question.path, 0))
        best = sorted(ranked.items(), key=lambda pair: -pair[1])[:2]
        if not best or best[0][1] < least or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return best[0][0]

    def _likeness(self, asked: frozenset[str], stems: frozenset[str], beta: float) -> float:
        """Weighted F-measure of the words asked and a wording, 0 to 1."""
        shared = self._weigh(asked & stems)
        return (1 + beta**2) * shared / (self._weigh(asked) + beta**2 * self._weigh(stems))

    @lru_cache(maxsize=4096)  # noqa: B019  (frameworks are few, and kept as long as their vocabulary)
    def _weigh(self, stems: frozenset[str]) -> float:
        """The weight of some words together, the same in whichever order they come."""
        return fsum(self._weight.get(stem, 1.0) for stem in stems)


@lru_cache(maxsize=4096)
def _stems(words: str) -> frozenset[str]:
    return frozenset(_root(token.stem) for token in tokens(words) if token.text[0].isalnum())


def _root(stem: str) -> str:
    """Without the endings that make a noun or adverb of a verb: "efficiently" and "efficient" fall together."""
    for ending in ("ly", "cy", "ment", "ity", "ation"):
        root = stem.removesuffix(ending)
        if root != stem and len(root) > 4:
            return root.removesuffix("e").removesuffix("t") if ending == "cy" else root.removesuffix("e")
    return stem.removesuffix("t") if stem.endswith("nt") and len(stem) > 6 else stem
