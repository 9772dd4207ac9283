"""The page of findings: complete, safe, and usable in a real browser without script or network."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from partnergraph.diagnostics.page import page
from partnergraph.findings import Finding, info, violation, warning
from partnergraph.translation import LANGUAGES, catalogue

DATA = Path(__file__).parent / "data"
ARTEFACTS = Path(__file__).parents[1] / "artefacts"
AXE = Path(str(files("axe_playwright_python") / "axe.min.js"))
HOSTILE: list[str] = json.loads((DATA / "hostile.json").read_text(encoding="utf-8"))
SOME = [
    violation(
        "a", "'Nrth' is no.", "Do this.", file="a.csv", row=2, column="name@en", value="Nrth"
    ),
    warning("b", "B is odd.", file="a.csv", row=30_001, column="c"),
    info("c", "C is so.", focus="https://example.org/c"),
]
Open = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page from a file, offline; any message, error or further request is a failure."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def open_page(html: str, **options: Any) -> Page:
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_offline(True)
        shown = context.new_page()
        shown.on("console", lambda message: trouble.append(message.text))
        shown.on("pageerror", lambda error: trouble.append(str(error)))
        shown.on("dialog", lambda dialog: trouble.append(dialog.message))
        shown.on(
            "request",
            lambda request: None if request.url == path.as_uri() else trouble.append(request.url),
        )
        shown.goto(path.as_uri())
        return shown

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def hostile() -> list[Finding]:
    texts = [*HOSTILE, "x" * 10_000, "</style><script>alert(1)</script>", "\ud800"]
    return [
        violation(text, text, text, file=text, row=1, column=text, value=text) for text in texts
    ]


def test_the_page_is_one_file_that_asks_for_nothing() -> None:
    html = page(SOME, title="T")

    assert html.startswith("<!doctype html>")
    assert not re.search(r"<script|<link|<img|\bsrc=|url\(|@import|\bon\w+=", html)
    assert page(SOME, title="T") == html


def test_the_policy_allows_the_style_alone() -> None:
    html = page(SOME, title="T")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()

    assert f"default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;;" in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_and_language_are_those_asked_for(lang: str) -> None:
    html = page(SOME, title="T", lang=lang)

    assert f'<html lang="{lang}">' in html
    for name in ("severity", "row", "column", "value", "matter", "repair"):
        assert re.search(f"<th [^>]*>[^<]*{catalogue().label(name, lang)}[^<]*</th>", html)


def test_everything_is_escaped() -> None:
    html = page(hostile(), title="<b>")

    assert "<script" not in html
    assert "<b>" not in html
    html.encode("utf-8")


def test_without_findings_it_says_so() -> None:
    assert "Nothing to repair." in page([], title="T")


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_severities_are_shown_and_hidden(show: Open, scripts: bool) -> None:
    shown = show(page(SOME, title="T"), java_script_enabled=scripts)
    rows = {name: shown.locator(f"tr.{name}") for name in ("violation", "warning", "info")}

    assert [row.is_visible() for row in rows.values()] == [True, True, False]
    shown.get_by_label("note").check()
    shown.get_by_label("violation").uncheck()
    assert [row.is_visible() for row in rows.values()] == [False, True, True]


@pytest.mark.browser
def test_hostile_findings_run_nothing(show: Open) -> None:
    shown = show(page(hostile(), title="T"))

    assert shown.locator("tbody tr").count() == len(hostile())
    assert shown.locator("script, img, iframe, a").count() == 0


@pytest.mark.browser
def test_notes_are_shown_from_the_start_on_request(show: Open) -> None:
    assert show(page(SOME, title="T", notes=True)).locator("tr.info").is_visible()


@pytest.mark.browser
def test_the_style_is_in_force_and_nothing_runs_off_a_phone(show: Open) -> None:
    html = page([*SOME, *hostile()], title="T", notes=True)
    for width in (320, 390, 768, 1280):
        shown = show(html, viewport={"width": width, "height": 800})
        overflow = shown.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, width
    assert shown.locator("body").evaluate("e => getComputedStyle(e).fontFamily") != '"Times"'


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_accessible(
    browser: Browser, tmp_path: Path, scheme: Any, lang: str, width: int
) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(SOME, title="T", lang=lang, notes=True), encoding="utf-8")
    size: Any = {"width": width, "height": 800}
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport=size)
    shown = context.new_page()
    shown.goto(path.as_uri())
    shown.add_script_tag(path=AXE)
    found = shown.evaluate("() => axe.run()")
    if os.environ.get("ARTEFACTS"):
        ARTEFACTS.mkdir(exist_ok=True)
        shown.screenshot(path=ARTEFACTS / f"findings-{scheme}-{lang}-{width}.png")
    context.close()

    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
