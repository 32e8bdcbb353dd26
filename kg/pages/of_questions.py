"""Pages about the questions that people ask: all of them, and each as a form with its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.catalogue import Parameter, Question, catalogue
from kg.namespaces import PEEL
from kg.pages.page import Page
from kg.pages.source import Source

if TYPE_CHECKING:
    from kg.ask import Answer

SHOWN: Final = 500
"""How many rows of an answer stand on its page."""
FORMATS: Final = ("csv", "json", "xlsx", "tsv")
"""In which an answer can be had from its page."""
_CHOICES: Final = 300
"""Up to how many things can be chosen from a menu."""
_PROPERTIES: Final = {"body": "partner"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form."""

    parameter: Parameter
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    """What may be chosen: slugs and names."""

    @property
    def is_menu(self) -> bool:
        """Whether all choices fit into a menu."""
        return 0 < len(self.choices) <= _CHOICES


def questions() -> Page:
    """All questions, by those who ask them."""
    readers: dict[str, list[Question]] = {}
    for question in catalogue().values():
        readers.setdefault(question.reader, []).append(question)
    return Page("questions.html", "Questions people ask", {"readers": readers}, view="questions")


def question(
    source: Source,
    name: str,
    given: Mapping[str, str],
    answer: "Answer | None" = None,
    problem: str = "",
) -> Page:
    """A question as a form with what is given, and its answer or why there is none. Raises KeyError where there is no such question."""
    known = catalogue()[name]
    values = {
        "question": known,
        "given": given,
        "fields": [_field(source, one, given.get(one.name, "")) for one in known.parameters],
        "answer": answer,
        "rows": answer.table().terms[:SHOWN] if answer is not None else (),
        "shown": SHOWN,
        "total": 0 if answer is None else len(answer),
        "problem": problem,
        "formats": FORMATS,
    }
    return Page("asked.html", known.question, values, view="questions")


def _field(source: Source, parameter: Parameter, value: str) -> Field:
    label = parameter.name.replace("_", " ").capitalize()
    return Field(parameter, label, value, _choices(source, parameter.type))


def _choices(source: Source, kind: str) -> tuple[tuple[str, str], ...]:
    if kind in ("text", "number", "iri"):
        return ()
    if kind == "year":
        years = sorted({report.year for report in source.reports.values()}, reverse=True)
        return tuple((str(year), str(year)) for year in years)
    lead = source.graph.iris.of(kind, "")
    things = source.forces if kind == "force" else source.counts(PEEL + _PROPERTIES.get(kind, kind))
    named = ((source.name(thing), thing.removeprefix(lead)) for thing in things if thing.startswith(lead))
    return tuple((slug, name) for name, slug in sorted(named))


def is_asked(question: Question, given: Sequence[str]) -> bool:
    """Whether a form was sent, or the question needs nothing to be filled in."""
    return bool(given) or all(one.default is not None for one in question.parameters)
