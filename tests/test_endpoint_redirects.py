"""Redirects of a store elsewhere, and addresses that are none."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import pytest

from acting_server import (
    CANARIES,
    ROWS,
    SELECT,
    Handler,
    Seen,
    Serve,
    always,
    ask,
    names,
    refusal,
    serving,
)
from partnergraph.endpoint import Endpoint
from partnergraph.errors import StoreError
from partnergraph.login import PASSWORD, TOKEN, USER
from partnergraph.transport import Request, Transport


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    yield from serving(monkeypatch)


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
