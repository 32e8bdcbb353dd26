"""Weights are read, added and explained; and what is learnt is the same every time."""

import sys
from pathlib import Path

import pytest

from kg.errors import UnreadableInput
from kg.namespaces import PEEL, SKOS
from kg.tokens import tokens
from kg.vocabulary import Vocabulary
from kg.weights import UNIT, read_phrases, read_weights

TRAINING = Path(__file__).parent / "training"
sys.path.insert(0, str(TRAINING))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "weights.tsv"
    path.write_text(
        "# a remark\nword=late\tstrength:-0.5 weakness:1.25\nword=prompt\tstrength:0.75\n", "utf-8"
    )
    return path


def test_scores_are_sums(file: Path) -> None:
    """Of known traits, each as often as it stands, in any order."""
    weights = read_weights(file)
    assert weights.labels == ("strength", "weakness")
    found = weights.scores([("word", ["late", "prompt", "unknown", "late"]), ("pair", ["late"])])
    assert [score / UNIT for score in found] == [-0.25, 2.5]
    assert found == weights.scores([("word", ["prompt"]), ("word", ["late", "late"])])


def test_what_is_telling(file: Path) -> None:
    """A trait tells by as much as it says more for a label than for any other."""
    weights = read_weights(file)
    assert weights.telling([("word", ["late", "prompt"])], "weakness", 5) == [("word=late", 1.75)]
    assert weights.telling([("word", ["late", "prompt"])], "strength", 5) == [("word=prompt", 0.75)]


@pytest.mark.parametrize("line", ["word=late\tstrength:much", "word=late\tstrength"])
def test_a_line_that_is_none(line: str, tmp_path: Path) -> None:
    """Is named."""
    path = tmp_path / "weights.tsv"
    path.write_text(f"# remark\n{line}\n", "utf-8")
    with pytest.raises(UnreadableInput, match=":2:"):
        read_weights(path)


def test_a_phrase_without_a_class(tmp_path: Path) -> None:
    """Is named, too; and so is a file that is not there."""
    path = tmp_path / "words.tsv"
    path.write_text("good\tswift\nswift\n", "utf-8")
    with pytest.raises(UnreadableInput, match=":2:"):
        read_phrases(path)
    with pytest.raises(UnreadableInput, match="restore"):
        read_phrases(tmp_path / "none.tsv")


@pytest.mark.parametrize("name", ["directions", "ties", "echoes", "matters", "harms"])
def test_the_weights_are_sorted_and_tell(name: str, vocabulary: Vocabulary) -> None:
    """Each file of weights is in order, and has some of everything that it must tell apart."""
    weights = getattr(vocabulary, name)
    lines = (Path(__file__).parent.parent / "ontology" / "language" / f"{name}.tsv").read_text("utf-8")
    traits = [line.split("\t")[0] for line in lines.splitlines() if not line.startswith("#")]
    assert traits == sorted(set(traits))
    assert len(traits) > 1000
    kinds = {"matters": "topic", "harms": "threat"}
    known = {*vocabulary[kinds[name]], "none"} if name in kinds else {
        "neutral", "strength", "weakness", "tied", "loose", "echo", "fresh"
    }  # fmt: skip
    assert set(weights.labels) <= known


def test_word_classes_match_their_examples(vocabulary: Vocabulary) -> None:
    """Each class has a name and a reason, words, a sentence in which one of them stands, and one in which none does."""
    classes = {kind for kind, _ in read_phrases(Path(__file__).parent.parent / "ontology/language/words.tsv")}
    assert classes == set(vocabulary["word-class"])
    for entry in vocabulary["word-class"].values():
        assert entry.name
        assert entry.one(SKOS + "definition")
        for property_, wanted in ((SKOS + "example", True), (PEEL + "counterExample", False)):
            for sentence in entry.all(property_):
                found = {m.slug for m in vocabulary.lexicon.mentions(tokens(sentence))}
                assert (entry.slug in found) == wanted, (entry.slug, sentence, found)


def test_learning_is_the_same_every_time() -> None:
    """And learns: a word that always goes with one label comes to speak for it."""
    from learn import Chain, Example, learn_chains, learn_labels

    examples = [Example(("word=late",), ("weakness",)), Example(("word=prompt",), ("strength",))] * 4
    table = learn_labels(examples)
    assert table == learn_labels(examples)
    assert table["word=late"]["weakness"] > 0 > table["word=late"]["strength"]
    sides = ("neutral", "strength", "weakness")
    joins = ({side: (f"join={side} but",) for side in sides},)
    chain = Chain((("word=prompt",), ("word=late",)), joins, ("strength", "weakness"))
    learnt = learn_chains([chain] * 6, sides)
    assert learnt == learn_chains([chain] * 6, sides)
    assert learnt["join=strength but"]["weakness"] > 0
    assert learnt["word=prompt"]["strength"] > learnt["word=prompt"].get("weakness", 0)


def test_marked_texts_are_whole() -> None:
    """Every text for training is read, says what it is, and has marks of both sides."""
    from marks import read_marked

    paths = sorted((TRAINING / "marked").glob("*.mark"))
    assert len(paths) > 250
    for path in paths:
        marked = read_marked(path)
        kinds = {mark.kind for mark in marked.marks}
        assert {"S", "W"} <= kinds, path.name
        assert "[[" not in marked.document.text
        assert all(mark.span.of(marked.document.text).strip() for mark in marked.marks)


def test_nothing_is_learnt_from_the_reports_that_are_held_out() -> None:
    """Learner and measure mean the same reports, and no marked text for training has one of their names."""
    from test_evaluate import GOLD, HELD_OUT
    from train import marked_texts

    learnt = {marked.document.name for marked in marked_texts(GOLD)}
    assert learnt == {path.stem for path in GOLD.glob("*.json")} - HELD_OUT
    assert not HELD_OUT & {path.stem for path in (TRAINING / "marked").glob("*.mark")}
