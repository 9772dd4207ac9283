"""A store elsewhere: what is asked, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyoxigraph
import pytest

from acting_server import (
    CONSTRUCT,
    JSON,
    ROWS,
    SELECT,
    XML_ROWS,
    YES,
    Serve,
    always,
    ask,
    names,
    serving,
)
from partnergraph.errors import QueryError


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    yield from serving(monkeypatch)


def test_a_query_is_posted_as_a_form(serve: Serve) -> None:
    server = serve(always())
    ask(server)
    (seen,) = server.seen
    assert (seen.method, seen.form) == ("POST", {"query": [SELECT]})
    assert seen.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert JSON in seen.headers["Accept"]
    assert "Authorization" not in seen.headers


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ROWS, JSON),
        (ROWS, f"{JSON}; charset=utf-8"),
        (ROWS, "application/json"),
        (XML_ROWS, "application/sparql-results+xml"),
        (b"?s\n<urn:a>\n", "text/tab-separated-values"),
    ],
)
def test_rows_are_read_in_the_format_that_the_server_names(
    serve: Serve, body: bytes, kind: str
) -> None:
    assert names(ask(serve(always(body, kind)))) == ["<urn:a>"]


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_are_those_of_the_store_here(serve: Serve, value: bool) -> None:
    answer = ask(serve(always(json.dumps({"head": {}, "boolean": value}).encode())), "ASK {}")
    assert isinstance(answer, pyoxigraph.QueryBoolean)
    assert bool(answer) is value


@pytest.mark.parametrize(
    ("rows", "value"), [("", False), ('{"__ASK_RETVAL": {"type": "literal", "value": "1"}}', True)]
)
def test_virtuoso_says_yes_with_a_row(serve: Serve, rows: str, value: bool) -> None:
    body = f'{{"head": {{"vars": ["__ASK_RETVAL"]}}, "results": {{"bindings": [{rows}]}}}}'
    answer = ask(serve(always(body.encode())), "ASK {}")
    assert isinstance(answer, pyoxigraph.QueryBoolean)
    assert bool(answer) is value


@pytest.mark.parametrize("kind", ["application/n-triples", "text/plain", "text/turtle"])
def test_triples_can_be_written_and_read_like_those_of_the_store_here(
    serve: Serve, kind: str
) -> None:
    server = serve(always('<urn:a> <urn:p> "ў" .\n'.encode(), kind))
    answer = ask(server, CONSTRUCT)
    assert isinstance(answer, pyoxigraph.QueryTriples)
    assert [str(triple) for triple in answer] == ['<urn:a> <urn:p> "ў"']
    assert "n-triples" in server.seen[0].headers["Accept"]
    again = ask(server, CONSTRUCT)
    assert isinstance(again, pyoxigraph.QueryTriples)
    assert again.serialize(format=pyoxigraph.RdfFormat.TURTLE)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX select: <urn:ask#> # CONSTRUCT\nBASE <urn:x>\n ask {}",
        "#+ summary: SELECT what?\nPREFIX : <urn:x#>\nASK{}",
    ],
)
def test_the_form_of_a_query_is_found_behind_its_prologue(serve: Serve, text: str) -> None:
    assert isinstance(ask(serve(always(YES)), text), pyoxigraph.QueryBoolean)


@pytest.mark.parametrize("text", ["", "words", "INSERT DATA {}", "# ASK {}", "DROP ALL # SELECT"])
def test_what_is_no_query_is_not_sent(serve: Serve, text: str) -> None:
    server = serve(always())
    with pytest.raises(QueryError, match="no query"):
        ask(server, text)
    assert server.seen == []
