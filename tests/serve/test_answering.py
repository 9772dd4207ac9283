"""Answering queries, in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyoxigraph
import pytest
import rdflib
from test_worker import frames

from partnergraph.serve.answering import answer, describe
from partnergraph.serve.jobs import Graph, Query
from partnergraph.serve.mediatypes import TRIPLES
from partnergraph.serve.problems import Problem
from partnergraph.serve.terms import Terms
from partnergraph.serve.worker import Bounds, Reply

JSON, TURTLE = "application/sparql-results+json", "text/turtle"
TERMS = Terms("https://example.org/g/sparql")
STORE = pyoxigraph.Store()
STORE.update("""INSERT DATA {
  <urn:d> <urn:p> "none" .
  GRAPH <urn:a> { <urn:a> <urn:p> "a" }
  GRAPH <urn:b> { <urn:b> <urn:p> "b" }
}""")
ALL = "SELECT ?o { ?s ?p ?o }"


def written(job: Query | Graph, bounds: Bounds | None = None) -> tuple[Mapping[str, object], bytes]:
    sent: list[bytes] = []
    reply = Reply(sent.append, bounds or Bounds(0, 10**9))
    if isinstance(job, Query):
        answer(TERMS, STORE, job, reply)
    else:
        describe(STORE, job, reply)
    reply.end()
    found = frames(b"".join(sent))
    return json.loads(found[0][1]), b"".join(data for kind, data in found if kind == b"D")


def values(text: str, **dataset: Any) -> str:
    """The values of the first column, sorted."""
    query = Query(text, JSON, JSON, TURTLE)._replace(**dataset)
    rows = json.loads(written(query)[1])["results"]["bindings"]
    return " ".join(sorted(next(iter(row.values()))["value"] for row in rows))


def _nothing(field: str) -> dict[str, Any]:
    return {field: None}


def refused(job: Query | Graph, bounds: Bounds | None = None) -> Problem:
    with pytest.raises(Problem) as caught:
        written(job, bounds)
    return caught.value


@pytest.mark.parametrize(
    ("text", "dataset", "found"),
    [
        (ALL, {}, "a b none"),
        (ALL, {"union": False}, "none"),
        (ALL, {"default": ("urn:a",)}, "a"),
        (ALL, {"default": ("urn:a", "urn:b")}, "a b"),
        (ALL, {"default": (), "named": ("urn:a",)}, ""),
        (ALL, {"default": ("urn:unknown",)}, ""),
        ("SELECT ?o FROM <urn:b> { ?s ?p ?o }", {}, "b"),
        ("SELECT ?o FROM <urn:b> { ?s ?p ?o }", {"default": ("urn:a",)}, "a"),
        ("SELECT ?o FROM NAMED <urn:b> { ?s ?p ?o }", {}, ""),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {}, "a b"),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {"default": ("urn:a",)}, ""),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {"default": (), "named": ("urn:b",)}, "b"),
        ("SELECT ?o { GRAPH <urn:a> { ?s ?p ?o } }", {"default": (), "named": ("urn:b",)}, ""),
        ("SELECT ?o FROM NAMED <urn:b> { GRAPH ?g { ?s ?p ?o } }", {}, "b"),
    ],
)
def test_the_dataset_is_that_of_the_request_else_of_the_text_else_all(
    text: str, dataset: dict[str, Any], found: str
) -> None:
    assert values(text, **dataset) == found


def test_relative_iris_are_those_of_the_endpoint() -> None:
    assert values("SELECT (<x> AS ?y) {}") == "https://example.org/g/x"


@pytest.mark.parametrize(
    ("text", "field"),
    [(ALL, "table"), ("ASK {}", "yes_no"), ("CONSTRUCT WHERE {?s ?p ?o}", "triples")],
)
def test_a_form_that_the_client_does_not_want_is_not_sent(text: str, field: str) -> None:
    query = Query(text, JSON, JSON, TURTLE)._replace(**_nothing(field))
    problem = refused(query)
    assert problem.status == 406
    assert problem.members["offers"]
    others = {"table": JSON, "yes_no": JSON, "triples": TURTLE} | {field: None}
    for other, kept in others.items():
        if kept:
            assert refused(query._replace(**_nothing(other))).status == 406


def test_errors_tell_line_and_column() -> None:
    problem = refused(Query("SELECT *\nWHERE { ?s ?p }", JSON, JSON, TURTLE))
    assert (problem.status, problem.members) == (400, {"line": 2, "column": 16})
    assert "WHERE { ?s ?p }" in problem.title


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (Query(ALL, JSON, JSON, TURTLE, default=("not an iri",)), 400),
        (Query("SELECT (<urn:f>(1) AS ?x) {}", JSON, JSON, TURTLE), 501),
        (Query("SELECT * { SERVICE <http://127.0.0.1/> {} }", JSON, JSON, TURTLE), 403),
        (Query("INSERT DATA { <a:a> <a:a> 1 }", JSON, JSON, TURTLE), 400),
    ],
)
def test_what_cannot_be_answered_is_refused(query: Query, status: int) -> None:
    assert refused(query).status == status


def test_rows_have_an_end() -> None:
    rows = " ".join(str(number) for number in range(50))
    query = Query(f"SELECT ?x {{ VALUES ?x {{ {rows} }} }}", JSON, JSON, TURTLE)
    for media in (JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"):
        assert refused(query._replace(table=media), Bounds(0, 10**9, rows=40)).status == 413
        assert written(query._replace(table=media), Bounds(0, 10**9, rows=51))[1]


@pytest.mark.parametrize("media", TRIPLES)
def test_a_graph_is_the_same_in_every_form(media: str) -> None:
    head, data = written(Graph("urn:a", media))
    assert head["type"] == media
    found = rdflib.Dataset()
    found.parse(data=data, format=media.replace("application/n-quads", "nquads"))
    triples = {(str(s), str(p), str(o)) for s, p, o, _ in found.quads()}
    assert triples == {("urn:a", "urn:p", "a")}


@pytest.mark.parametrize(("union", "found"), [(True, 3), (False, 1)])
def test_the_default_graph_is_what_the_server_takes_it_for(union: bool, found: int) -> None:
    _, data = written(Graph(None, "application/n-triples", union))
    assert len(data.splitlines()) == found


@pytest.mark.parametrize(
    "data", ['<urn:a> <urn:p> "a\\u0001b"', '<urn:a> <urn:1> "b"', '<urn:a> <http://x/#> "b"']
)
@pytest.mark.parametrize("media", ["application/rdf+xml", "application/sparql-results+xml"])
def test_what_xml_cannot_say_is_not_said_in_xml(data: str, media: str) -> None:
    store = pyoxigraph.Store()
    store.update(f"INSERT DATA {{ {data} }}")
    sent: list[bytes] = []
    reply = Reply(sent.append, Bounds(0, 10**9))
    text = "CONSTRUCT WHERE { ?s ?p ?o }" if "rdf" in media else "SELECT ?o { ?s ?p ?o }"
    query = Query(text, media, None, media)
    if "rdf" in media or "u0001" in data:
        with pytest.raises(Problem) as caught:
            answer(TERMS, store, query, reply)
        assert (caught.value.status, sent) == (406, [])
    else:
        answer(TERMS, store, query, reply)


def test_an_unknown_graph_is_not_found() -> None:
    assert refused(Graph("urn:unknown", TURTLE)).status == 404
