"""The description of the dataset says what the graph holds, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, VOID

from partnergraph.build import Graph
from partnergraph.built import write
from partnergraph.store import query

BASE = rdflib.URIRef("https://w3id.org/partnergraph/samsmu/")


@pytest.fixture(scope="module")
def description(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    folder = tmp_path_factory.mktemp("dataset") / "build"
    write(graph, folder)
    return rdflib.Graph().parse(Path(folder) / "dataset.ttl")


def test_title_is_in_every_language(description: rdflib.Graph) -> None:
    languages = {str(title.language) for title in description.objects(BASE, DCTERMS.title)}  # type: ignore[attr-defined]

    assert languages == {"en", "ru", "uz-latn"}


def test_licence_is_that_of_the_project(description: rdflib.Graph) -> None:
    assert str(description.value(BASE, DCTERMS.license)).startswith("https://creativecommons.org/")


def test_coverage_is_that_of_the_dated_facts(
    description: rdflib.Graph, store: pyoxigraph.Store
) -> None:
    period = description.value(BASE, DCTERMS.temporal)
    answer = query(
        store,
        """PREFIX pg: <https://w3id.org/partnergraph/ontology#>
        SELECT (MIN(?e) AS ?first) WHERE { ?x pg:earliest ?e FILTER (!CONTAINS(STR(?x), "#name-")) }
        """,
    )
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    first = next(iter(answer))["first"]

    assert str(description.value(period, DCAT.startDate)) == getattr(first, "value", None)
    assert description.value(period, DCAT.endDate) is not None


def test_counts_are_those_that_sparql_gives(
    description: rdflib.Graph, store: pyoxigraph.Store
) -> None:
    parts = list(description.objects(BASE, VOID.classPartition))
    assert parts
    for part in parts:
        found = query(
            store,
            "SELECT (COUNT(DISTINCT ?x) AS ?n) "
            f"WHERE {{ ?x a <{description.value(part, VOID['class'])}> }}",
        )
        assert isinstance(found, pyoxigraph.QuerySolutions)
        number = next(iter(found))["n"]
        assert str(description.value(part, VOID.entities)) == getattr(number, "value", None), part
    assert int(str(description.value(BASE, VOID.triples))) == len(store)
