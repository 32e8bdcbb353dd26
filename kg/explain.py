"""Explains a statement: its sentence in its paragraph, and the rule and cues that read it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.terms import iri

if TYPE_CHECKING:
    from kg.store import Graph

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
SELECT ?statement ?start ?end WHERE {
    ?statement peel:evidence/oa:hasSelector ?selector .
    ?selector oa:start ?start ; oa:end ?end .
} ORDER BY ?start
"""
_RULE: Final = """
SELECT ?statement ?what ?name ?reason WHERE {
    ?statement peel:readBy|peel:cue ?what .
    ?what skos:prefLabel ?name ; skos:definition ?reason .
} ORDER BY ?what
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


def explain(graph: "Graph", name: str) -> Explanation:
    """The explanation of a statement, by its IRI, or by what follows the base in it, or by the end of that.

    Raises UsageError where the graph has no such statement, or several.
    """
    statement = iri(_found(graph, name))
    facts = list(graph.select(_FACTS, statement=statement))
    report = facts[0]["report"].value
    text = graph.texts[report]
    spans = [
        (int(row["start"].value), int(row["end"].value))
        for row in graph.select(_PASSAGES, statement=statement)
    ]
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
        passages=tuple(shown(text, start, end) for start, end in spans),
        rule=rules[0],
        cues=tuple(cues),
    )


def _found(graph: "Graph", name: str) -> str:
    """The IRI of the one statement that a user names."""
    known = {row["s"].value for row in graph.select("SELECT DISTINCT ?s WHERE { ?s peel:evidence ?e }")}
    if name in known:
        return name
    short = name.removeprefix("id:").strip("<>")
    matching = sorted(one for one in known if one.endswith("/" + short) or one == graph.iris.base + short)
    if len(matching) != 1:
        problem = "no statement" if not matching else f"{len(matching)} statements"
        raise UsageError(f"{problem} named {name!r}; kg query sentence-behind-a-statement lists them all")
    return str(matching[0])


def shown(text: str, start: int, end: int) -> Shown:
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
    )


def _local(property_: str) -> str:
    return property_.replace("#", "/").rsplit("/", 1)[-1]
