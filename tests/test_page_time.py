"""Time on the page: at one time, between two, played; the undated apart, open ends said."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from pages import Open, go, network
from partnergraph.explore import render


def titles(page: Page) -> set[str]:
    return set(page.locator("#table-body td.title").all_inner_texts())


def mode(page: Page, value: str) -> None:
    page.locator(f"[name=time-mode][value={value}]").check(force=True)


@pytest.mark.browser
def test_a_time_shows_what_was_in_force_or_took_place(show: Open, small_page: str) -> None:
    faculty, visit = "Faculty of Joint Education", "Working visit to China"
    march = {faculty, visit, "Cooperation agreement", "Negotiation on joint programmes"}
    shown = {
        "2021": {"Volga forum"},
        "2022": set(),
        "2023": {faculty},
        "2024-05": {faculty, "Cooperation agreement", "Lecture"},
        "2024-03-18": {faculty},
        "2024-03-20": march,
        "2021/2022": {"Volga forum"},
        "2023-12/2024-03": march,
    }
    page = show(small_page)
    for time, expected in shown.items():
        go(page, f"view=table&undated=0&time={time}")
        found = titles(page)
        assert len(found) == len(expected), time
        assert all(any(title.startswith(one) for title in found) for one in expected), found


@pytest.mark.browser
def test_the_undated_are_shown_or_hidden_but_never_guessed(show: Open, small_page: str) -> None:
    page = show(small_page, "#view=table&time=2023")
    assert page.locator("#undated-number").inner_text() == "2"
    assert page.locator("#table-body tr").count() == 3
    assert page.locator("#time-open").inner_text() == "1 of them has no stated end."

    page.uncheck("#undated")
    assert page.locator("#table-body tr").count() == 1
    assert page.locator("#undated-number").inner_text() == "2"
    assert "end not stated" in page.locator("#table-body td.date").inner_text()


@pytest.mark.browser
def test_sliders_work_with_the_keyboard(show: Open, small_page: str) -> None:
    page = show(small_page, "#undated=0")
    mode(page, "at")
    assert page.locator("#time-value").inner_text() == "2024"
    page.focus("#time-from")
    page.keyboard.press("Home")
    assert page.locator("#time-value").inner_text() == "2021"
    assert page.locator("#time-from").get_attribute("aria-valuetext") == "2021"
    assert page.locator("#shown").inner_text() == "1 of 9 relations shown"

    page.select_option("#time-unit", "month")
    assert page.locator("#time-value").inner_text() == "January 2021"
    page.focus("#time-from")
    page.keyboard.press("ArrowRight")
    assert "time=2021-02" in page.url

    mode(page, "range")
    page.focus("#time-to")
    page.keyboard.press("End")
    page.focus("#time-from")
    page.keyboard.press("Home")
    assert "time=2021-01%2F2024-12" in page.url
    # The ends cannot pass one another.
    page.keyboard.press("End")
    assert "time=2024-12%2F2024-12" in page.url


@pytest.mark.browser
def test_playing_moves_on_and_can_be_paused(show: Open, small_page: str) -> None:
    page = show(small_page, "#time=2021")
    page.clock.install()
    page.click("#play")
    assert page.locator("#play").get_attribute("aria-label") == "Pause"
    page.clock.run_for(1200)
    assert page.locator("#time-value").inner_text() == "2023"
    page.click("#play")
    page.clock.run_for(5000)
    assert page.locator("#time-value").inner_text() == "2023"
    # Playing is one change, however many steps it took.
    page.keyboard.press("Control+z")
    assert page.locator("#time-value").inner_text() == "2021"


@pytest.mark.browser
def test_reduced_motion_plays_one_step_at_a_time(show: Open, small_page: str) -> None:
    page = show(small_page, "#time=2021", reduced_motion="reduce")
    page.clock.install()
    page.click("#play")
    page.clock.run_for(9000)

    assert page.locator("#time-value").inner_text() == "2022"
    assert page.locator("#play").get_attribute("aria-label") == "Next step"


@pytest.mark.browser
def test_without_dates_there_is_no_time(show: Open) -> None:
    page = show(render(network(3)), "#time=2021&view=table")

    assert not page.is_visible("#time-box")
    assert page.locator("#table-body tr").count() == 3
