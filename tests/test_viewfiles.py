"""View files: rows in the order that the view asks for."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from partnergraph.cells import plain
from partnergraph.errors import QueryError
from partnergraph.viewfiles import ViewFiles


def view(folder: Path, query: str, name: str = "any") -> str:
    (folder / f"network-{name}.rq").write_text(query, encoding="utf-8")
    return query


@pytest.mark.parametrize(
    "values",
    ["10 9 100", '"b"@en "a"@ru "a"@en', "<e:b> UNDEF <e:a>", '"2024-03-01" "2023-12-31"'],
)
def test_rows_are_sorted_as_the_store_would(tmp_path: Path, values: str) -> None:
    query = view(tmp_path, f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}\nORDER BY ?x\n")
    store = ox.Store()
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)

    rows = ViewFiles(store, tmp_path).rows("any", "x")

    expected = [row["x"] for row in answer]
    assert [plain(cell) for (cell,) in rows] == [x.value if x else "" for x in expected]


def test_rows_are_sorted_by_columns_in_the_order_of_the_view(tmp_path: Path) -> None:
    values = '(1 "b" <e:z>) (2 "a" <e:y>) (1 "a" <e:x>)'
    view(tmp_path, f"SELECT ?n ?t ?i WHERE {{ VALUES (?n ?t ?i) {{ {values} }} }} ORDER BY ?t ?n")

    rows = ViewFiles(ox.Store(), tmp_path).rows("any", "i", "n")

    assert rows == [("e:x", "1"), ("e:y", "2"), ("e:z", "1")]


def test_an_order_that_is_more_than_names_is_left_to_the_store(tmp_path: Path) -> None:
    view(tmp_path, "SELECT ?x WHERE { VALUES ?x { 1 3 2 } }\nORDER BY DESC(?x)\nLIMIT 2\n")

    assert ViewFiles(ox.Store(), tmp_path).rows("any", "x") == [("3",), ("2",)]


def test_views_of_a_plan_are_asked_ahead(tmp_path: Path) -> None:
    for number, name in enumerate(("one", "two", "three")):
        view(tmp_path, f"SELECT ?x WHERE {{ VALUES ?x {{ {number} }} }}", name)
    store = Counting()

    files = ViewFiles(store, tmp_path, ("one", "two", "three"))

    assert [files.rows(name, "x") for name in ("one", "two", "three")] == [
        [("0",)],
        [("1",)],
        [("2",)],
    ]
    assert len(store.asked) == 3
    assert files.rows("two", "x") == [("1",)]  # again, outside the plan


class Counting:
    """A store that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def query(self, text: str) -> ox.QuerySolutions:
        self.asked.append(text)
        answer = ox.Store().query(text)
        assert isinstance(answer, ox.QuerySolutions)
        return answer


def test_a_view_that_lacks_a_column_is_an_error(tmp_path: Path) -> None:
    view(tmp_path, "SELECT ?x WHERE { VALUES ?x { 1 } }")

    with pytest.raises(QueryError, match=r"network-any\.rq has no column y"):
        ViewFiles(ox.Store(), tmp_path).rows("any", "x", "y")


def test_what_fails_ahead_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    view(tmp_path, "SELECT ?x WHERE { VALUES ?x { 1 } }", "good")
    view(tmp_path, "SELECT nonsense", "bad")
    files = ViewFiles(ox.Store(), tmp_path, ("good", "bad"))

    assert files.rows("good", "x") == [("1",)]
    with pytest.raises(QueryError, match=r"network-bad\.rq cannot be used"):
        files.rows("bad", "x")
