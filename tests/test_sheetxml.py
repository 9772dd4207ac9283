"""Parts of workbooks: escapes in text, and what number formats show."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.sheetxml import escape, shown_by, unescape

UNDER_TEST = settings(max_examples=100, deadline=None)


@given(st.text(max_size=30))
@UNDER_TEST
def test_escapes_are_undone(text: str) -> None:
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("number", "codes", "shows"),
    [
        ("0", {}, ""),
        ("14", {}, "day"),
        ("17", {}, "month"),
        ("20", {}, "time"),
        ("164", {"164": "0.00E+00"}, ""),
        ("164", {"164": '"day" 0'}, ""),
        ("164", {"164": "[Red]0"}, ""),
        ("164", {"164": "mm:ss"}, "time"),
        ("164", {"164": "mmmm yyyy"}, "month"),
        ("x", {}, ""),
    ],
)
def test_a_format_says_what_a_number_shows(number: str, codes: dict[str, str], shows: str) -> None:
    assert shown_by(number, codes) == shows
