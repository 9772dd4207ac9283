"""Streams results of growing size to CSV and tells the peak of memory, beside its peers.

    python bench/stream.py [--graph DIR] [--sample DIR] [--limit SECONDS]

DIR are graphs made by registry_graph.py. Each run is a process of its own, whose peak of resident
memory the operating system reports: `partnergraph ask FILE --format csv`, pyoxigraph's serialiser,
and rdflib's on the sample, which it must hold in memory first. The question is `SELECT ?s ?p ?o`
with a limit: what sorts or compares its rows must hold them, in any engine.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from measure import HEAD, Figures, command, compared, machine, python, table, versions
from registries import BIG, SAMPLE, built, folder_of

ROWS = (10_000, 100_000, 1_000_000)
COLUMNS = ("limit", *HEAD, "rows")
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


def ways(question: Path, project: Path, sample: Path) -> dict[str, list[str | Path]]:
    """The command of each way to get the CSV."""
    graph = built(project)
    ask = python("-m", "partnergraph", "ask", question, "--format", "csv")
    return {
        "partnergraph ask": [*ask, "--project", project, "--graph", graph],
        "pyoxigraph": python("-c", PYOXIGRAPH, question, graph),
        "rdflib, on the sample": python("-c", RDFLIB, question, built(sample)),
    }


def _rows(found: Figures) -> str:
    """How many rows were written."""
    return "" if found.note else f"{len(str(found.found).splitlines()) - 1:,}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--graph", type=Path, default=BIG)
    parser.add_argument("--sample", type=Path, default=SAMPLE)
    parser.add_argument("--limit", type=float, default=300.0)
    chosen = parser.parse_args()
    if None in map(folder_of, (chosen.graph, chosen.sample)):
        return
    print(f"{machine()}; {versions('pyoxigraph', 'rdflib')}\n\n{table(COLUMNS, [])}")
    with tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            question = Path(folder) / "statements.rq"
            question.write_text(QUESTION.format(rows), encoding="utf-8")
            figures = {
                name: command(words, limit=chosen.limit)
                for name, words in ways(question, chosen.graph, chosen.sample).items()
            }
            got = {name: [_rows(each)] for name, each in figures.items()}
            for row in compared(figures, got):
                print(f"| {rows:,} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
