"""A store elsewhere: the role of workers that pass questions on to another SPARQL service."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph

from partnergraph.endpoint import Endpoint
from partnergraph.errors import QueryError, StoreError
from partnergraph.serve.answering import write
from partnergraph.serve.guard import read
from partnergraph.serve.jobs import Graph, Query
from partnergraph.serve.problems import Problem
from partnergraph.serve.terms import Terms, graph
from partnergraph.serve.worker import Handler, Reply
from partnergraph.store import Answer


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The role. A question may take `seconds`; nothing is changed there, and no answer is kept."""

    url: str
    seconds: float
    terms: Terms

    def open(self) -> Handler:
        """Asks nothing yet. Raises StoreError for an address that cannot be used."""
        endpoint = Endpoint(self.url, timeout=self.seconds)

        def handle(job: object, reply: Reply) -> None:
            try:
                if isinstance(job, Query):
                    write(asked(endpoint, job, self.terms), job, False, reply)
                elif isinstance(job, Graph):
                    write(described(endpoint, job), _wanted(job), False, reply)
                else:
                    raise Problem(403, "This store is only read.")
            except QueryError as error:
                raise Problem(400, error.message, error.hint) from error
            except StoreError as error:
                raise Problem(502, error.message, error.hint) from error

        return handle


def asked(endpoint: Endpoint, query: Query, terms: Terms) -> Answer:
    """The answer of `endpoint` to `query`. Raises Problem, QueryError and StoreError."""
    reading = read(query.text, terms.depth, terms.services)
    if query.default is None:
        return endpoint.query(query.text, union=query.union and not reading.dataset)
    pairs = {"default-graph-uri": query.default, "named-graph-uri": query.named}
    return endpoint.query(
        query.text, dataset={name: list(values) for name, values in pairs.items() if values}
    )


def described(endpoint: Endpoint, wanted: Graph) -> Answer:
    """The triples of a graph there; a graph without any is none. Raises Problem (404)."""
    pattern = "?s ?p ?o"
    if wanted.name is not None:
        pattern = f"GRAPH <{graph(wanted.name).value}> {{ ?s ?p ?o }}"
        there = endpoint.query(f"ASK {{ {pattern} }}")
        if isinstance(there, pyoxigraph.QueryBoolean) and not bool(there):
            raise Problem(404, "There is no such graph.")
    return endpoint.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", union=wanted.union)


def _wanted(job: Graph) -> Query:
    return Query("", None, None, job.media)
