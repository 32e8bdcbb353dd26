"""The plain way, as a yardstick: what a good user of rdflib would write. `python tests/benchmarks/plain.py FOLDER FILE.ttl`

The same extraction; described with rdflib, triple by triple; validated with pyshacl as a whole; serialised by rdflib. It makes the same
triples as `kg build`, under the same IRIs, and leaves out what a user of rdflib would not have: named graphs, the store on disk, the
comparison of quotes with texts, the manifest. One graph is used, since rdflib is quicker with one than with many.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyshacl
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from kg.describe import CONTEXT, names
from kg.extract import extract
from kg.namespaces import OA, PEEL
from kg.prompting import Matter, prompts
from kg.read import read, sources
from kg.resources import ontology
from kg.values import (
    Action,
    Candidate,
    Finding,
    Judgement,
    Partner,
    Partnership,
    Polarity,
    Reading,
    Sort,
    Span,
    Statement,
)
from kg.vocabulary import Vocabulary, files, load

P: Final = Namespace(PEEL)
WA: Final = Namespace(OA)


class Description:
    """Adds what a report says to a graph."""

    def __init__(self, graph: Graph, reading: Reading, vocabulary: Vocabulary) -> None:
        self.graph, self.reading, self.vocabulary = graph, reading, vocabulary
        self.identity, self.text = reading.identity, reading.document.text
        self.base = Namespace(vocabulary.iris.base)
        self.report = URIRef(vocabulary.iris.report(reading.identity))
        self.force = self.base[f"force/{self.identity.force}"]
        self.names = [URIRef(name) for name in names(reading, vocabulary)]

    def add(self) -> None:
        """Adds all of it."""
        self.add_report()
        for statement, name in zip(self.reading.statements, self.names, strict=True):
            self.add_statement(statement, name)
        self.add_links()
        for candidate in self.reading.candidates:
            self.add_candidate(candidate)

    def add_report(self) -> None:
        graph, report, identity = self.graph, self.report, self.identity
        short = self.vocabulary["force"][identity.force].one(PEEL + "shortName")
        kind = self.vocabulary["report-kind"][identity.kind].name
        sort = identity.pillar if identity.area is None else f"{kind} ({identity.area})"
        graph.add((report, RDF.type, P.Report))
        graph.add((report, RDFS.label, Literal(f"{short}, {identity.year}, {sort}", lang="en")))
        graph.add((report, P.force, self.force))
        graph.add((report, P.inspectionYear, year(identity.year)))
        graph.add((report, P.pillar, self.base[f"pillar/{identity.pillar}"]))
        graph.add((report, DCTERMS.publisher, self.base[f"body/{identity.publisher}"]))
        graph.add((report, DCTERMS.type, self.base[f"report-kind/{identity.kind}"]))
        graph.add((report, P.sha256, Literal(self.reading.document.digest)))
        if identity.title:
            graph.add((report, DCTERMS.title, Literal(identity.title, lang="en")))
        if identity.updated:
            graph.add((report, DCTERMS.modified, Literal(identity.updated)))
        if identity.issued:
            graph.add((report, DCTERMS.issued, Literal(identity.issued)))
        if identity.source:
            graph.add((report, DCTERMS.source, URIRef(identity.source)))
        if identity.licence:
            graph.add((report, DCTERMS.license, URIRef(identity.licence)))

    def add_statement(self, statement: Statement, name: URIRef) -> None:
        graph, base = self.graph, self.base
        when = statement.year if isinstance(statement, Judgement) else self.identity.year
        kind = statement.kind.value if isinstance(statement, Action) else type(statement).__name__
        graph.add((name, RDF.type, P[kind]))
        graph.add((name, P.force, self.force))
        graph.add((name, P.inspectionYear, year(when)))
        graph.add((name, PROV.wasDerivedFrom, self.report))
        graph.add((name, P.quote, Literal(statement.span.of(self.text))))
        graph.add((name, P.readBy, base[f"rule/{statement.rule}"]))
        if statement.question:
            first = self.vocabulary.framework(when)[0].year
            graph.add((name, P.question, base[f"question/{first}/{statement.question}"]))
        for cue in statement.cues:
            graph.add((name, P.cue, base[f"cue/{cue}"]))
        for topic in statement.topics:
            graph.add((name, P.topic, base[f"topic/{topic}"]))
        for threat in statement.threats:
            graph.add((name, P.threat, base[f"threat/{threat}"]))
        for partner in statement.partners:
            graph.add((name, P.partner, self.add_body(partner)))
        for span in statement.evidence:
            graph.add((name, P.evidence, self.add_passage(span)))
        self.add_particulars(statement, name)

    def add_particulars(self, statement: Statement, name: URIRef) -> None:
        """What only one class of statement has."""
        graph, base = self.graph, self.base
        if isinstance(statement, Judgement):
            graph.add((name, P.grade, base[f"grade/{statement.grade}"]))
        if isinstance(statement, Finding):
            graph.add((name, P.polarity, base[f"polarity/{statement.polarity}"]))
        if isinstance(statement, Action) and statement.deadline is not None:
            graph.add((name, P.deadline, Literal(statement.deadline)))
        if isinstance(statement, Partnership):
            graph.add((self.force, P.worksWith, self.add_body(statement.partners[0])))

    def add_passage(self, span: Span) -> URIRef:
        """Adds a passage and its selector. Gives the passage."""
        graph, text = self.graph, self.text
        passage = URIRef(f"{self.report}/passage/{span.start}-{span.end}")
        selector = URIRef(f"{passage}/selector")
        graph.add((passage, RDF.type, WA.SpecificResource))
        graph.add((passage, WA.hasSource, self.report))
        graph.add((passage, WA.hasSelector, selector))
        if page := self.reading.document.page(span.start):
            graph.add((passage, P.page, Literal(page)))
        graph.add((selector, RDF.type, WA.TextQuoteSelector))
        graph.add((selector, RDF.type, WA.TextPositionSelector))
        graph.add((selector, WA.exact, Literal(span.of(text))))
        graph.add((selector, WA.prefix, Literal(text[max(0, span.start - CONTEXT) : span.start])))
        graph.add((selector, WA.suffix, Literal(text[span.end : span.end + CONTEXT])))
        graph.add((selector, WA.start, Literal(span.start)))
        graph.add((selector, WA.end, Literal(span.end)))
        return passage

    def add_body(self, partner: Partner) -> URIRef:
        """Gives a body, and adds what is to be said of one that is local to the force."""
        if partner.sort is not Sort.KIND:
            return self.base[f"{partner.sort.value}/{partner.slug}"]
        body = self.base[f"body/{self.identity.force}/{partner.slug}"]
        kind = self.vocabulary["partner-kind"][partner.slug]
        short = self.vocabulary["force"][self.identity.force].one(PEEL + "shortName")
        self.graph.add((body, RDF.type, P.PartnerBody))
        self.graph.add((body, SKOS.prefLabel, Literal(f"{kind.name} ({short})", lang="en")))
        self.graph.add((body, P.partnerKind, URIRef(kind.iri)))
        return body

    def add_candidate(self, candidate: Candidate) -> None:
        graph, name = self.graph, URIRef(self.vocabulary.iris.candidate(candidate.name))
        graph.add((name, RDF.type, P.CandidateBody))
        graph.add((name, RDFS.label, Literal(candidate.name, lang="en")))
        graph.add((name, PROV.wasDerivedFrom, self.report))
        for span in candidate.passages:
            graph.add((name, P.evidence, self.add_passage(span)))
        if candidate.acronym:
            graph.add((name, SKOS.altLabel, Literal(candidate.acronym, lang="en")))
        if candidate.kind:
            graph.add((name, P.suggestedKind, self.base[f"partner-kind/{candidate.kind}"]))

    def add_links(self) -> None:
        """Parts of actions, and findings behind judgements and before actions."""
        named = list(zip(self.reading.statements, self.names, strict=True))
        places = {s.span: name for s, name in named if isinstance(s, Action)}
        asked: defaultdict[str | None, list[tuple[Statement, URIRef]]] = defaultdict(list)
        for statement, name in named:
            if isinstance(statement, Judgement | Action):
                asked[statement.question].append((statement, name))
        for statement, name in named:
            if isinstance(statement, Action) and statement.parent in places:
                self.graph.add((name, DCTERMS.isPartOf, places[statement.parent]))
                self.graph.add((places[statement.parent], DCTERMS.hasPart, name))
            if isinstance(statement, Finding) and statement.question:
                self.add_consequences(statement, name, asked[statement.question])

    def add_consequences(
        self, finding: Finding, name: URIRef, others: Iterable[tuple[Statement, URIRef]]
    ) -> None:
        for other, target in others:
            if isinstance(other, Judgement) and other.year == self.identity.year:
                self.graph.add((name, P.informs, target))
            if (
                isinstance(other, Action)
                and finding.polarity is Polarity.WEAKNESS
                and prompts(matter(finding), matter(other), self.whole(other), self.broader)
            ):
                self.graph.add((name, P.prompts, target))

    def whole(self, action: Action) -> Matter:
        """What the actions of which one is a part are about."""
        wholes = (s for s in self.reading.statements if isinstance(s, Action) and s.span == action.parent)
        parent = next(wholes, None)
        return matter(parent) | self.whole(parent) if parent else Matter()

    def broader(self, threat: str) -> frozenset[str]:
        return self.vocabulary.broader("threat", threat)


def matter(statement: Statement) -> Matter:
    """What a statement is about."""
    return Matter(frozenset(statement.topics), frozenset(statement.threats))


def year(number: int) -> Literal:
    """A year; as it is written, since rdflib would make it a day."""
    return Literal(str(number), datatype=XSD.gYear, normalize=False)


def vocabularies() -> Graph:
    """A graph of the ontology and its vocabularies."""
    graph = Graph()
    for path in files(ontology()):
        graph.parse(path)
    return graph


def described(readings: Iterable[Reading], vocabulary: Vocabulary, graph: Graph) -> Graph:
    """The graph, with what the reports say added to it."""
    for reading in readings:
        Description(graph, reading, vocabulary).add()
    return graph


def conforms(graph: Graph) -> bool:
    """Whether the graph as a whole conforms to the shapes."""
    shapes = Graph().parse(ontology() / "shapes.ttl")
    passes, _, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    return bool(passes)


def readings(folder: Path, vocabulary: Vocabulary) -> list[Reading]:
    """What the reports in a folder say."""
    found, problems = sources([folder])
    if problems:
        raise problems[0]
    return [extract(read(source, vocabulary), vocabulary) for source in found]


def main(folder: Path, file: Path) -> int:
    vocabulary = load(ontology())
    graph = described(readings(folder, vocabulary), vocabulary, vocabularies())
    if not conforms(graph):
        return 1
    file.write_text(graph.serialize(format="turtle"), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
