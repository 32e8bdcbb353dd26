"""Which part of the network an address asks for."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar, get_args

from kg.errors import UsageError
from kg.network import PROJECTIONS, Filter, Projection, filter_of
from kg.network.filters import Judged

if TYPE_CHECKING:
    from kg.store import Graph

T = TypeVar("T", bound=str)
_FIELDS: Final = ("force", "region", "year", "threat", "kind", "judged", "projection")
_MOST: Final = 50
"""How many names an address may hold."""


def asked_of(graph: "Graph", asked: Iterable[tuple[str, str]]) -> tuple[Filter, Projection]:
    """The filter and the projection that the fields of an address mean. Raises UsageError, with the nearest names, for what is unknown."""
    given: dict[str, list[str]] = {field: [] for field in _FIELDS}
    for number, (field, name) in enumerate(asked):
        if field not in given or number >= _MOST:
            raise UsageError(f"{field}={name}: of a network there are {', '.join(_FIELDS)}")
        if name:
            given[field].append(name)
    years = given["year"]
    if not all(year.isascii() and year.isdigit() and len(year) == 4 for year in years):
        raise UsageError(f"year={', '.join(years)}: a year has four digits, such as 2015")
    wanted = filter_of(
        graph,
        force=given["force"],
        region=given["region"],
        year=[int(year) for year in years],
        threat=given["threat"],
        kind=given["kind"],
        judged=_one(given["judged"], get_args(Judged), "judged"),
    )
    projection = _one(given["projection"], PROJECTIONS, "projection")
    return wanted, projection or "force-body"


def _one(given: list[str], known: Sequence[T], field: str) -> T | None:
    found = [one for one in known if one in given]
    if len(set(given)) > len(found) or len(found) > 1:
        raise UsageError(f"{field}={', '.join(given)}: there are {', '.join(map(str, known))}, of which one")
    return found[0] if found else None
