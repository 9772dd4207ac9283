"""Lookups: what goes the short way is answered as what goes the long way."""

from __future__ import annotations

import itertools
import re
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from liveserver import Live, project, running

import probe
from partnergraph.serve.lookups import text_of
from partnergraph.serve.parameters import decoded
from partnergraph.serve.problems import Problem

ROWS = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 30"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3000"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
QUERIES = {
    "rows": ROWS,
    "no row": "SELECT ?s { ?s <urn:none> 1 }",
    "yes or no": "ASK {}",
    "triples": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3",
    "a long answer": MANY,
    "never the same": "SELECT (RAND() AS ?r) {} LIMIT 0",
    "no SPARQL": "SELECT nonsense",
    "an unknown function": "SELECT (<urn:f>(1) AS ?x) {}",
    "another server": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "other scripts": 'SELECT ("Самарқанд ʻ + %" AS ?x) {}',
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "nothing": {},
    "gzip": {"Accept-Encoding": "gzip, br"},
    "identity": {"Accept-Encoding": "identity", "Accept": "*/*"},
    "CSV": {"Accept": "text/csv"},
    "N-Triples": {"Accept": "application/n-triples, */*;q=0.1"},
    "a browser": {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"},
    "what is not offered": {"Accept": "image/png"},
}
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(project(tmp_path_factory.mktemp("live") / "project")) as found:
        yield found


def new(text: str) -> bytes:
    """The target of a request for `text` that nobody has made before, though it means the same."""
    return f"/sparql?query={quote_plus(f'{text} # {next(_NUMBERS):06}')}".encode()


def unnumbered(body: bytes) -> bytes:
    return re.sub(rb"# \d{6}", b"#", body)


def request(target: bytes, fields: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return b"GET %b HTTP/1.1\r\nHost: x\r\n%b\r\n" % (target, lines.encode())


def connect(live: Live) -> socket.socket:
    return socket.create_connection(("127.0.0.1", live.port), timeout=30)


def response(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head of the next response, without its date, and the body; reads not a byte more."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1) or pytest.fail("The connection was closed.")
    kept = b"".join(
        line for line in head.splitlines(keepends=True) if not line.startswith(b"date:")
    )
    length = re.search(rb"content-length: (\d+)", head)
    if length:
        return kept, exactly(connection, int(length[1]))
    parts = []
    while True:
        line = b""
        while not line.endswith(b"\r\n"):
            line += connection.recv(1)
        parts.append(exactly(connection, int(line, 16) + 2)[:-2])
        if not parts[-1]:
            return kept, b"".join(parts)


def exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += connection.recv(size - len(data)) or pytest.fail("The connection was closed.")
    return data


@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES)
def test_both_ways_lead_to_the_same_response(
    live: Live, text: str, fields: Mapping[str, str]
) -> None:
    with connect(live) as connection:
        connection.sendall(request(new(text), fields))
        short = response(connection)
        connection.sendall(request(new(text), {**fields, "X-Long": "yes"}))
        long = response(connection)

    assert short[0].startswith(b"HTTP/1.1 ")
    assert short[0] == long[0]
    assert unnumbered(short[1]) == unnumbered(long[1])


@pytest.mark.parametrize("text", [ROWS, MANY, "ASK {}"], ids=["rows", "long", "yes"])
@pytest.mark.parametrize("form", ["at once", "one by one", "in pieces"])
def test_what_comes_meanwhile_is_answered_in_its_turn(live: Live, text: str, form: str) -> None:
    targets = [new(text), b"/doc/t1.nt", new("ASK { FILTER(false) }"), new(text), b"/nothing"]
    asked = [request(target, {}) for target in targets]
    if form == "at once":
        asked = [b"".join(asked)]
    elif form == "in pieces":
        whole = b"".join(asked)
        asked = [whole[at : at + 50] for at in range(0, len(whole), 50)]
    with connect(live) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in asked:
            connection.sendall(part)
            time.sleep(0.002)
        stream = [response(connection) for _ in targets]

    assert [head.split(b" ")[1] for head, _ in stream] == [b"200"] * 4 + [b"404"]
    assert stream[0] == stream[3]
    assert b"false" in stream[2][1]


def test_a_flood_while_a_lookup_is_on_its_way_is_not_kept(live: Live) -> None:
    with connect(live) as connection:
        connection.settimeout(1)
        connection.sendall(request(new(ENDLESS), {}))
        time.sleep(0.1)
        taken = 0
        with suppress(TimeoutError):
            while taken < 100_000_000:
                taken += connection.send(b"x" * 65_536)

    assert taken < 50_000_000


def test_what_takes_too_long_is_refused_as_on_the_long_way(tmp_path: Path) -> None:
    with running(project(tmp_path / "project"), "--seconds", "1") as live, connect(live) as one:
        one.sendall(request(new(ENDLESS), {}))
        short = response(one)
        one.sendall(request(new(ENDLESS), {"X-Long": "yes"}))
        long = response(one)

    assert short == long
    assert short[0].startswith(b"HTTP/1.1 503 ")


def test_an_end_of_the_server_comes_after_the_answer(tmp_path: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) > 0) }"
    with running(project(tmp_path / "project")) as live, connect(live) as connection:
        connection.sendall(request(new(slow), {}))
        time.sleep(0.01)
        live.process.terminate()
        head, body = response(connection)
        rest = connection.recv(1)

    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"bindings" in body
    assert rest == b""


def test_a_lookup_is_logged_with_its_time(live: Live) -> None:
    with connect(live) as connection:
        connection.sendall(request(new(ROWS), {}))
        _, body = response(connection)
    time.sleep(0.6)
    line = [each for each in live.lines() if each.get("path") == "/sparql"][-1]

    assert (line["status"], line["bytes"]) == (200, len(body))
    assert isinstance(line["ms"], float)
    assert 0 < line["ms"] < 10_000


def test_an_answer_of_the_short_way_is_kept_for_others(live: Live) -> None:
    text = f"{ROWS} # kept"
    first = probe.ask(f"{live.url}sparql?query={quote(text)}")
    again = probe.ask(f"{live.url}sparql?query={quote_plus(text)}", fields={"X-Long": "yes"})

    assert first.body == again.body
    assert first.fields["etag"] == again.fields["etag"]


def test_clients_with_a_quota_go_the_long_way(tmp_path: Path) -> None:
    with running(project(tmp_path / "project"), "--per-client", "0.2") as live:
        statuses = set()
        for _ in range(400):
            with connect(live) as connection:
                connection.sendall(request(new(ROWS), {}))
                statuses.add(response(connection)[0].split()[1])

    assert b"429" in statuses


@given(st.text(max_size=40) | st.text("query=%+&;ASK{}20AFеʻ", max_size=40))
@example("%2")
@example("a&b=c")
@example("%FF")
@example("")
@example("+")
def test_a_text_is_read_as_parameters_are(value: str) -> None:
    query = b"query=" + value.encode("utf-8", "surrogatepass")
    text = text_of(query)
    if text is None:
        return
    assert decoded(query) == {"query": [text]}


@given(st.text(min_size=1, max_size=40))
def test_what_is_properly_quoted_goes_the_short_way(text: str) -> None:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return
    assert text_of(b"query=" + quote_plus(text).encode()) == text
    assert decoded(b"query=" + quote(text, safe="").encode()) == {"query": [text]}


@pytest.mark.parametrize("query", [b"query=%zz", b"query=%E2%28%A1", b"query=%"])
def test_what_is_malformed_goes_the_long_way_and_is_refused_there(query: bytes) -> None:
    assert text_of(query) is None
    with pytest.raises(Problem):
        decoded(query)
