"""How well letters of joint inspections are read: `python tests/benchmarks/bench_letters.py FOLDER`, by hand, over letters as published.

Two figures, from the headings of the letters themselves: of the items under "Key strengths", "Areas for improvement" or "What needs to
improve?" that concern the police or the partnership, how many yield a finding or an action; and how many of the findings in these sections
go the way that the heading says. With --losses what is missing and what goes the other way, too. It also looks for what should be in no
quote: running heads, numbers of pages and marks of footnotes.
"""

import re
import sys
from collections.abc import Iterator, Sequence

from kg.extract import Page, parse, read_page
from kg.read import read, sources
from kg.resources import ontology
from kg.values import Action, BlockKind, Finding, Placed, Reading
from kg.vocabulary import load

STRAY = re.compile(
    r"^\d{1,2} [A-Z]|[a-z] \d{1,2} [a-z]+ly\b|[a-z]\d{1,2}[ .,]|www\.|@|Page \d|\ufffe|[\ue000-\uf8ff]"
)
"""What page furniture leaves in a quote that it was not taken out of."""


def items(page: Page) -> list[Placed]:
    """The items under headings that say which way, as far as they concern the force."""
    ours = {sentence.placed.block.span for sentence in page.ours}
    return [p for p in page.places if p.side and p.block.kind is BlockKind.BULLET and p.block.span in ours]


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
    counts = {"items": 0, "with a statement": 0, "findings": 0, "as the heading says": 0, "strays": 0}
    for source in files:
        page = parse(read(source, vocabulary), vocabulary)
        reading = read_page(page, vocabulary)
        found = items(page)
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
                *(f"    {one}" for one in [*lost, *(f"stray: {quote[:150]}" for quote in strays)]), sep="\n"
            )
    print(*(f"{name}: {count}" for name, count in counts.items()), sep="\n")
    print(*problems, sep="\n", file=sys.stderr)
    whole = counts["items"] == counts["with a statement"]
    return 0 if whole and counts["as the heading says"] >= 0.95 * counts["findings"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
