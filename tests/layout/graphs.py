"""Graphs that the tests of the layout share, as arrays."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import numpy as np

from partnergraph.layout.arrays import Floats, Ints, ranked

RELATED = Path(__file__).parents[1] / "data" / "ror-related.csv"


def pairs_of(graph: nx.Graph[int]) -> Ints:
    return np.array(graph.edges, dtype=np.int64).reshape(-1, 2)


def related() -> tuple[int, Ints, Ints]:
    """Real relations of the registry: number of institutions, pairs, groups by country."""
    with RELATED.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    ends = [(row[f"{end}"], row[f"{end}_country"]) for row in rows for end in ("one", "other")]
    countries = dict(ends)
    index = {name: i for i, name in enumerate(sorted(countries))}
    pairs = np.array([index[name] for name, _ in ends], dtype=np.int64).reshape(-1, 2)
    return len(index), pairs, ranked([countries[name] for name in index])


def grid(side: int) -> nx.Graph[int]:
    return nx.convert_node_labels_to_integers(nx.grid_2d_graph(side, side))


def circle(count: int) -> Floats:
    turn = np.random.default_rng(0).permutation(count) / count * 2 * np.pi
    return np.column_stack([np.cos(turn), np.sin(turn)])
