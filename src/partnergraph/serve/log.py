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
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnergraph.errors import PartnergraphError
from partnergraph.serve.requests import SINCE

_LONGEST = 1000
_DELAY = 0.2  # seconds until a line is written, so that many are written at once
_MANY = 500  # lines that do not wait that long, because too many at once hold up others


class Log:
    """A file of lines, or standard error; `queries` says whether query strings are written."""

    def __init__(self, path: Path | None = None, *, queries: bool = False) -> None:
        """Opens the file `path`. Raises PartnergraphError where it cannot be written."""
        self.queries = queries
        self._path = path
        self._stream = self._open()
        self._lines: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def write(self, **fields: object) -> None:
        """Writes a line with the time and `fields`, soon. A disk that is full stops no answer."""
        self._add(json.dumps(fields)[1:-1])

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
        more = "" if whole else ', "aborted": true'
        if self.queries and query:
            more += f', "query": {_quoted(query[:_LONGEST])}'
        told = f'"method": {_quoted(method.encode())}, "path": {_quoted(path[:_LONGEST])}'
        self._add(f'{told}, "status": {status}, "bytes": {size}, "ms": {milliseconds}{more}')

    def _add(self, said: str) -> None:
        self._lines.append(f'{{"time": "{_time(time.time())}", {said}}}\n')
        if len(self._lines) >= _MANY:
            self.flush()
        elif self._timer is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                self.flush()
                return
            self._timer = loop.call_later(_DELAY, self.flush)

    def flush(self) -> None:
        """Writes the lines of the last moment."""
        lines, self._lines = self._lines, []
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        try:
            self._stream.write("".join(lines))
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
        status, sent, whole = 500, 0, False
        began: float = scope.get("state", {}).get(SINCE) or time.perf_counter()

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


def _time(moment: float) -> str:
    """A moment, in seconds since 1970, as RFC 3339 writes it."""
    milliseconds = int(1000 * moment)
    return f"{_second(milliseconds // 1000)}.{milliseconds % 1000:03}+00:00"


@lru_cache(maxsize=2)
def _second(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%S}"


@lru_cache(maxsize=1024)
def _quoted(text: bytes) -> str:
    """The beginning of what a client has said, as JSON in ASCII."""
    return json.dumps(text.decode("latin-1"))
