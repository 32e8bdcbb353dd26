"""The quote contract: every passage stands in its report, letter for letter, at its offsets.

SHACL cannot look into the texts, so what is said of all passages is gathered and compared here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.namespaces import OA, PEEL, RDF, SHAPES
from kg.terms import iri
from kg.validate.result import Result

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad

SHAPE = SHAPES + "QuoteContract"
COMPONENT = SHAPES + "QuoteConstraintComponent"

_QUOTE: Final = iri(PEEL + "quote")
_EVIDENCE: Final = iri(PEEL + "evidence")
_SOURCE: Final = iri(OA + "hasSource")
_SELECTOR: Final = iri(OA + "hasSelector")
_PARTS: Final = tuple(iri(OA + name) for name in ("exact", "prefix", "suffix", "start", "end"))
_TYPE: Final = iri(RDF + "type")
_LOOKED_AT: Final = frozenset((_QUOTE, _EVIDENCE, _SOURCE, _SELECTOR, _TYPE, *_PARTS))
_BODIES: Final = frozenset((PEEL + "CandidateBody", PEEL + "PartnerBody"))
"""What is no statement, and quotes nothing."""

_Facts = Mapping["NamedNode", Mapping[str, Mapping[str, None]]]
"""The values of properties, by property and by what has them, each once."""


class _Passage(NamedTuple):
    """What is said of a passage; empty where nothing is."""

    iri: str
    report: str
    exact: str
    prefix: str
    suffix: str
    start: str
    end: str

    @property
    def place(self) -> tuple[int, ...]:
        """Where it starts and ends; where that is not told it comes before all others."""
        return tuple(int(at) if at.isdecimal() else -1 for at in (self.start, self.end))


def quotes(quads: "Iterable[Quad]", texts: Mapping[str, str]) -> tuple[Result, ...]:
    """Where a graph (a store, or some of its quads) and the texts (by the IRI of their report) differ, whichever named graph it says it in.

    For each passage: text[start:end] is its oa:exact, and oa:prefix and oa:suffix are what stands around
    it. For each statement: peel:quote is the oa:exact of its first passage, the one that starts first.
    """
    facts = _facts(quads)
    evidence, quoted = facts[_EVIDENCE], facts[_QUOTE]
    passages = {name: list(_passages(name, facts)) for names in evidence.values() for name in names}
    found: set[Result] = set()
    for statement in {**evidence, **quoted}:
        its = [one for name in evidence.get(statement, ()) for one in passages[name]]
        found.update(_misquoted(statement, _values(facts, _QUOTE, statement), its, facts))
    for passage in (one for some in passages.values() for one in some):
        found.update(_misplaced(passage, texts))
    return tuple(sorted(found))


def _facts(quads: "Iterable[Quad]") -> _Facts:
    facts: Any = {property_: defaultdict(dict) for property_ in _LOOKED_AT}
    for quad in quads:
        if (property_ := quad.predicate) in _LOOKED_AT:
            subject, value = quad.subject, quad.object
            facts[property_][subject.value][value.value] = None  # type: ignore[union-attr]
    return facts  # type: ignore[no-any-return]


def _values(facts: _Facts, property_: "NamedNode", subject: str) -> Iterable[str]:
    """The values of a property of something; one that is empty where it has none, so that it is told and not passed over."""
    return facts[property_].get(subject) or ("",)


def _passages(name: str, facts: _Facts) -> Iterator[_Passage]:
    """What is said of a passage; more than once where something is said in several ways."""
    for report in _values(facts, _SOURCE, name):
        for selector in _values(facts, _SELECTOR, name):
            for parts in product(*(_values(facts, part, selector) for part in _PARTS)):
                yield _Passage(name, report, *parts)


def _misquoted(
    statement: str, quoted: Iterable[str], passages: list[_Passage], facts: _Facts
) -> Iterator[Result]:
    if not passages:
        yield _result(statement, "evidence", None, "the statement has no evidence: add its passage")
    elif not _BODIES & facts[_TYPE].get(statement, {}).keys():
        first = min(passage.place for passage in passages)
        exact = {passage.exact for passage in passages if passage.place == first}
        problem = "the quote is not that of the first passage of the evidence: make them the same"
        yield from (_result(statement, "quote", quote, problem) for quote in quoted if exact != {quote})


def _misplaced(passage: _Passage, texts: Mapping[str, str]) -> Iterator[Result]:
    text = texts.get(passage.report)
    if text is None:
        problem = "there is no text of the report in which the passage stands: read the report again"
        yield _result(passage.iri, "hasSource", passage.report, problem)
    elif not (passage.start.isdecimal() and passage.end.isdecimal()):
        yield _result(
            passage.iri, "start", passage.start, "the passage has no offsets: add oa:start and oa:end"
        )
    else:
        yield from _unlike(passage, text, int(passage.start), int(passage.end))


def _unlike(passage: _Passage, text: str, start: int, end: int) -> Iterator[Result]:
    if not start < end <= len(text):
        problem = f"a text of {len(text)} characters has nothing at {start} to {end}: correct the offsets"
        yield _result(passage.iri, "start", passage.start, problem)
        return
    if text[start:end] != passage.exact:
        problem = f"at {start} to {end} the report says {text[start:end]!r}: correct oa:exact or the offsets"
        yield _result(passage.iri, "exact", passage.exact, problem)
    if not text.endswith(passage.prefix, 0, start):
        problem = f"before {start} stands {text[max(0, start - 32) : start]!r}: correct oa:prefix"
        yield _result(passage.iri, "prefix", passage.prefix, problem)
    if not text.startswith(passage.suffix, end):
        problem = f"after {end} stands {text[end : end + 32]!r}: correct oa:suffix"
        yield _result(passage.iri, "suffix", passage.suffix, problem)


def _result(focus: str, name: str, value: str | None, message: str) -> Result:
    """A violation on a property of a passage, or of a statement."""
    from kg.terms import text

    path = (PEEL if name in ("quote", "evidence") else OA) + name
    return Result(
        shape=SHAPE,
        focus=focus,
        path=path,
        value=None if value is None else str(text(value)),
        severity="Violation",
        message=message,
        component=COMPONENT,
    )
