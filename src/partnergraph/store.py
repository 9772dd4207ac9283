"""The store: Oxigraph, in memory or in a folder, or a SPARQL service elsewhere.

It is always asked over the union of its graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
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
_PART_ON_DISK = 125_000
#: How many parts are loaded at once into a folder, each by two threads of the engine.
_LOADERS = 2
_BLOCK = 1 << 20


def memory(nquads: str) -> pyoxigraph.Store:
    """A store in memory that holds `nquads`. Raises SyntaxError for text that is none."""
    store = pyoxigraph.Store()
    store.bulk_load(nquads.encode(), format=_FORM)
    return store


def loaded(batches: Iterable[list[bytes]]) -> pyoxigraph.Store:
    """A store in memory that holds the lines of N-Quads in `batches`. Raises SyntaxError.

    The next lines are made while others are loaded, which does not hold Python up.
    """
    store = pyoxigraph.Store()
    with ThreadPoolExecutor(1) as loader:
        loading: Future[None] | None = None
        for part in _parts(batches, _PART):
            if loading is not None:
                loading.result()
            loading = loader.submit(store.bulk_load, part, format=_FORM)
        if loading is not None:
            loading.result()
    return store


def write_folder(nquads: Path, folder: Path, *, checked: bool = False) -> None:
    """Writes the graph in the file `nquads` into a new store in `folder`, on all processors.

    Where the statements are `checked`, because `loaded` took them, their IRIs are not parsed a
    second time. Raises SyntaxError.
    """
    store = pyoxigraph.Store(str(folder))

    def load(part: bytes) -> None:
        store.bulk_load(part, format=_FORM, lenient=checked)

    with nquads.open("rb") as lines, ThreadPoolExecutor(_LOADERS) as loaders:
        parts = _parts(iter(lambda: lines.readlines(_BLOCK), []), _PART_ON_DISK)
        while waiting := [loaders.submit(load, part) for part in islice(parts, _LOADERS)]:
            for each in waiting:
                each.result()
    store.optimize()
    store.flush()


def _parts(batches: Iterable[list[bytes]], most: int) -> Iterator[bytes]:
    """Lines in parts: the loader holds all that it is given at once."""
    part: list[bytes] = []
    for batch in batches:
        part += batch
        if len(part) >= most:
            yield b"".join(part)
            part.clear()
    yield b"".join(part)


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
