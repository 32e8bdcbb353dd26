"""Writes a page as HTML by its template. All text is escaped, and fit for a screen; nothing of a graph is ever markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

import jinja2
from markupsafe import Markup, escape

from kg.network import ATTRIBUTION, plain
from kg.pages.files import STYLES
from kg.pages.page import Page
from kg.pages.places import DATA, Places
from kg.pages.source import KINDS, Source
from kg.tables.table import seemly

_NAVIGATION: Final = {
    "forces": "Forces",
    "bodies": "Partners",
    "threats": "Threats",
    "topics": "Topics",
    "reports": "Reports",
    "questions": "Questions",
    "network": "Network",
    "sparql": "SPARQL",
}
_SUFFIXES: Final = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
_YEARS_IN_A_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds all pages: where they lie, and whose they are."""

    places: Places
    policy: str = ""
    """The policy that a page states itself, where no server does."""
    navigation: Mapping[str, str] = field(default_factory=lambda: _NAVIGATION)


def html(page: Page, source: Source, frame: Frame) -> str:
    """The page as an HTML document."""
    template = _templates().get_template(page.template)
    places = frame.places
    alternates = [
        (suffix, _SUFFIXES[suffix], where)
        for suffix in DATA
        if page.about and (where := places.data(page.about, suffix))
    ]
    return template.render(
        **page.values,
        page=page,
        title=page.title,
        places=places,
        to=places.thing,
        name=source.name,
        base=source.base,
        frame=frame,
        alternates=alternates,
        styles=STYLES,
        kinds_of_statement=KINDS,
        attribution=ATTRIBUTION,
    )


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    folder = files("kg").joinpath("pages", "templates")

    def source_of(name: str) -> str | None:
        file = folder.joinpath(name)
        return file.read_text("utf-8") if file.is_file() else None

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(source_of),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_seemly,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["years"] = years
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["lines"] = lambda text: Markup(escape(seemly(text)))  # noqa: S704  (escaped just here)
    environment.filters["counted"] = counted
    return environment


def _seemly(value: object) -> object:
    """What a template shows, fit for a screen: no control characters, nothing that turns the direction of text."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def years(found: Sequence[int]) -> str:
    """Years in words: runs of three or more as "2015–2018"."""
    runs: list[list[int]] = []
    for year in found:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) >= _YEARS_IN_A_ROW else ", ".join(map(str, run)) for run in runs
    )


def counted(number: int, one: str, more: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
