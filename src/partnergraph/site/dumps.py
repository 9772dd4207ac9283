"""Dumps: the whole graph in files to be taken away, their checksums, and what is in them.

They are made block by block, so that memory does not grow with the graph, and a block that has not
changed is copied from the last dump.
"""

from __future__ import annotations

import gzip
import json
import mmap
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from partnergraph.site.blocks import Piece, blocks, digest, pack
from partnergraph.site.statistics import Dump, count
from partnergraph.vocabulary import PREFIXES, SCHEMES, scheme

if TYPE_CHECKING:
    from partnergraph.progress import Tell
    from partnergraph.project import Project
    from partnergraph.site.material import Site
    from partnergraph.site.output import Output

CHECKSUMS = "data/SHA256SUMS"
#: Those of the dumps when they are unpacked.
UNPACKED = "data/SHA256SUMS-unpacked.txt"
STATISTICS = "data/statistics.json"
GRAPH = "data/graph.nq.gz"
_FORMS: tuple[tuple[str, pyoxigraph.RdfFormat], ...] = (
    (GRAPH, pyoxigraph.RdfFormat.N_QUADS),
    ("data/graph.trig.gz", pyoxigraph.RdfFormat.TRIG),
    ("data/graph.ttl.gz", pyoxigraph.RdfFormat.TURTLE),
    ("data/graph.jsonld.gz", pyoxigraph.RdfFormat.JSON_LD),
)
_PREFIXES = re.compile(rb"\A(?:@prefix [^\n]*\n)*")


def part(site: Site, output: Output, tell: Tell) -> None:
    """Writes the dumps under `data/`, their checksums and the statistics of the graph.

    `graph.nq.gz`, `graph.trig.gz` and `graph.jsonld.gz` hold every statement in its named graph;
    `graph.ttl.gz`, for Turtle has no room for graphs, holds the union of all.
    """
    source = site.built.folder / "graph.nq"
    key = str(site.built.manifest["sha256"])
    if output.reuse("dumps", key):
        return
    with output.making("dumps", key):
        tell("Writing the dumps")
        names = prefixes(site.project)
        unpacked: dict[str, str] = {}
        with mapped(source) as data:
            for path, form in _FORMS:
                tell(f"Writing {path}")
                output.place(path, partial(_pack, data, path, form, names, output, unpacked))
        dumps = [_dump(path, output) for path, _ in _FORMS]
        output.write(CHECKSUMS, _sums({each.path: each.sha256 for each in dumps}))
        output.write(UNPACKED, _sums(unpacked))
        with mapped(source) as data:
            found = count(blocks(data), site.project, dumps, key)
        output.write(STATISTICS, json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def pieces(
    data: bytes | mmap.mmap, form: pyoxigraph.RdfFormat, prefixes: Mapping[str, str]
) -> Iterator[Piece]:
    """The N-Quads `data` in `form`, block by block; `prefixes` are for forms that have some.

    A form without room for graphs holds the union of all.
    """
    made = f"{pyoxigraph.__version__} {form} {prefixes}".encode()
    number = -1
    for number, block in enumerate(blocks(data)):
        first = number == 0
        name = digest(made, b"%d" % first, block)
        yield Piece(name, partial(_convert, block, form, prefixes, first=first))
    if form is pyoxigraph.RdfFormat.JSON_LD or number < 0:
        end = b"]" if number >= 0 else _convert(b"", form, prefixes, first=True)
        yield Piece(digest(made, end), lambda: end)


def _pack(
    data: bytes | mmap.mmap,
    path: str,
    form: pyoxigraph.RdfFormat,
    prefixes: Mapping[str, str],
    output: Output,
    unpacked: dict[str, str],
    target: Path,
) -> None:
    found = pieces(data, form, prefixes)
    unpacked[path.removesuffix(".gz")] = pack(target, found, output.old.at(path))


@contextmanager
def mapped(path: Path) -> Iterator[bytes | mmap.mmap]:
    """A file as it lies on the disk, without reading it into memory. Raises OSError."""
    with path.open("rb") as stream:
        if not path.stat().st_size:  # which cannot be mapped
            yield b""
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def lines(path: Path) -> Iterator[str]:
    """The lines of a dump in N-Quads, packed or not. Raises OSError, and UnicodeDecodeError."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="\n") as stream:
        yield from stream


def _convert(
    block: bytes, form: pyoxigraph.RdfFormat, prefixes: Mapping[str, str], *, first: bool
) -> bytes:
    """A block in `form`, to stand after those before it: prefixes stand in the first only.

    JSON-LD is a list, whose end is a piece of its own.
    """
    if form is pyoxigraph.RdfFormat.N_QUADS:
        return block
    quads = pyoxigraph.parse(block, format=pyoxigraph.RdfFormat.N_QUADS)
    found: Iterable[pyoxigraph.Quad] | Iterable[pyoxigraph.Triple] = quads
    if not form.supports_datasets:
        found = (quad.triple for quad in quads)
    made = pyoxigraph.serialize(found, format=form, prefixes=dict(prefixes)) or b""
    if form is pyoxigraph.RdfFormat.JSON_LD and block:
        return (b"[" if first else b",") + made[1:-1]
    return made if first else _PREFIXES.sub(b"", made, count=1)


def prefixes(project: Project) -> dict[str, str]:
    """The prefixes of dumps, with their IRIs."""
    names = {name: str(scheme(name)) for name in SCHEMES}
    return {**PREFIXES, **names, "id": project.thing(""), "graph": project.graph("")}


def _sums(digests: Mapping[str, str]) -> str:
    """Digests by path in the form of `sha256sum`, whose names are relative to their own place."""
    return "".join(f"{digest}  {Path(path).name}\n" for path, digest in digests.items())


def _dump(path: str, output: Output) -> Dump:
    target = output.folder / path
    return Dump(path, output.files[path], target.stat().st_size)
