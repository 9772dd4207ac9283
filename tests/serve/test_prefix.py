"""The path under which a server lies may come along, or not."""

from __future__ import annotations

import pytest
from asgi import call
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from partnergraph.serve.prefix import Prefix


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    text = f"{scope['path']} {scope['raw_path'].decode()}"
    await PlainTextResponse(text)(scope, receive, send)


@pytest.fixture
def app() -> ASGIApp:
    return Prefix(echo, "/of/us/")


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/of/us/doc/x", "/doc/x"),
        ("/of/us/", "/"),
        ("/doc/x", "/doc/x"),
        ("/", "/"),
        ("/of/usual", "/of/usual"),
        ("/of/us/of/us/x", "/of/us/x"),
        ("/of/us//x", "//x"),
    ],
)
def test_it_is_taken_away_where_it_is(app: ASGIApp, path: str, seen: str) -> None:
    assert call(app, path).body.decode() == f"{seen} {seen}"


def test_without_its_slash_it_leads_there(app: ASGIApp) -> None:
    answer = call(app, "/of/us")

    assert (answer.status, answer.fields["location"]) == (301, "us/")
