"""Two linear learners in plain Python: the same examples in the same order give the same weights, bit for bit.

Both descend the log-loss with AdaGrad (Duchi, Hazan & Singer 2011) and a pull towards zero, and average the weights of the later rounds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, sqrt
from random import Random
from typing import Final

Table = dict[str, dict[str, float]]
"""Weights: trait to label to weight."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The clauses of a sentence with their labels; `joins` has for each the traits of the way from each label to it."""

    traits: tuple[tuple[str, ...], ...]
    joins: tuple[Mapping[str, tuple[str, ...]], ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """Something with traits that goes under one label, and perhaps under others besides."""

    traits: tuple[str, ...]
    labels: tuple[str, ...]


class _Descent:
    """Weights that follow the gradient, each at its own pace."""

    def __init__(self, known: Iterable[str], pace: float, pull: float) -> None:
        self.weights: Table = {trait: {} for trait in known}
        self._steps: Table = {trait: {} for trait in self.weights}
        self._sums: Table = {trait: {} for trait in self.weights}
        self._rounds = 0
        self._pace, self._pull = pace, pull

    def total(self, traits: Iterable[str], label: str) -> float:
        return sum(self.weights[trait].get(label, 0.0) for trait in traits if trait in self.weights)

    def step(self, traits: Iterable[str], errors: Mapping[str, float]) -> None:
        for trait in traits:
            if trait in self.weights:
                row, steps = self.weights[trait], self._steps[trait]
                for label, error in errors.items():
                    gradient = error + self._pull * row.get(label, 0.0)
                    steps[label] = steps.get(label, 1.0) + gradient * gradient
                    row[label] = row.get(label, 0.0) - self._pace * gradient / sqrt(steps[label])

    def remember(self) -> None:
        self._rounds += 1
        for trait, row in self.weights.items():
            sums = self._sums[trait]
            for label, weight in row.items():
                sums[label] = sums.get(label, 0.0) + weight

    def mean(self) -> Table:
        return {
            trait: {label: total / self._rounds for label, total in row.items()}
            for trait, row in self._sums.items()
        }


def _frequent(traits: Iterable[str], least: int) -> list[str]:
    return sorted(trait for trait, count in Counter(traits).items() if count >= least)


def learn_chains(
    chains: Sequence[Chain],
    labels: Sequence[str],
    *,
    rounds: int = 24,
    pace: float = 0.02,
    pull: float = 0.1,
) -> Table:
    """A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001) over clauses."""
    known = _frequent((t for chain in chains for clause in chain.traits for t in clause), 2)
    joins = _frequent((t for chain in chains for way in chain.joins for ts in way.values() for t in ts), 3)
    descent = _Descent([*known, *joins], pace, pull)
    order, random = list(range(len(chains))), Random(0)  # noqa: S311  (an order, no secret)
    for number in range(rounds):
        random.shuffle(order)
        for at in order:
            _follow(chains[at], labels, descent)
        if number >= rounds // 2:
            descent.remember()
    return descent.mean()


def _follow(chain: Chain, labels: Sequence[str], descent: _Descent) -> None:
    """One step down the gradient of one chain, by the forward-backward algorithm."""
    own = [{y: descent.total(clause, y) for y in labels} for clause in chain.traits]
    ways = [{x: {y: descent.total(way[x], y) for y in labels} for x in labels} for way in chain.joins]
    forward = [own[0]]
    for way, scores in zip(ways, own[1:], strict=True):
        last = forward[-1]
        forward.append({y: scores[y] + _log_sum(last[x] + way[x][y] for x in labels) for y in labels})
    backward = [dict.fromkeys(labels, 0.0)]
    for way, scores in zip(reversed(ways), reversed(own[1:]), strict=True):
        next_ = backward[0]
        backward.insert(0, {x: _log_sum(way[x][y] + scores[y] + next_[y] for y in labels) for x in labels})
    whole = _log_sum(forward[-1].values())
    for traits, label, ahead, behind in zip(chain.traits, chain.labels, forward, backward, strict=True):
        descent.step(traits, {y: exp(ahead[y] + behind[y] - whole) - (y == label) for y in labels})
    for at, (from_, to) in enumerate(pairwise(chain.labels)):
        for x in labels:
            likely = {
                y: exp(forward[at][x] + ways[at][x][y] + own[at + 1][y] + backward[at + 1][y] - whole)
                - ((x, y) == (from_, to))
                for y in labels
            }
            descent.step(chain.joins[at][x], likely)


def _log_sum(values: Iterable[float]) -> float:
    listed = list(values)
    most = max(listed)
    return most + log(sum(exp(value - most) for value in listed))


_UNLIKELY: Final = 0.01
"""Probability below which a label that does not hold is left as it is."""


def learn_labels(
    examples: Sequence[Example],
    *,
    rounds: int = 10,
    pace: float = 0.05,
    pull: float = 0.003,
    besides: float = 0.4,
) -> Table:
    """A multinomial logistic regression; labels after the first count `besides` as much as it."""
    descent = _Descent(_frequent((t for example in examples for t in example.traits), 2), pace, pull)
    labels = sorted({label for example in examples for label in example.labels})
    order, random = list(range(len(examples))), Random(0)  # noqa: S311  (an order, no secret)
    for number in range(rounds):
        random.shuffle(order)
        for at in order:
            example = examples[at]
            scores: defaultdict[str, float] = defaultdict(float)
            for trait in example.traits:
                for label, weight in descent.weights.get(trait, {}).items():
                    scores[label] += weight
            whole = _log_sum(scores[label] for label in labels)
            shares = dict.fromkeys(example.labels, besides) | {example.labels[0]: 1.0}
            errors = {label: exp(scores[label] - whole) for label in labels}
            errors = {label: p for label, p in errors.items() if p > _UNLIKELY or label in shares}
            for label, share in shares.items():
                errors[label] -= share / sum(shares.values())
            descent.step(example.traits, errors)
        if number >= rounds // 2:
            descent.remember()
    return descent.mean()
