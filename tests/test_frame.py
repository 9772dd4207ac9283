"""A page shows itself in a notebook, works there, and cannot leave its frame."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser

from partnergraph.build import Graph
from partnergraph.frame import Frame
from partnergraph.knowledgegraph import KnowledgeGraph
from partnergraph.project import Project


def test_quotes_and_markup_stay_inside() -> None:
    frame = Frame('<p title="a">&amp;</p><script>"</script>', 'T "<b>')

    shown = frame._repr_html_()

    assert shown.count("<") == 2
    assert 'title="T &quot;&lt;b&gt;"' in shown


def test_a_page_is_saved(tmp_path: Path) -> None:
    Frame("<p>Самарканд</p>").save(tmp_path / "page.html")

    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "<p>Самарканд</p>"


@pytest.mark.browser
def test_the_network_works_in_a_notebook(
    project: Project, store: ox.Store, graph: Graph, browser: Browser
) -> None:
    frame = KnowledgeGraph(store, project, graph.as_of).explore(lang="ru")
    context = browser.new_context(offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.set_content(f"<!doctype html><html lang='en'><body>{frame._repr_html_()}</body></html>")

    inside = page.frame_locator("iframe")
    inside.locator("#canvas canvas").first.wait_for()
    text = inside.locator("#headline").inner_text()
    context.close()

    assert "учреждени" in text
    assert errors == []
