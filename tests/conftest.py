"""What tests share: the repository, the built graph of the shipped project, and its stores."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from partnergraph.build import Graph, build
from partnergraph.project import Project

ROOT = Path(__file__).resolve().parents[1]


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
