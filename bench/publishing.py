"""How long a site takes: written anew, again with nothing changed, and with one record changed.

    python bench/publishing.py [--project DIR] [--graph DIR] [--languages en,ru,uz] [--sample N]
                               [--workers N] [--limit SECONDS] [--keep]

DIR of --graph is a folder that `partnergraph build` wrote; unless given, the shipped graph is
built. Each run is a process of its own, of which the memory with its workers is told (proportional
set size, asked for twice a second), and of each part the seconds by the clock and of the processor.
Beside them, a peer: rdflib writes the triples of N things in three forms (Turtle, N-Triples,
JSON-LD), as a loop would that knows nothing else; it has read the graph before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import rdflib

from measure import ROOT, Figures, Work, apart, command, machine, python, shown, table, versions
from partnergraph.built import MANIFEST
from partnergraph.project import Project
from partnergraph.site.documents import Documents
from partnergraph.vocabulary import PREFIXES

HEAD = (
    *("", "seconds", "processor s", "documents/s", "pages/s", "memory MB"),
    *("files", "MB of files", "written"),
)
#: Parts that take less than so many seconds in all runs are not told.
SHORT = 0.5
_NAME = re.compile(rb'(core#prefLabel> ")')


def count(graph: Path, things: str) -> Work:
    return lambda _: len(Documents.read(graph / "graph.nq", things))


def changed(graph: Path, things: str, folder: Path) -> Work:
    """A copy of the built graph in which one thing, taken at random, has another name."""

    def work(_: object) -> str:
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
        return chosen.removeprefix(things)

    return work


def peer(graph: Path, things: str, sample: int, out: Path) -> Work:
    """A plain loop with rdflib that writes the three forms of each thing."""
    documents = Documents.read(graph / "graph.nq", things)
    some = documents.order[:: max(1, len(documents) // sample)][:sample]
    whole = rdflib.Graph()
    for iri in some:
        whole.parse(data=documents[iri].ntriples, format="nt")
    subjects: dict[str, list[rdflib.term.Node]] = {}
    for subject in set(whole.subjects()):
        subjects.setdefault(str(subject).partition("#")[0], []).append(subject)

    def work(_: object) -> int:
        for number, iri in enumerate(some):
            one = rdflib.Graph()
            for prefix, space in PREFIXES.items():
                one.bind(prefix, space)
            for subject in subjects[iri]:
                for triple in whole.triples((subject, None, None)):
                    one.add(triple)
            for ending, form in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")):
                one.serialize(out / f"{number}.{ending}", format=form, encoding="utf-8")
        return len(some)

    return work


def publish(project: Path, graph: Path, out: Path, options: argparse.Namespace) -> Figures:
    """Publishes in a process of its own; `found` is what `site_run.py` prints."""
    words: list[str | Path] = ["--project", project, "--graph", graph, "--output", out]
    words += ["--languages", options.languages, "--workers", str(options.workers)]
    done = command(python(Path(__file__).with_name("site_run.py"), *words), limit=options.limit)
    return Figures(note=done.note) if done.note else _found(done)


def _found(done: Figures) -> Figures:
    found = json.loads(done.found)
    memory = found["memory"]
    return Figures(found["seconds"], found["processor"], memory, memory, found)


def row(name: str, run: Figures, documents: int) -> list[str]:
    if run.note:
        return [name, run.note, *[""] * (len(HEAD) - 2)]
    rates = (f"{number / run.seconds:,.0f}" for number in (documents, run.found["pages"]))
    files = (f"{run.found[each]:,.0f}" for each in ("files", "megabytes", "written"))
    return [name, shown(run.seconds), shown(run.processor), *rates, f"{run.peak:,.0f}", *files]


def parts(runs: Mapping[str, Figures]) -> str:
    """A table of the parts, seconds by the clock and of the processor, summed by their names."""
    done = {name: run.found["parts"] for name, run in runs.items() if not run.note}
    names = dict.fromkeys(part for found in done.values() for part, *_ in found)
    rows = []
    for name in names:
        sums = [
            [sum(each[place] for each in found if each[0] == name) for place in (1, 2)]
            for found in done.values()
        ]
        if any(seconds >= SHORT for seconds, _ in sums):
            rows.append([name, *(f"{seconds:.1f} / {used:.1f}" for seconds, used in sums)])
    return table(("part, seconds / processor s", *done), rows)


def measure(project: Project, graph: Path, work: Path, options: argparse.Namespace) -> None:
    things, out = project.thing(""), work / "site"
    documents = int(apart(count, graph, things, limit=options.limit).found or 0)
    print(f"{machine()}; {versions('pyoxigraph', 'rdflib')}; {documents:,} documents\n")
    print(table(HEAD, []))
    runs: dict[str, Figures] = {}

    def run(name: str, of: Path) -> None:
        runs[name] = publish(project.root, of, out, options)
        print(f"| {' | '.join(row(name, runs[name], documents))} |", flush=True)

    run("anew", graph)
    run("again", graph)
    other = apart(changed, graph, things, work / "other", limit=options.limit)
    if other.note:
        print(f"\nNo record was changed: {other.note}")
    else:
        run(f"`{other.found}` changed", work / "other")
    print(f"\n{parts(runs)}\n", flush=True)
    if options.sample:
        (work / "peer").mkdir()
        told = (graph, things, options.sample, work / "peer")
        print(beside(apart(peer, *told, limit=options.limit), runs["anew"], documents))


def beside(other: Figures, ours: Figures, documents: int) -> str:
    """The peer's time for each thing beside ours."""
    if other.note or ours.note:
        return f"The peer: {other.note or 'nothing to compare with'}"
    each, own = other.processor / other.found, ours.processor / documents
    return (
        f"rdflib takes {each * 1000:.2f} ms of the processor for three forms of a thing, of "
        f"{other.found:,}; all that is published takes {own * 1000:.2f} ms for each: "
        f"rdflib / ours {each / own:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--project", type=Path, default=None)
    parser.add_argument("--graph", type=Path, default=None)
    parser.add_argument("--sample", type=int, default=200, help="0: no peer")
    parser.add_argument("--languages", default="", help="unless given, those of the project")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--limit", type=float, default=600.0, help="of each run")
    parser.add_argument("--keep", action="store_true", help="leave the sites where they are")
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="site-"))
    try:
        graph = options.graph or work / "build"
        root = options.project or (options.graph.parent if options.graph else ROOT)
        if not options.graph:
            done = command(
                python("-m", "partnergraph", "build", "--project", root, "--output", graph)
            )
            if done.note:
                print(f"Nothing was built: {done.note}")
                return
        measure(Project.load(root), graph, work, options)
    finally:
        if options.keep:
            print(f"Left in {work}.")
        else:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
