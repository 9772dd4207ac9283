"""Pages in a real browser, from disk and offline: readable by everybody, and harmless."""

from __future__ import annotations

import http.server
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import hostile
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from partnergraph.site import explorer
from partnergraph.site.home import write_home
from partnergraph.site.lists import write_lists
from partnergraph.site.output import Output, replaced
from partnergraph.site.pages import Press
from partnergraph.site.renderer import text
from partnergraph.site.unknowns import write_unknowns

pytestmark = pytest.mark.browser
AXE = Path(str(files("axe_playwright_python") / "axe.min.js")).read_text(encoding="utf-8")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
DARK: dict[str, Any] = {"color_scheme": "dark"}
VNU = Path(__file__).parents[1] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
JAVA = ("java", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar")
#: One of every type of page.
THINGS: tuple[str, ...] = (
    "samsmu",
    "xinjiang-2024",
    "china-visit-2024",
    "alumni-forum",
    "prog-xinjiang-masters",
)
THINGS += ("dept-neurology", "ph-page", "agreements-30", "1spbgmu-meeting-relation-98bba6ae")
LISTS = ("index", "institutions", "countries", "country/cn", "year/2024", "readings", "unknowns")
PATHS = (*(f"doc/{name}.html" for name in THINGS), *(f"{name}.html" for name in LISTS))
Open = Callable[..., Page]


def _publish(press: Press, folder: Path, iris: list[str]) -> Path:
    with replaced(folder) as output:
        _write(press, output, iris)
    return folder


def _write(press: Press, output: Output, iris: list[str]) -> None:
    output.write("style.css", text("style.css"))
    for iri in iris:
        path = press.site.addresses.path(iri)
        for lang in press.renderer.spoken(path):
            output.write(press.renderer.path(path, lang), press.page(iri, lang))
    for part in (write_lists, write_unknowns, write_home):
        part(press.site, output, lambda _step: None)


@pytest.fixture(scope="module")
def folder(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Path:
    iris = [press.site.project.thing(name) for name in THINGS]
    return _publish(press, tmp_path_factory.mktemp("site") / "site", iris)


@pytest.fixture
def show(browser: Browser) -> Iterator[Open]:
    """Opens a file offline; a script that runs, a message or a request is a failure."""
    trouble: list[str] = []
    contexts: dict[str, BrowserContext] = {}

    def open_page(path: Path, **options: Any) -> Page:
        key = repr(options)
        if key not in contexts:
            contexts[key] = browser.new_context(**options)
            contexts[key].set_offline(True)
        page = contexts[key].new_page()
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith("file:") else trouble.append(request.url)
            ),
        )
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts.values():
        context.close()
    assert trouble == []


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run({preload: false})")
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def _width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "options"),
    [(".html", {}), (".ru.html", PHONE), (".uz.html", DARK)],
    ids=["en", "ru-phone", "uz-dark"],
)
def test_every_type_of_page_is_accessible_and_fits(
    folder: Path, show: Open, ending: str, options: dict[str, Any]
) -> None:
    found = []
    for path in PATHS:
        translated = folder / path.replace(".html", ending)
        page = show(translated if translated.exists() else folder / path, **options)
        found += [f"{path}: {each}" for each in _axe(page)]
        if _width(page) > page.viewport_size["width"]:  # type: ignore[index]
            found.append(f"{path}: wider than the screen")
        if (
            page.evaluate("getComputedStyle(document.querySelector('.skip')).position")
            != "absolute"
        ):
            found.append(f"{path}: the style sheet was not loaded")
        page.close()

    assert found == []


def test_the_skip_link_comes_first_and_leads_to_the_content(folder: Path, show: Open) -> None:
    page = show(folder / "index.html")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_a_page_is_read_without_javascript_and_printed(folder: Path, show: Open) -> None:
    page = show(folder / "doc" / "xinjiang-2024.html", java_script_enabled=False)
    page.emulate_media(media="print")

    assert (
        page.locator("h1").inner_text() == "Cooperation agreement with Xinjiang Medical University"
    )
    assert not page.locator("body > header nav").is_visible()


def test_a_link_to_a_reading_leads_to_its_row(folder: Path, show: Open) -> None:
    page = show(folder / "doc" / "xinjiang-2024.html")

    page.locator("table a:has(q)", has_text="Samara State Medical University").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ph-page.html#reading-samara*")

    assert page.locator(":target").count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_nothing_hostile_runs_or_widens_a_page(
    made: hostile.Made, show: Open, tmp_path: Path, options: dict[str, Any]
) -> None:
    press = made(list(hostile.statements()))
    folder = _publish(press, tmp_path / "site", list(press.site.documents))

    wide = []
    for path in sorted(folder.rglob("*.html")):
        if path.name.count(".") > 1:
            continue
        page = show(path, **options)
        assert page.evaluate("window.__xss") is None
        assert page.locator("img, iframe, object, embed, script:not([type])").count() == 0
        for link in page.eval_on_selector_all(
            "a", "found => found.map(a => a.href.baseVal ?? a.href)"
        ):
            assert link.startswith(("file:", "http:", "https:", "mailto:")), link
        if _width(page) > page.viewport_size["width"]:  # type: ignore[index]
            wide.append(path.name)
        page.close()

    assert wide == []


#: What the checker says of data blocks and of elements whose hashes a policy names.
UNHASHED = ".*Inline (?:script|style) violates Content Security Policy.*"


def _said_by_the_checker(folder: Path) -> str:
    """What the Nu HTML checker has to say of the pages in `folder`."""
    if not VNU.exists():
        reason = "allowed: no vnu.jar; run: npm install --prefix tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    handler = partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_address[1]}"
        found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        answer = subprocess.run(
            [*JAVA, str(VNU), "--filterpattern", UNHASHED, *(f"{root}/{path}" for path in found)],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        server.shutdown()
    return answer.stderr or ("" if answer.returncode == 0 else f"exit {answer.returncode}")


@pytest.mark.slow
def test_the_nu_checker_reports_nothing(folder: Path) -> None:
    assert _said_by_the_checker(folder) == ""


@pytest.mark.slow
def test_the_nu_checker_reports_nothing_of_the_network_page(press: Press, tmp_path: Path) -> None:
    with replaced(tmp_path / "site") as output:
        explorer.part(press.site, output, lambda _step: None)

    assert _said_by_the_checker(tmp_path / "site") == ""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass
