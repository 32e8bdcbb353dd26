"""Weights that were learnt from marked texts: what each trait of a clause says for each label, as readable lines.

A file has one line per trait, sorted: the trait, a tab, and `label:weight` (in hundredths) for every label on which it bears. Lines that begin with
"#" are remarks. A clause's score for a label is the sum of the weights of its traits; there is nothing else to a model.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from struct import Struct
from sys import intern

from kg.errors import UnreadableInput

_LANE = 32
"""Bits of a whole number that one label has to itself."""
_ZERO = 1 << (_LANE - 1)
"""What is added to a lane and taken off again, so that no weight below nothing borrows from the next lane."""
UNIT = 100
"""Parts of a weight of one, in which weights are written and scores are counted."""
_NONE: Mapping[str, int] = {}
"""The pairs that begin with a word that begins none."""

Traits = Sequence[tuple[str, Collection[str]]]
"""What is seen in something, kind by kind: ("word", ["late", "again"]) are the traits "word=late" and "word=again". A trait of no kind ("") is its value alone."""
PAIR = "pair"
"""The kind whose values are a run of words: its traits are the pairs of neighbours, such as "pair=too_late"."""
_PAIRED = "_"
"""What stands between the words of a pair, and in none of them."""


def names(traits: Traits) -> Iterator[str]:
    """Traits by the names that they have in files."""
    for kind, values in traits:
        for value in map(_PAIRED.join, pairwise(values)) if kind == PAIR else values:
            yield f"{kind}={value}" if kind else value


def _parted(name: str) -> tuple[str, str]:
    """The kind and the value of a trait by its name."""
    kind, of_a_kind, value = name.partition("=")
    return (kind, value) if of_a_kind else ("", name)


@dataclass(frozen=True, eq=False)
class Weights:
    """A linear model: what each trait says for each of the labels, which are in alphabetical order.

    The weights of a trait are one whole number, in which each label has a lane of bits: so the traits of a clause are added up for all
    labels at once, and exactly, in whichever order they come. They are kept by the kind of trait, then by its value, so that no name
    has to be put together for a trait to be looked up.
    """

    labels: tuple[str, ...]
    rows: Mapping[str, Mapping[str, int]]
    pairs: Mapping[str, Mapping[str, int]]
    """The rows of pairs of words, by the first word, then by the second: common words begin most pairs, and what is looked up often is near at hand."""

    def scores(self, traits: Traits) -> tuple[int, ...]:
        """The sum of the weights of some traits, for each label."""
        total = self._zero
        for kind, values in traits:
            if kind == PAIR:
                total += self._of_pairs(values)
            elif of_kind := self.rows.get(kind):
                for value in values:
                    if row := of_kind.get(value):
                        total += row
        return self._lanes.unpack((total ^ self._zero).to_bytes(self._lanes.size, "little"))

    def _of_pairs(self, run: Collection[str]) -> int:
        """The weights of the pairs of neighbours in a run of words."""
        total, after = 0, _NONE
        for word in run:
            if row := after.get(word):
                total += row
            after = self.pairs.get(word, _NONE)
        return total

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Each label with its place among them, which is that of its score."""
        return {label: place for place, label in enumerate(self.labels)}

    @cached_property
    def _lanes(self) -> Struct:
        return Struct(f"<{len(self.labels)}i")

    @cached_property
    def _zero(self) -> int:
        return sum(_ZERO << _LANE * place for place in range(len(self.labels)))

    def telling(self, traits: Traits, label: str, most: int) -> list[tuple[str, float]]:
        """The traits that say most for a label against the others, strongest first, by their names."""
        at = self.labels.index(label)
        said = []
        for name in dict.fromkeys(names(traits)):
            kind, value = _parted(name)
            row = list(self.scores([(kind, value.split(_PAIRED) if kind == PAIR else [value])]))
            own = row.pop(at)
            said.append((name, (own - max(row, default=0)) / UNIT))
        return sorted((one for one in said if one[1] > 0), key=lambda one: (-one[1], one[0]))[:most]


def read_weights(path: Path) -> Weights:
    """The weights of a file. Raises UnreadableInput with the line that is none."""
    lines = _lines(path)
    table = [line.partition("\t") for line in lines if line and not line.startswith("#")]
    # The same rows come again and again, and in them the same few weights: each is read once.
    said = {rest: rest.split() for rest in dict.fromkeys(rest for _, _, rest in table)}
    known = {weight: _weight(weight) for weight in set().union(*said.values())}
    labels = tuple(sorted({label for label, _ in filter(None, known.values())}))
    lane = {label: _LANE * place for place, label in enumerate(labels)}
    worth = {weight: of[1] << lane[of[0]] for weight, of in known.items() if of}
    try:
        row = {rest: sum(map(worth.__getitem__, weights)) for rest, weights in said.items()}
    except KeyError as error:
        raise UnreadableInput(
            f"{path}:{_number(lines, error.args[0])}",
            "no weights (a trait, a tab, label:number …)",
            "mend the line",
        ) from error
    rows: dict[str, dict[str, int]] = {}
    pairs: dict[str, dict[str, int]] = {}
    for trait, _, rest in table:
        kind, value = _parted(trait)
        if kind == PAIR:
            first, _, second = value.partition(_PAIRED)
            pairs.setdefault(intern(first), {})[intern(second)] = row[rest]
        else:
            rows.setdefault(kind, {})[intern(value)] = row[rest]
    return Weights(labels, rows, pairs)


def _weight(weight: str) -> tuple[str, int] | None:
    """A label and how much is said for it, in hundredths; None where it cannot be read."""
    label, _, number = weight.rpartition(":")
    try:
        return (label, round(float(number) * UNIT)) if label else None
    except (ValueError, OverflowError):
        return None


def _number(lines: Sequence[str], weight: str) -> int:
    """The first line that has a weight."""
    return next(number for number, line in enumerate(lines, 1) if weight in line.partition("\t")[2].split())


def read_phrases(path: Path) -> list[tuple[str, str]]:
    """The lines `class<TAB>phrase` of a file, as pairs. Raises UnreadableInput with the line that is none."""
    pairs = []
    for number, line in enumerate(_lines(path), 1):
        if line.startswith("#") or not line:
            continue
        kind, tab, phrase = line.partition("\t")
        if not tab or not phrase.strip():
            raise UnreadableInput(f"{path}:{number}", "no phrase (a class, a tab, a phrase)", "mend the line")
        pairs.append((kind, phrase))
    return pairs


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(str(path), f"cannot be read ({error})", "restore the file") from error
