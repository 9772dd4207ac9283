"""A server and a file that nobody must touch: whoever does leaves a trace."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: What stands in everything that the canary gives away.
SECRET = "canary-3b9f"  # noqa: S105 - nothing is behind it
_RESULTS = json.dumps(
    {
        "head": {"vars": ["s"]},
        "results": {"bindings": [{"s": {"type": "literal", "value": SECRET}}]},
    }
).encode()
_TURTLE = f'<http://canary.example/s> <http://canary.example/p> "{SECRET}" .\n'.encode()
_CONTEXT = json.dumps({"@context": {"name": f"http://canary.example/{SECRET}"}}).encode()


@dataclass
class Canary:
    """Where it listens, and which requests it has seen."""

    port: int
    file: Path
    seen: list[str] = field(default_factory=list)
    moved: str = ""

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Server(ThreadingHTTPServer):
    address_family = socket.AF_INET6
    canary: Canary

    def server_bind(self) -> None:
        """Listens for IPv4 as well."""
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        canary = self.server.canary
        canary.seen.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", canary.moved or f"{canary.home}/sparql")
            self.end_headers()
            return
        media, body = "application/sparql-results+json", _RESULTS
        if "ttl" in self.path:
            media, body = "text/turtle", _TURTLE
        elif "jsonld" in self.path:
            media, body = "application/ld+json", _CONTEXT
        self.send_response(200)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815 - the names that the library wants

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - likewise
        del format, values


@contextmanager
def canary(folder: Path) -> Iterator[Canary]:
    """A canary on loopback, by IPv4 and IPv6, and its file in `folder`."""
    file = folder / "canary.ttl"
    file.write_bytes(_TURTLE)
    server = _Server(("::", 0), _Handler)
    server.canary = Canary(server.server_address[1], file)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.canary
    server.shutdown()
    server.server_close()
    thread.join()
