"""A table where it fits, else lists; nothing that a cell holds is taken for style."""

from __future__ import annotations

import pytest

from partnergraph.terminal import show


def shown(capsys: pytest.CaptureFixture[str], *rows: list[str]) -> list[str]:
    names = [f"column{number}" for number in range(len(rows[0]))]
    show(names, rows)
    return capsys.readouterr().out.splitlines()


def test_few_columns_are_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, ["a", "b"], ["c", ""]) == ["column0  column1", "a        b", "c"]


def test_what_is_too_wide_becomes_lists_without_empty_cells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = shown(capsys, ["x" * 90, "y" * 90, "", "z"], ["a", "b", "c", "d"])

    assert found[0] == "1."
    assert "column2" not in "".join(found[:4])
    assert found[4] == "2."


def test_marks_of_style_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert "[bold]a[/bold]" in "".join(shown(capsys, ["[bold]a[/bold]"]))


def test_no_rows_show_the_names_of_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    show(["a", "b"], [])

    assert capsys.readouterr().out == "a  b\n"
