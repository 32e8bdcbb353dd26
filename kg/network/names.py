"""A filter from the names that people use: of forces, regions, threats and kinds of body."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final, TypeAlias

from kg.errors import UsageError
from kg.network.filters import Filter, Judged
from kg.network.reading import Graph
from kg.network.values import KINDS

Names: TypeAlias = str | Iterable[str] | None
"""One name, several, or none."""

_FORCES: Final = """
SELECT DISTINCT ?thing ?label ?name ?region
WHERE {
    ?thing a peel:PoliceForce ; skos:prefLabel ?label .
    OPTIONAL { ?thing peel:region ?region }
    OPTIONAL { ?thing skos:prefLabel|skos:altLabel|peel:shortName ?name }
}
"""
_THREATS: Final = """
SELECT DISTINCT ?thing ?label ?name
WHERE {
    { SELECT DISTINCT ?scheme WHERE { { SELECT DISTINCT ?used WHERE { ?any peel:threat ?used } } ?used skos:inScheme ?scheme } }
    ?thing skos:inScheme ?scheme .
    ?thing skos:prefLabel ?label ; skos:prefLabel|skos:altLabel ?name .
}
"""
_KINDS: Final = """
SELECT DISTINCT ?name
WHERE { { ?any peel:partnerClass ?name } UNION { ?any peel:partnerKind/skos:prefLabel ?name } }
"""
_YEARS: Final = "SELECT DISTINCT ?year WHERE { ?statement a peel:Partnership ; peel:inspectionYear ?year }"
_NEAR: Final = 3
_NAME: Final = 100
"""Characters of a name by which the nearest are found."""


def filter_of(
    graph: Graph,
    *,
    force: Names = None,
    region: Names = None,
    year: int | Iterable[int] | None = None,
    threat: Names = None,
    kind: Names = None,
    judged: Judged | None = None,
) -> Filter:
    """The filter that these names mean in a graph. Names go by slug, label, short name or IRI, whatever their capitals.

    A threat stands for those under it, too. Raises UsageError, with the nearest names, where one is unknown.
    """
    asked = {
        "force": _listed(force),
        "region": _listed(region),
        "threat": _listed(threat),
        "kind": _listed(kind),
    }
    years = (year,) if isinstance(year, int) else tuple(year or ())
    forces, threats, regions, kinds = _Known(), _Known(), _Known(), _Known()
    if asked["force"] or asked["region"]:
        for row in graph.select(_FORCES):
            forces.learn(row["thing"].value, row["label"].value, _value(row["name"]))
            if region_name := _value(row["region"]):
                regions.learn(region_name, region_name)
    if asked["threat"]:
        for row in graph.select(_THREATS):
            threats.learn(row["thing"].value, row["label"].value, row["name"].value)
    if asked["kind"]:
        for name in (*KINDS, *sorted(row["name"].value for row in graph.select(_KINDS))):
            kinds.learn(name, name)
    found_forces = forces.all("force", asked["force"])
    found_regions = regions.all("region", asked["region"])
    found_threats = threats.all("threat", asked["threat"])
    found_kinds = kinds.all("kind of body", asked["kind"])
    _require_years(graph, years)
    if judged not in (None, "praised", "criticised"):
        raise UsageError(f"judged: {judged!r} is neither praised nor criticised")
    return Filter(
        forces=frozenset(found_forces),
        regions=frozenset(found_regions),
        years=frozenset(years),
        threats=frozenset(found_threats),
        kinds=frozenset(found_kinds),
        judged=judged,
        words=(
            *(forces.labels[one] for one in found_forces),
            *found_regions,
            *(str(one) for one in sorted(set(years))),
            *(threats.labels[one] for one in found_threats),
            *(one.replace("-", " ") for one in found_kinds),
            *([judged] if judged else []),
        ),
    )


class _Known:
    """Things and what they are called."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self._called: dict[str, set[str]] = defaultdict(set)

    def learn(self, thing: str, label: str, *names: str) -> None:
        """A thing with its label, and other names."""
        self.labels[thing] = min(label, self.labels.get(thing, label))
        for name in (thing, thing.rsplit("/", 1)[-1], label, *names):
            if name:
                self._called[_key(name)].add(thing)

    def all(self, what: str, asked: Sequence[str]) -> list[str]:
        """What each of the names means, once and in their order; of things called alike the one whose own label it is."""
        return list(dict.fromkeys(self._one(what, name) for name in asked))

    def _one(self, what: str, name: str) -> str:
        key = _key(name)
        if things := self._called.get(key):
            return min(things, key=lambda thing: (_key(self.labels[thing]) != key, thing))
        near = get_close_matches(key[:_NAME], sorted(self._called), 2 * _NEAR, 0.5)
        shown = dict.fromkeys(self.labels[thing] for found in near for thing in sorted(self._called[found]))
        options = list(shown)[:_NEAR] or sorted(set(self.labels.values()))[: 2 * _NEAR]
        told = f"did you mean {' or '.join(options)}?" if near else f"there are {', '.join(options)} …"
        raise UsageError(f"no {what} named {name!r}" + (f"; {told}" if options else " in this graph"))


def _require_years(graph: Graph, years: Iterable[int]) -> None:
    if not years:
        return
    known = sorted({int(row["year"].value) for row in graph.select(_YEARS)})
    for year in years:
        if year not in known:
            told = f"there are {', '.join(map(str, known))}" if known else "the graph tells of none"
            raise UsageError(f"no partnership is told of the year {year}; {told}")


def _key(name: str) -> str:
    """A name for comparison: without capitals, hyphens as blanks."""
    return " ".join(name.replace("-", " ").split()).casefold()


def _listed(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names or ())


def _value(term: object) -> str:
    return str(getattr(term, "value", "") or "")
