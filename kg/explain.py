"""Explains a statement: its sentence in its paragraph, the rule and cues that read it, the words that weighed.

And why some words are none: what was seen in them, and what decided against.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.namespaces import PEEL
from kg.terms import iri
from kg.values import Span

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.coverage import Coverage, Part
    from kg.extract import Page
    from kg.store import Graph

_MOST: Final = 8
"""Traits that are shown of those that weighed."""

_FACTS: Final = """
SELECT ?statement ?kind ?report ?title ?property ?value ?label WHERE {
    ?statement a ?class ; prov:wasDerivedFrom ?report ; ?property ?value .
    ?class rdfs:label ?kind .
    OPTIONAL { ?report rdfs:label ?title }
    OPTIONAL { ?value skos:prefLabel|rdfs:label ?label }
    FILTER (?property NOT IN (rdf:type, prov:wasDerivedFrom, peel:evidence, peel:cue, peel:readBy, peel:quote))
} ORDER BY ?property ?label ?value
"""
_PASSAGES: Final = """
SELECT ?statement ?start ?end ?page WHERE {
    ?statement peel:evidence ?passage .
    ?passage oa:hasSelector ?selector .
    ?selector oa:start ?start ; oa:end ?end .
    OPTIONAL { ?passage peel:page ?page }
} ORDER BY ?start
"""
_RULE: Final = """
SELECT ?statement ?what ?name ?reason WHERE {
    ?statement peel:readBy|peel:cue ?what .
    ?what skos:prefLabel ?name ; skos:definition ?reason .
} ORDER BY ?what
"""


_DECIDED: Final = """
SELECT ?statement ?verdict ?by ?at ?because WHERE {
    ?decision peel:concerns ?statement ; peel:verdict ?verdict ; rdfs:comment ?because ;
        prov:generatedAtTime ?at ; prov:wasAttributedTo/rdfs:label ?by .
} ORDER BY ?at ?decision
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage in its paragraph: the words before it, its own, the words after it, and its first line."""

    before: str
    quote: str
    after: str
    line: int
    start: int
    end: int
    page: int | None = None
    """The page of a PDF on which it begins."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a statement is in the graph."""

    iri: str
    kind: str
    report: str
    facts: tuple[tuple[str, str], ...]
    passages: tuple[Shown, ...]
    rule: tuple[str, str]
    cues: tuple[tuple[str, str], ...]
    weighed: tuple[tuple[str, float], ...] = ()
    """For a finding, the traits that spoke most for its direction, each with its weight against the other sides."""
    decided: tuple[str, ...] = ()
    """What people decided on it: what, who, when and why."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One clause of a sentence as the weights saw it."""

    quote: str
    side: str
    """Neutral, strength or weakness, as decided for the whole sentence."""
    scores: tuple[tuple[str, float], ...]
    """The clause's own score for each side."""
    traits: tuple[tuple[str, float], ...]
    """The traits that spoke most for the side."""
    cues: tuple[str, ...]
    """Its cues, with what they signal."""
    seen: tuple[str, ...]
    """What of the vocabularies was recognised in it."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What was seen in a passage, and what became of it."""

    report: str
    passage: Shown
    fate: str
    why: str
    place: str
    """The kind of block and passage in which it stands, and its question."""
    clauses: tuple[Looked, ...]
    statements: tuple[str, ...]
    """The IRIs of the statements that rest on it."""


def explain(graph: "Graph", name: str) -> Explanation:
    """The explanation of a statement, by its IRI, or by what follows the base in it, or by the end of that.

    Raises UsageError where the graph has no such statement, or several.
    """
    statement = iri(statement_named(graph, name))
    facts = list(graph.select(_FACTS, statement=statement))
    report = facts[0]["report"].value
    text = graph.texts[report]
    passages = [
        shown(
            text,
            int(row["start"].value),
            int(row["end"].value),
            int(row["page"].value) if row["page"] else None,
        )
        for row in graph.select(_PASSAGES, statement=statement)
    ]
    first = passages[0].start, passages[0].end
    readers = [
        (r["what"].value, r["name"].value, r["reason"].value)
        for r in graph.select(_RULE, statement=statement)
    ]
    rules = [(name, why) for what, name, why in readers if what.startswith(graph.iris.of("rule", ""))]
    cues = [(name, why) for what, name, why in readers if what.startswith(graph.iris.of("cue", ""))]
    return Explanation(
        iri=statement.value,
        kind=facts[0]["kind"].value,
        report=facts[0]["title"].value if facts[0]["title"] else report,
        facts=tuple((_local(row["property"].value), (row["label"] or row["value"]).value) for row in facts),
        passages=tuple(passages),
        rule=rules[0],
        cues=tuple(cues),
        weighed=_weighed(graph, report, first) if _is_finding(facts) else (),
        decided=tuple(
            f"{row['verdict'].value} by {row['by'].value}, {row['at'].value[:10]}: {row['because'].value}"
            for row in graph.select(_DECIDED, statement=statement)
        ),
    )


def _is_finding(facts: "list[ox.QuerySolution]") -> bool:
    return any(_local(row["property"].value) == "polarity" for row in facts)


def _weighed(graph: "Graph", report: str, span: tuple[int, int]) -> tuple[tuple[str, float], ...]:
    """What spoke most for the direction of a finding; nothing where the vocabulary has changed since it was read."""
    from kg.coverage import page_of
    from kg.extract.directions import decide
    from kg.extract.findings import clauses_in

    try:
        page, vocabulary = page_of(graph, report)
    except UsageError:
        return ()
    said: dict[str, float] = {}
    for clauses in clauses_in(page.prose, page.gradings):
        for clause, side in zip(clauses, decide(clauses, vocabulary.directions), strict=True):
            if side != "neutral" and Span(*span).holds(page.plain.original(clause.span)):
                for trait, weight in vocabulary.directions.telling(clause.traits, side, _MOST):
                    said[trait] = max(weight, said.get(trait, 0.0))
    return tuple(sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST])


def why_not(graph: "Graph", words: str) -> list[WhyNot]:
    """What was seen in every passage of the graph's reports that has these words, whatever the white space between them.

    Raises UsageError where no report has them.
    """
    from kg.coverage import covered, page_of

    pattern = re.compile(r"\s+".join(map(re.escape, words.split())) or "(?!)", re.IGNORECASE)
    found: list[WhyNot] = []
    for entry in graph.manifest.reports:
        spans = [Span(*match.span()) for match in pattern.finditer(graph.texts[entry.iri])]
        if spans:
            page, vocabulary = page_of(graph, entry.iri)
            coverage = covered(entry.iri, page, vocabulary)
            for span in spans:
                found += [_looked(part, page, coverage) for part in coverage.parts if part.span.meets(span)]
    if not found:
        raise UsageError(f"no report of the graph has the words {words!r}")
    return list(dict.fromkeys(found))


def _looked(part: "Part", page: "Page", coverage: "Coverage") -> WhyNot:
    from kg.extract.directions import SIDES, decide
    from kg.extract.findings import clauses_in
    from kg.weights import UNIT

    vocabulary, text = coverage.vocabulary, page.document.text
    seen: list[Looked] = []
    for sentence in page.prose:
        if page.plain.original(sentence.span).meets(part.span):
            for clauses in clauses_in([sentence], page.gradings):
                for clause, side in zip(clauses, decide(clauses, vocabulary.directions), strict=True):
                    inside = sentence.within(clause.span)
                    weights = vocabulary.directions
                    scores = dict(zip(weights.labels, weights.scores(clause.traits), strict=True))
                    seen.append(
                        Looked(
                            inside.quote,
                            side,
                            tuple((name, round(scores.get(name, 0) / UNIT, 2)) for name in SIDES),
                            tuple(weights.telling(clause.traits, side, _MOST)),
                            tuple(
                                f"{cue.span.of(text)} ({vocabulary['signal'][inside.signals[cue.slug]].name.lower()})"
                                for cue in inside.cues
                            ),
                            tuple(
                                f"{mention.span.of(text)} ({mention.sort.value} {mention.slug})"
                                for mention in inside.mentions
                            ),
                        )
                    )
    placed = next(placed for placed in page.places if page.plain.original(placed.block.span).meets(part.span))
    place = f"{placed.block.kind.value}, {placed.part.value}, question {placed.question or 'none'}"
    return WhyNot(
        coverage.report,
        shown(page.origin.text, *part.span),
        part.fate.value,
        part.why,
        place,
        tuple(seen),
        tuple(coverage.names[at] for at in part.statements),
    )


def statement_named(graph: "Graph", name: str) -> str:
    """The IRI of the one statement that a user names, as for `explain`. Raises UsageError."""
    with suppress(ValueError):  # what is no IRI
        if any(graph.store.quads_for_pattern(iri(name), iri(PEEL + "quote"), None)):
            return name
    known = {row["s"].value for row in graph.select("SELECT DISTINCT ?s WHERE { ?s peel:quote ?q }")}
    short = name.removeprefix("id:").strip("<>")
    matching = sorted(one for one in known if one.endswith("/" + short) or one == graph.iris.base + short)
    if not matching and (told := _rejected(graph, short)):
        raise UsageError(f"{name}: {told}; --extracted asks what was extracted")
    if len(matching) != 1:
        problem = "no statement" if not matching else f"{len(matching)} statements"
        raise UsageError(f"{problem} named {name!r}; kg query sentence-behind-a-statement lists them all")
    return str(matching[0])


def _rejected(graph: "Graph", short: str) -> str:
    """Who rejected a statement, when and why; nothing where nobody did."""
    for row in graph.select(_DECIDED):
        if row["verdict"].value == "reject" and f"/{row['statement'].value}".endswith(f"/{short}"):
            return f"rejected by {row['by'].value}, {row['at'].value[:10]}: {row['because'].value}"
    return ""


def shown(text: str, start: int, end: int, page: int | None = None) -> Shown:
    """A passage in its paragraph, which is bounded by line ends."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    return Shown(
        text[begin:start].lstrip(),
        text[start:end],
        text[end:stop],
        text.count("\n", 0, start) + 1,
        start,
        end,
        page,
    )


def _local(property_: str) -> str:
    return property_.replace("#", "/").rsplit("/", 1)[-1]
