"""Weights that were learnt from marked texts: what each trait of a clause says for each label, as readable lines.

A file has one line per trait, sorted: the trait, a tab, and `label:weight` for every label on which it bears. Lines that begin with
"#" are remarks. A clause's score for a label is the sum of the weights of its traits; there is nothing else to a model.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UnreadableInput


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: for each trait the labels on which it bears, by their place in `labels`, with their weights."""

    labels: tuple[str, ...]
    traits: Mapping[str, tuple[tuple[int, float], ...]]

    def scores(self, traits: Iterable[str]) -> list[float]:
        """The sum of the weights of some traits, for each label."""
        totals = [0.0] * len(self.labels)
        known = self.traits
        for trait in traits:
            for label, weight in known.get(trait, ()):
                totals[label] += weight
        return totals

    def telling(self, traits: Iterable[str], label: str, most: int) -> list[tuple[str, float]]:
        """The traits that say most for a label against the others, strongest first."""
        at = self.labels.index(label)
        said = []
        for trait in dict.fromkeys(traits):
            row = dict(self.traits.get(trait, ()))
            others = [row.get(other, 0.0) for other in range(len(self.labels)) if other != at]
            said.append((trait, row.get(at, 0.0) - max(others, default=0.0)))
        return sorted((one for one in said if one[1] > 0), key=lambda one: (-one[1], one[0]))[:most]


def read_weights(path: Path) -> Weights:
    """The weights of a file. Raises UnreadableInput with the line that is none."""
    labels: dict[str, int] = {}
    traits: dict[str, tuple[tuple[int, float], ...]] = {}
    for number, line in enumerate(_lines(path), 1):
        if line.startswith("#") or not line:
            continue
        trait, _, rest = line.partition("\t")
        try:
            pairs = [pair.rpartition(":") for pair in rest.split()]
            traits[trait] = tuple(
                (labels.setdefault(label, len(labels)), float(weight)) for label, _, weight in pairs
            )
        except ValueError as error:
            raise UnreadableInput(
                f"{path}:{number}", "no weights (a trait, a tab, label:number …)", "mend the line"
            ) from error
    return Weights(tuple(labels), traits)


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
