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
from collections.abc import Iterator
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
    """The limit: the statements lie in a file as N-Quads."""

    def load(_: Counter) -> int:
        with tempfile.TemporaryDirectory() as folder:
            store = ox.Store(folder)
            store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
            return len(store)

    return load


def text(file: Path, count: int) -> Work:
    """Rows become N-Quads, and these are loaded in bulk."""
    given = rows(file, count)

    def load(_: Counter) -> int:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "graph.nq"
            with path.open("w", encoding="utf-8") as out:
                out.writelines(map(_line, given))
            store = ox.Store(f"{folder}/store")
            store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
            return len(store)

    return load


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def _line(row: Row) -> str:
    one, name, other, kind, language, graph = row
    if kind is None:
        return f"<{one}> <{name}> <{other}> <{graph}> .\n"
    literal = f'"{other.translate(_ESCAPES)}"' + (f"@{language}" if language else f"^^<{kind}>")
    return f"<{one}> <{name}> {literal} <{graph}> .\n"


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
        store = ox.Store()
        for number, quad in enumerate(_quads(given)):
            store.add(quad)
            if number % _STEP == 0:
                counter.value = number
        return len(store)

    return load


def pyoxigraph_extend(file: Path, count: int) -> Work:
    given = rows(file, count)

    def load(_: Counter) -> int:
        store = ox.Store()
        store.bulk_extend(_quads(given))
        return len(store)

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


WAYS = {
    "ready N-Quads, bulk load: the limit": limit,
    "rows to N-Quads, bulk load": text,
    "pyoxigraph, Store.bulk_extend": pyoxigraph_extend,
    "pyoxigraph, Store.add": pyoxigraph_add,
    "oxrdflib, add": oxrdflib_add,
    "rdflib, add": rdflib_add,
}


def build(project: Path, patience: float) -> Figures:
    """Ours: the tables become a built graph."""
    with tempfile.TemporaryDirectory() as folder:
        words = python("-m", "partnergraph", "build", "--project", project)
        return command([*words, "--output", Path(folder) / "build"], limit=patience)


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
    figures = {"partnergraph build, from tables": build(chosen.graph, chosen.limit * 10)}
    if chosen.rows:
        figures = {}
    for name, way in WAYS.items():
        figures[name] = apart(way, file, chosen.rows, limit=chosen.limit, runs=chosen.runs)
    figures["morph-kgc, RML to Oxigraph"] = morph(file, chosen.rows, chosen.limit)
    speed = {
        name: [shown(count / each.seconds)] if not each.note else [""]
        for name, each in figures.items()
    }
    print(table([*HEAD, "per second"], compared(figures, speed)))


if __name__ == "__main__":
    main()
