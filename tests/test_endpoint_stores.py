"""Real stores elsewhere: the union of their graphs, long answers, what is loaded for them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from acting_server import (
    JSON,
    Act,
    Handler,
    Seen,
    Serve,
    closed_port,
    names,
    serving,
)
from partnergraph.build import Graph
from partnergraph.built import write
from partnergraph.endpoint import Endpoint
from partnergraph.errors import StoreError


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    yield from serving(monkeypatch)


def engine(store: pyoxigraph.Store, kind: str) -> Act:
    """A small engine over `store` that has its own way to the union of the named graphs."""

    def act(handler: Handler, seen: Seen, _: int) -> None:
        default, named = seen.form.get("default-graph-uri"), seen.form.get("named-graph-uri")
        query = seen.form["query"][0]
        if kind == "oxigraph" and default:
            handler.reply(b"no such graph", "text/plain", 400)
            return
        union = {
            "union": True,
            "oxigraph": "union-default-graph" in seen.form,
            "fuseki": default == ["urn:x-arq:UnionGraph"],
            "stardog": default == ["tag:stardog:api:context:all"],
        }
        if union.get(kind):
            answer = store.query(query, use_default_graph_as_union=True)
        elif kind == "standard" and default:
            answer = store.query(
                query,
                default_graph=[pyoxigraph.NamedNode(name) for name in default],
                named_graphs=[pyoxigraph.NamedNode(name) for name in named or ()],
            )
        else:
            answer = store.query(query)
        assert not isinstance(answer, pyoxigraph.QueryTriples)
        handler.reply(answer.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b"")

    return act


ACROSS = """PREFIX pg: <https://w3id.org/partnergraph/ontology#>
SELECT DISTINCT ?s WHERE { ?s a pg:DecisionGraph . pg:DecisionGraph a ?class .
GRAPH ?g { ?s ?p ?o } }"""


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("union", set()),
        ("oxigraph", {"union-default-graph"}),
        ("fuseki", {"default-graph-uri"}),
        ("stardog", {"default-graph-uri", "named-graph-uri"}),
        ("standard", {"default-graph-uri", "named-graph-uri"}),
    ],
)
def test_the_union_is_found(
    serve: Serve, store: pyoxigraph.Store, kind: str, sent: set[str]
) -> None:
    server = serve(engine(store, kind))
    endpoint = Endpoint(server.url)
    (found,) = names(endpoint.query(ACROSS))
    assert found.endswith("/graph/decisions>")
    asked = len(server.seen)
    assert server.seen[-1].form.keys() - {"query"} == sent
    endpoint.query(ACROSS)
    assert len(server.seen) == asked + 1  # found out once


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "holds no graph that partnergraph built"),
        ("unnamed", "holds the graph without the names of its parts"),
        ("named", "holds its data in named graphs and does not ask them together"),
    ],
)
def test_a_store_that_cannot_be_asked_says_why(
    serve: Serve, graph: Graph, content: str, words: str
) -> None:
    store = pyoxigraph.Store()
    quads = pyoxigraph.parse(graph.nquads.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    if content == "unnamed":
        store.extend(pyoxigraph.Quad(*quad.triple) for quad in quads)
    elif content:
        store.extend(quads)
    server = serve(engine(store, "deaf"))
    with pytest.raises(StoreError, match=words) as refused:
        Endpoint(server.url).query(ACROSS)
    assert server.url in refused.value.message
    assert refused.value.hint


MANY = 1_000_000
STREAM = """
import resource, sys
from partnergraph.endpoint import Endpoint
import pyoxigraph
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
endpoint = Endpoint(sys.argv[1], timeout=120)
endpoint.query("SELECT ?s { ?s ?p 1 }", union=False)
before = peak()
answer = endpoint.query("SELECT ?s { ?s ?p ?o }", union=False)
with open(sys.argv[2], "wb") as file:
    answer.serialize(file, format=pyoxigraph.QueryResultsFormat.CSV)
print(peak() - before)
"""


@pytest.mark.slow
def test_a_million_rows_pass_in_constant_memory(serve: Serve, tmp_path: Path) -> None:
    row = b'{"s": {"type": "uri", "value": "https://w3id.org/partnergraph/samsmu/id/something"}},\n'

    def act(handler: Handler, seen: Seen, _: int) -> None:
        many = MANY if "?o" in seen.form["query"][0] else 1
        head, last = b'{"head": {"vars": ["s"]}, "results": {"bindings": [', row[:-2] + b"]}}"
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", str(len(head) + len(row) * (many - 1) + len(last)))
        handler.end_headers()
        handler.wfile.write(head)
        for _each in range((many - 1) // 999):
            handler.wfile.write(row * 999)
        handler.wfile.write(row * ((many - 1) % 999) + last)

    server = serve(act)
    done = subprocess.run(
        [sys.executable, "-c", STREAM, server.url, str(tmp_path / "rows.csv")],
        capture_output=True,
        text=True,
        check=True,
    )
    with (tmp_path / "rows.csv").open(encoding="utf-8") as file:
        assert sum(1 for _ in file) == MANY + 1
    assert float(done.stdout) < 30  # MB, for an answer of 84 MB


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_http_library_is_loaded_for_a_store_elsewhere_only(
    graph: Graph, tmp_path: Path, elsewhere: bool
) -> None:
    write(graph, tmp_path / "build")
    place = ["--store", closed_port()] if elsewhere else ["--graph", str(tmp_path / "build")]
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "partnergraph", "ask", "partners", *place],
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert done.returncode == (2 if elsewhere else 0), done.stderr
    assert ("requests" in loaded, "urllib3" in loaded) == (elsewhere, elsewhere)
