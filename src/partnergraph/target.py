"""The target of an upload: where a store is asked, and the two ways in which one is written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

import pyoxigraph

from partnergraph.errors import StoreError
from partnergraph.login import address, shown
from partnergraph.nquads import iri

if TYPE_CHECKING:
    from partnergraph.transport import Request, Transport

_BATCH = 500  # triples in one INSERT DATA: Virtuoso 7 refuses some thousands
_SAY_WHERE = "Name its Graph Store Protocol with --graph-store, or its SPARQL Update with --update."


@dataclass(frozen=True, slots=True)
class Target:
    """Where a store is asked, and where it is written: one of `graphs` and `update` is set."""

    query: str
    graphs: str = ""
    update: str = ""

    @classmethod
    def of(cls, url: str, graphs: str = "", update: str = "") -> Target:
        """The store that is asked at `url`; how it is written is guessed where it is not said.

        `graphs` is the address of the Graph Store Protocol, `update` that of SPARQL Update.
        Raises StoreError where the guess would be wild, or both are given.
        """
        for each in filter(None, (url, graphs, update)):
            address(each)
        if graphs and update:
            raise StoreError(
                "A store is written in one way.", "Leave out one of the two addresses."
            )
        if not graphs and not update:
            graphs = _graph_store(url)
        return cls(url, graphs, update)

    def writer(self, timeout: float) -> Writer:
        """What writes the store, with `timeout` seconds for each request."""
        if self.graphs:
            return _GraphStore(self.graphs, timeout)
        return _Updates(self.update, timeout)

    def __str__(self) -> str:
        way = "Graph Store Protocol" if self.graphs else "SPARQL Update"
        return f"{way} at {shown(self.graphs or self.update)}"


def _graph_store(url: str) -> str:
    """Where engines have their Graph Store Protocol, told by the path of their query service."""
    parts = urlsplit(url)
    *folders, last = parts.path.rstrip("/").split("/")
    folder = "/".join(folders)
    if folders[-1:] == ["repositories"]:  # RDF4J, GraphDB
        path = f"{folder}/{last}/rdf-graphs/service"
    elif not folder and last == "query":  # Oxigraph
        path = "/store"
    elif not folder and last == "sparql":  # Virtuoso
        path = "/sparql-graph-crud-auth"
    elif folder and last in ("query", "sparql"):  # Fuseki: one folder for each data set
        path = f"{folder}/data"
    else:
        raise StoreError(f"How the store at {shown(url)} is written is not known.", _SAY_WHERE)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


class Writer(Protocol):
    """Replaces or removes one named graph."""

    def put(self, name: str, triples: Iterable[pyoxigraph.Triple]) -> None:
        """Makes `triples` all that the graph called `name` holds. Raises StoreError."""

    def remove(self, name: str) -> None:
        """Removes the graph called `name`, if there is one. Raises StoreError."""


class _GraphStore:
    """SPARQL 1.1 Graph Store HTTP Protocol, sections 5.3 (PUT) and 5.4 (DELETE)."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url
        self._transport = _transport(url, timeout)

    def put(self, name: str, triples: Iterable[pyoxigraph.Triple]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "graph.nt"
            pyoxigraph.serialize(triples, output=str(file), format=pyoxigraph.RdfFormat.N_TRIPLES)
            headers = {"Content-Type": "application/n-triples"}
            self._transport.send(_request("PUT", self._graph(name), headers, file))

    def remove(self, name: str) -> None:
        self._transport.send(_request("DELETE", self._graph(name), {}), frozenset({404}))

    def _graph(self, name: str) -> str:
        joint = "&" if urlsplit(self._url).query else "?"
        return f"{self._url}{joint}graph={quote(name, safe='')}"


class _Updates:
    """SPARQL 1.1 Update, sections 3.1.1 (INSERT DATA) and 3.2.2 (DROP)."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url
        self._transport = _transport(url, timeout)

    def put(self, name: str, triples: Iterable[pyoxigraph.Triple]) -> None:
        self.remove(name)
        for batch in _batches(triples):
            lines = "\n".join(f"{triple} ." for triple in batch)
            self._send(f"INSERT DATA {{ GRAPH {iri(name)} {{\n{lines}\n}} }}")

    def remove(self, name: str) -> None:
        self._send(f"DROP SILENT GRAPH {iri(name)}")

    def _send(self, text: str) -> None:
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self._transport.send(_request("POST", self._url, headers, text.encode()))


def _transport(url: str, timeout: float) -> Transport:
    found: Transport = import_module("partnergraph.transport").Transport(url, timeout)
    return found


def _request(
    method: str, url: str, headers: Mapping[str, str], body: bytes | Path | None = None
) -> Request:
    make = import_module("partnergraph.transport").Request
    found: Request = make(method, url, headers, body)
    return found


def _batches(triples: Iterable[pyoxigraph.Triple]) -> Iterator[list[pyoxigraph.Triple]]:
    """Triples in portions; those with blank nodes in one, as labels hold for one request only."""
    blank: list[pyoxigraph.Triple] = []
    batch: list[pyoxigraph.Triple] = []
    for triple in triples:
        has_blank = any(isinstance(term, pyoxigraph.BlankNode) for term in triple)
        (blank if has_blank else batch).append(triple)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield from filter(None, (batch, blank))
