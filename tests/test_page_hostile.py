"""Nasty texts everywhere: nothing runs, nothing breaks out, nothing leaves the page."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import urlencode

import networkx as nx
import pytest
from playwright.sync_api import Page

from pages import HOSTILE, Open, data_of, go, hostile, network
from partnergraph.explore import render

FORMULA = re.compile(r"^\s*[=+\-@\t\r]")


@pytest.fixture(scope="module")
def nasty() -> dict[int, str]:
    graph = hostile()
    return {most: render(graph, title=HOSTILE[0], most=most) for most in (2000, 0)}


def protocols(page: Page) -> set[str]:
    return set(
        page.eval_on_selector_all("a[href]", "all => all.map((one) => new URL(one.href).protocol)")
    )


def nothing_ran(page: Page) -> bool:
    return bool(page.evaluate("window.__xss === undefined"))


@pytest.mark.browser
@pytest.mark.parametrize("most", [2000, 0])
def test_hostile_texts_stay_texts_in_every_panel(
    show: Open, nasty: dict[int, str], most: int
) -> None:
    html = nasty[most]
    page = show(html)
    keys = data_of(html)["keys"]
    for key in [*keys["things"], *keys["relations"], "?readings"]:
        go(page, urlencode({"show": key}))
        assert page.is_visible("#panel"), key
        page.eval_on_selector_all("#panel details", "all => all.forEach((d) => { d.open = true; })")
    assert nothing_ran(page)
    assert protocols(page) <= {"http:", "https:", "mailto:", "file:"}
    assert page.title() == HOSTILE[0]


@pytest.mark.browser
def test_hostile_texts_stay_texts_in_search_filters_table_and_path(
    show: Open, nasty: dict[int, str]
) -> None:
    page = show(nasty[2000])
    for text in [
        "<",
        "script",
        "'",
        "javascript",
        "x" * 300,
        "\u202e",
        "(.*)+$",
        "عربي",
        "constructor",
    ]:
        page.fill("#search", text)
    page.keyboard.press("Escape")
    page.eval_on_selector_all("details.facet", "all => all.forEach((one) => { one.open = true; })")
    for box in page.locator("#country-list input").all()[:6]:
        box.click()
    assert page.locator("#chips li").count() >= 5
    page.click("[data-view=table]")
    for column in page.locator("#table-head button").all():
        column.click()
    page.click("#reset")
    keys = list(data_of(nasty[2000])["keys"]["things"])
    page.evaluate(
        """([a, b]) => {
            location.hash = new URLSearchParams([['path', a], ['path', b], ['show', '?path']]);
        }""",
        keys[1:3],
    )
    page.wait_for_selector("#panel .stop, #panel .notice")
    assert nothing_ran(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.browser
@pytest.mark.parametrize("most", [2000, 0])
def test_hovering_and_clicking_hostile_nodes_runs_nothing(
    show: Open, nasty: dict[int, str], most: int
) -> None:
    page = show(nasty[most])
    box = page.locator("#canvas").bounding_box()
    assert box
    for i in range(6):
        for k in range(6):
            x, y = box["x"] + box["width"] * (i + 1) / 7, box["y"] + box["height"] * (k + 1) / 7
            page.mouse.move(x, y)
            if (i + k) % 3 == 0:
                page.mouse.click(x, y)
    assert nothing_ran(page)


@pytest.mark.browser
def test_what_is_saved_is_safe_to_open(show: Open, nasty: dict[int, str]) -> None:
    page = show(nasty[2000], "#view=table")
    for button in ("#csv", "#things-csv"):
        with page.expect_download() as found:
            page.click(button)
        text = Path(found.value.path()).read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len({len(row) for row in rows}) == 1
        assert [cell for row in rows for cell in row if FORMULA.match(cell)] == []
    page.click("[data-view=network]")
    page.click("#save summary")
    with page.expect_download() as found:
        page.click("#save-svg")
    drawing = Path(found.value.path()).read_text(encoding="utf-8")
    read = """(text) => {
        const found = new DOMParser().parseFromString(text, 'image/svg+xml');
        const all = [...found.querySelectorAll('*')];
        return [found.documentElement.tagName, all.filter((one) =>
            ['script', 'foreignObject', 'image', 'a', 'parsererror'].includes(one.tagName)
            || [...one.attributes].some((a) => /^on|script:/i.test(a.name + a.value))).length];
    }"""
    assert page.evaluate(read, drawing) == ["svg", 0]
    assert nothing_ran(page)


@pytest.mark.browser
def test_cells_that_begin_like_formulas_become_text(show: Open) -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u200b=1", "＝1", "\n=1"]
    graph = network(len(cells))
    for i, cell in enumerate(cells):
        graph.nodes[f"http://example.org/{i}"]["names"] = [{"text": cell, "lang": "en"}]
    page = show(render(graph), "#view=table")
    with page.expect_download() as found:
        page.click("#csv")

    text = Path(found.value.path()).read_bytes().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    assert {row["With"] for row in rows} == {f"'{cell}" for cell in cells}


@pytest.mark.browser
def test_hostile_texts_stay_texts_without_scripts(show: Open, nasty: dict[int, str]) -> None:
    page = show(nasty[2000], java_script_enabled=False)

    assert page.locator("noscript img, noscript svg, noscript script").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0


@pytest.mark.browser
def test_without_countries_dates_names_and_types_all_is_shown(show: Open) -> None:
    graph: nx.MultiDiGraph[str] = network(5, 3)
    page = show(render(graph))
    assert page.locator("#headline li").first.inner_text() == "5 institutions"
    assert page.is_hidden("#time-box")
    assert page.is_hidden("#country-box")
    page.click("[data-view=table]")
    assert page.locator("#table-body tr").count() == 15
    assert "Unnamed (0)" in page.locator("#table-body").inner_text()
    assert "date not stated" in page.locator("#table-body").inner_text()
