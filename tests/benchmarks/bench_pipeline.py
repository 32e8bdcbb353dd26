"""How fast reports become a checked graph: `python tests/benchmarks/bench_pipeline.py [--reports 100] [--sample 20] [--rounds 3]`

Ours against the plain way (`plain.py`), stage by stage and end to end, over the reports of `corpus.py`: seconds of processor time, user and
system, of the process and those that it starts; medians of several rounds, all works in turns in the same run. Both ways are measured over
the sample. Over all reports those works are measured that are quick enough; the others (marked *) are extrapolated in a straight line
through the sample and a fifth of it, by the length of the texts, which flatters whatever grows faster. What is common to all reports, the
ontology and its vocabularies, is loaded before the clock starts in the first three stages, and is in what SHACL and the whole build take.
"""

import argparse
import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol

import plain
import pyoxigraph as ox
from corpus import write
from measure import KG, offers, run, spent, table
from rdflib import Graph

from kg.describe import describe, vocabularies
from kg.export import serialise
from kg.resources import ontology
from kg.store import in_memory
from kg.values import Reading
from kg.vocabulary import Vocabulary, load, read_turtle

ONCE: Final = "one pass over the text"
"""For sentences with nupunkt, and for labels with pyahocorasick: what all else is held against."""
PART: Final = 5
"""The smaller of the two samples through which a line is drawn is this part of the larger."""
KNOWS_ONCE: Final = find_spec("ahocorasick") is not None
"""Whether one pass over the texts can be measured: that takes a library of the extra `bench`."""
PLAIN: Final = Path(__file__).with_name("plain.py")


class Checker(Protocol):
    """What `kg.validate.Checker` does, as far as it is needed here."""

    def vocabulary(self) -> Sequence[object]: ...
    def report(self, quads: Iterable[ox.Quad]) -> Sequence[object]: ...


@dataclass(frozen=True)
class Corpus:
    """Some reports in a folder, and what each way has made of them before a stage begins."""

    folder: Path
    vocabulary: Vocabulary
    plainly: bool
    """Whether the plain way is measured over it, too."""

    @cached_property
    def readings(self) -> list[Reading]:
        return plain.readings(self.folder, self.vocabulary)

    @cached_property
    def length(self) -> int:
        """Bytes of all texts."""
        return sum(path.stat().st_size for path in self.folder.glob("*.txt"))

    @cached_property
    def quads(self) -> list[list[ox.Quad]]:
        return [describe(reading, self.vocabulary) for reading in self.readings]

    @cached_property
    def store(self) -> ox.Store:
        return in_memory(quad for report in (vocabularies(self.vocabulary), *self.quads) for quad in report)

    @cached_property
    def graph(self) -> Graph:
        """The plain way's."""
        return plain.described(self.readings, self.vocabulary, plain.vocabularies())

    @cached_property
    def automaton(self) -> Any:
        """The labels, for one pass over the texts."""
        from bench_extract import automaton_of

        return automaton_of(self.vocabulary)

    def prepare(self) -> None:
        """Makes all of it, so that no stage pays for another."""
        assert self.length and self.store is not None
        assert not KNOWS_ONCE or self.automaton
        assert not self.plainly or len(self.graph) == len({quad.triple for quad in self.store})


Work = Callable[[Corpus], float]
"""Gives the seconds of processor time that it took over a corpus."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A stage: our way, and the plain way where that is another one."""

    stage: str
    ours: Work
    theirs: Work | None = None
    aim: float = 0.0
    """How many times as quick ours is to be."""
    quick: bool = True
    """Whether ours is measured over all reports."""


def own(work: Callable[[Corpus], object]) -> Work:
    """Work of this process."""
    return lambda corpus: spent(partial(work, corpus))


def extracted(corpus: Corpus) -> None:
    plain.readings(corpus.folder, corpus.vocabulary)


def passed(corpus: Corpus) -> None:
    """One pass for sentences and one for labels, without which no text is read."""
    from bench_extract import search_all, split_all

    documents = [reading.document for reading in corpus.readings]
    split_all(documents)
    search_all(documents, corpus.automaton)


def described(corpus: Corpus) -> None:
    in_memory(quad for reading in corpus.readings for quad in describe(reading, corpus.vocabulary))


def described_plainly(corpus: Corpus) -> None:
    plain.described(corpus.readings, corpus.vocabulary, Graph())


def written(corpus: Corpus) -> None:
    serialise(corpus.store, "turtle", base=corpus.vocabulary.iris.base)


def written_plainly(corpus: Corpus) -> None:
    corpus.graph.serialize(format="turtle")


def checked(engine: str, corpus: Corpus) -> None:
    """Each report by itself, after the vocabulary. Raises AssertionError where something is wrong with it."""
    shapes = read_turtle(ontology() / "shapes.ttl")
    checker: Checker = import_module("kg.validate").Checker(shapes, vocabularies(corpus.vocabulary), engine)
    assert not checker.vocabulary()
    for quads in corpus.quads:
        assert not checker.report(quads)


def checked_as_a_whole(corpus: Corpus) -> None:
    """The way of a kg without `Checker`."""
    from kg.terms import to_rdflib
    from kg.validate import validate

    shapes = to_rdflib(read_turtle(ontology() / "shapes.ttl"))
    validate(to_rdflib(corpus.store), shapes)


def checked_plainly(corpus: Corpus) -> None:
    assert plain.conforms(corpus.graph)


def built(options: Sequence[str], corpus: Corpus) -> float:
    with TemporaryDirectory() as folder:
        return run(*KG, "build", corpus.folder, "-g", Path(folder) / "graph", "--quiet", *options).cpu


def built_plainly(corpus: Corpus) -> float:
    with TemporaryDirectory() as folder:
        return run(sys.executable, PLAIN, corpus.folder, Path(folder) / "graph.ttl").cpu


def engines() -> tuple[str, ...]:
    """The SHACL engines that this kg knows and that are installed, the reference first; none without `Checker`."""
    known: tuple[str, ...] = getattr(import_module("kg.validate"), "ENGINES", ())
    return tuple(engine for engine in known if _importable(engine))


def _importable(module: str) -> bool:
    try:
        import_module(module)
    except ImportError:
        return False
    return True


def contests() -> Iterator[Contest]:
    """The stages in the order of a build, with what is aimed at."""
    if KNOWS_ONCE:
        yield Contest(ONCE, own(passed))
    yield Contest("read and extract (the same in both)", own(extracted))
    yield Contest("describe and store", own(described), own(described_plainly), 10)
    yield Contest("sorted Turtle", own(written), own(written_plainly), 30)
    yield from _checks()
    yield from _builds()


def _checks() -> Iterator[Contest]:
    theirs = own(checked_plainly)
    for engine in engines():
        fast = engine != "pyshacl"
        yield Contest(f"SHACL, {engine}", own(partial(checked, engine)), theirs, 40 if fast else 0, fast)
    if not engines():
        yield Contest("SHACL, pyshacl as a whole", own(checked_as_a_whole), theirs, quick=False)


def _builds() -> Iterator[Contest]:
    if not offers("build", "--shacl-engine"):
        yield Contest("end to end, pyshacl", partial(built, ()), built_plainly, 1.5, quick=False)
        return
    for engine in engines():
        fast = engine != "pyshacl"
        work = partial(built, ("--shacl-engine", engine))
        yield Contest(f"end to end, {engine}", work, built_plainly, 12 if fast else 1.5, fast)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one work over the corpora, by their names: part, sample, all."""

    over: Mapping[str, float]
    guessed: bool
    """Whether the time over all reports is extrapolated."""


def timed(contests_: Sequence[Contest], corpora: Mapping[str, Corpus], rounds: int) -> dict[Work, Times]:
    """The times of all works, in turns. What two contests share is done once a round."""
    works = {work: quick for contest in contests_ for work, quick in _works(contest)}
    found: dict[tuple[Work, str], list[float]] = {}
    for _ in range(rounds):
        for name, corpus in corpora.items():
            for work, quick in works.items():
                if quick or name != "all":
                    found.setdefault((work, name), []).append(work(corpus))
    medians = {key: median(times) for key, times in found.items()}
    return {work: _times(work, medians, corpora) for work in works}


def _works(contest: Contest) -> Iterator[tuple[Work, bool]]:
    yield contest.ours, contest.quick
    if contest.theirs:
        yield contest.theirs, False


def _times(work: Work, medians: Mapping[tuple[Work, str], float], corpora: Mapping[str, Corpus]) -> Times:
    over = {name: medians[work, name] for name in corpora if (work, name) in medians}
    if "all" in over:
        return Times(over, guessed=False)
    part, sample, whole = (corpora[name].length for name in ("part", "sample", "all"))
    slope = (over["sample"] - over["part"]) / (sample - part)
    return Times(over | {"all": over["sample"] + slope * (whole - sample)}, guessed=True)


def rows(contests_: Sequence[Contest], times: Mapping[Work, Times]) -> Iterator[list[str]]:
    """The rows of the table."""
    for contest in contests_:
        ours, theirs = times[contest.ours], times.get(contest.theirs) if contest.theirs else None
        row = [contest.stage]
        for name in ("sample", "all"):
            row += [_seconds(ours, name), _seconds(theirs, name) if theirs else ""]
            row.append(f"{theirs.over[name] / ours.over[name]:.1f}" if theirs else "")
        yield [*row, f"{contest.aim:g}" if contest.aim else ""]


def _seconds(times: Times, name: str) -> str:
    return f"{times.over[name]:.2f}{'*' if name == 'all' and times.guessed else ''}"


def bottleneck(contests_: Sequence[Contest], times: Mapping[Work, Times]) -> str:
    """The share of each of our stages in their sum, over all reports, with the quickest SHACL engine."""
    took = {contest.stage: times[contest.ours].over["all"] for contest in contests_}
    quickest = min((stage for stage in took if stage.startswith("SHACL")), key=took.__getitem__)
    stages = [stage for stage in took if stage == quickest or not stage.startswith(("SHACL", "end", ONCE))]
    total = sum(took[stage] for stage in stages)
    shares = ", ".join(f"{stage.partition(' (')[0]} {took[stage] / total:.0%}" for stage in stages)
    passes = f" That sum is {total / took[ONCE]:.0f} times {ONCE}." if ONCE in took else ""
    return f"Of the sum of our stages: {shares}.{passes}"


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description="Times our way and the plain way from reports to a checked graph."
    )
    parser.add_argument("--reports", type=int, default=100, help="how many in all")
    parser.add_argument("--sample", type=int, default=20, help="over how many the plain way is measured")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(given)
    with TemporaryDirectory() as folder:
        sizes = {"part": max(1, options.sample // PART), "sample": options.sample, "all": options.reports}
        corpora = {
            name: Corpus(Path(folder) / name, load(ontology()), plainly=name != "all") for name in sizes
        }
        for name, corpus in corpora.items():
            write(sizes[name], corpus.folder)
            corpus.prepare()
        gc.freeze()  # the collector is not to look again and again at what stays
        chosen = list(contests())
        times = timed(chosen, corpora, options.rounds)
    few, many = (f"{sizes[name]:,} reports" for name in ("sample", "all"))
    head = ["CPU seconds", f"ours, {few}", "plain", "times", f"ours, {many}", "plain", "times", "aim"]
    print(table(head, list(rows(chosen, times))))
    print(
        f"\nMedians of {options.rounds} rounds. * extrapolated from {sizes['part']} and {sizes['sample']} reports."
    )
    print(bottleneck(chosen, times))


if __name__ == "__main__":
    main()
