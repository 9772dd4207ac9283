"""The table twin, and what can be taken away: CSV, PNG, SVG, a link."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page

from pages import Open, network
from partnergraph.explore import render


def download(page: Page, button: str) -> bytes:
    if button.startswith("#save-"):
        page.click("#save summary")
    with page.expect_download() as found:
        page.click(button)
    return Path(found.value.path()).read_bytes()


def table(text: bytes) -> list[dict[str, str]]:
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


@pytest.mark.browser
@pytest.mark.parametrize("name", ["table", "things"])
def test_every_column_sorts_both_ways(show: Open, small_page: str, name: str) -> None:
    page = show(small_page, "#view=table")
    head = page.locator(f"#{name}-head")
    for column in page.locator(f"#{name}-head button").evaluate_all(
        "all => all.map((one) => one.dataset.column)"
    ):
        button = head.locator(f"[data-column={column}]")
        button.click()
        first = head.locator("[aria-sort]").get_attribute("aria-sort")
        button.press("Enter")
        assert head.locator("[aria-sort]").count() == 1
        assert {first, head.locator("[aria-sort]").get_attribute("aria-sort")} == {
            *("ascending", "descending")
        }
        assert page.evaluate("document.activeElement.dataset.column") == column

    page.click("#table-head [data-column=date]")
    assert "Volga forum" in page.locator("#table-body tr").first.inner_text()
    page.click("#things-head [data-column=relations]")
    page.click("#things-head [data-column=relations]")
    assert page.locator("#things-body th").first.inner_text().startswith("Samarkand State")


@pytest.mark.browser
def test_csv_holds_what_is_shown(show: Open, small_page: str) -> None:
    page = show(small_page, "#view=table")
    rows = table(download(page, "#csv"))
    assert len(rows) == 9
    assert {row["iri"].rpartition("/")[2] for row in rows} >= {"xinjiang-2024", "volga-forum"}
    agreement = next(row for row in rows if row["iri"].endswith("xinjiang-2024"))
    assert agreement["first"] == "2024-03-19"
    assert agreement["last"] == ""
    assert agreement["edtf"] == "[2024-03-19..2024-03-24]"

    page.check("[data-facet=country][data-value='country:CN']")
    assert len(table(download(page, "#save-csv"))) == 3
    things = table(download(page, "#things-csv"))
    assert {row["Country"] for row in things} == {"China", "Uzbekistan"}


@pytest.mark.browser
def test_long_tables_show_more_when_asked_and_are_saved_whole(show: Open) -> None:
    page = show(render(network(650)), "#view=table")
    assert page.locator("#table-body tr").count() == 300
    page.click("#table-more")
    assert page.locator("#table-body tr").count() == 600
    assert page.locator("#table-more").inner_text() == "Show 50 more of 650"
    page.keyboard.press("Tab")
    page.click("#table-more")
    assert page.locator("#table-more").is_hidden()

    assert len(table(download(page, "#csv"))) == 650


@pytest.mark.browser
def test_pictures_show_what_is_shown(show: Open, small_page: str) -> None:
    page = show(small_page)
    assert download(page, "#save-png").startswith(b"\x89PNG\r\n")
    drawing = download(page, "#save-svg").decode("utf-8")
    assert "National-Louis" in drawing
    # Whole and without anything active: the browser itself reads it.
    read = """(text) => [new DOMParser().parseFromString(text, 'image/svg+xml')]
        .map((found) => [found.documentElement.tagName,
            found.querySelectorAll('script, image, foreignObject, parsererror').length])[0]"""
    assert page.evaluate(read, drawing) == ["svg", 0]

    page.uncheck("[data-facet=kind][data-value=programme]")
    assert "National-Louis" not in download(page, "#save-svg").decode("utf-8")


@pytest.mark.browser
def test_a_link_restores_what_one_sees(show: Open, small_page: str) -> None:
    page = show(small_page, "#hide=event&show=xinjiang-mu")
    page.click("#save summary")
    page.click("#save-link")
    link = page.input_value("#link-text")
    assert link == page.url
    page.keyboard.press("Escape")
    assert page.is_hidden("#link-dialog")
    assert page.is_visible("#panel")
