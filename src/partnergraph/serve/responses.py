"""Responses: whole ones, problems, and answers that are passed on as they come."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus

from starlette.types import Scope, Send

from partnergraph.serve.answer import BrokenOff
from partnergraph.serve.problems import MEDIA_TYPE, Problem, busy
from partnergraph.serve.spool import Room

Fields = Mapping[str, str]


def entity_tag(media: str, data: bytes) -> str:
    """A strong entity tag for `data` in the form `media` (RFC 9110, section 8.8.3)."""
    return f'"{hashlib.blake2b(data, digest_size=12, key=media.encode()[:64]).hexdigest()}"'


def matches(condition: str | None, tag: str) -> bool:
    """Whether the field If-None-Match names `tag` (RFC 9110, section 13.1.2)."""
    if condition is None:
        return False
    names = [name.strip().removeprefix("W/") for name in condition.split(",")]
    return tag in names or "*" in names


async def whole(send: Send, status: int, fields: Fields, data: bytes = b"") -> None:
    """Sends a response that is there already."""
    length = None if status == HTTPStatus.NO_CONTENT else len(data)
    await send({"type": "http.response.start", "status": status, "headers": _raw(fields, length)})
    await send({"type": "http.response.body", "body": data})


async def unchanged(send: Send, fields: Fields) -> None:
    """Sends 304: the client has it already (RFC 9110, section 15.4.5)."""
    kept = {name: value for name, value in fields.items() if name != "Content-Type"}
    await send({"type": "http.response.start", "status": 304, "headers": _raw(kept, None)})
    await send({"type": "http.response.body", "body": b""})


async def refused(send: Send, problem: Problem) -> None:
    """Sends a problem."""
    fields = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store", "Vary": "Accept"}
    await whole(send, problem.status, {**fields, **problem.headers}, problem.body())


async def streamed(
    scope: Scope, send: Send, fields: Fields, chunks: AsyncIterator[bytes], room: Room | None
) -> None:
    """Sends an answer as it comes.

    Where it breaks off, so does the connection, which no client can take for the end. One that
    speaks HTTP/1.0 could, so it gets nothing until all is there; that waits on the disk, where
    there is `room`. Raises Problem (503) where there is none.
    """
    if scope.get("http_version") == "1.0":
        await _gathered(send, fields, chunks, room)
        return
    await send({"type": "http.response.start", "status": 200, "headers": _raw(fields, None)})
    async for chunk in chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _gathered(
    send: Send, fields: Fields, chunks: AsyncIterator[bytes], room: Room | None
) -> None:
    full = busy("Too many long answers are being sent.", 30)
    spool = room.spool() if room else None
    if spool is None:
        raise full
    try:
        try:
            async for chunk in chunks:
                if not spool.put(chunk):
                    raise full
        except BrokenOff as error:  # before anything was sent, so that it can still be told
            raise error.__cause__ or error from None
        headers = _raw(fields, len(spool))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while data := spool.get():
            if spool.late:
                raise ConnectionError("Nobody has read the answer for too long.")
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        spool.close()


def _raw(fields: Fields, length: int | None) -> list[tuple[bytes, bytes]]:
    found = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields.items()
    ]
    if length is not None:
        found.append((b"content-length", str(length).encode()))
    return found
