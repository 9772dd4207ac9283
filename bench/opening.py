"""Opening a graph that exists, and looking one thing up: ours beside raw pyoxigraph and rdflib.

    python bench/opening.py [--graph DIR] [--runs N] [--limit SECONDS]

DIR is a project that `registry_graph.py` made and built. Each way has a process of its own, of
which importing the libraries is not counted. rdflib and oxrdflib have nothing that could be
opened, and read the N-Quads; so does pyoxigraph without the store on disk.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

import partnergraph
from measure import HEAD, Counter, Work, apart, compared, machine, table, versions
from registries import SAMPLE, folder_of, lines

LOOKUP = "SELECT ?p ?o WHERE {{ <{}> ?p ?o }}"


def ours(folder: Path, thing: str) -> Work:
    def work(_: Counter) -> int:
        answer: Any = partnergraph.open(folder).sparql(LOOKUP.format(thing))
        return len(answer)

    return work


def reopened(folder: Path, thing: str) -> Work:
    return lambda _: _rows(ox.Store.read_only(str(folder / "store")), thing)


def loaded(folder: Path, thing: str) -> Work:
    def work(_: Counter) -> int:
        store = ox.Store()
        store.bulk_load(path=str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
        return _rows(store, thing)

    return work


def _rows(store: ox.Store, thing: str) -> int:
    answer = store.query(LOOKUP.format(thing), use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return sum(1 for _ in answer)


def parsed(folder: Path, thing: str, store: str = "default") -> Work:
    def work(_: Counter) -> int:
        dataset = rdflib.Dataset(store=store, default_union=True)
        dataset.parse(folder / "graph.nq", format="nquads")
        return len(dataset.query(LOOKUP.format(thing)))

    return work


def by_oxrdflib(folder: Path, thing: str) -> Work:
    return parsed(folder, thing, "Oxigraph")


WAYS = {
    "partnergraph.open": ours,
    "pyoxigraph, the store on disk": reopened,
    "pyoxigraph, N-Quads into memory": loaded,
    "oxrdflib, N-Quads": by_oxrdflib,
    "rdflib, N-Quads": parsed,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--graph", type=Path, default=SAMPLE)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=60.0)
    chosen = parser.parse_args()
    folder = folder_of(chosen.graph)
    if folder is None:
        return
    file = folder / "graph.nq"
    with file.open(encoding="utf-8") as stream:
        thing = next(stream).partition(" ")[0].strip("<>")
    print(
        f"{machine()}; {versions('pyoxigraph', 'rdflib', 'oxrdflib')}; {lines(file):,} statements\n"
    )
    figures = {
        name: apart(way, folder, thing, runs=chosen.runs, limit=chosen.limit)
        for name, way in WAYS.items()
    }
    rows = {name: [str(each.found or "")] for name, each in figures.items()}
    print(table([*HEAD, "rows"], compared(figures, rows)))


if __name__ == "__main__":
    main()
