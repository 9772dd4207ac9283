"""Connections: HTTP/1.1 as uvicorn speaks it, for clients who are slow, greedy or silent.

What uvicorn lacks is added: a request must be whole within a time, its head has a largest size, a
client who does not read his answer is left, and beyond a number of connections the one that has
been silent for longest makes room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from partnergraph.serve.headers import COMMON
from partnergraph.serve.lookups import Lookup
from partnergraph.serve.problems import MEDIA_TYPE, Problem
from partnergraph.serve.readers import Reading
from partnergraph.serve.ready import Key, key_of
from partnergraph.serve.requests import BEGUN, MOMENT, SINCE
from partnergraph.serve.waiting import Waiting

#: Seconds for which what a refused client still sends is taken and thrown away.
_LINGER = 2.0
_END = b"\r\n\r\n"  # of a request without a body
_LARGE = 1 << 16


class Connection(HttpToolsProtocol):
    """A connection with bounds."""

    def __init__(
        self,
        waiting: Waiting,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._waiting = waiting
        self._bounds = waiting.bounds
        self._head = 0
        self._in_head = True
        self._refusal = Problem(400, "This is no HTTP request.")
        self._refused = self._sent = self._alone = self._leaving = False
        self._lookup: Lookup | None = None
        self._later: list[bytes] = []  # what came while a lookup was on its way
        self._whole = True
        self._timer: asyncio.TimerHandle | None = None
        self._reading: Reading | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins; the first request must come in time."""
        super().connection_made(transport)
        self._expect()
        found = self._waiting.found
        if len(self.connections) > self._bounds.connections and found:
            found.popitem(last=False)[0].give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends."""
        self._arrived()
        self._read()
        if self._lookup is not None:
            self.loop.call_later(MOMENT, self._lookup.answer.stop)
            self._lookup = None
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Ends when the answer that is on its way is out."""
        if self._lookup is not None:
            self._leaving = True
        else:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Takes what came; refuses a head that is too large before it is whole."""
        if self._refused:
            return
        if self._lookup is not None:
            self._later.append(data)
            if sum(map(len, self._later)) > self._bounds.address:
                self.flow.pause_reading()
            return
        self._alone = self._whole and data.find(_END) == len(data) - len(_END)
        if self._in_head:
            if self._head > self._bounds.address + self._bounds.fields:
                self._refuse(431, "The header fields are too large.")
                return
            self._head += len(data)
        super().data_received(data)
        if self._timer is None and not self._whole:
            self._expect()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head, self._whole, self._fields, self._sent = True, False, 0, False

    def on_url(self, url: bytes) -> None:
        """A part of the address came. Raises Problem, which ends in `send_400_response`."""
        super().on_url(url)
        if len(self.url) > self._bounds.address:
            self._refusal = Problem(414, "The address is too long.", "Send the query by POST.")
            raise self._refusal

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field came. Raises Problem as `on_url` does."""
        self._fields += len(name) + len(value)
        if self._fields > self._bounds.fields:
            self._refusal = Problem(431, "The header fields are too large.")
            raise self._refusal
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole: sends a response that is ready, or asks a worker, or the application.

        Only of a request that came alone it is certain that nothing of it is still to come.
        """
        self._in_head, self._head = False, 0
        key = self._key()
        found = None if key is None else self._waiting.ready.get(key)
        if found is not None:
            self._sent = True
            self._respond(*found)
        elif (
            key is not None
            and self._alone
            and (lookup := self._waiting.lookups.of(key, self._heard))
        ):
            self._lookup = lookup
            lookup.begin()
        else:
            super().on_headers_complete()

    def _respond(self, rest: bytes, size: int, milliseconds: float = 0.0) -> None:
        """Sends a response, of which `rest` is all but its first line and the date."""
        dated = [
            name + b": " + value + b"\r\n" for name, value in self.server_state.default_headers
        ]
        if len(rest) < _LARGE:
            self.transport.write(b"".join([STATUS_LINE[200], *dated, rest]))
        else:  # which is not copied for each client
            self.transport.write(b"".join([STATUS_LINE[200], *dated]))
            self.transport.write(rest)
        path, _, query = self.url.partition(b"?")
        self._waiting.log.request("GET", path, query, 200, size, milliseconds)

    def _heard(self) -> None:
        """The answer to a lookup begins: sends it, or lets the application do so."""
        lookup, self._lookup = self._lookup, None
        if lookup is None or self.transport.is_closing():
            return
        found = lookup.response()
        if found is not None:
            self._respond(*found, lookup.milliseconds)
            self.on_response_complete()
        else:
            self.scope["state"].update({BEGUN: lookup.answer, SINCE: lookup.since})
            super().on_headers_complete()
            super().on_message_complete()
        if self._leaving:
            self.shutdown()
        elif self._later:
            data, self._later = b"".join(self._later), []
            self.flow.resume_reading()
            self.data_received(data)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._arrived()
        self._in_head = self._whole = True
        if self._sent:
            self.on_response_complete()
        elif self._lookup is None:
            super().on_message_complete()

    def _key(self) -> Key | None:
        """What the request is known by, if it can be answered here and now."""
        waits = self.cycle is not None and not self.cycle.response_complete
        if waits or self.flow.write_paused or self.transport.is_closing():
            return None
        if self.parser.get_http_version() != "1.1" or not self.parser.should_keep_alive():
            return None
        return key_of(self.parser.get_method(), self.url, self.headers)

    def on_response_complete(self) -> None:
        """The answer is out; until the next request, this connection may have to make room."""
        super().on_response_complete()
        if not self.pipeline and not self.transport.is_closing():
            self._waiting.found[self] = None

    def pause_writing(self) -> None:
        """The client reads more slowly than he is sent to."""
        super().pause_writing()
        if self._reading is None:
            self._reading = self._waiting.readers.begin(self.transport)

    def resume_writing(self) -> None:
        """The client has read nearly all."""
        super().resume_writing()
        self._read()

    def send_400_response(self, msg: str) -> None:
        """Answers what is no request, and says in one line why."""
        del msg
        self._refuse(self._refusal.status, self._refusal.title, self._refusal.detail)

    def give_up(self) -> None:
        """Ends a connection from which no whole request came."""
        self._timer = None
        self._waiting.found.pop(self, None)
        answered = self.cycle is not None and self.cycle.response_started
        begun = self._head > 0 or not self._in_head
        if answered or not begun:
            self.transport.close()
        else:
            self._refuse(408, "The request did not come in time.")

    def _refuse(self, status: int, title: str, detail: str = "") -> None:
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        body = Problem(status, title or HTTPStatus(status).phrase, detail).body()
        fields = {
            **COMMON,
            "Content-Type": MEDIA_TYPE,
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        head = b"".join(f"{name.lower()}: {value}\r\n".encode() for name, value in fields.items())
        self.transport.write(STATUS_LINE[status] + head + b"\r\n" + body)
        # Closed at once, with bytes still coming in, the client might never see the answer.
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)

    def _expect(self) -> None:
        self._waiting.found[self] = None
        self._timer = self.loop.call_later(self._bounds.request, self.give_up)

    def _arrived(self) -> None:
        self._waiting.found.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.end()
            self._reading = None


def connections(waiting: Waiting) -> Callable[..., Connection]:
    """What uvicorn calls for each new connection."""
    return partial(Connection, waiting)
