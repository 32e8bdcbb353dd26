"""The W3C's formats of SPARQL 1.1 results: CSV (RFC 4180), TSV and JSON.

They hold the values as they are, whatever a spreadsheet would take them for; `guard` is for spreadsheets.
"""

import csv
import io
import json
from typing import Any

import pyoxigraph as ox

from kg.tables.table import Table, spelling
from kg.terms import STRING, Term


def csv_(table: Table) -> bytes:
    """CSV: words and IRIs without types."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([["" if term is None else spelling(term) for term in row] for row in table.terms])
    return out.getvalue().encode()


def tsv(table: Table) -> bytes:
    """TSV: terms as in Turtle."""
    lines = ["\t".join(f"?{column}" for column in table.columns)]
    lines += [
        "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row)
        for row in table.terms
    ]
    return ("\n".join(lines) + "\n").encode()


def json_(table: Table) -> bytes:
    """JSON: terms with their types."""
    bindings = [
        {column: _spelled(term) for column, term in zip(table.columns, row, strict=True) if term is not None}
        for row in table.terms
    ]
    results = {"head": {"vars": table.columns}, "results": {"bindings": bindings}}
    return (json.dumps(results, ensure_ascii=False, indent=1) + "\n").encode()


def _spelled(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.Literal):
        extra = {"xml:lang": term.language} if term.language else {}
        if not term.language and term.datatype != STRING:
            extra = {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **extra}
    return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}
