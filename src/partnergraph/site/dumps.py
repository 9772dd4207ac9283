"""Dumps: the whole graph in files to be taken away, their checksums, and what is in them.

Everything is streamed, so that memory does not grow with the graph.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph

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
#: Fills a stream.
Write = Callable[[IO[bytes]], object]
_BLOCK = 1 << 20
_LEVEL = 6  # of compression: the next ones take twice as long and save little
_FORMS: tuple[tuple[str, pyoxigraph.RdfFormat], ...] = (
    ("data/graph.trig.gz", pyoxigraph.RdfFormat.TRIG),
    ("data/graph.ttl.gz", pyoxigraph.RdfFormat.TURTLE),
    ("data/graph.jsonld.gz", pyoxigraph.RdfFormat.JSON_LD),
)


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
        prefixes = _prefixes(site.project)
        writers: dict[str, Write] = {GRAPH: partial(_copy, source)}
        writers |= {path: partial(_convert, source, form, prefixes) for path, form in _FORMS}
        unpacked: dict[str, str] = {}
        for path, write in writers.items():
            output.place(path, partial(_pack, write, path.removesuffix(".gz"), unpacked))
        dumps = [_dump(path, output) for path in writers]
        output.write(CHECKSUMS, _sums({each.path: each.sha256 for each in dumps}))
        output.write(UNPACKED, _sums(unpacked))
        with source.open(encoding="utf-8", newline="\n") as lines:
            found = count(lines, site.project, dumps, key)
        output.write(STATISTICS, json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def pack(target: Path, write: Write) -> str:
    """Lets `write` fill a stream, whose content `target` then holds as gzip (RFC 1952).

    No file and no time is named, so that the same content gives the same bytes; a deflate library
    of another version may pack it into others. Returned is the SHA-256 of the content unpacked.
    """
    with (
        target.open("wb") as stream,
        gzip.GzipFile("", "wb", _LEVEL, stream, mtime=0) as packed,
        _Hashed(packed) as hashed,
        io.BufferedWriter(hashed, _BLOCK) as plain,
    ):
        write(plain)
        plain.flush()
        return hashed.digest.hexdigest()


def _pack(write: Write, name: str, digests: dict[str, str], target: Path) -> None:
    digests[name] = pack(target, write)


class _Hashed(io.RawIOBase):
    """Passes on what is written, and hashes it."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self._stream.write(data)


def lines(path: Path) -> Iterator[str]:
    """The lines of a dump in N-Quads, packed or not. Raises OSError, and UnicodeDecodeError."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="\n") as stream:
        yield from stream


def _copy(source: Path, target: IO[bytes]) -> None:
    with source.open("rb") as stream:
        shutil.copyfileobj(stream, target, _BLOCK)


def _convert(
    source: Path, form: pyoxigraph.RdfFormat, prefixes: dict[str, str], target: IO[bytes]
) -> None:
    quads = pyoxigraph.parse(path=str(source), format=pyoxigraph.RdfFormat.N_QUADS)
    found: Iterable[pyoxigraph.Quad] | Iterable[pyoxigraph.Triple] = quads
    if not form.supports_datasets:
        found = (quad.triple for quad in quads)
    pyoxigraph.serialize(found, output=target, format=form, prefixes=prefixes)


def _prefixes(project: Project) -> dict[str, str]:
    names = {name: str(scheme(name)) for name in SCHEMES}
    return {**PREFIXES, **names, "id": project.thing(""), "graph": project.graph("")}


def _sums(digests: Mapping[str, str]) -> str:
    """Digests by path in the form of `sha256sum`, whose names are relative to their own place."""
    return "".join(f"{digest}  {Path(path).name}\n" for path, digest in digests.items())


def _dump(path: str, output: Output) -> Dump:
    target = output.folder / path
    return Dump(path, output.files[path], target.stat().st_size)
