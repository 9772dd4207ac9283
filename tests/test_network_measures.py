"""Measures: known answers on small networks, and figures of the shipped graph."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from partnergraph.measures import Measures, Row, measure, write
from partnergraph.network import Joint
from partnergraph.network import project as project_network
from partnergraph.project import Project
from small_networks import network, of_pairs, record

HERE = Path(__file__).parent


def rows(measures: Measures) -> dict[str, Row]:
    return {row.id: row for row in measures.rows}


def test_a_path() -> None:
    found = measure(of_pairs(nx.path_graph(4).edges))

    assert found.articulation == {"1", "2"}
    assert found.bridges == {("0", "1"), ("1", "2"), ("2", "3")}
    assert [row.bridges for row in found.rows] == [1, 2, 2, 1]
    assert (found.components, found.core, found.density) == (1, 1, 0.5)


def test_a_star() -> None:
    found = rows(measure(of_pairs(nx.star_graph(5).edges)))

    assert (found["0"].neighbours, found["0"].betweenness, found["0"].articulation) == (5, 1, True)
    assert (found["1"].neighbours, found["1"].betweenness, found["1"].articulation) == (1, 0, False)


def test_a_barbell() -> None:
    """Two groups of five, joined by one tie."""
    measures = measure(of_pairs(nx.barbell_graph(5, 0).edges))
    found = rows(measures)

    assert measures.bridges == {("4", "5")}
    assert measures.articulation == {"4", "5"}
    assert measures.communities == 2
    assert {found[n].community for n in "01234"} == {1}
    assert {found[n].community for n in "56789"} == {2}
    assert {row.core for row in measures.rows} == {4}
    # Newman's Q: 20 of 21 ties inside, each half has 21 of 42 ends.
    assert measures.modularity == pytest.approx(20 / 21 - 2 * 0.25)


def test_components_are_numbered_by_size() -> None:
    found = rows(measure(of_pairs([("x", "y"), ("a", "b"), ("b", "c")])))

    assert {node: row.component for node, row in found.items()} == {
        "a": 1,
        "b": 1,
        "c": 1,
        "x": 2,
        "y": 2,
    }


def test_relations_are_counted_by_kind() -> None:
    graph = network(
        [
            record("a1", "agreement", "xy"),
            record("a2", "agreement", "xy", status="status:not-signed"),
            record("a3", "agreement", "xy", status="status:expired"),
            record("e1", "event", "xyz"),
            record("e2", "event", "x"),
            record("p1", "programme", "xz"),
            record("l1", "partnership", "xz"),
            record("l2", "partnership", "xz", standing="retracted"),
        ]
    )

    x = rows(measure(graph))["x"]

    counts = (x.agreements, x.other_agreements, x.events, x.programmes, x.listings)
    assert counts == (1, 2, 2, 1, 1)
    assert x.relations == sum(counts)
    assert x.neighbours == 2


def test_who_took_part_alone_has_no_tie() -> None:
    (row,) = measure(network([record("e", "event", ["x"])])).rows

    assert (row.relations, row.neighbours, row.community, row.component) == (1, 0, 0, 0)


def test_an_empty_network_has_measures() -> None:
    found = measure(network([]))

    assert (found.rows, found.tied, found.density, found.modularity) == ((), 0, 0.0, 0.0)


def test_measures_are_written_onto_the_network() -> None:
    graph = network(
        [
            record("a", "agreement", "xy"),
            record("b", "agreement", "yz"),
            record("c", "event", "yz"),
        ]
    )

    write(graph, measure(graph))

    assert graph.nodes["y"]["measures"]["betweenness"] == 1
    assert {key: bridge for *_, key, bridge in graph.edges(keys=True, data="bridge")} == {
        "a": True,
        "b": False,
        "c": False,
    }


def test_every_process_finds_the_same() -> None:
    code = (
        "import networkx as nx; from small_networks import of_pairs;"
        "from partnergraph.measures import measure;"
        "print(measure(of_pairs(nx.gnm_random_graph(60, 100, seed=1).edges)).rows)"
    )
    paths = os.pathsep.join([str(HERE), *sys.path])
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(found) == 1


# The shipped graph


@pytest.fixture(scope="module")
def shipped(store: ox.Store, project: Project) -> nx.MultiDiGraph[str]:
    return project_network(store, project.query_files("views"), joint="nodes")


def test_figures_agree_with_a_count_in_sparql(
    shipped: nx.MultiDiGraph[str], store: ox.Store
) -> None:
    query = """
    PREFIX pg: <https://w3id.org/partnergraph/ontology#>
    SELECT ?one ?other ?relation WHERE {
      ?relation pg:hasParty|pg:hasParticipation ?a . ?a pg:agent ?one .
      ?relation pg:hasParty|pg:hasParticipation ?b . ?b pg:agent ?other .
    }"""
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    relations: dict[str, set[str]] = defaultdict(set)
    near: dict[str, set[str]] = defaultdict(set)
    for one, other, relation in answer:
        relations[one.value].add(relation.value)
        near[one.value] |= {other.value} - {one.value}

    found = rows(measure(shipped))

    assert {iri: row.relations for iri, row in found.items()} == {
        iri: len(each) for iri, each in relations.items()
    }
    assert {iri: row.neighbours for iri, row in found.items()} == {
        iri: len(each) for iri, each in near.items()
    }


@pytest.mark.parametrize("joint", ["home", "pairs", "nodes"])
def test_relations_count_the_same_however_they_are_drawn(
    store: ox.Store, project: Project, joint: Joint, shipped: nx.MultiDiGraph[str]
) -> None:
    graph = project_network(store, project.query_files("views"), joint=joint)

    assert {r.id: r.relations for r in measure(graph).rows} == {
        r.id: r.relations for r in measure(shipped).rows
    }


def test_home_is_the_broker(shipped: nx.MultiDiGraph[str]) -> None:
    measures = measure(shipped)
    home = shipped.graph["home"]

    assert max(measures.rows, key=lambda row: row.betweenness).id == home
    assert home in measures.articulation
    assert measures.components == 1
