"""The built graph: a folder of files and a store, written whole and read by everything else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from partnergraph import readable
from partnergraph.dataset import describe
from partnergraph.errors import BuildError, StoreError
from partnergraph.files import recover, replaced_folder
from partnergraph.findings import Finding, Severity
from partnergraph.inventory import Inventory
from partnergraph.progress import Tell, silent
from partnergraph.store import open_folder, write_folder

if TYPE_CHECKING:  # who reads a built graph builds none
    from partnergraph.build import Graph

#: Raised when an older version could not read what this one writes.
FORMAT = 1
MANIFEST = "manifest.json"
_OURS = frozenset(
    {"graph.nq", "graph.trig", "graph.ttl", "dataset.ttl", "store", MANIFEST, "explore.html"}
)


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


def write(
    graph: Graph, folder: Path, findings: Sequence[Finding] = (), tell: Tell = silent
) -> dict[str, Any]:
    """Writes `graph.nq .trig .ttl`, `dataset.ttl`, the store and the manifest, all or nothing.

    The folder is replaced in one step; one that holds something else is refused (BuildError).
    `findings` are counted in the manifest, which is returned. `tell` is called where another
    process that writes there has to be waited for.
    """
    if folder.exists() and not _is_ours(folder):
        raise BuildError(
            f"{folder} holds something that is no built graph.", "Choose another with --output."
        )
    try:
        with replaced_folder(folder, tell) as fresh:
            found, digest = _write_nquads(graph, fresh / "graph.nq")
            with ThreadPoolExecutor(1) as beside:  # the engine does not hold Python up
                store = beside.submit(
                    write_folder, fresh / "graph.nq", fresh / "store", checked=True
                )
                readable.write(graph.project, fresh)
                _write_description(graph, found, fresh / "dataset.ttl")
                store.result()
            manifest = _describe(graph, found, digest, findings)
            text = json.dumps(manifest, ensure_ascii=False, indent=2)
            (fresh / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise BuildError(
            f"{folder} cannot be written: {error.strerror or error}.", "The earlier build stands."
        ) from error
    return manifest


def _write_nquads(graph: Graph, path: Path) -> tuple[Inventory, str]:
    """Writes the statements, and returns what there is in them, and the SHA-256 of the file."""
    found, digest = Inventory(), hashlib.sha256()
    with path.open("wb") as file:
        for batch in graph.statements.batches():
            text = b"".join(batch)
            found.read(text)
            digest.update(text)
            file.write(text)
    return found, digest.hexdigest()


def _write_description(graph: Graph, found: Inventory, path: Path) -> None:
    text = describe(graph.project, found, graph.as_of)
    triples = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_TRIPLES)
    readable.serialise((quad.triple for quad in triples), path, graph.project)


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


def _describe(
    graph: Graph, found: Inventory, digest: str, findings: Sequence[Finding]
) -> dict[str, Any]:
    project = graph.project
    return {
        "format": FORMAT,
        "title": dict(project.title),
        "base": project.base,
        "home": project.home,
        "as_of": graph.as_of.isoformat() if graph.as_of else None,
        "counts": found.counts,
        "findings": {
            severity.value: sum(f.severity is severity for f in findings) for severity in Severity
        },
        "sha256": digest,
    }
