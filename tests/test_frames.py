"""Answers as data frames of pandas."""

import sys
from datetime import date

import pandas
import pytest

from kg.ask import Answer
from kg.errors import UsageError
from kg.store import Graph
from kg.terms import Term, text, typed


def test_columns_have_their_types(graph: Graph) -> None:
    """Words as strings, years and ranks as integers, what is unbound as NA; rows and columns as in the answer."""
    answer = graph.query("grades-by-force-and-year")
    frame = answer.to_pandas()
    assert tuple(frame.columns) == answer.columns and len(frame) == len(answer)
    assert {name: str(frame[name].dtype) for name in ("force", "year", "rank", "question", "sentence")} == {
        "force": "string", "year": "Int64", "rank": "Int64", "question": "string", "sentence": "string",
    }  # fmt: skip
    assert frame["question"].isna().sum() == 1
    assert frame.loc[frame["question"].isna(), "year"].tolist() == [2014]
    assert frame.groupby("year")["rank"].max().to_dict() == {2014: 2, 2015: 4}


@pytest.mark.parametrize(
    ("values", "dtype", "cells"),
    [
        ((typed("2015", "gYear"), None), "Int64", [2015, pandas.NA]),
        ((typed("1", "integer"), typed("0.5", "decimal")), "Float64", [1.0, 0.5]),
        ((typed("true", "boolean"), None), "boolean", [True, pandas.NA]),
        ((typed("2016-02-18", "date"), None), "datetime64[s]", [pandas.Timestamp(2016, 2, 18), pandas.NaT]),
        ((text("a"), None), "string", ["a", pandas.NA]),
        ((None, None), "string", [pandas.NA, pandas.NA]),
        ((text("a"), typed("1", "integer"), None), "object", ["a", 1, pandas.NA]),
        ((typed("2016-02-18", "date"), text("soon")), "object", [date(2016, 2, 18), "soon"]),
        ((typed("9" * 30, "integer"),), "string", ["9" * 30]),
    ],
)
def test_a_column_has_the_type_of_its_values(
    values: tuple[Term | None, ...], dtype: str, cells: list[object]
) -> None:
    """Of several kinds it is one of objects; a number too large for a column of numbers is kept as words."""
    column = Answer(("x",), tuple((value,) for value in values)).to_pandas()["x"]
    assert str(column.dtype) == dtype
    for found, wanted in zip(column.tolist(), cells, strict=True):
        assert found is wanted or found == wanted


def test_no_rows_and_no_columns() -> None:
    """Are a frame all the same."""
    assert Answer(("a", "b"), ()).to_pandas().shape == (0, 2)
    assert Answer((), ()).to_pandas().shape == (0, 0)


def test_triples_and_yes_or_no(graph: Graph) -> None:
    """Triples are rows of three terms; yes is a row of one."""
    triples = graph.query("partnership-graph")
    frame = triples.to_pandas()
    assert list(frame.columns) == ["subject", "predicate", "object"] and len(frame) == len(triples)
    assert graph.query("ASK { ?s a peel:Finding }").to_pandas()["answer"].tolist() == [True]


def test_without_pandas(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says what to install."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match=r"data frames need pandas: pip install 'peel-kg\[pandas\]'"):
        graph.query("reports-and-dates").to_pandas()
