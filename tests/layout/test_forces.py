"""Forces: the mesh says what the sum over all pairs says, and simple graphs find their form."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from graphs import pairs_of

from partnergraph.layout.forces import LENGTH, among, arranged, mesh, spread_out


@pytest.mark.parametrize("count", [300, 3000])
def test_the_mesh_is_close_to_the_exact_push(count: int) -> None:
    rng = np.random.default_rng(0)
    place, mass = rng.normal(0, 1000, (count, 2)), rng.uniform(1, 5, count)

    exact = among(*np.triu_indices(count, 1))(place, mass)
    found = mesh(count)(place, mass)

    assert np.hypot(*(found - exact).T).mean() < 0.15 * np.hypot(*exact.T).mean()


def test_distances_in_the_graph_become_distances_in_the_plane() -> None:
    place = spread_out(pairs_of(nx.path_graph(20)), np.ones(20))

    steps = np.hypot(*np.diff(place, axis=0).T)
    assert np.allclose(steps, LENGTH, rtol=0.2)


def test_two_joined_nodes_are_a_length_apart() -> None:
    place = arranged(
        np.array([[0, 1]]), np.ones(2), np.zeros(2, dtype=np.int64), np.random.default_rng(0)
    )

    assert np.hypot(*(place[1] - place[0])) == pytest.approx(LENGTH, rel=0.1)


def test_neighbours_of_a_heavy_node_keep_off() -> None:
    mass = np.array([100.0, 1.0])
    groups = np.zeros(2, dtype=np.int64)

    place = arranged(np.array([[0, 1]]), mass, groups, np.random.default_rng(0))

    assert np.hypot(*(place[1] - place[0])) > 3 * LENGTH
