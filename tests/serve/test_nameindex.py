"""Names are found by what people type, the best first, and fast."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.nameindex import OTHER, PRINTED, Name, NameIndex
from partnergraph.serve.sound import heard

EXTRACT = Path(__file__).parents[3] / "shared" / "ror" / "ror-51k.jsonl.gz"
NAMES = [
    Name("s", "Samarkand State Medical University", "en"),
    Name("s", "Самаркандский государственный медицинский университет", "ru"),
    Name("s", "SamSMU", "en", OTHER),
    Name("s", "Samara State Medical University", "en", PRINTED),
    Name("a", "Samara State Medical University", "en"),
    Name("t", "Toshkent Tibbiyot Akademiyasi", "uz"),
    Name("t", "Tashkent Medical Academy", "en"),
    Name("x", "新疆医科大学", "zh"),
    Name("x", "Xinjiang Medical University", "en"),
    Name("e", "Olympiad Samarkand-2020", "en"),
    Name("o", "University of Oxford", "en"),
    Name("b", "Bashkir State Medical University", "en"),
]
KIND = {"e": "event"}
INDEX = NameIndex(NAMES, lambda iri: KIND.get(iri, "institution"), lambda iri: 9 * (iri == "s"))


def first(text: str) -> str:
    found = INDEX.find(text)
    return found[0].iri if found else ""


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        *((each, "s") for each in ("Samarkand", "Samarqand", "Самарканд", "Samarkant", "samark")),
        *((each, "s") for each in ("самарканд медицин", "state medcal univrsity samarkand")),
        *(("samsmu", "s"), ("Samarkand davlat tibbiyot universiteti", "s")),
        *(("Samara", "a"), ("САМАРА", "a"), ("Ташкент медицинская академия", "t")),
        ("Башкирский государственный медицинский университет", "b"),
        *(("toshkent", "t"), ("医科大学", "x"), ("sinjiang", "x"), ("oxfrod", "o")),
    ],
)
def test_what_is_typed_finds_what_is_meant(text: str, iri: str) -> None:
    assert first(text) == iri


def test_the_same_name_goes_before_one_that_begins_so_and_this_before_one_that_holds_it() -> None:
    index = NameIndex([Name("3", "Old Oxford"), Name("2", "Oxford House"), Name("1", "Oxford")])

    assert [found.iri for found in index.find("oxford")] == ["1", "2", "3"]


def test_a_name_that_only_a_source_prints_goes_behind_a_real_one() -> None:
    found = INDEX.find("Samara State Medical University")

    assert [each.iri for each in found[:2]] == ["a", "s"]
    assert found[1].name.sort == PRINTED


def test_what_more_is_linked_to_goes_first_among_equals() -> None:
    names = [Name("few", "Medical Forum"), Name("many", "Medical Forum")]

    assert NameIndex(names, weight={"few": 1, "many": 9}.__getitem__).find("forum")[0].iri == "many"


def test_only_things_of_some_kinds_are_found() -> None:
    assert [found.iri for found in INDEX.find("samarkand", kinds=("event",))] == ["e"]
    assert INDEX.find("oxford", kinds=("event", "nothing")) == []


def test_a_name_is_the_same_however_it_is_spelled() -> None:
    assert INDEX.same("самаркандский ГОСУДАРСТВЕННЫЙ медицинский университет") == ["s"]
    assert INDEX.same("Samara State Medical University") == ["a"]
    assert INDEX.same("Samarkand State") == []


@pytest.mark.parametrize("text", ["", " ", "!!!", "'", "\u0301", "\ud800", "zzzzqqq", "?" * 400])
def test_nothing_is_found_by_what_names_nothing(text: str) -> None:
    assert INDEX.find(text) == []


def test_an_index_of_nothing_finds_nothing() -> None:
    assert NameIndex([]).find("samarkand") == []
    assert NameIndex([Name("a", "…")]).find("samarkand") == []


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=12))
def test_every_name_finds_itself(texts: list[str]) -> None:
    names = [Name(str(number), text) for number, text in enumerate(texts)]
    index = NameIndex(names)

    for name in names:
        said = heard(name.text)
        if 0 < len(said) <= 8:
            best = index.find(name.text, 20)
            assert any(heard(found.name.text) == said for found in best)


def _registry() -> Iterator[Name]:
    """All names in the extract, whose records are of two versions."""
    with gzip.open(EXTRACT, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            texts = [name["value"] for name in record.get("names", ())]
            texts += [record["name"], *record["aliases"], *record["acronyms"]] if not texts else []
            texts += [label["label"] for label in record.get("labels", ())]
            for text in texts:
                yield Name(record["id"], text)


@pytest.mark.slow
def test_a_suggestion_among_a_whole_registry_takes_less_than_50_ms() -> None:
    if not EXTRACT.exists():
        pytest.skip("allowed: the extract of the registry is not beside the checkout")
    index = NameIndex(_registry())
    times = []
    for text in ("s", "sam", "Samarqand", "univeristy of tokio", "Санкт-Петербургский", "東京大学"):
        began = time.process_time()
        assert index.find(text)
        times.append(time.process_time() - began)

    assert len(index) > 100_000
    assert max(times) < 0.05
