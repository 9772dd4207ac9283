"""Requests: fields, bodies, and clients that go away."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message

from partnergraph.serve.problems import Problem
from partnergraph.serve.requests import Watch, body, content_type, field


def scope(*fields: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http", "headers": list(fields)}


def read(parts: list[bytes], most: int = 10, *fields: tuple[bytes, bytes]) -> bytes:
    messages = [
        {"type": "http.request", "body": part, "more_body": at + 1 < len(parts)}
        for at, part in enumerate(parts)
    ]

    async def receive() -> Message:
        return messages.pop(0)

    return asyncio.run(body(scope(*fields), receive, most))


def test_fields_of_a_name_are_one() -> None:
    found = scope((b"accept", b"text/csv"), (b"x", b"y"), (b"accept", b"text/html"))
    assert field(found, b"accept") == "text/csv, text/html"
    assert field(found, b"absent") is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (b"Application/SPARQL-Query", ("application/sparql-query", "")),
        (b'text/turtle; charset="UTF-8"; x=y', ("text/turtle", "utf-8")),
        (b"", ("", "")),
        (b";;=", ("", "")),
    ],
)
def test_the_form_of_a_body_is_said(value: bytes, found: tuple[str, str]) -> None:
    assert content_type(scope((b"content-type", value))) == found


def test_a_body_is_all_its_parts() -> None:
    assert read([b"abc", b"", b"def"]) == b"abcdef"
    assert read([b"x" * 10]) == b"x" * 10


@pytest.mark.parametrize(
    ("parts", "fields", "status"),
    [
        ([b"x" * 11], [], 413),
        ([b"x" * 6, b"x" * 6], [], 413),
        ([], [(b"content-length", b"11")], 413),
        ([], [(b"content-length", b"-1")], 413),
        ([], [(b"content-encoding", b"gzip")], 415),
    ],
)
def test_what_is_too_large_or_packed_is_not_read(
    parts: list[bytes], fields: list[tuple[bytes, bytes]], status: int
) -> None:
    with pytest.raises(Problem) as caught:
        read(parts, 10, *fields)
    assert caught.value.status == status


@pytest.mark.parametrize("leaves", [True, False])
def test_work_ends_when_the_client_has_gone(leaves: bool) -> None:
    done = []

    async def receive() -> Message:
        await asyncio.sleep(0.3 if leaves else 60)
        return {"type": "http.disconnect"}

    async def run() -> None:
        with Watch(receive):
            await asyncio.sleep(0.8)
            done.append("work")
        done.append("rest")

    asyncio.run(run())
    assert done == (["rest"] if leaves else ["work", "rest"])


def test_whoever_else_cancels_is_heard() -> None:
    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def run() -> None:
        with Watch(receive):
            await asyncio.sleep(60)

    async def cancel() -> None:
        task = asyncio.ensure_future(run())
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel())
