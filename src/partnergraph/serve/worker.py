"""A worker: a process that does one job after another and may be killed at any of them.

It receives jobs, and sends answers, through a socket that it was started with. A job is four bytes
of length and a pickle. An answer is a row of frames, each a letter, four bytes of length and the
content: `H` the head (JSON), `D` data, `E` the end, or `P` the problem that there is instead
(JSON). An answer of ordinary size travels at once.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from partnergraph.errors import PartnergraphError
from partnergraph.serve.confinement import cut_off, end_with_starter, limit_memory
from partnergraph.serve.problems import Problem

#: Bytes of an answer that are collected before they are sent.
CHUNK = 1 << 16
LENGTH = struct.Struct("!I")
FRAME = struct.Struct("!cI")
READY = b"R"
HEAD = b"H"
DATA = b"D"
END = b"E"
PROBLEM = b"P"
_GRACE = 2  # seconds after which a job ends that nobody stopped in time


class Reply:
    """What a job writes its answer to: first the head, then data, as to a binary file."""

    def __init__(self, send: Callable[[bytes], object], bounds: Bounds) -> None:
        """Takes what sends bytes, and how long an answer may be."""
        self._send = send
        self._bounds = bounds
        self._mark = self._tail = b""
        self._rows = 0
        self._parts: list[bytes] = []
        self._held = 0
        self._head = b""
        self.size = 0
        self.began = False
        self.refusal: Problem | None = None

    def head(self, head: Mapping[str, object]) -> None:
        """Says what the answer is: anything that JSON can say."""
        text = json.dumps(head, ensure_ascii=False).encode()
        self._head = FRAME.pack(HEAD, len(text)) + text

    def count(self, mark: bytes) -> None:
        """Says by which bytes rows can be counted."""
        self._mark = mark

    def write(self, data: bytes) -> int:
        """Takes a part of the answer. Raises Problem (413) where it becomes too long."""
        self.size += len(data)
        if self._mark:
            self._count(data)
        if self.size > self._bounds.answer or self._rows > self._bounds.rows:
            self.refusal = too_long(self._bounds)
            raise self.refusal
        self._parts.append(data)
        self._held += len(data)
        if self._held >= CHUNK:
            self._send(self._waiting())
            self.began = True
        return len(data)

    def flush(self) -> None:
        """Does nothing: what a file can do."""

    def end(self) -> None:
        """Sends what is left, and that this was all."""
        self._send(self._waiting() + FRAME.pack(END, 0))

    def refuse(self, problem: Problem) -> None:
        """Sends that there is no answer, or that the one begun is not whole."""
        found = (problem.status, problem.title, problem.detail, problem.headers, problem.members)
        text = json.dumps(found, ensure_ascii=True).encode()
        self._send(FRAME.pack(PROBLEM, len(text)) + text)

    def _count(self, data: bytes) -> None:
        text = self._tail + data
        self._rows += text.count(self._mark)
        self._tail = text[max(0, len(text) - len(self._mark) + 1) :]

    def _waiting(self) -> bytes:
        data = b"".join(self._parts)
        frame = FRAME.pack(DATA, len(data)) if data else b""
        found = b"".join((self._head, frame, data))
        self._parts, self._held, self._head = [], 0, b""
        return found


#: Does a job and writes the answer. Raises Problem.
Handler: TypeAlias = Callable[[Any, Reply], None]


class Role(Protocol):
    """What a worker is for. It travels to the worker, so it must be possible to pickle it."""

    def open(self) -> Handler:
        """Opens what the jobs need; called once, in the worker. Raises PartnergraphError."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a worker may take: bytes of memory, bytes and rows of an answer, the network or not."""

    memory: int
    answer: int
    rows: int = sys.maxsize
    network: bool = False


def too_long(bounds: Bounds) -> Problem:
    """An answer has too many bytes, or rows."""
    rows = f" and {bounds.rows:,} rows" if bounds.rows < sys.maxsize else ""
    hint = f"It may have {bounds.answer:,} bytes{rows}. Ask for less, with LIMIT."
    return Problem(413, "The answer is too long.", hint)


def work(connection: socket.socket, role: Role, bounds: Bounds) -> None:
    """The life of a worker; it ends when nobody holds the other end of `connection`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the starter to answer
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_starter()
    limit_memory(bounds.memory)
    if not bounds.network:
        cut_off()
    connection.setblocking(True)
    reply = Reply(connection.sendall, bounds)
    try:
        handler = role.open()
    except PartnergraphError as error:
        reply.refuse(Problem(503, error.message, error.hint))
        return
    _silence()
    try:
        connection.sendall(FRAME.pack(READY, 0))
        while (job := _received(connection)) is not None:
            seconds, asked = pickle.loads(job)  # noqa: S301 - it comes from our starter
            _alarm(seconds + _GRACE)
            _do(handler, asked, Reply(connection.sendall, bounds))
            _alarm(0)
    except ConnectionError:
        return


def _silence() -> None:
    """Keeps what libraries print when they fail, at length, from standard error; ours stays."""
    ours = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    sys.stderr = ours


def _alarm(seconds: float) -> None:
    """Has the system end this process in so many seconds, even from within the engine."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _do(handler: Handler, job: object, reply: Reply) -> None:
    try:
        handler(job, reply)
    except ConnectionError:
        raise
    except Problem as problem:
        reply.refuse(problem)
    except MemoryError:
        raise
    except Exception:
        if reply.refusal is None:
            traceback.print_exc()
        reply.refuse(reply.refusal or Problem(500, "This could not be answered."))
    else:
        reply.end()


def _received(connection: socket.socket) -> bytes | None:
    """The next job; None when there is nobody any more."""
    head = connection.recv(1 << 16)
    if not head:
        return None
    while len(head) < LENGTH.size:
        head += connection.recv(LENGTH.size - len(head)) or _gone()
    length = LENGTH.unpack_from(head)[0]
    parts, held = [head[LENGTH.size :]], len(head) - LENGTH.size
    while held < length:
        part = connection.recv(min(1 << 20, length - held)) or _gone()
        parts.append(part)
        held += len(part)
    return b"".join(parts)


def _gone() -> bytes:
    raise ConnectionResetError
