"""The quote contract: every passage stands in its report, letter for letter, at its offsets.

SHACL cannot look into the texts, so one query fetches all passages and Python compares.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.namespaces import OA, PEEL, SHAPES
from kg.validate.result import Result

if TYPE_CHECKING:
    from pyoxigraph import Store

SHAPE = SHAPES + "QuoteContract"
COMPONENT = SHAPES + "QuoteConstraintComponent"

# Whatever is missing comes back unbound, so that it is told and not passed over.
_PASSAGES = """
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX peel: <https://w3id.org/peel-kg/ontology#>
SELECT ?statement ?named ?quote ?passage ?report ?exact ?prefix ?suffix ?start ?end WHERE {
  { SELECT DISTINCT ?statement WHERE { ?statement peel:quote|peel:evidence ?any } }
  OPTIONAL { ?statement a ?body VALUES ?body { peel:CandidateBody peel:PartnerBody } BIND (true AS ?named) }
  OPTIONAL { ?statement peel:quote ?quote }
  OPTIONAL {
    ?statement peel:evidence ?passage
    OPTIONAL { ?passage oa:hasSource ?report }
    OPTIONAL {
      ?passage oa:hasSelector ?selector
      OPTIONAL { ?selector oa:exact ?exact }
      OPTIONAL { ?selector oa:prefix ?prefix }
      OPTIONAL { ?selector oa:suffix ?suffix }
      OPTIONAL { ?selector oa:start ?start }
      OPTIONAL { ?selector oa:end ?end }
    }
  }
}
ORDER BY ?statement ?start ?end ?passage
"""


class _Passage(NamedTuple):
    """A row of the query: the values of its terms, empty where there are none."""

    statement: str
    named: str
    """Whether it is no statement but a body, which quotes nothing: "true" or empty."""
    quote: str
    iri: str
    report: str
    exact: str
    prefix: str
    suffix: str
    start: str
    end: str


def quotes(store: "Store", texts: Mapping[str, str]) -> tuple[Result, ...]:
    """Where the graph and the texts (by the IRI of their report) differ, over all graphs of the store.

    For each passage: text[start:end] is its oa:exact, and oa:prefix and oa:suffix are what stands around
    it. For each statement: peel:quote is the oa:exact of its first passage, the one that starts first.
    """
    rows: Any = store.query(_PASSAGES, use_default_graph_as_union=True)
    passages = (_Passage(*("" if term is None else term.value for term in row)) for row in rows)
    found: set[Result] = set()
    for _, evidence in groupby(passages, key=lambda passage: passage.statement):
        first, *others = evidence
        found.update(_misquoted(first))
        for passage in (first, *others):
            found.update(_misplaced(passage, texts))
    return tuple(sorted(found))


def _misquoted(first: _Passage) -> Iterator[Result]:
    if not first.iri:
        yield _result(first.statement, "evidence", None, "the statement has no evidence: add its passage")
    elif not first.named and first.quote != first.exact:
        problem = "the quote is not that of the first passage of the evidence: make them the same"
        yield _result(first.statement, "quote", first.quote, problem)


def _misplaced(passage: _Passage, texts: Mapping[str, str]) -> Iterator[Result]:
    text = texts.get(passage.report)
    if not passage.iri:
        return
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
