"""A server that asks another server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pyoxigraph
import pytest
from loopback import Site, filled, serving

from partnergraph.serve.elsewhere import Elsewhere
from partnergraph.serve.jobs import Change, Graph, Query
from partnergraph.serve.pool import Lanes, Pool
from partnergraph.serve.problems import Problem
from partnergraph.serve.settings import MEGABYTE
from partnergraph.serve.terms import Terms
from partnergraph.serve.worker import Bounds
from partnergraph.vocabulary import PG, RDF_TYPE

JSON, TURTLE = "application/sparql-results+json", "application/n-triples"
NQUADS = f"""
<urn:g#decisions> <{RDF_TYPE}> <{PG.DecisionGraph}> <urn:g#decisions> .
<{PG.DecisionGraph}> <{RDF_TYPE}> <urn:Class> <urn:g#ontology> .
<urn:a> <urn:p> "a" <urn:a> .
"""
ROWS = "SELECT ?o { <urn:a> <urn:p> ?o }"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(
        filled(tmp_path_factory.mktemp("other"), NQUADS), "--default-graph", "own"
    ) as found:
        yield found


def asked(other: Site | None, job: object) -> bytes:
    async def run() -> bytes:
        url = f"http://127.0.0.1:{other.port if other else 9}/sparql"
        role = Elsewhere(url, 10, Terms("https://example.org/sparql"))
        pool = Pool(role, Bounds(512 * MEGABYTE, MEGABYTE, network=True), Lanes(1), 20)
        pool.start()
        try:
            answer = await pool.run(job)
            return b"".join([chunk async for chunk in answer.chunks()])
        finally:
            await pool.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("job", "found"),
    [
        (Query(ROWS, "text/csv", JSON, TURTLE), b"o\r\na\r\n"),
        (Query(ROWS, "text/csv", JSON, TURTLE, default=("urn:a",)), b"o\r\na\r\n"),
        (Query(ROWS, "text/csv", JSON, TURTLE, default=("urn:b",)), b"o\r\n"),
        (Query("ASK {}", JSON, JSON, TURTLE), b'{"head":{},"boolean":true}'),
        (
            Query("CONSTRUCT WHERE { <urn:a> ?p ?o }", JSON, JSON, TURTLE),
            b'<urn:a> <urn:p> "a" .\n',
        ),
        (Graph("urn:a", TURTLE), b'<urn:a> <urn:p> "a" .\n'),
    ],
)
def test_questions_are_passed_on(other: Site, job: Query | Graph, found: bytes) -> None:
    assert asked(other, job) == found


@pytest.mark.parametrize(
    ("job", "status"),
    [
        (Query("SELECT", JSON, JSON, TURTLE), 400),
        (Query("SELECT * { ?s ?p }", JSON, JSON, TURTLE), 400),
        (Query("SELECT * { SERVICE <http://x/> {} }", JSON, JSON, TURTLE), 403),
        (Query(ROWS, None, JSON, TURTLE), 406),
        (Graph("urn:none", TURTLE), 404),
        (Change("DELETE", "urn:a"), 403),
    ],
)
def test_what_is_wrong_is_said(other: Site, job: object, status: int) -> None:
    with pytest.raises(Problem) as caught:
        asked(other, job)
    assert caught.value.status == status


def test_a_server_that_is_not_there_is_no_fault_of_the_client() -> None:
    with pytest.raises(Problem) as caught:
        asked(None, Query(ROWS, JSON, JSON, TURTLE))
    assert caught.value.status == 502


def test_rows_can_be_read_again(other: Site) -> None:
    text = asked(other, Query(ROWS, JSON, JSON, TURTLE))
    form = pyoxigraph.QueryResultsFormat.JSON
    rows = pyoxigraph.parse_query_results(text, format=form)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert [row["o"].value for row in rows] == ["a"]
