"""How long a network takes: projection, measures and export of the graph in a folder.

Usage: python bench/networks.py STORE_FOLDER
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partnergraph.exchange import graphml
from partnergraph.flat import flat
from partnergraph.gexf import gexf
from partnergraph.measures import measure, write
from partnergraph.network import project
from partnergraph.project import bundle
from partnergraph.store import open_folder


@contextmanager
def timed(what: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<12} {wall:8.1f} s, processor {cpu:6.1f} s", flush=True)


def main(folder: str) -> None:
    store = open_folder(Path(folder))
    with timed("projection"):
        graph = project(store, bundle() / "queries" / "views", joint="nodes")
    print(graph)
    with timed("measures"):
        measures = measure(graph)
    brokers = sorted(measures.rows, key=lambda row: -row.betweenness)[:5]
    for row in brokers:
        print(f"  {row.id}: {row.betweenness:.4f} ± {row.betweenness_error:.4f}")
    write(graph, measures)
    with timed("flat"):
        plain = flat(graph)
    for form in (graphml, gexf):
        with timed(form.__name__):
            print(f"{len(form(plain)) / 1e6:.0f} MB", end="  ")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main(sys.argv[1])
