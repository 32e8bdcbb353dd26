"""The grades of many forces on the questions of a framework, side by side."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from kg.briefing.grades import Question, grading
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store import Graph

# Grades that a report gives for its own inspection, and not those that it recalls.
_GRADES: Final = """
SELECT DISTINCT ?statement ?force ?name ?question ?grade ?year ?quote ?label
WHERE {
    ?statement a peel:Judgement ; peel:force ?force ; peel:question ?question ; peel:grade ?grade ;
        peel:inspectionYear ?year ; peel:quote ?quote ; prov:wasDerivedFrom ?report .
    ?report peel:inspectionYear ?year ; rdfs:label ?label .
    ?force peel:shortName ?name .
}
"""


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade that a report gives a force for a question."""

    name: str
    rank: int
    """1 is the best."""
    year: int
    quote: str
    report_label: str
    statement: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Grades by force and question: of one framework, or of several side by side."""

    questions: tuple[Question, ...]
    """By cycle and place."""
    forces: Mapping[str, str]
    """The short name of each force that has a grade, by IRI; in the order of names."""
    cells: Mapping[tuple[str, str], Graded]
    """By force and question; of several years the last, of several grades of one year the worst."""

    def spans(self) -> Iterator[tuple[str, int, int, bool]]:
        """Each cycle with its scale, its first column and the one after its last, and whether what is left of it is not comparable."""
        at, before = 0, None
        for (cycle, since), grouped in groupby(self.questions, lambda one: (one.cycle, one.since)):
            found = list(grouped)
            scale = ", ".join(sorted({one.scale for one in found if one.scale})) or "scale unknown"
            yield f"{cycle}: {scale}", at, at + len(found), before is not None and since != before
            at, before = at + len(found), since


def heat(graph: "Graph", *, years: Collection[int] = (), forces: Collection[str] = ()) -> Heat:
    """The grades of these forces (by IRI; else of all) in the frameworks of these years; else in the latest in which there are any.

    Raises UsageError where there is none of a year.
    """
    known = grading(graph)
    found = [
        (
            row["force"].value,
            row["name"].value,
            question,
            Graded(
                name,
                rank,
                int(row["year"].value),
                row["quote"].value,
                row["label"].value,
                row["statement"].value,
            ),
        )
        for row in graph.select(_GRADES)
        if (question := known.questions.get(row["question"].value))
        and (not forces or row["force"].value in forces)
        for rank, name in [known.ranks[row["grade"].value]]
    ]
    told = {grade.year for *_, grade in found}
    if strange := sorted(set(years) - told):
        raise UsageError(
            f"no grade is given in {strange[0]}; there are {', '.join(map(str, sorted(told))) or 'none'}"
        )
    latest = max((question.cycle for _, _, question, _ in found), default="")
    kept = [one for one in found if (one[3].year in years if years else one[2].cycle == latest)]
    questions = {question.iri: question for _, _, question, _ in kept}
    cells: dict[tuple[str, str], Graded] = {}
    for force, _, question, grade in sorted(
        kept, key=lambda one: (one[3].year, one[3].rank, one[3].statement)
    ):
        cells[force, question.iri] = grade
    names = sorted({(name, force) for force, name, _, _ in kept})
    return Heat(
        tuple(sorted(questions.values(), key=lambda one: (one.cycle, one.place))),
        {force: name for name, force in names},
        cells,
    )
