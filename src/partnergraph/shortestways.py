"""Shortest ways through ties, counted for whole steps at once.

Brandes' accumulation (2001, 2008) with arrays: networkx does the same node by node, and needed
half a second for the ways from one of 41,000 nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Steps:
    """A graph in which every edge is one step: where the neighbours of a node begin, and who."""

    begins: Ints
    ends: Ints

    @property
    def size(self) -> int:
        return len(self.begins) - 1

    def out_of(self, nodes: Ints) -> tuple[Ints, Ints]:
        """The edges out of `nodes`: from where, and to where."""
        counts = self.begins[nodes + 1] - self.begins[nodes]
        first = np.repeat(self.begins[nodes] - np.cumsum(counts) + counts, counts)
        return np.repeat(nodes, counts), self.ends[first + np.arange(counts.sum())]


def dependencies(
    found: nx.Graph[str], sources: Sequence[str], targets: Sequence[str]
) -> dict[str, float]:
    """How many of the ways from `sources` to `targets` lead through each node of `found`.

    `found` is a graph of `ties.ties`. For each source and each target the shortest ways count one
    together, in equal parts, for every node between.
    """
    nodes = list(found)
    number = {node: index for index, node in enumerate(nodes)}
    steps = _steps(found, number)
    wanted = np.zeros(steps.size)
    wanted[[number[node] for node in targets]] = 1
    sums = np.zeros(steps.size)
    for source in sources:
        sums += _from(steps, number[source], wanted)
    return dict(zip(nodes, sums.tolist(), strict=False))


def _steps(found: nx.Graph[str], number: dict[str, int]) -> _Steps:
    """The ties as steps of one length: where some are half as long, whole ones become two."""
    edges = sorted((number[u], number[v], length) for u, v, length in found.edges(data="length"))
    whole = max((length for *_, length in edges), default=1.0)
    shortest = min((length for *_, length in edges), default=1.0)
    pairs: list[tuple[int, int]] = []
    size = len(number)
    for start, end, length in edges:
        if length == whole and shortest < whole:
            pairs += [(start, size), (size, end)]
            size += 1
        else:
            pairs.append((start, end))
    both = np.array(pairs + [(end, start) for start, end in pairs], dtype=np.int64).reshape(-1, 2)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    begins = np.concatenate(([0], np.cumsum(np.bincount(both[:, 0], minlength=size))))
    return _Steps(begins.astype(np.int64), both[:, 1].copy())


def _from(steps: _Steps, source: int, wanted: Floats) -> Floats:
    """The dependencies of one source on all nodes."""
    seen = np.zeros(steps.size, dtype=bool)
    ways = np.zeros(steps.size)
    seen[source], ways[source] = True, 1
    front = np.array([source], dtype=np.int64)
    walked: list[tuple[Ints, Ints]] = []
    while front.size:
        start, end = steps.out_of(front)
        onward = ~seen[end]
        start, end = start[onward], end[onward]
        ways += np.bincount(end, weights=ways[start], minlength=steps.size)
        front = np.unique(end)
        seen[front] = True
        walked.append((start, end))
    needs = np.zeros(steps.size)
    for start, end in reversed(walked):
        shares = ways[start] / ways[end] * (wanted[end] + needs[end])
        needs += np.bincount(start, weights=shares, minlength=steps.size)
    needs[source] = 0
    return needs
