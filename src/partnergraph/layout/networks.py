"""Chooses how a network is laid out, and reads what the layouts need from it."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from partnergraph.layout.arrays import (
    RADIUS,
    Flags,
    Floats,
    Ints,
    components,
    distinct,
    ranked,
    split,
)
from partnergraph.layout.packing import shelves
from partnergraph.layout.placing import place
from partnergraph.layout.radial import radial

_MOST = 3000  # a wheel of more spokes is a grey disc
_STEPS = 3
_CROSS = 0.5


def positions(
    graph: nx.Graph[Any], home: Any = None, *, seed: int = 0, group: str = "country"
) -> dict[Any, tuple[float, float]]:
    """Place each node: `home` at (0, 0), y pointing down, the least distance about 34.

    A network that is `starlike` is drawn as a wheel with home as its hub, every other one by
    forces, with its leaves around their neighbours. `group` names the node attribute that keeps
    nodes side by side, and `seed` decides what is left to chance. Without `home`, the middle of
    the greatest part is at (0, 0). The same graph gives the same positions, in whatever order it
    was filled.
    """
    nodes = sorted(graph.nodes, key=lambda node: (str(node), type(node).__name__))
    if not nodes:
        return {}
    index = {node: i for i, node in enumerate(nodes)}
    pairs = _pairs(graph, index)
    groups = ranked([str(graph.nodes[node].get(group) or "") for node in nodes])
    middle = index.get(home)
    if middle is not None and _starlike(len(nodes), pairs, middle):
        small = [graph.nodes[n].get("kind", "institution") != "institution" for n in nodes]
        placed = _wheel(pairs, groups, np.array(small, dtype=bool), middle, seed)
    else:
        placed = place(len(nodes), pairs, groups, home=middle, seed=seed)
    return {
        n: (round(float(x), 1), round(float(y), 1)) for n, (x, y) in zip(nodes, placed, strict=True)
    }


def starlike(graph: nx.Graph[Any], home: Any) -> bool:
    """Whether `positions` draws `graph` as a wheel around `home`; false if home is not in it.

    It does so up to 3,000 nodes, if everything joined to home is at most three steps away, at least
    half of it one step, there are at most half as many cross edges as nodes there, and no other
    part is greater.
    """
    index = {node: i for i, node in enumerate(graph.nodes)}
    return home in index and _starlike(len(index), _pairs(graph, index), index[home])


def _starlike(count: int, pairs: Ints, home: int) -> bool:
    parts = components(count, pairs)
    around = parts == parts[home]
    near, reached = _within(pairs, home, count, 1), _within(pairs, home, count, _STEPS)
    size = int(around.sum())
    cross = int(around[pairs[:, 0]].sum()) - (size - 1)
    return (
        count <= _MOST
        and size == int(np.bincount(parts).max())
        and bool(reached[around].all())
        and 2 * int(near.sum()) >= size
        and cross <= _CROSS * size
    )


def _within(pairs: Ints, home: int, count: int, steps: int) -> Flags:
    """The nodes at most so many steps from home."""
    reached = np.zeros(count, dtype=bool)
    reached[home] = True
    for _ in range(steps):
        touched = pairs[reached[pairs].any(axis=1)]
        reached[touched.ravel()] = True
    return reached


def _pairs(graph: nx.Graph[Any], index: dict[Any, int]) -> Ints:
    ends = [(index[u], index[v]) for u, v in graph.edges()]
    return distinct(np.array(ends, dtype=np.int64).reshape(-1, 2), len(index))


def _wheel(pairs: Ints, groups: Ints, small: Flags, home: int, seed: int) -> Floats:
    """Home's part as a wheel, each other part as one around its hub, on shelves below."""
    count = len(groups)
    rng = np.random.default_rng(seed)
    parts = components(count, pairs)
    degree = np.bincount(pairs.ravel(), minlength=count)
    boxes: list[tuple[Ints, Floats]] = []
    for label, members, inside in split(parts, pairs, int(parts[home])):
        root = int(np.argmax(degree[members]))
        if label == parts[home]:
            root = int(np.searchsorted(members, home))
        local = np.searchsorted(members, inside)
        boxes.append((members, radial(local, root, groups[members], small[members], rng)))
    return shelves(boxes, count, 4 * RADIUS)
