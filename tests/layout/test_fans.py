"""Leaves stand around their hub, where there is room."""

from __future__ import annotations

import numpy as np
import pytest

from partnergraph.layout.arrays import Floats, Ints
from partnergraph.layout.fans import Fans, fans, leaves, put_back
from partnergraph.layout.measures import overlaps


def _star(number: int) -> Ints:
    return np.array([[0, i] for i in range(1, number + 1)], dtype=np.int64)


def _fans(pairs: Ints, count: int, radii: Floats) -> Fans:
    return fans(*leaves(pairs, count), radii, np.zeros(count, dtype=np.int64))


def test_leaves_have_one_neighbour() -> None:
    leaf, hub = leaves(np.array([[0, 1], [1, 2], [2, 3], [1, 3]]), 4)

    assert (leaf.tolist(), hub.tolist()) == ([0], [1])


def test_of_a_pair_by_itself_one_is_the_leaf() -> None:
    leaf, hub = leaves(np.array([[0, 1]]), 2)

    assert (leaf.tolist(), hub.tolist()) == ([1], [0])


@pytest.mark.parametrize("number", [1, 2, 7, 40, 1000])
@pytest.mark.parametrize("size", [3.0, 17.0, 40.0])
def test_leaves_lie_neither_on_each_other_nor_on_their_hub(number: int, size: float) -> None:
    radii = np.array([17.0] + [size] * number)
    pairs = _star(number)

    placed = put_back(np.zeros((number + 1, 2)), pairs[:0], _fans(pairs, number + 1, radii))

    assert overlaps(placed, radii) == 0


def test_the_reach_covers_the_fan() -> None:
    radii = np.full(201, 17.0)
    found = _fans(_star(200), 201, radii)

    placed = put_back(np.zeros((201, 2)), np.zeros((0, 2), dtype=np.int64), found)

    assert np.hypot(*placed.T).max() + 17 <= found.reach[0] + 1e-9


def test_few_leaves_face_away_from_the_other_neighbours() -> None:
    core = np.array([[0, 1], [0, 2], [1, 2]])
    pairs = np.concatenate([core, [[0, 3], [0, 4]]])
    place = np.array([[0.0, 0.0], [100.0, 40.0], [100.0, -40.0], [0.0, 0.0], [0.0, 0.0]])

    placed = put_back(place, core, _fans(pairs, 5, np.full(5, 17.0)))

    assert (placed[3:, 0] < 0).all()


def test_leaves_of_a_group_are_neighbours() -> None:
    groups = np.array([0] + [1, 2] * 10)
    found = fans(*leaves(_star(20), 21), np.full(21, 17.0), groups)

    assert groups[found.leaf].tolist() == [1] * 10 + [2] * 10
