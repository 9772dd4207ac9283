"""The page in a real browser without network: it works, and runs nothing foreign."""

from __future__ import annotations

import json
import re
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser

from pages import DATA, TITLE, Open, network
from partnergraph.errors import PartnergraphError
from partnergraph.explore import render
from partnergraph.files import save
from partnergraph.network import project

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph[str]:
    store = ox.Store()
    store.bulk_load(path=str(DATA / "network.nq"), format=ox.RdfFormat.N_QUADS)
    return project(store, ROOT / "queries" / "views")


@pytest.fixture(scope="module")
def html(graph: nx.MultiDiGraph[str]) -> str:
    return render(graph, title=TITLE)


# What stands in the file


def test_the_page_is_the_same_every_time(graph: nx.MultiDiGraph[str], html: str) -> None:
    assert render(graph, title=TITLE) == html


def test_an_unknown_language_is_an_error(graph: nx.MultiDiGraph[str]) -> None:
    with pytest.raises(PartnergraphError, match="'xx'"):
        render(graph, lang="xx")


def test_the_page_says_its_language_and_title(graph: nx.MultiDiGraph[str]) -> None:
    page = render(graph, lang="uz", title=TITLE)

    assert '<html lang="uz-Latn">' in page
    assert "<title>Aloqalar</title>" in page
    assert '<meta name="viewport"' in page


def test_nothing_in_the_page_is_loaded_from_elsewhere(html: str) -> None:
    tags = re.sub(r"<script\b[^>]*>.*?</script>", "", html, flags=re.DOTALL)

    assert not re.findall(
        r"<(?:script|img|iframe|object|embed)\b[^>]*\bsrc=", html.partition("<script")[0]
    )
    assert re.findall(r'<link\b[^>]*href="([^"]*)"', tags) == ["data:,"]
    assert "default-src &#39;none&#39;" in html
    assert "unsafe" not in html.partition("<style")[0]


def test_the_library_keeps_its_licence_notice(html: str) -> None:
    assert "vis.js is dual licensed under both" in html
    assert "sourceMappingURL" not in html


def test_every_language_has_every_text() -> None:
    path = ROOT / "src/partnergraph/page/strings.json"
    strings = json.loads(path.read_text(encoding="utf-8"))
    plain = {
        lang: {re.sub(r"\.(one|few|many|other)$", "", key) for key in texts}
        for lang, texts in strings.items()
    }
    holes = {
        lang: {key: set(re.findall(r"\{\w+\}", text)) for key, text in texts.items()}
        for lang, texts in strings.items()
    }

    assert plain["ru"] == plain["uz"] == plain["en"]
    for lang in ("ru", "uz"):
        shared = set(strings["en"]) & set(strings[lang])
        assert {k: holes[lang][k] for k in shared} == {k: holes["en"][k] for k in shared}


@pytest.mark.browser
def test_without_scripts_all_relations_are_a_table(show: Open, html: str) -> None:
    page = show(html, java_script_enabled=False)

    rows = page.locator("noscript tbody tr")
    assert rows.count() == 9
    agreement = rows.filter(has_text="Cooperation agreement with Xinjiang")
    assert agreement.is_visible()
    assert "signing a cooperation agreement" in agreement.inner_text()
    assert not page.locator("#stage").is_visible()


# What must not happen


@pytest.mark.browser
def test_the_policy_stops_foreign_scripts_and_styles(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    save(tmp_path / "page.html", render(network(1), title="Policy"))
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    colour = page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.__xss = 1';
            const style = document.createElement('style');
            style.textContent = 'h1 { color: rgb(1, 2, 3) }';
            document.body.append(script, style);
            document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.__xss = 2">');
            return getComputedStyle(document.querySelector('h1')).color;
        }"""
    )
    page.wait_for_timeout(200)

    assert page.evaluate("() => window.__xss") is None
    assert colour != "rgb(1, 2, 3)"
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(nx.MultiDiGraph(), id="empty"),
        pytest.param(network(0), id="one node"),
        pytest.param(network(1, 50), id="fifty parallel"),
        pytest.param(nx.MultiDiGraph([("http://e.org/a", "http://e.org/a")] * 3), id="loops"),
        pytest.param(nx.MultiDiGraph([("http://e.org/a", "http://e.org/b")]), id="no home"),
        pytest.param(network(200), id="two hundred"),
    ],
)
def test_odd_networks_are_drawn(show: Open, graph: nx.MultiDiGraph[str]) -> None:
    page = show(render(graph, title="Odd"))

    assert page.locator("#canvas canvas").is_visible()
    page.click("[data-view=table]")
    assert page.locator("#table-body tr").count() == graph.number_of_edges()
