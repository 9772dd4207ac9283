"""The page within a frame that allows it scripts and nothing else, as notebooks show it."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from playwright.sync_api import Browser


@pytest.mark.browser
@pytest.mark.parametrize("most", [2000, 0])
def test_the_page_works_in_a_sandbox(
    browser: Browser, tmp_path: Path, drawn: dict[int, str], most: int
) -> None:
    outer = tmp_path / "notebook.html"
    frame = f'<iframe srcdoc="{html.escape(drawn[most])}" sandbox="allow-scripts allow-downloads"'
    style = 'style="width: 1200px; height: 700px"'
    outer.write_text(f"<!doctype html><title>x</title>{frame} {style}></iframe>", encoding="utf-8")
    page = browser.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(outer.as_uri())
    inner = page.frame_locator("iframe")
    inner.locator("body[data-ready=yes]").wait_for(timeout=5000)

    inner.locator("[data-facet=kind][data-value=event]").uncheck()
    assert inner.locator("#shown").inner_text() == "4 of 9 relations shown"
    inner.locator("[data-view=table]").click()
    assert inner.locator("#table-body tr").count() == 4
    inner.locator("#undo").click()
    inner.locator("#undo").click()
    assert inner.locator("#shown").inner_text() == ""
    inner.locator("#save summary").click()
    with page.expect_download():
        inner.locator("#save-png").click()
    inner.locator("#save summary").click()
    inner.locator("#save-link").click()
    assert inner.locator("#link-dialog").is_visible()
    page.close()
    assert trouble == []
