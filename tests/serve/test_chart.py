"""Charts are drawn where figures compare, and hide nothing that has no year."""

from __future__ import annotations

import pytest

from partnergraph.serve.chart import MOST_BARS, charts

YEARS = [["2019", "3"], ["2022", "6"], ["", "12"]]


def test_one_label_and_one_number_give_bars() -> None:
    (chart,) = charts(["country", "partners"], [["UZ", "4"], ["CN", "1"]], [False, True], "")

    assert [(bar.label, bar.said, bar.length) for bar in chart.bars] == [
        ("UZ", "4", 100),
        ("CN", "1", 25),
    ]


def test_years_give_columns_also_for_years_without_a_row() -> None:
    (chart,) = charts(["year", "events"], YEARS, [False, True], "undated")

    assert [(each.label, each.said) for each in chart.columns] == [
        *(("2019", "3"), ("2020", ""), ("2021", ""), ("2022", "6"), ("undated", "12")),
    ]
    assert [each.open for each in chart.columns] == [False] * 4 + [True]
    assert chart.columns[3].height == pytest.approx(chart.columns[4].height / 2)


def test_each_column_of_numbers_of_years_has_its_own_chart() -> None:
    rows = [["2019", "3", "1"], ["2020", "6", "0"]]

    assert [c.title for c in charts(["y", "a", "b"], rows, [True, True, True], "")] == ["a", "b"]


def test_two_labels_are_told_together_and_nothing_is_summed_up() -> None:
    rows = [["2019", "memorandum", "3"], ["2019", "agreement", "2"]]
    (chart,) = charts(["year", "type", "n"], rows, [False, False, True], "")

    assert [bar.label for bar in chart.bars] == ["2019 · memorandum", "2019 · agreement"]


@pytest.mark.parametrize(
    ("rows", "numeric"),
    [
        ([["a", "1"]], [False, True]),
        ([["a", "1"], ["a", "2"]], [False, True]),
        ([["a", "1"], ["", "2"]], [False, True]),
        ([["a", "0"], ["b", "0"]], [False, True]),
        ([["a", "-1"], ["b", "2"]], [False, True]),
        ([["a", "b"], ["c", "d"]], [False, False]),
        ([["1", "2"], ["3", "4"]], [True, True]),
        ([["a", "b", "c", "1"], ["d", "e", "f", "2"]], [False, False, False, True]),
        ([["long " * 20, "1"], ["longer " * 20, "2"]], [False, True]),
        ([[str(n), "1"] for n in range(MOST_BARS + 1)], [False, True]),
        ([], []),
    ],
)
def test_where_a_chart_makes_no_sense_there_is_none(
    rows: list[list[str]], numeric: list[bool]
) -> None:
    assert charts([""] * len(numeric), rows, numeric, "") == []
