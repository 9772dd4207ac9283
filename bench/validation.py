"""Validates a graph of registry size with all shapes, and compares with pySHACL on a sample.

    python bench/validation.py [FILE] [--size 100k|1M|registry|5M] [--sample N]

FILE is a dump of the Research Organization Registry; unless given, the extract in a folder
`shared` beside the checkout. `registry_graph.py` makes a graph of it, in which every two hundredth
agreement ends before it was signed. The whole is validated with every shape; a graph of N
institutions (250 unless said otherwise) with pySHACL as well, which is shown as a ratio. Times are
wall-clock seconds on the machine at hand.
"""

from __future__ import annotations

import argparse
import platform
import resource
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from partnergraph.referee import validate_pyshacl
from partnergraph.shacl.shapes import read_shapes
from partnergraph.store import memory
from partnergraph.validate import validate
from registry_graph import EXTRACT, ROOT, SIZES, Size, make


def graph(file: Path, size: Size) -> str:
    """The N-Quads of a graph of this size."""
    with tempfile.TemporaryDirectory() as folder:
        return make(file, size, Path(folder) / "project").nquads


def timed(name: str, nquads: str, turtle: bytes, *, referee: bool) -> float:
    begun = time.perf_counter()
    if referee:
        results = validate_pyshacl(nquads.encode(), turtle)
    else:
        store = memory(nquads)
        loaded = time.perf_counter()
        results = validate(store, read_shapes(turtle))
        print(f"  loading {loaded - begun:.1f} s, validating {time.perf_counter() - loaded:.1f} s")
    spent = time.perf_counter() - begun
    statements = nquads.count("\n")
    print(f"{name}: {statements:,} statements, {len(results):,} results, {spent:.1f} s")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=EXTRACT)
    parser.add_argument("--size", choices=SIZES, default="registry")
    parser.add_argument("--sample", type=int, default=250)
    chosen = parser.parse_args()
    if not chosen.file.exists():
        print(f"Skipped: there is no {chosen.file}; give a dump of the registry.")
        return
    print(
        f"Python {platform.python_version()}, pyoxigraph {version('pyoxigraph')}, "
        f"pySHACL {version('pyshacl')}, {platform.machine()}"
    )
    turtle = (ROOT / "ontology" / "shapes.ttl").read_bytes()
    whole = graph(chosen.file, SIZES[chosen.size])
    timed(f"{chosen.size}, our engine", whole, turtle, referee=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak, with making the graph, {peak:,.0f} MB")
    count = chosen.sample
    sample = graph(chosen.file, Size(count, count // 2, count // 2, min(count // 4, 60)))
    ours = timed("sample, our engine", sample, turtle, referee=False)
    theirs = timed("sample, pySHACL", sample, turtle, referee=True)
    print(f"pySHACL takes {theirs / ours:,.0f} times as long on the sample")


if __name__ == "__main__":
    main()
