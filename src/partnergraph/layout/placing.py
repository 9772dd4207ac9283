"""Places any graph: leaves aside, forces on the rest, leaves back, parts packed."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from partnergraph.layout.arrays import RADIUS, Floats, Ints, components, distinct, runs, split
from partnergraph.layout.coarse import Level
from partnergraph.layout.fans import fans, leaves, put_back
from partnergraph.layout.forces import among, arranged, pulled, spread_out
from partnergraph.layout.overlaps import push_apart
from partnergraph.layout.packing import mosaic

_SMALL = 40
_SMALL_STEPS = 120


def place(
    count: int,
    pairs: ArrayLike,
    groups: ArrayLike | None = None,
    sizes: ArrayLike | None = None,
    home: int | None = None,
    seed: int = 0,
) -> Floats:
    """Positions of `count` nodes, numbered from 0, as an array of shape (count, 2); y points down.

    `pairs` are edges, shape (m, 2), in any order; loops and repetitions do not matter. `groups`
    are whole numbers: nodes with the same one are drawn together gently. `sizes` are radii with
    the air that a node needs, 17 unless given; no two nodes come nearer than the sum of theirs.
    `home` is at (0, 0) and its connected part in the middle; without it, the middle of the
    greatest part is there. Raises ValueError for arrays of other shapes or numbers out of range.

    The same graph and `seed` give the same positions on one machine, in whatever order `pairs` are.
    """
    edges, kin, radii = _checked(count, pairs, groups, sizes, home)
    if not count:
        return np.zeros((0, 2))
    edges = distinct(edges, count)
    rng = np.random.default_rng(seed)
    parts = _numbered(components(count, edges), edges, home)
    placed = _laid_out(edges, radii, kin, parts, rng)
    placed = mosaic(placed, radii, parts, kin, min(RADIUS, float(np.median(radii))))
    inside = placed[parts == 0]
    middle = (inside.min(axis=0) + inside.max(axis=0)) / 2 if home is None else placed[home]
    return np.asarray(placed - middle, dtype=np.float64)


def _checked(
    count: int,
    pairs: ArrayLike,
    groups: ArrayLike | None,
    sizes: ArrayLike | None,
    home: int | None,
) -> tuple[Ints, Ints, Floats]:
    edges = np.asarray(pairs, dtype=np.int64)
    edges = edges.reshape(-1, 2) if not edges.size else edges
    kin = np.zeros(count, np.int64) if groups is None else np.asarray(groups, dtype=np.int64)
    radii = np.full(count, RADIUS) if sizes is None else np.asarray(sizes, dtype=np.float64)
    if edges.ndim != 2 or edges.shape[1] != 2:  # noqa: PLR2004 - a pair has two ends
        raise ValueError(f"pairs have the shape {edges.shape}, not (m, 2)")
    if kin.shape != (count,) or radii.shape != (count,):
        raise ValueError(f"groups and sizes need one number for each of {count} nodes")
    if edges.size and (edges.min() < 0 or edges.max() >= count):
        raise ValueError(f"pairs name a node outside 0 to {count - 1}")
    if home is not None and not 0 <= home < count:
        raise ValueError(f"home {home} is outside 0 to {count - 1}")
    if count and not (np.isfinite(radii).all() and radii.min() > 0):
        raise ValueError("sizes must be finite and above zero")
    return edges, np.unique(kin, return_inverse=True)[1].astype(np.int64), radii


def _numbered(parts: Ints, pairs: Ints, home: int | None) -> Ints:
    """Number the parts from 0: that of `home`, then the others from big to small."""
    number = np.empty(len(parts), dtype=np.int64)
    first = -1 if home is None else int(parts[home])
    for i, (label, _, _) in enumerate(split(parts, pairs, first)):
        number[label] = i
    return number[parts]


def _laid_out(
    pairs: Ints, radii: Floats, groups: Ints, parts: Ints, rng: np.random.Generator
) -> Floats:
    """Positions within each part, without overlaps."""
    count = len(radii)
    found = fans(*leaves(pairs, count), radii, groups)
    inner = np.ones(count, dtype=bool)
    inner[found.leaf] = False
    core = np.flatnonzero(inner)
    between = np.searchsorted(core, pairs[inner[pairs].all(axis=1)])
    mass = (1 + np.bincount(found.hub, minlength=count)).astype(np.float64)
    graph = Level(mass[core], between, np.ones(len(between)), groups[core], core)
    placed = np.zeros((count, 2))
    placed[core] = _forced(graph, parts[core], rng)
    placed[core] = push_apart(placed[core], found.reach[core], parts[core], rng)
    placed = put_back(placed, pairs[inner[pairs].all(axis=1)], found)
    return push_apart(placed, radii, parts, rng)


def _forced(graph: Level, parts: Ints, rng: np.random.Generator) -> Floats:
    """Positions by forces: big parts one by one, the small ones all at once."""
    placed = np.zeros((len(parts), 2))
    small: list[tuple[Ints, Ints]] = []
    for _, members, edges in split(parts, graph.pairs):
        if len(members) == 1:  # and so are all that follow
            break
        ends = np.searchsorted(members, edges)
        if len(members) > _SMALL:
            placed[members] = arranged(ends, graph.mass[members], graph.groups[members], rng)
        else:
            placed[members] = spread_out(ends, graph.mass[members])
            small.append((members, edges))
    if small:
        nodes = np.concatenate([members for members, _ in small])
        placed[nodes] = _together(placed, graph, small)
    return placed


def _together(placed: Floats, graph: Level, small: list[tuple[Ints, Ints]]) -> Floats:
    """Positions of all small parts, each pushed and pulled by its own nodes only."""
    nodes = np.concatenate([members for members, _ in small])
    index = np.empty(len(placed), dtype=np.int64)
    index[nodes] = np.arange(len(nodes))
    edges = index[np.concatenate([edges for _, edges in small])]
    size = np.array([len(members) for members, _ in small])
    end = np.repeat(np.cumsum(size), size)
    a, b = runs(np.arange(len(nodes)) + 1, end)
    level = Level(graph.mass[nodes], edges, np.ones(len(edges)), graph.groups[nodes], nodes)
    return pulled(placed[nodes], level, among(a, b), _SMALL_STEPS)
