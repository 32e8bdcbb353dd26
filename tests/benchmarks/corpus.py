"""Writes any number of invented reports: `python tests/benchmarks/corpus.py NUMBER FOLDER [--seed 42]`.

Each is another report, of another force, year or pillar, in the layout of its year, with the questions of its framework; their length and
make-up are those of real ones, whatever their number. The same seed gives the same reports, and the first hundred of a thousand are
those of a hundred. They say nothing about the forces that they name.

Of the 43 forces there can be 1,462 reports that are told apart. Further ones are of invented forces, so that NUMBER may go up to 12,342:
`FOLDER/forces.ttl` describes these forces, and `kg build FOLDER -g GRAPH --vocabulary FOLDER/forces.ttl` knows them.
"""

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from report import Report
from subjects import forces_turtle, subjects
from voice import frames

from kg.resources import ontology
from kg.vocabulary import load

SEED: Final = 42
FORCES: Final = "forces.ttl"
"""The file that describes the invented forces."""


def reports(number: int, *, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """That many reports: the name of a file, and its text. Raises ValueError where there are not as many."""
    vocabulary = load(ontology())
    told = frames(vocabulary)
    known = subjects(vocabulary, told, seed)
    if number > len(known):
        raise ValueError(f"at most {len(known):,} reports can be told apart")
    for subject in islice(known, number):
        yield f"{subject.name}.txt", Report(subject, vocabulary, told, seed).text()


def write(number: int, folder: Path, *, seed: int = SEED) -> None:
    """Writes that many reports into a folder, and beside them the forces that were invented for them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in reports(number, seed=seed):
        (folder / name).write_text(text, "utf-8")
    vocabulary = load(ontology())
    (folder / FORCES).write_text(forces_turtle(vocabulary, frames(vocabulary)), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes invented reports as text files.")
    parser.add_argument("number", type=int, help="how many reports")
    parser.add_argument("folder", type=Path, help="where to write them")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed gives other reports")
    given = parser.parse_args()
    write(given.number, given.folder, seed=given.seed)


if __name__ == "__main__":
    main()
