"""The access log: a line of JSON for each request, by default without what people asked.

Neither query strings, nor addresses of clients, nor any header field are written, so that a log
can be kept and shown. A line holds ASCII only, and no line break but its own.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnergraph.errors import PartnergraphError

_LONGEST = 1000
_DELAY = 0.2  # seconds until a line is written, so that many are written at once


class Log:
    """A file of lines, or standard error; `queries` says whether query strings are written."""

    def __init__(self, path: Path | None = None, *, queries: bool = False) -> None:
        """Opens the file `path`. Raises PartnergraphError where it cannot be written."""
        self.queries = queries
        self._path = path
        self._stream = self._open()
        self._lines: list[tuple[float, dict[str, object]]] = []
        self._timer: asyncio.TimerHandle | None = None

    def write(self, **fields: object) -> None:
        """Writes a line with the time and `fields`, soon. A disk that is full stops no answer."""
        self._lines.append((time.time(), fields))
        if self._timer is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                self.flush()
                return
            self._timer = loop.call_later(_DELAY, self.flush)

    def request(
        self,
        method: str,
        path: bytes,
        query: bytes,
        status: int,
        size: int,
        milliseconds: float = 0.0,
        *,
        whole: bool = True,
    ) -> None:
        """Writes what was answered to a request: its status, how many bytes, and how soon."""
        more: dict[str, object] = {} if whole else {"aborted": True}
        if self.queries and query:
            more["query"] = query.decode("latin-1")[:_LONGEST]
        shown = path.decode("latin-1")[:_LONGEST]
        self.write(method=method, path=shown, status=status, bytes=size, ms=milliseconds, **more)

    def flush(self) -> None:
        """Writes the lines of the last moment."""
        lines, self._lines, self._timer = self._lines, [], None
        try:
            self._stream.writelines(_line(*line) for line in lines)
            self._stream.flush()
        except (OSError, ValueError):
            return

    def reopen(self) -> None:
        """Goes on in a new file, after somebody has moved the old one away."""
        self.flush()
        if self._path is not None:
            old, self._stream = self._stream, self._open()
            old.close()

    def close(self) -> None:
        """Writes what is left, and closes the file."""
        self.flush()
        if self._path is not None:
            self._stream.close()

    def _open(self) -> TextIO:
        if self._path is None:
            return sys.stderr
        try:
            return self._path.open("a", encoding="ascii", newline="\n")
        except OSError as error:
            raise PartnergraphError(
                f"The log {self._path} cannot be written: {error.strerror or error}."
            ) from error


class Logged:
    """The layer of ASGI around `app` that logs its answers."""

    def __init__(self, app: ASGIApp, log: Log) -> None:
        """Takes the application and the log."""
        self.app = app
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, and writes a line about it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, sent, whole = time.perf_counter(), 500, 0, False

        async def passed(message: Message) -> None:
            nonlocal status, sent, whole
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
                whole = not message.get("more_body")
            await send(message)

        try:
            await self.app(scope, receive, passed)
        finally:
            milliseconds = round(1000 * (time.perf_counter() - began), 1)
            asked = scope["raw_path"], scope["query_string"]
            self.log.request(scope["method"], *asked, status, sent, milliseconds, whole=whole)


def _line(moment: float, fields: dict[str, object]) -> str:
    when = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return f"{json.dumps({'time': when, **fields})}\n"
