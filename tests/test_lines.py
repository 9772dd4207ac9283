"""Lines: a set in order, however much of it stands on disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.errors import BuildError
from partnergraph.lines import Lines

TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)


@given(st.lists(TEXT), st.integers(1, 20))
def test_lines_are_a_sorted_set_whatever_fits_into_memory(found: list[str], most: int) -> None:
    lines = Lines(most=most)
    for each in found:
        lines.add(each)

    assert list(lines) == sorted(set(found))
    assert len(lines) == len(set(found))


@given(st.lists(st.lists(TEXT)), st.integers(1, 20))
def test_what_is_absorbed_is_there_once_and_gone_elsewhere(
    parts: list[list[str]], most: int
) -> None:
    whole = Lines(most=most)
    others = [Lines(part, most) for part in parts]
    for other in others:
        whole.absorb(other)

    assert list(whole) == sorted({line for part in parts for line in part})
    assert [list(other) for other in others] == [[] for _ in parts]


def test_many_may_read_at_the_same_time() -> None:
    lines = Lines((f"{number:06}" for number in range(30_000)), most=1_000)
    lines.update(f"{number:06}" for number in range(40_000))

    assert [*zip(lines, lines, strict=True)][-1] == ("039999", "039999")


def test_lines_can_be_added_after_reading() -> None:
    lines = Lines(["b", "d"], most=1)
    assert list(lines) == ["b", "d"]

    lines.add("c")

    assert list(lines) == ["b", "c", "d"]


def test_a_folder_without_room_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(BuildError, match="gone") as refused:
        Lines(["a"], most=1)

    assert "TMPDIR" in refused.value.hint
