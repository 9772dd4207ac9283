"""Calls an ASGI application without a network, to try a layer by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Scope


@dataclass(frozen=True)
class Answer:
    """An answer: status, fields with small letters, body, and in how many parts that came."""

    status: int
    fields: Mapping[str, str]
    body: bytes
    parts: int


def call(
    app: ASGIApp,
    path: str = "/",
    method: str = "GET",
    query: str = "",
    **fields: str,
) -> Answer:
    """Sends one request; `fields` are header fields, with `_` for `-`."""
    headers = [(name.replace("_", "-").encode(), text.encode()) for name, text in fields.items()]
    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
    }
    sent: list[Message] = []
    asked: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not asked:
            await asyncio.Event().wait()  # this client never leaves
        return asked.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    start, *rest = sent
    found = {name.decode().lower(): text.decode("latin-1") for name, text in start["headers"]}
    assert len(found) == len(start["headers"]), "a field was sent twice"
    return Answer(start["status"], found, b"".join(m["body"] for m in rest), len(rest))
