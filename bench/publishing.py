"""How long a site takes: written anew, again with nothing changed, and with one record changed.

    python bench/publishing.py [--project DIR] [--graph DIR] [--sample N] [--keep]

DIR of --graph is a folder that `partnergraph build` or `bench/registry_graph.py` wrote; unless
given, the shipped graph is built, and that of registry size is measured as well where it is found.
Each run is a process of its own. Beside them, a peer: rdflib reads the graph and writes the
triples of N things in the same three forms, as a loop would that knows nothing else.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import rdflib

from partnergraph.build import build
from partnergraph.built import MANIFEST, write
from partnergraph.project import Project
from partnergraph.site.documents import Documents
from partnergraph.vocabulary import PREFIXES

ROOT = Path(__file__).resolve().parents[1]
REGISTRY = Path("/tmp/registry")  # noqa: S108 - where bench/registry_graph.py writes
SAMPLE = 200
T = TypeVar("T")
_NAME = re.compile(rb'(core#prefLabel> ")')


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds, processor seconds, and memory of its largest process in MB."""

    seconds: float
    processor: float
    memory: float
    said: str


def publish(project: Path, graph: Path, out: Path) -> Run:
    """Publishes in a process of its own."""
    names = ["--project", str(project), "--graph", str(graph)]
    command = [sys.executable, "-m", "partnergraph", "publish", str(out), *names]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.read().strip()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(process.returncode)
    seconds = time.perf_counter() - began
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def changed(graph: Path, things: str, folder: Path) -> Path:
    """A copy of the built graph in which one thing, taken at random, has another name."""
    folder.mkdir()
    data = (graph / "graph.nq").read_bytes()
    documents = Documents(data, things)
    named = [iri for iri in documents if documents.names(iri)]
    chosen = random.Random(1).choice(named)  # noqa: S311 - the same each time
    old = documents[chosen].data
    at = data.index(next(line for line in old.splitlines(keepends=True) if _NAME.search(line)))
    (folder / "graph.nq").write_bytes(data[:at] + _NAME.sub(rb"\1New ", data[at:], count=1))
    manifest = json.loads((graph / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, "sha256": "other"}), encoding="utf-8")
    (folder / "store").symlink_to((graph / "store").resolve())
    print(f"changed:      {chosen}")
    return folder


def peer(graph: Path, things: str, sample: int, out: Path) -> float:
    """Seconds for each thing that a plain loop with rdflib takes to write the three forms."""
    documents = Documents.read(graph / "graph.nq", things)
    some = documents.order[:: max(1, len(documents) // sample)][:sample]
    whole = rdflib.Graph()
    for iri in some:
        whole.parse(data=documents[iri].ntriples, format="nt")
    subjects: dict[str, list[rdflib.term.Node]] = {}
    for subject in set(whole.subjects()):
        subjects.setdefault(str(subject).partition("#")[0], []).append(subject)
    began = time.process_time()
    for number, iri in enumerate(some):
        one = rdflib.Graph()
        for prefix, space in PREFIXES.items():
            one.bind(prefix, space)
        for subject in subjects[iri]:
            for triple in whole.triples((subject, None, None)):
                one.add(triple)
        for ending, form in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")):
            one.serialize(out / f"{number}.{ending}", format=form, encoding="utf-8")
    return (time.process_time() - began) / len(some)


def built(project: Project, folder: Path) -> None:
    write(build(project), folder)


def count(graph: Path, things: str) -> int:
    return len(Documents.read(graph / "graph.nq", things))


def apart(function: Callable[..., T], *arguments: object) -> T:
    """Calls a function in a process of its own: what is started later is not charged with it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *arguments).result()


def tell(name: str, run: Run, documents: int) -> None:
    print(
        f"{name:13} {run.seconds:6.1f} s  {run.processor:6.1f} s of processor  "
        f"{documents / run.seconds:8,.0f} documents/s  {run.memory:6.0f} MB"
    )
    print(f"              {run.said}")


def measure(project: Project, graph: Path, sample: int, work: Path) -> None:
    things = project.thing("")
    documents = apart(count, graph, things)
    print(f"\n{graph}: {documents:,} documents")
    out = work / "site"
    first = publish(project.root, graph, out)
    tell("anew", first, documents)
    tell("again", publish(project.root, graph, out), documents)
    other = apart(changed, graph, things, work / "other")
    tell("one changed", publish(project.root, other, out), documents)
    (work / "peer").mkdir()
    each = apart(peer, graph, things, sample, work / "peer")
    ours = first.processor / documents
    print(
        f"peer          {each * 1000:.2f} ms of processor for each thing, for three forms of RDF "
        f"alone; we take {ours * 1000:.2f} ms for all: ratio {each / ours:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--project", type=Path, default=None)
    parser.add_argument("--graph", type=Path, default=None)
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--keep", action="store_true", help="leave the sites where they are")
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="site-"))
    try:
        if options.graph:
            measure(
                Project.load(options.project or options.graph), options.graph, options.sample, work
            )
            return
        project = Project.load(options.project or ROOT)
        apart(built, project, work / "build")
        (work / "shipped").mkdir()
        measure(project, work / "build", options.sample, work / "shipped")
        if (REGISTRY / "graph.nq").is_file():
            (work / "registry").mkdir()
            measure(Project.load(REGISTRY), REGISTRY, options.sample, work / "registry")
        else:
            print(f"\nThere is no graph in {REGISTRY}: run bench/registry_graph.py for it.")
    finally:
        if options.keep:
            print(f"Left in {work}.")
        else:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
