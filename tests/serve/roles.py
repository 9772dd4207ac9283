"""Roles of workers that behave as badly as a test wants."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partnergraph.errors import StoreError
from partnergraph.serve.problems import Problem
from partnergraph.serve.worker import Handler, Reply


@dataclass(frozen=True)
class Puppet:
    """Does what each job says. `trouble` lets no worker open; each leaves its number in `trace`."""

    trouble: str = ""
    trace: Path | None = None

    def open(self) -> Handler:
        if self.trace is not None:
            (self.trace / str(os.getpid())).touch()
        if self.trouble == "die":
            os._exit(3)
        if self.trouble:
            raise StoreError("There is no graph.", "Build one.")
        return self.handle

    def handle(self, job: object, reply: Reply) -> None:
        verb, value = job if isinstance(job, tuple) else (job, None)
        reply.head({"verb": verb})
        DEEDS[verb](reply, value)


def refuse(_reply: Reply, _value: object) -> None:
    raise Problem(418, "No.", "Ask for tea.", {"X-Tea": "yes"}, {"cups": 2})


def fail(_reply: Reply, _value: object) -> None:
    raise ZeroDivisionError


def spin(_reply: Reply, value: float) -> None:
    until = time.monotonic() + value
    while time.monotonic() < until:
        pass


def crash(_reply: Reply, _value: object) -> None:
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGSEGV)


def flood(reply: Reply, value: int) -> None:
    for _ in range(value):
        reply.write(b"x" * 65_536)


def flood_and_crash(reply: Reply, _value: object) -> None:
    reply.write(b"x" * 200_000)
    os.kill(os.getpid(), signal.SIGKILL)


def connect(reply: Reply, value: int) -> None:
    try:
        socket.create_connection(("127.0.0.1", value), 2).close()
        reply.write(b"connected")
    except OSError as error:
        reply.write(type(error).__name__.encode())


def niceness(reply: Reply, _value: object) -> None:
    """Works until somebody lowers the priority, and tells how far."""
    until = time.monotonic() + 5
    while os.getpriority(os.PRIO_PROCESS, 0) == 0 and time.monotonic() < until:
        pass
    reply.write(str(os.getpriority(os.PRIO_PROCESS, 0)).encode())


def complain(_reply: Reply, _value: object) -> None:
    os.write(2, b"noise of a library\n")
    sys.stderr.write("a word of ours\n")


DEEDS: Mapping[str, Callable[[Reply, Any], object]] = {
    "echo": lambda reply, value: reply.write(value),
    "pid": lambda reply, _value: reply.write(str(os.getpid()).encode()),
    "sleep": lambda _reply, value: time.sleep(value),
    "hoard": lambda reply, value: reply.write(str(len(bytearray(value))).encode()),
    "refuse": refuse,
    "fail": fail,
    "spin": spin,
    "crash": crash,
    "flood": flood,
    "flood and crash": flood_and_crash,
    "connect": connect,
    "niceness": niceness,
    "complain": complain,
}
