"""What tests share: the repository, the shipped project's graph and its stores, a browser."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pages import DATA, TITLE, Open
from partnergraph.build import Graph, build
from partnergraph.built import Built, write
from partnergraph.explore import render
from partnergraph.files import save
from partnergraph.knowledgegraph import KnowledgeGraph, from_built
from partnergraph.network import project as network_of
from partnergraph.project import Project
from partnergraph.site.pages import Press
from partnergraph.site.publication import Site, open_site

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(autouse=True)
def own_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hides the event loop of Playwright, once there is a browser, from tests that need none."""
    if "browser" in request.fixturenames:
        yield
        return
    found = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(found)


@pytest.fixture(scope="session")
def project() -> Project:
    return Project.load(ROOT)


@pytest.fixture(scope="session")
def graph(project: Project) -> Graph:
    return build(project)


@pytest.fixture(scope="session")
def built_folder(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped graph as `partnergraph build` writes it."""
    folder = tmp_path_factory.mktemp("built") / "build"
    write(graph, folder)
    return folder


@pytest.fixture(scope="session")
def store(graph: Graph) -> pyoxigraph.Store:
    return graph.store()


@pytest.fixture(scope="session")
def dataset(graph: Graph) -> rdflib.Dataset:
    found = rdflib.Dataset(default_union=True)
    found.parse(data=graph.nquads, format="nquads")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"no Chromium at {CHROMIUM}; set CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


#: As in a browser that has none.
NO_WEBGL = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...more);
};
"""


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens HTML from a file, offline; anything but silence and one request is a failure."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def open_page(html: str, hash_: str = "", **options: Any) -> Page:
        path = tmp_path / f"page{len(contexts)}.html"
        save(path, html)
        webgl = options.pop("webgl", True)
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        contexts.append(context)
        if not webgl:
            context.add_init_script(NO_WEBGL)
        context.set_default_timeout(5000)
        context.set_offline(True)
        page = context.new_page()
        own = path.as_uri()
        page.on(
            "console",
            lambda message: (
                # Chromium about itself, where software does the work of a graphics card.
                None
                if "GPU stall due to ReadPixels" in message.text
                else trouble.append(f"console: {message.text}")
            ),
        )
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: trouble.append(f"popup: {popup.url}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.split("#")[0] == own or request.url.startswith(("blob:", "data:"))
                else trouble.append(f"request: {request.url}")
            ),
        )
        page.goto(own + hash_)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("body[data-ready=yes]", timeout=15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture(scope="session")
def small() -> nx.MultiDiGraph[str]:
    """A small network with everything that the page can show, as the views read it."""
    store = pyoxigraph.Store()
    store.bulk_load(path=str(DATA / "network.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    store.bulk_load(path=str(ROOT / "ontology" / "places.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    return network_of(store, ROOT / "queries" / "views")


@pytest.fixture(scope="session")
def small_page(small: nx.MultiDiGraph[str]) -> str:
    return render(small, title=TITLE)


@pytest.fixture(scope="session")
def drawn(small: nx.MultiDiGraph[str], small_page: str) -> dict[int, str]:
    """The small page as vis-network draws it, and as the page draws large networks itself."""
    return {2000: small_page, 0: render(small, title=TITLE, most=0)}


@pytest.fixture(scope="session")
def site(graph: Graph, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("built") / "build"
    write(graph, folder)
    built = Built.open(folder)
    return open_site(built, from_built(built, project, None))


@pytest.fixture(scope="session")
def press(site: Site) -> Press:
    return Press.of(site)


@pytest.fixture
def made(graph: Graph, tmp_path: Path) -> Callable[[Sequence[str]], Press]:
    """A press for statements written by hand as N-Quads, beside the shipped ontology."""
    ontology = [line for line in graph.lines if "/graph/ontology> ." in line]

    def make(lines: Sequence[str]) -> Press:
        text = "".join(f"{line.rstrip()}\n" for line in (*ontology, *lines))
        folder = tmp_path / f"made{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        (folder / "graph.nq").write_text(text, encoding="utf-8")
        store = pyoxigraph.Store()
        store.load(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
        project = Project(
            root=ROOT,
            base="https://example.org/g/",
            home="home",
            title={"en": "Relations", "ru": "Связи", "uz-Latn": "Aloqalar"},
            languages=("en", "ru", "uz-Latn"),
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        built = Built(folder, {"counts": {}, "sha256": digest}, store)
        return Press.of(open_site(built, KnowledgeGraph(store, project)))

    return make
