"""Readable files of a built graph: TriG with everything, Turtle with things and facts only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from partnergraph.project import Project
from partnergraph.vocabulary import PREFIXES, SCHEMES, scheme

_PART = 4096


def write(project: Project, folder: Path) -> None:
    """Writes `graph.trig` and `graph.ttl` beside the sorted `graph.nq` in `folder`.

    Raises OSError. Memory does not grow with the graph.
    """
    nquads = folder / "graph.nq"
    quads = pyoxigraph.parse(path=str(nquads), format=RdfFormat.N_QUADS)
    serialise(quads, folder / "graph.trig", project)
    with nquads.open("rb") as lines:
        serialise(_triples(_facts(lines, project)), folder / "graph.ttl", project)


def serialise(
    statements: Iterator[pyoxigraph.Quad] | Iterator[pyoxigraph.Triple],
    path: Path,
    project: Project,
) -> None:
    """Writes statements in the format that the ending of `path` stands for, with all prefixes."""
    form = RdfFormat.from_extension(path.suffix[1:])
    pyoxigraph.serialize(statements, output=str(path), format=form, prefixes=_prefixes(project))


def _prefixes(project: Project) -> dict[str, str]:
    names = {name: str(scheme(name)) for name in SCHEMES}
    return {**PREFIXES, **names, "id": project.thing(""), "graph": project.graph("")}


def _facts(lines: Iterable[bytes], project: Project) -> Iterator[bytes]:
    """Things and the facts about them from all graphs, without claims, passages and ontology.

    Takes sorted lines of N-Quads, gives sorted lines of N-Triples, each once.
    """
    ontology, curated = (f"<{project.graph(name)}>".encode() for name in ("ontology", "curated"))
    source = f"<{project.graph('source/')}".encode()
    last = b""
    for _, said in groupby(lines, key=lambda line: line[: line.index(b" ")]):
        split = [line[:-3].rpartition(b" ") for line in said]
        composed = any(graph == curated for _, _, graph in split)
        for triple, _, graph in split:
            if graph == ontology or triple == last:
                continue
            if composed or not graph.startswith(source):
                last = triple
                yield triple + b" .\n"


def _triples(lines: Iterator[bytes]) -> Iterator[pyoxigraph.Triple]:
    part: list[bytes] = []
    for line in lines:
        part.append(line)
        if len(part) == _PART:
            yield from _parsed(part)
            part.clear()
    yield from _parsed(part)


def _parsed(lines: Iterable[bytes]) -> Iterator[pyoxigraph.Triple]:
    for quad in pyoxigraph.parse(b"".join(lines), format=RdfFormat.N_TRIPLES):
        yield quad.triple
