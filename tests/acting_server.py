"""A server on loopback that behaves as a test says, and keeps what it was sent."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph
import pytest

from partnergraph.endpoint import Endpoint
from partnergraph.errors import PartnergraphError
from partnergraph.login import PASSWORD, TOKEN, USER

SELECT = "SELECT ?s WHERE { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
JSON = "application/sparql-results+json"
YES = b'{"head": {}, "boolean": true}'
ROWS = (
    b'{"head": {"vars": ["s"]}, '
    b'"results": {"bindings": [{"s": {"type": "uri", "value": "urn:a"}}]}}'
)
XML_ROWS = b"""<sparql xmlns="http://www.w3.org/2005/sparql-results#">
<head><variable name="s"/></head>
<results><result><binding name="s"><uri>urn:a</uri></binding></result></results></sparql>"""
CANARIES = {"user": "canary-user", "password": "canary-pa55word", "token": "canary-t0ken"}


@dataclass
class Seen:
    """One request as the server got it."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, list[str]]


@dataclass
class Server:
    """A server on loopback that behaves as `act` says; it keeps what it was sent."""

    url: str
    seen: list[Seen] = field(default_factory=list)


Act = Callable[["Handler", Seen, int], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    act: Act
    server_seen: list[Seen]

    def log_message(self, *_: object) -> None: ...

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        form = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
        seen = Seen(self.command, self.path, dict(self.headers), form)
        self.server_seen.append(seen)
        type(self).act(self, seen, len(self.server_seen))

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 - names that the library asks for

    def reply(self, body: bytes = b"", kind: str = JSON, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


Serve = Callable[[Act], Server]


def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """What starts such servers, without a login in the environment; they end when it does."""
    for name in (USER, PASSWORD, TOKEN):
        monkeypatch.delenv(name, raising=False)
    running: list[ThreadingHTTPServer] = []

    def start(act: Act) -> Server:
        seen: list[Seen] = []
        handler = type("Acting", (Handler,), {"act": staticmethod(act), "server_seen": seen})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        running.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return Server(f"http://127.0.0.1:{server.server_port}/sparql", seen)

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def always(body: bytes = ROWS, kind: str = JSON, status: int = 200, /, **headers: str) -> Act:
    return lambda handler, *_: handler.reply(body, kind, status, **headers)


def ask(server: Server | str, text: str = SELECT, timeout: float = 10) -> object:
    url = server if isinstance(server, str) else server.url
    return Endpoint(url, timeout=timeout).query(text, union=False)


def names(answer: object) -> list[str]:
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return [str(row["s"]) for row in answer]


def refusal(act: Act | str, serve: Serve, timeout: float = 10) -> tuple[PartnergraphError, Server]:
    server = Server(act) if isinstance(act, str) else serve(act)
    with pytest.raises(PartnergraphError) as refused:
        ask(server, timeout=timeout)
    return refused.value, server


def closed_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}/sparql"


def sleep_long(*_: object) -> None:
    time.sleep(3)


def hang_up(handler: Handler, *_: object) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut_short(handler: Handler, *_: object) -> None:
    handler.reply(ROWS[:60], length=str(len(ROWS)))
    hang_up(handler)
