"""Around a hub: its tree of shortest ways, drawn on rings.

Each child of the hub has an angle of its own, neighbours in the same group (country) sit side by
side, and crowded circles are staggered over several rings; so no two spokes lie on one another.
"""

from __future__ import annotations

import numpy as np

from partnergraph.layout.arrays import RADIUS, Flags, Floats, Ints
from partnergraph.layout.overlaps import push_apart

#: Distance between neighbours on a ring, between rings, and the least between any two nodes.
_ARC = 62.0
_RING = 78.0
_APART = 2 * RADIUS
_INNER = 190.0
_MIDDLE = 118.0
_HANDFUL = 6


def _tree(n: int, pairs: Ints, root: int) -> tuple[Ints, Ints]:
    """Parent and depth of each node in the tree of shortest ways from `root`."""
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    ends = ends[np.lexsort((ends[:, 0], ends[:, 1]))]
    parent = np.full(n, -1, dtype=np.int64)
    depth = np.full(n, -1, dtype=np.int64)
    depth[root] = 0
    level = 0
    while True:
        reach = ends[(depth[ends[:, 0]] == level) & (depth[ends[:, 1]] < 0)]
        if not len(reach):
            return parent, depth
        child, where = np.unique(reach[:, 1], return_index=True)
        parent[child] = reach[where, 0]
        level += 1
        depth[child] = level


def radial(pairs: Ints, root: int, groups: Ints, small: Flags, rng: np.random.Generator) -> Floats:
    """Positions around `root`, which is at (0, 0), of a connected graph; shape (n, 2).

    Leaves of the root that are `small` go on inner rings, the rest outside, by `groups`.
    """
    n = len(groups)
    if n == 1:
        return np.zeros((1, 2))
    parent, depth = _tree(n, pairs, root)
    degree = np.bincount(pairs.ravel(), minlength=n)
    inner = np.flatnonzero((depth == 1) & (degree == 1) & small)
    if len(inner) == np.sum(depth == 1):
        inner = inner[:0]
    weight = _weights(parent, depth, inner)
    start, width = _wedges(parent, depth, groups, weight, inner)
    # The biggest group begins at the top; a handful begins at the left, clear of home's label.
    begin = 0.5 if weight[root] > _HANDFUL else 0.78
    angle = 2 * np.pi * (start + width / 2 + begin) + np.pi / 2
    within = _rings(len(inner))
    radius = _radii(depth, start, weight, float(np.hypot(*within.T).max(initial=0)))
    place = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    place[root] = 0
    place[inner] = within
    radii, part = np.full(n, RADIUS), np.zeros(n, dtype=np.int64)
    return push_apart(place, radii, part, rng, still=root)


def _weights(parent: Ints, depth: Ints, inner: Ints) -> Floats:
    """How many leaves hang on each node, at least one; nodes placed elsewhere weigh nothing."""
    weight = np.zeros(len(parent))
    leaf = np.ones(len(parent), dtype=bool)
    leaf[parent[parent >= 0]] = False
    weight[leaf] = 1
    weight[inner] = 0
    for level in range(int(depth.max()), 0, -1):
        at = np.flatnonzero(depth == level)
        np.add.at(weight, parent[at], weight[at])
    return weight


def _wedges(
    parent: Ints, depth: Ints, groups: Ints, weight: Floats, inner: Ints
) -> tuple[Floats, Floats]:
    """Start and width of each node's share of the circle, as parts of one."""
    start, width = np.zeros(len(parent)), np.ones(len(parent))
    skip = np.zeros(len(parent), dtype=bool)
    skip[inner] = True
    for level in range(1, int(depth.max()) + 1):
        at = np.flatnonzero((depth == level) & ~skip)
        at = at[np.lexsort((at, groups[at], start[parent[at]]))]
        share = weight[at] / np.maximum(weight[parent[at]], 1)
        gap = np.zeros(len(at))
        if level == 1:  # a little air between the groups
            turn = np.flatnonzero(np.diff(groups[at], prepend=-1))
            gap[turn] = 0.55 / np.maximum(weight[at].sum(), 1) if len(turn) > 1 else 0
            share, gap = share / (1 + gap.sum()), gap / (1 + gap.sum())
        width[at] = share * width[parent[at]]
        run = np.cumsum(width[at] + gap) - width[at]
        new = np.flatnonzero(np.diff(parent[at], prepend=-1))
        base = np.repeat(run[new], np.diff(np.append(new, len(at))))
        start[at] = start[parent[at]] + run - (base if level > 1 else 0)
    return start, width


def _radii(depth: Ints, start: Floats, weight: Floats, inner: float) -> Floats:
    """Distance from the root: enough rings that neighbours keep `_ARC` apart."""
    first = np.flatnonzero(depth == 1)
    rings = int(np.clip(np.ceil(np.sqrt(weight[first].sum() / 14)), 1, 40))
    around = weight[first].sum() * _ARC / (2 * np.pi * rings)
    base = max(_INNER, inner + _RING, around)
    order = np.argsort(np.argsort(start[first], kind="stable"), kind="stable")
    radius = np.zeros(len(depth))
    # Neighbours alternate between rings by a step that is prime to their number.
    step = next(s for s in range(max(rings // 2, 1), rings + 1) if np.gcd(s, rings) == 1)
    radius[first] = base + _RING * ((order * step) % rings)
    outer = base + _RING * (rings - 1)
    deep = depth > 1
    radius[deep] = outer + _RING * (depth[deep] - 1)
    return radius


def _rings(count: int) -> Floats:
    """`count` places on small rings around the middle."""
    place = np.zeros((count, 2))
    done, radius = 0, _MIDDLE
    while done < count:
        room = min(int(2 * np.pi * radius / (_APART * 1.15)), count - done)
        turn = np.arange(room) / room * 2 * np.pi + radius
        place[done : done + room] = np.column_stack([np.cos(turn), np.sin(turn)]) * radius
        done, radius = done + room, radius + _APART * 1.1
    return place
