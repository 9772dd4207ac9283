"""Edges pull and nodes push until a connected graph lies at ease.

The push falls with the distance, the pull grows with its square (Fruchterman and Reingold). Pushes
in large graphs are summed on a mesh: masses are spread over its points, one convolution gives the
field at all of them, and each node reads its own. The cost hardly depends on how nodes lie.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnergraph.layout.arrays import RADIUS, Floats, Ints, total
from partnergraph.layout.coarse import Level, levels

#: The length at which pull and push of two joined nodes of mass one are even.
LENGTH = 3.4 * RADIUS
_KIN = 0.5  # the pull towards the middle of one's group
_HOLD = 0.7  # the pull towards the middle of all; it bounds how thin the picture gets
_HELD = 600  # half of that for a graph of so many nodes
_LONG = 5  # the pull of edges longer than so many lengths grows no longer with the square
_ZERO = 1e-6
_EXACT = 160
_STEPS = 32
_LAST_STEPS = 45
_FIRST_STEPS = 80
_WARM = 2.0  # the longest first step, in lengths
_COOL = 0.02  # the longest last step as a part of that
_DAMPED = 3

Field: TypeAlias = Callable[[Floats, Floats], Floats]
Inward: TypeAlias = Callable[[Floats], Floats]


def arranged(pairs: Ints, mass: Floats, groups: Ints, rng: np.random.Generator) -> Floats:
    """Positions for one connected graph, from the coarsest version of it to the whole."""
    ladder = levels(pairs, mass, groups, rng)
    place = spread_out(ladder[-1].pairs, ladder[-1].mass)
    place = relaxed(place, ladder[-1], _FIRST_STEPS)
    for level in reversed(ladder[:-1]):
        around = rng.uniform(-0.5, 0.5, (len(level.mass), 2))
        place = place[level.above] + around * LENGTH * np.sqrt(level.mass)[:, None]
        last = level is ladder[0]
        place = relaxed(place, level, _LAST_STEPS if last else _STEPS)
    return place


def spread_out(pairs: Ints, mass: Floats) -> Floats:
    """A first arrangement by classical scaling (Torgerson) of the distances in the graph."""
    count = len(mass)
    away = _distances(pairs, count)
    square = away**2
    inner = -(square - square.mean(axis=0) - square.mean(axis=1)[:, None] + square.mean()) / 2
    value, vector = np.linalg.eigh(inner)
    sign = np.sign(vector[np.argmax(np.abs(vector) > _ZERO, axis=0), np.arange(count)])
    axes = (vector * sign * np.sqrt(np.maximum(value, 0)))[:, ::-1][:, :2]
    place = np.zeros((count, 2))
    place[:, : axes.shape[1]] = axes
    turn = np.arange(count) * 2.4  # equal ones must not lie on one point
    place += 0.05 * np.column_stack([np.cos(turn), np.sin(turn)])
    return place * LENGTH * float(np.sqrt(mass.mean()))


def _distances(pairs: Ints, count: int) -> Floats:
    """Steps between all nodes of a small connected graph."""
    joined = np.zeros((count, count), dtype=np.float32)
    joined[pairs[:, 0], pairs[:, 1]] = joined[pairs[:, 1], pairs[:, 0]] = 1
    away = np.where(np.eye(count) > 0, 0.0, np.inf)
    reached = np.eye(count, dtype=np.float32)
    for step in range(1, count):
        reached = ((reached @ joined + reached) > 0).astype(np.float32)
        new = (reached > 0) & np.isinf(away)
        if not new.any():
            break
        away[new] = step
    return np.where(np.isinf(away), count, away)


def relaxed(place: Floats, level: Level, steps: int) -> Floats:
    """`place` after so many steps of pulling and pushing between all nodes."""
    count = len(place)
    field = _every_pair(count) if count <= _EXACT else mesh(count)
    return pulled(place, level, field, steps, _inward(level))


def pulled(
    place: Floats, level: Level, field: Field, steps: int, inward: Inward | None = None
) -> Floats:
    """`place` after so many steps, each shorter than the one before.

    `field` gives the push from positions and masses, `inward` what else holds the graph together.
    """
    ends = np.concatenate([level.pairs[:, 0], level.pairs[:, 1]])
    stiff = np.bincount(ends, weights=np.tile(level.weight, 2), minlength=len(place)) / level.mass
    longest = _WARM * LENGTH * float(np.sqrt(level.mass.mean()))
    for step in range(steps):
        force = _pull(place, level, ends) + field(place, level.mass) * LENGTH**2
        force += inward(place) if inward else 0
        force /= (1 + _DAMPED * stiff)[:, None]  # else neighbours swing past one another
        limit = longest * _COOL ** (step / steps)
        force *= np.minimum(1, limit / np.maximum(np.hypot(*force.T), _ZERO))[:, None]
        place = place + force
    return place


def _pull(place: Floats, level: Level, ends: Ints) -> Floats:
    """What edges do to their ends."""
    between = place[level.pairs[:, 1]] - place[level.pairs[:, 0]]
    longest = _LONG * LENGTH * np.sqrt(level.mass.mean())
    length = np.minimum(np.hypot(between[:, 0], between[:, 1]), longest)
    pull = between * (level.weight * length / LENGTH)[:, None]
    return total(ends, np.concatenate([pull, -pull]), len(place)) / level.mass[:, None]


def _inward(level: Level) -> Inward:
    """The pull towards the middle of all, and of one's group where there is more than one."""
    whole = float(level.mass.sum())
    share = whole / (whole + _HELD)
    weight = np.maximum(np.bincount(level.groups, weights=level.mass), _ZERO)[:, None]
    kin = _KIN * share if np.count_nonzero(weight > _ZERO) > 1 else 0.0

    def pull(place: Floats) -> Floats:
        mass = level.mass[:, None] * place
        group = (total(level.groups, mass, len(weight)) / weight)[level.groups]
        middle: Floats = mass.sum(axis=0) / whole
        return np.asarray(kin * (group - place) + _HOLD * share * (middle - place))

    return pull


def _every_pair(count: int) -> Field:
    """The push of every node on every other, exactly."""
    itself = np.eye(count) * 1e30

    def field(place: Floats, mass: Floats) -> Floats:
        x, y = place[:, 0], place[:, 1]
        square = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
        share = mass / (np.maximum(square, 1.0) + itself)
        return np.asarray(place * share.sum(axis=1)[:, None] - share @ place)

    return field


def among(a: NDArray[np.int64], b: NDArray[np.int64]) -> Field:
    """The push between the nodes `a` and `b`, pair by pair."""
    ends = np.concatenate([a, b])

    def field(place: Floats, mass: Floats) -> Floats:
        between = place[a] - place[b]
        between /= np.maximum((between**2).sum(axis=1), 1.0)[:, None]
        push = np.concatenate([between * mass[b][:, None], -between * mass[a][:, None]])
        return total(ends, push, len(place))

    return field


def mesh(count: int) -> Field:
    """The push of all nodes on each, by way of a mesh with some four points per node."""
    side = int(np.clip(2 ** np.round(np.log2(2 * np.sqrt(count))), 32, 256))
    span = (np.arange(2 * side) + side) % (2 * side) - side
    square = span[:, None] ** 2 + span[None, :] ** 2 + 0.35
    kernel = np.fft.rfft2(span[:, None] / square), np.fft.rfft2(span[None, :] / square)

    def field(place: Floats, mass: Floats) -> Floats:
        low = place.min(axis=0)
        width = max(float((place.max(axis=0) - low).max()), 1e-6) / (side - 2)
        at = (place - low) / width
        cell = np.minimum(at.astype(np.int64), side - 2)
        part = at - cell
        flat = cell[:, 0] * side + cell[:, 1]
        corners = np.concatenate([flat, flat + 1, flat + side, flat + side + 1])
        x, y = part[:, 0], part[:, 1]
        share = np.concatenate([(1 - x) * (1 - y), (1 - x) * y, x * (1 - y), x * y])
        spread = np.bincount(corners, weights=share * np.tile(mass, 4), minlength=side * side)
        wave = np.fft.rfft2(spread.reshape(side, side), s=(2 * side, 2 * side))
        push = np.empty_like(place)
        for axis in (0, 1):
            grid = np.fft.irfft2(wave * kernel[axis])[:side, :side].ravel()
            push[:, axis] = (grid[corners] * share).reshape(4, -1).sum(axis=0)
        return push / width

    return field
