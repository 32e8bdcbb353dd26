"""The measure itself, and what the engine reaches on the marked reports."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import UnreadableInput
from kg.evaluate import Count, Evaluation, evaluate
from kg.vocabulary import Vocabulary

GOLD = Path(__file__).parent / "gold"
BASELINE = json.loads((Path(__file__).parent / "baseline.json").read_text("utf-8"))
HELD_OUT = {
    "cumbria-2023-overview",
    "durham-2017-efficiency",
    "gloucestershire-2015-legitimacy",
    "hampshire-2025-overview",
    "lincolnshire-2018-legitimacy",
    "suffolk-2015-effectiveness",
}
GROUPS: dict[str, Callable[[str], bool]] = {
    "real": lambda name: name.startswith("leicestershire"),
    "seen": lambda name: name not in HELD_OUT,
    "held out": lambda name: name in HELD_OUT,
}


@pytest.fixture(scope="module")
def all_marked(vocabulary: Vocabulary) -> Evaluation:
    return evaluate(GOLD, vocabulary)


def test_all_marked_reports_are_there(all_marked: Evaluation) -> None:
    """A lost file would make the figures better or worse without a word."""
    assert len(all_marked.scores) == 28


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("report", 1), ("judgement", 1), ("action", 1), ("nesting", 1),
        ("finding", 0.90), ("partnership", 0.92), ("doc-threat", 0.92), ("topic", 0.80),
    ],
)  # fmt: skip
def test_the_two_real_reports(kind: str, floor: float, all_marked: Evaluation) -> None:
    """What the project promises on them."""
    real = Evaluation(tuple(score for score in all_marked.scores if GROUPS["real"](score.name)))
    assert real.total[kind].f1 >= floor, [loss for loss in real.losses if kind in loss]


@pytest.mark.parametrize("group", GROUPS)
def test_no_figure_is_below_the_baseline(group: str, all_marked: Evaluation) -> None:
    """A change that loses on any kind is seen; one that gains raises the baseline."""
    part = Evaluation(tuple(score for score in all_marked.scores if GROUPS[group](score.name)))
    worse = {
        kind: (count.f1, BASELINE[group][kind])
        for kind, count in part.total.items()
        if count.f1 < BASELINE[group][kind] - 5e-4
    }
    assert worse == {}


def marked(folder: Path, text: str, **marks: object) -> Path:
    """A folder with one marked report."""
    report = {"force": "kent", "year": 2016, "pillar": "effectiveness", "updated": None}
    empty: dict[str, object] = {"judgements": [], "actions": [], "findings": [], "partnerships": []}
    (folder / "kent-2016-effectiveness.txt").write_text(
        f"Kent PEEL 2016\n\nEffectiveness\n\n{text}\n", "utf-8"
    )
    (folder / "kent-2016-effectiveness.json").write_text(
        json.dumps({"report": report, **empty, **marks}), "utf-8"
    )
    return folder


def test_half_an_overlap_matches(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The span may differ by less than half; the polarity may not."""
    sentence = "Supervision of investigations by sergeants is thorough."
    mark = {"polarity": "strength", "threats": [], "topics": [], "partners": [], "quote": sentence[:40]}
    total = evaluate(marked(tmp_path, sentence, findings=[mark]), vocabulary).total
    assert total["finding"] == Count(1, 1, 1)
    other = {**mark, "polarity": "weakness"}
    total = evaluate(marked(tmp_path, sentence, findings=[other]), vocabulary).total
    assert (total["finding"], total["finding-span"]) == (Count(0, 1, 1), Count(1, 1, 1))


def test_losses_name_the_sentence(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """What was missed and what is wrong can be found in the text."""
    found = evaluate(marked(tmp_path, "Supervision is thorough."), vocabulary)
    assert found.losses == ["kent-2016-effectiveness: finding wrong: strength: 'Supervision is thorough.'"]


def test_precision_recall_and_f1() -> None:
    """Of nothing marked and nothing read, all is right."""
    assert (Count().precision, Count().recall, Count().f1) == (1, 1, 1)
    assert (Count(1, 2, 4).precision, Count(1, 2, 4).recall, round(Count(1, 2, 4).f1, 6)) == (
        0.25,
        0.5,
        0.333333,
    )
    assert Count(0, 0, 3).precision == 0


def test_intervals_are_the_same_every_time(all_marked: Evaluation) -> None:
    """And hold the figure."""
    low, high = all_marked.interval("finding")
    assert (low, high) == all_marked.interval("finding")
    assert low <= all_marked.total["finding"].f1 <= high


@pytest.mark.parametrize("trouble", ["no marks", "a quote that is not there", "no JSON"])
def test_unusable_marks(trouble: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Each is named with its file."""
    if trouble == "a quote that is not there":
        marked(
            tmp_path,
            "It works.",
            findings=[
                {"polarity": "strength", "threats": [], "topics": [], "partners": [], "quote": "never"}
            ],
        )
    elif trouble == "no JSON":
        (tmp_path / "page.json").write_text("{")
    with pytest.raises(UnreadableInput):
        evaluate(tmp_path, vocabulary)
