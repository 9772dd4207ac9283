"""Logging in to a store elsewhere: no secret is told or sent on."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import traceback
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from acting_server import (
    CANARIES,
    ROWS,
    SELECT,
    Act,
    Handler,
    Seen,
    Serve,
    always,
    ask,
    cut_short,
    hang_up,
    names,
    refusal,
    serving,
    sleep_long,
)
from partnergraph.endpoint import Endpoint
from partnergraph.errors import PartnergraphError, StoreError
from partnergraph.login import PASSWORD, TOKEN, USER


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    yield from serving(monkeypatch)


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
