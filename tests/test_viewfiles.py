"""View files: rows in the order that the view asks for."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from partnergraph.viewfiles import ViewFiles, text, value


@pytest.mark.parametrize(
    "values",
    ["10 9 100", '"b"@en "a"@ru "a"@en', "<e:b> UNDEF <e:a>", '"2024-03-01" "2023-12-31"'],
)
def test_rows_are_sorted_as_the_store_would(tmp_path: Path, values: str) -> None:
    query = f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}\nORDER BY ?x\n"
    (tmp_path / "network-any.rq").write_text(query, encoding="utf-8")
    store = ox.Store()
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)

    rows = ViewFiles(store, tmp_path).rows("any")

    assert [row["x"] for row in rows] == [row["x"] for row in answer]


def test_an_order_that_is_more_than_names_is_left_to_the_store(tmp_path: Path) -> None:
    query = "SELECT ?x WHERE { VALUES ?x { 1 3 2 } }\nORDER BY DESC(?x)\nLIMIT 2\n"
    (tmp_path / "network-any.rq").write_text(query, encoding="utf-8")

    rows = ViewFiles(ox.Store(), tmp_path).rows("any")

    assert [value(row, "x") for row in rows] == ["3", "2"]


def test_empty_cells_are_empty_text() -> None:
    assert value({"x": None}, "x") == value({}, "x") == ""
    assert text({"x": None}, "x") == {}
    assert text({"x": ox.Literal("а", language="uz-latn")}, "x") == {"text": "а", "lang": "uz-Latn"}
