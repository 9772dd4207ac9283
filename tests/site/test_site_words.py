"""What pages about data say, they say in three languages."""

from __future__ import annotations

import json
import re

import pytest

from partnergraph.site.renderer import text

FOUND = json.loads(text("words-data.json"))


def test_every_word_is_in_every_language() -> None:
    assert FOUND["en"].keys() == FOUND["ru"].keys() == FOUND["uz"].keys()


@pytest.mark.parametrize("lang", ["ru", "uz"])
def test_holes_are_the_same(lang: str) -> None:
    for key, english in FOUND["en"].items():
        assert set(re.findall(r"\{\d\}", english)) == set(
            re.findall(r"\{\d\}", FOUND[lang][key])
        ), key


def test_uzbek_is_written_with_its_own_letter() -> None:
    assert [key for key, word in FOUND["uz"].items() if re.search(r"[og]['’‘`]", word)] == []


def test_no_word_is_defined_twice() -> None:
    assert FOUND["en"].keys() & json.loads(text("words.json"))["en"].keys() == set()
