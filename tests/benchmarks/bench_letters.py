"""How well letters of joint inspections are read: `python tests/benchmarks/bench_letters.py FOLDER`, by hand, over letters as published.

Of the items under "Key strengths", "Areas for improvement" or "What needs to improve?":

- attribution: which of them are taken for the police's or the partnership's, against `concerns.tsv`, in which a person who read the letters,
  and did not run the engine, marked each by its first words: `ours` (the police or the partnership), `another` (another agency alone),
  `both` (some of its sentences this, some that);
- how many of those that are ours by these marks yield a finding or an action (in a letter without marks: those that the engine takes for ours);
- how many of the findings in them go the way that the heading says.

With --losses what is missing, wrongly taken, or goes the other way, too. It also looks for what should be in no quote: running heads,
numbers of pages and marks of footnotes.
"""

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.extract import Page, parse, read_page
from kg.read import read, sources
from kg.resources import ontology
from kg.values import Action, BlockKind, Finding, Placed, Reading, Span
from kg.vocabulary import load

STRAY = re.compile(
    r"^\d{1,2} [A-Z]|[a-z] \d{1,2} [a-z]+ly\b|[a-z]\d{1,2}[ .,]|www\.|@|Page \d|\ufffe|[\ue000-\uf8ff]"
)
"""What page furniture leaves in a quote that it was not taken out of."""


def marked(letter: str) -> dict[str, str]:
    """The items of a letter as a person marked them, by their first words: whom each concerns."""
    with (Path(__file__).parent / "concerns.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["item"]: row["concerns"] for row in rows if row["letter"] == letter}


def sided(page: Page) -> list[Placed]:
    """The items under headings that say which way."""
    return [p for p in page.places if p.side and p.block.kind is BlockKind.BULLET]


def taken(page: Page) -> set[Span]:
    """The blocks of which the engine takes some sentence for the police's or the partnership's."""
    return {sentence.placed.block.span for sentence in page.ours}


def attributed(page: Page, marks: dict[str, str]) -> tuple[list[Placed], list[str], int]:
    """The items that are ours by the marks; what is wrongly taken or left, in words; and how many are rightly taken."""
    ours, wrong, right = [], [], 0
    text, found = page.document.text, taken(page)
    first_words = {p: " ".join(p.block.span.of(text).split()) for p in sided(page)}
    for opening, concerns in marks.items():
        item = next((p for p, words in first_words.items() if words.startswith(opening)), None)
        if item is None:
            wrong.append(f"not among the items: {opening}")
            continue
        if concerns != "another":
            ours.append(item)
        if (item.block.span in found) is (concerns != "another"):
            right += concerns != "another"
        else:
            verb = "left to another agency" if concerns != "another" else "taken from another agency"
            wrong.append(f"{verb}: {first_words[item][:150]}")
    return ours, wrong, right


def losses(page: Page, reading: Reading, found: Sequence[Placed]) -> Iterator[str]:
    """The items without a statement, and the findings that go against their heading."""
    text = page.document.text
    for item in found:
        if not any(
            item.block.span.holds(s.span) for s in reading.statements if isinstance(s, Finding | Action)
        ):
            yield f"no statement: {item.block.span.of(text)[:150]}"
    for finding, item in within(reading, found):
        if finding.polarity is not item.side:
            yield f"{finding.polarity} under a heading of {item.side}: {finding.span.of(text)[:150]}"


def within(reading: Reading, found: Sequence[Placed]) -> list[tuple[Finding, Placed]]:
    """The findings that stand in some items, each with its item."""
    findings = [s for s in reading.statements if isinstance(s, Finding)]
    return [(f, item) for item in found for f in findings if item.block.span.holds(f.span)]


def main(given: Sequence[str]) -> int:
    vocabulary = load(ontology())
    files, problems = sources([one for one in given if not one.startswith("--")])
    names = (
        "marked",
        "ours",
        "rightly taken",
        "wrongly taken",
        "items",
        "with a statement",
        "findings",
        "as the heading says",
        "strays",
    )
    counts = dict.fromkeys(names, 0)
    for source in files:
        page = parse(read(source, vocabulary), vocabulary)
        reading = read_page(page, vocabulary)
        marks = marked(Path(source.file).stem)
        ours, wrong, right = attributed(page, marks)
        counts["marked"] += len(marks)
        counts["ours"] += sum(concerns != "another" for concerns in marks.values())
        counts["rightly taken"] += right
        counts["wrongly taken"] += sum(one.startswith("taken") for one in wrong)
        found = ours if marks else [p for p in sided(page) if p.block.span in taken(page)]
        lost = list(losses(page, reading, found))
        counts["items"] += len(found)
        counts["with a statement"] += len(found) - sum(one.startswith("no statement") for one in lost)
        counts["findings"] += len(inside := within(reading, found))
        counts["as the heading says"] += sum(finding.polarity is item.side for finding, item in inside)
        quotes = [s.span.of(page.document.text) for s in reading.statements]
        strays = [quote for quote in quotes if STRAY.search(quote)]
        counts["strays"] += len(strays)
        print(
            f"{source.file}: {reading.identity.force} {reading.identity.year}, {len(reading.statements)} statements"
        )
        if "--losses" in given:
            print(
                *(f"    {one}" for one in [*wrong, *lost, *(f"stray: {quote[:150]}" for quote in strays)]),
                sep="\n",
            )
    print(*(f"{name}: {count}" for name, count in counts.items()), sep="\n")
    exact = full = 1.0
    if counts["marked"]:
        exact = counts["rightly taken"] / max(counts["rightly taken"] + counts["wrongly taken"], 1)
        full = counts["rightly taken"] / counts["ours"]
        print(f"attribution: precision {exact:.3f}, recall {full:.3f}")
    print(*problems, sep="\n", file=sys.stderr)
    whole = counts["with a statement"] >= (counts["rightly taken"] or counts["items"])
    agreeing = counts["as the heading says"] >= 0.95 * counts["findings"]
    return 0 if whole and agreeing and min(exact, full) >= 0.9 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
