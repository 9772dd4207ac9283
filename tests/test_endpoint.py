"""The client for SPARQL services: what it asks, what it makes of answers, and of bad servers."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import subprocess
import sys
import threading
import time
import traceback
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph
import pytest

from partnergraph.build import Graph
from partnergraph.built import write
from partnergraph.endpoint import Endpoint
from partnergraph.errors import PartnergraphError, QueryError, StoreError
from partnergraph.login import PASSWORD, TOKEN, USER
from partnergraph.transport import Request, Transport

SELECT = "SELECT ?s WHERE { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
JSON = "application/sparql-results+json"
YES = b'{"head": {}, "boolean": true}'
ROWS = (
    b'{"head": {"vars": ["s"]}, '
    b'"results": {"bindings": [{"s": {"type": "uri", "value": "urn:a"}}]}}'
)
XML_ROWS = b"""<sparql xmlns="http://www.w3.org/2005/sparql-results#">
<head><variable name="s"/></head>
<results><result><binding name="s"><uri>urn:a</uri></binding></result></results></sparql>"""
CANARIES = {"user": "canary-user", "password": "canary-pa55word", "token": "canary-t0ken"}


@dataclass
class Seen:
    """One request as the server got it."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, list[str]]


@dataclass
class Server:
    """A server on loopback that behaves as `act` says; it keeps what it was sent."""

    url: str
    seen: list[Seen] = field(default_factory=list)


Act = Callable[["Handler", Seen, int], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    act: Act
    server_seen: list[Seen]

    def log_message(self, *_: object) -> None: ...

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        form = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
        seen = Seen(self.command, self.path, dict(self.headers), form)
        self.server_seen.append(seen)
        type(self).act(self, seen, len(self.server_seen))

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 - names that the library asks for

    def reply(self, body: bytes = b"", kind: str = JSON, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


Serve = Callable[[Act], Server]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    for name in (USER, PASSWORD, TOKEN):
        monkeypatch.delenv(name, raising=False)
    running: list[ThreadingHTTPServer] = []

    def start(act: Act) -> Server:
        seen: list[Seen] = []
        handler = type("Acting", (Handler,), {"act": staticmethod(act), "server_seen": seen})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        running.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return Server(f"http://127.0.0.1:{server.server_port}/sparql", seen)

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def always(body: bytes = ROWS, kind: str = JSON, status: int = 200, /, **headers: str) -> Act:
    return lambda handler, *_: handler.reply(body, kind, status, **headers)


def ask(server: Server | str, text: str = SELECT, timeout: float = 10) -> object:
    url = server if isinstance(server, str) else server.url
    return Endpoint(url, timeout=timeout).query(text, union=False)


def names(answer: object) -> list[str]:
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return [str(row["s"]) for row in answer]


def refusal(act: Act | str, serve: Serve, timeout: float = 10) -> tuple[PartnergraphError, Server]:
    server = Server(act) if isinstance(act, str) else serve(act)
    with pytest.raises(PartnergraphError) as refused:
        ask(server, timeout=timeout)
    return refused.value, server


# What is asked, and what comes back


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


# Bad servers


def closed_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}/sparql"


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


def sleep_long(*_: object) -> None:
    time.sleep(3)


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


def hang_up(handler: Handler, *_: object) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def test_a_connection_that_closes_without_a_word_is_tried_again(serve: Serve) -> None:
    error, server = refusal(hang_up, serve)
    assert f"{server.url} closed the connection without an answer" in error.message
    assert len(server.seen) == 3


def cut_short(handler: Handler, *_: object) -> None:
    handler.reply(ROWS[:60], length=str(len(ROWS)))
    hang_up(handler)


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


# Redirects


@pytest.mark.parametrize(
    ("status", "method"), [(301, "POST"), (302, "POST"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_a_query_follows_a_redirect(serve: Serve, status: int, method: str) -> None:
    def act(handler: Handler, seen: Seen, _: int) -> None:
        if seen.path == "/sparql":
            handler.reply(b"", "", status, Location="/other?a=b")
        else:
            handler.reply() if seen.path != "/other?a=b" else handler.reply(ROWS)

    server = serve(act)
    assert names(ask(server)) == ["<urn:a>"]
    assert server.seen[1].method == method
    assert server.seen[1].form == ({"query": [SELECT]} if method == "POST" else {})


def test_a_redirect_without_end(serve: Serve) -> None:
    error, server = refusal(always(b"", "", 302, Location="/sparql"), serve)
    assert "more than 5 redirects" in error.message
    assert len(server.seen) == 6


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://u:canary@127.0.0.1/"]
)
def test_a_redirect_to_what_is_no_store(serve: Serve, target: str) -> None:
    error, _ = refusal(always(b"", "", 307, Location=target), serve)
    assert "leads to an address that cannot be used" in error.message
    assert "canary" not in str(error)


def test_a_change_is_not_sent_to_another_server(serve: Serve) -> None:
    other = serve(always(b"", "", 204))
    server = serve(always(b"", "", 307, Location=other.url))
    with pytest.raises(StoreError, match="a change is not sent on"):
        Transport(server.url, 10).send(Request("PUT", server.url, body=b"text"))
    assert other.seen == []


def test_a_change_is_never_repeated(serve: Serve) -> None:
    server = serve(always(b"", "", 503))
    with pytest.raises(StoreError, match="503"):
        Transport(server.url, 10).send(Request("POST", server.url, body=b"text"))
    assert len(server.seen) == 1


# Addresses


@pytest.mark.parametrize(
    "url",
    ["", "sparql", "/sparql", "ftp://host/", "file:///etc/passwd", "http://", "http://ho st/",
     "http://host:port/", "http://[::1/", "http://host/\nX: y"],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(StoreError, match=r"no address|malformed") as refused:
        Endpoint(url)
    assert "http://host/path" in refused.value.hint


def test_a_login_in_an_address_is_refused_and_not_repeated() -> None:
    url = "https://{user}:{password}@host.example/sparql?key={token}".format(**CANARIES)
    with pytest.raises(StoreError, match="login in it") as refused:
        Endpoint(url)
    assert "https://host.example/sparql" in refused.value.message
    assert all(name in refused.value.hint for name in (USER, PASSWORD, TOKEN))
    assert "canary" not in "".join(traceback.format_exception(refused.value))


# Logging in


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    del serve  # clears the environment first
    monkeypatch.setenv(USER, CANARIES["user"])
    monkeypatch.setenv(PASSWORD, CANARIES["password"])


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    del serve
    monkeypatch.setenv(TOKEN, CANARIES["token"])


def guarded(challenge: str, wanted: str) -> Act:
    def act(handler: Handler, seen: Seen, _: int) -> None:
        if re.match(wanted, seen.headers.get("Authorization", "")):
            handler.reply(ROWS)
        else:
            handler.reply(b"", "", 401, WWW_Authenticate=challenge)

    return act


@pytest.mark.usefixtures("user")
def test_basic_when_the_server_asks_for_it(serve: Serve) -> None:
    server = serve(guarded('Basic realm="x"', "Basic Y2FuYXJ5LXVzZXI6Y2FuYXJ5LXBhNTV3b3Jk$"))
    endpoint = Endpoint(server.url)
    for _ in range(2):
        assert names(endpoint.query(SELECT, union=False)) == ["<urn:a>"]
    sent = ["Authorization" in seen.headers for seen in server.seen]
    assert sent == [False, True, True]  # not before it is asked for, then at once


@pytest.mark.usefixtures("user")
def test_digest_when_the_server_asks_for_it(serve: Serve) -> None:
    challenge = 'Digest realm="SPARQL", nonce="1", qop="auth", algorithm=MD5'
    server = serve(guarded(challenge, 'Digest username="canary-user", realm="SPARQL"'))
    assert names(ask(server)) == ["<urn:a>"]
    assert CANARIES["password"] not in str(server.seen)


@pytest.mark.usefixtures("token")
def test_a_token_is_sent_at_once(serve: Serve) -> None:
    server = serve(guarded("Bearer", "Bearer canary-t0ken$"))
    assert names(ask(server)) == ["<urn:a>"]
    assert len(server.seen) == 1


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("challenge", ["Basic", 'Digest realm="x", nonce="1", qop="auth"', "Other"])
def test_a_login_that_is_refused(serve: Serve, challenge: str) -> None:
    error, server = refusal(guarded(challenge, "never"), serve)
    assert "refuses the login (401)" in error.message
    assert USER in error.hint
    assert len(server.seen) <= 3


@pytest.mark.parametrize("who", ["user", "token"])
def test_a_login_is_not_sent_on_to_another_server(
    serve: Serve, who: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(who)
    other = serve(guarded("Basic", "never"))
    server = serve(always(b"", "", 307, Location=other.url))
    with pytest.raises(StoreError, match=re.escape(other.url)):
        ask(server)
    assert len(other.seen) == 1
    assert "Authorization" not in other.seen[0].headers


def test_no_login_is_taken_from_elsewhere(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    server = serve(always())
    ask(server)
    assert "Authorization" not in server.seen[0].headers


@pytest.mark.parametrize(
    "settings",
    [
        {USER: "canary"},
        {PASSWORD: "canary"},
        {USER: "canary", PASSWORD: "canary", TOKEN: "canary"},
        {TOKEN: "canary\r\nX: y"},
        {TOKEN: "canary ў"},
        {USER: "ca:nary", PASSWORD: "canary"},
        {USER: "canary", PASSWORD: "canary\n"},
    ],
)
def test_a_login_that_cannot_be_used(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    server = serve(always())
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError, match="PARTNERGRAPH_STORE_") as refused:
        ask(server)
    assert "canary" not in "".join(traceback.format_exception(refused.value))
    assert server.seen == []


def echo(handler: Handler, seen: Seen, _: int) -> None:
    """Asks for a login and then sends it back in its error."""
    sent = seen.headers.get("Authorization")
    if not sent:
        handler.reply(b"", "", 401, WWW_Authenticate="Basic")
    else:
        pair = b64decode(sent.partition(" ")[2] + "==").decode(errors="replace")
        said = f"bad query from {sent}, that is {pair}"
        handler.reply(said.encode(), "text/plain", 400)


TROUBLE: dict[str, Act] = {
    "echo": echo,
    "refused": guarded("Basic", "never"),
    "digest": guarded('Digest realm="x", nonce="1", qop="auth"', "never"),
    "hang up": hang_up,
    "slow": sleep_long,
    "cut": cut_short,
    "html": always(b"<html>", "text/html"),
    "malformed": always(b"no JSON"),
    "away": always(b"", "", 307, Location="http://nowhere.invalid/?canary"),
    "loop": always(b"", "", 302, Location="/sparql?canary"),
    "error": always(b"", "", 500),
}


@pytest.mark.parametrize("who", ["user", "token"])
@pytest.mark.parametrize("trouble", TROUBLE)
def test_no_secret_is_told(
    serve: Serve,
    who: str,
    trouble: str,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    request.getfixturevalue(who)
    caplog.set_level(logging.DEBUG)
    server = serve(TROUBLE[trouble])
    endpoint = Endpoint(f"{server.url}?key=canary", timeout=1)
    with pytest.raises(PartnergraphError) as refused:
        endpoint.query(SELECT, union=False)
    error = refused.value
    chain = [error, error.__cause__, error.__context__]
    told = [*map(repr, chain), str(error), repr(endpoint), repr(endpoint._transport._login)]
    told += [*traceback.format_exception(error), *capfd.readouterr()]
    logged = caplog.text.replace("/sparql?key=canary", "")  # an address, logged below by others
    secrets = ["Y2FuYXJ5", *(CANARIES[name] for name in ("password", "token"))]
    assert [secret for secret in secrets for text in [*told, logged] if secret in text] == []
    assert "key=canary" not in "".join(told)
    assert error.__cause__ is None


@pytest.mark.slow
def test_the_command_tells_no_secret_either(serve: Serve, tmp_path: Path) -> None:
    for trouble in ("echo", "refused", "malformed"):
        server = serve(TROUBLE[trouble])
        done = subprocess.run(
            [sys.executable, "-m", "partnergraph", "ask", "partners", "--store", server.url],
            cwd=tmp_path,
            env=os.environ | {USER: CANARIES["user"], PASSWORD: CANARIES["password"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert server.url in done.stderr
        assert CANARIES["password"] not in done.stdout + done.stderr
        assert "Y2FuYXJ5" not in done.stdout + done.stderr


# The union of the named graphs


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


# Cost

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
