"""A large graph in steps: neighbours are merged, again and again, until a handful is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from partnergraph.layout.arrays import Floats, Ints

_LIKE = 2.0  # an edge within a group weighs as much as two
_ENOUGH = 40
_MATCHINGS = 3
_WORTH = 0.9  # a step that leaves more than this share of the nodes is the last


@dataclass(frozen=True, slots=True)
class Level:
    """A graph with masses and weights; `above` says which node of the next level holds each."""

    mass: Floats
    pairs: Ints
    weight: Floats
    groups: Ints
    above: Ints


def levels(pairs: Ints, mass: Floats, groups: Ints, rng: np.random.Generator) -> list[Level]:
    """From the graph itself to the coarsest one."""
    weight = np.where(groups[pairs[:, 0]] == groups[pairs[:, 1]], _LIKE, 1.0)
    weight /= max(float(weight.mean()), 1.0) if len(pairs) else 1.0
    found: list[Level] = []
    while True:
        count = len(mass)
        above = _merged(pairs, weight, mass, rng) if count > _ENOUGH else np.arange(count)
        found.append(Level(mass, pairs, weight, groups, above))
        fewer = int(above.max(initial=-1)) + 1
        if fewer > _WORTH * count:
            return found
        groups = _heaviest(above, mass, groups, fewer)
        mass = np.bincount(above, weights=mass, minlength=fewer).astype(np.float64)
        pairs, weight = _joined(above[pairs], weight, fewer)


def _merged(pairs: Ints, weight: Floats, mass: Floats, rng: np.random.Generator) -> Ints:
    """The cluster of each node: matched pairs, and lone nodes with their best neighbour."""
    count = len(mass)
    score = weight / (mass[pairs[:, 0]] * mass[pairs[:, 1]])
    score = score * (1 + 0.2 * rng.random(len(pairs)))
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    ends = ends[np.lexsort((ends[:, 1], -np.concatenate([score, score]), ends[:, 0]))]
    leader = np.full(count, -1, dtype=np.int64)
    for _ in range(_MATCHINGS):
        free = ends[(leader[ends[:, 0]] < 0) & (leader[ends[:, 1]] < 0)]
        node, where = np.unique(free[:, 0], return_index=True)
        best = np.full(count, -1, dtype=np.int64)
        best[node] = free[where, 1]
        node = node[best[best[node]] == node]
        leader[node] = np.minimum(node, best[node])
    lone = ends[leader[ends[:, 0]] < 0]
    lone = lone[leader[lone[:, 1]] >= 0]
    node, where = np.unique(lone[:, 0], return_index=True)
    leader[node] = leader[lone[where, 1]]
    leader = np.where(leader < 0, np.arange(count), leader)
    return np.unique(leader, return_inverse=True)[1].astype(np.int64)


def _heaviest(above: Ints, mass: Floats, groups: Ints, fewer: int) -> Ints:
    """The group of the heaviest node in each cluster."""
    found = np.zeros(fewer, dtype=np.int64)
    order = np.lexsort((groups, mass))
    found[above[order]] = groups[order]
    return found


def _joined(ends: Ints, weight: Floats, count: int) -> tuple[Ints, Floats]:
    """Pairs between clusters, with summed weights."""
    low, high = ends.min(axis=1), ends.max(axis=1)
    outer = low != high
    key, inverse = np.unique((low * count + high)[outer], return_inverse=True)
    summed = np.bincount(inverse, weights=weight[outer], minlength=len(key)).astype(np.float64)
    return np.column_stack([key // count, key % count]).astype(np.int64), summed
