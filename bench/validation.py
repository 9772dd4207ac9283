"""Validates a graph with all shapes, and a small one beside pySHACL.

    python bench/validation.py [FILE] [--graph DIR] [--sample N] [--runs N]
                               [--limit SECONDS]

DIR is a project that `registry_graph.py` made and built; all of it is validated, in memory and from
its store on disk. FILE is a dump of the Research Organization Registry; unless given, the extract
in a folder `shared` beside the checkout. Of it a graph of N institutions is made (250 unless said
otherwise), for pySHACL is too slow for more. Every two hundredth agreement of these graphs ends
before it was signed. The ratio is that of the processor, of pySHACL on the sample to ours there.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from measure import EXTRACT, HEAD, ROOT, Work, apart, compared, machine, table, versions
from partnergraph.referee import validate_pyshacl
from partnergraph.shacl.shapes import read_shapes
from partnergraph.store import memory, open_folder
from partnergraph.validate import validate
from registries import BIG, folder_of, lines
from registry_graph import Size, make

SHAPES = ROOT / "ontology" / "shapes.ttl"


def in_memory(file: Path) -> Work:
    store, shapes = memory(file.read_text("utf-8")), read_shapes(SHAPES.read_bytes())
    return lambda _: len(validate(store, shapes))


def on_disk(file: Path) -> Work:
    store, shapes = open_folder(file.with_name("store")), read_shapes(SHAPES.read_bytes())
    return lambda _: len(validate(store, shapes))


def ours(file: Path) -> Work:
    """With loading, as pySHACL loads too."""
    text, shapes = file.read_text("utf-8"), SHAPES.read_bytes()
    return lambda _: len(validate(memory(text), read_shapes(shapes)))


def pyshacl(file: Path) -> Work:
    text, shapes = file.read_bytes(), SHAPES.read_bytes()
    return lambda _: len(validate_pyshacl(text, shapes))


def sample(file: Path, count: int, folder: Path) -> Path:
    """The N-Quads of a graph of so many institutions, in a file."""
    size = Size(count, count // 2, count // 2, min(count // 4, 60))
    out = folder / "sample.nq"
    out.write_text(make(file, size, folder / "project").nquads, encoding="utf-8")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=EXTRACT)
    parser.add_argument("--graph", type=Path, default=BIG)
    parser.add_argument("--sample", type=int, default=250)
    parser.add_argument("--runs", type=int, default=3, help="of the sample")
    parser.add_argument("--limit", type=float, default=300.0)
    chosen = parser.parse_args()
    print(f"{machine()}; {versions('pyoxigraph', 'pyshacl', 'rdflib')}\n")
    head = (*HEAD, "results")
    if folder := folder_of(chosen.graph):
        whole = folder / "graph.nq"
        figures = {
            f"{lines(whole):,} statements, {name}": apart(way, whole, limit=chosen.limit)
            for name, way in (("in memory", in_memory), ("on disk", on_disk))
        }
        results = {name: [str(each.found or "")] for name, each in figures.items()}
        print(table(head, compared(figures, results)) + "\n", flush=True)
    if not chosen.file.is_file():
        print(f"Skipped: there is no {chosen.file}; give a dump of the registry.")
        return
    with tempfile.TemporaryDirectory() as beside:
        small = sample(chosen.file, chosen.sample, Path(beside))
        size = f"{lines(small):,} statements"
        figures = {
            f"{size}, {name}": apart(way, small, limit=chosen.limit, runs=chosen.runs)
            for name, way in (("partnergraph", ours), ("pySHACL", pyshacl))
        }
    results = {name: [str(each.found or "")] for name, each in figures.items()}
    print(table(head, compared(figures, results)))


if __name__ == "__main__":
    main()
