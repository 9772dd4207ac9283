"""A graph is merged step by step: nothing is lost, and it ends."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from graphs import grid, pairs_of

from partnergraph.layout.coarse import levels


@pytest.mark.parametrize("graph", [grid(20), nx.star_graph(500), nx.complete_graph(60)])
def test_mass_and_connection_are_kept_from_level_to_level(graph: nx.Graph[int]) -> None:
    count = len(graph)
    groups = np.zeros(count, dtype=np.int64)

    ladder = levels(pairs_of(graph), np.ones(count), groups, np.random.default_rng(0))

    assert len(ladder[-1].mass) <= 40
    for level in ladder:
        assert level.mass.sum() == count
        assert (level.pairs[:, 0] < level.pairs[:, 1]).all()
        merged = nx.Graph(level.pairs.tolist())
        merged.add_nodes_from(range(len(level.mass)))
        assert nx.is_connected(merged)
    for level, above in pairwise(ladder):
        assert sorted(set(level.above.tolist())) == list(range(len(above.mass)))


def test_neighbours_of_one_group_are_merged_first() -> None:
    graph = nx.cycle_graph(400)
    groups = np.arange(400) // 2

    first = levels(pairs_of(graph), np.ones(400), groups, np.random.default_rng(0))[0]

    together = np.mean(first.above[0::2] == first.above[1::2])
    assert together > 0.9
