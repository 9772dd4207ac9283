"""Relations in words: counts after the rules of each language, names in the best one."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from pages import network
from partnergraph.listing import best, by_country, number
from partnergraph.scene import scene
from partnergraph.vocabulary import PG

STRINGS = json.loads((files("partnergraph") / "page/strings.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("lang", "count", "expected"),
    [
        ("en", 1, "1 agreement"),
        ("en", 2, "2 agreements"),
        ("ru", 1, "1 соглашение"),
        ("ru", 3, "3 соглашения"),
        ("ru", 11, "11 соглашений"),
        ("ru", 21, "21 соглашение"),
        ("ru", 112, "112 соглашений"),
    ],
)
def test_counts_follow_the_language(lang: str, count: int, expected: str) -> None:
    assert number(STRINGS["en"] | STRINGS[lang], "counts.agreement", count) == expected


def test_the_best_name_is_the_preferred_one_in_the_language() -> None:
    texts = [
        {"text": "SamSMU", "lang": "ru", "sort": "short"},
        {"text": "Самарканд", "lang": "ru", "sort": "preferred"},
        {"text": "Samarkand", "lang": "en", "sort": "preferred"},
    ]

    assert best(texts, "ru")["text"] == "Самарканд"
    assert best(texts, "uz")["text"] == "Samarkand"
    assert best([], "en")["text"] == ""


def test_countries_count_institutions_and_relations_once() -> None:
    graph = network(3, 2, facts={PG.country: ["country:CN"]})
    data = scene(graph)

    rows = {row["name"]: row for row in by_country(data, "en")}
    assert rows["CN"] == {
        "name": "CN", "all": 3, "agreement": 3, "event": 3, "programme": 0, "partnership": 0,
    }  # fmt: skip
    assert rows["unknown"]["all"] == 1
