"""The figures tell a good picture from a bad one."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from graphs import grid, pairs_of

from partnergraph.layout.measures import edge_spread, neighbours_kept, overlaps

SQUARE = np.argwhere(np.ones((8, 8))).astype(np.float64)


def test_overlaps_are_counted() -> None:
    place = np.array([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0]])

    assert overlaps(place, np.ones(3)) == 1
    assert overlaps(place, np.full(3, 0.5)) == 0
    assert overlaps(place[:0], np.ones(0)) == 0


def test_a_picture_that_shows_the_graph_keeps_all_neighbours() -> None:
    line = np.column_stack([np.arange(30.0), np.zeros(30)])

    assert neighbours_kept(line, pairs_of(nx.path_graph(30))) == 1


def test_a_shuffled_picture_keeps_few() -> None:
    pairs = pairs_of(grid(8))
    shuffled = np.random.default_rng(0).permutation(SQUARE)

    assert neighbours_kept(SQUARE, pairs) > 0.8
    assert neighbours_kept(shuffled, pairs) < 0.3


def test_the_spread_of_edges() -> None:
    assert edge_spread(SQUARE, pairs_of(grid(8))) == pytest.approx(0)
    assert edge_spread(np.array([[0.0, 0], [1, 0], [4, 0]]), np.array([[0, 1], [1, 2]])) == 0.5


def test_without_edges_nothing_is_lost() -> None:
    none = np.zeros((0, 2), dtype=np.int64)

    assert neighbours_kept(SQUARE, none) == 1
    assert edge_spread(SQUARE, none) == 0
