"""The engine's role: a worker that answers SPARQL from the store of a built graph.

It imports little, because it is started often.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias, TypeVar, cast

import pyoxigraph

from partnergraph.serve.guard import read
from partnergraph.serve.mediatypes import TABLES, TRIPLES, YES_NO
from partnergraph.serve.negotiation import not_acceptable
from partnergraph.serve.problems import Problem
from partnergraph.serve.worker import Handler, Reply
from partnergraph.store import Answer, open_folder
from partnergraph.syntax import PLACE, explain

T = TypeVar("T")
Named: TypeAlias = list[pyoxigraph.NamedNode | pyoxigraph.BlankNode]
Default: TypeAlias = list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph]


class Query(NamedTuple):
    """A query, the media types that its client likes best, and its dataset.

    The types are those of rows, of yes or no, and of triples; None where the client accepts none.
    `default` and `named` are graphs by name; None where the request names none at all.
    """

    text: str
    table: str | None
    yes_no: str | None
    triples: str | None
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] = ()
    union: bool = True


@dataclass(frozen=True, slots=True)
class Engine:
    """The role. `base` is what relative IRIs are resolved against."""

    store: Path
    base: str
    depth: int
    services: frozenset[str] = frozenset()

    def open(self) -> Handler:
        """Opens the store. Raises StoreError."""
        store = open_folder(self.store)
        gc.freeze()

        def handle(job: object, reply: Reply) -> None:
            if not isinstance(job, Query):
                raise Problem(500, "Nobody knows how to do that.")
            answer(self, store, job, reply)

        return handle


def answer(engine: Engine, store: pyoxigraph.Store, query: Query, reply: Reply) -> None:
    """Writes the answer to `query`. Raises Problem."""
    reading = read(query.text, engine.depth, engine.services)
    found = evaluated(engine, store, query, reading.dataset)
    out = cast("IO[bytes]", reply)
    if isinstance(found, pyoxigraph.QueryTriples):
        media, form = _available(query.triples, TRIPLES)
        reply.head({"type": media, "lasting": reading.lasting})
        found.serialize(out, format=form)
    elif isinstance(found, pyoxigraph.QueryBoolean):
        media, kind = _available(query.yes_no, YES_NO)
        reply.head({"type": media, "lasting": reading.lasting})
        reply.write(found.serialize(format=kind) or b"")
    else:
        media, kind = _available(query.table, TABLES)
        reply.head({"type": media, "lasting": reading.lasting})
        found.serialize(out, format=kind)


def evaluated(engine: Engine, store: pyoxigraph.Store, query: Query, dataset: bool) -> Answer:
    """The answer, which is evaluated as it is read. Raises Problem (400) for a malformed query.

    The dataset of the request goes before that of the text (SPARQL 1.1 Protocol, section 2.1.4),
    and this before the union.
    """
    try:
        if query.default is None:
            union = query.union and not dataset
            return store.query(query.text, base_iri=engine.base, use_default_graph_as_union=union)
        default: Default = [graph(name) for name in query.default]
        named: Named = [graph(name) for name in query.named]
        return store.query(
            query.text, base_iri=engine.base, default_graph=default, named_graphs=named
        )
    except SyntaxError as error:
        raise malformed(error, query.text, "The query") from error


def graph(name: str) -> pyoxigraph.NamedNode:
    """The graph called `name`. Raises Problem (400) where that is no absolute IRI."""
    try:
        return pyoxigraph.NamedNode(name)
    except ValueError as error:
        raise Problem(400, f"{name} is no absolute IRI.", "It should name a graph.") from error


def malformed(error: SyntaxError, text: str, name: str) -> Problem:
    """What is wrong with a text that is no SPARQL, with line and column."""
    told = explain(error, text, name)
    place = PLACE.search(str(error))
    members = {"line": int(place["line"]), "column": int(place["column"])} if place else {}
    return Problem(400, told.message, told.hint, members=members)


def _available(media: str | None, offers: Mapping[str, T]) -> tuple[str, T]:
    if media is None:
        raise not_acceptable(list(offers))
    return media, offers[media]
