"""The same folder described as an RO-Crate (https://w3id.org/ro/crate/1.3): what repositories of research data read.

An RO-Crate must have a day of publication; it is the one that the user says, or else the newest day of a report, never the clock's.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.dataset.about import DECIDED, MIT, NAMES, OGL, RIGHTS, TITLE, About, Source
from kg.dataset.catalogue import DESCRIPTION, KEYWORDS
from kg.namespaces import HOME
from kg.network import ATTRIBUTION

SPECIFICATION: Final = "https://w3id.org/ro/crate/1.3"
NAME: Final = "ro-crate-metadata.json"

_Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the folder, as a crate names it."""

    name: str
    title: str
    description: str
    media: str
    size: int
    sha256: str
    """Empty where a file cannot tell its own."""
    made: bool
    """Whether it holds the graph."""


def crate(about: About, items: Sequence[Item]) -> bytes:
    """The metadata of the crate. Raises UsageError where no day of publication is known."""
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "about": _to("./"),
            "conformsTo": _to(SPECIFICATION),
        },
        _root(about, items),
        *map(_file, items),
        *_making(about, items),
        *map(_report, about.reports),
        *_licences(about),
    ]
    said = {"@context": f"{SPECIFICATION}/context", "@graph": graph}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _to(name: str) -> _Entity:
    return {"@id": name}


def _root(about: About, items: Sequence[Item]) -> _Entity:
    years = {"temporalCoverage": "/".join(about.years)} if about.years else {}
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{TITLE}, {about.version}",
        "description": DESCRIPTION,
        "datePublished": about.day,
        "version": about.version,
        "license": _to(OGL),
        "creditText": ATTRIBUTION,
        "copyrightNotice": RIGHTS,
        "author": _to(about.ontology.creator),
        "publisher": _to(about.ontology.creator),
        "keywords": ", ".join(KEYWORDS),
        "inLanguage": "en-GB",
        **years,
        "isBasedOn": [_to(report.iri) for report in about.reports],
        "hasPart": [_to(item.name) for item in items],
        "mentions": _to("#making"),
    }


def _file(item: Item) -> _Entity:
    return {
        "@id": item.name,
        "@type": "File",
        "name": item.title,
        "description": item.description,
        "encodingFormat": item.media,
        "contentSize": str(item.size),
        **({"sha256": item.sha256} if item.sha256 else {}),
    }


def _making(about: About, items: Sequence[Item]) -> Iterator[_Entity]:
    engine, ontology = about.iris.of("engine", about.engine), about.ontology
    decided = [about.iris.decisions] if about.decisions else []
    yield {
        "@id": "#making",
        "@type": "CreateAction",
        "name": "Reading the reports",
        "instrument": [_to(engine), _to(ontology.version)],
        "object": [_to(name) for name in (*(report.iri for report in about.reports), *decided)],
        "result": [_to(item.name) for item in items if item.made],
    }
    for name in decided:
        yield {
            "@id": name,
            "@type": "CreativeWork",
            "name": "What people decided about what was read",
            "description": DECIDED,
            "identifier": f"sha256:{about.decisions}",
        }
    yield {
        "@id": engine,
        "@type": "SoftwareApplication",
        "name": "kg, of peel-kg",
        "url": HOME,
        "version": about.engine,
        "license": _to(MIT),
    }
    yield {
        "@id": ontology.version,
        "@type": "CreativeWork",
        "name": f"{ontology.title}, {ontology.number}",
        "version": ontology.number,
        "license": _to(ontology.licence),
        "identifier": f"sha256:{about.vocabulary}",
    }
    yield {"@id": ontology.creator, "@type": "Organization", "name": ontology.name, "url": HOME}


def _report(report: Source) -> _Entity:
    more = {
        "url": report.source,
        "datePublished": report.day,
        "license": _to(report.licence) if report.licence else "",
    }
    return {
        "@id": report.iri,
        "@type": "CreativeWork",
        "name": report.name,
        "identifier": f"sha256:{report.sha256}",
        **{name: value for name, value in more.items() if value},
    }


def _licences(about: About) -> Iterator[_Entity]:
    """Each licence that is named, once."""
    named = {OGL, MIT, about.ontology.licence, *(report.licence for report in about.reports)} - {""}
    for licence in sorted(named):
        name, asks = NAMES.get(licence, (licence, "The licence under which a report was published."))
        yield {"@id": licence, "@type": "CreativeWork", "name": name, "description": asks}
