"""Positions: the same every time, home in the middle, nothing on top of anything."""

from __future__ import annotations

from itertools import pairwise
from math import atan2, tau

import networkx as nx
import numpy as np
import pytest

from partnergraph.layout import positions


def _star(countries: dict[str, int]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("home", kind="institution", country="UZ")
    for country, number in countries.items():
        for i in range(number):
            graph.add_node(f"{country}{i}", kind="institution", country=country)
            graph.add_edge("home", f"{country}{i}")
    return graph


def _least_distance(places: dict[str, tuple[float, float]]) -> float:
    points = np.array(list(places.values()))
    distance = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    return float(distance.min())


def test_nothing_gives_nothing() -> None:
    assert positions(nx.Graph()) == {}


def test_one_node_is_in_the_middle() -> None:
    assert positions(nx.Graph({"home": {}}), "home") == {"home": (0.0, 0.0)}


def test_home_is_in_the_middle_although_another_has_more_neighbours() -> None:
    graph = _star({"CN": 3})
    graph.add_edges_from(("CN0", f"unit{i}") for i in range(9))

    assert positions(graph, "home")["home"] == (0.0, 0.0)


def test_the_order_of_filling_does_not_matter() -> None:
    graph = _star({"CN": 7, "RU": 12, "TR": 2})
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges)
    nodes.reverse()
    edges.sort(key=lambda edge: edge[1][::-1])
    other: nx.Graph[str] = nx.Graph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)

    assert positions(other, "home") == positions(graph, "home")


@pytest.mark.parametrize("number", [1, 2, 5, 40, 300])
def test_nodes_keep_apart(number: int) -> None:
    assert _least_distance(positions(_star({"CN": number, "RU": number}), "home")) > 33


def test_partners_of_a_country_are_neighbours_on_the_circle() -> None:
    graph = _star({"CN": 9, "RU": 14, "TR": 5, "PL": 1})

    places = positions(graph, "home")

    partners = [node for node in places if node != "home"]
    partners.sort(key=lambda n: (atan2(places[n][1], places[n][0]) + 1.25 * tau) % tau)
    order = [str(graph.nodes[node]["country"]) for node in partners]
    turns = sum(a != b for a, b in pairwise(order))
    assert turns == 3
    assert order[0] == "RU"


def test_small_leaves_of_home_stay_inside_the_partners() -> None:
    graph = _star({"CN": 12})
    for i in range(30):
        graph.add_node(f"unit{i}", kind="unit", country="UZ")
        graph.add_edge("home", f"unit{i}")

    places = positions(graph, "home")

    inner = max(np.hypot(*places[f"unit{i}"]) for i in range(30))
    outer = min(np.hypot(*places[f"CN{i}"]) for i in range(12))
    assert inner < outer


def test_separate_parts_lie_below_the_first() -> None:
    graph = _star({"CN": 12})
    graph.add_edge("a", "b")
    graph.add_node("alone")

    places = positions(graph, "home")

    lowest = max(places[node][1] for node in graph if str(node).startswith("CN"))
    assert min(places[node][1] for node in ("a", "b", "alone")) > lowest
    assert _least_distance(places) > 33


def test_loops_and_parallel_edges_change_nothing() -> None:
    graph = _star({"CN": 3})
    many = nx.MultiDiGraph(graph)
    many.add_edges_from([("home", "CN0")] * 9 + [("CN1", "CN1")])

    assert positions(many, "home") == positions(graph, "home")


@pytest.mark.slow
def test_a_network_of_twenty_thousand_is_placed() -> None:
    graph = nx.random_labeled_tree(20_000, seed=1)

    places = positions(graph, 0)

    assert len(set(places.values())) > 19_900
