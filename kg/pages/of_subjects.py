"""Pages about what is inspected: threats, topics, and the questions of the frameworks."""

from kg.namespaces import DCTERMS, PEEL, SKOS
from kg.pages.page import Asked, Page, chosen, statements, tallies
from kg.pages.source import Source


def subject(source: Source, iri: str, asked: Asked, property_: str) -> Page:
    """A threat or a topic: what is said of it, of which forces."""
    entries = source.entries(property_, iri)
    part = statements(source, chosen(source, entries, asked), asked.number)
    values = {
        "word": "Threat" if property_ == PEEL + "threat" else "Topic",
        "part": part,
        "asked": asked,
        "tallies": tallies(entries, lambda entry: entry.force),
        "years": tallies(entries, lambda entry: str(entry.report.year)),
        "broader": source.values(iri, SKOS + "broader"),
        "narrower": source.subjects(SKOS + "broader", iri),
        "definitions": source.values(iri, SKOS + "definition"),
        "also": source.values(iri, SKOS + "altLabel"),
    }
    return Page("subject.html", source.name(iri), values, iri, number=part.number, pages=part.pages)


def question(source: Source, iri: str, asked: Asked) -> Page:
    """A question of a framework: the grades that were given for it, and what was found."""
    entries = source.entries(PEEL + "question", iri)
    part = statements(source, chosen(source, entries, asked), asked.number)
    grades = source.facts(entry.statement for entry in entries if entry.kind == "judgement")
    values = {
        "part": part,
        "asked": asked,
        "tallies": tallies(entries, lambda entry: entry.force),
        "grades": sorted(
            grades,
            key=lambda fact: (source.name(fact.force), fact.year, fact.report.iri, fact.start, fact.iri),
        ),
        "pillar": source.values(iri, PEEL + "pillar"),
        "scale": source.values(iri, PEEL + "gradeScale"),
        "framework": source.values(iri, SKOS + "inScheme"),
        "earlier": source.values(iri, DCTERMS + "replaces"),
        "later": source.subjects(DCTERMS + "replaces", iri),
        "headline": source.values(iri, SKOS + "broader"),
        "narrower": source.subjects(SKOS + "broader", iri),
    }
    return Page("question.html", source.name(iri), values, iri, number=part.number, pages=part.pages)
