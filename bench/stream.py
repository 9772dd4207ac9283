"""Streams results of growing size to CSV and tells the peak of memory, beside its peers.

    python bench/stream.py [--graph DIR] [--sample DIR] [--limit SECONDS]

DIR are graphs made by registry_graph.py. Each run is a process of its own, whose peak of resident
memory the operating system reports: `partnergraph ask FILE --format csv`, pyoxigraph's serialiser,
and rdflib's on the sample, which it must hold in memory first. The question is `SELECT ?s ?p ?o`
with a limit: what sorts or compares its rows must hold them, in any engine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIG, SAMPLE = Path("/tmp/registry"), Path("/tmp/registry-100k")  # noqa: S108 - made to be lost
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


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: lines written, seconds, peak in MB; `state` says why there are none."""

    lines: int = 0
    seconds: float = 0.0
    peak: float = 0.0
    state: str = ""

    def __str__(self) -> str:
        if self.state:
            return self.state
        return f"{self.lines - 1:,} rows, {self.seconds:.1f} s, {self.peak:,.0f} MB"


def run(command: list[str], limit: float) -> Run:
    """Runs a command with its output in a file; it is stopped at the limit."""
    with tempfile.TemporaryFile() as output:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            if time.monotonic() - begun > limit:
                process.kill()
                os.wait4(process.pid, 0)
                return Run(state=f"stopped at {limit:g} s")
            time.sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(status)  # already waited for
        if process.returncode:
            return Run(state=f"failed with exit code {process.returncode}")
        output.seek(0)
        lines = sum(1 for _ in output)
        return Run(lines, time.monotonic() - begun, usage.ru_maxrss / 1024)


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
    for folder in (chosen.graph, chosen.sample):
        if not (folder / "build" / "store").is_dir():
            print(f"Skipped: there is no graph in {folder}; make one with registry_graph.py.")
            return
    with tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            question = Path(folder) / "statements.rq"
            question.write_text(QUESTION.format(rows), encoding="utf-8")
            for name, command in ways(question, chosen.graph, chosen.sample).items():
                print(f"{rows:>9,} {name:<17} {run(command, chosen.limit)}", flush=True)


if __name__ == "__main__":
    main()
