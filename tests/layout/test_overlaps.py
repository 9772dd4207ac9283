"""Overlapping discs are found and pushed apart, whatever their sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from partnergraph.layout.arrays import Floats
from partnergraph.layout.overlaps import overlapping, push_apart

POINTS = arrays(np.float64, (25, 2), elements=st.floats(-100, 100, width=16))
RADII = arrays(np.float64, 25, elements=st.floats(0.25, 60, width=16))


def _by_hand(place: Floats, radii: Floats, parts: np.ndarray) -> set[tuple[int, int]]:
    return {
        (i, j)
        for i in range(len(place))
        for j in range(i + 1, len(place))
        if parts[i] == parts[j] and np.hypot(*(place[i] - place[j])) - radii[i] - radii[j] < 0
    }


@given(POINTS, RADII, st.integers(1, 3))
@settings(deadline=None, max_examples=60)
def test_every_overlap_is_found_once(place: Floats, radii: Floats, number: int) -> None:
    parts = np.arange(25) % number

    pairs = overlapping(place, radii, parts)

    found = [tuple(sorted(pair)) for pair in pairs.tolist()]
    assert len(found) == len(set(found))
    assert set(found) == _by_hand(place, radii, parts)


@pytest.mark.parametrize("count", [2, 30, 400])
def test_discs_on_one_point_are_parted(count: int) -> None:
    parts = np.zeros(count, dtype=np.int64)
    radii = np.full(count, 10.0)

    place = push_apart(np.zeros((count, 2)), radii, parts, np.random.default_rng(0))

    assert not len(overlapping(place, radii, parts))


def test_a_big_disc_moves_less_than_a_small_one() -> None:
    place, radii = np.array([[0.0, 0.0], [5.0, 0.0]]), np.array([50.0, 5.0])

    moved = push_apart(place, radii, np.zeros(2, dtype=np.int64), np.random.default_rng(0))

    assert np.hypot(*(moved[0] - place[0])) < 1 < np.hypot(*(moved[1] - place[1]))


def test_the_still_one_stays() -> None:
    place = np.array([[3.0, 4.0], [3.0, 4.0], [4.0, 4.0]])

    moved = push_apart(
        place, np.full(3, 9.0), np.zeros(3, dtype=np.int64), np.random.default_rng(0), still=1
    )

    assert moved[1].tolist() == [3.0, 4.0]


def test_discs_of_other_parts_are_left_alone() -> None:
    place = np.zeros((2, 2))

    moved = push_apart(place, np.full(2, 9.0), np.arange(2), np.random.default_rng(0))

    assert np.abs(moved).max() < 0.1
