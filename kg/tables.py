"""Writes the rows of an answer in the W3C's formats of SPARQL 1.1 results: CSV, TSV and JSON.

CSV and TSV hold the values as they are; a spreadsheet may take one that begins with "=" for a formula.
"""

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.terms import STRING, Term

if TYPE_CHECKING:
    from kg.ask import Answer


def rows(answer: "Answer", format: str) -> bytes:
    """The rows of an answer as bytes of "csv", "tsv" or "json"."""
    return {"csv": _csv, "tsv": _tsv, "json": _json}[format](answer).encode("utf-8")


def _csv(answer: "Answer") -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer.columns)
    writer.writerows([["" if term is None else term.value for term in row] for row in answer.terms])
    return out.getvalue()


def _tsv(answer: "Answer") -> str:
    lines = ["\t".join(f"?{column}" for column in answer.columns)]
    lines += [
        "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row)
        for row in answer.terms
    ]
    return "\n".join(lines) + "\n"


def _json(answer: "Answer") -> str:
    bindings = [
        {column: _spelled(term) for column, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.terms
    ]
    return (
        json.dumps(
            {"head": {"vars": answer.columns}, "results": {"bindings": bindings}},
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def _spelled(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.Literal):
        extra = {"xml:lang": term.language} if term.language else {}
        if not term.language and term.datatype != STRING:
            extra = {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **extra}
    return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}
