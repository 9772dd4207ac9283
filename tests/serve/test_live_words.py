"""What live pages say, they say in three languages, and nothing lacks a word."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from partnergraph.reports.content import words_of
from partnergraph.site.renderer import text

FOUND = json.loads(text("words-live.json"))
OTHERS = [json.loads(text(name))["en"] for name in ("words.json", "words-data.json")]


def test_every_word_is_in_every_language() -> None:
    assert FOUND["en"].keys() == FOUND["ru"].keys() == FOUND["uz"].keys()


@pytest.mark.parametrize("lang", ["ru", "uz"])
def test_holes_are_the_same(lang: str) -> None:
    for key, english in FOUND["en"].items():
        holes = [set(re.findall(r"\{\d\}", each)) for each in (english, FOUND[lang][key])]
        assert holes[0] == holes[1], key


def test_uzbek_is_written_with_its_own_letter() -> None:
    assert [key for key, word in FOUND["uz"].items() if re.search(r"[og]['’‘`]", word)] == []


def test_no_word_is_defined_twice() -> None:
    assert [key for key in FOUND["en"] for other in OTHERS if key in other] == []
    assert FOUND["en"].keys() & words_of("en").keys() == set()


def test_no_word_is_idle() -> None:
    source = files("partnergraph")
    texts = [*(source / "serve").iterdir(), *(source / "site" / "templates").iterdir()]
    used = "".join(each.read_text("utf-8") for each in texts if each.is_file())
    known = {f"ask-bad-{kind}" for kind in ("date", "integer", "boolean", "text")}

    assert [
        key
        for key in FOUND["en"]
        if f'"{key}"' not in used and f"'{key}'" not in used and key not in known
    ] == []
