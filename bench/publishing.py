"""How long a site takes: written anew, again with nothing changed, and with one record changed.

    python bench/publishing.py [--project DIR] [--graph DIR] [--languages en,ru,uz] [--workers N]

DIR of --graph is a folder that `partnergraph build` wrote; unless given, the shipped graph is
built, and that of registry size (`bench/registry_graph.py`) is measured as well where it is found.
Each run is a process of its own, of which the time and the processor time of each part are told,
and the memory of it and its workers together (proportional set size, asked for twice a second).
Beside them, a peer: rdflib reads the graph and writes the triples of N things in the same three
forms, as a loop would that knows nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import rdflib

from partnergraph.build import build
from partnergraph.built import MANIFEST, Built, write
from partnergraph.knowledgegraph import from_built
from partnergraph.progress import Tell
from partnergraph.project import Project
from partnergraph.site.documents import Documents
from partnergraph.site.material import Part, Site
from partnergraph.site.output import Output
from partnergraph.site.publication import BESIDE, PARTS, open_site
from partnergraph.site.publication import publish as publish_site
from partnergraph.vocabulary import PREFIXES

ROOT = Path(__file__).resolve().parents[1]
REGISTRY = Path("/tmp/registry")  # noqa: S108 - where bench/registry_graph.py writes
SAMPLE = 200
#: Parts that take less than so many seconds are told together.
SHORT = 0.5
T = TypeVar("T")
_NAME = re.compile(rb'(core#prefLabel> ")')


@dataclass(frozen=True, slots=True)
class Timed:
    """A part that tells how long it took: by the clock and of the processor of its process."""

    part: Part

    @property
    def name(self) -> str:
        """The name of the part."""
        return getattr(self.part, "func", self.part).__module__.rpartition(".")[2]

    def __call__(self, site: Site, output: Output, tell: Tell) -> None:
        """Writes the part."""
        began, used = time.perf_counter(), processor()
        self.part(site, output, tell)
        took = {"part": self.name, "seconds": time.perf_counter() - began}
        tell(json.dumps({**took, "processor": processor() - used}))


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds, processor seconds, memory in MB, and each part of it."""

    seconds: float
    processor: float
    memory: float
    pages: int
    said: str
    parts: tuple[tuple[str, float, float], ...]


class Watch(threading.Thread):
    """Asks twice a second for the memory of this process and of all that it started."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0

    def run(self) -> None:
        """Asks until the process ends."""
        while True:
            self.most = max(self.most, sum(map(memory, processes(os.getpid()))))
            time.sleep(0.5)


def processes(first: int) -> list[int]:
    """A process and those that it has started, on Linux."""
    found = [first]
    try:
        for task in Path(f"/proc/{first}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                found += processes(int(child))
    except OSError:  # it has ended
        pass
    return found


def memory(process: int) -> float:
    """Megabytes of a process; what several share counts in parts (proc(5), Pss)."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(n) for n in re.findall(r"(?m)^Pss: +(\d+)", text)) / 1024


def processor() -> float:
    """Seconds of the processor that this process and those that have ended in it have taken."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def child(project: Path, graph: Path, out: Path, languages: str, workers: int) -> None:
    """Publishes, and prints as JSON what that took."""
    began, told = time.perf_counter(), list[str]()
    watch = Watch()
    watch.start()
    loaded = Project.load(project)
    if languages:
        loaded = replace(loaded, languages=tuple(languages.split(",")))
    built = Built.open(graph)
    site = open_site(built, from_built(built, loaded, None))
    told.append(json.dumps(step("open", began, 0)))
    timed = {part: Timed(part) for part in PARTS}
    output = publish_site(
        site,
        out,
        told.append,
        parts=[timed[part] for part in PARTS],
        beside=[timed[part] for part in BESIDE],
        workers=workers,
    )
    seconds = time.perf_counter() - began
    found = {"seconds": seconds, "processor": processor(), "memory": watch.most}
    found["pages"] = sum(path.endswith(".html") for path in output.files)
    said = f"{len(output.files):,} files, {output.size / 1e6:,.0f} MB, {output.written:,} written"
    parts = [json.loads(line) for line in told if line.startswith("{")]
    print(json.dumps({**found, "said": said, "parts": parts}))


def step(name: str, began: float, used: float) -> dict[str, object]:
    """A line of the list of parts."""
    took = {"seconds": time.perf_counter() - began, "processor": processor() - used}
    return {"part": name, **took}


def publish(project: Path, graph: Path, out: Path, options: argparse.Namespace) -> Run:
    """Publishes in a process of its own."""
    names = ["--child", str(out), "--project", str(project), "--graph", str(graph)]
    names += ["--languages", options.languages, "--workers", str(options.workers)]
    command = [sys.executable, str(Path(__file__).resolve()), *names]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode:
        sys.exit(answer.returncode)
    found = json.loads(answer.stdout)
    parts = tuple((each["part"], each["seconds"], each["processor"]) for each in found["parts"])
    return Run(**{**found, "parts": parts})


def changed(graph: Path, things: str, folder: Path) -> Path:
    """A copy of the built graph in which one thing, taken at random, has another name."""
    folder.mkdir()
    data = (graph / "graph.nq").read_bytes()
    documents = Documents(data, things)
    named = [iri for iri in documents if documents.names(iri)]
    chosen = random.Random(1).choice(named)  # noqa: S311 - the same each time
    old = documents[chosen].data
    at = data.index(next(line for line in old.splitlines(keepends=True) if _NAME.search(line)))
    new = data[:at] + _NAME.sub(rb"\1New ", data[at:], count=1)
    (folder / "graph.nq").write_bytes(new)
    manifest = json.loads((graph / MANIFEST).read_text(encoding="utf-8"))
    manifest["sha256"] = hashlib.sha256(new).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "store").symlink_to((graph / "store").resolve())
    if (graph / "dataset.ttl").is_file():
        shutil.copy(graph / "dataset.ttl", folder)
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
        f"{documents / run.seconds:8,.0f} documents/s  {run.pages / run.seconds:8,.0f} pages/s  "
        f"{run.memory:6.0f} MB"
    )
    print(f"              {run.said}")
    for part, seconds, used in run.parts:
        if seconds >= SHORT:
            print(f"              {part:12} {seconds:6.1f} s  {used:6.1f} s of processor")
    rest = sum(seconds for _, seconds, _ in run.parts if seconds < SHORT)
    print(f"              other parts  {rest:6.1f} s")


def measure(project: Project, graph: Path, work: Path, options: argparse.Namespace) -> None:
    things = project.thing("")
    documents = apart(count, graph, things)
    print(f"\n{graph}: {documents:,} documents", flush=True)
    out = work / "site"
    first = publish(project.root, graph, out, options)
    tell("anew", first, documents)
    tell("again", publish(project.root, graph, out, options), documents)
    other = apart(changed, graph, things, work / "other")
    tell("one changed", publish(project.root, other, out, options), documents)
    if not options.sample:
        return
    (work / "peer").mkdir()
    each = apart(peer, graph, things, options.sample, work / "peer")
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
    parser.add_argument("--sample", type=int, default=SAMPLE, help="0: no peer")
    parser.add_argument("--languages", default="", help="unless given, those of the project")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", action="store_true", help="leave the sites where they are")
    parser.add_argument("--child", type=Path, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        graph, project = options.graph, options.project
        child(project, graph, options.child, options.languages, options.workers)
        return
    work = Path(tempfile.mkdtemp(prefix="site-"))
    try:
        if options.graph:
            root = options.project or options.graph.parent
            measure(Project.load(root), options.graph, work, options)
            return
        project = Project.load(options.project or ROOT)
        apart(built, project, work / "build")
        (work / "shipped").mkdir()
        measure(project, work / "build", work / "shipped", options)
        if (REGISTRY / "build" / "graph.nq").is_file():
            (work / "registry").mkdir()
            registry = Project.load(REGISTRY)
            measure(registry, REGISTRY / "build", work / "registry", options)
        else:
            print(f"\nThere is no graph in {REGISTRY}: run bench/registry_graph.py for it.")
    finally:
        if options.keep:
            print(f"Left in {work}.")
        else:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
