"""Likeness: the right suggestion, in little time."""

from __future__ import annotations

import time
from difflib import get_close_matches

import pytest

from partnergraph.likeness import Likeness

WORDS = ["xinjiang medical university", "samarkand", "samara", "university of oslo", "a", "ab"]


@pytest.mark.parametrize(
    "text", ["xinjang medical university", "samarkan", "oslo university", "ab"]
)
def test_suggestions_are_those_of_difflib(text: str) -> None:
    assert Likeness(WORDS).near(text) == get_close_matches(text, WORDS)


def test_nothing_is_like_nothing() -> None:
    assert Likeness(WORDS).near("zzz") == Likeness([]).near("samara") == []


def test_many_words_and_long_questions_take_little_time() -> None:
    words = [
        f"{place} university of medicine number {number}"
        for number in range(5_000)
        for place in ("north", "south")
    ]
    index = Likeness(words)
    begun = time.monotonic()
    for number in range(300):
        index.near(f"nroth university of medicine number {number}")
    index.near("university " * 10_000)
    assert time.monotonic() - begun < 15


def test_after_very_many_questions_there_are_no_answers() -> None:
    index = Likeness(["abcdef"])
    for number in range(500):
        index.near(f"abcdef{number}")
    assert index.near("abcdeg") == []
    assert index.near("abcdef1") == ["abcdef"]
