"""The description of a published graph in RDF: DCAT tells of its files, VoID how much is in it, PROV what it was made of.

There are no blank nodes and no clock: the same graph is described by the same bytes. Where the folder will be is not known here, so
the files are named relative to the description, which lies beside them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.dataset.about import MIT, OGL, RIGHTS, TITLE, About, Source
from kg.dataset.figures import Figures, Kind, Property
from kg.namespaces import (
    CATALOGUE,
    DCAT,
    DCTERMS,
    FOAF,
    OWL,
    PEEL,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SPDX,
    VOID,
)
from kg.terms import iri, text, typed
from kg.turtle import BESIDE, in_order, turtle

MEDIA: Final = "https://www.iana.org/assignments/media-types/"
ENGLISH: Final = "http://publications.europa.eu/resource/authority/language/ENG"
KEYWORDS: Final = ("police", "inspection", "PEEL", "HMICFRS", "England and Wales", "knowledge graph")
DESCRIPTION: Final = (
    "What the inspectorate's PEEL reports say of police forces of England and Wales: grades, strengths and weaknesses, "
    "what must improve, and who they work with. Every statement has its sentence, with its place in the report's text."
)

_Said = tuple[str, NamedNode | Literal]
"""A property, by its IRI, and its value."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the graph."""

    name: str
    title: str
    format: str
    """The IRI of its format."""
    media: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Parts:
    """How many triples come from the reports, how many are the vocabularies', and how many tell what people decided."""

    reports: int
    vocabularies: int
    decisions: int = 0
    """Those in the graph of what people decided."""


def catalogue(about: About, figures: Figures, parts: Parts, files: Sequence[File]) -> bytes:
    """The description as Turtle."""
    triples = [*_dataset(about, figures, files), *_parts(about, parts), *_making(about)]
    triples += [triple for file in files for triple in _file(about, file)]
    triples += [triple for report in about.reports for triple in _report(report)]
    # A store would take a non-negative integer for an integer, so there is none between.
    lines = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert isinstance(lines, bytes)
    return turtle(in_order(lines.split(b"\n")[:-1]), BESIDE, CATALOGUE)


def _about(subject: str, *said: _Said | None) -> Iterator[Triple]:
    for one in said:
        if one:
            yield Triple(iri(subject), iri(one[0]), one[1])


def _type(*names: str) -> Iterator[_Said]:
    return ((RDF + "type", iri(name)) for name in names)


def _dataset(about: About, figures: Figures, files: Sequence[File]) -> Iterator[Triple]:
    this = about.part()
    yield from _about(
        about.iri,
        *_type(DCAT + "Dataset"),
        (DCTERMS + "title", text(TITLE, "en")),
        (DCAT + "hasVersion", iri(this)),
        (DCAT + "hasCurrentVersion", iri(this)),
    )
    yield from _about(
        this,
        *_type(DCAT + "Dataset", VOID + "Dataset", PROV + "Entity"),
        (DCTERMS + "title", text(TITLE, "en")),
        (DCTERMS + "description", text(DESCRIPTION, "en")),
        *((DCAT + "keyword", text(word, "en")) for word in KEYWORDS),
        (DCTERMS + "language", iri(ENGLISH)),
        (DCTERMS + "identifier", text(about.content)),
        (DCAT + "version", text(about.version)),
        (DCAT + "isVersionOf", iri(about.iri)),
        (DCTERMS + "issued", typed(about.issued, "date")) if about.issued else None,
        (DCTERMS + "modified", typed(about.modified, "date")) if about.modified else None,
        (DCTERMS + "temporal", iri(about.part("years"))) if about.years else None,
        (DCTERMS + "creator", iri(about.ontology.creator)),
        (DCTERMS + "publisher", iri(about.ontology.creator)),
        (DCTERMS + "license", iri(OGL)),
        (DCTERMS + "rights", iri(about.part("rights"))),
        (DCTERMS + "conformsTo", iri(about.ontology.version)),
        *((DCAT + "distribution", iri(about.part(file.name))) for file in files),
        *((DCTERMS + "source", iri(report.iri)) for report in about.reports),
        (PROV + "wasGeneratedBy", iri(about.part("making"))),
        *((PROV + "wasDerivedFrom", iri(report.iri)) for report in about.reports),
        *_counts(about, figures),
        *((VOID + "dataDump", iri(BESIDE + file.name)) for file in files),
        *((VOID + "feature", iri(file.format)) for file in files),
        *((VOID + "subset", iri(about.part(name))) for name in _named(about)),
    )
    yield from _surroundings(about)
    for kind in figures.kinds:
        yield from _class(about, kind)
    for one in figures.properties:
        yield from _property(about, one)


def _surroundings(about: About) -> Iterator[Triple]:
    """The years, the rights and the creator of the dataset."""
    if about.years:
        first, last = (typed(year, "gYear") for year in about.years)
        period = about.part("years")
        yield from _about(
            period, *_type(DCTERMS + "PeriodOfTime"), (DCAT + "startDate", first), (DCAT + "endDate", last)
        )
    yield from _about(
        about.part("rights"), *_type(DCTERMS + "RightsStatement"), (RDFS + "label", text(RIGHTS, "en"))
    )
    yield from _about(
        about.ontology.creator,
        *_type(FOAF + "Agent", PROV + "Agent"),
        (FOAF + "name", text(about.ontology.name)),
    )


def _counts(about: About, figures: Figures) -> Iterator[_Said]:
    yield VOID + "uriSpace", text(about.iris.base)
    yield VOID + "triples", typed(figures.triples, "integer")
    yield VOID + "entities", typed(figures.entities, "integer")
    yield VOID + "distinctSubjects", typed(figures.subjects, "integer")
    yield VOID + "distinctObjects", typed(figures.objects, "integer")
    yield VOID + "classes", typed(len(figures.kinds), "integer")
    yield VOID + "properties", typed(len(figures.properties), "integer")
    for namespace in figures.namespaces:
        yield VOID + "vocabulary", iri(namespace)
    for kind in figures.kinds:
        yield VOID + "classPartition", iri(about.part("class", _short(kind.iri)))
        if kind.iri.startswith(PEEL):
            yield VOID + "exampleResource", iri(kind.example)
    for one in figures.properties:
        yield VOID + "propertyPartition", iri(about.part("property", _short(one.iri)))


def _class(about: About, kind: Kind) -> Iterator[Triple]:
    return _about(
        about.part("class", _short(kind.iri)),
        *_type(VOID + "Dataset"),
        (VOID + "class", iri(kind.iri)),
        (VOID + "entities", typed(kind.entities, "integer")),
    )


def _property(about: About, one: Property) -> Iterator[Triple]:
    return _about(
        about.part("property", _short(one.iri)),
        *_type(VOID + "Dataset"),
        (VOID + "property", iri(one.iri)),
        (VOID + "triples", typed(one.triples, "integer")),
        (VOID + "distinctSubjects", typed(one.subjects, "integer")),
        (VOID + "distinctObjects", typed(one.objects, "integer")),
    )


def _short(name: str) -> str:
    """The name of a term within a partition's: by its prefix, or where it has none by its whole IRI, made fit for one."""
    for prefix, namespace in PREFIXES.items():
        if name.startswith(namespace):
            return f"{prefix}-{name.removeprefix(namespace)}"
    return "".join(sign if sign.isalnum() else "-" for sign in name)


def _named(about: About) -> tuple[str, ...]:
    """The parts of the graph by their names."""
    return ("reports", "vocabularies", *(("decisions",) if about.decisions else ()))


def _parts(about: About, parts: Parts) -> Iterator[Triple]:
    told = {
        "reports": ("What the reports say", parts.reports, OGL),
        "vocabularies": ("The vocabularies", parts.vocabularies, MIT),
        "decisions": ("What people decided about what was read", parts.decisions, OGL),
    }
    for name in _named(about):
        title, count, licence = told[name]
        yield from _about(
            about.part(name),
            *_type(VOID + "Dataset"),
            (DCTERMS + "title", text(title, "en")),
            (VOID + "triples", typed(count, "integer")),
            (DCTERMS + "license", iri(licence)),
        )


def _file(about: About, file: File) -> Iterator[Triple]:
    this = about.part(file.name)
    checksum = about.part(file.name, "sha256")
    yield from _about(
        this,
        *_type(DCAT + "Distribution"),
        (DCTERMS + "title", text(file.title, "en")),
        (DCAT + "downloadURL", iri(BESIDE + file.name)),
        (DCAT + "accessURL", iri(BESIDE + file.name)),
        (DCAT + "mediaType", iri(MEDIA + file.media)),
        (DCTERMS + "format", iri(file.format)),
        (DCAT + "byteSize", typed(file.size, "nonNegativeInteger")),
        (DCTERMS + "license", iri(OGL)),
        (DCTERMS + "rights", iri(about.part("rights"))),
        (DCTERMS + "conformsTo", iri(about.ontology.version)),
        (SPDX + "checksum", iri(checksum)),
    )
    yield from _about(
        checksum,
        *_type(SPDX + "Checksum"),
        (SPDX + "algorithm", iri(SPDX + "checksumAlgorithm_sha256")),
        (SPDX + "checksumValue", typed(file.sha256, "hexBinary")),
    )


def _making(about: About) -> Iterator[Triple]:
    """What was done: the engine read the reports, by the ontology and its vocabularies."""
    ontology, engine = about.ontology, about.iris.of("engine", about.engine)
    vocabularies = about.iris.vocabularies
    used = [ontology.version, vocabularies, *(report.iri for report in about.reports)]
    if about.decisions:
        used.append(about.iris.decisions)
    yield from _about(
        about.part("making"),
        *_type(PROV + "Activity"),
        (RDFS + "label", text("Reading the reports", "en")),
        (PROV + "wasAssociatedWith", iri(engine)),
        *((PROV + "used", iri(name)) for name in used),
    )
    yield from _about(
        engine,
        *_type(PROV + "SoftwareAgent"),
        (RDFS + "label", text(f"kg {about.engine}")),
        (DCTERMS + "title", text("kg, of peel-kg", "en")),
        (DCAT + "version", text(about.engine)),
        (DCTERMS + "license", iri(MIT)),
    )
    yield from _about(
        ontology.version,
        *_type(PROV + "Entity"),
        (DCTERMS + "title", text(ontology.title, "en")),
        (DCAT + "isVersionOf", iri(ontology.iri)),
        (OWL + "versionInfo", text(ontology.number)),
        (DCTERMS + "license", iri(ontology.licence)),
    )
    yield from _about(
        vocabularies,
        *_type(PROV + "Entity"),
        (DCTERMS + "title", text("The vocabularies by which the reports were read", "en")),
        (DCTERMS + "identifier", text(f"sha256:{about.vocabulary}")),
        (PROV + "wasDerivedFrom", iri(ontology.version)),
        (PROV + "wasDerivedFrom", iri(about.part("additions"))) if about.additions else None,
    )
    if about.decisions:
        yield from _about(
            about.iris.decisions,
            *_type(PROV + "Entity"),
            (DCTERMS + "title", text("What people decided about what was read", "en")),
            (DCTERMS + "identifier", text(f"sha256:{about.decisions}")),
        )
    if about.additions:
        yield from _about(
            about.part("additions"),
            *_type(PROV + "Entity"),
            (DCTERMS + "title", text("What a user added to the vocabularies", "en")),
            (DCTERMS + "identifier", text(f"sha256:{about.additions}")),
        )


def _report(report: Source) -> Iterable[Triple]:
    return _about(
        report.iri,
        *_type(PROV + "Entity", PEEL + "Report"),
        (DCTERMS + "title", text(report.name, "en")),
        (PEEL + "sha256", text(report.sha256)),
        (DCTERMS + "source", iri(report.source)) if report.source else None,
        (DCTERMS + "license", iri(report.licence)) if report.licence else None,
        (DCTERMS + "modified", typed(report.modified, "date")) if report.modified else None,
        (DCTERMS + "issued", typed(report.issued, "date")) if report.issued else None,
    )
