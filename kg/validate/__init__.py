"""Validation: a graph against its shapes, and its quotes against the texts of the reports.

    found = validate(graph, shapes).joined(quotes(store, texts))
    if not found.conforms:
        print(human(found))

`validate` asks a SHACL engine about a whole graph, and makes sure that something was checked at all; a `Checker` asks about one
report after another, and then `idle` tells which shapes met nothing. `quotes` compares every quote with what stands in its report.
The `Validation` is written for people by `human`, for programs by `json`, and as a SHACL validation report by `turtle`.

From afar: `shapes` reads the shapes, `targets` which nodes they check, `reach` what they look at from there; `pieces` cuts a graph
accordingly; `reference` (pyshacl) and `fast` (shacl) are the engines, and `engine` puts one behind the other.
"""

from kg.validate.checker import Checker
from kg.validate.engine import ENGINES, validate
from kg.validate.quotes import quotes
from kg.validate.render import human, json, turtle
from kg.validate.result import Result, Validation
from kg.validate.targets import idle

__all__ = [
    "ENGINES",
    "Checker",
    "Result",
    "Validation",
    "human",
    "idle",
    "json",
    "quotes",
    "turtle",
    "validate",
]
