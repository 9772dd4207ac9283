"""What the layouts share: arrays of pairs, their connected parts, and ragged ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

#: The radius of a node with the air around it, so that two nodes are 34 apart at least.
RADIUS = 17.0


def distinct(pairs: Ints, count: int) -> Ints:
    """Each joined pair once, the lesser index first, in order, without loops; shape (m, 2)."""
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    key = np.unique((low * count + high)[low != high])
    return np.column_stack([key // count, key % count]).astype(np.int64)


def ranked(names: list[str]) -> Ints:
    """Number the groups, big ones first; `~`, the unknown, comes last."""
    labels, inverse, counts = np.unique(names, return_inverse=True, return_counts=True)
    rank = np.empty(len(labels), dtype=np.int64)
    rank[np.lexsort((np.arange(len(labels)), -counts, labels == "~"))] = np.arange(len(labels))
    return rank[inverse]


def components(count: int, pairs: Ints) -> Ints:
    """Name each connected part by its least node, by passing on the least label."""
    label = np.arange(count)
    while True:
        low = label.copy()
        least = np.minimum(label[pairs[:, 0]], label[pairs[:, 1]])
        for side in (0, 1):  # hook the roots as well, so that long paths take few rounds
            np.minimum.at(low, pairs[:, side], least)
            np.minimum.at(low, label[pairs[:, side]], least)
        low = low[low]
        if np.array_equal(low, label):
            return label
        label = low


def split(parts: Ints, pairs: Ints, first: int = -1) -> Iterator[tuple[int, Ints, Ints]]:
    """Each part with its nodes and pairs: `first` first, then the biggest."""
    order = np.argsort(parts, kind="stable")
    labels, begin, size = np.unique(parts[order], return_index=True, return_counts=True)
    inside = parts[pairs[:, 0]]
    sorted_pairs = pairs[np.argsort(inside, kind="stable")]
    inside = np.sort(inside)
    low, high = np.searchsorted(inside, labels), np.searchsorted(inside, labels, side="right")
    for i in np.lexsort((labels, -size, labels != first)):
        yield int(labels[i]), order[begin[i] : begin[i] + size[i]], sorted_pairs[low[i] : high[i]]


def runs(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Unroll the ranges `low` to `high`: which range, and which number in it."""
    length = np.maximum(high - low, 0)
    source = np.repeat(np.arange(len(low)), length)
    offset = np.arange(len(source)) - np.repeat(np.cumsum(length) - length, length)
    return source, low[source] + offset


def total(index: Ints, values: Floats, count: int) -> Floats:
    """Sum the rows of `values` that share an index; shape (count, 2)."""
    summed = np.empty((count, 2))
    for axis in (0, 1):
        summed[:, axis] = np.bincount(index, weights=values[:, axis], minlength=count)
    return summed
