"""Figures of grades: by force and question, and of one force through the years. Named as well as coloured, and broken where not comparable."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.briefing.facts import facts
from kg.briefing.forces import force_named
from kg.briefing.grades import Lane, grades, grading, lanes
from kg.briefing.heat import Graded, Heat, heat
from kg.briefing.sheets.of_brief import picture_of
from kg.briefing.sheets.picture import caption, extent, shapes, sign
from kg.draw.frame import SOURCE, Key, Picture, figure
from kg.draw.marks import Box, cut, text_width
from kg.draw.markup import Element, as_html, asset, element
from kg.draw.page import head
from kg.draw.raster import rasterised
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store import Graph

_CELL: Final = (38.0, 25.0)
_BREAK: Final = 22.0
_SLOPE: Final = 0.7071
"""Sine and cosine of the angle at which questions stand."""
_LETTERS: Final = {
    "Outstanding": "O",
    "Good": "G",
    "Adequate": "A",
    "Requires improvement": "RI",
    "Inadequate": "I",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure of grades, and the same as rows."""

    title: str
    lines: tuple[str, ...]
    picture: Picture
    keys: tuple[Key, ...]
    rows: tuple[tuple[str, str, Graded], ...]
    """Force, question and grade."""


def heat_map(
    graph: "Graph", *, force: tuple[str, ...] = (), region: tuple[str, ...] = (), year: tuple[int, ...] = ()
) -> Chart:
    """The grades of forces by question: of the latest framework, or of those of the years given.

    Raises UsageError where a force, a region or a year is unknown.
    """
    from kg.network import filter_of

    wanted = filter_of(graph, force=force, region=region)
    found = heat(graph, years=year, forces={*wanted.forces, *_within(graph, wanted.regions)})
    if not found.cells:
        raise UsageError("no grade to draw: no report that was read gives one")
    asked = {question.iri: question for question in found.questions}
    breaks = any(apart for *_, apart in found.spans())
    lines = [
        f"{len(found.forces)} force{'' if len(found.forces) == 1 else 's'}, {len(asked)} questions, {len(found.cells)} grades.",
        *([f"Only: {'; '.join(wanted.words)}."] if wanted.words else []),
        *(["Grades on two sides of a dashed double line are not comparable."] if breaks else []),
    ]
    rows = tuple(
        (found.forces[force], f"{asked[question].short} ({asked[question].cycle})", grade)
        for (force, question), grade in sorted(
            found.cells.items(),
            key=lambda item: (found.forces[item[0][0]], asked[item[0][1]].cycle, asked[item[0][1]].place),
        )
    )
    return Chart("Grades by force and question", tuple(lines), _map(found), _keys(found.cells.values()), rows)


def _within(graph: "Graph", regions: frozenset[str]) -> Iterator[str]:
    rows = graph.select(
        "SELECT DISTINCT ?force ?region WHERE { ?force a peel:PoliceForce ; peel:region ?region }"
    )
    return (row["force"].value for row in rows if row["region"].value in regions)


def timeline(graph: "Graph", force: str) -> Chart:
    """The grades of a force through the years. Raises UsageError where the graph has none of it."""
    known = force_named(graph, force)
    found = lanes(grades(facts(graph, known.iri), grading(graph)))
    drawn = picture_of(found)
    if drawn is None:
        raise UsageError(f"no grade to draw: no report that was read gives {known.name} one")
    lines = (
        f"{len(known.reports)} report{'' if len(known.reports) == 1 else 's'}.",
        caption(drawn, signs=""),
    )
    rows = tuple((known.short, question, grade) for question, grade in _told(found))
    width, height = extent(drawn)
    return Chart(
        f"{known.name}: grades over time",
        tuple(line for line in lines if line),
        Picture(tuple(shapes(drawn)), Box(0, 0, width, height)),
        tuple(
            Key(
                f"{verdict.capitalize()} than before" if verdict != "the same" else "The same as before",
                "",
                sign(verdict, 13, 0),
            )
            for verdict in ("better", "worse", "the same")
            if any(tie.verdict == verdict for tie in drawn.ties)
        ),
        rows,
    )


def _told(found: tuple[Lane, ...]) -> Iterator[tuple[str, Graded]]:
    for lane in found:
        for grade in (grade for grade in lane.grades if grade.question):
            fact = grade.fact
            assert grade.question
            yield (
                grade.question.short,
                Graded(grade.name, grade.rank, fact.year, fact.quote, fact.report.label, fact.iri),
            )


def _map(found: Heat) -> Picture:
    """A row for each force, a column for each question, its name aslant above it."""
    wide, tall = _CELL
    label = max(map(text_width, found.forces.values())) + 16
    asked = [cut(question.short, 300) for question in found.questions]
    # Text that rises to the right ends as far beyond its column as it is high.
    top = max(map(text_width, asked)) * _SLOPE + 34
    spans = list(found.spans())
    left = {
        column: label
        + column * wide
        + sum(apart and start <= column for _, start, _, apart in spans) * _BREAK
        for column in range(len(asked))
    }
    drawn: list[Element] = []
    for name, start, end, apart in spans:
        room = left[end - 1] + wide - left[start]
        drawn.append(_text(left[start], 10, cut(name, max(room + top * 0.6, 120)), "scale"))
        if apart:
            drawn += [
                element(
                    "path",
                    {
                        "class": "break",
                        "d": f"M{left[start] - _BREAK / 2 + x:g} {top:g}v{tall * len(found.forces):g}",
                    },
                )
                for x in (-3, 3)
            ]
    for column, words in enumerate(asked):
        place = f"translate({left[column] + wide / 2 + 4:g} {top - 8:g}) rotate(-45)"
        drawn.append(element("g", {"transform": place}, _text(0, 0, words, "asked")))
    for row, (force, name) in enumerate(found.forces.items()):
        y = top + row * tall
        drawn.append(_text(0, y + tall / 2 + 4.5, name, "force"))
        for column, question in enumerate(found.questions):
            drawn.append(
                _cell(found.cells.get((force, question.iri)), left[column], y, f"{name}, {question.short}")
            )
    right = max(left[column] + wide + text_width(words) * _SLOPE for column, words in enumerate(asked))
    return Picture(tuple(drawn), Box(0, 0, right, top + tall * len(found.forces)))


def _cell(grade: Graded | None, x: float, y: float, of: str) -> Element:
    wide, tall = _CELL
    style = f"chip rank-{grade.rank}" if grade else "chip none"
    box: dict[str, str | float] = {
        "class": style,
        "x": x + 1,
        "y": y + 1,
        "width": wide - 2,
        "height": tall - 2,
        "rx": 3,
    }
    name = f"{of}: {grade.name}, {grade.year}" if grade else f"{of}: not graded"
    words = _text(x + wide / 2, y + tall / 2 + 4.5, _letter(grade.name) if grade else "·", "letter")
    words.set("text-anchor", "middle")
    return element("g", {}, element("title", {}, name), element("rect", box), words)


def _letter(grade: str) -> str:
    return _LETTERS.get(grade) or "".join(word[:1] for word in grade.upper().split())


def _keys(cells: Iterable[Graded]) -> tuple[Key, ...]:
    found = sorted({(grade.rank, grade.name) for grade in cells})
    return tuple(Key(name, "", _sample(rank, name)) for rank, name in found)


def _sample(rank: int, name: str) -> Element:
    words = _text(13, 4.5, _letter(name), "letter")
    words.set("text-anchor", "middle")
    box: dict[str, str | float] = {
        "class": f"chip rank-{rank}",
        "x": 0,
        "y": -9,
        "width": 26,
        "height": 18,
        "rx": 3,
    }
    return element("g", {}, element("rect", box), words)


def _text(x: float, y: float, words: str, style: str) -> Element:
    return element("text", {"class": style, "x": x, "y": y}, words)


def svg(chart: Chart) -> str:
    """A figure fit for a paper."""
    return figure(chart.title, chart.lines, chart.picture, chart.keys, "grades.css")


def html(chart: Chart) -> str:
    """A page without script or request: the figure, and the same grades as a table with their sentences."""
    box = chart.picture.box
    frame: dict[str, str | float] = {
        "class": "drawing",
        "viewBox": f"{box.x - 4:g} {box.y - 4:g} {box.width + 8:g} {box.height + 8:g}",
        "width": box.width + 8,
        "height": box.height + 8,
        "role": "img",
        "aria-label": f"{chart.title}; the table below has the same grades",
    }
    keys = (element("li", {}, element("svg", _SMALL, key.shape), key.words) for key in chart.keys)
    root = element(
        "html",
        {"lang": "en-GB"},
        element("head", {}, *head(chart.title, asset("grades.css") + asset("grades-page.css"), "")),
        element(
            "body",
            {},
            element(
                "header",
                {},
                element("h1", {}, chart.title),
                *(element("p", {}, line) for line in chart.lines),
            ),
            element(
                "main",
                {},
                element(
                    "figure",
                    {},
                    _scrolled("Picture of the grades", element("svg", frame, *chart.picture.shapes)),
                    element("ul", {"class": "legend"}, *keys),
                ),
                _scrolled("Table of the grades", _table(chart)),
            ),
            element("footer", {}, element("p", {}, SOURCE)),
        ),
    )
    return as_html(root)


_SMALL: Final[Mapping[str, str | float]] = {
    "viewBox": "0 -10 26 20",
    "width": 26,
    "height": 20,
    "aria-hidden": "true",
}


def _scrolled(name: str, content: Element) -> Element:
    return element("div", {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": name}, content)


def _table(chart: Chart) -> Element:
    heads = (
        element("th", {"scope": "col"}, words) for words in ("Force", "Question", "Year", "Grade", "Sentence")
    )
    rows = (
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, force),
            element("td", {}, question),
            element("td", {}, str(grade.year)),
            element("td", {}, grade.name),
            element(
                "td",
                {},
                element("q", {"cite": grade.statement}, grade.quote),
                " ",
                element("cite", {}, grade.report_label),
            ),
        )
        for force, question, grade in chart.rows
    )
    caption = element("caption", {}, "The same grades, each with its sentence")
    return element(
        "table", {}, caption, element("thead", {}, element("tr", {}, *heads)), element("tbody", {}, *rows)
    )


FORMATS: Final[Mapping[str, Callable[[Chart], bytes]]] = {
    ".html": lambda chart: html(chart).encode(),
    ".svg": lambda chart: svg(chart).encode(),
    ".png": lambda chart: rasterised(svg(chart)),
}
"""What draws the bytes of a file, by the end of its name."""
