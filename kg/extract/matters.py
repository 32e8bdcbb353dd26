"""What a finding is about: the topics and threats that its traits tell, by the weights of `ontology/language/` (matters.tsv, harms.tsv)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, floor, log
from operator import itemgetter

from kg.extract.subjects import MOST_TOPICS, specific
from kg.language import Sentence
from kg.values import Partner
from kg.vocabulary import Vocabulary
from kg.weights import UNIT, Traits, Weights

NO_THREAT = "none"
"""The label of a finding that is about no threat."""
_LIKELY_TOPIC = 0.035
"""Probability from which on a topic beyond the first is one of a finding's."""
_NARROWER = 1 / 3
"""How likely a topic must be, beside a broader one that is likelier, to be meant instead of it."""
_LIKELY_NAMED = 0.01
"""Probability from which on a threat that a clause names is one of a finding's: hardly any is named in vain."""
_LIKELY_HEARD = 0.1
"""The same of one that the heading or what was said before names, where it is likelier than not that there is any."""
_LIKELY_THREAT = 0.3
"""The same of any other."""
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
    headed: tuple[str, ...]
    """The threats that the heading above it names, where it names none itself."""
    heard: tuple[str, ...]
    """And those that it takes from the finding before it, or that a sentence before it in its paragraph named last."""
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
    return [
        *seen,
        ("own", set(setting.own) or [NO_THREAT]),
        ("foremost", setting.own[:1]),
        ("headed", setting.headed),
        ("heard", setting.heard),
    ]


def topics(seen: Traits, setting: Setting, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likeliest topics of a clause, the likeliest first; before them those it names that no weight knows."""
    weights = vocabulary.matters
    unknown = [topic for topic in setting.named if topic not in weights.places]
    ranking = _ranking(seen, weights)
    likely = [
        topic
        for place, topic in enumerate(ranking.likeliest(_LIKELY_TOPIC)[:MOST_TOPICS])
        if topic in vocabulary["topic"] and (place == 0 or ranking.chance(topic) >= _LIKELY_TOPIC)
    ]
    return specific([*unknown, *_parted(likely, ranking, vocabulary)], "topic", vocabulary)[:MOST_TOPICS]


def _parted(likely: Sequence[str], ranking: "_Ranking", vocabulary: Vocabulary) -> list[str]:
    """Likely topics, the likeliest first, without those that are broader or narrower than another of them.

    A narrower topic takes the place of a broader one, unless it is far less likely.
    """
    found: list[str] = []
    for topic in likely:
        above = vocabulary.broader("topic", topic)
        if broad := next((one for one in found if one in above), None):
            if ranking.chance(topic) >= _NARROWER * ranking.chance(broad):
                found[found.index(broad)] = topic
        elif not any(topic in vocabulary.broader("topic", one) for one in found):
            found.append(topic)
    return found


def threats(seen: Traits, setting: Setting, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The likely threats of a clause, the likeliest first; before them those it names that no weight knows."""
    weights = vocabulary.harms
    unknown = [threat for threat in setting.own if threat not in weights.places]
    ranking = _ranking(harm_traits(seen, setting), weights)
    ranked = ranking.likeliest(_LIKELY_NAMED)
    known = [threat for threat in ranked if threat in vocabulary["threat"]]
    named = [t for t in known if t in setting.own and ranking.chance(t) >= _LIKELY_NAMED]
    inherited = setting.threats if setting.pointing and not setting.own else ()
    if ranked[:1] == [NO_THREAT] and (known or inherited) and ranking.chance(NO_THREAT) > 1 / 2:
        return specific([*unknown, *named, *inherited], "threat", vocabulary)
    heard = {*setting.heard, *setting.headed}
    likely = [
        threat
        for threat in known
        if threat in named or ranking.chance(threat) >= (_LIKELY_HEARD if threat in heard else _LIKELY_THREAT)
    ]
    return specific([*unknown, *likely], "threat", vocabulary)


def _ranking(seen: Traits, weights: Weights) -> "_Ranking":
    scores = weights.scores(seen)
    return _Ranking(weights, scores, max(scores, default=0))


@dataclass(frozen=True)
class _Ranking:
    """How likely each label is, by its score."""

    weights: Weights
    scores: tuple[int, ...]
    most: int
    """The score of the likeliest."""

    def likeliest(self, least: float) -> list[str]:
        """The likeliest labels, the likeliest first: all whose probability reaches some least one, up to a few."""
        # A probability is at most the share of what the likeliest has, so a label further below that than this reaches the least in no case.
        least_score = self.most + floor(UNIT * log(least)) - 1
        near = [(score, place) for place, score in enumerate(self.scores) if score > least_score]
        near.sort(key=itemgetter(0), reverse=True)
        return [self.weights.labels[place] for _, place in near[:_MOST]]

    def chance(self, label: str) -> float:
        """The probability of one of the likeliest labels."""
        return _SHARES[self.most - self.scores[self.weights.places[label]]] / self._whole

    @cached_property
    def _whole(self) -> float:
        """The shares of all labels together; asked for only where the likeliest label does not decide by itself."""
        most, least = self.most, self.most - len(_SHARES)
        return sum([_SHARES[most - score] for score in self.scores if score > least])


_SHARES = tuple(exp(-below / UNIT) for below in range(40 * UNIT))
"""How likely a label is beside the likeliest, by how much lower its score is; still lower, it has no share that a sum would show."""
