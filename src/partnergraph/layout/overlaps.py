"""Discs that lie on one another are found through grids and pushed apart."""

from __future__ import annotations

from typing import Literal

import numpy as np

from partnergraph.layout.arrays import Flags, Floats, Ints, runs, total

_ROUNDS = 150
_REUSED = 4  # pushes between two searches
_SKIN = 0.5  # how much farther a search looks, in radii
_PATIENCE = 5  # searches before a part that is too tight grows
_GROWTH = 1.06
_COLUMN: tuple[tuple[int, Literal["left", "right"]], ...] = ((-1, "left"), (1, "right"))
_AIR = 0.3  # pushed a little further than needed, so that rounding brings nothing back


def overlapping(place: Floats, radii: Floats, parts: Ints, tolerance: float = 0.0) -> Ints:
    """Pairs of discs of one part that overlap by more than `tolerance`; shape (m, 2).

    A tolerance below zero finds pairs that are so near. Discs are sorted into classes of size by
    powers of two. Each class looks only at smaller discs and its own, in a grid with cells as wide
    as two of its discs, so one huge disc costs nothing.
    """
    wide = radii - min(tolerance, 0.0) / 2
    size = np.ceil(np.log2(np.maximum(wide, 1e-9))).astype(np.int64)
    found = [np.zeros((0, 2), dtype=np.int64)]
    for level in np.unique(size):
        among = np.flatnonzero(size <= level)
        width = 2 * float(wide[size == level].max())
        found.append(among[_near(place[among], parts[among], width, size[among] == level)])
    pairs = np.concatenate(found)
    a, b = pairs[:, 0], pairs[:, 1]
    between = place[a] - place[b]
    gap = np.hypot(between[:, 0], between[:, 1]) - radii[a] - radii[b]
    return pairs[gap < -tolerance]


def _near(place: Floats, parts: Ints, width: float, big: Flags) -> Ints:
    """Pairs in one part and in cells that touch, of which one at least is `big`; each once."""
    cell = np.floor((place - place.min(axis=0)) / width).astype(np.int64) + 1
    wide, tall = cell.max(axis=0) + 2
    key = (parts * wide + cell[:, 0]) * tall + cell[:, 1]
    order = np.argsort(key, kind="stable")
    own, other = order[big[order]], order[~big[order]]
    found = [own[_within(key[own], int(tall))]]
    if len(other):
        at, of = _across(key[own], key[other], int(tall))
        found.append(np.column_stack([own[at], other[of]]))
    return np.concatenate(found)


def _within(key: Ints, tall: int) -> Ints:
    """Pairs in one cell or in cells that touch; `key` is sorted, a column has `tall` keys."""
    after = np.arange(len(key)) + 1
    here = runs(after, np.searchsorted(key, key + 1, side="right"))
    right = runs(*(np.searchsorted(key, key + tall + s, side=w) for s, w in _COLUMN))
    return np.column_stack([np.concatenate(pair) for pair in zip(here, right, strict=True)])


def _across(asking: Ints, key: Ints, tall: int) -> tuple[Ints, Ints]:
    """For each of `asking` those of `key` in the nine cells around it."""
    found = [
        runs(*(np.searchsorted(key, asking + column * tall + s, side=w) for s, w in _COLUMN))
        for column in (-1, 0, 1)
    ]
    return np.concatenate([at for at, _ in found]), np.concatenate([of for _, of in found])


def push_apart(
    place: Floats, radii: Floats, parts: Ints, rng: np.random.Generator, still: int = -1
) -> Floats:
    """Move discs, the small ones more than the big ones, until none overlaps within its part.

    `parts` numbers the part of each disc from 0. Parts that stay too tight grow about their middle.
    The disc `still` stays where it is.
    """
    if not len(place):
        return place
    number = int(parts.max(initial=0)) + 1
    fixed = place[still].copy() if still >= 0 else np.zeros(2)
    place = place + rng.uniform(-0.01, 0.01, place.shape)
    weight = radii**2
    wide = radii + _AIR / 2
    skin = float(np.median(radii)) * _SKIN
    active = np.arange(len(place))
    for turn in range(1, _ROUNDS + 1):
        near = active[overlapping(place[active], wide[active], parts[active], -skin)]
        worst, tight = _depth(place, wide, parts, near)
        if worst <= _AIR / 2:
            break
        if turn % _PATIENCE == 0:
            place = _grown(place, parts, tight, number)
        for _ in range(_REUSED):  # what is near now is what may overlap after a few pushes
            place = _pushed(place, wide, weight, near)
            if still >= 0:
                place[still] = fixed
        if len(tight) < number:
            active = np.flatnonzero(np.isin(parts, tight))
    return place


def _depth(place: Floats, radii: Floats, parts: Ints, pairs: Ints) -> tuple[float, Ints]:
    """The greatest overlap, and the parts with one that matters."""
    a, b = pairs[:, 0], pairs[:, 1]
    depth = radii[a] + radii[b] - np.hypot(*(place[a] - place[b]).T)
    return float(depth.max(initial=0)), np.unique(parts[a[depth > _AIR / 2]])


def _pushed(place: Floats, radii: Floats, weight: Floats, pairs: Ints) -> Floats:
    between = place[pairs[:, 1]] - place[pairs[:, 0]]
    length = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
    deep = length < radii[pairs].sum(axis=1)
    a, b, between, length = pairs[deep, 0], pairs[deep, 1], between[deep], length[deep]
    push = between * ((radii[a] + radii[b] - length) / length)[:, None]
    share = (weight[b] / (weight[a] + weight[b]))[:, None]
    move = total(a, -push * share, len(place)) + total(b, push * (1 - share), len(place))
    return place + move


def _grown(place: Floats, parts: Ints, tight: Ints, number: int) -> Floats:
    """The parts in `tight`, wider by one step."""
    members = np.bincount(parts, minlength=number)
    middle = total(parts, place, number) / np.maximum(members, 1)[:, None]
    factor = np.ones(number)
    factor[tight] = _GROWTH
    return middle[parts] + (place - middle[parts]) * factor[parts][:, None]
