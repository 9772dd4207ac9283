"""Responses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from starlette.types import Message, Send

from partnergraph.serve.problems import Problem
from partnergraph.serve.responses import (
    entity_tag,
    matches,
    refused,
    streamed,
    unchanged,
    whole,
)
from partnergraph.serve.spool import Room


def sent(respond: Callable[[Send], Awaitable[None]]) -> list[Message]:
    found: list[Message] = []

    async def send(message: Message) -> None:
        found.append(message)

    asyncio.run(respond(send))  # type: ignore[arg-type]
    return found


async def chunks() -> AsyncIterator[bytes]:
    yield b"a"
    yield b"b"


def test_tags_differ_by_content_and_by_form() -> None:
    tags = {entity_tag("text/csv", b"a"), entity_tag("text/csv", b"b"), entity_tag("text/x", b"a")}
    assert len(tags) == 3
    assert all(tag[0] == tag[-1] == '"' for tag in tags)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (None, False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ("", False),
    ],
)
def test_a_client_may_have_it_already(condition: str | None, found: bool) -> None:
    assert matches(condition, '"a"') == found


def test_a_whole_response_says_how_long_it_is() -> None:
    start, body = sent(lambda send: whole(send, 200, {"X": "y"}, b"abc"))
    assert start["headers"] == [(b"x", b"y"), (b"content-length", b"3")]
    assert body["body"] == b"abc"


def test_no_content_has_no_length() -> None:
    assert sent(lambda send: whole(send, 204, {}))[0]["headers"] == []


def test_not_modified_has_no_type_and_no_body() -> None:
    start, body = sent(lambda send: unchanged(send, {"Content-Type": "a/b", "ETag": '"a"'}))
    assert (start["status"], start["headers"]) == (304, [(b"etag", b'"a"')])
    assert body["body"] == b""


def test_a_problem_is_not_kept_by_anybody() -> None:
    start, _ = sent(lambda send: refused(send, Problem(405, "No.", headers={"Allow": "GET"})))
    fields = dict(start["headers"])
    assert fields[b"content-type"] == b"application/problem+json"
    assert fields[b"cache-control"] == b"no-store"
    assert fields[b"allow"] == b"GET"


def test_parts_are_sent_as_they_come() -> None:
    scope = {"type": "http", "http_version": "1.1"}
    found = sent(lambda send: streamed(scope, send, {}, chunks(), None))
    assert [message.get("body") for message in found] == [None, b"a", b"b", b""]
    assert [message.get("more_body", False) for message in found[1:]] == [True, True, False]


def test_an_old_client_gets_it_at_once_with_its_length() -> None:
    scope, room = {"type": "http", "http_version": "1.0"}, Room()
    start, *parts = sent(lambda send: streamed(scope, send, {}, chunks(), room))
    assert start["headers"] == [(b"content-length", b"2")]
    assert b"".join(part["body"] for part in parts) == b"ab"
    assert (room.open, room.held) == (0, 0)


@pytest.mark.parametrize("room", [Room(most=1), Room(spools=0)])
def test_an_old_client_for_whom_there_is_no_room_must_come_again(room: Room) -> None:
    scope = {"type": "http", "http_version": "1.0"}
    with pytest.raises(Problem, match="busy") as refusal:
        sent(lambda send: streamed(scope, send, {}, chunks(), room))
    assert (refusal.value.status, room.open, room.held) == (503, 0, 0)
