"""What a finding is about: the topics that its traits tell, by the weights of `ontology/language/matters.tsv`."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

from kg.extract.subjects import MOST_TOPICS, specific
from kg.language import Sentence
from kg.values import Partner
from kg.vocabulary import Vocabulary
from kg.weights import UNIT

_LIKELY = 0.06
"""Probability from which on a topic beyond the first is one of a finding's."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What bears on the topics of a clause besides its own words."""

    named: tuple[str, ...]
    """The topics that the clause names, or that go with its threats and partners."""
    threats: tuple[str, ...]
    partners: tuple[Partner, ...]
    question: str | None
    asked: tuple[str, ...]
    """The topics that the wording of its question names."""
    last: tuple[str, ...]
    """The topics that were named by the finding before it in its paragraph."""


def traits(clause: Sentence, setting: Setting) -> Iterator[str]:
    """The traits of a clause that tell its topics."""
    yield from [f"word={word.stem}" for word in clause.words if word.text.isalpha()]
    yield from (f"named={topic}" for topic in setting.named)
    yield from (f"first={topic}" for topic in setting.named[:1])
    yield from (f"threat={threat}" for threat in setting.threats)
    yield from (f"partner={partner.slug}" for partner in setting.partners)
    yield from (f"asked={topic}" for topic in setting.asked)
    yield from (f"last={topic}" for topic in setting.last)
    yield f"question={setting.question}"


def topics(clause: Sentence, setting: Setting, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likeliest topics of a clause, the likeliest first; before them those it names that no weight knows."""
    weights = vocabulary.matters
    scores = weights.scores({*traits(clause, setting)})
    unknown = [topic for topic in setting.named if topic not in weights.labels]
    most = max(scores)
    whole = sum([exp((score - most) / UNIT) for score in scores])
    best = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:MOST_TOPICS]
    likely = [
        topic
        for at in best
        if (topic := weights.labels[at]) in vocabulary["topic"]
        and (at == best[0] or exp((scores[at] - most) / UNIT) / whole >= _LIKELY)
    ]
    return specific([*unknown, *likely], "topic", vocabulary)[:MOST_TOPICS]
