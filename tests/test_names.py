"""Names: what does not matter in a spelling, and what a printed name is found to denote."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from partnergraph.names import Names, Reading, Resolution, normalise

UNDER_TEST = settings(max_examples=100, deadline=None)
SAMARA = Reading("Samara State Medical University", "page", "samsmu", "d", "m")


def known() -> Names:
    names = Names(ids={"samsmu": "institutions", "samara-smu": "institutions"})
    names.add("Samarkand State Medical University", "samsmu")
    names.add("Самаркандский государственный медицинский университет", "samsmu")
    names.add("Samara State Medical University", "samara-smu")
    names.add("Medical University", "samsmu")
    names.add("Medical University", "samara-smu")
    return names


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@example("O´zbekiston")
@example("ΐ ΰ ẞ ﬀ İ ǰ")
@UNDER_TEST
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "text",
    [
        "O'zbekiston",
        "Oʻzbekiston",
        "O‘zbekiston",
        "O’zbekiston",
        "O`zbekiston",
        "O´zbekiston",
        "Oʼzbekiston",
        "OʻZBEKISTON",
        " O'zbekiston\n",
        "«O'zbekiston»",
        "“Oʻzbekiston”",
        "Ｏ'zbekiston",
        "„O'zbekiston“",
        '"O\'zbekiston"',
        "O＇zbekiston",
    ],
)
def test_quotation_marks_case_and_width_do_not_matter(text: str) -> None:
    assert normalise(text) == "ozbekiston"


@pytest.mark.parametrize(
    "text", ["Kiel-West  1", "kiel–west 1", "KIEL—WEST\u00a01", "Kiel‑West\n\t1", "Kiel−West 1"]
)
def test_dashes_and_blanks_do_not_matter(text: str) -> None:
    assert normalise(text) == "kiel-west 1"


def test_accents_compose() -> None:
    assert normalise("Plzen\u030c") == normalise("PLZEŇ")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Samara", "Samarkand"), ("Kiel West", "Kiel-West"), ("Plzen", "Plzeň"), ("Самара", "Samara")],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("samsmu", Resolution("samsmu")),
        ("Samarkand State  medical university", Resolution("samsmu", printed=True)),
        (
            "«Самаркандский государственный медицинский университет»",
            Resolution("samsmu", printed=True),
        ),
        ("Samara State Medical University", Resolution("samara-smu", printed=True)),
        ("Medical University", Resolution(printed=True, several=("samara-smu", "samsmu"))),
        ("University of Nowhere", Resolution(printed=True)),
        ("SAMSMU", Resolution(printed=True)),
        ("", Resolution(printed=True)),
    ],
)
def test_a_text_is_an_id_or_a_name(text: str, expected: Resolution) -> None:
    assert known().resolve(text, "page") == expected


def test_a_name_given_twice_to_one_thing_is_not_ambiguous() -> None:
    names = known()
    names.add("SAMARKAND State Medical University", "samsmu")
    assert names.resolve("Samarkand State Medical University", "page").thing == "samsmu"


@pytest.mark.parametrize("form", [SAMARA.form, "samara state  MEDICAL university"])
def test_a_reading_goes_before_a_label(form: str) -> None:
    names = known()
    names.read(SAMARA)
    assert names.resolve(form, "page") == Resolution("samsmu", SAMARA, printed=True)


def test_a_reading_holds_in_its_source_only() -> None:
    names = known()
    names.read(SAMARA)
    assert names.resolve(SAMARA.form, "other") == Resolution("samara-smu", printed=True)


def test_a_reading_decides_between_several() -> None:
    names = known()
    reading = Reading("Medical University", "page", "samsmu", "d", "m")
    names.read(reading)
    assert names.resolve("Medical University", "page") == Resolution("samsmu", reading, True)


def test_an_unresolved_reading_denotes_nothing_although_a_label_would() -> None:
    names = known()
    reading = Reading(SAMARA.form, "page", "", "d", "m")
    names.read(reading)
    assert names.resolve(SAMARA.form, "page") == Resolution("", reading, printed=True)


def test_an_id_goes_before_a_reading() -> None:
    names = known()
    names.read(Reading("samsmu", "page", "samara-smu", "d", "m"))
    assert names.resolve("samsmu", "page") == Resolution("samsmu")


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Samarkand Statе Medical Universty", "Samarkand State Medical University"),
        ("samara state medical university!", "Samara State Medical University"),
        ("samsmuu", "samsmu"),
    ],
)
def test_suggestions_look_like_the_text_as_first_spelt(text: str, best: str) -> None:
    names = known()
    names.add("SAMARA State Medical University", "samara-smu")
    assert names.suggest(text)[0] == best


def test_suggestions_are_few_and_may_be_none() -> None:
    names = known()
    for number in range(9):
        names.add(f"Medical Institute {number}", f"i{number}")
    assert len(names.suggest("Medical Institute 10")) == 3
    assert len(names.suggest("Medical Institute 10", count=5)) == 5
    assert names.suggest("新疆") == []
