"""What invented reports are on: real forces in the years and pillars of their inspections, and invented forces beyond these."""

from dataclasses import dataclass
from random import Random
from typing import Final

from voice import Frames

from kg.namespaces import ORG, PEEL, SKOS
from kg.vocabulary import Vocabulary

YEARS: Final = range(2014, 2025)
PAGES: Final = 2021
"""The year from which on there is one report on all of a force's work, and a fifth grade."""
_FAR: Final = "British Transport Police"
"""The neighbour of a force that has none in its region."""


@dataclass(frozen=True, slots=True)
class Force:
    """A force that is inspected, with what lies around it."""

    slug: str
    name: str
    short: str
    areas: tuple[str, ...]
    neighbours: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is on; no two reports have the same."""

    force: Force
    year: int
    pillar: str

    @property
    def name(self) -> str:
        """The name of its file, without an ending."""
        return f"{self.force.slug}-{self.year}-{self.pillar}"


def subjects(vocabulary: Vocabulary, told: Frames, seed: int) -> list[Subject]:
    """All subjects in the order of a seed, those of real forces first."""
    found = []
    for forces in (_real(vocabulary), _invented(vocabulary, told)):
        ones = [
            Subject(force, year, pillar)
            for force in forces
            for year in YEARS
            for pillar in _pillars(year, vocabulary)
        ]
        Random(seed).shuffle(ones)  # noqa: S311  (no secret)
        found += ones
    return found


def forces_turtle(vocabulary: Vocabulary, told: Frames) -> str:
    """The invented forces in Turtle, as `kg build --vocabulary` takes them; the same whatever the number of reports."""
    described = (_described(force) for force in _invented(vocabulary, told))
    return "".join(
        (
            "@base <https://w3id.org/peel-kg/id/> .\n",
            f"@prefix peel: <{PEEL}> .\n@prefix skos: <{SKOS}> .\n@prefix org: <{ORG}> .\n",
            *described,
        )
    )


def _pillars(year: int, vocabulary: Vocabulary) -> list[str]:
    """The pillars on which there is a report in a year; "overview" is the page on all of them."""
    if year >= PAGES:
        return ["overview"]
    cores = {q.pillar for q in vocabulary.framework(year) if q.level == "core"}
    return [*sorted(cores), "overview"]


def _real(vocabulary: Vocabulary) -> list[Force]:
    """The territorial forces of England and Wales."""
    regions = _regions(vocabulary)
    found = []
    for slug, entry in vocabulary["force"].items():
        region = entry.one(PEEL + "region")
        if slug in regions.get(region, {}):
            neighbours = tuple(name for other, name in regions[region].items() if other != slug)
            areas = tuple(area for area in entry.all(PEEL + "areaCovered") if "(" not in area)
            short = entry.one(PEEL + "shortName")
            unit = _unit(slug, vocabulary)
            found.append(Force(slug, entry.name, short, areas or (short,), neighbours or (_FAR,), unit))
    return found


def _regions(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """The territorial forces of each region by slug, with their names."""
    found: dict[str, dict[str, str]] = {}
    for slug, entry in vocabulary["force"].items():
        if entry.one(ORG + "classification").endswith("/territorial"):
            found.setdefault(entry.one(PEEL + "region"), {})[slug] = entry.name
    return found


def _unit(force: str, vocabulary: Vocabulary) -> str:
    """The name of the organised crime unit to which a force belongs."""
    for slug, body in vocabulary["body"].items():
        kind = body.one(PEEL + "partnerKind")
        if kind.endswith("/regional-organised-crime-unit") and force in vocabulary.members(slug):
            return f"the {body.name}"
    return "the regional organised crime unit"


def _invented(vocabulary: Vocabulary, told: Frames) -> list[Force]:
    """Forces that do not exist, each in a region that does."""
    regions = sorted(_regions(vocabulary).items())
    names = [first + last for first in told.forces["first"] for last in told.forces["last"]]
    found = []
    for at, name in enumerate(names):
        _, around = regions[at % len(regions)]
        kind = ("Police", "Constabulary")[at % 3 == 0]
        unit = _unit(next(iter(around)), vocabulary)
        found.append(Force(name.lower(), f"{name} {kind}", name, (name,), tuple(around.values()), unit))
    return found


def _described(force: Force) -> str:
    return (
        f'\n<force/{force.slug}> a peel:PoliceForce ; skos:prefLabel "{force.name}"@en ; peel:shortName "{force.short}" ;\n'
        f'    org:classification <force-kind/territorial> ; peel:region "Nowhere" ; peel:nation "England" ;\n'
        f'    peel:areaCovered "{force.short}" ; peel:verification "general-knowledge" .\n'
    )
