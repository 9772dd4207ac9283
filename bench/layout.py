"""Lays out relations of a registry and generated agreements, beside other layouts.

    python bench/layout.py [FILE] [--nodes N ...] [--limit SECONDS]

FILE is a dump of the Research Organization Registry; unless given, the extract in a folder
`shared` beside the checkout. N institutions are taken with those related to them, all their
relations, and N / 4 agreements between two of them at random. Seconds are medians of three runs on
the machine at hand; a run that takes more than a third of the limit is not repeated. A layout is
stopped at the limit (60 s unless said otherwise), and then not tried with more nodes. scipy, which
networkx needs for some layouts, and igraph are not installed with this project.

The figures: `median` is wall-clock and `cpu` processor time, which other work on the machine does
not lengthen; `ratio` is wall-clock time as a multiple of ours; `overlaps` counts pairs of nodes
that would lie on one another if the picture were as large as ours; `kept` is the share of nearest
nodes that are at most two steps away in the graph, more is better; `spread` is the standard
deviation of the lengths of edges as a part of their mean, less is better.
"""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from measure import EXTRACT, Work, apart, machine, shown, table, versions
from partnergraph.layout.arrays import RADIUS, Floats, Ints, ranked
from partnergraph.layout.measures import edge_spread, neighbours_kept, overlaps
from partnergraph.layout.placing import place
from partnergraph.registry.archives import documents
from partnergraph.registry.records import record_of

NODES = 500, 2_000, 5_000, 10_000, 51_370
RUNS = 3
FAMILY = 400
HEAD = ("nodes", "edges", "layout", "median s", "cpu s", "ratio", "overlaps", "kept", "spread")


@dataclass(frozen=True, slots=True)
class Sample:
    count: int
    pairs: Ints
    groups: Ints

    def graph(self) -> nx.Graph[int]:
        graph: nx.Graph[int] = nx.empty_graph(self.count)
        graph.add_edges_from(self.pairs.tolist())
        return graph


def relations(file: Path) -> tuple[list[str], list[tuple[int, int]]]:
    """The country of each institution, and who is related to whom."""
    index: dict[str, int] = {}
    countries: list[str] = []
    related: list[list[str]] = []
    for document in documents(file):
        record = record_of(document)
        if record is not None and isinstance(document, dict):
            index[record.id] = len(countries)
            countries.append(record.country)
            related.append([each["id"] for each in document.get("relationships") or ()])
    found = [(i, index[other]) for i, ids in enumerate(related) for other in ids if other in index]
    return countries, [(a, b) for a, b in found if a != b]


def sample(countries: list[str], related: list[tuple[int, int]], nodes: int, seed: int) -> Sample:
    rng = np.random.default_rng(seed)
    chosen = list(range(len(countries)))
    if nodes < len(countries):
        chosen = families(len(countries), related, nodes, rng)
    index = {node: i for i, node in enumerate(chosen)}
    pairs = sorted({(index[min(p)], index[max(p)]) for p in related if index.keys() >= set(p)})
    agreements = rng.integers(0, len(chosen), (len(chosen) // 4, 2))
    return Sample(
        len(chosen),
        np.concatenate([np.array(pairs, dtype=np.int64).reshape(-1, 2), agreements]),
        ranked([countries[node] for node in chosen]),
    )


def families(
    count: int, related: list[tuple[int, int]], nodes: int, rng: np.random.Generator
) -> list[int]:
    """Institutions with those around them, up to 400 for each of a random choice."""
    near: list[list[int]] = [[] for _ in range(count)]
    for a, b in related:
        near[a].append(b)
        near[b].append(a)
    chosen: dict[int, None] = {}
    for start in rng.permutation([i for i in range(count) if near[i]]).tolist():
        waiting, taken = deque([start]), 0
        while waiting and taken < FAMILY and len(chosen) < nodes:
            node = waiting.popleft()
            if node not in chosen:
                chosen[node] = None
                taken += 1
                waiting.extend(near[node])
    return list(chosen)


def ours(data: Sample) -> Callable[[], Floats]:
    return lambda: place(data.count, data.pairs, data.groups)


def networkx(name: str, **options: Any) -> Callable[[Sample], Callable[[], Floats]]:
    def prepared(data: Sample) -> Callable[[], Floats]:
        graph = data.graph()
        layout = getattr(nx, name)

        def run() -> Floats:
            found = layout(graph, **options)
            return np.array([found[node] for node in range(data.count)], dtype=np.float64)

        return run

    return prepared


def igraph(name: str) -> Callable[[Sample], Callable[[], Floats]]:
    def prepared(data: Sample) -> Callable[[], Floats]:
        graph = import_module("igraph").Graph(n=data.count, edges=data.pairs.tolist())
        return lambda: np.array(graph.layout(name).coords, dtype=np.float64)

    return prepared


LAYOUTS: dict[str, Callable[[Sample], Callable[[], Floats]]] = {
    "ours": ours,
    "networkx spring": networkx("spring_layout", seed=0),
    "networkx kamada_kawai": networkx("kamada_kawai_layout"),
    "networkx forceatlas2": networkx("forceatlas2_layout", seed=0),
    "igraph fr": igraph("fr"),
    "igraph drl": igraph("drl"),
}


def laid_out(name: str, data: Sample) -> Work:
    """One layout of `data`, in a process of its own."""
    run = LAYOUTS[name](data)
    return lambda _: run()


def scaled(found: Floats, like: Floats) -> Floats:
    """As large as our picture."""
    extent = [float(np.hypot(*np.ptp(each, axis=0))) for each in (found, like)]
    return found * (extent[1] / max(extent[0], 1e-9))


def rows(data: Sample, limit: float, given_up: set[str]) -> Iterator[list[str]]:
    own = apart(laid_out, "ours", data, limit=max(limit, 600), runs=RUNS)
    assert own.found is not None, own.note
    for name in LAYOUTS:
        size = [f"{data.count:,}", f"{len(data.pairs):,}", name]
        if name in given_up:
            yield [*size, "not tried"]
            continue
        outcome = own if name == "ours" else apart(laid_out, name, data, limit=limit, runs=RUNS)
        if outcome.found is None:
            yield [*size, outcome.note]
            given_up |= {name} if outcome.note.startswith("stopped") else set()
            continue
        found = scaled(outcome.found, own.found)
        yield [
            *(*size, shown(outcome.seconds), shown(outcome.processor)),
            shown(outcome.seconds / own.seconds),
            f"{overlaps(found, np.full(data.count, RADIUS)):,}",
            f"{neighbours_kept(found, data.pairs):.2f}",
            f"{edge_spread(found, data.pairs):.2f}",
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=EXTRACT)
    parser.add_argument("--nodes", type=int, nargs="+", default=NODES)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if not chosen.file.exists():
        print(f"Skipped: there is no {chosen.file}; give a dump of the registry.")
        return
    print(f"{machine()}; {versions('numpy', 'networkx', 'scipy', 'igraph')}\n")
    print(table(HEAD, []))
    countries, related = relations(chosen.file)
    given_up: set[str] = set()
    for nodes in chosen.nodes:
        data = sample(countries, related, nodes, chosen.seed)
        for row in rows(data, chosen.limit, given_up):
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
