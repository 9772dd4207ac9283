"""Live pages in a real browser: usable by everybody, with and without scripts, and harmless."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import hostile
import pyoxigraph
import pytest
import requests
from live_asking import running
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from partnergraph.query import question
from partnergraph.results import Table
from partnergraph.serve import askpages, editorpages, resultview, searchpages
from partnergraph.serve.desk import Desk
from partnergraph.serve.headers import page_policy
from partnergraph.serve.orders import Mistake
from partnergraph.serve.values import read
from partnergraph.site.renderer import text as text_of

pytestmark = pytest.mark.browser
AXE = Path(str(files("axe_playwright_python") / "axe.min.js")).read_text(encoding="utf-8")
ASSETS = files("partnergraph") / "serve" / "assets"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
DARK: dict[str, Any] = {"color_scheme": "dark"}
VNU = Path(__file__).parents[1] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
JAVA = ("java", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar")
#: One of every type of page, and of every kind of field, chart and trouble.
PATHS = (
    *("ask/index.html", "ask/agreement-chain.html", "ask/relations-by-year.html"),
    *("ask/partners-by-region.html", "ask/partners-in-region.html", "ask/sources-overview.html"),
    *("ask/agreement-chain.html?partner=Xinjang", "ask/agreements-on-date.html?asOf=x"),
    *("ask/nothing.html", "ask/sparql.html", "search.html", "search.html?q=Samarkand"),
    "search.html?q=zzzzqqq",
)
#: Those with the most colours and the widest content.
FEW = (PATHS[1], PATHS[2], PATHS[4], PATHS[6], PATHS[9])
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def server(built_folder: Path) -> Iterator[str]:
    with running(built_folder) as address:
        yield address


@pytest.fixture
def show(browser: Browser, server: str) -> Iterator[Open]:
    """Opens a page of the server; a message, a dialog or a request elsewhere is a failure."""
    trouble: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(path: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(8000)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                None  # the browser tells of every response that is none of success
                if "Failed to load resource" in message.text
                else trouble.append(f"console: {message.text}")
            ),
        )
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda request: None if request.url.startswith(server) else trouble.append(request.url),
        )
        page.goto(f"{server}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def _axe(page: Page) -> list[str]:
    found = page.evaluate(f"() => {{ {AXE}; return axe.run({{preload: false}}) }}")
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def _is_wide(page: Page) -> bool:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return bool(page.viewport_size and wide > page.viewport_size["width"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "options", "paths"),
    [(".html", {}, PATHS), (".ru.html", PHONE, FEW), (".uz.html", DARK, FEW)],
    ids=["en", "ru-phone", "uz-dark"],
)
def test_every_type_of_page_is_accessible_and_fits(
    show: Open, server: str, ending: str, options: dict[str, Any], paths: tuple[str, ...]
) -> None:
    found = []
    page = show("assets/live.css", **options)
    page.set_default_timeout(20_000)
    for path in paths:
        page.goto(f"{server}/{path.replace('.html', ending)}")
        found += [f"{path}: {each}" for each in _axe(page)]
        if _is_wide(page):
            found.append(f"{path}: wider than the screen")

    assert found == []


@pytest.mark.slow
def test_the_nu_checker_reports_nothing(server: str) -> None:
    if not VNU.exists():
        reason = "allowed: no vnu.jar; run: npm install --prefix tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    fine = [path for path in PATHS if requests.get(f"{server}/{path}", timeout=20).ok]
    addresses = [f"{server}/{path.replace('.html', '.ru.html')}" for path in fine]
    answer = subprocess.run(
        [*JAVA, str(VNU), *addresses], capture_output=True, text=True, timeout=120, check=False
    )

    assert answer.stderr == ""
    assert answer.returncode == 0


def test_a_question_is_asked_without_javascript(show: Open) -> None:
    page = show("ask/agreement-chain.html", java_script_enabled=False)

    page.get_by_label("Partner").fill("Башкирский государственный медицинский университет")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_label("Partner")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="Bashkir State Medical University").click()

    expect(page.locator("#answer")).to_be_visible()
    expect(page.locator("table.answer")).to_contain_text("Bashkir State Medical University")
    expect(page.locator("#f-partner")).to_have_value("bashkir-smu")


def test_a_query_is_asked_without_javascript(show: Open) -> None:
    page = show("ask/sparql.ru.html", java_script_enabled=False)

    page.get_by_label("Запрос").fill("SELECT ?s WHERE { ?s a pg:Agreement } LIMIT 3")
    page.get_by_role("button", name="Спросить").click()

    expect(page.locator("table.answer tbody tr")).to_have_count(3)
    expect(page.locator("#query")).to_have_value("SELECT ?s WHERE { ?s a pg:Agreement } LIMIT 3")


def test_a_partner_is_chosen_by_keyboard_in_any_script(show: Open) -> None:
    page = show("ask/agreement-chain.html")
    field = page.get_by_role("combobox", name="Partner")

    field.fill("башкир")
    expect(page.get_by_role("option")).not_to_have_count(0)
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant")
    field.press("Enter")

    expect(field).to_have_value("bashkir-smu")
    expect(page.locator("#f-partner-said")).to_have_text("Bashkir State Medical University")
    expect(page.get_by_role("listbox")).to_have_count(0)
    field.press("Enter")
    page.wait_for_url("**/ask/agreement-chain.html?partner=bashkir-smu")


def test_escape_and_leaving_close_the_suggestions(show: Open) -> None:
    page = show("ask/index.html")
    field = page.get_by_role("combobox")

    field.fill("samar")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert _axe(page) == []
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    field.fill("samark")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_search_leads_to_a_page_and_enter_to_all_that_fits(show: Open, server: str) -> None:
    page = show("ask/index.ru.html")
    field = page.get_by_role("combobox")
    field.fill("Samarqand")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Самаркандский государственный медицинский университет")
    with page.expect_request(f"{server}/doc/samsmu.ru.html"):
        option.click()
    page.goto(f"{server}/ask/index.ru.html")
    field.fill("Samarqand")
    field.press("Enter")
    page.wait_for_url("**/search.ru.html?q=Samarqand")

    expect(page.locator(".hits li")).not_to_have_count(0)


def test_the_editor_declares_prefixes_asks_in_the_page_and_marks_mistakes(show: Open) -> None:
    page = show("ask/sparql.html")
    area = page.get_by_label("Query")

    area.fill("SELECT ?s WHERE { ?s a pg:Agreement } LIMIT 2")
    area.press("Control+Enter")
    expect(page.locator("table.answer tbody tr")).to_have_count(2)
    expect(area).to_have_value(
        "PREFIX pg: <https://w3id.org/partnergraph/ontology#>\n"
        "SELECT ?s WHERE { ?s a pg:Agreement } LIMIT 2"
    )
    assert page.locator("pre .word").first.inner_text() == "PREFIX"
    area.fill("SELECT ?s\nWHERE { ?s a }")
    area.press("Control+Enter")
    expect(page.locator("#trouble")).to_contain_text("line 2, column 15")
    expect(page.locator(".code mark")).to_have_count(1)
    assert area.evaluate("each => each.selectionStart") == len("SELECT ?s\nWHERE { ?s a }")
    area.fill("ASK {}")
    expect(page.locator(".code mark")).to_have_count(0)


def test_a_link_carries_the_query_where_no_server_sees_it(show: Open, server: str) -> None:
    seen: list[str] = []
    query = "ASK { ?s a pg:Agreement }"
    page = show("ask/index.html")
    page.on("request", lambda request: seen.append(f"{request.url} {request.post_data or ''}"))

    page.goto(f"{server}/ask/sparql.html#query={quote(query)}&endpoint=http://evil.example/")
    area = page.get_by_label("Query")
    expect(area).to_have_value(query)
    assert all("Agreement" not in each.split("#")[0] for each in seen)
    area.press("Control+Enter")
    expect(page.locator(".truth")).to_have_text("Yes.")
    link = str(page.locator("#link").get_attribute("href"))
    assert link.startswith("#query=")
    assert "evil" not in link


def test_tab_writes_into_the_editor_and_escape_lets_it_go(show: Open) -> None:
    page = show("ask/sparql.html")
    area = page.get_by_label("Query")
    area.fill("ASK {}")
    area.press("Tab")
    expect(area).to_have_value("ASK {}  ")
    area.press("Escape")
    area.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Ask"


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_nothing_hostile_runs_or_widens_a_page(
    browser: Browser, made: hostile.Made, options: dict[str, Any]
) -> None:
    """Names, values, queries and suggestions that try to do harm, under the server's policy."""
    desk = Desk.of(made(list(hostile.statements())).site)
    pages = {f"{at}{number}.html": text for number, (at, text) in enumerate(_hostile(desk))}
    context = browser.new_context(**options)
    trouble: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://live.example").partition("?")[0]
        if path in pages:
            headers = {
                "Content-Type": "text/html",
                "Content-Security-Policy": page_policy(pages[path].encode()),
            }
            route.fulfill(body=pages[path], headers=headers)
        elif path.startswith("/assets/"):
            route.fulfill(path=str(ASSETS / path.removeprefix("/assets/")))
        elif path == "/search/suggest":
            route.fulfill(json=_suggested())
        elif path == "/style.css":
            route.fulfill(body=text_of("style.css"), headers={"Content-Type": "text/css"})
        else:
            trouble.append(path)
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on("console", lambda message: trouble.append(message.text))
    for path in pages:
        page.goto(f"http://live.example{path}#query=%3Cscript%3Ewindow.__xss%3D9%3C/script%3E")
        assert page.evaluate("window.__xss") is None
        assert page.locator("main img, iframe, object, embed, main script").count() == 0
        for link in page.eval_on_selector_all(
            "a[href]", "found => found.map(a => new URL(a.getAttribute('href'), a.baseURI).href)"
        ):
            assert link.startswith(("http:", "https:", "mailto:")), link
        if _is_wide(page):
            trouble.append(f"{path} is wide")
    page.locator("[data-suggest]").first.fill("x")
    page.wait_for_selector("[role=option]")
    assert page.evaluate("window.__xss") is None
    assert page.locator("[role=option] img, [role=option] script").count() == 0
    context.close()

    assert trouble == []


def _hostile(desk: Desk) -> Iterator[tuple[str, str]]:
    """Pages, and the folders in which their links hold."""
    store = desk.site.graph.store
    answer = store.query("SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 3000")
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    table = Table(answer)
    kept = [row for row in table.terms if "/g/id/" in str(row[0])]
    for start in range(0, len(kept), resultview.SHOWN):
        table.terms = kept[start : start + resultview.SHOWN]
        view = resultview.view(desk.site, table, "en")
        yield "/ask/", editorpages.editor(desk, "ASK {}", "en", view=view)
    texts = [text[:900] for text in hostile.TEXTS]
    blocks = " ".join(f'VALUES ?w{number} {{ "" }}' for number in range(len(texts)))
    odd = question(f"SELECT ?x WHERE {{ {blocks} VALUES ?n {{ 1 }} }}", "odd")
    pairs = [(f"w{number}", text) for number, text in enumerate(texts)]
    yield "/ask/", askpages.ask(desk, read(desk, odd, pairs), "en", sparql="\n".join(texts))
    for text in texts[1::4]:
        yield "/ask/", askpages.ask(desk, read(desk, odd, [("n", text)]), "en")
    for text in texts[::4]:
        yield "/", searchpages.search(desk, text, "en")
    joined = "\n".join(hostile.TEXTS)
    yield "/ask/", editorpages.editor(desk, joined, "en", mistake=Mistake(3, 3, joined))


def _suggested() -> object:
    results = [
        {"id": text, "label": text, "kind": text, "matched": text, "href": href}
        for text in hostile.TEXTS
        for href in ("javascript:window.__xss=1", "../doc/x.html")
    ]
    return json.loads(json.dumps({"query": "x", "results": results[:40]}))
