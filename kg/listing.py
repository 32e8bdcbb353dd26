"""The catalogue of questions as something to list: as a table, as plain values; and the title of what is asked."""

import re
from typing import Any

from kg.catalogue import catalogue
from kg.tables import Table


def listed() -> Table:
    """The questions of the catalogue as a table."""
    return Table.made(
        "Questions that can be asked by name",
        ("name", "question", "parameters", "reader", "columns"),
        (
            (
                q.name,
                q.question,
                ", ".join(p.name if p.default is None else f"{p.name}={p.default}" for p in q.parameters),
                q.reader,
                ", ".join(q.columns),
            )
            for q in catalogue().values()
        ),
    )


def plain_values() -> list[dict[str, Any]]:
    """The questions of the catalogue as plain values."""
    return [
        {
            "name": q.name,
            "question": q.question,
            "reader": q.reader,
            "columns": list(q.columns),
            "parameters": [
                {"name": p.name, "type": p.type, "default": p.default, "meaning": p.meaning}
                for p in q.parameters
            ],
        }
        for q in catalogue().values()
    ]


def title_of(question: str) -> str:
    """The question in plain English: of one of the catalogue, or of SPARQL with a line `# Question: …`."""
    if known := catalogue().get(question):
        return known.question
    found = re.search(r"^#\s*Question:\s*(.+?)\s*$", question, re.MULTILINE)
    return found[1] if found else "Answer"
