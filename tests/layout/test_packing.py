"""Parts beside one another: none touches another, and little room is lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.layout.arrays import Floats, Ints
from partnergraph.layout.measures import overlaps
from partnergraph.layout.packing import mosaic, shelves

AIR = 10.0


def _discs(number: list[int], seed: int) -> tuple[Floats, Floats, Ints]:
    """Parts of so many discs, each a row of discs that touch."""
    rng = np.random.default_rng(seed)
    radii = rng.uniform(1, 30, sum(number))
    parts = np.repeat(np.arange(len(number)), number)
    place = np.zeros((len(radii), 2))
    for part in range(len(number)):
        inside = np.flatnonzero(parts == part)
        place[inside, part % 2] = np.cumsum(2 * radii[inside]) - radii[inside]
    return place, radii, parts


@given(st.lists(st.integers(1, 9), min_size=1, max_size=25), st.integers(0, 99))
@settings(deadline=None, max_examples=50)
def test_no_part_touches_another(number: list[int], seed: int) -> None:
    place, radii, parts = _discs(sorted(number, reverse=True), seed)

    packed = mosaic(place, radii, parts, np.zeros_like(parts), AIR)

    assert np.allclose(packed[parts == 0], place[parts == 0])
    assert overlaps(packed, radii * (1 - 1e-9)) == 0
    for part in range(1, len(number)):  # moved as a whole
        move = (packed - place)[parts == part]
        assert np.allclose(move, move[0])


def test_lone_nodes_surround_the_first_part() -> None:
    count = 400
    place, radii, parts = np.zeros((count, 2)), np.full(count, 17.0), np.arange(count)

    packed = mosaic(place, radii, parts, np.zeros_like(parts), AIR)

    assert np.abs(packed.mean(axis=0)).max() < 60
    assert float(np.prod(np.ptp(packed, axis=0))) < 1.6 * count * (34 + AIR) ** 2


def test_lone_nodes_of_a_group_lie_in_one_sector() -> None:
    groups = np.arange(401) % 4
    packed = mosaic(np.zeros((401, 2)), np.full(401, 17.0), np.arange(401), groups, AIR)

    for group in range(4):
        inside = packed[1:][groups[1:] == group]
        assert np.hypot(*inside.mean(axis=0)) > 0.4 * np.hypot(*inside.T).mean()


def test_shelves_keep_the_first_in_the_middle_and_the_others_below() -> None:
    first = np.array([[-50.0, 0.0], [50.0, 80.0]])
    boxes = [(np.array([0, 1]), first), *((np.array([i]), np.zeros((1, 2))) for i in range(2, 30))]

    packed = shelves(boxes, 30, 68.0)

    assert np.array_equal(packed[:2], first)
    assert packed[2:, 1].min() > 80
