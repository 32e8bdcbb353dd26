"""What ties statements to each other, as a workbook shows it: columns beside them, and a worksheet with a row for each link.

A statement may have many links, and a link has two sentences, so each link has a row of its own; the columns beside a statement
tell in short what stands there: the grade before, how many weaknesses led to an action.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from kg.briefing.grades import Verdict, compared
from kg.namespaces import PEEL, SKOS
from kg.tables.book import Sheet
from kg.tables.table import Cell
from kg.workbook.facts import Facts, Said

LINKS: Final = ("informs", "prompts", "follows", "recalls", "recurs")
"""The properties that tie statements, in the order of the worksheet; what contradicts a judgement also recalls it."""
_COLUMNS: Final = (
    *("Force", "Year", "Report", "Link", "Sentence", "Page"),
    *("Linked year", "Linked report", "Linked sentence", "Linked page"),
    *("Change", "Statement", "Linked statement"),
)


class Ties:
    """The links between the statements of a graph."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def linked(self, said: Said, link: str) -> tuple[Said, ...]:
        """The statements to which a link leads from one, in the order of their reports and of the text."""
        names = self._facts.all(said.iri, PEEL + link)
        return tuple(sorted((self._known[name] for name in names if name in self._known), key=_place))

    def prompting(self, action: Said) -> int:
        """How many weaknesses prompt an action."""
        return self._prompting[action.iri]

    def grades(self, said: Said, link: str) -> str | None:
        """The grades of the judgements to which a link leads."""
        names = (self._facts.names(other.iri, PEEL + "grade") for other in self.linked(said, link))
        return "; ".join(sorted({name for name in names if name})) or None

    def year(self, said: Said, link: str) -> int | None:
        """The year of the statements to which a link leads: they are of one inspection."""
        return max((other.year for other in self.linked(said, link)), default=None)

    def changes(self, said: Said) -> str | None:
        """How a judgement stands to those that it follows."""
        changes = {self.change(said, other) for other in self.linked(said, "follows")}
        return "; ".join(sorted(changes)) or None

    def change(self, later: Said, earlier: Said) -> Verdict:
        """How a judgement stands to an earlier one, with which it is compared only where their frameworks may be."""
        since = self._comparable_since(later), self._comparable_since(earlier)
        return compared(since, (self._rank(later), self._rank(earlier)))

    def contradicts(self, said: Said, other: Said) -> bool:
        """Whether a judgement contradicts the one that it recalls."""
        return other.iri in self._facts.all(said.iri, PEEL + "contradicts")

    def sheet(self) -> Sheet:
        """A row for each link, with both sentences."""
        return Sheet(
            "Links",
            "Links: which statements belong together",
            _COLUMNS,
            tuple(self._rows()),
            empty="the link compares no grades, or the report has no pages",
        )

    def _rows(self) -> Iterator[tuple[Cell | None, ...]]:
        for link in LINKS:
            for said in self._facts.statements:
                for other in self.linked(said, link):
                    yield (
                        *(said.force, said.year, said.report_name, self._name(said, other, link)),
                        *(said.quote, said.page),
                        *(other.year, other.report_name, other.quote, other.page),
                        self.change(said, other).value if link == "follows" else None,
                        *(said.iri, other.iri),
                    )

    def _name(self, said: Said, other: Said, link: str) -> str:
        contradicted = link == "recalls" and self.contradicts(said, other)
        return self._facts.name(PEEL + ("contradicts" if contradicted else link))

    def _comparable_since(self, judgement: Said) -> str | None:
        question = self._facts.one(judgement.iri, PEEL + "question") or ""
        years = (
            self._facts.one(scheme, PEEL + "comparableSince")
            for scheme in self._facts.all(question, SKOS + "inScheme")
        )
        return next((year for year in years if year), None)

    def _rank(self, judgement: Said) -> int:
        grade = self._facts.one(judgement.iri, PEEL + "grade") or ""
        return int(self._facts.one(grade, PEEL + "rank") or 0)

    @cached_property
    def _known(self) -> dict[str, Said]:
        return {said.iri: said for said in self._facts.statements}

    @cached_property
    def _prompting(self) -> Counter[str]:
        return Counter(self._targets("prompts"))

    def _targets(self, link: str) -> Iterable[str]:
        return (other.iri for said in self._facts.statements for other in self.linked(said, link))


def _place(said: Said) -> tuple[int, str, int, str]:
    return said.year, said.report, said.start, said.iri
