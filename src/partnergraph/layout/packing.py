"""Connected parts side by side: on shelves, or around the first one wherever there is room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from partnergraph.layout.arrays import Flags, Floats, Ints, runs

_FINEST = 1000  # cells along the side of the ground, more or less, at most
_DIRECTIONS = 120
_CLOSE = 3
_LANDSCAPE = 1.35  # the whole becomes so much wider than high


def shelves(boxes: list[tuple[Ints, Floats]], count: int, air: float) -> Floats:
    """Put the first part in the middle, the others on shelves below it, `air` apart."""
    placed = np.zeros((count, 2))
    members, place = boxes[0]
    placed[members] = place
    half = max(float(np.abs(place[:, 0]).max()), 6 * air) * 0.8
    x, top, tall = -half, float(np.hypot(*place.T).max()) + 1.6 * air, 0.0
    for members, place in boxes[1:]:
        low, high = place.min(axis=0), place.max(axis=0)
        wide = float(high[0] - low[0])
        if x > -half and x + wide > half:
            x, top, tall = -half, top + tall + air, 0.0
        placed[members] = place - low + (x, top)
        x += wide + 2 * air
        tall = max(tall, float(high[1] - low[1]))
    return placed


@dataclass(slots=True)
class _Ground:
    """Cells of a square around the middle; `half` is the index of the cell at the middle."""

    taken: Flags
    half: int

    def grow(self) -> None:
        """Twice as wide, with the same middle."""
        self.taken = np.pad(self.taken, self.half)
        self.half *= 2


def mosaic(place: Floats, radii: Floats, parts: Ints, groups: Ints, air: float) -> Floats:
    """Move whole parts so that none touches another; part 0 stays, the others lie around it.

    `parts` numbers the parts from 0 in the order of packing, `groups` the groups of nodes. Part 0
    takes the cells inside its outline, so that others come close to it; those take rectangles. They
    go to the free places nearest to the middle, and those of one size by groups, in sectors.
    """
    number = int(parts.max(initial=0)) + 1
    low, high = _corners(place, radii + air / 2, parts, number)
    whole = float(np.sqrt((high - low).prod(axis=1).sum()))
    cell = max(2 * float(np.median(radii)) + air, whole / _FINEST)
    middle = (low[0] + high[0]) / 2
    size = np.maximum(np.ceil((high - low) / cell - 1e-9).astype(np.int64), 1)
    first = parts == 0
    room = float(np.hypot(size[0].max(), np.sqrt(1.5 * size[1:].prod(axis=1).sum())))
    ground = _ground(place[first] - middle, radii[first] + air / 2, cell, room)
    kin = np.zeros(number, dtype=np.int64)
    kin[parts[::-1]] = groups[::-1]
    shift = np.zeros((number, 2))
    for same in _alike(size):
        corner = _seats(ground, size[same[0]], len(same))
        at = corner[_by_sector(corner, kin[same])] * cell + middle
        shift[same] = at + (size[same] * cell - (high - low)[same]) / 2 - low[same]
    return place + shift[parts]


def _corners(place: Floats, radii: Floats, parts: Ints, number: int) -> tuple[Floats, Floats]:
    """The least and greatest corner of each part."""
    low, high = np.full((number, 2), np.inf), np.full((number, 2), -np.inf)
    np.minimum.at(low, parts, place - radii[:, None])
    np.maximum.at(high, parts, place + radii[:, None])
    return low, high


def _alike(size: Ints) -> list[Ints]:
    """All parts but the first, by size; the big ones first."""
    rest = np.arange(1, len(size))
    order = rest[np.lexsort((rest, size[rest, 0], size[rest, 1], -size[rest].max(axis=1)))]
    change = np.flatnonzero(np.any(size[order][1:] != size[order][:-1], axis=1)) + 1
    return [same for same in np.split(order, change) if len(same)]


def _ground(place: Floats, radii: Floats, cell: float, room: float) -> _Ground:
    """The cells inside the outline of the first part, whose middle is (0, 0).

    The outline gives for each direction how far the part goes there or close by, so that edges,
    which mostly run outwards, have their cells too.
    """
    half = int(room * _LANDSCAPE / 2) + 8
    at: Floats = np.arange(-half, half, dtype=np.float64) + 0.5
    outline = np.zeros(_DIRECTIONS)
    np.maximum.at(outline, _direction(place[:, 0], place[:, 1]), np.hypot(*place.T) + radii)
    near = [np.roll(outline, shift) for shift in range(-_CLOSE, _CLOSE + 1)]
    outline = np.max(near, axis=0) / cell + 1
    away = np.hypot(at[:, None], at[None, :])
    taken = away < outline[_direction(at[:, None], at[None, :])]
    return _Ground(taken | _covered(place, radii, cell, half), half)


def _covered(place: Floats, radii: Floats, cell: float, half: int) -> Flags:
    """The cells that the squares around the discs touch."""
    covered = np.zeros((2 * half, 2 * half), dtype=bool)
    low = np.floor((place - radii[:, None]) / cell).astype(np.int64) + half
    high = np.floor((place + radii[:, None]) / cell).astype(np.int64) + half + 1
    disc, x = runs(low[:, 0], high[:, 0])
    column, y = runs(low[disc, 1], high[disc, 1])
    covered[x[column], y] = True
    return covered


def _direction(x: Floats, y: Floats) -> Ints:
    turn = np.arctan2(y, x) / (2 * np.pi) * _DIRECTIONS
    return np.asarray(np.round(turn).astype(np.int64) % _DIRECTIONS, dtype=np.int64)


def _seats(ground: _Ground, size: Ints, number: int) -> Ints:
    """Take the `number` free rectangles nearest to the middle; their least corners."""
    while True:
        free = _free(ground.taken, size)
        if number > 1:  # rectangles of one lattice do not overlap
            lattice = np.zeros_like(free)
            lattice[:: size[0], :: size[1]] = True
            free &= lattice
        corner = np.argwhere(free).astype(np.int64)
        if len(corner) >= number:
            break
        ground.grow()
    away = (corner - ground.half + size / 2) / (_LANDSCAPE, 1)
    square = (away**2).sum(axis=1)
    near = np.flatnonzero(square <= np.partition(square, number - 1)[number - 1])
    corner = corner[near[np.argsort(square[near], kind="stable")[:number]]]
    x, y = np.arange(size[0])[None, :, None], np.arange(size[1])[None, None, :]
    ground.taken[corner[:, 0, None, None] + x, corner[:, 1, None, None] + y] = True
    return corner - ground.half


def _free(taken: Flags, size: Ints) -> Flags:
    """Where a rectangle of `size` cells has its least corner and covers no taken cell."""
    wide, tall = int(size[0]), int(size[1])
    if min(taken.shape) < max(wide, tall):
        return np.zeros((1, 1), dtype=bool)
    summed = np.pad(taken.astype(np.int64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = summed[wide:, tall:] - summed[:-wide, tall:] - summed[wide:, :-tall]
    return np.asarray(inside + summed[:-wide, :-tall] == 0, dtype=np.bool_)


def _by_sector(corner: Ints, kin: Ints) -> Ints:
    """Which seat each part gets, so that those of one group lie in one sector, from the top."""
    angle = np.arctan2(-corner[:, 0] - 0.5, corner[:, 1] + 0.5)
    seat = np.empty(len(kin), dtype=np.int64)
    seat[np.lexsort((np.arange(len(kin)), kin))] = np.argsort(angle, kind="stable")
    return seat
