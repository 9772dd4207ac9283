"""The engine's role: a worker that answers SPARQL from the store of a built graph.

It imports little, because it is started often.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from partnergraph.errors import StoreError
from partnergraph.serve.answering import answer, describe
from partnergraph.serve.changing import change, update
from partnergraph.serve.jobs import Change, Graph, Query, Update
from partnergraph.serve.problems import Problem
from partnergraph.serve.terms import Terms
from partnergraph.serve.worker import Handler, Reply
from partnergraph.store import open_folder


@dataclass(frozen=True, slots=True)
class Engine:
    """The role. Only one process may have a store open that is `writable`."""

    store: Path
    terms: Terms
    writable: bool = False

    def open(self) -> Handler:
        """Opens the store. Raises StoreError."""
        store = _writable(self.store) if self.writable else open_folder(self.store)
        gc.freeze()
        gc.set_threshold(20_000)

        def handle(job: object, reply: Reply) -> None:
            if isinstance(job, Query):
                answer(self.terms, store, job, reply)
            elif isinstance(job, Graph):
                describe(store, job, reply)
            elif isinstance(job, Update) and self.writable:
                update(self.terms, store, job, reply)
            elif isinstance(job, Change) and self.writable:
                change(self.terms, store, job, reply)
            else:
                raise Problem(403, "This store is only read.")

        return handle


def _writable(folder: Path) -> pyoxigraph.Store:
    try:
        return pyoxigraph.Store(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        hint = "Does another server write to it? Else build it again."
        raise StoreError(f"{folder} cannot be opened for writing: {error}", hint) from error
