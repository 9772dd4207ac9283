"""Clients who read slowly get their whole answer, hold no worker, and cost little memory."""

from __future__ import annotations

import re
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from liveserver import Live, project, running

import probe
from partnergraph.vocabulary import SCHEMA

pytestmark = pytest.mark.slow
#: More than there are workers for quick and for long questions on two cores.
CLIENTS = 20
SECONDS = 15.0
TSV = "text/tab-separated-values"
#: Rows of two thousand letters each, which are made in no time.
LONG = f"SELECT ?d {{ ?t <{SCHEMA.description}> ?d . ?a ?b ?c . ?e ?f ?g }} LIMIT %d"
#: Likewise, with something that differs each time, so that no answer is kept.
FLEETING = LONG.replace("?f ?g", "?f ?g . BIND(RAND() AS ?r)")
_LENGTH = re.compile(rb"content-length: (\d+)\r\n", re.IGNORECASE)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = project(tmp_path_factory.mktemp("slow") / "project")
    with running(folder, "--seconds", str(SECONDS)) as found:
        yield found


def asked(live: Live, path: str, version: str = "1.1", after: str = "close") -> socket.socket:
    """A client who asks, and reads only what does not fit into a small buffer."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", live.port))
    fields = f"Host: x\r\nAccept: {TSV}\r\nConnection: {after}\r\n\r\n"
    connection.sendall(f"GET /{path} HTTP/{version}\r\n{fields}".encode())
    return connection


def memory(live: Live) -> float:
    """How many megabytes the server's own process holds."""
    text = Path(f"/proc/{live.process.pid}/statm").read_text("ascii")
    return int(text.split()[1]) * resource.getpagesize() / 1e6


def query(text: str) -> str:
    return f"sparql?query={quote(text)}"


def reply(connection: socket.socket) -> bytes:
    """All that comes; what breaks off is given as far as it came."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    parts = []
    with suppress(ConnectionError):
        while part := connection.recv(1 << 18):
            parts.append(part)
    return b"".join(parts)


def rows(said: bytes) -> int:
    """The rows of a whole answer by HTTP/1.1 or 1.0; fails where it is not whole."""
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), head[:200]
    if found := _LENGTH.search(head + b"\r\n"):
        assert len(body) == int(found[1])
    else:
        assert body.endswith(b"\r\n0\r\n\r\n")
        body = _dechunked(body)
    return body.count(b"\n") - 1


def _dechunked(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while True:
        line, _, _ = body[at : at + 20].partition(b"\r\n")
        size = int(line, 16)
        if not size:
            return b"".join(parts)
        begin = at + len(line) + 2
        parts.append(body[begin : begin + size])
        at = begin + size + 2


def test_many_slow_readers_hold_no_worker_and_get_their_answers(live: Live) -> None:
    assert probe.ask(f"{live.url}sparql?query=ASK%7B%7D").status == 200
    with ExitStack() as stack:
        clients = []
        for number in range(CLIENTS):
            version = ["1.1", "1.0"][number % 2]
            client = asked(live, query(FLEETING % (4_000 + number)), version)
            clients.append(stack.enter_context(client))
            time.sleep(0.2)
        began = time.monotonic()
        while time.monotonic() - began < SECONDS + 2:
            text = f"ASK {{ ?s ?p {time.monotonic_ns()} }}"
            asked_at = time.monotonic()
            assert probe.ask(live.url + query(text)).status == 200
            assert time.monotonic() - asked_at < SECONDS
            time.sleep(0.2)
        counts = [rows(reply(client)) for client in clients]

    assert counts == [4_000 + number for number in range(CLIENTS)]


def test_an_old_client_never_takes_a_part_for_the_whole(live: Live) -> None:
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with asked(live, query(endless), "1.0") as client:
        said = reply(client)

    # Which end comes first hangs on the machine: the time, or the number of rows.
    assert re.match(rb"HTTP/1[.]1 (503|413) ", said), said[:200]
    assert re.search(rb"There is no answer after|The answer is too long", said)


def test_ready_answers_that_nobody_reads_are_bounded_in_memory(live: Live) -> None:
    path = query(LONG % 1_900)
    size = len(probe.ask(live.url + path, fields={"Accept": TSV}).body)
    assert len(probe.ask(live.url + path, fields={"Accept": TSV}).body) == size
    before = memory(live)
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(asked(live, path, after="keep-alive"))
        time.sleep(1)
        assert probe.ask(f"{live.url}sparql?query=ASK%7B%7D").status == 200
        assert memory(live) - before < 25 * size / 1e6


def test_nothing_is_left_on_the_disk(live: Live) -> None:
    def files() -> list[str]:
        found = Path(f"/proc/{live.process.pid}/fd").iterdir()
        return [name for each in found if (name := str(each.readlink())).endswith("(deleted)")]

    until = time.monotonic() + 20
    while files() and time.monotonic() < until:
        time.sleep(0.1)
    assert files() == []
