"""Which servers are asked, for `endpoint.py`, what they are asked, and on what machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph

import wrk
from measure import machine, versions
from servers import serving

#: More lookups than are answered in a second, and the rows of a large answer.
LOOKUPS, ROWS = 50_000, 10_000


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server: its name, the path of its endpoint, and the command that starts it at a port."""

    name: str
    path: str
    command: Callable[[int], list[str]]


def contestants(graph: Path, rdflib: Path | None) -> Iterator[Contestant]:
    def ours(port: int) -> list[str]:
        return serving(graph, port)

    def oxigraph(port: int) -> list[str]:
        program = str(Path(sys.executable).parent / "oxigraph")
        place = ["--location", str(graph / "store"), "--bind", f"127.0.0.1:{port}"]
        return [program, "serve-read-only", "--union-default-graph", *place]

    def in_memory(port: int) -> list[str]:
        place = ["--host", "127.0.0.1", "--port", str(port), str(graph / "graph.nq")]
        return [str(rdflib), "serve", *place]

    yield Contestant("ours", "/sparql", ours)
    yield Contestant("Oxigraph", "/query", oxigraph)
    if rdflib:
        yield Contestant("rdflib-endpoint", "/", in_memory)


@dataclass(frozen=True, slots=True)
class Questions:
    """The texts that are asked, in their order; more than can be answered in the time."""

    lookups: Sequence[str]
    same: Sequence[str]
    rows: Sequence[str]

    @classmethod
    def of(cls, graph: Path, seconds: int) -> Questions:
        """Questions about things that a graph holds. No two lookups are the same text."""
        count = LOOKUPS * seconds
        things = list(islice(_subjects(graph / "graph.nq"), count))
        rounds = range(count // len(things) + 1)
        texts = [_lookup(thing, 1000 + turn) for turn in rounds for thing in things]
        rows = [f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {ROWS + turn}" for turn in range(5_000)]
        few = things[:: len(things) // 10][:10]
        return cls(texts[:count], [_lookup(thing, 999) for thing in few], rows)


def _subjects(file: Path) -> Iterator[str]:
    """The IRIs that are described in a file of N-Quads, each at least once."""
    last = ""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            subject = line.partition(" ")[0]
            if subject != last and subject.startswith("<"):
                yield subject
            last = subject


def _lookup(thing: str, limit: int) -> str:
    return f"SELECT ?p ?o {{ {thing} ?p ?o }} LIMIT {limit}"


def setting(graph: Path, rdflib: Path | None) -> str:
    """What was measured with, and on what."""
    size = len(pyoxigraph.Store.read_only(str(graph / "store")))
    peer = _versions(rdflib) if rdflib else "rdflib-endpoint not measured (--rdflib)"
    ours = versions("oxigraph", "uvicorn", "starlette")
    return f"{machine()}; {ours}, {wrk.version()}, {peer}; {size:,} statements"


def _versions(rdflib: Path) -> str:
    """The versions in the environment of rdflib-endpoint."""
    names = ("rdflib-endpoint", "rdflib", "uvicorn")
    code = (
        "from importlib.metadata import version as v; "
        f"print(', '.join(f'{{n}} {{v(n)}}' for n in {names}))"
    )
    python = [str(rdflib.parent / "python"), "-c", code]
    found = subprocess.run(python, capture_output=True, text=True, check=False).stdout
    return "beside it " + (found.strip() or "an unknown version of rdflib-endpoint")
