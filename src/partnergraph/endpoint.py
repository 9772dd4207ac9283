"""An endpoint: a store that is asked over the SPARQL 1.1 Protocol.

It is asked over the union of its named graphs, as questions expect. How engines are told so
differs; the first question finds out.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sized
from functools import cached_property
from importlib import import_module
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph

from partnergraph.errors import QueryError, StoreError
from partnergraph.login import address, shown
from partnergraph.vocabulary import PG

if TYPE_CHECKING:
    from partnergraph.transport import Reply, Transport

Parameters = dict[str, str | list[str]]

_FORM = re.compile(
    r"(?:\s|\#[^\n]*(?:\n|\Z)|PREFIX\s*[^:\s]*:\s*<[^>]*>|BASE\s*<[^>]*>)*"
    r"(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)
_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_TRIPLES = "application/n-triples, text/turtle;q=0.8"
_RESULT_KINDS = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "application/xml": pyoxigraph.QueryResultsFormat.XML,
    "text/xml": pyoxigraph.QueryResultsFormat.XML,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
_TRIPLE_KINDS = {
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "text/plain": pyoxigraph.RdfFormat.N_TRIPLES,  # as it was called before 2014
    "text/ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/x-turtle": pyoxigraph.RdfFormat.TURTLE,
}
_VIRTUOSO_ASK = "__ASK_RETVAL"  # Virtuoso answers ASK with a row for yes and none for no
#: Ways to have the union of all named graphs as the default graph, and who needs each.
_UNIONS: tuple[Parameters, ...] = (
    {},  # Virtuoso, GraphDB, RDF4J, Neptune, Blazegraph, QLever, and many by their settings
    {"union-default-graph": ""},  # Oxigraph
    {"default-graph-uri": "urn:x-arq:UnionGraph"},  # Jena Fuseki
    {
        "default-graph-uri": "tag:stardog:api:context:all",
        "named-graph-uri": "tag:stardog:api:context:named",
    },  # Stardog
)
# Every built graph says which of its graphs holds decisions in one graph, and what that means in
# another. Both are seen together, and by GRAPH, only where the default graph is the union.
_TYPED = f"?graph a <{PG.DecisionGraph}>"
_MEANT = f"<{PG.DecisionGraph}> a ?meaning"
_SEEN = f"ASK {{ GRAPH ?a {{ {_TYPED} }} GRAPH ?b {{ {_MEANT} }} {_TYPED} . {_MEANT} }}"
_NAMED = f"ASK {{ GRAPH ?a {{ {_TYPED} }} }}"
_PLAIN = f"ASK {{ {_TYPED} }}"
_GRAPHS = f"""SELECT DISTINCT ?name WHERE {{
  GRAPH ?a {{ {_TYPED} }}
  GRAPH ?name {{ ?s ?p ?o }}
  FILTER(STRSTARTS(STR(?name), STRBEFORE(STR(?graph), "decisions")))
}}"""


class _Nowhere(io.RawIOBase):
    """Takes what is written to it, and keeps nothing."""

    def write(self, data: object) -> int:
        return len(data) if isinstance(data, Sized) else 0


class Endpoint:
    """A SPARQL 1.1 query service at an address, asked over the union of its named graphs."""

    def __init__(self, url: str, *, timeout: float | None = 60.0) -> None:
        """Takes the address of the query service; nothing is sent before the first question.

        `timeout` is how many seconds a question may take as a whole; None: any. A login is
        taken from the environment: see `login`. Raises StoreError for an address that cannot be
        used.
        """
        self.url = address(url)
        self.timeout = timeout

    def __repr__(self) -> str:
        return f"Endpoint({shown(self.url)!r})"

    def query(
        self, text: str, *, union: bool = True, dataset: Parameters | None = None
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        """The answer to a query, of the same types as that of a store here.

        It is complete and well-formed: it was read to its end, into a temporary file if it is
        long, before this returns. Rows are then parsed as they are asked for. The triples of
        CONSTRUCT and DESCRIBE are held in memory, each once.

        With `union=False` the default graph is what the engine makes it; nothing is found out.
        `dataset` names graphs instead (SPARQL 1.1 Protocol, section 2.1.4).

        Raises QueryError for text that is no query or that the server calls malformed, and
        StoreError for all that can go wrong on the way (see `failures`).
        """
        if dataset is not None:
            return self._ask(text, dataset)
        return self._ask(text, self._union if union else {})

    @cached_property
    def _transport(self) -> Transport:
        # Loaded here: an HTTP library takes as long to load as a question to the store here.
        found: Transport = import_module("partnergraph.transport").Transport(self.url, self.timeout)
        return found

    @cached_property
    def _union(self) -> Parameters:
        """What to send along so that the default graph is the union. Raises StoreError."""
        for parameters in _UNIONS:
            if self._holds(_SEEN, parameters):
                return parameters
        if not self._holds(_NAMED, {}):
            raise self._without_graphs()
        for parameters in self._listed():
            if self._holds(_SEEN, parameters):
                return parameters
        raise StoreError(
            f"{shown(self.url)} holds its data in named graphs and does not ask them together.",
            "Set its default graph to the union of the named graphs: see docs/engines.md.",
        )

    def _holds(self, question: str, parameters: Parameters) -> bool:
        """The answer to a yes-or-no question; no, if the engine refuses its parameters."""
        try:
            return bool(self._ask(question, parameters))
        except QueryError:
            return False

    def _listed(self) -> Iterator[Parameters]:
        """The graphs by name, as the standard has it (SPARQL 1.1 Protocol, section 2.1.4)."""
        rows = self._ask(_GRAPHS, {})
        if isinstance(rows, pyoxigraph.QuerySolutions):
            names = [row["name"].value for row in rows]
            yield {"default-graph-uri": names, "named-graph-uri": names}

    def _without_graphs(self) -> StoreError:
        where = shown(self.url)
        if self._holds(_PLAIN, {}):
            return StoreError(
                f"{where} holds the graph without the names of its parts.",
                "Load build/graph.nq or build/graph.trig, or run: partnergraph publish --to URL",
            )
        return StoreError(
            f"{where} holds no graph that partnergraph built.",
            "Load build/graph.nq, or run: partnergraph publish --to URL",
        )

    def _ask(
        self, text: str, parameters: Parameters
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        found = _FORM.match(text)
        if found is None:
            raise QueryError(
                "The text is no query.", "A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE."
            )
        triples = found["form"].upper() in ("CONSTRUCT", "DESCRIBE")
        request = import_module("partnergraph.transport").Request(
            "POST",
            self.url,
            {"Accept": _TRIPLES if triples else _RESULTS},
            {"query": text, **parameters},
            safe=True,
        )
        reply = self._transport.send(request)
        _require_complete(reply, self.url)
        try:
            return _triples(reply, self.url) if triples else _results(reply, self.url)
        except SyntaxError as error:
            reason = str(error)
        # Outside the handler: an answer that the exception keeps alive must not change threads.
        raise StoreError(
            f"{shown(self.url)} sends an answer that is not well-formed: {reason}.",
            "Nothing of it is shown.",
        )


def _require_complete(reply: Reply, url: str) -> None:
    """Refuses an answer that Virtuoso marks as cut short, although its status is 200."""
    headers = {name.lower(): value for name, value in reply.headers.items()}
    for name, limit in (("x-sql-state", "time"), ("x-sparql-maxrows", "rows")):
        if name in headers:
            raise StoreError(
                f"{shown(url)} reached its limit of {limit} ({headers[name]}) "
                "and may have left out a part of the answer.",
                "Raise the limit there, or ask for less.",
            )


def _results(reply: Reply, url: str) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean:
    """The rows or the yes or no in a reply. Raises SyntaxError for a malformed one."""
    form = _RESULT_KINDS.get(reply.kind)
    if form is None:
        raise _wrong_kind(reply, url)
    answer = pyoxigraph.parse_query_results(input=reply.body, format=form)
    if isinstance(answer, pyoxigraph.QueryBoolean):
        return answer
    if [variable.value for variable in answer.variables] == [_VIRTUOSO_ASK]:
        return _boolean(any(True for _ in answer))
    sink = cast("IO[bytes]", _Nowhere())
    answer.serialize(sink, format=pyoxigraph.QueryResultsFormat.TSV)  # to its very end
    reply.body.seek(0)
    return pyoxigraph.parse_query_results(input=reply.body, format=form)


def _boolean(value: bool) -> pyoxigraph.QueryBoolean:
    text = json.dumps({"head": {}, "boolean": value})
    answer = pyoxigraph.parse_query_results(text, format=pyoxigraph.QueryResultsFormat.JSON)
    return cast("pyoxigraph.QueryBoolean", answer)


def _triples(reply: Reply, url: str) -> pyoxigraph.QueryTriples:
    """The triples in a reply. Raises SyntaxError for a malformed one."""
    form = _TRIPLE_KINDS.get(reply.kind)
    if form is None:
        raise _wrong_kind(reply, url)
    store = pyoxigraph.Store()
    store.bulk_load(input=reply.body, format=form, base_iri=shown(url))
    answer = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    return cast("pyoxigraph.QueryTriples", answer)


def _wrong_kind(reply: Reply, url: str) -> StoreError:
    if "html" in reply.kind:
        return StoreError(
            f"{shown(url)} answers with a web page ({reply.kind}).",
            "Give the address of its SPARQL service; it often ends in /sparql or /query.",
        )
    return StoreError(
        f"{shown(url)} answers with {reply.kind or 'no media type'}, which is no query result.",
        "Give the address of a SPARQL 1.1 query service.",
    )
