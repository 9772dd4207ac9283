"""Pairs, connected parts, and groups."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from partnergraph.layout.arrays import components, distinct, ranked, runs, split

NODES = 20
PAIRS = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=30)


def test_pairs_are_made_distinct() -> None:
    pairs = np.array([[3, 1], [1, 3], [2, 2], [0, 1]])

    assert distinct(pairs, 4).tolist() == [[0, 1], [1, 3]]


@given(PAIRS)
def test_components_are_those_of_networkx(pairs: list[tuple[int, int]]) -> None:
    graph = nx.empty_graph(NODES)
    graph.add_edges_from(pairs)

    label = components(NODES, np.array(pairs, dtype=np.int64).reshape(-1, 2))

    expected = {min(part): part for part in nx.connected_components(graph)}
    assert {int(i): set(np.flatnonzero(label == i)) for i in np.unique(label)} == expected


def test_a_long_path_is_one_component() -> None:
    order = np.random.default_rng(0).permutation(5000)

    assert not components(5000, np.column_stack([order[1:], order[:-1]])).any()


def test_parts_come_from_big_to_small_but_for_the_first() -> None:
    pairs = np.array([[0, 1], [2, 3], [3, 4]])
    parts = components(6, pairs)

    found = [(nodes.tolist(), edges.tolist()) for _, nodes, edges in split(parts, pairs, first=5)]

    assert found == [([5], []), ([2, 3, 4], [[2, 3], [3, 4]]), ([0, 1], [[0, 1]])]


def test_big_groups_come_first_and_the_unknown_last() -> None:
    assert ranked(["~", "~", "~", "UZ", "CN", "CN"]).tolist() == [2, 2, 2, 1, 0, 0]


def test_ranges_are_unrolled() -> None:
    source, number = runs(np.array([3, 7, 2]), np.array([5, 7, 3]))

    assert (source.tolist(), number.tolist()) == ([0, 0, 2], [3, 4, 2])
