"""Rows as a data frame of pandas, with typed columns."""

from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.tables.table import Cell, Rows, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas

_TYPES: Final = {
    frozenset[type](): "string",
    frozenset({str}): "string",
    frozenset({int}): "Int64",
    frozenset({float}): "Float64",
    frozenset({int, float}): "Float64",
    frozenset({bool}): "boolean",
}


def frame(answer: Rows) -> "pandas.DataFrame":
    """A data frame: IRIs and words as "string", whole numbers and years as "Int64", days as datetimes; missing is NA.

    A column of several kinds is one of objects. Raises UsageError where pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise UsageError("data frames need pandas: pip install 'peel-kg[pandas]'") from error
    table = Table.of(answer)
    cells = table.cells
    columns = {name: [row[at] for row in cells] for at, name in enumerate(table.columns)}
    typed = {name: pandas.Series(_values(told), dtype=_type(told)) for name, told in columns.items()}
    return pandas.DataFrame(typed, columns=pandas.Index(table.columns, dtype="object"))


def _type(told: "Sequence[Cell | None]") -> str:
    from datetime import date

    kinds = frozenset(type(value) for value in told if value is not None)
    return "datetime64[s]" if kinds == {date} else _TYPES.get(kinds, "object")


def _values(told: "Sequence[Cell | None]") -> "Sequence[object]":
    import pandas

    return [pandas.NA if value is None else value for value in told] if _type(told) == "object" else told
