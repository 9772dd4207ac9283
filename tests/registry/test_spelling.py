from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.registry.lexicon import CONCEPTS, KINDS, LITTLE
from partnergraph.registry.spelling import (
    Word,
    analysed,
    bracketed,
    fold,
    is_acronym,
    is_general,
    key,
    likeness,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Słupsk", "slupsk"),
        ("İSTANBUL Aydın Üniversitesi", "istanbul aydin universitesi"),
        ("Самарқанд", "samarqand"),
        ("Оʻзбекистон", "ozbekiston"),
        ("Oʻzbekiston gʼisht", "ozbekiston gisht"),
        ("Йошкар-Ола", "ioshkar-ola"),
        ("Київ", "kiiv"),
        ("Ｔｏｋｙｏ", "tokyo"),
        ("Straße", "strasse"),
        ("l'Université d’Orléans", "universite orleans"),
        ("新疆医科大学", "新疆医科大学"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xi'an International University", "Xi’an International University"),
        ('University of Campania "Luigi Vanvitelli"', "University of Campania «Luigi Vanvitelli»"),
        ("The University of Pisa", "University of PISA"),
        ("North-Western State", "North–Western  State"),
        ("St. Petersburg State University", "Saint Petersburg State University"),
        ("Бухоро давлат", "Buxoro davlat".replace("x", "kh")),
        ("Ghent University", "ghent university"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Medical University of Graz", "University of Graz"),
        ("Samara State Medical University", "Samarkand State Medical University"),
        ("University of Washington", "Washington University"),
        ("Université Lyon I", "Université de Lyon"),
        ("Universidade Federal do Rio Grande", "Universidade Federal do Rio Grande do Sul"),
        ("Clinical Hospital No. 8", "Clinical Hospital No. 9"),
        ("ФГБОУ", "ФГБУ"),
    ],
)
def test_names_of_different_bodies_do_not(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_name_of_little_words_keeps_them() -> None:
    assert key("The And") == "the and"
    assert key("?!") == ""


@pytest.mark.parametrize(
    ("concept", "forms"),
    [
        ("university", "Üniversitesi Universität Universidade Uniwersytet университета Università"),
        ("academy", "Akademiyasi академия Academia akademie"),
        ("institute", "Instituti институт Instytut Istituto Enstitüsü"),
        ("hospital", "Hastanesi больница Krankenhaus shifoxonasi госпиталь"),
        ("medical", "тиббиёт tibbiyot медицинский Medizinische Medycyny Tıp"),
        ("state", "davlat давлат государственный Devlet дзяржаўны"),
        ("technical", "Technical технический texnika Teknik"),
        ("technology", "Technology Technological технологический Teknoloji"),
        ("center", "Centre Zentrum центр markazi Merkezi centro"),
    ],
)
def test_common_words_of_many_languages_are_one_concept(concept: str, forms: str) -> None:
    missed = {
        form: word.concept
        for form in forms.split()
        for word in analysed(form)
        if word.concept != concept
    }

    assert missed == {}


@pytest.mark.parametrize("name", ["Federico", "Universal", "Samarkand", "Pavlov", "Central"])
def test_names_and_other_words_are_no_concept(name: str) -> None:
    assert [word.concept for word in analysed(name)] == [""]


@pytest.mark.parametrize(
    ("name", "light"),
    [
        ("Ryazan University named after Academician I.P. Pavlov", ["p", "pavlov"]),
        ("Tsumura & Co.", ["co"]),
        ("Abu Ali ibn Sino nomidagi Buxoro instituti", ["abu", "ali", "ibn", "sino"]),
        ("Университет имени Канта", ["kanta"]),
    ],
)
def test_dedications_initials_and_legal_forms_weigh_little(name: str, light: list[str]) -> None:
    found = [word.text for word in analysed(name) if word.light]

    assert [word for word in found if word != "i"] == light


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Słupsk", "Słupsku", True),
        ("Andijan", "Andijon", True),
        ("Kirov", "Kirovsky", True),
        ("Petersburg", "Peterburg", True),
        ("university", "университет", True),
        ("Samara", "Samarkand", False),
        ("medical", "technical", False),
        ("Graz", "Gran", False),
        ("Kazan", "Kazakh", False),
        ("Pisa", "Pisau", False),
    ],
)
def test_likeness_of_words(one: str, other: str, alike: bool) -> None:
    a, b = analysed(one)[0], analysed(other)[0]

    assert (likeness(a, b) > 0) is alike
    assert likeness(a, b) == likeness(b, a)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("СамГМУ", True),
        ("TMA", True),
        ("UMR 9217", True),
        ("U.Porto", True),
        ("Ghent", False),
        ("Samarkand State Medical University", False),
        ("新疆医科大学", False),
    ],
)
def test_acronyms(name: str, expected: bool) -> None:
    assert is_acronym(name) is expected


def test_brackets_at_the_end_are_taken_off() -> None:
    assert bracketed("Tsumura (Japan)") == ("Tsumura", "Japan")
    assert bracketed("Tsumura") == ("Tsumura", "")
    assert bracketed("(Japan)") == ("(Japan)", "")
    assert bracketed("A (b) c") == ("A (b) c", "")


@pytest.mark.parametrize("word", ["university", "8", "otorhinolaryngology", "p", "pediatrics"])
def test_general_words(word: str) -> None:
    assert is_general(word)


@pytest.mark.parametrize("word", ["graz", "webster", "tsumura", "vanvitelli"])
def test_telling_words(word: str) -> None:
    assert not is_general(word)


def test_the_lexicon_is_in_order() -> None:
    assert list(CONCEPTS) == sorted(CONCEPTS)
    assert set(CONCEPTS) >= KINDS
    assert all(fold(word) == word or word == "für" for word in LITTLE)
    starts = [start for text in CONCEPTS.values() for start in text.split()]
    assert [start for start in starts if len(start.rstrip("=")) < 3] == []
    assert [start for start in starts if fold(start) != start] == []
    assert len(starts) == len(set(starts))


@given(st.text())
def test_any_text_folds_to_something_stable(text: str) -> None:
    assert key(key(text)) == key(text)
    for word in analysed(text):
        assert isinstance(word, Word)
        assert likeness(word, word) == 1
