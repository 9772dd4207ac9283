"""Values of a request are read by what the question takes, and shown beside their fields."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.query import Question, question
from partnergraph.serve.desk import Desk
from partnergraph.serve.fields import Field, fields
from partnergraph.serve.values import read
from partnergraph.site.material import Site

ODD = """
PREFIX id: <https://w3id.org/partnergraph/samsmu/id/>
SELECT ?x WHERE {
  VALUES ?thing { id:nobody }
  VALUES ?words { "text"@en }
  VALUES ?truly { true }
}
"""


@pytest.fixture(scope="module")
def desk(site: Site) -> Desk:
    return Desk.of(site)


@pytest.fixture(scope="module")
def odd() -> Question:
    return question(ODD, "odd")


def one(desk: Desk, name: str, pairs: list[tuple[str, str]], lang: str = "en") -> Field:
    """The only field of a question."""
    asked = read(desk, desk.site.graph.questions.find(name), pairs)
    (field,) = fields(desk, asked, lang)
    return field


@pytest.mark.parametrize(
    ("name", "pairs", "expected"),
    [
        ("agreement-chain", [("partner", "bashkir-smu")], {"partner": "id/bashkir-smu"}),
        ("agreement-chain", [("partner", " Башкирский ГМУ ")], {}),
        ("agreement-chain", [("partner", "xinjiang MEDICAL university")], {"partner": "xinjiang"}),
        ("agreement-chain", [("partner", "")], {}),
        ("agreements-on-date", [("as-of", "2024-02-29")], {"asOf": "2024-02-29"}),
        ("partners-in-region", [("region", "СНГ")], {"region": "grouping/cis"}),
        ("partners-in-region", [("region", "Asia")], {"region": "region/"}),
        ("dormant-partners", [("years", "7")], {"years": "7"}),
    ],
)
def test_values_are_read_by_their_kind(
    desk: Desk, name: str, pairs: list[tuple[str, str]], expected: dict[str, str]
) -> None:
    asked = read(desk, desk.site.graph.questions.find(name), pairs)

    for parameter, text in expected.items():
        assert text in str(asked.values[parameter])
    assert expected or not asked.values


@pytest.mark.parametrize(
    ("name", "pair", "key", "status"),
    [
        ("agreements-on-date", ("asOf", "2023-02-29"), "ask-bad-date", 400),
        ("agreements-on-date", ("asOf", "2023"), "ask-bad-date", 400),
        ("dormant-partners", ("years", "2.5"), "ask-bad-integer", 400),
        ("dormant-partners", ("years", "9" * 30), "ask-bad-integer", 400),
        ("agreement-chain", ("partner", "xinjiang-2024"), "", 200),
        ("agreement-chain", ("partner", "Atlantis"), "ask-unknown", 404),
        ("agreement-chain", ("partner", "http://example.org/x> } #"), "ask-unknown", 404),
        ("agreement-chain", ("partner", "x" * 2000), "ask-bad-text", 400),
        ("agreement-chain", ("partner", "Belarusian State Medical University"), "", 200),
        ("partners-in-region", ("region", "atlantis"), "ask-unknown", 404),
        ("claims-by-status", ("status", "sure"), "ask-unknown", 404),
    ],
)
def test_what_cannot_be_read_is_told(
    desk: Desk, name: str, pair: tuple[str, str], key: str, status: int
) -> None:
    asked = read(desk, desk.site.graph.questions.find(name), [pair])

    assert asked.status == status
    assert [wrong.key for wrong in asked.wrong.values()] == ([key] if key else [])


def test_near_names_are_offered_as_links(desk: Desk) -> None:
    field = one(desk, "agreement-chain", [("partner", "Xinjang Medcal")])

    assert field.error == "The graph knows no “Xinjang Medcal”."
    assert field.value == "Xinjang Medcal"
    assert field.near[0].value == "xinjiang-mu"
    assert field.near[0].name.text == "Xinjiang Medical University"


def test_a_day_that_is_none_stays_to_be_seen(desk: Desk) -> None:
    field = one(desk, "agreements-on-date", [("asOf", "kecha")], "uz")

    assert (field.kind, field.value, field.label) == ("text", "kecha", "Qaysi kunga")
    assert "kecha" in field.error


def test_days_default_to_that_of_the_graph(desk: Desk) -> None:
    field = one(desk, "agreements-on-date", [])

    assert (field.kind, field.value) == ("date", str(desk.site.graph.as_of))


def test_concepts_are_picked_from_lists_in_the_language_of_the_page(desk: Desk) -> None:
    field = one(desk, "partners-in-region", [], "ru")
    names = {option.value: option.name.text for group in field.groups for option in group.options}

    assert field.kind == "select"
    assert [group.heading for group in field.groups] == ["Объединение", "Регион"]
    assert names["cis"] == "Содружество Независимых Государств"
    assert names[field.value]


def test_things_are_suggested_or_picked(desk: Desk) -> None:
    field = one(desk, "agreement-chain", [])

    assert (field.kind, field.kinds, field.said.text) == (
        *("suggest", "institution", "Xinjiang Medical University"),
    )


def test_a_question_about_a_thing_that_this_graph_lacks_asks_which(
    desk: Desk, odd: Question
) -> None:
    asked = read(desk, odd, [])

    assert asked.wrong["thing"].key == "ask-choose"
    found = {field.name: field for field in fields(desk, asked, "en")}
    assert found["thing"].error == "Please choose."
    assert (found["truly"].kind, found["truly"].value) == ("select", "true")
    assert (found["words"].kind, found["words"].value) == ("text", "text")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["thing", "words", "truly", "other"]))
def test_no_value_breaks_out_of_the_query(desk: Desk, odd: Question, text: str, name: str) -> None:
    asked = read(desk, odd, [("thing", "samsmu"), (name, text)])
    shown = fields(desk, asked, "en")

    assert len(shown) == 3
    if not asked.wrong:
        bound = odd.bind(asked.values).text
        assert bound.count("VALUES") == odd.text.count("VALUES")
        desk.site.graph.store.query(bound)
