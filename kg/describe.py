"""Describes a reading as RDF: the quads of a report's graph, without blank nodes or timestamps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.iris import Iris
from kg.namespaces import DCTERMS, OA, PEEL, PROV, RDF, RDFS, SKOS
from kg.prompting import Matter, prompts
from kg.terms import iri, text, typed
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
from kg.vocabulary import Vocabulary

CONTEXT: Final = 32
"""Characters before and after a quote that are kept to find it again."""

if TYPE_CHECKING:
    from kg.store.manifest import Revision

_Pair = tuple[str, NamedNode | Literal]
"""A property, by its IRI, and its value."""


class Description:
    """The quads of one reading."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary) -> None:
        self.reading, self.vocabulary, self.iris = reading, vocabulary, vocabulary.iris
        self.report = self.iris.report(reading.identity)
        self._graph = NamedNode(self.report)
        self._named = names(reading, vocabulary)

    def quads(self) -> Iterator[Quad]:
        """All quads, in no particular order; some may come twice."""
        yield from self._about(self.report, "Report", self._report())
        for statement, name in zip(self.reading.statements, self._named, strict=True):
            yield from self._about(name, _class(statement), self._statement(statement))
            for partner in statement.partners:
                yield from self._partner(partner)
            if isinstance(statement, Partnership):
                yield self._quad(self._force(), PEEL + "worksWith", iri(self._body(statement.partners[0])))
        yield from self._links()
        for candidate in self.reading.candidates:
            name = self.iris.candidate(candidate.name)
            yield from self._about(name, "CandidateBody", self._candidate(candidate))
        for span in self._spans():
            yield from self._passage(span)

    def _report(self) -> Iterator[_Pair]:
        identity = self.reading.identity
        force = self.vocabulary["force"][identity.force].one(PEEL + "shortName")
        yield RDFS + "label", text(f"{force}, {identity.year}, {self._sort()}", "en")
        yield PEEL + "force", iri(self._force())
        yield PEEL + "inspectionYear", typed(identity.year, "gYear")
        yield PEEL + "pillar", iri(self.iris.of("pillar", identity.pillar))
        yield DCTERMS + "publisher", iri(self.iris.of("body", identity.publisher))
        yield PEEL + "sha256", text(self.reading.document.digest)
        if identity.title:
            yield DCTERMS + "title", text(identity.title, "en")
        yield DCTERMS + "type", iri(self.iris.of("report-kind", identity.kind))
        for name, day in (("modified", identity.updated), ("issued", identity.issued)):
            if day:
                yield DCTERMS + name, typed(day.isoformat(), "date")
        for name, value in (("source", identity.source), ("license", identity.licence)):
            if value:
                yield DCTERMS + name, iri(value)

    def _sort(self) -> str:
        """What tells a report from others on its force in its year: its pillar, or what was inspected jointly where."""
        identity = self.reading.identity
        if identity.area is None:
            return identity.pillar
        return f"{self.vocabulary['report-kind'][identity.kind].name} ({identity.area})"

    def _statement(self, statement: Statement) -> Iterator[_Pair]:
        identity = self.reading.identity
        year = statement.year if isinstance(statement, Judgement) else identity.year
        yield PEEL + "force", iri(self._force())
        yield PEEL + "inspectionYear", typed(year, "gYear")
        yield PROV + "wasDerivedFrom", iri(self.report)
        yield PEEL + "quote", text(statement.span.of(self.reading.document.text))
        yield PEEL + "readBy", iri(self.iris.of("rule", statement.rule))
        for span in statement.evidence:
            yield PEEL + "evidence", iri(self.iris.passage(self.report, *span))
        if statement.question:
            first = self.vocabulary.framework(year)[0].year
            yield PEEL + "question", iri(self.iris.of("question", first, statement.question))
        for kind, slugs in (
            ("cue", statement.cues),
            ("topic", statement.topics),
            ("threat", statement.threats),
        ):
            for slug in slugs:
                yield PEEL + kind, iri(self.iris.of(kind, slug))
        for partner in statement.partners:
            yield PEEL + "partner", iri(self._body(partner))
        yield from _particulars(statement, self.iris)

    def _candidate(self, candidate: Candidate) -> Iterator[_Pair]:
        yield RDFS + "label", text(candidate.name, "en")
        yield PROV + "wasDerivedFrom", iri(self.report)
        for span in candidate.passages:
            yield PEEL + "evidence", iri(self.iris.passage(self.report, *span))
        if candidate.acronym:
            yield SKOS + "altLabel", text(candidate.acronym, "en")
        if candidate.kind:
            yield PEEL + "suggestedKind", iri(self.iris.of("partner-kind", candidate.kind))

    def _spans(self) -> Iterable[Span]:
        """Where the passages stand, each once: most are evidence for several statements."""
        evidence = [statement.evidence for statement in self.reading.statements]
        return dict.fromkeys(chain(*evidence, *(candidate.passages for candidate in self.reading.candidates)))

    def _passage(self, span: Span) -> Iterator[Quad]:
        words = self.reading.document.text
        passage = self.iris.passage(self.report, *span)
        selector = self.iris.selector(passage)
        stands: list[_Pair] = [(OA + "hasSource", iri(self.report)), (OA + "hasSelector", iri(selector))]
        if page := self.reading.document.page(span.start):
            stands.append((PEEL + "page", typed(page, "integer")))
        yield from self._about(passage, OA + "SpecificResource", stands)
        yield self._quad(selector, RDF + "type", iri(OA + "TextPositionSelector"))
        yield from self._about(
            selector,
            OA + "TextQuoteSelector",
            [
                (OA + "exact", text(span.of(words))),
                (OA + "prefix", text(words[max(0, span.start - CONTEXT) : span.start])),
                (OA + "suffix", text(words[span.end : span.end + CONTEXT])),
                (OA + "start", typed(span.start, "integer")),
                (OA + "end", typed(span.end, "integer")),
            ],
        )

    def _partner(self, partner: Partner) -> Iterator[Quad]:
        """What is to be said of a body that the text names only by its kind; the others are in the vocabularies."""
        if partner.sort is Sort.KIND:
            kind = self.vocabulary["partner-kind"][partner.slug]
            force = self.vocabulary["force"][self.reading.identity.force].one(PEEL + "shortName")
            label = text(f"{kind.name} ({force})", "en")
            yield from self._about(
                self._body(partner),
                "PartnerBody",
                [(SKOS + "prefLabel", label), (PEEL + "partnerKind", iri(kind.iri))],
            )

    def _links(self) -> Iterator[Quad]:
        """What ties statements of a report: parts of actions, findings behind judgements and before actions."""
        named = list(zip(self.reading.statements, self._named, strict=True))
        place = {s.span: name for s, name in named if isinstance(s, Action)}
        actions = {s.span: s for s, _ in named if isinstance(s, Action)}
        led_to: defaultdict[str | None, list[tuple[Statement, str]]] = defaultdict(list)
        for statement, name in named:
            if isinstance(statement, Judgement | Action):
                led_to[statement.question].append((statement, name))
        for statement, name in named:
            if isinstance(statement, Action) and statement.parent in place:
                parent = place[statement.parent]
                yield self._quad(name, DCTERMS + "isPartOf", iri(parent))
                yield self._quad(parent, DCTERMS + "hasPart", iri(name))
            if isinstance(statement, Finding) and statement.question:
                for other, target in led_to[statement.question]:
                    if property_ := self._leads_to(statement, other, actions):
                        yield self._quad(name, property_, iri(target))

    def _leads_to(self, finding: Finding, other: Statement, actions: Mapping[Span, Action]) -> str | None:
        """The property by which a finding leads to a judgement or an action of its question, if it does.

        It informs the judgement of the same question and year; a weakness prompts actions by the rule of `kg.prompting`.
        """
        if isinstance(other, Judgement):
            return PEEL + "informs" if other.year == self.reading.identity.year else None
        if isinstance(other, Action) and finding.polarity is Polarity.WEAKNESS:
            led = prompts(_matter(finding), _matter(other), _whole(other, actions), self._broader)
            return PEEL + "prompts" if led else None
        return None

    def _broader(self, threat: str) -> frozenset[str]:
        return self.vocabulary.broader("threat", threat)

    def _about(self, subject: str, kind: str, pairs: "Iterator[_Pair] | list[_Pair]") -> Iterator[Quad]:
        node, graph = iri(subject), self._graph
        yield Quad(node, iri(RDF + "type"), iri(kind if ":" in kind else PEEL + kind), graph)
        for property_, value in pairs:
            yield Quad(node, iri(property_), value, graph)

    def _quad(self, subject: str, property_: str, value: NamedNode | Literal) -> Quad:
        return Quad(iri(subject), iri(property_), value, self._graph)

    def _force(self) -> str:
        return self.iris.of("force", self.reading.identity.force)

    def _body(self, partner: Partner) -> str:
        if partner.sort is Sort.KIND:
            return self.iris.local_body(self.reading.identity.force, partner.slug)
        return self.iris.of(partner.sort.value, partner.slug)


def _class(statement: Statement) -> str:
    """The local name of a statement's class."""
    return statement.kind.value if isinstance(statement, Action) else type(statement).__name__


def _particulars(statement: Statement, iris: Iris) -> Iterator[_Pair]:
    """The properties that only one class of statement has."""
    match statement:
        case Judgement():
            yield PEEL + "grade", iri(iris.of("grade", statement.grade))
        case Finding():
            yield PEEL + "polarity", iri(iris.of("polarity", statement.polarity))
        case Action(deadline=str() as deadline):
            yield PEEL + "deadline", text(deadline)


def _says(statement: Statement) -> Iterator[str | int | None]:
    """What makes a statement another one, besides its class and its words."""
    yield statement.question
    match statement:
        case Judgement():
            yield from (statement.grade, statement.year)
        case Finding():
            yield statement.polarity
        case Partnership():
            yield from (partner.slug for partner in statement.partners)


def _matter(statement: Statement) -> Matter:
    return Matter(frozenset(statement.topics), frozenset(statement.threats))


def _whole(action: Action, actions: Mapping[Span, Action]) -> Matter:
    """What the actions of which one is a part are about."""
    if action.parent is None or action.parent not in actions:
        return Matter()
    whole = actions[action.parent]
    return _matter(whole) | _whole(whole, actions)


def names(reading: Reading, vocabulary: Vocabulary) -> list[str]:
    """The IRI of each statement of a reading, from what it says and where."""
    words = reading.document.text
    report = vocabulary.iris.report(reading.identity)
    return [
        vocabulary.iris.statement(report, _class(s), *s.span, s.span.of(words), *_says(s))
        for s in reading.statements
    ]


def describe(reading: Reading, vocabulary: Vocabulary) -> list[Quad]:
    """The quads of a report's graph, each once, in an order that follows from what the report says."""
    return list(dict.fromkeys(Description(reading, vocabulary).quads()))


def revisions(report: str, past: "Sequence[Revision]", iris: Iris) -> list[Quad]:
    """What the graph of a report says of its earlier texts: each is a revision of the one before it."""
    graph, later = NamedNode(report), report
    quads = []
    for revision in reversed(past):
        earlier = iris.revision(report, revision.number)
        quads += [
            Quad(NamedNode(later), NamedNode(PROV + "wasRevisionOf"), iri(earlier), graph),
            Quad(NamedNode(earlier), NamedNode(RDF + "type"), iri(PROV + "Entity"), graph),
            Quad(NamedNode(earlier), NamedNode(PEEL + "sha256"), text(revision.sha256), graph),
        ]
        later = earlier
    return quads


def vocabularies(vocabulary: Vocabulary) -> list[Quad]:
    """The quads of the graph that holds the ontology and all vocabularies."""
    graph = NamedNode(vocabulary.iris.vocabularies)
    return [Quad(t.subject, t.predicate, t.object, graph) for t in vocabulary.triples]
