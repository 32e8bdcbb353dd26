"""Validation: a graph against its shapes, and its quotes against the texts of the reports.

    found = validate(graph, shapes).joined(quotes(store, texts))
    if not found.conforms:
        print(human(found))

`validate` asks pyshacl, and makes sure that something was checked at all; `quotes` compares every quote
with what stands in its report. The `Validation` is written for people by `human`, for programs by `json`,
and as a SHACL validation report by `turtle`.
"""

from kg.validate.checker import Checker, checker, shapes_for
from kg.validate.engine import validate
from kg.validate.quotes import quotes
from kg.validate.render import human, json, turtle
from kg.validate.result import Result, Validation

__all__ = [
    "Checker",
    "Result",
    "Validation",
    "checker",
    "human",
    "json",
    "quotes",
    "shapes_for",
    "turtle",
    "validate",
]
