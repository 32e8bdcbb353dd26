"""What an assistant may ask: each tool asks the gate, and gives rows with the sentence, its report, and the IRI of the statement."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from kg.ask import Answer
from kg.assistants.bounded import LONGEST, bounded
from kg.assistants.names import close, known, named
from kg.errors import UsageError
from kg.gate import Gate
from kg.listing import plain_values
from kg.namespaces import PREFIXES
from kg.sparql import values
from kg.terms import Term

_SAID: Final = """
        peel:force ?force ;
        peel:inspectionYear ?year ;
        peel:quote ?quote ;
        prov:wasDerivedFrom ?report .
    ?force skos:prefLabel ?force_name .
    ?report rdfs:label ?report_name .
"""
_JUDGEMENTS: Final = f"""
SELECT DISTINCT ?statement ?force ?force_name ?year ?question ?grade ?quote ?report ?report_name
WHERE {{
    ?statement a peel:Judgement ;
        peel:grade/skos:prefLabel ?grade ;
        {_SAID}
    OPTIONAL {{ ?statement peel:question/skos:prefLabel ?question }}
}}
ORDER BY ?force ?year ?question ?statement
"""
_FINDINGS: Final = f"""
SELECT DISTINCT ?statement ?force ?force_name ?year ?polarity ?direction ?quote ?report ?report_name
WHERE {{
    ?statement a peel:Finding ;
        peel:polarity ?polarity ;
        {_SAID}
    ?polarity skos:prefLabel ?direction .
}}
ORDER BY ?force ?year ?statement
"""
_ON: Final = {
    "threat": "SELECT DISTINCT ?statement ?threat WHERE { ?statement peel:threat/skos:broader* ?threat }",
    "topic": "SELECT DISTINCT ?statement ?topic WHERE { ?statement peel:topic/skos:broader* ?topic }",
}
"""What is on a threat, or a topic, or on a narrower one."""
_PARTNERS: Final = f"""
SELECT DISTINCT ?statement ?force ?force_name ?year ?partner ?partner_name ?quote ?report ?report_name
WHERE {{
    ?statement a peel:Partnership ;
        peel:partner ?partner ;
        {_SAID}
    ?partner skos:prefLabel ?partner_name .
}}
ORDER BY ?force ?partner_name ?partner ?year ?statement
"""
_EVIDENCE: Final = """
SELECT DISTINCT ?statement ?kind ?force ?year ?text_before ?quote ?text_after ?start ?end ?rule ?report ?report_name
WHERE {
    ?statement a ?class ;
        peel:force ?force ;
        peel:inspectionYear ?year ;
        prov:wasDerivedFrom ?report ;
        peel:evidence/oa:hasSelector ?place .
    ?class rdfs:label ?kind .
    ?place oa:exact ?quote ;
        oa:start ?start ;
        oa:end ?end .
    ?report rdfs:label ?report_name .
    OPTIONAL { ?place oa:prefix ?text_before }
    OPTIONAL { ?place oa:suffix ?text_after }
    OPTIONAL { ?statement peel:readBy/rdfs:label ?rule }
}
ORDER BY ?statement ?start ?kind
"""
_STATEMENTS: Final = "SELECT ?statement WHERE { ?statement peel:quote ?quote } ORDER BY ?statement"
_REPORTED: Final = """
SELECT ?force (COUNT(DISTINCT ?report) AS ?reports) WHERE { ?report a peel:Report ; peel:force ?force } GROUP BY ?force
"""
_CLASSES: Final = """
SELECT ?class (SAMPLE(?named) AS ?label) (SAMPLE(?defined) AS ?definition) (COUNT(DISTINCT ?one) AS ?count)
WHERE {
    ?one a ?class .
    OPTIONAL { ?class rdfs:label ?named }
    OPTIONAL { ?class skos:definition|rdfs:comment ?defined }
}
GROUP BY ?class
ORDER BY DESC(?count) ?class
"""
_PROPERTIES: Final = """
SELECT ?property (COUNT(*) AS ?count) WHERE { ?s ?property ?o } GROUP BY ?property ORDER BY DESC(?count) ?property
"""
_NAMES: Final = {
    "threats": "?statement peel:threat/skos:prefLabel ?name",
    "topics": "?statement peel:topic/skos:prefLabel ?name",
}
"""Of what a statement may have several."""
_SOURCE: Final = (
    "?statement peel:quote ?quote ; prov:wasDerivedFrom ?report . ?report rdfs:label ?report_name"
)
_SENTENCE: Final = 15
"""Characters from which on words may be a sentence."""


Source: TypeAlias = tuple[tuple[str, str], ...]
"""A statement with its sentence and report, as pairs of names and values."""


class Tools:
    """The tools, over a gate; each raises `kg.errors.KgError` with a line for the user."""

    def __init__(self, gate: Gate) -> None:
        self._gate: Final = gate

    def find_force(self, name: str, limit: int = 10, offset: int = 0) -> dict[str, Any]:
        """The forces that a name may mean, and how many reports there are on each."""
        wanted = " ".join(name.split()).casefold()
        things = known(self._gate, "force")
        exact = [thing for thing in things if thing.answers_to(wanted)]
        reports = dict(self._gate.ask(_REPORTED).rows)
        rows = [
            {
                "force": thing.iri,
                "slug": thing.slug,
                "names": list(thing.labels),
                "reports": reports.get(thing.iri, 0),
            }
            for thing in exact or close(things, wanted)
        ]
        return bounded(rows, limit=limit, offset=offset)

    def judgements(self, force: str, year: int, limit: int, offset: int) -> dict[str, Any]:
        """Grades in the inspectors' words."""
        bound = self._bound(force=force) | _year(year)
        return bounded(list(self._gate.ask(_JUDGEMENTS, bound)), limit=limit, offset=offset)

    def findings(
        self,
        force: str,
        threat: str,
        topic: str,
        direction: str,
        year: int,
        words: str,
        limit: int,
        offset: int,
    ) -> dict[str, Any]:
        """Strengths and weaknesses."""
        bound = self._bound(force=force, polarity=direction) | _year(year)
        on = [
            {row["statement"] for row in self._gate.ask(_ON[kind], {kind: meant})}
            for kind, meant in self._bound(threat=threat, topic=topic).items()
        ]
        rows = [
            row
            for row in self._gate.ask(_FINDINGS, bound)
            if all(row["statement"] in some for some in on) and words.casefold() in row["quote"].casefold()
        ]
        return self._named(bounded(rows, limit=limit, offset=offset), "threats", "topics")

    def partners(self, force: str, body: str, year: int, limit: int, offset: int) -> dict[str, Any]:
        """Who works with whom."""
        bound = self._bound(force=force, partner=body) | _year(year)
        rows = list(self._gate.ask(_PARTNERS, bound))
        return self._named(bounded(rows, limit=limit, offset=offset), "threats", "topics")

    def evidence(self, statement: str, limit: int = 10, offset: int = 0) -> dict[str, Any]:
        """The passages behind a statement."""
        iri = statement if statement.startswith("http") else self._statement(statement)
        rows = list(self._gate.ask(_EVIDENCE, {"statement": iri}))
        if not rows:
            raise UsageError(f"no statement {statement[:200]!r} is in the graph")
        return bounded(rows, limit=limit, offset=offset)

    def question(
        self, name: str, parameters: Mapping[str, str | int], limit: int, offset: int
    ) -> dict[str, Any]:
        """The answer to a question of the catalogue."""
        if any(sign.isspace() or sign == "{" for sign in name):
            raise UsageError(
                "a question has a name, such as partners-of-a-force; for SPARQL there is another tool"
            )
        return self._sourced(self._gate.ask(name, parameters), limit, offset)

    def sparql(self, query: str, limit: int, offset: int) -> dict[str, Any]:
        """The answer to a query of SPARQL."""
        return self._sourced(self._gate.ask(f"{query}\n"), limit, offset)

    def schema(self) -> dict[str, Any]:
        """What there is to ask."""
        return {
            "prefixes": dict(PREFIXES),
            "classes": list(self._gate.ask(_CLASSES)),
            "properties": list(self._gate.ask(_PROPERTIES)),
            "statements": "Judgement, Finding, RequiredAction with its kinds, Practice and Partnership have peel:force, "
            "peel:inspectionYear, peel:quote, prov:wasDerivedFrom and peel:evidence.",
            "questions": [question["name"] for question in plain_values()],
        }

    def _bound(self, **given: str) -> dict[str, str]:
        """The IRIs of what is meant by the names that are given."""
        kinds = {"partner": "body"}
        return {
            name: named(self._gate, kinds.get(name, name), words) for name, words in given.items() if words
        }

    def _named(self, result: dict[str, Any], *lists: str) -> dict[str, Any]:
        """The result, with the names of threats or topics of each statement in it."""
        statements = [ox.NamedNode(row["statement"]) for row in result["rows"]]
        for name in lists:
            found: dict[str, list[str]] = {}
            if statements:
                query = f"SELECT ?statement ?name WHERE {{ {values('statement', statements)} {_NAMES[name]} }} ORDER BY ?name"
                for row in self._gate.ask(query):
                    found.setdefault(row["statement"], []).append(row["name"])
            for row in result["rows"]:
                row[name] = found.get(row["statement"], [])
        return result

    def _statement(self, end: str) -> str:
        """The IRI of the statement of which this is the end."""
        found = [iri for (iri,) in self._gate.ask(_STATEMENTS).rows if iri.endswith(f"/{end}")]
        if len(found) != 1:
            raise UsageError(f"{len(found)} statements end in {end[:80]!r}; give the whole IRI")
        return str(found[0])

    def _sourced(self, answer: Answer, limit: int, offset: int) -> dict[str, Any]:
        """Rows of any query; where one names a statement, with its sentence and report."""
        table = answer.table()
        rows = [dict(zip(table.columns, cells, strict=True)) for cells in table.cells]
        result = bounded(rows, limit=limit, offset=offset)
        result["columns"] = list(table.columns)
        shown = answer.table().terms[offset : offset + len(result["rows"])]
        sources = self._sources(term for row in shown for term in row if term is not None)
        for row, terms in zip(result["rows"], shown, strict=True):
            found = [source for term in terms if term is not None for source in sources.get(term.value, ())]
            if found:
                row["sources"] = [dict(source) for source in dict.fromkeys(found)]
        return result

    def _sources(self, terms: Iterable[Term]) -> dict[str, list[Source]]:
        """The statements that some terms are, or whose sentences they are, by the term's words."""
        looked = dict.fromkeys(terms)
        statements = [one for one in looked if isinstance(one, ox.NamedNode) and "/statement/" in one.value]
        sentences = [
            one for one in looked if isinstance(one, ox.Literal) and _SENTENCE <= len(one.value) <= LONGEST
        ]
        found: dict[str, list[Source]] = {}
        for variable, some in (("statement", statements), ("quote", sentences)):
            if some:
                query = f"SELECT ?statement ?quote ?report ?report_name WHERE {{ {values(variable, some)} {_SOURCE} }} ORDER BY ?statement"
                for row in self._gate.ask(query):
                    found.setdefault(row[variable], []).append(tuple(row.items()))
        return found


def _year(year: int) -> dict[str, str]:
    return {"year": f"{year:04}"} if year else {}
