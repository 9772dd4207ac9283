"""The built graph: a folder of files and a store, written whole and read by everything else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from partnergraph.dataset import describe
from partnergraph.errors import BuildError, StoreError
from partnergraph.files import recover, replaced_folder
from partnergraph.findings import Finding, Severity
from partnergraph.store import open_folder, write_folder
from partnergraph.vocabulary import ORG, PG, PREFIXES, RDF_TYPE, SCHEMES, scheme

if TYPE_CHECKING:  # who reads a built graph builds none
    from partnergraph.build import Graph

#: Raised when an older version could not read what this one writes.
FORMAT = 1
MANIFEST = "manifest.json"
_OURS = frozenset(
    {"graph.nq", "graph.trig", "graph.ttl", "dataset.ttl", "store", MANIFEST, "explore.html"}
)
_COUNTED = {
    "institutions": ORG.FormalOrganization,
    "units": ORG.OrganizationalUnit,
    "agreements": PG.Agreement,
    "events": PG.InstitutionalEvent,
    "programmes": PG.JointProgramme,
    "partnerships": PG.Partnership,
    "claims": PG.Claim,
    "mentions": PG.Mention,
    "sources": PG.SourceVersion,
}


@dataclass(frozen=True, slots=True)
class Built:
    """A built graph on disk: its folder, what its manifest says, and its store."""

    folder: Path
    manifest: Mapping[str, Any]
    store: pyoxigraph.Store

    @classmethod
    def open(cls, folder: Path) -> Built:
        """Opens the graph in `folder` for reading. Raises StoreError where there is none."""
        recover(folder)
        manifest = read_manifest(folder)
        if manifest is None:
            raise StoreError(f"There is no built graph in {folder}.", "Run: partnergraph build")
        if manifest.get("format") != FORMAT:
            raise StoreError(f"{folder} was built by another version.", "Run: partnergraph build")
        return cls(folder, manifest, open_folder(folder / "store"))


def write(graph: Graph, folder: Path, findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """Writes `graph.nq .trig .ttl`, `dataset.ttl`, the store and the manifest, all or nothing.

    The folder is replaced in one step; one that holds something else is refused (BuildError).
    `findings` are counted in the manifest, which is returned.
    """
    if folder.exists() and not _is_ours(folder):
        raise BuildError(
            f"{folder} holds something that is no built graph.", "Choose another with --output."
        )
    nquads = graph.nquads.encode()
    manifest = _describe(graph, nquads, findings)
    try:
        with replaced_folder(folder) as fresh:
            (fresh / "graph.nq").write_bytes(nquads)
            quads = list(pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS))
            prefixes = _prefixes(graph)
            _serialise(iter(quads), fresh / "graph.trig", pyoxigraph.RdfFormat.TRIG, prefixes)
            readable = _readable(quads, graph)
            _serialise(readable, fresh / "graph.ttl", pyoxigraph.RdfFormat.TURTLE, prefixes)
            description = describe(graph.project, graph.lines, manifest, _COUNTED)
            triples = pyoxigraph.parse(description, format=pyoxigraph.RdfFormat.N_TRIPLES)
            _serialise(
                (quad.triple for quad in triples),
                fresh / "dataset.ttl",
                pyoxigraph.RdfFormat.TURTLE,
                prefixes,
            )
            write_folder(fresh / "graph.nq", fresh / "store")
            text = json.dumps(manifest, ensure_ascii=False, indent=2)
            (fresh / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise BuildError(
            f"{folder} cannot be written: {error.strerror or error}.", "The earlier build stands."
        ) from error
    return manifest


def _is_ours(folder: Path) -> bool:
    """Whether `folder` is empty or holds a build and nothing else, so that it may be replaced."""
    try:
        names = {path.name for path in folder.iterdir()}
    except NotADirectoryError:
        return False
    manifest = read_manifest(folder) or {}
    return not names or (names <= _OURS and {"format", "base", "sha256"} <= manifest.keys())


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What the manifest in `folder` says; None where there is none, or a damaged one."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _describe(graph: Graph, nquads: bytes, findings: Sequence[Finding]) -> dict[str, Any]:
    kinds = {f"<{RDF_TYPE}> <{iri}>": name for name, iri in _COUNTED.items()}
    things: dict[str, set[str]] = {name: set() for name in _COUNTED}
    unresolved = f"<{PG.decisionStatus}> <{scheme('decision-status').unresolved}>"
    open_readings = 0
    for line in graph.lines:
        subject, _, rest = line.partition(" ")
        pair = " ".join(rest.split(" ", 2)[:2])
        if name := kinds.get(pair):
            things[name].add(subject)
        open_readings += pair == unresolved
    project = graph.project
    return {
        "format": FORMAT,
        "title": dict(project.title),
        "base": project.base,
        "home": project.home,
        "as_of": graph.as_of.isoformat() if graph.as_of else None,
        "counts": {name: len(found) for name, found in things.items()}
        | {"unresolved readings": open_readings, "statements": len(graph.lines)},
        "findings": {
            severity.value: sum(f.severity is severity for f in findings) for severity in Severity
        },
        "sha256": hashlib.sha256(nquads).hexdigest(),
    }


def _prefixes(graph: Graph) -> dict[str, str]:
    names = {name: str(scheme(name)) for name in SCHEMES}
    return {**PREFIXES, **names, "id": graph.project.thing(""), "graph": graph.project.graph("")}


def _readable(quads: list[pyoxigraph.Quad], graph: Graph) -> Iterator[pyoxigraph.Triple]:
    """Things and the facts about them from all graphs, without claims, passages and ontology."""
    left_out = {graph.project.graph("ontology")}
    sources = graph.project.graph("source/")
    composed = {quad.subject for quad in quads if _name(quad) == graph.project.graph("curated")}
    triples = {
        quad.triple
        for quad in quads
        if _name(quad) not in left_out
        and (not _name(quad).startswith(sources) or quad.subject in composed)
    }
    yield from sorted(triples, key=str)


def _name(quad: pyoxigraph.Quad) -> str:
    name = quad.graph_name
    return name.value if isinstance(name, pyoxigraph.NamedNode) else ""


def _serialise(
    statements: Iterator[pyoxigraph.Quad] | Iterator[pyoxigraph.Triple],
    path: Path,
    form: pyoxigraph.RdfFormat,
    prefixes: dict[str, str],
) -> None:
    pyoxigraph.serialize(statements, output=str(path), format=form, prefixes=prefixes)
