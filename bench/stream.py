"""Streams results of growing size to CSV and tells the peak of memory, beside its peers.

    python bench/stream.py [--graph DIR] [--sample DIR] [--limit SECONDS]

DIR are graphs made by registry_graph.py. Each run is a process of its own, whose peak of resident
memory the operating system reports: `partnergraph ask FILE --format csv`, pyoxigraph's serialiser,
and rdflib's on the sample, which it must hold in memory first. The question is `SELECT ?s ?p ?o`
with a limit: what sorts or compares its rows must hold them, in any engine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from measure import Figures, command
from registries import BIG, SAMPLE, folder_of

ROWS = (10_000, 100_000, 1_000_000)
QUESTION = "#+ summary: What does the graph state?\nSELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {}\n"
PYOXIGRAPH = """
import sys, pyoxigraph
text, store = open(sys.argv[1]).read(), pyoxigraph.Store.read_only(f"{sys.argv[2]}/store")
answer = store.query(text, use_default_graph_as_union=True)
answer.serialize(output=sys.stdout.buffer, format=pyoxigraph.QueryResultsFormat.CSV)
"""
RDFLIB = """
import sys, rdflib
dataset = rdflib.Dataset(default_union=True)
dataset.parse(f"{sys.argv[2]}/graph.nq", format="nquads")
dataset.query(open(sys.argv[1]).read()).serialize(destination=sys.stdout.buffer, format="csv")
"""


def told(figures: Figures) -> str:
    """What a run took: rows written, seconds, peak."""
    if figures.note:
        return figures.note
    rows = figures.found.count("\n") - 1
    return f"{rows:,} rows, {figures.seconds:.1f} s, {figures.peak:,.0f} MB"


def ways(question: Path, graph: Path, sample: Path) -> dict[str, list[str]]:
    """The command of each way to get the CSV."""
    ask = ["-m", "partnergraph", "ask", str(question), "--format", "csv"]
    return {
        "partnergraph ask": [
            *(sys.executable, *ask),
            *("--project", str(graph), "--graph", str(graph)),
        ],
        "pyoxigraph": [sys.executable, "-c", PYOXIGRAPH, str(question), str(graph)],
        "rdflib (sample)": [sys.executable, "-c", RDFLIB, str(question), str(sample)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--graph", type=Path, default=BIG)
    parser.add_argument("--sample", type=Path, default=SAMPLE)
    parser.add_argument("--limit", type=float, default=300.0)
    chosen = parser.parse_args()
    graph, sample = folder_of(chosen.graph), folder_of(chosen.sample)
    if graph is None or sample is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            question = Path(folder) / "statements.rq"
            question.write_text(QUESTION.format(rows), encoding="utf-8")
            for name, words in ways(question, graph, sample).items():
                found = command(words, limit=chosen.limit)
                print(f"{rows:>9,} {name:<17} {told(found)}", flush=True)


if __name__ == "__main__":
    main()
