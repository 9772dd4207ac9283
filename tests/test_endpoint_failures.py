"""A store elsewhere that is down, slow, busy, or answers what nobody can read."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from acting_server import (
    CONSTRUCT,
    JSON,
    ROWS,
    Act,
    Handler,
    Seen,
    Serve,
    always,
    ask,
    closed_port,
    cut_short,
    hang_up,
    names,
    refusal,
    serving,
    sleep_long,
)
from partnergraph.errors import QueryError, StoreError
from partnergraph.login import PASSWORD, TOKEN, USER


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    yield from serving(monkeypatch)


def test_a_server_that_is_down(serve: Serve) -> None:
    url = closed_port()
    error, _ = refusal(url, serve)
    assert f"{url} refuses the connection" in error.message
    assert "Tried 3 times" in error.message


def test_a_host_that_nobody_knows(serve: Serve) -> None:
    error, _ = refusal("http://nowhere.invalid/sparql", serve)
    assert "http://nowhere.invalid/sparql is on an unknown host" in error.message
    assert "Tried" not in error.message


def test_a_server_that_speaks_no_tls(serve: Serve) -> None:
    error, _ = refusal(serve(always()).url.replace("http:", "https:"), serve)
    assert "cannot be trusted" in error.message
    assert "REQUESTS_CA_BUNDLE" in error.hint


def trickle_body(handler: Handler, *_: object) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _each in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def trickle_headers(handler: Handler, *_: object) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(60):
        handler.wfile.write(f"X-{number}: a\r\n".encode())
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("act", [sleep_long, trickle_body, trickle_headers])
def test_a_slow_server_is_left_when_the_time_is_over(serve: Serve, act: Act) -> None:
    begin = time.monotonic()
    error, server = refusal(act, serve, timeout=0.5)
    assert time.monotonic() - begin < 1.5
    assert f"{server.url} did not answer within 0.5 s" in error.message
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (always(b"<html>", "text/html; charset=utf-8"), "answers with a web page (text/html)"),
        (always(b"a,b", "text/csv"), "answers with text/csv, which is no query result"),
        (always(b"{}", ""), "answers with no media type"),
    ],
    ids=["html", "csv", "none"],
)
def test_an_answer_of_another_type(serve: Serve, act: Act, words: str) -> None:
    error, server = refusal(act, serve)
    assert f"{server.url} {words}" in error.message
    assert "SPARQL" in error.hint


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"\nline 1: expected }\nand more", "text/plain", "(400): line 1: expected }"),
        (b'{"exception": "line 1:\\tno"}', "application/json", "(400): line 1: no"),
        (b'{"title": "Bad", "detail": "line 2"}', "application/problem+json", "(400): line 2"),
        (b"<html>no</html>", "text/html", "(400)."),
        (b"\x00\x1b[31mred" + b"x" * 5000, "text/plain", "(400): [31mredxxx"),
    ],
    ids=["text", "json", "problem", "html", "control"],
)
def test_a_server_that_cannot_read_the_query(
    serve: Serve, body: bytes, kind: str, words: str
) -> None:
    error, server = refusal(always(body, kind, 400), serve)
    assert isinstance(error, QueryError)
    assert f"{server.url} refuses what it was asked {words}" in error.message
    assert len(error.message) < 500
    assert error.message.isprintable()
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "asks for a login (401)"),
        (403, "asks for a login (403)"),
        (404, "(404)"),
        (410, "(410)"),
        (405, "answers 405 Method Not Allowed: why"),
        (206, "answers 206 Partial Content: why"),
        (500, "answers 500 Internal Server Error: why"),
    ],
)
def test_a_refusal_is_told_and_not_repeated(serve: Serve, status: int, words: str) -> None:
    error, server = refusal(always(b"why", "text/plain", status), serve)
    assert isinstance(error, StoreError)
    assert words in error.message
    assert server.url in error.message
    assert len(server.seen) == 1
    if status in (401, 403):
        assert all(name in error.hint for name in (USER, PASSWORD, TOKEN))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_three_times(serve: Serve, status: int) -> None:
    error, server = refusal(always(b"", "", status), serve)
    assert f"answers {status}" in error.message
    assert "Tried 3 times" in error.message
    assert len(server.seen) == 3


def busy_first(times: int, **headers: str) -> Act:
    def act(handler: Handler, _seen: Seen, number: int) -> None:
        handler.reply(b"", "", 503, **headers) if number <= times else handler.reply(ROWS)

    return act


def test_a_server_that_was_busy_answers_in_the_end(serve: Serve) -> None:
    server = serve(busy_first(2))
    assert names(ask(server)) == ["<urn:a>"]
    assert len(server.seen) == 3


def test_the_wait_that_a_server_asks_for_is_kept(serve: Serve) -> None:
    server = serve(busy_first(1, Retry_After="1"))
    begin = time.monotonic()
    assert names(ask(server)) == ["<urn:a>"]
    assert time.monotonic() - begin >= 1


def test_nobody_waits_longer_than_the_time_allowed(serve: Serve) -> None:
    begin = time.monotonic()
    error, server = refusal(always(b"", "", 503, Retry_After="3600"), serve)
    assert time.monotonic() - begin < 1
    assert "asks to wait 3600 s" in error.hint
    assert len(server.seen) == 1


def test_a_connection_that_closes_without_a_word_is_tried_again(serve: Serve) -> None:
    error, server = refusal(hang_up, serve)
    assert f"{server.url} closed the connection without an answer" in error.message
    assert len(server.seen) == 3


def cut_chunked(handler: Handler, *_: object) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"%x\r\n%s\r\n" % (60, ROWS[:60]))
    handler.wfile.flush()
    hang_up(handler)


@pytest.mark.parametrize("act", [cut_short, cut_chunked])
def test_an_answer_that_breaks_off_is_not_shown_and_not_repeated(serve: Serve, act: Act) -> None:
    error, server = refusal(act, serve)
    assert f"{server.url} broke off in the middle of its answer" in error.message
    assert len(server.seen) == 1


def cut_unnoticed(handler: Handler, *_: object) -> None:
    """As HTTP/1.0 does: the end of the connection is the end of the answer."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(ROWS[:-20])
    handler.wfile.flush()
    hang_up(handler)


@pytest.mark.parametrize(
    "act",
    [
        cut_unnoticed,
        always(ROWS[:-1]),
        always(b"no JSON"),
        always(b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "u"}}]}}'),
        always(b"<sparql", "application/sparql-results+xml"),
        always(b"", "application/sparql-results+xml"),
    ],
)
def test_an_answer_that_is_not_well_formed(serve: Serve, act: Act) -> None:
    error, server = refusal(act, serve)
    assert isinstance(error, StoreError)
    assert f"{server.url} sends an answer that is not well-formed" in error.message


def test_triples_that_are_not_well_formed(serve: Serve) -> None:
    with pytest.raises(StoreError, match="not well-formed"):
        ask(serve(always(b"<urn:a> <urn:p>", "text/turtle")), CONSTRUCT)


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"X_SQL_State": "S1TAT"}, "reached its limit of time (S1TAT)"),
        ({"X_SPARQL_MaxRows": "10000"}, "reached its limit of rows (10000)"),
    ],
)
def test_a_part_of_an_answer_is_refused(serve: Serve, headers: dict[str, str], words: str) -> None:
    error, _ = refusal(always(**headers), serve)
    assert words in error.message


def test_a_server_that_speaks_no_http(serve: Serve) -> None:
    def act(handler: Handler, *_: object) -> None:
        handler.wfile.write(b"220 mail.example.org ESMTP\r\n")
        hang_up(handler)

    error, server = refusal(act, serve)
    assert f"{server.url} cannot be reached, or does not speak HTTP" in error.message
