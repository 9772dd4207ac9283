"""Runs the benchmarks one after another and writes down what they print: bench/RESULTS.md.

    python bench/run.py [--quick] [--file DUMP] [--graphs DIR] [--only NAME ...] [--output FILE]

DUMP is a dump of the Research Organization Registry; unless given, the extract in a folder
`shared` beside the checkout. Graphs lie in DIR, a temporary folder unless given; one that is
missing is made of the dump first.
With `--quick` only small sizes are measured, within three minutes on a machine that is at rest.
What cannot run says why, and the others go on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from measure import EXTRACT, PEERS, ROOT, command, machine, python, versions
from registries import BIG, SAMPLE, SHIPPED, built

RESULTS = ROOT / "bench" / "RESULTS.md"
FEW = ("partners", "printed-names", "who-states-what", "claims-by-modality", "agreements-by-year")
_LIBRARIES = (
    *("partnergraph", "pyoxigraph", "oxigraph", "rdflib", "oxrdflib", "pyshacl", "networkx"),
    *("igraph", "scipy", "pyvis", "playwright"),
)


Words = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A script, what it shows, and its arguments, for a quick run (None: left out) and a whole."""

    name: str
    title: str
    quick: Words | None
    whole: Words
    limit: float = 3600.0


def benchmarks(file: Path, graphs: Path) -> list[Benchmark]:
    """All of them; sizes of a quick run are such that the whole ends in three minutes."""
    small, whole_graph = graphs / SAMPLE.name, graphs / BIG.name
    sample: Words = ["--graph", small]
    big: Words = ["--graph", whole_graph, "--limit", "120"]
    both: Words = ["--graph", whole_graph, "--sample", small]
    brief_questions: Words = ["--runs", "2", "--limit", "10", "--cpu"]
    few: Words = [*FEW, "--graph", small, "--sample", small, *brief_questions]
    pages: Words = [file, "--nodes", "500", "--repeat", "1", "--limit", "8"]
    endpoint = PEERS / "rdflib-endpoint"
    beside: Words = ["--rdflib", endpoint] if endpoint.exists() else []
    served: Words = [built(small), *beside]
    brief: Words = ["--seconds", "1", "--rounds", "1"]
    site: Words = ["--project", ROOT, "--graph", graphs / SHIPPED.name]
    loading: Words = [*sample, "--runs", "1", "--limit", "15"]
    few_pages: Words = [*pages, "--only", "partnergraph", "pyvis, default"]
    whole: Words = [file]
    return [
        Benchmark("loading", "Rows to a store", loading, big),
        Benchmark("opening", "Opening a store", [*sample, "--runs", "1"], big),
        Benchmark("questions", "Questions", few, [*both, "--limit", "30"]),
        Benchmark("stream", "A long answer as CSV", None, both),
        Benchmark("validation", "Validation", [file, "--size", "100k", "--sample", "30"], whole),
        Benchmark("networks", "Networks", [*sample, "--limit", "15"], [*big, "--files"]),
        Benchmark("layout", "Layouts", [file, "--nodes", "500", "--limit", "5"], whole),
        Benchmark("explore", "Network pages in a browser", few_pages, whole),
        Benchmark("endpoint", "A SPARQL endpoint", [*served, *brief], served, 1200),
        Benchmark("publishing", "A site", [*site, "--sample", "50"], site),
    ]


def prepare(file: Path, graphs: Path, *, quick: bool) -> bool:
    """Makes the graphs that are missing; tells whether all are there."""
    out: Words = ["--output", graphs / SHIPPED.name]
    command(python("-m", "partnergraph", "build", "--project", ROOT, *out), limit=300)
    sizes = {SAMPLE: "100k"} if quick else {SAMPLE: "100k", BIG: "registry"}
    for name, size in sizes.items():
        folder = graphs / name.name
        if (built(folder) / "store").is_dir():
            continue
        if not file.exists():
            print(f"There is no {file}; give a dump of the registry with --file.")
            return False
        script = Path(__file__).with_name("registry_graph.py")
        print(f"making {folder} …", file=sys.stderr, flush=True)
        done = command(python(script, file, "--size", size, "--output", folder), limit=3600)
        if done.note:
            print(f"{folder} was not made: {done.note}")
            return False
    return True


def report(each: Benchmark, *, quick: bool) -> str:
    """Runs one benchmark: its section of the results."""
    script = Path(__file__).with_name(f"{each.name}.py")
    words = (each.quick if quick else each.whole) or []
    if not script.exists():
        return f"## {each.title}\n\nNot there: `bench/{each.name}.py`.\n"
    print(f"{each.name} …", file=sys.stderr, flush=True)
    begun = time.perf_counter()
    done = command(python(script, *words), limit=each.limit, folder=ROOT)
    spent = time.perf_counter() - begun
    shown = " ".join(_word(word) for word in words)
    said = "\n".join(_markdown((done.found or "").strip().splitlines()))
    note = f"\n\n{done.note}" if done.note else ""
    head = f"`{' '.join(filter(None, ('python', f'bench/{each.name}.py', shown)))}`"
    return f"## {each.title}\n\n{head}: {spent:.0f} s\n{said}{note}\n"


def _word(word: str | Path) -> str:
    """An argument, without the places of this machine."""
    if isinstance(word, str):
        return word
    if word.suffix in (".gz", ".json", ".zip"):
        return "DUMP"
    return str(word.relative_to(ROOT)) if word.is_relative_to(ROOT) else str(word)


def _markdown(lines: Sequence[str]) -> Iterator[str]:
    """What a script prints: tables of Markdown as they are, anything else as it was printed."""
    for tabular, group in groupby(lines, lambda line: line.startswith("|")):
        found = [line for line in group if line.strip()]
        if found:
            yield from ["", *found] if tabular else ["", "```text", *found, "```"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--file", type=Path, default=EXTRACT)
    parser.add_argument("--graphs", type=Path, default=BIG.parent)
    parser.add_argument("--only", nargs="+", metavar="NAME")
    parser.add_argument("--output", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    if not prepare(chosen.file, chosen.graphs, quick=chosen.quick):
        sys.exit(1)
    day = datetime.now(UTC).date()
    parts = [
        "# Results\n\nWritten by `make bench" + ("-quick" * chosen.quick) + f"` on {day}: "
        "what it means is said in [Benchmarks](../docs/benchmarks.md).\n\n"
        f"{machine()}\n\n{versions(*_LIBRARIES)}\n"
    ]
    begun = time.perf_counter()
    for each in benchmarks(chosen.file, chosen.graphs):
        if chosen.quick and each.quick is None:
            continue
        if not chosen.only or each.name in chosen.only:
            parts.append(report(each, quick=chosen.quick))
            print(parts[-1], flush=True)
    parts.append(f"Together {time.perf_counter() - begun:.0f} s.\n")
    chosen.output.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
