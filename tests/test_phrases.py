"""What a question says of itself is found in the language that is wanted, else in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph.errors import QueryError
from partnergraph.phrases import Phrase, choose, phrases
from partnergraph.query import Question, read_question

HEADER = {
    "summary": "Who?",
    "summary@ru": "Кто?",
    "summary@uz-Latn": "Kim?",
    "why@ru": "Чтобы знать.",
    "description": "Read it.\n",
    "endpoint": "elsewhere",
    "tags": ["a"],
}


@pytest.mark.parametrize(
    ("lang", "text", "tag"),
    [
        ("en", "Who?", "en"),
        ("ru", "Кто?", "ru"),
        ("RU", "Кто?", "ru"),
        ("uz", "Kim?", "uz-Latn"),
        ("uz-Latn", "Kim?", "uz-Latn"),
        ("uz-Cyrl", "Who?", "en"),
        ("ru-RU", "Кто?", "ru"),
        ("de", "Who?", "en"),
    ],
)
def test_the_language_that_is_wanted_else_english(lang: str, text: str, tag: str) -> None:
    assert choose(phrases(HEADER, "it")["summary"], lang) == Phrase(text, tag)


def test_without_english_there_is_nothing_for_other_languages() -> None:
    assert choose(phrases(HEADER, "it")["why"], "uz") == Phrase("", "en")


def test_blank_words_are_none() -> None:
    found = phrases({"why": "Because.", "why@ru": "  ", "why@uz": None}, "it")["why"]

    assert list(found) == ["en"]


@pytest.mark.parametrize("key", ["why@", "why@Russian language", "summary@ru_RU"])
def test_a_tag_that_names_no_language_is_refused_with_an_example(key: str) -> None:
    with pytest.raises(QueryError, match="names no language") as told:
        phrases({key: "x"}, "own.rq")

    assert "own.rq" in str(told.value)
    assert "@uz-Latn" in str(told.value.hint)


def test_words_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    file.write_text("#+ why@ru:\n#+   - a\nSELECT ?x WHERE { }", encoding="utf-8")

    with pytest.raises(QueryError, match="'why@ru' is no text"):
        read_question(file).phrase("why", "en")


def test_a_question_tells_its_words_in_a_language() -> None:
    asked = Question("own", "#+ summary: Who?\n#+ summary@ru: Кто?\nSELECT ?x WHERE { }")

    assert (asked.words("ru"), asked.words("uz"), asked.why) == ("Кто?", "Who?", "")
