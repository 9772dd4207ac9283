"""Leaves, which have one neighbour, are put as a fan or in rings around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from partnergraph.layout.arrays import Floats, Ints

_LOOSE = 1.08  # leaves of a ring keep a little more apart than they must
_FEW = 4  # so many leaves leave most of the circle free


@dataclass(frozen=True, slots=True)
class Fans:
    """Leaves in the order of their hubs, and where each lies as seen from its hub.

    `turn` is the angle from the middle of the fan, `out` the distance, and `open` is true where the
    fan is one arc and not whole rings. `reach` has the radius of each node with its fan.
    """

    leaf: Ints
    hub: Ints
    turn: Floats
    out: Floats
    reach: Floats


def leaves(pairs: Ints, count: int) -> tuple[Ints, Ints]:
    """The nodes with one neighbour, and that neighbour; of a pair by itself the greater index."""
    degree = np.bincount(pairs.ravel(), minlength=count)
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    lone = (degree[ends[:, 0]] == 1) & ((degree[ends[:, 1]] > 1) | (ends[:, 0] > ends[:, 1]))
    ends = ends[lone]
    return ends[:, 0], ends[:, 1]


def fans(leaf: Ints, hub: Ints, radii: Floats, groups: Ints) -> Fans:
    """Arrange the leaves of each hub; like groups side by side."""
    order = np.lexsort((leaf, groups[leaf], hub))
    leaf, hub = leaf[order], hub[order]
    turn, out = np.zeros(len(leaf)), np.zeros(len(leaf))
    reach = radii.copy()
    hubs, begin, number = np.unique(hub, return_index=True, return_counts=True)
    for node, low, many in zip(hubs.tolist(), begin.tolist(), number.tolist(), strict=True):
        widest = float(radii[leaf[low : low + many]].max())
        turn[low : low + many], out[low : low + many] = _rings(many, float(radii[node]), widest)
        far = float(out[low + many - 1]) + widest
        reach[node] = far * (0.85 if many < _FEW else 1.0)
    return Fans(leaf, hub, turn, out, reach)


def _rings(many: int, inner: float, radius: float) -> tuple[Floats, Floats]:
    """Angle and distance of `many` discs of one `radius` around a disc of radius `inner`."""
    turn, out = np.zeros(many), np.zeros(many)
    away = (inner + radius * (1 + 0.22 * np.sqrt(many))) * _LOOSE
    done = 0
    while done < many:
        room = max(int(np.pi / np.arcsin(min(radius * _LOOSE / away, 1.0))), 1)
        here = min(room, many - done)
        # A single ring that is not full stays an arc; others go all the way round.
        step = 2 * np.pi / (room if here == many else here)
        turn[done : done + here] = (np.arange(here) - (here - 1) / 2) * step
        out[done : done + here] = away
        done, away = done + here, away + 2 * radius * _LOOSE
    return turn, out


def put_back(place: Floats, pairs: Ints, found: Fans) -> Floats:
    """`place` with each leaf at its hub; the fan opens where the hub has fewest neighbours."""
    if not len(found.leaf):
        return place
    facing, width = _widest_gaps(place, pairs, np.unique(found.hub), len(place))
    hub, turn = found.hub, found.turn
    many = np.bincount(hub, minlength=len(place))[hub]
    step = _steps(found)
    # An arc takes up to three fifths of the gap, so that few leaves do not huddle.
    wider = np.minimum(0.6 * width[hub], np.pi * 1.6) / np.maximum(many * step, 1e-9)
    turn = turn * np.where(step > 0, np.maximum(wider, 1.0), 1.0)
    turn = turn + facing[hub]
    placed = place.copy()
    away = np.column_stack([np.cos(turn), np.sin(turn)]) * found.out[:, None]
    placed[found.leaf] = place[hub] + away
    return placed


def _steps(found: Fans) -> Floats:
    """The angle between neighbours for fans that are one arc, else zero."""
    single = np.ones(int(found.hub.max()) + 1, dtype=bool)
    after = found.hub[1:] == found.hub[:-1]
    single[found.hub[1:][after & (found.out[1:] != found.out[:-1])]] = False
    step = np.zeros(len(found.hub))
    step[1:][after] = np.diff(found.turn)[after]
    least = np.zeros(len(single))
    np.maximum.at(least, found.hub, step)
    return np.where(single, least, 0)[found.hub]


def _widest_gaps(place: Floats, pairs: Ints, hubs: Ints, count: int) -> tuple[Floats, Floats]:
    """For each hub the middle and width of the widest angle without a neighbour."""
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    ends = ends[np.isin(ends[:, 0], hubs)]
    way = place[ends[:, 1]] - place[ends[:, 0]]
    angle = np.arctan2(way[:, 1], way[:, 0])
    order = np.lexsort((angle, ends[:, 0]))
    node, angle = ends[order, 0], angle[order]
    last = np.append(node[1:] != node[:-1], True)[: len(node)]
    first = np.flatnonzero(np.append(True, node[1:] != node[:-1])[: len(node)])
    after = np.append(angle[1:], 0.0)[: len(node)]
    after[last] = angle[first] + 2 * np.pi
    gap = after - angle
    best = np.lexsort((gap, node))
    facing, width = np.full(count, np.pi / 2), np.full(count, 2 * np.pi)
    facing[node[best]] = (angle + gap / 2)[best]
    width[node[best]] = gap[best]
    return facing, width
