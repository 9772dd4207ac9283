"""What is drawn: every node once, lines of the same two nodes in a row, groups that are known."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import networkx as nx

from pages import network
from partnergraph.drawing import GROUPS, Drawing, drawing
from partnergraph.scene import scene


def _drawn(graph: nx.MultiDiGraph[str]) -> tuple[Drawing, dict[str, Any]]:
    data = scene(graph)
    return drawing(graph, data, 0), data


def _mixed() -> nx.MultiDiGraph[str]:
    graph = network(3, 4)
    graph.add_edge("http://example.org/1", "http://example.org/home", kind="event")
    graph.add_edge("http://example.org/0", "http://example.org/unit", kind="unit-of")
    graph.add_node("http://example.org/unit", kind="unit", standing="unit")
    graph.add_node("http://example.org/alone", standing="mentioned")
    graph.add_node("http://example.org/congress", kind="event")
    graph.add_edge("http://example.org/1", "http://example.org/congress", kind="event")
    return graph


def test_things_come_first_in_their_order() -> None:
    drawn, data = _drawn(_mixed())

    keys = [node.key for node in drawn.nodes]
    assert keys[: len(data["things"])] == list(data["things"])
    assert set(keys[len(data["things"]) :]) == {"congress"}


def test_each_node_has_a_place_and_a_group() -> None:
    drawn, _ = _drawn(_mixed())

    groups = {node.key: node.group for node in drawn.nodes}
    assert groups["home"] == "home"
    assert groups["unit"] == "unit"
    assert groups["alone"] == "mentioned"
    assert groups["0"] == "institution"
    assert set(groups.values()) <= set(GROUPS)
    assert len({(node.x, node.y) for node in drawn.nodes}) == len(drawn.nodes)


def test_lines_of_the_same_two_nodes_stand_in_a_row_with_like_kinds_together() -> None:
    drawn, _ = _drawn(_mixed())

    assert len(drawn.edges) == 15
    pairs = [frozenset((edge.start, edge.end)) for edge in drawn.edges]
    assert len(list(groupby(pairs))) == len(set(pairs))
    for _, edges in groupby(drawn.edges, key=lambda e: frozenset((e.start, e.end))):
        kinds = [edge.kind for edge in edges]
        assert kinds == sorted(kinds)


def test_lines_that_are_structure_have_no_relation() -> None:
    drawn, data = _drawn(_mixed())

    relations = {edge.relation for edge in drawn.edges if edge.kind != "unit-of"}
    assert relations <= set(data["relations"])
    assert [edge.relation for edge in drawn.edges if edge.kind == "unit-of"] == [None]


def test_well_connected_nodes_are_bigger() -> None:
    graph = network(2)
    for _ in range(9):
        graph.add_edge("http://example.org/home", "http://example.org/1", kind="event")
    drawn, _ = _drawn(graph)

    size = {node.key: node.size for node in drawn.nodes}
    assert size["home"] > size["1"] > size["0"]
