"""Where each node of a network goes: computed once, in Python, the same every time.

Every connected part is laid out as a tree around its hub. Each child of the hub has an angle of its
own, neighbours in the same group (country) sit side by side, and crowded circles are staggered
over several rings; so no two spokes lie on one another and no force simulation is needed. Parts
are then packed on shelves below the one with the home institution.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

#: Distance between neighbours on a ring, between rings, and the least between any two nodes.
_ARC = 62.0
_RING = 78.0
_APART = 34.0
_INNER = 190.0
_MIDDLE = 118.0
_ROUNDS = 60
_HANDFUL = 6


def positions(
    graph: nx.Graph[Any], home: Any = None, *, seed: int = 0, group: str = "country"
) -> dict[Any, tuple[float, float]]:
    """Place each node: `home` at (0, 0), y pointing down, the least distance about 34.

    `group` names the node attribute that keeps nodes side by side, and `seed` decides how nodes
    that fall on one point are parted. Without `home`, the node with most neighbours is the middle
    of its part. The same graph gives the same positions, in whatever order it was filled.
    """
    nodes = sorted(graph.nodes, key=str)
    if not nodes:
        return {}
    index = {node: i for i, node in enumerate(nodes)}
    pairs = _pairs(graph, index)
    groups = _groups([str(graph.nodes[node].get(group) or "") for node in nodes])
    small = np.array([graph.nodes[n].get("kind", "institution") != "institution" for n in nodes])
    rng = np.random.default_rng(seed)
    parts = _components(len(nodes), pairs)
    degree = np.bincount(pairs.ravel(), minlength=len(nodes))
    first = int(parts[index[home]]) if home in index else -1
    boxes: list[tuple[Ints, Floats]] = []
    for part, members, inside in _split(parts, pairs, first):
        if len(members) == 1:
            boxes.append((members, np.zeros((1, 2))))
            continue
        root = int(np.argmax(degree[members]))
        if part == first:
            root = int(np.searchsorted(members, index[home]))
        local = np.searchsorted(members, inside)
        place = _radial(local, root, groups[members], small[members])
        boxes.append((members, _part(place, root, rng)))
    placed = _pack(boxes, len(nodes))
    return {
        n: (round(float(x), 1), round(float(y), 1)) for n, (x, y) in zip(nodes, placed, strict=True)
    }


def _pairs(graph: nx.Graph[Any], index: dict[Any, int]) -> Ints:
    """Each joined pair once, without loops."""
    found = {tuple(sorted((index[u], index[v]))) for u, v in graph.edges() if u != v}
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _groups(names: list[str]) -> Ints:
    """Rank the groups, big ones first, so that like lies next to like; `~` comes last."""
    labels, inverse, counts = np.unique(names, return_inverse=True, return_counts=True)
    rank = np.empty(len(labels), dtype=np.int64)
    rank[np.lexsort((np.arange(len(labels)), -counts, labels == "~"))] = np.arange(len(labels))
    return rank[inverse]


def _components(n: int, pairs: Ints) -> Ints:
    """Name each part by its least node, by passing on the least label."""
    label = np.arange(n)
    while True:
        low = label.copy()
        np.minimum.at(low, pairs[:, 0], label[pairs[:, 1]])
        np.minimum.at(low, pairs[:, 1], label[pairs[:, 0]])
        low = low[low]
        if np.array_equal(low, label):
            return label
        label = low


def _split(parts: Ints, pairs: Ints, first: int) -> Iterator[tuple[int, Ints, Ints]]:
    """Each part with its nodes and pairs: `first` first, then the biggest."""
    order = np.argsort(parts, kind="stable")
    labels, begin, size = np.unique(parts[order], return_index=True, return_counts=True)
    inside = parts[pairs[:, 0]]
    ranked = pairs[np.argsort(inside, kind="stable")]
    inside = np.sort(inside)
    low, high = np.searchsorted(inside, labels), np.searchsorted(inside, labels, side="right")
    for i in np.lexsort((labels, -size, labels != first)):
        yield int(labels[i]), order[begin[i] : begin[i] + size[i]], ranked[low[i] : high[i]]


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


def _radial(pairs: Ints, root: int, groups: Ints, small: NDArray[np.bool_]) -> Floats:
    """Positions around `root`; its small leaves go on inner rings, the rest outside."""
    n = len(groups)
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
    return place


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


def _part(place: Floats, root: int, rng: np.random.Generator) -> Floats:
    """Push apart nodes that are too close; the root stays where it is."""
    place = place + rng.uniform(-0.01, 0.01, place.shape)
    place[root] = 0
    for _ in range(_ROUNDS):
        a, b = _close(place)
        if not len(a):
            break
        between = place[b] - place[a]
        length = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
        push = between / length[:, None] * ((_APART - length) / 2 + 0.05)[:, None]
        np.add.at(place, a, -push)
        np.add.at(place, b, push)
        place[root] = 0
    return place


def _close(place: Floats) -> tuple[Ints, Ints]:
    """Pairs nearer than `_APART`, found through a grid with cells of that size."""
    cell = np.floor((place - place.min(axis=0)) / _APART).astype(np.int64) + 1
    tall = int(cell[:, 1].max()) + 2
    key = cell[:, 0] * tall + cell[:, 1]
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    left, right = [], []
    for shift in (0, 1, tall - 1, tall, tall + 1):
        low = np.searchsorted(ranked, ranked + shift, side="left")
        high = np.searchsorted(ranked, ranked + shift, side="right")
        if shift == 0:
            low = np.arange(len(ranked)) + 1
        count = np.maximum(high - low, 0)
        source = np.repeat(np.arange(len(ranked)), count)
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        left.append(order[source])
        right.append(order[low[source] + offset])
    a, b = np.concatenate(left), np.concatenate(right)
    near = np.hypot(*(place[a] - place[b]).T) < _APART - 0.01
    return a[near], b[near]


def _pack(boxes: list[tuple[Ints, Floats]], n: int) -> Floats:
    """Put the first part in the middle, the others on shelves below it."""
    placed = np.zeros((n, 2))
    members, place = boxes[0]
    placed[members] = place
    margin = 2 * _APART
    half = max(float(np.abs(place[:, 0]).max()), 6 * margin) * 0.8
    x, top, tall = -half, float(np.hypot(*place.T).max()) + 1.6 * margin, 0.0
    for members, place in boxes[1:]:
        low, high = place.min(axis=0), place.max(axis=0)
        wide = float(high[0] - low[0])
        if x > -half and x + wide > half:
            x, top, tall = -half, top + tall + margin, 0.0
        placed[members] = place - low + (x, top)
        x += wide + 2 * margin
        tall = max(tall, float(high[1] - low[1]))
    return placed
