"""The edges of a network as a table, each with its sentences: what can be read, sorted, filtered and taken away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.draw.figure import anchor, badge, css_class, sample
from kg.draw.markup import Element, element
from kg.draw.rows import listed, ordered
from kg.network import Account, Edge, Network, Node, Passage, Projection

_ENDS: Final[Mapping[Projection, tuple[str, str]]] = {
    "force-body": ("Force", "Works with"),
    "force-force": ("Force", "Shares with"),
    "body-threat": ("Body", "Threat"),
}
_REST: Final = ("On", "Years", "Strengths", "Weaknesses", "Passages")
_SHARED: Final = ("Through", "Partners shared")
_NUMBERS: Final = 3
"""How many columns at the end hold numbers."""


@dataclass(frozen=True, slots=True)
class Tags:
    """Short names for what can be filtered by, the same in the filters and on what they filter."""

    threats: Mapping[str, str]
    """By IRI."""
    regions: Mapping[str, str]
    groups: Mapping[str, str]

    def of_edge(self, source: Node, target: Node) -> str:
        """Those of a row: regions of its forces, kind and field of its partner."""
        regions = [
            self.regions[node.group] for node in (source, target) if node.kind == "force" and node.group
        ]
        field = [] if target.kind == "force" or not target.group else [self.groups[target.group]]
        return " ".join([*regions, css_class(target.kind), *field])

    def of_account(self, account: Account) -> str:
        """Those of what a report tells: its year, its threats and those under which they stand."""
        threats = (self.threats[threat.iri] for threat in (*account.threats, *account.wider))
        return " ".join([f"y{account.year}", *threats])


def tags(network: Network) -> Tags:
    """The tags of a network."""
    threats = {
        threat.iri
        for edge in network.edges
        for account in edge.accounts
        for threat in (*account.threats, *account.wider)
    }
    regions = {node.group for node in network.nodes if node.kind == "force" and node.group}
    groups = {node.group for node in network.nodes if node.kind != "force" and node.group}
    return Tags(
        *(
            {one: f"{sign}{n}" for n, one in enumerate(sorted(of))}
            for sign, of in zip("trg", (threats, regions, groups), strict=True)
        )
    )


def table(network: Network, known: Tags, page_of: Callable[[str], str]) -> Element:
    """A body of rows for each edge: its facts, and its passages to unfold.

    `page_of` is the address of the page of a statement, "" where it has none.
    """
    nodes = {node.iri: node for node in network.nodes}
    edges = ordered(network)
    alone = len({edge.source for edge in edges}) == 1  # a single force need not be named in each row
    rest = _SHARED if network.projection == "force-force" else _REST
    columns = (*_ENDS[network.projection], *rest)[alone:]
    heads = (
        element("th", {"scope": "col", **_numeric(at, len(columns))}, column)
        for at, column in enumerate(columns)
    )
    return element(
        "table",
        {},
        element("caption", {}, "Who works with whom, on what, in whose words"),
        element("thead", {}, element("tr", {}, *heads)),
        *(
            _entry(edge, nodes[edge.source], nodes[edge.target], known, page_of, len(columns))
            for edge in edges
        ),
    )


def _numeric(at: int, columns: int) -> dict[str, str]:
    return {"class": "number"} if at >= max(columns - _NUMBERS, 3) else {}


def _entry(
    edge: Edge, source: Node, target: Node, known: Tags, page_of: Callable[[str], str], columns: int
) -> Element:
    """An edge in the last `columns` of the table: a row of facts and, if any, one with passages to unfold."""
    own = anchor("edge", edge.source, edge.target)
    ends = anchor("node", edge.source), anchor("node", edge.target)
    kind = element("span", {"class": f"kind {css_class(target.kind)}"}, key(target.kind), target.kind)
    cells = [
        element("td", {}, element("a", {"href": f"#{ends[0]}"}, source.short)),
        element("th", {"scope": "row"}, element("a", {"href": f"#{own}"}, target.name), kind),
        element("td", {}, *_serves(edge)),
        *_figures(edge),
    ]
    rows = [element("tr", {}, *cells[-columns:])]
    if edge.passages:
        summary = "Read the passage" if len(edge.passages) == 1 else f"Read the {len(edge.passages)} passages"
        accounts = (_account(account, known, page_of(account.statement)) for account in edge.accounts)
        words = element("details", {}, element("summary", {}, summary), *accounts)
        rows.append(element("tr", {"class": "words"}, element("td", {"colspan": columns}, words)))
    about = {
        "id": own,
        "data-ends": " ".join(ends),
        "data-tags": known.of_edge(source, target),
        "data-from": source.label,
        "data-to": target.label,
        "data-kind": target.kind,
        "data-line": edge.kind,
        "data-weight": str(edge.weight),
    }
    return element("tbody", about, *rows)


def _figures(edge: Edge) -> Iterator[Element]:
    """The years and numbers of an edge; of forces that share partners only how many."""
    numbers: tuple[int, ...] = (len(edge.through),)
    if edge.kind != "shared":
        yield element("td", {"class": "years"}, _span(edge.years))
        numbers = (edge.praised, edge.criticised, len(edge.passages))
    yield from (element("td", {"class": "number"}, str(number)) for number in numbers)


def _span(years: tuple[int, ...]) -> str:
    """Years as people write them: each of two, of more the first and the last."""
    return ", ".join(map(str, years)) if len(years) < 3 else f"{years[0]}–{years[-1]}"


def _serves(edge: Edge) -> Iterator[Element | str]:
    if edge.kind == "member":
        yield element("span", {"class": "topic"}, "Member of the unit")
    shared = [("threat", body.label) for body in edge.through]
    served = shared or [("threat", threat) for threat in edge.threats] + [("topic", on) for on in edge.topics]
    for number, (kind, label) in enumerate(served):
        yield ", " if number else ""
        yield element("span", {"class": kind}, label)


def _account(account: Account, known: Tags, page: str) -> Element:
    """The passages of one report, with what the picture's data as CSV need besides."""
    about = {
        "class": "account",
        "data-tags": known.of_account(account),
        "data-year": str(account.year),
        "data-report": account.report_label,
        "data-statement": account.statement,
        "data-threats": listed(threat.label for threat in account.threats),
        "data-topics": listed(topic.label for topic in account.topics),
    }
    source = element(
        "footer",
        {},
        element("cite", {}, account.report_label),
        " ",
        element("a", {"href": page}, "Its page") if page else element("code", {}, account.statement),
    )
    return element("div", about, *map(_quotation, account.passages), source)


def _quotation(passage: Passage) -> Element:
    judged = [("praised", "praise", "Strength")] * bool(passage.praise)
    judged += [("criticised", "criticism", "Weakness")] * bool(passage.criticism)
    told = [element("span", {"class": "judged"}, _badge(sign), word) for _, sign, word in judged]
    told += [element("span", {"class": "judged"}, f"Page {passage.page}")] if passage.page else []
    about: dict[str, str | float] = {
        "data-tags": " ".join(tag for tag, _, _ in judged),
        "data-praised": len(passage.praise),
        "data-criticised": len(passage.criticism),
    }
    return element("blockquote", about, element("p", {}, passage.quote), *told)


def key(kind: str) -> Element:
    """The shape or line of a kind, beside its name."""
    return element("svg", _frame(24), sample(kind, 0, 0))


def _badge(sign: str) -> Element:
    return element("svg", _frame(18), badge(sign, 9, 0))


def _frame(width: int) -> dict[str, str | float]:
    return {"viewBox": f"0 -9 {width} 18", "width": width, "height": 18, "aria-hidden": "true"}
