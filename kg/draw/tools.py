"""What stands around picture and table to work on both: filters, zoom, downloads. All hidden until the script has come to life."""

from collections.abc import Iterable, Iterator

from kg.draw.figure import css_class
from kg.draw.marks import group_name
from kg.draw.markup import Element, element
from kg.draw.table import Tags
from kg.network import KINDS, Network


def filters(network: Network, known: Tags) -> Element:
    """A search field, and a choice for each thing of which there is more than one."""
    labels = {
        threat.iri: threat.label
        for edge in network.edges
        for account in edge.accounts
        for threat in (*account.threats, *account.wider)
    }
    years = sorted({year for edge in network.edges for year in edge.years})
    targets = {edge.target for edge in network.edges}
    kinds = {node.kind for node in network.nodes if node.iri in targets}
    judged = [("praised", "Praised", any(edge.praised for edge in network.edges))]
    judged += [("criticised", "Criticised", any(edge.criticised for edge in network.edges))]
    choices = (
        (
            "Threat",
            "Any threat",
            sorted(((known.threats[iri], label) for iri, label in labels.items()), key=_label),
        ),
        (
            "Kind of partner",
            "Any kind",
            [(css_class(kind), kind.capitalize()) for kind in KINDS if kind in kinds],
        ),
        ("Field", "Any field", [(tag, group_name(group)) for group, tag in known.groups.items()]),
        ("Region", "Any region", [(tag, region) for region, tag in known.regions.items()]),
        ("Year", "Any year", [(f"y{year}", str(year)) for year in years]),
        ("Inspectors", "Praised or not", [(tag, words) for tag, words, there in judged if there]),
    )
    shown = (
        _choice(name, every, options)
        for name, every, options in choices
        if len(options) > 1 or (options and name == "Inspectors")
    )
    search = element("input", {"type": "search", "autocomplete": "off", "spellcheck": "false"})
    return element(
        "form",
        {"class": "tools filters", "role": "search", "aria-label": "Filter picture and table", "hidden": ""},
        element("label", {"class": "find"}, "Find in names, threats, topics and sentences", search),
        *shown,
        element("p", {"role": "status"}, ""),
        element("button", {"type": "reset"}, "Show all"),
    )


def _label(option: tuple[str, str]) -> str:
    return option[1]


def _choice(name: str, every: str, options: Iterable[tuple[str, str]]) -> Element:
    listed = (element("option", {"value": tag}, words) for tag, words in options)
    return element("label", {}, name, element("select", {}, element("option", {"value": ""}, every), *listed))


def handles() -> Element:
    """Buttons on the picture."""
    return element("div", {"class": "tools handles", "hidden": ""}, *_buttons(_HANDLES))


def downloads() -> Element:
    """Buttons under the table."""
    return element("p", {"class": "tools downloads", "hidden": ""}, *_buttons(_DOWNLOADS))


_HANDLES = (
    ("in", "+", "Zoom in (+)"),
    ("out", "−", "Zoom out (−)"),
    ("fit", "Fit", "Fit the whole picture (0)"),
    ("svg", "SVG", "Download the picture as SVG"),
    ("png", "PNG", "Download the picture as PNG"),
)
_DOWNLOADS = (
    ("csv", "Download CSV", "The rows shown, their words exact"),
    (
        "excel",
        "CSV for Excel",
        "The rows shown; words that would become a formula get an apostrophe before them",
    ),
)


def _buttons(wanted: Iterable[tuple[str, str, str]]) -> Iterator[Element]:
    for name, words, title in wanted:
        named = {"aria-label": title} if len(words) < 4 else {}
        yield element("button", {"type": "button", "data-does": name, "title": title, **named}, words)
