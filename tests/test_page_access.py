"""The page for everybody: axe-core finds nothing, nothing sticks out, targets can be hit."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from pages import ARTEFACTS, AXE, PHONE, Open, go

STATES = {
    "network": "",
    "table": "#view=table&time=2024",
    "panel": "#show=xinjiang-2024&country=country:CN",
    "path": "#path=mechnikov&path=national-louis&show=?path&around=1",
}
SCREENS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": PHONE | {"has_touch": True},
}


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    found = page.evaluate("() => axe.run()")["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.mark.browser
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(show: Open, drawn: dict[int, str], screen: str) -> None:
    # The policy of the page forbids scripts of others, ours for testing too.
    most = 0 if screen == "dark" else 2000
    page = show(drawn[most], bypass_csp=True, **SCREENS[screen])
    page.add_script_tag(path=AXE)
    ARTEFACTS.mkdir(exist_ok=True)
    for state, hash_ in STATES.items():
        go(page, hash_)
        page.screenshot(path=ARTEFACTS / f"{screen}-{state}.png")
        assert violations(page) == [], state
        wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide[0] <= wide[1], state

    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    page.fill("#search", "xinjiang")
    assert violations(page) == []
    page.screenshot(path=ARTEFACTS / f"{screen}-open.png")
    page.keyboard.press("Escape")
    if screen == "light":
        page.eval_on_selector_all("dialog", "all => all[0].showModal()")
        assert violations(page) == []


@pytest.mark.browser
def test_targets_on_a_phone_can_be_hit(show: Open, small_page: str) -> None:
    page = show(small_page, "#show=xinjiang-mu&country=country:CN&time=2024", **SCREENS["phone"])
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, summary')]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }))
            .map((one) => [one, (one.closest('label') || one).getBoundingClientRect()])
            .filter(([one, box]) => box.width && (box.height < 24 || box.width < 24)
                && !one.closest('.skip') && !one.matches('.goto'))
            .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width} ${box.height}`)"""
    )

    assert small == []


@pytest.mark.browser
def test_a_phone_is_used_by_touch(show: Open, small_page: str) -> None:
    page = show(small_page, **SCREENS["phone"])
    page.tap("#legend summary")
    page.locator("[data-facet=kind][data-value=event]").tap()
    assert page.locator("#shown").inner_text() == "4 of 9 relations shown"
    page.locator("#chips button").tap()
    page.fill("#search", "mechnikov")
    page.locator("#suggestions [data-key]").first.tap()
    assert page.is_visible("#panel")
    page.locator("[data-do=near]").tap()
    assert "near=mechnikov" in page.url
    page.locator("#close").tap()
    assert page.is_hidden("#panel")


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["ru", "uz"])
def test_other_languages_fit(show: Open, small_page: str, lang: str) -> None:
    page = show(small_page, f"#lang={lang}&show=xinjiang-mu&time=2024")
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"light-{lang}.png")
    out = page.evaluate(
        """() => [...document.querySelectorAll('#legend *, #bar *, header *')]
            .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth
                && getComputedStyle(one).overflow === 'hidden' && !one.closest('.hidden-text'))
            .map((one) => one.outerHTML.slice(0, 90))"""
    )

    assert out == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
