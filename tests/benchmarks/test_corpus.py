"""The invented reports: distinct, the same for a seed, read as what they are, and as dense as marked ones."""

from pathlib import Path
from statistics import median

import pytest
from corpus import reports, write

import kg
from kg.extract import extract
from kg.read import read
from kg.vocabulary import Vocabulary

GOLD = Path(__file__).parents[1] / "gold"
_MANY = 120

pytestmark = pytest.mark.slow


def test_are_distinct_and_the_same_for_a_seed() -> None:
    made = list(reports(_MANY))
    assert len(dict(made)) == len({text for _, text in made}) == _MANY
    assert list(reports(_MANY // 2)) == made[: _MANY // 2]
    assert list(reports(3, seed=7)) != made[:3]


def test_ten_thousand_can_be_told_apart_and_no_more_than_there_are() -> None:
    assert next(reports(10_000))
    with pytest.raises(ValueError, match="can be told apart"):
        next(reports(1_000_000))


def test_are_as_long_as_real_ones() -> None:
    lengths = [len(text) for _, text in reports(_MANY)]
    assert 4_500 < median(lengths) < 6_500
    assert min(lengths) > 2_000 and max(lengths) < 25_000


def test_are_read_as_what_their_names_say(tmp_path: Path, vocabulary: Vocabulary) -> None:
    for name, text in reports(25):
        path = tmp_path / f"unnamed-{name}"
        path.write_text(text, "utf-8")
        found = extract(read(path, vocabulary), vocabulary).identity
        assert f"{found.force}-{found.year}-{found.name}.txt" == name


def test_build_and_conform_also_those_of_invented_forces(tmp_path: Path) -> None:
    write(4, tmp_path)
    late = list(reports(1_500))[-2:]
    for name, text in late:
        (tmp_path / name).write_text(text, "utf-8")
    graph = kg.build([tmp_path], vocabulary=[tmp_path / "forces.ttl"])
    assert len(graph.manifest.reports) == 6


def test_say_as_much_as_marked_reports(tmp_path: Path, vocabulary: Vocabulary) -> None:
    for name, text in reports(25):
        (tmp_path / name).write_text(text, "utf-8")
    ours, theirs = (_density(folder, vocabulary) for folder in (tmp_path, GOLD))
    assert 0.7 * theirs < ours < 1.3 * theirs


def _density(folder: Path, vocabulary: Vocabulary) -> float:
    """Statements in a thousand characters."""
    readings = [extract(read(path, vocabulary), vocabulary) for path in sorted(folder.glob("*.txt"))]
    return sum(len(r.statements) for r in readings) / sum(len(r.document.text) for r in readings) * 1000
