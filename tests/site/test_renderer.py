from __future__ import annotations

import json
from posixpath import dirname, join, normpath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup_reader import Reader

from partnergraph.site.pages import Press
from partnergraph.site.renderer import embeddable, localised, relative, text, words

_PATH = st.lists(st.from_regex(r"[a-z0-9]{1,3}", fullmatch=True), min_size=1, max_size=4)


def test_every_word_is_said_in_every_language() -> None:
    found = json.loads(text("words.json"))

    assert found["en"].keys() == found["ru"].keys() == found["uz"].keys()
    assert all(said.strip() for each in found.values() for said in each.values())
    for key, said in found["en"].items():
        assert {hole for hole in ("{1}", "{2}") if hole in said} == {
            hole for hole in ("{1}", "{2}") if hole in found["ru"][key] and hole in found["uz"][key]
        }, key


def test_a_language_without_words_is_spoken_to_in_english() -> None:
    assert words("xx")["home"] == words("en")["home"]


@given(_PATH, _PATH)
def test_a_relative_link_leads_where_it_should(one: list[str], other: list[str]) -> None:
    here, target = "/".join(one), "/".join(other)

    assert normpath(join(dirname(here), relative(target, here))) == target


@pytest.mark.parametrize(
    ("path", "lang", "expected"),
    [
        ("index.html", "en", "index.html"),
        ("index.html", "ru", "index.ru.html"),
        ("doc/x.html", "uz", "doc/x.uz.html"),
        ("institutions.csv", "ru", "institutions.csv"),
    ],
)
def test_a_page_in_another_language_has_its_tag(path: str, lang: str, expected: str) -> None:
    assert localised(path, lang, "en") == expected


def test_embedded_data_cannot_end_its_element() -> None:
    data = json.dumps({"name": "</script><script>alert(1)</script><!--"})

    assert "<" not in embeddable(data)
    assert json.loads(embeddable(data)) == json.loads(data)


def test_the_head_tells_machines_where_things_are(press: Press) -> None:
    iri = press.site.project.thing("xinjiang-2024")
    base = press.site.project.base

    page = press.page(iri, "en", '{"@id": "x"}')

    for line in (
        "<html lang=en>",
        f"<link rel=canonical href={base}doc/xinjiang-2024.html>",
        "<link rel=alternate hreflang=ru href=xinjiang-2024.ru.html>",
        "<link rel=alternate hreflang=uz-Latn href=xinjiang-2024.uz.html>",
        f"<link rel=cite-as href={iri}>",
        '<link rel="alternate describedby" type=text/turtle href=xinjiang-2024.ttl>',
        '<link rel=license href="https://creativecommons.org/licenses/by/4.0/">',
        '<script type="application/ld+json">{"@id": "x"}</script>',
    ):
        assert line in page
    other = press.page(iri, "ru")
    assert f"<link rel=canonical href={base}doc/xinjiang-2024.ru.html>" in other
    assert f"<link rel=cite-as href={iri}>" in other
    assert "describedby" not in other  # but on the page to which the thing leads
    assert "style=" not in page
    assert "https:" not in "".join(link for link in Reader(page).links if link.endswith(".css"))
