"""What a finding is about: the topics and threats that its traits tell, by the weights of `ontology/language/` (matters.tsv, harms.tsv)."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from kg.extract.subjects import MOST_TOPICS, specific
from kg.language import Sentence
from kg.values import Partner
from kg.vocabulary import Vocabulary
from kg.weights import UNIT, Traits, Weights

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


def traits(clause: Sentence, setting: Setting) -> Traits:
    """The traits of a clause that tell its topics; what is seen in it twice counts once."""
    return [
        ("word", {form.stem for form in clause.words.forms if form.text.isalpha()}),
        ("named", set(setting.named)),
        ("first", setting.named[:1]),
        ("threat", set(setting.threats)),
        ("partner", {partner.slug for partner in setting.partners}),
        ("asked", set(setting.asked)),
        ("last", set(setting.last)),
        ("question", [str(setting.question)]),
    ]


def harm_traits(seen: Traits, setting: Setting) -> Traits:
    """The traits of a clause that tell its threats, besides those that tell its topics."""
    return [*seen, ("own", set(setting.own) or [NO_THREAT]), ("foremost", setting.own[:1])]


def topics(seen: Traits, setting: Setting, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likeliest topics of a clause, the likeliest first; before them those it names that no weight knows."""
    weights = vocabulary.matters
    unknown = [topic for topic in setting.named if topic not in weights.labels]
    ranked = _ranked(seen, weights, _LIKELY_TOPIC)[:MOST_TOPICS]
    likely = [
        topic
        for place, (chance, topic) in enumerate(ranked)
        if topic in vocabulary["topic"] and (place == 0 or chance >= _LIKELY_TOPIC)
    ]
    return specific([*unknown, *likely], "topic", vocabulary)[:MOST_TOPICS]


def threats(seen: Traits, setting: Setting, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likely threats of a clause, the likeliest first; before them those it names that no weight knows."""
    weights = vocabulary.harms
    unknown = [threat for threat in setting.own if threat not in weights.labels]
    ranked = _ranked(harm_traits(seen, setting), weights, _LIKELY_NAMED)
    likely = [
        threat
        for chance, threat in ranked
        if chance >= (_LIKELY_NAMED if threat in setting.own else _LIKELY_THREAT)
        and threat in vocabulary["threat"]
    ]
    if ranked and ranked[0][1] == NO_THREAT and ranked[0][0] > 1 / 2:
        likely = list(setting.threats) if setting.pointing and not setting.own else []
    return specific([*unknown, *likely], "threat", vocabulary)


def _ranked(seen: Traits, weights: Weights, least: float) -> list[tuple[float, str]]:
    """The likeliest labels with their probabilities, the likeliest first: all that reach some least one, up to a few."""
    scores = weights.scores(seen)
    most = max(scores, default=0)
    whole = sum(map(_share, [most - score for score in scores]))
    # A probability is at most the share of the likeliest label, so what lies further below that than this reaches the least in no case.
    floor = most + UNIT * (log(least) - 1)
    likely = [at for at, score in enumerate(scores) if score > floor]
    likely.sort(key=scores.__getitem__, reverse=True)
    return [(_share(most - scores[at]) / whole, weights.labels[at]) for at in likely[:_MOST]]


@lru_cache(maxsize=4096)
def _share(below: int) -> float:
    """How likely a label is beside the likeliest, whose score is so much higher: scores are whole numbers, mostly small ones."""
    return exp(-below / UNIT)
