"""From rows to a store that can be asked: ours beside rdflib, morph-kgc and raw pyoxigraph.

    python bench/loading.py [--graph DIR] [--limit SECONDS] [--runs N] [--rows N]

DIR is a project that `registry_graph.py` made and built. Ours is `partnergraph build` as users run
it: it reads the tables, resolves names, derives, and writes the files beside the store. All others
get what it comes to, the statements of the built graph as rows of plain text in memory, and only
make a store of them: rdflib, oxrdflib and raw pyoxigraph by terms, one by one; by text that is
loaded in bulk; and morph-kgc by a mapping in RML, from CSV files of these rows, in an environment
of its own (`make bench` makes it). The limit is the same N-Quads, ready in a file and loaded in
bulk. `per second` are statements by the clock. What is stopped says how many it had added.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import rdflib

from mapping import write_mapping
from measure import (
    HEAD,
    PEERS,
    Counter,
    Figures,
    Work,
    apart,
    command,
    compared,
    machine,
    python,
    shown,
    table,
    versions,
)
from partnergraph import store
from partnergraph.nquads import iri, line, literal
from registries import SAMPLE, folder_of, lines

#: Subject, predicate, object, and of a literal its datatype and its language; the graph.
Row = tuple[str, str, str, str | None, str | None, str]
_STEP = 10_000


def rows(file: Path, count: int) -> list[Row]:
    """The first statements of a file of N-Quads as plain text."""
    with file.open("rb") as stream:
        quads = islice(ox.parse(stream, format=ox.RdfFormat.N_QUADS), count or None)
        return [_row(quad) for quad in quads]


def _row(quad: ox.Quad) -> Row:
    one, other, graph = quad.subject, quad.object, quad.graph_name
    assert isinstance(one, ox.NamedNode)
    assert isinstance(graph, ox.NamedNode)
    if isinstance(other, ox.NamedNode):
        return one.value, quad.predicate.value, other.value, None, None, graph.value
    assert isinstance(other, ox.Literal)
    kind = "" if other.language else other.datatype.value
    return one.value, quad.predicate.value, other.value, kind, other.language, graph.value


def limit(file: Path, _: int) -> Work:
    """The limit on disk: the statements lie in a file as N-Quads."""

    def load(_: Counter) -> int:
        # The engine may still be merging files when the folder is removed.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            made = ox.Store(folder)
            made.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
            return len(made)

    return load


def limit_in_memory(file: Path, _: int) -> Work:
    """The same into memory."""

    def load(_: Counter) -> int:
        made = ox.Store()
        made.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
        return len(made)

    return load


def text(file: Path, count: int) -> Work:
    """Rows become N-Quads in a file, and these a store on disk, as a build makes it."""
    given = rows(file, count)

    def load(_: Counter) -> int:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "graph.nq"
            with path.open("w", encoding="utf-8") as out:
                out.writelines(map(_line, given))
            store.write_folder(path, path.with_name("store"))
            return len(store.open_folder(path.with_name("store")))

    return load


def text_in_memory(file: Path, count: int) -> Work:
    """Rows become N-Quads, and these the store in memory that rules and shapes ask."""
    given = rows(file, count)

    def load(_: Counter) -> int:
        parts = (given[at : at + _STEP] for at in range(0, len(given), _STEP))
        return len(store.loaded([_line(row).encode() for row in part] for part in parts))

    return load


def _line(row: Row) -> str:
    one, name, other, kind, language, graph = row
    if kind is None:
        return f"{line(one, name, iri(other), graph)}\n"
    term = literal(other, language=language or "", datatype=kind)
    return f"{line(one, name, term, graph)}\n"


def _quads(given: list[Row]) -> Iterator[ox.Quad]:
    node = ox.NamedNode
    for one, name, other, kind, language, graph in given:
        value: ox.NamedNode | ox.Literal
        if kind is None:
            value = node(other)
        elif language:
            value = ox.Literal(other, language=language)
        else:
            value = ox.Literal(other, datatype=node(kind))
        yield ox.Quad(node(one), node(name), value, node(graph))


def pyoxigraph_add(file: Path, count: int) -> Work:
    given = rows(file, count)

    def load(counter: Counter) -> int:
        made = ox.Store()
        for number, quad in enumerate(_quads(given)):
            made.add(quad)
            if number % _STEP == 0:
                counter.value = number
        return len(made)

    return load


def pyoxigraph_extend(file: Path, count: int) -> Work:
    given = rows(file, count)

    def load(_: Counter) -> int:
        made = ox.Store()
        made.bulk_extend(_quads(given))
        return len(made)

    return load


def rdflib_add(file: Path, count: int, store: str = "default") -> Work:
    given = rows(file, count)

    def load(counter: Counter) -> int:
        dataset = rdflib.Dataset(store=store, default_union=True)
        node = rdflib.URIRef
        for number, (one, name, other, kind, language, graph) in enumerate(given):
            value: rdflib.term.Node
            if kind is None:
                value = node(other)
            else:
                value = rdflib.Literal(other, lang=language, datatype=node(kind) if kind else None)
            dataset.add((node(one), node(name), value, dataset.graph(node(graph))))
            if number % _STEP == 0:
                counter.value = number
        return len(given)

    return load


def oxrdflib_add(file: Path, count: int) -> Work:
    return rdflib_add(file, count, "Oxigraph")


def morph(file: Path, count: int, patience: float) -> Figures:
    """morph-kgc in its own environment, from CSV files of the same rows."""
    if not (PEERS / "python").exists():
        return Figures(note="not installed: make bench installs it")
    with tempfile.TemporaryDirectory() as folder:
        settings = write_mapping(Path(folder), rows(file, count))
        script = Path(__file__).with_name("morph.py")
        words: list[str | Path] = [PEERS / "python", script, settings]
        return command(words, limit=patience, folder=Path(folder))


_LIMIT = ": ready N-Quads, bulk load, the limit"
_PEER = "memory: rdflib, add"
#: By where the store is at the end: in memory, or on disk.
WAYS = {
    f"memory{_LIMIT}": limit_in_memory,
    "memory: rows, our N-Quads and store": text_in_memory,
    "memory: pyoxigraph, Store.bulk_extend": pyoxigraph_extend,
    "memory: pyoxigraph, Store.add": pyoxigraph_add,
    "memory: oxrdflib, add": oxrdflib_add,
    _PEER: rdflib_add,
    f"disk{_LIMIT}": limit,
    "disk: rows, our N-Quads and store": text,
}


def build(project: Path, patience: float) -> Figures:
    """Ours: the tables become a built graph."""
    with tempfile.TemporaryDirectory() as folder:
        words = python("-m", "partnergraph", "build", "--project", project)
        return command([*words, "--output", Path(folder) / "build"], limit=patience)


def _speed(name: str, figures: Mapping[str, Figures], count: int) -> list[str]:
    """Statements by the clock; processor time beside rdflib's, and beside the limit of its kind."""
    each, peer = figures[name], figures[_PEER]
    bound = figures[f"{name.partition(':')[0]}{_LIMIT}"]
    if each.note:
        return [""] * 3
    return [
        shown(count / each.seconds),
        "" if peer.note else shown(peer.processor / each.processor),
        "" if bound.note else f"{bound.processor / each.processor:.0%}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--graph", type=Path, default=SAMPLE)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", type=int, default=0, help="the first so many only; 0: all")
    chosen = parser.parse_args()
    folder = folder_of(chosen.graph)
    if folder is None:
        return
    file, count = folder / "graph.nq", chosen.rows or lines(folder / "graph.nq")
    print(f"{machine()}; {versions('pyoxigraph', 'rdflib', 'oxrdflib')}; {count:,} statements\n")
    figures = {"disk: partnergraph build, from tables": build(chosen.graph, chosen.limit * 10)}
    if chosen.rows:
        figures = {}
    for name, way in WAYS.items():
        figures[name] = apart(way, file, chosen.rows, limit=chosen.limit, runs=chosen.runs)
    figures["memory: morph-kgc, RML to Oxigraph"] = morph(file, chosen.rows, chosen.limit)
    speed = {name: _speed(name, figures, count) for name in figures}
    print(table([*HEAD, "per second", "times rdflib", "of the limit"], compared(figures, speed)))


if __name__ == "__main__":
    main()
