"""Dumps: the whole graph in files to be taken away, their checksums, and what is in them.

Everything is streamed, so that memory does not grow with the graph.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from partnergraph.site.statistics import Dump, count
from partnergraph.vocabulary import PREFIXES, SCHEMES, scheme

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.project import Project
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

CHECKSUMS = "data/SHA256SUMS"
STATISTICS = "data/statistics.json"
GRAPH = "data/graph.nq.gz"
_BLOCK = 1 << 20
_FORMS: tuple[tuple[str, pyoxigraph.RdfFormat], ...] = (
    ("data/graph.trig", pyoxigraph.RdfFormat.TRIG),
    ("data/graph.ttl", pyoxigraph.RdfFormat.TURTLE),
    ("data/graph.jsonld", pyoxigraph.RdfFormat.JSON_LD),
)


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes the dumps under `data/`, their checksums and the statistics of the graph.

    `graph.nq.gz`, `graph.trig` and `graph.jsonld` hold every statement in its named graph;
    `graph.ttl`, which has no room for graphs, holds the union of all.
    """
    source = site.built.folder / "graph.nq"
    key = str(site.built.manifest["sha256"])
    if output.reuse("dumps", key):
        return
    with output.making("dumps", key):
        tell("Writing the dumps")
        output.place(GRAPH, partial(compress, source))
        prefixes = _prefixes(site.project)
        for path, form in _FORMS:
            output.place(path, partial(_convert, source, form, prefixes))
        dumps = [_dump(path, output) for path in (GRAPH, *(each for each, _ in _FORMS))]
        sums = "".join(f"{each.sha256}  {Path(each.path).name}\n" for each in dumps)
        output.write(CHECKSUMS, sums)
        with source.open(encoding="utf-8", newline="\n") as lines:
            found = count(lines, site.project, dumps, key)
        output.write(STATISTICS, json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def compress(source: Path, target: Path) -> None:
    """Writes `source` as gzip (RFC 1952) that names no file and no time: the same bytes each time.

    A deflate library of another version may pack the same content into other bytes.
    """
    with (
        source.open("rb") as plain,
        target.open("wb") as stream,
        gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed, _BLOCK)


def lines(path: Path) -> Iterator[str]:
    """The lines of a dump in N-Quads, packed or not. Raises OSError, and UnicodeDecodeError."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="\n") as stream:
        yield from stream


def _convert(
    source: Path, form: pyoxigraph.RdfFormat, prefixes: dict[str, str], target: Path
) -> None:
    quads = pyoxigraph.parse(path=str(source), format=pyoxigraph.RdfFormat.N_QUADS)
    found: Iterable[pyoxigraph.Quad] | Iterable[pyoxigraph.Triple] = quads
    if not form.supports_datasets:
        found = (quad.triple for quad in quads)
    pyoxigraph.serialize(found, output=str(target), format=form, prefixes=prefixes)


def _prefixes(project: Project) -> dict[str, str]:
    names = {name: str(scheme(name)) for name in SCHEMES}
    return {**PREFIXES, **names, "id": project.thing(""), "graph": project.graph("")}


def _dump(path: str, output: Output) -> Dump:
    target = output.folder / path
    return Dump(path, output.files[path], target.stat().st_size)
