"""Parts of the network and ways through it: expand, hide, isolate, the shortest path; undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Page

from pages import Open, go
from partnergraph.explore import render


def chain() -> nx.MultiDiGraph[str]:
    """Home with a and b; a chain b, c, d that also leads back to a; and x with y, apart."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(home="http://example.org/home")
    for name in ("home", "a", "b", "c", "d", "x", "y"):
        names = [{"text": f"The {name}", "lang": "en", "sort": "preferred"}]
        standing = "home" if name == "home" else "connected"
        graph.add_node(f"http://example.org/{name}", standing=standing, names=names)
    for i, pair in enumerate(["home a", "home b", "b c", "c d", "d a", "x y", "b c"]):
        start, end = (f"http://example.org/{name}" for name in pair.split())
        record: dict[str, Any] = {"id": f"http://example.org/r{i}", "kind": "event"}
        graph.add_edge(start, end, record["id"], **record)
    return graph


@pytest.fixture(scope="module")
def chained() -> str:
    return render(chain(), title="A chain")


def things(page: Page) -> str:
    """Who is in the table, by the last word of the names."""
    if page.locator("#table-view").is_hidden():
        page.click("[data-view=table]")
    return " ".join(name.split()[-1] for name in page.locator("#things-body th").all_inner_texts())


def stops(page: Page) -> str:
    return " ".join(name.split()[-1] for name in page.locator("#panel .stop").all_inner_texts())


@pytest.mark.browser
def test_a_part_can_be_isolated_and_left_again(show: Open, chained: str) -> None:
    page = show(chained, "#show=x&view=table")
    assert things(page) == "a b c d home x y"
    page.click("[data-do=part]")
    assert things(page) == "x y"
    assert page.locator("#table-body tr").count() == 1
    assert "part=x" in page.url

    page.locator("#chips button").click()
    assert things(page) == "a b c d home x y"


@pytest.mark.browser
def test_neighbours_are_kept_expanded_and_hidden(show: Open, chained: str) -> None:
    page = show(chained, "#show=c&view=table")
    page.click("[data-do=near]")
    assert things(page) == "b c d"

    page.locator("#things-body button", has_text="The d").click()
    page.click("[data-do=expand]")
    assert things(page) == "a b c d"
    assert page.locator("[data-do=expand]").count() == 0

    page.click("[data-do=hide]")
    assert things(page) == "b c"
    assert page.is_hidden("#panel")
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert things(page) == "b c"


@pytest.mark.browser
def test_neighbours_that_hang_on_one_alone_are_hidden_and_brought_back(
    show: Open, chained: str
) -> None:
    page = show(chained, "#show=x")
    page.click("[data-do=collapse]")
    assert page.locator("#chips").inner_text().endswith("1 hidden by hand ×")
    page.click("[data-do=expand]")
    assert page.locator("#chips li").count() == 0


@pytest.mark.browser
def test_the_shortest_path_is_listed_with_its_relations(show: Open, chained: str) -> None:
    page = show(chained, "#show=c")
    page.click("[data-do=path]")
    assert "The c" in page.locator("#path-hint").inner_text()
    page.fill("#search", "the home")
    page.keyboard.press("Enter")

    assert page.locator("#panel-title").inner_text() == "Path"
    assert stops(page) == "c b home"
    assert page.locator("#panel .step").first.locator("details.relation").count() == 2
    assert page.locator("#live").inner_text() == "2 steps"
    assert page.is_hidden("#path-hint")

    page.click("#panel button:has-text('Turn round')")
    assert stops(page) == "home b c"
    page.click("#panel button:has-text('Remove')")
    assert page.is_hidden("#panel")


@pytest.mark.browser
def test_a_path_may_avoid_home_and_follows_the_filters(show: Open, chained: str) -> None:
    page = show(chained, "#path=a&path=b&show=?path")
    assert stops(page) == "a home b"
    page.check("#path-around")
    assert stops(page) == "a d c b"
    assert "around=1" in page.url

    page.evaluate("location.hash = 'path=a&path=b&show=?path&without=home'")
    page.wait_for_function("document.querySelectorAll('#panel .stop').length === 4")
    page.evaluate("location.hash = 'path=a&path=x&show=?path'")
    page.wait_for_selector("#panel .notice")
    assert "There is no path" in page.locator("#panel").inner_text()


@pytest.mark.browser
def test_a_path_runs_along_what_several_did_together(show: Open, small_page: str) -> None:
    page = show(small_page, "#path=mechnikov&path=national-louis&show=?path")
    assert page.locator("#panel .stop").count() == 3

    page.check("#path-around")
    names = page.locator("#panel .stop").all_inner_texts()
    assert names[1] in ("Chuvash State University", "Privolzhsky Research Medical University")
    page.locator("#panel .step summary").first.click()
    page.wait_for_selector("#panel .step .evidence")
    assert "Evidence" in page.locator("#panel .step").first.inner_text()


@pytest.mark.browser
def test_every_change_can_be_undone_and_redone(show: Open, small_page: str) -> None:
    page = show(small_page)
    views = [page.url]
    changes: tuple[Callable[[], None], ...] = (
        lambda: page.uncheck("[data-facet=kind][data-value=event]"),
        lambda: page.check("[data-facet=country][data-value='country:RU']"),
        lambda: page.locator("[name=time-mode][value=at]").check(force=True),
        lambda: page.click("[data-view=table]"),
        page.locator("#things-body button").first.click,
        lambda: page.click("[data-do=near]"),
        lambda: page.click("[data-lang=ru]"),
    )
    for change in changes:
        change()
        assert page.url != views[-1]
        views.append(page.url)

    for url in reversed(views[:-1]):
        page.click("#undo")
        assert page.url.split("#")[1:] == url.split("#")[1:]
    assert page.locator("#undo").get_attribute("aria-disabled") == "true"
    for url in views[1:]:
        page.keyboard.press("Control+Shift+z")
        assert page.url.split("#")[1:] == url.split("#")[1:]
    page.keyboard.press("Control+z")
    page.click("[data-view=network]")
    assert page.locator("#redo").get_attribute("aria-disabled") == "true"


@pytest.mark.browser
def test_the_address_restores_the_view(show: Open, small_page: str) -> None:
    page = show(small_page, "#show=xinjiang-2024&lang=ru&hide=event&year=2024")

    assert page.locator("#panel-title").inner_text().startswith("Соглашение о сотрудничестве")
    assert not page.is_checked("[data-facet=kind][data-value=event]")
    assert page.locator("#time-value").inner_text() == "2024"
    page.keyboard.press("Escape")
    assert "show=" not in page.url
    assert "lang=ru" in page.url


@pytest.mark.browser
def test_a_wrong_address_does_no_harm(show: Open, small_page: str) -> None:
    page = show(
        small_page, "#show=nothing&year=9999&lang=xx&hide=%3Cb%3E&country=x&group=__proto__"
    )
    assert page.is_hidden("#panel")
    for hash_ in (
        "%",
        "show=__proto__&near=constructor&path=a&path=__proto__&without=toString",
        "show=?path&time=2024-13/2024-99&steps=-1&near=samsmu",
        "part=samsmu&more=samsmu&time=2024-02-31",
    ):
        go(page, hash_)
        assert page.is_hidden("#panel"), hash_
