"""Positions of a network: a wheel if it is like a star, else forces; the same every time."""

from __future__ import annotations

from itertools import pairwise
from math import atan2, tau

import networkx as nx
import numpy as np
import pytest

from partnergraph.layout import positions, starlike


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


def _with_ring(spokes: int, ring: int) -> nx.Graph[str]:
    """Home with its partners, of which the first few also form a ring."""
    graph = _star({"CN": spokes})
    graph.add_edges_from((f"CN{i}", f"CN{(i + 1) % ring}") for i in range(ring))
    return graph


def _hanging(spokes: int, number: int, far: int) -> nx.Graph[str]:
    """Home with its partners, and chains of so many more nodes on the first ones."""
    graph = _star({"CN": spokes})
    for i in range(number):
        nx.add_path(graph, [f"CN{i}", *(f"unit{i}-{j}" for j in range(far))])
    return graph


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (_star({"CN": 40}), True),
        (_star({}), True),
        (_with_ring(40, 20), True),
        (_with_ring(40, 40), False),
        (_hanging(10, 5, 2), True),
        (_hanging(10, 6, 2), False),
        (_hanging(10, 1, 3), False),
        (_star({"CN": 3000}), False),
        (nx.disjoint_union(nx.path_graph(["home", "a"]), nx.cycle_graph(5)), False),
        (nx.path_graph(["a", "b"]), False),
    ],
)
def test_a_network_is_a_wheel_only_if_it_is_like_a_star(
    graph: nx.Graph[str], expected: bool
) -> None:
    graph = nx.relabel_nodes(graph, {0: "home"}) if 0 in graph else graph
    assert starlike(graph, "home") is expected


def test_partners_in_a_wheel_have_an_angle_each() -> None:
    graph = _star({"CN": 60, "RU": 60})

    places = positions(graph, "home")

    angles = sorted(atan2(y, x) for node, (x, y) in places.items() if node != "home")
    assert min(b - a for a, b in pairwise(angles)) > 0.01


def test_a_meshy_network_has_home_in_the_middle_and_keeps_apart() -> None:
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(12, 12))

    places = positions(graph, 0)

    assert places[0] == (0.0, 0.0)
    assert _least_distance(places) > 33.9


def test_a_meshy_network_does_not_depend_on_the_order_of_filling() -> None:
    graph = nx.gnm_random_graph(80, 140, seed=1)
    other = nx.Graph()
    other.add_nodes_from(reversed(list(graph)))
    other.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))

    assert positions(other, 3) == positions(graph, 3)


def test_a_home_that_is_not_there_is_no_error() -> None:
    assert set(positions(nx.path_graph(5), "nowhere")) == set(range(5))


@pytest.mark.slow
def test_a_network_of_twenty_thousand_is_placed() -> None:
    graph = nx.random_labeled_tree(20_000, seed=1)

    places = positions(graph, 0)

    assert len(set(places.values())) > 19_900
