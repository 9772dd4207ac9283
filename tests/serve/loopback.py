"""Our server on the loopback address, and requests that are sent exactly as a test says."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph

KEY = "known-to-writers"
FORM = "application/x-www-form-urlencoded"
_READY = 30.0


@dataclass(frozen=True)
class Got:
    """A response: status, fields in small letters, body."""

    status: int
    fields: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        return self.fields.get("content-type", "")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of a result in JSON: what each variable is bound to, as text."""
        found = self.json["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]


@dataclass(frozen=True)
class Site:
    """A running server."""

    port: int
    pid: int

    def send(self, method: str, target: str, body: bytes | None = None, /, **fields: str) -> Got:
        """Sends a request; `content_type="…"` is the field Content-Type, and nothing is added."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in fields.items():
                connection.putheader(name.replace("_", "-"), value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            got = connection.getresponse()
            names = {name.lower(): value for name, value in got.getheaders()}
            return Got(got.status, names, got.read())
        finally:
            connection.close()

    def ask(self, query: str, accept: str = "", /, **parameters: str | Sequence[str]) -> Got:
        """A query by GET."""
        target = f"/sparql?{urlencode({'query': query, **parameters}, doseq=True)}"
        return self.send("GET", target, **({"Accept": accept} if accept else {}))

    def post(self, kind: str, body: str | bytes, **fields: str) -> Got:
        """A POST to the endpoint, with `kind` as its media type."""
        data = body.encode() if isinstance(body, str) else body
        return self.send("POST", "/sparql", data, content_type=kind, **fields)

    def update(self, text: str, token: str = KEY) -> Got:
        """An update by somebody who says `token`."""
        kind = "application/sparql-update"
        return self.post(kind, text, authorization=f"Bearer {token}")


@contextmanager
def serving(folder: Path, *options: str, token: str = "") -> Iterator[Site]:
    """The server for the built graph in `folder`; with a token it may be written to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "partnergraph", "serve", "--store", str(folder)]
    command += ["--port", str(port), *options, *(["--writable"] if token else [])]
    settings = {**os.environ, "PARTNERGRAPH_SERVE_TOKEN": token}
    process = subprocess.Popen(command, env=settings, stderr=subprocess.DEVNULL)
    site = Site(port, process.pid)
    try:
        _wait_for(site, process)
        yield site
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(site: Site, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _READY
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            if site.ask("ASK {}").status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server does not answer")


def filled(folder: Path, nquads: str) -> Path:
    """A folder with a store that holds these statements, as a build has it."""
    folder.mkdir(parents=True, exist_ok=True)
    store = pyoxigraph.Store(str(folder / "store"))
    store.bulk_load(nquads.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()
    manifest = {"format": 1, "base": "https://example.org/g/", "sha256": "0" * 64, "counts": {}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
