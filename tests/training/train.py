"""Learns the weights from the marked texts and writes them: `python tests/training/train.py [--only NAME]… [FOLDER …]`.

Without folders: `marked/` beside this file, and the marked reports of `tests/gold` that are not held out. With names, only these files are
written, and what they rest on is read with the weights that are there.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from learn import Chain, Example, Table, learn_chains, learn_labels
from marks import Mark, Marked, read_marked

from kg.extract import Page, echoes, matters, parse, ties
from kg.extract.directions import NEUTRAL, SIDES, joined
from kg.extract.findings import Found, clauses_in, found_in
from kg.extract.subjects import bodies
from kg.read import digest
from kg.resources import ontology
from kg.values import Document, Span, Told
from kg.vocabulary import Vocabulary, load
from kg.weights import Traits, names

HERE: Final = Path(__file__).parent
PLACES: Final = (HERE / "marked", HERE.parent / "gold")
FILES: Final = ("directions", "ties", "echoes", "matters", "harms")
HELD_OUT: Final = (
    "suffolk-2015",
    "durham-2017",
    "lincolnshire-2018",
    "hampshire-2025",
    "gloucestershire-2015",
    "cumbria-2023",
)
"""Marked reports from which nothing is learnt."""
_REAL: Final = frozenset(path.stem for path in (HERE.parents[1] / "data" / "reports").glob("*.txt"))
"""The reports that inspectors wrote; all others are invented."""
_WEIGHT: Final = 6
"""Times that a real report counts for one that is invented."""
_SIDE: Final = {"S": "strength", "W": "weakness"}
_SLIGHT: Final = 0.03
"""Weights below which a trait is not worth its line."""
_SLIGHT_OF_MANY: Final = 0.1
"""The same where there are many labels."""


def marked_texts(folder: Path) -> Iterator[Marked]:
    """The marked texts of a folder in the order of their names, whichever way they are marked; none that is held out."""
    for path in sorted([*folder.glob("*.mark"), *folder.glob("*.json")]):
        if path.suffix == ".mark":
            yield read_marked(path)
        elif not path.stem.startswith(HELD_OUT):
            yield _gold(path)


def _gold(path: Path) -> Marked:
    """A report marked as those of tests/gold are."""
    gold, text = json.loads(path.read_text("utf-8")), path.with_suffix(".txt").read_text("utf-8")
    marks = []
    for found in gold["findings"]:
        facts = {name: ",".join(found[name]) for name in ("topics", "threats", "partners")}
        marks.append(Mark(found["polarity"][0].upper(), _span(found["quote"], text), facts))
    marks += [
        Mark("P", _span(found["quote"], text), {"partner": found["partner"]})
        for found in gold["partnerships"]
    ]
    told = Told(*(gold["report"][name] for name in ("force", "year", "pillar")))
    document = Document(path.stem, text, digest(text), str(path), told)
    return Marked(document, tuple(sorted(marks, key=lambda mark: mark.span)))


def _span(quote: str, text: str) -> Span:
    start = text.index(quote)
    return Span(start, start + len(quote))


def chains(page: Page, marks: Sequence[Mark]) -> Iterator[Chain]:
    """The sentences of a page as chains of clauses, each labelled as its marks say."""
    for found in clauses_in(page.prose, page.gradings):
        joins = tuple(
            {side: tuple(names(joined(side, clause.join))) for side in SIDES} for clause in found[1:]
        )
        labels = tuple(_label(clause.span, marks) for clause in found)
        yield Chain(tuple(tuple(names(clause.traits)) for clause in found), joins, labels)


def subjects(page: Page, marks: Sequence[Mark], vocabulary: Vocabulary) -> Iterator[tuple[Found, Mark]]:
    """The findings that are read in a page and were marked too."""
    for found in found_in(page.prose, page.gradings, page.identity, vocabulary):
        span = found.finding.span
        for mark in marks:
            shared = min(span.end, mark.span.end) - max(span.start, mark.span.start)
            whole = max(span.end, mark.span.end) - min(span.start, mark.span.start)
            if mark.kind in _SIDE and shared >= whole / 2:
                yield found, mark


def mentions(page: Page, marks: Sequence[Mark], vocabulary: Vocabulary) -> Iterator[Example]:
    """The mentions of bodies in a page, tied or loose as the marks say; those of which they say nothing are left out.

    A partnership is marked at the first place that shows it, so a body is loose before that, or where it has none.
    """
    shown = {mark.facts["partner"]: mark.span for mark in marks if mark.kind == "P"}
    for sentence in page.prose:
        for partner, mention in bodies(sentence, page.identity.force, vocabulary):
            first = shown.get(partner.slug)
            here = first is not None and first.meets(sentence.span)
            if here or first is None or sentence.span.end <= first.start:
                traits = ties.traits(sentence, partner, mention, vocabulary)
                yield _example(traits, [ties.TIED if here else ties.LOOSE])


def echoes_in(page: Page, marks: Sequence[Mark], vocabulary: Vocabulary) -> Iterator[Example]:
    """The findings of a page that name no body, beside each body named before them: about it again, or not, as marked."""
    for one, mark in subjects(page, marks, vocabulary):
        if not bodies(one.clause, page.identity.force, vocabulary):
            for before in one.heard.named:
                again = before.partner.slug in mark.slugs("partners")
                traits = echoes.traits(one.clause, one.heard.number, before, one.heard.named, vocabulary)
                yield _example(traits, [echoes.ECHO if again else echoes.FRESH])


def _example(traits: Traits, labels: Sequence[str]) -> Example:
    return Example(tuple(sorted(set(names(traits)))), tuple(labels))


def _label(span: Span, marks: Sequence[Mark]) -> str:
    for mark in marks:
        shared = min(span.end, mark.span.end) - max(span.start, mark.span.start)
        if mark.kind in _SIDE and shared > (span.end - span.start) / 2:
            return _SIDE[mark.kind]
    return NEUTRAL


def write(name: str, table: Table, remark: str, slight: float = _SLIGHT) -> None:
    """Writes a file of weights, sorted, without the slight ones."""
    lines = []
    for trait in sorted(table):
        weights = {label: round(weight, 2) for label, weight in table[trait].items() if abs(weight) >= slight}
        if weights:
            lines.append(f"{trait}\t{' '.join(f'{label}:{weights[label]:g}' for label in sorted(weights))}\n")
    (ontology() / "language" / f"{name}.tsv").write_text(
        f"# {remark}\n# Learnt by python tests/training/train.py; see tests/training/README.md.\n{''.join(lines)}",
        "utf-8",
    )


def main(arguments: Sequence[str]) -> None:
    """Learns the directions and ties, with these the echoes, and from the findings that all of them read their topics and threats."""
    parser = ArgumentParser(description="Learns the weights from marked texts.")
    parser.add_argument(
        "--only", action="append", choices=FILES, help="a file to learn (default: all of them)"
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    told = parser.parse_args(arguments)
    wanted = told.only or FILES
    texts = [marked for place in told.folders or PLACES for marked in marked_texts(place)]
    texts += [marked for marked in texts if marked.document.name in _REAL] * (_WEIGHT - 1)
    vocabulary = load(ontology())
    both = [(parse(marked.document, vocabulary), marked) for marked in texts]
    print(f"{len(texts)} texts", file=sys.stderr)
    for some in (("directions", "ties"), ("echoes",), ("matters", "harms")):
        # What was learnt before is read anew.
        learnt = Vocabulary(list(vocabulary.triples), vocabulary.iris, ontology())
        for name in some:
            if name in wanted:
                _LEARN[name](both, learnt)


Texts = Sequence[tuple[Page, Marked]]


def _directions(texts: Texts, _: Vocabulary) -> None:
    sentences = [chain for page, marked in texts for chain in chains(page, marked.marks)]
    print(f"{len(sentences)} sentences", file=sys.stderr)
    write("directions", learn_chains(sentences, SIDES), "What the traits of a clause say of its direction.")


def _ties(texts: Texts, vocabulary: Vocabulary) -> None:
    tied = [example for page, marked in texts for example in mentions(page, marked.marks, vocabulary)]
    print(f"{len(tied)} mentions of bodies", file=sys.stderr)
    write("ties", learn_labels(tied), "What the traits of a body's mention say of a tie to it.")


def _echoes(texts: Texts, vocabulary: Vocabulary) -> None:
    heard = [example for page, marked in texts for example in echoes_in(page, marked.marks, vocabulary)]
    print(f"{len(heard)} findings after the name of a body", file=sys.stderr)
    remark = "What the traits of a clause say of whether it is about a body that was named before it."
    write("echoes", learn_labels(heard), remark)


def _matters(texts: Texts, vocabulary: Vocabulary) -> None:
    about = [
        _example(matters.traits(one.clause, one.setting), mark.slugs("topics"))
        for page, marked in texts
        for one, mark in subjects(page, marked.marks, vocabulary)
        if mark.slugs("topics")
    ]
    print(f"{len(about)} findings with topics", file=sys.stderr)
    write("matters", learn_labels(about), "What the traits of a finding say of its topics.", _SLIGHT_OF_MANY)


def _harms(texts: Texts, vocabulary: Vocabulary) -> None:
    about = [
        _example(
            matters.harm_traits(matters.traits(one.clause, one.setting), one.setting),
            mark.slugs("threats") or [matters.NO_THREAT],
        )
        for page, marked in texts
        for one, mark in subjects(page, marked.marks, vocabulary)
    ]
    print(f"{len(about)} findings", file=sys.stderr)
    remark = "What the traits of a finding say of its threats."
    write("harms", learn_labels(about, besides=1.0), remark, _SLIGHT_OF_MANY)


_LEARN: Final = {
    "directions": _directions,
    "ties": _ties,
    "echoes": _echoes,
    "matters": _matters,
    "harms": _harms,
}


if __name__ == "__main__":
    main(sys.argv[1:])
