"""An answer of a worker, as it arrives."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Protocol

from partnergraph.serve.problems import Problem

#: Bytes that are held of an answer that nobody takes; then its worker has to wait.
_MOST = 1 << 21


class BrokenOff(ConnectionError):  # noqa: N818 - it is no error of ours
    """An answer ended before its end, after a part of it was given out."""


class Source(Protocol):
    """Where an answer comes from."""

    def pause(self) -> None:
        """Lets nothing come for a while."""

    def resume(self) -> None:
        """Lets it come again."""

    def stop(self, answer: Answer) -> None:
        """Ends the work on `answer`."""


class Answer:
    """A head, and data that may still be on its way."""

    __slots__ = (
        "_error",
        "_more",
        "_parts",
        "_paused",
        "_size",
        "_source",
        "begun",
        "ended",
        "head",
    )

    def __init__(self, source: Source) -> None:
        self.head: dict[str, Any] = {}
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended = False
        self._source = source
        self._parts: deque[bytes] = deque()
        self._size = 0
        self._paused = False
        self._error: BaseException | None = None
        self._more: asyncio.Event | None = None

    @property
    def body(self) -> bytes | None:
        """All data, where it is here already and none was taken; else None."""
        if not self.ended:
            return None
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The data as it comes. Raises BrokenOff where it ends before its end."""
        self._more = asyncio.Event()
        while True:
            while self._parts:
                part = self._parts.popleft()
                self._size -= len(part)
                if self._paused and self._size < _MOST // 2:
                    self._paused = False
                    self._source.resume()
                yield part
            if self._error is not None:
                raise BrokenOff(str(self._error))
            if self.ended:
                return
            self._more.clear()
            await self._more.wait()

    def stop(self) -> None:
        """Gives up on the rest. Nothing happens where the answer is complete."""
        if not self.ended and self._error is None:
            self._error = BrokenOff("Nobody wants the answer any more.")
            self._source.stop(self)

    def take(self, data: bytes) -> None:
        """Adds a part that has come."""
        self._parts.append(data)
        self._size += len(data)
        if self._size > _MOST and not self._paused:
            self._paused = True
            self._source.pause()
        self._wake()

    def end(self) -> None:
        """Nothing more comes: the answer is whole."""
        self.ended = True
        self._wake()

    def fail(self, problem: Problem) -> None:
        """Nothing more comes: there is no answer, or not the rest of it."""
        if self._error is not None or self.ended:
            return
        self._error = problem
        if not self.begun.done():
            self.begun.set_exception(problem)
        self._wake()

    def _wake(self) -> None:
        if self._more is not None:
            self._more.set()
