"""Pages of data in a browser: nobody is kept out, nothing is asked of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from published import QUICK, opened, written

from partnergraph.project import Project
from partnergraph.site import reports
from partnergraph.site.renderer import text

PAGES = (
    *("data/index.html", "data/index.ru.html", "data/index.uz.html", "changes/index.html"),
    *("ontology/index.uz.html", "vocab/index.html", "vocab/region.ru.html", "doc/lost.uz.html"),
    *("reports/index.html", "reports/activity.ru.html"),
)


@pytest.fixture(scope="module")
def folder(built_folder: Path, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("browser")
    graph = (built_folder / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    lost = f"<{project.thing('lost')}> <x:p> <x:o> <{project.graph('curated')}> .\n"
    (root / "old.nq").write_text("".join(sorted([*graph, lost])), encoding="utf-8")
    site = opened(built_folder, project, since=root / "old.nq")
    written(site, root / "site", (*QUICK, reports.part))
    (root / "site" / "style.css").write_text(text("style.css"), encoding="utf-8")
    return root / "site"


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_asks_nobody(browser: Browser, folder: Path, name: str) -> None:
    page = browser.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto((folder / name).as_uri())
    found = Axe().run(page)
    page.close()

    assert found.violations_count == 0, found.generate_report()
    assert all(url.startswith("file://") for url in asked)
    assert len(asked) == 2  # the page and its style
