"""A keeper: our side of one worker. It gives jobs, reads answers, and kills."""

from __future__ import annotations

import asyncio
import json
import pickle
import socket
import time
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, cast

from partnergraph.serve.answer import Answer
from partnergraph.serve.problems import Problem, died, too_slow
from partnergraph.serve.processes import processor_time, renice, started
from partnergraph.serve.spool import Room
from partnergraph.serve.worker import DATA, END, FRAME, HEAD, LENGTH, PROBLEM, READY, Bounds, Role

#: Seconds after which a job is no quick one any more.
MOMENT = 0.2
_LAST = FRAME.pack(END, 0)
_PATIENCE = 5.0  # seconds that the end of a killed process may take


class Employer(Protocol):
    """Whom a keeper tells about its worker."""

    role: Role
    bounds: Bounds
    room: Room

    def freed(self, keeper: Keeper) -> None:
        """The worker has nothing to do."""

    def lasting(self, keeper: Keeper) -> None:
        """The worker's job takes longer than a moment."""

    def lost(self, keeper: Keeper) -> None:
        """The worker has ended."""


class Keeper(asyncio.Protocol):
    """One worker as those see it who want work done."""

    def __init__(self, employer: Employer) -> None:
        self.ready = False
        self.since = 0.0
        self.trouble: Problem | None = None
        self._employer = employer
        self._process: BaseProcess | None = None
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._answer: Answer | None = None
        self._until = 0.0
        self._allowed = 0.0
        self._look_at = 0.0  # when to look whether the job lasts
        self._spent: float | None = None  # by the processor, when the job had lasted a moment
        self._paused = False
        self._last: tuple[bytes, dict[str, Any]] = (b"", {})
        self._rest = b""  # of a frame that has not come whole
        self._data = 0  # bytes still to come of a frame of data

    def start(self) -> None:
        """Starts the process; `freed` or `lost` tells what became of it."""
        self._process, ours = started(self._employer.role, self._employer.bounds)
        self._connecting = self._loop.create_task(self._connect(ours))

    async def _connect(self, ours: socket.socket) -> None:
        await self._loop.create_connection(lambda: self, sock=ours)

    @property
    def busy(self) -> bool:
        """Whether the worker has a job."""
        return self._answer is not None

    def give(self, job: object, answer: Answer, seconds: float, allowed: float) -> None:
        """Has the worker do `job` within `seconds`; `answer` learns what comes of it.

        That is what waiting has left of the time `allowed`, which its client is told.
        """
        if self._transport is None or self._transport.is_closing():
            answer.fail(died())
            return
        text = pickle.dumps((seconds, job), pickle.HIGHEST_PROTOCOL)
        self._answer, answer.source = answer, self
        answer.room = self._employer.room
        self.since = time.monotonic()
        self._spent = None
        self._until, self._allowed = self.since + seconds, allowed
        self._look_at = self.since + MOMENT
        self._transport.write(LENGTH.pack(len(text)) + text)

    def tick(self, now: float) -> None:
        """Looks whether the job takes too long, or long; `now` is that of `time.monotonic`."""
        if self._answer is None:
            return
        if now > self._until:
            self.kill(too_slow(self._allowed))
        elif now > self._look_at:
            self._look(now)

    def _look(self, now: float) -> None:
        """Tells that the job lasts, once the worker has had a chance to do it.

        Where it is the client who takes his time, the answer waits on the disk if it can.
        """
        self._look_at = now + MOMENT / 2
        spent = processor_time(self._process) if self._process else None
        before, self._spent = self._spent, self._spent or spent
        lasts = spent is None or (before is not None and spent - before > MOMENT / 2)
        slow = self._paused and not (self._answer and self._answer.spool())
        if slow or lasts:
            self._employer.lasting(self)

    def kill(self, problem: Problem | None = None) -> None:
        """Ends the process at once; a job that it has gets no answer, because of `problem`."""
        answer, self._answer = self._answer, None
        if self._process is not None:
            self._process.kill()
        if self._transport is not None:
            self._transport.abort()
        if answer is not None:
            answer.fail(problem or died())

    async def ended(self) -> None:
        """Waits until the process is gone, and with it every lock that it held."""
        for _ in range(int(_PATIENCE / 0.01)):
            if self._process is None or self._process.exitcode is not None:
                return
            await asyncio.sleep(0.01)

    def renice(self) -> None:
        """Lets the process have the processor only where nobody else wants it."""
        if self._process is not None:
            renice(self._process)

    def pause(self) -> None:
        """Reads no more for a while, so that the worker waits."""
        if self._transport is not None and not self._transport.is_closing():
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Reads again."""
        if self._paused and self._transport is not None and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()

    def stop(self, answer: Answer) -> None:
        """Ends the work on `answer`, which nobody wants any more."""
        if answer is self._answer:
            self.kill()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop: the worker is gone, or we have let it go."""
        del exc
        self.kill()
        self._employer.lost(self)

    def data_received(self, data: bytes) -> None:
        """Called by the loop: reads frames, see `worker`."""
        if not (self._rest or self._data) and self._has_whole(data):
            return
        at, end = 0, len(data)
        if self._rest:
            data, self._rest = self._rest + data, b""
            end = len(data)
        while at < end:
            if self._data:
                part = data[at : at + self._data] if at or self._data < end else data
                self._data -= len(part)
                at += len(part)
                if self._answer is not None:
                    self._answer.take(part)
                continue
            if end - at < FRAME.size:
                break
            kind, length = FRAME.unpack_from(data, at)
            if kind == DATA:
                self._data = length
                at += FRAME.size
                continue
            if end - at < FRAME.size + length:
                break
            content = data[at + FRAME.size : at + FRAME.size + length]
            at += FRAME.size + length
            self._frame(kind, content)
        self._rest = data[at:]
        answer = self._answer
        if answer is not None and answer.head:
            answer.begin()

    def _has_whole(self, data: bytes) -> bool:
        """Whether `data` is an answer from its head to its end, as it mostly is; then takes it."""
        answer, end = self._answer, len(data) - FRAME.size
        if answer is None or not data.startswith(HEAD) or not data.endswith(_LAST):
            return False
        at = FRAME.size + FRAME.unpack_from(data)[1]
        if at + FRAME.size > end:
            return False
        kind, size = FRAME.unpack_from(data, at)
        if kind != DATA or at + FRAME.size + size != end:
            return False
        answer.head = self._head(data[FRAME.size : at])
        answer.take(data[at + FRAME.size : end])
        self._done(answer, None)
        return True

    def _frame(self, kind: bytes, content: bytes) -> None:
        answer = self._answer
        if kind == HEAD:
            if answer is not None:
                answer.head = self._head(content)
        elif kind == PROBLEM and not self.ready:
            self.trouble = _problem(content)
        elif kind == READY:
            self.ready = True
            self._employer.freed(self)
        else:
            self._done(answer, _problem(content) if kind == PROBLEM else None)

    def _head(self, content: bytes) -> dict[str, Any]:
        """A head, which often is the same as the last one."""
        if content != self._last[0]:
            self._last = content, json.loads(content)
        return self._last[1]

    def _done(self, answer: Answer | None, problem: Problem | None) -> None:
        self._answer = None
        self.resume()
        if self._transport is not None and not self._transport.is_closing():
            self._employer.freed(self)
        if answer is None:
            return
        if problem is not None:
            answer.fail(problem)
        else:
            answer.end()
            answer.begin()


def _problem(content: bytes) -> Problem:
    found: list[Any] = json.loads(content)
    return Problem(*found)
