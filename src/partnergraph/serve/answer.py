"""An answer of a worker, as it arrives."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

from partnergraph.serve.problems import Problem
from partnergraph.serve.spool import Room, Spool

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
    """A head, and data that may still be on its way.

    `begun` says that the head is there, and `refused` why it never will be.
    """

    __slots__ = (
        "_error",
        "_heard",
        "_more",
        "_parts",
        "_paused",
        "_size",
        "_spool",
        "_waiter",
        "begun",
        "ended",
        "head",
        "refused",
        "room",
        "source",
    )

    def __init__(self, heard: Callable[[], None] | None = None) -> None:
        """`heard` is called once, when the answer begins (a short one is whole then) or fails."""
        self.head: dict[str, Any] = {}
        self.begun = self.ended = False
        self.refused: BaseException | None = None
        self.source: Source | None = None
        self._heard = heard
        self._waiter: asyncio.Future[None] | None = None
        #: Where the answer may wait on the disk.
        self.room: Room | None = None
        self._parts: deque[bytes] = deque()
        self._size = 0
        self._spool: Spool | None = None
        self._paused = False
        self._error: BaseException | None = None
        self._more: asyncio.Event | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more can come."""
        return self.ended or self._error is not None

    async def beginning(self) -> None:
        """Waits until the answer begins. Raises Problem where it does not."""
        if not self.begun and self._error is None:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self.refused is not None:
            raise self.refused

    @property
    def body(self) -> bytes | None:
        """All data, where it is here already and none was taken; else None."""
        if not self.ended or self._spool is not None:
            return None
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    @property
    def spooled(self) -> bool:
        """Whether it waits on the disk, because its reader takes his time."""
        return self._spool is not None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The data as it comes. Raises BrokenOff where it ends before its end."""
        self._more = asyncio.Event()
        while True:
            while part := self._next():
                self._size -= len(part)
                if self._paused and self._size <= (0 if self.spooled else _MOST // 2):
                    self._paused = False
                    if self.source is not None:
                        self.source.resume()
                yield part
            if self._error is not None:
                raise BrokenOff(str(self._error)) from self._error
            if self.ended:
                self._close()
                return
            self._more.clear()
            await self._more.wait()

    def stop(self) -> None:
        """Gives up on the rest. Nothing happens where the answer is complete."""
        if not self.over:
            self._error = BrokenOff("Nobody wants the answer any more.")
            self._heard = None
            if self.source is not None:
                self.source.stop(self)
        self._close()

    def begin(self) -> None:
        """Tells that the head is there."""
        if not self.begun:
            self.begun = True
            self._tell()

    def spool(self) -> bool:
        """Lets what is there, and what comes, wait on the disk, so that the worker need not.

        False where there is no room, or not for more.
        """
        if self.room is None or self._spool is not None:
            return False
        self._spool = self.room.spool()
        if self._spool is None:
            return False
        while self._parts:
            if not self._spool.put(self._parts.popleft()):
                return False
        self._paused = False
        if self.source is not None:
            self.source.resume()
        return True

    def take(self, data: bytes) -> None:
        """Adds a part that has come."""
        self._size += len(data)
        if self._spool is None:
            self._parts.append(data)
            full = self._size > _MOST
        else:
            full = not self._spool.put(data)
        if full and not self._paused:
            self._paused = True
            if self.source is not None:
                self.source.pause()
        self._wake()

    def end(self) -> None:
        """Nothing more comes: the answer is whole."""
        self.ended = True
        self._wake()

    def fail(self, problem: Problem) -> None:
        """Nothing more comes: there is no answer, or not the rest of it."""
        if self.over:
            return
        self._error = problem
        self._wake()
        if not self.begun:
            self.refused = problem
            self._tell()

    def _tell(self) -> None:
        heard, self._heard = self._heard, None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        if heard is not None:
            heard()

    def _next(self) -> bytes:
        """The next part that is here; b'' where there is none. Raises BrokenOff."""
        if self._parts:
            return self._parts.popleft()
        if self._spool is None:
            return b""
        if self._spool.late:
            raise BrokenOff("Nobody has read the answer for too long.")
        try:
            return self._spool.get()
        except OSError as error:
            raise BrokenOff("The answer cannot be read from the disk.") from error

    def _close(self) -> None:
        if self._spool is not None:
            self._spool.close()

    def _wake(self) -> None:
        if self._more is not None:
            self._more.set()
