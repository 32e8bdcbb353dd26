"""What a finding is about: the topics and threats that its traits tell, by the weights of `ontology/language/` (matters.tsv, harms.tsv)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp

from kg.extract.subjects import MOST_TOPICS, specific
from kg.language import Sentence
from kg.values import Partner
from kg.vocabulary import Vocabulary
from kg.weights import UNIT, Weights

NO_THREAT = "none"
"""The label of a finding that is about no threat."""
_LIKELY_TOPIC = 0.06
"""Probability from which on a topic beyond the first is one of a finding's."""
_LIKELY_THREAT = 0.22
"""Probability from which on a threat is one of a finding's, where it is likelier than not that there is any."""
_LIKELY_NAMED = 0.05
"""The same of a threat that the clause names: one of several named threats has but a share of the whole."""
_MOST = 6
"""Labels that are looked at."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What bears on the topics of a clause besides its own words."""

    named: tuple[str, ...]
    """The topics that the clause names, or that go with its threats and partners."""
    own: tuple[str, ...]
    """The threats that the clause names."""
    threats: tuple[str, ...]
    """These; or, where it names none, those of the finding before it from which it takes its subject."""
    pointing: bool
    """Whether the clause opens with words that point back ("This", "In this area")."""
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
    unknown = [topic for topic in setting.named if topic not in weights.labels]
    ranked = _ranked(traits(clause, setting), weights)[:MOST_TOPICS]
    likely = [
        topic
        for place, (chance, topic) in enumerate(ranked)
        if topic in vocabulary["topic"] and (place == 0 or chance >= _LIKELY_TOPIC)
    ]
    return specific([*unknown, *likely], "topic", vocabulary)[:MOST_TOPICS]


def threats(clause: Sentence, setting: Setting, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likely threats of a clause, the likeliest first; before them those it names that no weight knows."""
    weights = vocabulary.harms
    unknown = [threat for threat in setting.own if threat not in weights.labels]
    ranked = _ranked(harm_traits(clause, setting), weights)
    likely = [
        threat
        for chance, threat in ranked
        if chance >= (_LIKELY_NAMED if threat in setting.own else _LIKELY_THREAT)
        and threat in vocabulary["threat"]
    ]
    if ranked and ranked[0][1] == NO_THREAT and ranked[0][0] > 1 / 2:
        likely = list(setting.threats) if setting.pointing and not setting.own else []
    return specific([*unknown, *likely], "threat", vocabulary)


def harm_traits(clause: Sentence, setting: Setting) -> Iterator[str]:
    """The traits of a clause that tell its threats."""
    yield from traits(clause, setting)
    yield from (f"own={threat}" for threat in setting.own or [NO_THREAT])
    yield from (f"foremost={threat}" for threat in setting.own[:1])


def _ranked(found: Iterable[str], weights: Weights) -> list[tuple[float, str]]:
    """The likeliest labels with their probabilities, the likeliest first."""
    scores = weights.scores(set(found))
    most = max(scores, default=0)
    whole = sum([exp((score - most) / UNIT) for score in scores])
    best = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:_MOST]
    return [(exp((scores[at] - most) / UNIT) / whole, weights.labels[at]) for at in best]
