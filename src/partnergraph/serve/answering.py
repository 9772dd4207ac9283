"""Answering: what a worker does with a query, and with a wish for a graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import IO, TypeAlias, TypeVar, cast

import pyoxigraph

from partnergraph.serve.guard import read
from partnergraph.serve.jobs import Graph, Query
from partnergraph.serve.mediatypes import ROWS, TABLES, TRIPLES, YES_NO
from partnergraph.serve.negotiation import not_acceptable
from partnergraph.serve.problems import Problem
from partnergraph.serve.terms import Terms, graph, malformed
from partnergraph.serve.wellformed import Wellformed
from partnergraph.serve.worker import Reply
from partnergraph.store import Answer
from partnergraph.vocabulary import PREFIXES

T = TypeVar("T")
Named: TypeAlias = list[pyoxigraph.NamedNode | pyoxigraph.BlankNode]
Default: TypeAlias = list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph]
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def answer(terms: Terms, store: pyoxigraph.Store, query: Query, reply: Reply) -> None:
    """Writes the answer to `query`. Raises Problem."""
    reading = read(query.text, terms.depth, terms.services)
    write(evaluated(terms, store, query, reading.dataset), query, reading.lasting, reply)


def write(found: Answer, query: Query, lasting: bool, reply: Reply) -> None:
    """Writes `found`, the answer to `query`, in the form that was asked for.

    `lasting` says whether it may be kept. Raises Problem, 406 where the client wants another form.
    """
    if isinstance(found, pyoxigraph.QueryTriples):
        media, form = _available(query.triples, TRIPLES)
        reply.head({"type": media, "lasting": lasting})
        with faults(reply):
            found.serialize(_file(reply, media), format=form)
    elif isinstance(found, pyoxigraph.QueryBoolean):
        media, kind = _available(query.yes_no, YES_NO)
        reply.head({"type": media, "lasting": lasting})
        reply.write(found.serialize(format=kind) or b"")
    else:
        media, kind = _available(query.table, TABLES)
        reply.head({"type": media, "lasting": lasting})
        reply.count(ROWS[media])
        with faults(reply):
            found.serialize(_file(reply, media), format=kind)


def evaluated(terms: Terms, store: pyoxigraph.Store, query: Query, dataset: bool) -> Answer:
    """The answer, which is evaluated as it is read. Raises Problem (400) for a malformed query.

    The dataset of the request goes before that of the text (SPARQL 1.1 Protocol, section 2.1.4),
    and this, which `dataset` says is there, before the union.
    """
    try:
        if query.default is None:
            union = query.union and not dataset
            return store.query(query.text, base_iri=terms.base, use_default_graph_as_union=union)
        default: Default = [graph(name) for name in query.default]
        named: Named = [graph(name) for name in query.named]
        return store.query(
            query.text, base_iri=terms.base, default_graph=default, named_graphs=named
        )
    except SyntaxError as error:
        raise malformed(error, query.text, "The query") from error
    except (RuntimeError, ValueError) as error:
        raise unable(error) from error


def describe(store: pyoxigraph.Store, wanted: Graph, reply: Reply) -> None:
    """Writes the triples of a graph. Raises Problem (404) where there is no such graph."""
    name = graph(wanted.name) if wanted.name is not None else pyoxigraph.DefaultGraph()
    if isinstance(name, pyoxigraph.NamedNode) and not store.contains_named_graph(name):
        raise Problem(404, "There is no such graph.")
    reply.head({"type": wanted.media, "lasting": True})
    form, out = TRIPLES[wanted.media], _file(reply, wanted.media)
    with faults(reply):
        if wanted.name is None and wanted.union:
            found = store.query(_ALL, use_default_graph_as_union=True)
            cast("pyoxigraph.QueryTriples", found).serialize(out, format=form)
        else:
            store.dump(out, format=form, from_graph=name, prefixes=dict(PREFIXES))


@contextmanager
def faults(reply: Reply) -> Iterator[None]:
    """Turns what the engine cannot do, such as a function that it does not know, into Problem."""
    try:
        yield
    except (RuntimeError, ValueError, OSError) as error:
        if isinstance(error, ConnectionError) or reply.refusal is not None:
            raise
        raise unable(error) from error


def unable(error: Exception) -> Problem:
    """The engine cannot do what a well-formed query asks of it."""
    elsewhere = isinstance(error, OSError)  # a server that SERVICE names
    status = HTTPStatus.BAD_GATEWAY if elsewhere else HTTPStatus.NOT_IMPLEMENTED
    return Problem(status, "The engine cannot answer this.", str(error))


def _file(reply: Reply, media: str) -> IO[bytes]:
    """What the engine writes to, which sees to it that XML is XML."""
    return cast("IO[bytes]", Wellformed(reply) if media.endswith("xml") else reply)


def _available(media: str | None, offers: Mapping[str, T]) -> tuple[str, T]:
    if media is None:
        raise not_acceptable(list(offers))
    return media, offers[media]
