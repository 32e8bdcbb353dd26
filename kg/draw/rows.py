"""The network as rows: one for each passage, with what the edge and the report say of it; CSV that is exact."""

import csv as csv_module
import io
from collections.abc import Iterator
from typing import Final

from kg.network import Edge, Network, Node, Passage, plain

COLUMNS: Final = (
    "from",
    "to",
    "kind",
    "year",
    "report",
    "threats",
    "topics",
    "praised",
    "criticised",
    "sentence",
    "statement",
)


def ordered(network: Network) -> tuple[Edge, ...]:
    """The edges in the order of tables: by the names of their ends."""
    names = {node.iri: node.label for node in network.nodes}
    return tuple(
        sorted(
            network.edges,
            key=lambda edge: (names[edge.source], names[edge.target], edge.source, edge.target),
        )
    )


def csv(network: Network) -> bytes:
    """Every passage in its words, as RFC 4180 has it; a membership of which none tells has a row without them.

    The page makes the same bytes of what it shows. A spreadsheet may take words that begin with "=" for a formula.
    """
    out = io.StringIO()
    writer = csv_module.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    nodes = {node.iri: node for node in network.nodes}
    for edge in ordered(network):
        writer.writerows(_rows(edge, nodes[edge.source], nodes[edge.target]))
    return out.getvalue().encode()


def _rows(edge: Edge, source: Node, target: Node) -> Iterator[list[str]]:
    ends = [plain(source.label), plain(target.label), target.kind]
    if not edge.accounts:
        yield [*ends, *[""] * (len(COLUMNS) - len(ends))]
    for account in edge.accounts:
        on = [listed(one.label for one in concepts) for concepts in (account.threats, account.topics)]
        for passage in account.passages:
            told = [str(account.year), plain(account.report_label), *on, *_judged(passage)]
            yield [*ends, *told, plain(passage.quote), plain(account.statement)]


def _judged(passage: Passage) -> tuple[str, str]:
    return str(len(passage.praise)), str(len(passage.criticism))


def listed(labels: Iterator[str]) -> str:
    """Several names in one cell."""
    return plain("; ".join(labels))
