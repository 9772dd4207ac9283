"""The store: Oxigraph, in memory or in a folder, or a SPARQL service elsewhere.

It is always asked over the union of its graphs.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, TypeAlias

import pyoxigraph

from partnergraph.errors import StoreError

Answer: TypeAlias = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples


class Remote(Protocol):
    """A store elsewhere, which is asked over the union of its graphs as well."""

    def query(self, text: str, /) -> Answer:
        """Evaluates SPARQL."""


Store: TypeAlias = pyoxigraph.Store | Remote

_FORM = pyoxigraph.RdfFormat.N_QUADS
#: Lines that are loaded at once: fewer take longer, more take more memory.
_PART = 100_000
_PART_ON_DISK = 250_000
_BLOCK = 1 << 20


def memory(nquads: str) -> pyoxigraph.Store:
    """A store in memory that holds `nquads`. Raises SyntaxError for text that is none."""
    store = pyoxigraph.Store()
    store.bulk_load(nquads.encode(), format=_FORM)
    return store


def loaded(batches: Iterable[list[bytes]]) -> pyoxigraph.Store:
    """A store in memory that holds the lines of N-Quads in `batches`. Raises SyntaxError."""
    store = pyoxigraph.Store()
    _load(store, batches, _PART)
    return store


def write_folder(nquads: Path, folder: Path) -> None:
    """Writes the graph in the file `nquads` into a new store in `folder`."""
    store = pyoxigraph.Store(str(folder))
    with nquads.open("rb") as lines:
        _load(store, iter(lambda: lines.readlines(_BLOCK), []), _PART_ON_DISK)
    store.optimize()
    store.flush()


def _load(store: pyoxigraph.Store, batches: Iterable[list[bytes]], most: int) -> None:
    """Loads lines in parts: the loader holds all that it is given at once."""
    part: list[bytes] = []
    for batch in batches:
        part += batch
        if len(part) >= most:
            store.bulk_load(b"".join(part), format=_FORM)
            part.clear()
    store.bulk_load(b"".join(part), format=_FORM)


def open_folder(folder: Path) -> pyoxigraph.Store:
    """The store in `folder`, for reading; any number of processes may. Raises StoreError."""
    if not folder.is_dir():
        raise StoreError(f"There is no built graph in {folder.parent}.", "Run: partnergraph build")
    try:
        return pyoxigraph.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:  # the last for a damaged store
        raise StoreError(f"{folder} cannot be opened: {error}", "Build it again.") from error


def query(store: Store, text: str) -> Answer:
    """Evaluates SPARQL over the union of all graphs. Raises SyntaxError for a malformed query."""
    if isinstance(store, pyoxigraph.Store):
        return store.query(text, use_default_graph_as_union=True)
    return store.query(text)
