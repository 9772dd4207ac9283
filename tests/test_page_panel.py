"""The details of the page: names, facts, relations with their evidence, doubts, and links."""

from __future__ import annotations

import networkx as nx
import pytest

from pages import TITLE, Open, click_node, network
from partnergraph.errors import PartnergraphError
from partnergraph.explore import render


@pytest.mark.browser
def test_a_click_on_a_node_shows_relations_with_their_evidence(show: Open, small_page: str) -> None:
    page = show(small_page)
    click_node(page, "xinjiang-mu")

    panel = page.locator("#panel")
    text = panel.inner_text()
    assert "2 relations" in text
    assert "some day within March 19 – 24, 2024" in text
    assert "end not stated" in text
    assert "signed, force unknown" in text
    assert "signing a cooperation agreement" in text
    assert "characters 1860 to 1891" in text
    assert "sister pages print SamSMU" in text
    assert panel.locator("a[href^='https://sammu.uz/en/pages/']").count() > 0
    versions = panel.locator("table.versions").first
    assert versions.inner_text().count("memorandum of cooperation") == 1
    assert versions.locator("th").count() == 2


@pytest.mark.browser
def test_unresolved_names_are_listed_with_their_candidates(show: Open, small_page: str) -> None:
    page = show(small_page)
    page.click("#unresolved")

    text = page.locator("#panel").inner_text()
    assert "named after Abu Ali ibn Sina" in text
    assert "Avicenna Tajik State Medical University" in text
    assert "At least two institutions carry this name" in text


@pytest.mark.browser
def test_home_shows_what_sources_say_about_it(show: Open, small_page: str) -> None:
    text = show(small_page, "#show=samsmu").locator("#panel").inner_text()

    assert "The university has relations with more than 60 organisations." in text
    assert "more than 60 state and international organizations" in text
    assert "Samarkand State Medical Institute" in text


@pytest.mark.browser
def test_the_language_can_be_changed(show: Open, small_page: str) -> None:
    page = show(small_page, "#show=xinjiang-mu")
    page.click("[data-lang=ru]")

    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.title() == "Связи университета"
    assert page.locator("#panel-title").inner_text() == "Синьцзянский медицинский университет"
    assert "подписано, действие неизвестно" in page.locator("#panel").inner_text()
    assert page.locator("#country-list label").first.inner_text().startswith("Россия")
    page.click("[data-lang=uz]")
    assert page.locator("html").get_attribute("lang") == "uz-Latn"
    assert page.title() == "Aloqalar"
    # There is no Uzbek name, so the English one stands, and says what it is.
    assert page.locator("#panel-title [lang=en]").inner_text() == "Xinjiang Medical University"


@pytest.mark.browser
def test_every_name_says_its_language(show: Open, small_page: str) -> None:
    page = show(small_page, "#show=xinjiang-mu&lang=ru&view=table")
    foreign = page.eval_on_selector_all(
        "bdi, q, blockquote",
        """all => all.filter((one) => /[a-z]{4}/i.test(one.textContent)
            && !one.closest('code, a') && !one.closest('[lang]:not(html)'))
            .map((one) => one.textContent)""",
    )

    assert foreign == []


@pytest.mark.browser
def test_pages_are_linked_only_where_they_are_known(
    show: Open, small: nx.MultiDiGraph[str], small_page: str
) -> None:
    without = show(small_page, "#show=xinjiang-2024").locator("#panel .record")
    assert without.first.locator("a").count() == 0
    assert "/id/xinjiang-2024" in without.first.inner_text()

    for pages, expected in (
        ("https://example.org/id/", "https://example.org/id/xinjiang-2024"),
        ("https://example.org/{id}.html", "https://example.org/xinjiang-2024.html"),
    ):
        page = show(render(small, title=TITLE, pages=pages), "#show=xinjiang-2024")
        link = page.locator("#panel .record a").first
        assert link.get_attribute("href") == expected


@pytest.mark.parametrize("pages", ["javascript:alert(1)", "example.org", "https://", "//x/"])
def test_pages_must_be_a_web_address(small: nx.MultiDiGraph[str], pages: str) -> None:
    with pytest.raises(PartnergraphError, match="address of pages"):
        render(small, pages=pages)


@pytest.mark.browser
def test_a_page_may_open_on_one_thing(show: Open, small: nx.MultiDiGraph[str]) -> None:
    iri = next(iri for iri in small if iri.endswith("/mechnikov"))
    page = show(render(small, title=TITLE, focus=iri))

    assert page.locator("#panel-title").inner_text().startswith("North-Western State Medical")


@pytest.mark.browser
def test_very_many_relations_come_in_portions(show: Open) -> None:
    page = show(render(network(1, 250)), "#show=0")
    assert page.locator("#panel details.relation").count() == 100
    page.click("#panel button:has-text('Show 100 more of 250')")
    assert page.locator("#panel details.relation").count() == 200
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.click("#panel button:has-text('Show 50 more of 250')")
    assert page.locator("#panel details.relation").count() == 250


@pytest.mark.browser
def test_what_is_not_in_the_network_is_named_but_leads_nowhere(
    show: Open, small: nx.MultiDiGraph[str]
) -> None:
    graph = small.copy()
    graph.remove_node(next(iri for iri in small if iri.endswith("/samara-smu")))
    panel = show(render(graph), "#show=xinjiang-2024").locator("#panel")

    assert "Also possible: samara-smu" in panel.inner_text()
    assert panel.locator("button", has_text="samara-smu").count() == 0
