"""What tests share: the repository, the shipped project's graph and its stores, a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from playwright.sync_api import Browser, sync_playwright

from partnergraph.build import Graph, build
from partnergraph.project import Project

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def project() -> Project:
    return Project.load(ROOT)


@pytest.fixture(scope="session")
def graph(project: Project) -> Graph:
    return build(project)


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
