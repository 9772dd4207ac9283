"""Search on the page: every name in every script, forgiving, grouped, by keyboard."""

from __future__ import annotations

import networkx as nx
import pytest
from playwright.sync_api import Page

from pages import Open
from partnergraph.explore import render


def found(page: Page, text: str) -> list[str]:
    page.fill("#search", text)
    return [str(key) for key in page.eval_on_selector_all(
        "#suggestions [data-key]", "all => all.map((one) => one.dataset.key)"
    )]  # fmt: skip


@pytest.mark.browser
def test_names_are_found_in_every_script_and_spelling(show: Open, small_page: str) -> None:
    page = show(small_page)
    first = {
        "xinj": "xinjiang-mu",
        "新疆": "xinjiang-mu",
        "синьцзян": "xinjiang-mu",
        "ISTANBUL uni": "istanbul-u",
        "istanbul universitesi": "istanbul-u",
        "volga research": "privolzhsky",
        "turkic": "turkic-congress-2024",
        "cooperation agreement": "xinjiang-2024",
        # One sound in several alphabets
        "Samarqand": "samsmu",
        "Самарканд": "samsmu",
        "Samarkand": "samsmu",
        "samarkandskij": "samsmu",
        "Самарқанд": "samsmu",
        "privoljskiy": "privolzhsky",
        "buhara": "bukhara-smi",
        "Бухара": "bukhara-smi",
        # Slips of the pen
        "xinjang": "xinjiang-mu",
        "Samarknad": "samsmu",
        "instanbul": "istanbul-u",
        "mechnikof": "mechnikov",
        "natoinal luis": "national-louis",
    }

    wrong = {
        text: found(page, text)[:2]
        for text, key in first.items()
        if key not in found(page, text)[:2]
    }
    assert wrong == {}
    assert found(page, "qqqqzzzz") == []
    assert page.locator("#suggestions").inner_text() == "Nothing is called that"


@pytest.mark.browser
def test_suggestions_are_grouped_with_kind_and_country(show: Open, small_page: str) -> None:
    page = show(small_page)
    found(page, "xinjiang")

    groups = page.eval_on_selector_all(
        "#suggestions [role=group]", "all => all.map((one) => one.getAttribute('aria-label'))"
    )
    assert groups[:2] == ["Institutions", "Agreements"]
    assert "China · university" in page.locator("[data-key=xinjiang-mu]").inner_text()
    agreement = page.locator("#suggestions [data-key=xinjiang-2024]").inner_text()
    assert "March 19 – 24, 2024" in agreement
    assert "Xinjiang Medical University" in agreement


@pytest.mark.browser
def test_search_works_with_the_keyboard_alone(show: Open, small_page: str) -> None:
    page = show(small_page)
    page.keyboard.press("/")
    page.keyboard.type("university")
    assert page.locator("#search").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = str(page.locator("#search").get_attribute("aria-activedescendant"))
    chosen = page.locator(f"#{active}")
    assert chosen.get_attribute("aria-selected") == "true"
    name = chosen.locator("bdi").first.inner_text()
    page.keyboard.press("Enter")

    assert page.locator("#panel-title").inner_text() == name
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("/")
    page.keyboard.type("volga")
    page.keyboard.press("Escape")
    assert not page.is_visible("#suggestions")
    assert page.is_visible("#panel")


@pytest.mark.browser
def test_what_was_hidden_comes_back_when_it_is_searched(show: Open, small_page: str) -> None:
    page = show(small_page, "#without=xinjiang-mu&near=mechnikov")
    found(page, "xinjiang")
    page.keyboard.press("Enter")

    assert page.locator("#chips li").count() == 0
    assert "without" not in page.url


@pytest.mark.browser
def test_a_thousand_names_are_searched_at_once(show: Open) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for i in range(1000):
        names = [{"text": f"Institute of Science No. {i}", "lang": "en", "sort": "preferred"}]
        graph.add_node(f"http://example.org/{i}", kind="institution", names=names)
        graph.add_edge(f"http://example.org/{i}", f"http://example.org/{i // 2}", kind="event")
    page = show(render(graph))
    found(page, "institute 99")
    assert page.locator("#suggestions [data-key]").count() == 5  # the most of one group

    took = page.evaluate(
        """() => {
            const search = document.getElementById('search');
            const start = performance.now();
            search.value = 'insitute sciense 77';
            search.dispatchEvent(new Event('input'));
            return performance.now() - start;
        }"""
    )
    assert "No. 77" in page.locator("#suggestions").inner_text()
    assert took < 250
