"""The page without a mouse: the walk along lines, letters for actions, every control reached."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from pages import Open


def said(page: Page) -> str:
    return str(page.locator("#live").inner_text())


@pytest.mark.browser
@pytest.mark.parametrize("most", [2000, 0])
def test_arrows_walk_along_the_lines_and_say_where_they_are(
    show: Open, drawn: dict[int, str], most: int
) -> None:
    page = show(drawn[most])
    page.focus("#canvas")
    assert said(page).startswith("Samarkand State Medical University, university, Uzbekistan, 8")
    page.keyboard.press("ArrowDown")
    first = said(page)
    assert re.fullmatch(r".+, .+, \w+, \d+ relations?.*, 1 of \d+", first)
    page.keyboard.press("ArrowRight")
    assert ", 2 of " in said(page)
    page.keyboard.press("ArrowLeft")
    assert said(page) == first
    page.keyboard.press("Enter")
    assert page.locator("#panel-title").inner_text() == first.split(",")[0]
    page.focus("#canvas")
    page.keyboard.press("ArrowUp")
    assert said(page).startswith("Samarkand State Medical University")
    page.keyboard.press("ArrowDown")
    ring = [said(page)]
    while len(ring) < 9:
        page.keyboard.press("ArrowRight")
        ring.append(said(page))
    assert [text.rpartition(", ")[2] for text in ring] == [f"{i} of 9" for i in range(1, 10)]
    both = next(text for text in ring if text.startswith("Xinjiang"))
    assert (
        "Xinjiang Medical University, university, China, 2 relations, 1 agreement, 1 event" in both
    )


@pytest.mark.browser
def test_letters_do_what_buttons_do(show: Open, small_page: str) -> None:
    page = show(small_page)
    page.focus("#canvas")
    page.keyboard.press("ArrowDown")
    name = said(page).split(",")[0]
    page.keyboard.press("h")
    assert page.url.count("without=") == 1
    assert said(page).startswith("Samarkand State Medical University")
    page.keyboard.press("e")
    assert "without=" not in page.url

    page.keyboard.press("ArrowDown")
    assert said(page).split(",")[0] == name
    page.keyboard.press("n")
    assert "near=" in page.url
    page.keyboard.press("Control+z")
    assert "near=" not in page.url
    page.keyboard.press("i")
    assert "part=" in page.url
    page.keyboard.press("Control+z")

    page.keyboard.press("p")
    assert name in page.locator("#path-hint").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.url.count("path=") == 2
    assert page.locator("#panel-title").inner_text() == "Path"
    page.keyboard.press("Escape")
    assert page.is_hidden("#panel")


@pytest.mark.browser
def test_the_table_is_the_first_stop(show: Open, small_page: str) -> None:
    page = show(small_page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")

    assert page.is_visible("#table-view")
    assert page.evaluate("document.activeElement.id") == "table-view"
    assert "view=table" in page.url


@pytest.mark.browser
def test_every_control_is_reached_with_tab(show: Open, small_page: str) -> None:
    page = show(small_page, "#show=xinjiang-mu&time=2024&hide=event")
    page.eval_on_selector_all("details.facet", "all => all.forEach((one) => { one.open = true; })")
    page.click("#save summary")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll(
                'button, input, select, a[href], summary, [tabindex="0"]')]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
            .filter((one) => one.type !== 'radio' || one.checked)
            .map((one, i) => { one.dataset.stop = i; return i; })"""
    )
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    page.focus("#skip")
    reached = set()
    for _ in range(len(wanted) + 5):
        reached.add(page.evaluate("Number(document.activeElement.dataset.stop)"))
        page.keyboard.press("Tab")

    missed = [
        page.locator(f"[data-stop='{i}']").evaluate("one => one.outerHTML")
        for i in set(wanted) - reached
    ]
    assert missed == []


@pytest.mark.browser
def test_all_keys_are_listed(show: Open, small_page: str) -> None:
    page = show(small_page)
    page.focus("#help-open")
    page.keyboard.press("Enter")

    text = page.locator("#help").inner_text()
    assert "Only its neighbours" in text
    assert "Ctrl+Z" in text
    page.keyboard.press("Escape")
    assert page.is_hidden("#help")
    assert page.evaluate("document.activeElement.id") == "help-open"


@pytest.mark.browser
def test_focus_is_kept_by_what_one_does(show: Open, small_page: str) -> None:
    page = show(small_page, "#show=xinjiang-mu&view=table")
    page.focus("[data-do=near]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.do") == "near"
    page.focus("[data-do=hide]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.view") == "table"
    page.focus("#undo")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "undo"
