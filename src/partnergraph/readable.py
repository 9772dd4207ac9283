"""Readable files of a built graph: TriG with everything, Turtle with things and facts only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from partnergraph.project import Project
from partnergraph.vocabulary import PREFIXES, SCHEMES, scheme

_PART = 4096


def write(project: Project, folder: Path) -> None:
    """Writes `graph.trig` and `graph.ttl` beside the sorted `graph.nq` in `folder`.

    Raises OSError. Memory does not grow with the graph. IRIs are not checked again: the lines of a
    graph that was built were.
    """
    nquads = folder / "graph.nq"
    quads = pyoxigraph.parse(path=str(nquads), format=RdfFormat.N_QUADS, lenient=True)
    serialise(quads, folder / "graph.trig", project)
    with nquads.open("rb") as lines:
        facts = chain.from_iterable(map(_parsed, _facts(lines, project)))
        serialise(facts, folder / "graph.ttl", project)


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


def _facts(lines: Iterable[bytes], project: Project) -> Iterator[list[bytes]]:
    """Things and the facts about them from all graphs, without claims, passages and ontology.

    Takes sorted lines of N-Quads, gives sorted lines of N-Triples in parts, each line once.
    """
    ontology, curated = (f"<{project.graph(name)}>".encode() for name in ("ontology", "curated"))
    source = f"<{project.graph('source/')}".encode()
    part: list[bytes] = []
    subject, composed = b"\n", False
    told: list[bytes] = []  # what is said of the subject
    own: list[bytes] = []  # the same, outside the graphs of sources
    for line in lines:
        if not line.startswith(subject):
            part += dict.fromkeys(told if composed else own)
            if len(part) >= _PART:
                yield part
                part = []
            subject, composed, told, own = line[: line.index(b" ") + 1], False, [], []
        triple, _, graph = line[:-3].rpartition(b" ")
        if graph != ontology:
            told.append(triple)
            composed = composed or graph == curated
            if not graph.startswith(source):
                own.append(triple)
    yield [*part, *dict.fromkeys(told if composed else own)]


def _parsed(triples: list[bytes]) -> Iterator[pyoxigraph.Quad]:
    text = b"".join([triple + b" .\n" for triple in triples])
    return pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES, lenient=True)
