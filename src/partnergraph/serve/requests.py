"""Requests: header fields, bodies within their limit, and clients that go away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from types import TracebackType

from starlette.types import Receive, Scope

from partnergraph.serve.problems import Problem

#: Seconds after which it is watched whether the client is still there.
MOMENT = 0.25
#: What the state of a request may hold: an answer that has begun to come, and since when, by
#: `time.perf_counter`, it has been worked for.
BEGUN, SINCE = "begun", "since"


def field(scope: Scope, name: bytes) -> str | None:
    """The value of the header field `name` (lower case); several are joined (RFC 9110, 5.3)."""
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    values = [value for key, value in headers if key == name]
    if not values:
        return None
    return (values[0] if len(values) == 1 else b", ".join(values)).decode("latin-1")


def content_type(scope: Scope) -> tuple[str, str]:
    """The media type of the body, and its charset; both empty where none is said."""
    media, *rest = (field(scope, b"content-type") or "").lower().split(";")
    parameters = dict(part.strip().partition("=")[::2] for part in rest)
    return media.strip(), parameters.get("charset", "").strip('"')


async def body(scope: Scope, receive: Receive, most: int) -> bytes:
    """The body of the request.

    Raises Problem: 413 where it has more than `most` bytes, 415 where it is compressed.
    """
    encoding = (field(scope, b"content-encoding") or "identity").lower()
    if encoding != "identity":
        raise Problem(
            415, f"A body in {encoding} is not read.", "", {"Accept-Encoding": "identity"}
        )
    length = field(scope, b"content-length") or "0"
    if not length.isdecimal() or int(length) > most:
        raise too_large(most)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise asyncio.CancelledError
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise too_large(most)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def too_large(most: int) -> Problem:
    """The body has more than `most` bytes; the rest of it is not read."""
    return Problem(
        413, "The request is too large.", f"It may have {most:,} bytes.", {"Connection": "close"}
    )


class Watch:
    """Cancels what is done within it when the client goes away, as in `with Watch(receive):`.

    The body must have been read. Who answers within a moment need not be watched.
    """

    __slots__ = ("_gone", "_receive", "_task", "_timer", "_watcher")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._gone = False
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_later(MOMENT, self._begin)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        if self._gone and kind is asyncio.CancelledError and self._task is not None:
            self._task.uncancel()
            return True
        return False

    def _begin(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._task is not None:
            self._task.cancel()
