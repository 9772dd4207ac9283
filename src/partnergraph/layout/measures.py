"""How good a picture is, in figures: for tests, for measurements, and for comparing layouts."""

from __future__ import annotations

import numpy as np

from partnergraph.layout.arrays import Floats, Ints, distinct, runs
from partnergraph.layout.overlaps import overlapping

_ASKED = 2000
_NEAREST = 10
_LEAST = 1e-6


def overlaps(place: Floats, radii: Floats) -> int:
    """How many pairs of nodes are nearer than the sum of their radii."""
    if not len(place):
        return 0
    return len(overlapping(place, radii, np.zeros(len(place), dtype=np.int64), _LEAST))


def neighbours_kept(place: Floats, pairs: Ints) -> float:
    """The share of the nearest nodes that are at most two steps away in the graph, 0 to 1.

    Two steps, because the nearest node of a leaf is another leaf of its hub in any clear picture.
    Each node looks at the ten nodes nearest to it, or at fewer if fewer are so near in the graph.
    Of more than 2,000 nodes with edges, that many are asked, evenly chosen. A graph without edges
    gives 1.
    """
    count = len(place)
    ends = distinct(pairs.reshape(-1, 2), count)
    ends = np.concatenate([ends, ends[:, ::-1]])
    ends = ends[np.argsort(ends[:, 0], kind="stable")]
    begin = np.searchsorted(ends[:, 0], np.arange(count + 1))
    asked = np.flatnonzero(np.diff(begin))
    if not len(asked):
        return 1.0
    asked = asked[np.unique(np.linspace(0, len(asked) - 1, _ASKED).astype(np.int64))]
    return float(np.mean([_kept(place, node, begin, ends[:, 1]) for node in asked.tolist()]))


def _kept(place: Floats, node: int, begin: Ints, other: Ints) -> float:
    """The share for one node; `other` from `begin` on has the neighbours of each."""
    near = other[begin[node] : begin[node + 1]]
    _, at = runs(begin[near], begin[near + 1])
    reached = np.setdiff1d(np.concatenate([near, other[at]]), [node])
    number = min(_NEAREST, len(reached))
    away = (place[:, 0] - place[node, 0]) ** 2 + (place[:, 1] - place[node, 1]) ** 2
    away[node] = np.inf
    nearest = np.argpartition(away, number - 1)[:number]
    return float(np.isin(nearest, reached).mean())


def edge_spread(place: Floats, pairs: Ints) -> float:
    """The standard deviation of the edges' lengths as a part of their mean; 0 without edges."""
    if not len(pairs):
        return 0.0
    length = np.hypot(*(place[pairs[:, 0]] - place[pairs[:, 1]]).T)
    return float(length.std() / max(float(length.mean()), _LEAST))
