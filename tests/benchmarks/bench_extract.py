"""How fast reports are read: `python tests/benchmarks/bench_extract.py [FILE …]`, by hand, with the extra `bench` installed.

It prints megabytes of text per second of processor time on one core, and the same as a ratio: to one pass of nupunkt (sentences) plus one
of pyahocorasick (the labels of the vocabulary) over the same texts, taken in turns in the same run, so that the machine matters little.
Medians of several rounds; loading the vocabulary is not counted. Without files the marked reports of `tests/gold` are read.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time

import ahocorasick  # type: ignore[import-not-found,unused-ignore]
from nupunkt import sentence_spans

from kg.extract import extract
from kg.read import read
from kg.resources import ontology
from kg.values import Document
from kg.vocabulary import Vocabulary, load

GOLD = Path(__file__).parents[1] / "gold"
ROUNDS = 9
MOST = 4.0
"""The ratio that is aimed at."""


def read_all(documents: Sequence[Document], vocabulary: Vocabulary) -> None:
    for document in documents:
        extract(document, vocabulary)


def split_all(documents: Sequence[Document]) -> None:
    for document in documents:
        list(sentence_spans(document.text))


def search_all(documents: Sequence[Document], automaton: ahocorasick.Automaton) -> None:
    for document in documents:
        for _ in automaton.iter(document.text.lower()):
            pass


def automaton_of(vocabulary: Vocabulary) -> ahocorasick.Automaton:
    """The labels of the vocabulary, in lower case, for the one pass against which extraction is measured."""
    automaton = ahocorasick.Automaton()
    for label in vocabulary.lexicon.labels:
        automaton.add_word(label.phrase.lower(), label.slug)
    automaton.make_automaton()
    return automaton


def seconds(work: Callable[[], None]) -> float:
    """The processor time of some work."""
    start = process_time()
    work()
    return process_time() - start


def main(files: Sequence[str]) -> int:
    vocabulary = load(ontology())
    paths = [Path(file) for file in files] or sorted(GOLD.glob("*.txt"))
    documents = [read(path, vocabulary) for path in paths]
    size = sum(len(document.text.encode()) for document in documents) / 1e6
    automaton = automaton_of(vocabulary)
    works: tuple[Callable[[], None], ...] = (
        lambda: read_all(documents, vocabulary),
        lambda: split_all(documents),
        lambda: search_all(documents, automaton),
    )
    for work in works:
        work()
    rounds = [[seconds(work) for work in works] for _ in range(ROUNDS)]
    reading, splitting, searching = (median(times) for times in zip(*rounds, strict=True))
    ratio = median(one / (two + three) for one, two, three in rounds)
    print(f"{len(documents)} reports, {size:.3f} MB, medians of {ROUNDS} rounds")
    print(f"kg extract     {size / reading:7.3f} MB per CPU second")
    print(f"nupunkt        {size / splitting:7.3f}")
    print(f"pyahocorasick  {size / searching:7.3f}")
    print(f"ratio          {ratio:7.2f}  (aim: {MOST:g})")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
