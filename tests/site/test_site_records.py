from __future__ import annotations

import pytest
from hostile import Made

from partnergraph.site.pages import Press
from partnergraph.site.records import Text, choose, short
from partnergraph.vocabulary import PG, RDF_TYPE, SKOS

BASE = "https://example.org/g/"


@pytest.mark.parametrize(
    ("names", "lang", "expected"),
    [
        ({"en": "A", "ru": "Б"}, "ru", Text("Б")),
        ({"en": "A", "ru": "Б"}, "uz", Text("A", "en")),
        ({"uz-cyrl": "В", "en": "A"}, "uz", Text("В")),
        ({"zh-hans": "新", "ko": "새"}, "en", Text("새", "ko")),
        ({"": "A"}, "ru", Text("A")),
        ({}, "en", Text("")),
    ],
)
def test_a_name_is_chosen_honestly(names: dict[str, str], lang: str, expected: Text) -> None:
    assert choose(names, lang) == expected


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert short(Text("a" * 500, "en"), 10) == Text("a" * 9 + "…", "en")
    assert short(Text("short")) == Text("short")


def test_a_fact_of_two_sources_is_one_fact_with_both(press: Press) -> None:
    record = press.shelf.record(press.site.project.thing("xinjiang-mu"))

    found = {fact.value: fact.graphs for fact in record.get(SKOS.prefLabel)}

    assert len(found["Xinjiang Medical University"]) == 2


def test_what_has_no_name_is_called_by_its_parties_or_its_id(made: Made) -> None:
    graph = f"<{BASE}graph/curated> ."
    press = made(
        [
            f"<{BASE}id/a> <{RDF_TYPE}> <{PG.Agreement}> {graph}",
            f"<{BASE}id/a> <{PG.hasParty}> <{BASE}id/a#party-b> {graph}",
            f"<{BASE}id/a#party-b> <{PG.agent}> <{BASE}id/b> {graph}",
            f'<{BASE}id/b> <{SKOS.prefLabel}> "B"@en {graph}',
            f"<{BASE}id/c> <{RDF_TYPE}> <http://example.org/Unheard> {graph}",
        ]
    )

    assert press.shelf.name(f"{BASE}id/a", "en") == Text("B")
    assert press.shelf.name(f"{BASE}id/c", "en") == Text("c")
    assert press.shelf.kind(f"{BASE}id/c") == "thing"
    assert "http://example.org/Unheard" in press.page(f"{BASE}id/c", "en")
