"""Connections: slow, greedy, silent and many clients are borne, and others are answered."""

from __future__ import annotations

import http.client
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from liveserver import Live, project, running

import probe

HEAD = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(project(tmp_path_factory.mktemp("live") / "project")) as found:
        yield found


def answered(live: Live) -> float:
    """Asks something, and tells how long that took."""
    began = time.monotonic()
    answer = probe.ask(f"{live.url}sparql?query=ASK%7B%3Fs%20%3Fp%20{time.monotonic_ns()}%7D")
    assert answer.status == 200
    return time.monotonic() - began


def connect(live: Live) -> socket.socket:
    return socket.create_connection(("127.0.0.1", live.port), timeout=30)


def reply(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    parts = []
    with suppress(ConnectionResetError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


def memory(live: Live) -> int:
    """How many bytes the server's own process holds."""
    text = Path(f"/proc/{live.process.pid}/statm").read_text("ascii")
    return int(text.split()[1]) * resource.getpagesize()


@pytest.mark.slow
def test_600_slow_and_1000_idle_clients_are_borne_and_left_in_time(live: Live) -> None:
    began = time.monotonic()
    slow = [connect(live) for _ in range(1600)]
    for connection in slow[:300]:
        connection.send(HEAD)
    for connection in slow[300:600]:
        connection.send(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n")
        connection.send(b"Content-Type: application/sparql-query\r\n\r\nASK")
    times = []
    for connection in slow[:600:60]:
        connection.send(b"X" if connection in slow[300:600] else b"X-Slow: yes\r\n")
        times.append(answered(live))

    assert max(times) < 8
    assert sorted(times)[len(times) // 2] < 2
    for connection in slow:
        connection.settimeout(max(0.1, 32 - (time.monotonic() - began)))
        said = reply(connection)
        assert not said or said.startswith(b"HTTP/1.1 408 ")
        connection.close()
    assert time.monotonic() - began < 31


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"X: 123\r\n" * 5_000 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 10_000_000, 431),
        (b"GET /?q=" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET /" + b"a" * 3_000_000, 414),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX : y\r\n\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    ],
    ids=range(12),
)
def test_a_head_that_is_too_large_or_none_is_refused(live: Live, head: bytes, status: int) -> None:
    with connect(live) as connection:
        with suppress(ConnectionError):
            connection.sendall(head)
        said = reply(connection)

    assert said.startswith(b"HTTP/1.1 %d " % status), said[:100]
    assert b"application/problem+json" in said
    assert b"nosniff" in said
    assert answered(live) < 8


@pytest.mark.parametrize("form", ["length", "chunked"])
def test_a_body_of_100_mb_is_not_taken(live: Live, form: str) -> None:
    before = memory(live)
    sent = 0
    with connect(live) as connection:
        head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        if form == "length":
            head += b"Content-Length: 100000000\r\n\r\n"
        else:
            head += b"Transfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head)
        block = b" " * 100_000
        part = block if form == "length" else b"%x\r\n%b\r\n" % (len(block), block)
        with suppress(ConnectionError, TimeoutError):
            for _ in range(1000):
                connection.sendall(part)
                sent += len(block)
        said = reply(connection)

    assert said.startswith(b"HTTP/1.1 413 ") or (not said and sent < 100_000_000)
    assert memory(live) - before < 40_000_000
    assert answered(live) < 8


def test_a_connection_serves_many_requests(live: Live) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=10)
    try:
        for path in ("/doc/t1.ttl", "/doc/t1.ttl", "/nothing", "/id/t1", "/doc/t1.ttl"):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert answer.status in {200, 303, 404}
    finally:
        connection.close()


def test_requests_in_a_row_are_answered_in_order(live: Live) -> None:
    """Whether they are ready or must be made (RFC 9112, §9.3.2)."""
    paths = ("/style.css", "/doc/t2.nt", "/style.css", "/nothing", "/style.css", "/doc/t3.nt")
    asked = b"".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for path in paths)
    with connect(live) as connection:
        connection.sendall(asked + b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        said = reply(connection)
    alone = [probe.ask(f"{live.url}{path[1:]}") for path in paths]

    places = [said.find(answer.body) for answer in alone[1::2]]
    assert -1 not in places
    assert places == sorted(places)
    assert said.count(alone[0].body) == 3
    assert said.count(b"HTTP/1.1 ") == 7


def test_1000_connections_at_once_are_answered(live: Live) -> None:
    for path in ("doc/t1.ttl", "sparql?query=ASK%7B%7D"):
        assert probe.ask(f"{live.url}{path}").status == 200
    connections = [connect(live) for _ in range(1000)]
    try:
        for number, connection in enumerate(connections):
            target = b"/doc/t1.ttl" if number % 2 else b"/sparql?query=ASK%7B%7D"
            fields = b"Host: x\r\nConnection: close\r\n\r\n"
            connection.sendall(b"GET %b HTTP/1.1\r\n%b" % (target, fields))
        replies = [reply(connection) for connection in connections]
    finally:
        for connection in connections:
            connection.close()

    assert all(said.startswith(b"HTTP/1.1 200 OK\r\n") for said in replies)


def test_a_ready_answer_is_the_same_as_the_first(live: Live) -> None:
    for path in ("doc/t1.ttl", "sparql?query=ASK%7B%7D", "index.html", "doc/t1"):
        for fields in ({}, {"Accept-Encoding": "gzip"}, {"Accept": "*/*;q=0.5"}):
            answers = [probe.ask(f"{live.url}{path}", fields=fields) for _ in range(3)]
            seen = [(each.status, each.body, {**each.fields, "date": ""}) for each in answers]
            assert seen[0] == seen[1] == seen[2]


def test_ready_answers_are_logged_as_others_are(live: Live) -> None:
    probe.ask(f"{live.url}doc/t2.jsonld")
    before = len([line for line in live.lines() if line.get("path") == "/doc/t2.jsonld"])
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=10)
    for _ in range(20):
        connection.request("GET", "/doc/t2.jsonld")
        size = len(connection.getresponse().read())
    connection.close()
    time.sleep(0.6)
    found = [line for line in live.lines() if line.get("path") == "/doc/t2.jsonld"]

    assert len(found) in {before + 20, before + 21}
    assert {(line["status"], line["bytes"]) for line in found} == {(200, size)}
