"""Whoever finds nothing is told so in the language of the address, else in one that is liked."""

from __future__ import annotations

import pytest

from partnergraph.serve.errorpages import error_page, language
from partnergraph.serve.problems import Problem

THREE = ("en", "ru", "uz")
NOTHING = Problem(404, "There is no such page.", "Begin at the home page.")


@pytest.mark.parametrize(
    ("path", "wish", "languages", "lang"),
    [
        (b"doc/nowhere.ru.html", "uz", THREE, "ru"),
        (b"doc/nowhere.uz.html", None, THREE, "uz"),
        (b"doc/nowhere.fr.html", None, THREE, "en"),
        (b"doc/nowhere.ru.html", None, ("en",), "en"),
        (b"doc/nowhere", None, THREE, "en"),
        (b"doc/nowhere", None, ("ru", "en"), "ru"),
        (b"doc/nowhere", None, ("de",), "en"),
        (b"doc/nowhere", "de, ru;q=0.8, en;q=0.5", THREE, "ru"),
        (b"doc/nowhere", "uz-Latn-UZ,ru;q=0.9", THREE, "uz"),
        (b"doc/nowhere", "ru;q=0, uz;q=0.1", THREE, "uz"),
        (b"doc/nowhere", "ru;q=0", THREE, "en"),
        (b"doc/nowhere", "ru;q=2, \x00, ;;;, *", THREE, "en"),
    ],
)
def test_the_language_is_that_of_the_address_else_the_best_liked(
    path: bytes, wish: str | None, languages: tuple[str, ...], lang: str
) -> None:
    assert language(path, wish, languages) == lang


@pytest.mark.parametrize(
    ("lang", "tag", "title", "link"),
    [
        ("en", "en", "There is no such page.", "../index.html"),
        ("ru", "ru", "Такой страницы нет.", "../index.ru.html"),
        ("uz", "uz-Latn", "Bunday sahifa yoʻq.", "../index.uz.html"),
    ],
)
def test_it_speaks_that_language_and_leads_to_pages_in_it(
    lang: str, tag: str, title: str, link: str
) -> None:
    page = error_page(NOTHING, "../", lang)

    assert f'<html lang="{tag}">' in page
    assert f"<h1>{title}</h1>" in page
    assert f'href="{link}"' in page


def test_pages_in_the_own_language_of_a_site_have_no_tag() -> None:
    page = error_page(NOTHING, "", "ru", own="ru")

    assert 'href="./index.html"' in page


def test_what_has_no_words_is_told_in_english_and_says_so() -> None:
    page = error_page(Problem(414, "The address <is> too long.", "Send less."), "", "ru")

    assert "<h1>На это нельзя ответить.</h1>" in page
    assert '<p lang="en">The address &lt;is&gt; too long. Send less.</p>' in page


def test_the_reason_of_a_known_status_stands_beside_it() -> None:
    assert '<p lang="en">Come to us.</p>' in error_page(
        Problem(405, "No.", "Come to us."), "", "uz"
    )
    assert 'lang="en"' not in error_page(Problem(500, "Broken."), "", "uz")
