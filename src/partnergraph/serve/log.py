"""The access log: a line of JSON for each request, by default without what people asked.

Neither query strings, nor addresses of clients, nor any header field are written, so that a log
can be kept and shown. A line holds ASCII only, and no line break but its own.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnergraph.errors import PartnergraphError

_LONGEST = 1000


class Log:
    """A file of lines, or standard error; `queries` says whether query strings are written."""

    def __init__(self, path: Path | None = None, *, queries: bool = False) -> None:
        """Opens the file `path`. Raises PartnergraphError where it cannot be written."""
        self.queries = queries
        self._path = path
        self._stream = self._open()

    def write(self, **fields: object) -> None:
        """Writes a line with the time and `fields`. A disk that is full stops no answer."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        try:
            self._stream.write(f"{json.dumps({'time': moment, **fields})}\n")
            self._stream.flush()
        except (OSError, ValueError):
            return

    def reopen(self) -> None:
        """Goes on in a new file, after somebody has moved the old one away."""
        if self._path is not None:
            old, self._stream = self._stream, self._open()
            old.close()

    def close(self) -> None:
        """Closes the file."""
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
            fields = {"method": scope["method"], "path": _path(scope), "status": status}
            if self.log.queries and scope["query_string"]:
                fields["query"] = scope["query_string"].decode("latin-1")[:_LONGEST]
            if not whole:
                fields["aborted"] = True
            self.log.write(**fields, bytes=sent, ms=milliseconds)


def _path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
    return raw.decode("latin-1")[:_LONGEST]
