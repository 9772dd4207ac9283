"""Words are found when they are begun, misspelt or in another language."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.sound import Spoken, spoken
from partnergraph.serve.wordlist import BEGUN, ENDED, SAME, TRANSLATED, Words, _distance

WORDS = Words(spoken("samarkand samara samarkandsky tashkent universitet university 2020 med"))
letters = st.text(string.ascii_lowercase, min_size=1, max_size=5)


def sure(word: str, known: str, *, begun: bool = False) -> float:
    """How surely `word` is `known`; the last that is said counts."""
    place = WORDS.number(known)
    found = [
        run.sure for run in WORDS.near(spoken(word)[0], begun=begun) if run.start <= place < run.end
    ]
    return found[-1] if found else 0.0


@pytest.mark.parametrize(
    ("word", "known", "begun", "expected"),
    [
        ("samarkand", "samarkand", False, SAME),
        ("samar", "samarkand", True, BEGUN),
        ("samarkandski", "samarkand", False, ENDED),
        ("universitet", "universiti", False, TRANSLATED),
        ("s", "samara", True, BEGUN),
    ],
)
def test_how_surely_a_word_is_meant(word: str, known: str, begun: bool, expected: float) -> None:
    assert sure(word, known, begun=begun) == expected


@pytest.mark.parametrize("word", ["samarkant", "smarkand", "samrakand", "samarkaund", "samakand"])
def test_a_slip_is_forgiven_and_is_less_sure(word: str) -> None:
    assert 0 < sure(word, "samarkand") < SAME


@pytest.mark.parametrize(("word", "known"), [("2024", "2020"), ("mud", "med"), ("paris", "samara")])
def test_numbers_short_words_and_other_words_are_not_guessed(word: str, known: str) -> None:
    assert sure(word, known) == 0


def test_a_word_that_is_being_typed_may_hold_a_slip() -> None:
    assert sure("samrka", "samarkandski", begun=True) > 0


def test_no_words_are_near_nothing() -> None:
    assert [
        run for run in Words([]).near(Spoken("samarkand", ""), begun=True) if run.end > run.start
    ] == []


@given(letters, letters)
def test_distance_is_that_of_single_changes_and_swaps(one: str, other: str) -> None:
    assert _distance(one, other, 20) == _slow(one, other)


def _slow(one: str, other: str) -> int:
    """Optimal string alignment, as it is defined."""
    if not one or not other:
        return len(one) + len(other)
    found = [
        _slow(one[:-1], other) + 1,
        _slow(one, other[:-1]) + 1,
        _slow(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if one[-2:] == other[-2:][::-1] and len(one) > 1 < len(other):
        found.append(_slow(one[:-2], other[:-2]) + 1)
    return min(found)
