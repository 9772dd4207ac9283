from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.site.dating import say


@pytest.mark.parametrize(
    ("edtf", "en", "ru", "uz"),
    [
        ("2024-03-19", "19 March 2024", "19 марта 2024 года", "2024-yil 19-mart"),
        ("2018-10", "October 2018", "октябрь 2018", "2018-yil oktabr"),
        ("2018", "2018", "2018 год", "2018-yil"),
        (
            "2024-03-19/2024-03-24",
            "19–24 March 2024",
            "19–24 марта 2024 года",
            "2024-yil 19–24-mart",
        ),
        (
            "[2024-03-19..2024-03-24]",
            "some day within 19–24 March 2024",
            "в один из дней: 19–24 марта 2024 года",
            "2024-yil 19–24-mart kunlaridan biri",
        ),
        (
            "/2022-04",
            "until April 2022, beginning not stated",
            "до апреля 2022 года, начало не указано",
            "2022-yil aprelgacha, boshlanishi koʻrsatilmagan",
        ),
        ("2018~", "about 2018", "около 2018 года", "taxminan 2018-yil"),
        (
            "XXXX-05-05",
            "5 May, year not stated",
            "5 мая, год не указан",
            "5-may, yili koʻrsatilmagan",
        ),
        ("XXXX", "date not stated", "дата не указана", "sanasi koʻrsatilmagan"),
        ("soon", "soon", "soon", "soon"),
    ],
)
def test_a_date_is_said_in_words(edtf: str, en: str, ru: str, uz: str) -> None:
    assert [say(edtf, lang) for lang in ("en", "ru", "uz")] == [en, ru, uz]


@given(st.dates(date(1, 1, 1)), st.sampled_from(["en", "ru", "uz"]))
def test_a_day_keeps_its_day_and_year(day: date, lang: str) -> None:
    said = say(day.isoformat(), lang)

    assert str(day.day) in said
    assert str(day.year) in said


@given(st.text(), st.sampled_from(["en", "ru", "uz"]))
def test_any_text_can_be_said(text: str, lang: str) -> None:
    assert isinstance(say(text, lang), str)
