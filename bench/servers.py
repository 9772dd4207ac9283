"""The servers that the suites are run against, and how they are spoken to."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urljoin, urlsplit

import pyoxigraph
from pyoxigraph import RdfFormat

READY = 30.0
TIMEOUT = 30.0
#: What our server is told, as the suite wants it: a default graph of its own, and who may be named
#: by SERVICE and LOAD. Nobody is there, which is what those cases are about.
SUITE = (
    *("--default-graph", "own"),
    *("--service", "http://invalid.endpoint.org/sparql"),
    *("--service", "somescheme://www.example.com/THIS-GRAPH-DOES-NOT-EXIST/"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status, fields with small letters, body."""

    status: int
    fields: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The media type without its parameters, in small letters."""
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server is asked, changed and read: absolute addresses; and what lets one in."""

    query: str
    update: str
    graphs: str
    token: str = field(default="", repr=False)

    def send(
        self, method: str, url: str, fields: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Sends what is given and nothing that guesses: no Accept, no Content-Type of our own."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)
        given = {name.lower(): value for name, value in (fields or {}).items()}
        given |= {"authorization": f"Bearer {self.token}"} if self.token else {}
        if body or method in {"POST", "PUT"}:
            given["content-length"] = str(len(body))
        try:
            connection.putrequest(method, url[url.index("/", 8) :], skip_accept_encoding=True)
            for name, value in given.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            got = connection.getresponse()
            return Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            connection.close()

    def ask(self, text: str, accept: str = "application/sparql-results+json") -> Answer:
        """Sends a query as the body of a POST."""
        fields = {"content-type": "application/sparql-query", "accept": accept}
        return self.send("POST", self.query, fields, text.encode())

    def change(self, text: str) -> Answer:
        """Sends an update as the body of a POST."""
        fields = {"content-type": "application/sparql-update"}
        return self.send("POST", self.update, fields, text.encode())

    def fill(self, store: pyoxigraph.Store) -> None:
        """Makes the server hold what `store` holds, by an update that every server understands.

        Raises RuntimeError where the server refuses.
        """
        answer = self.change(filling(store))
        if answer.status >= 300:
            raise RuntimeError(f"DROP and INSERT DATA: {answer.status} {answer.body[:200]!r}")


def filling(store: pyoxigraph.Store) -> str:
    """The update that replaces everything by what `store` holds, empty graphs too."""
    steps = ["DROP ALL", *(f"CREATE GRAPH {graph}" for graph in store.named_graphs())]
    plain: list[str] = []
    for quad in store:
        triple = str(quad.triple)
        named = not isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
        plain.append(f"GRAPH {quad.graph_name} {{ {triple} }}" if named else f"{triple} .")
    return " ;\n".join([*steps, "INSERT DATA {\n" + "\n".join(plain) + "\n}"])


def serving(graph: Path, port: int, *options: str) -> list[str]:
    """The command that serves a built graph of ours, with the project that it was built from."""
    given = ["--store", str(graph), "--port", str(port), *options]
    for folder in (graph, graph.parent):
        if (folder / "partnergraph.toml").is_file():
            given += ["--project", str(folder)]
            break
    return [sys.executable, "-m", "partnergraph", "serve", *given]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def at(url: str, token: str = "") -> Server:
    """A server of ours at an address."""
    home = url.rstrip("/") + "/"
    return Server(urljoin(home, "sparql"), urljoin(home, "sparql"), urljoin(home, "graphs"), token)


@contextmanager
def oxigraph() -> Iterator[Server]:
    """The server of Oxigraph, in memory."""
    port = free_port()
    program = str(Path(sys.executable).parent / "oxigraph")
    home = f"http://127.0.0.1:{port}"
    with running(
        [program, "serve", "--bind", f"127.0.0.1:{port}"], f"{home}/query?query=ASK%7B%7D"
    ):
        yield Server(f"{home}/query", f"{home}/update", f"{home}/store")


@contextmanager
def ours(*options: str) -> Iterator[Server]:
    """Our server with an empty store that may be written."""
    token = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        pyoxigraph.Store(str(store)).flush()
        port = free_port()
        place = ["--store", folder, "--port", str(port)]
        command = [
            sys.executable,
            "-m",
            "partnergraph",
            "serve",
            "--writable",
            *place,
            *SUITE,
            *options,
        ]
        home = f"http://127.0.0.1:{port}/"
        settings = os.environ | {"PARTNERGRAPH_SERVE_TOKEN": token}
        with running(command, f"{home}sparql?query=ASK%7B%7D", settings):
            yield at(home, token)


class EndedError(RuntimeError):
    """A server ended by itself; the message has its exit code and what it said last."""


@contextmanager
def running(
    command: list[str],
    question: str,
    settings: Mapping[str, str] | None = None,
    ready: float = READY,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process that has answered a question.

    Raises RuntimeError with what the process said where it does not answer, and EndedError where
    it ended by itself before it was stopped.
    """
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=settings
        ) as process,
    ):
        try:
            if not _ready(process, question, ready):
                raise RuntimeError(f"{command[0]} does not answer at {question}\n{_said(log)}")
            yield process
            if process.poll() is not None:
                raise EndedError(f"The server ended with {process.returncode}.\n{_said(log)}")
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()


def _said(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read()[-2000:].decode("utf-8", "replace")


def _ready(process: subprocess.Popen[bytes], question: str, seconds: float) -> bool:
    parts = urlsplit(question)
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection(parts.netloc, timeout=5)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}")
            if connection.getresponse().status < 500:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    return False


def parsed(answer: Answer) -> list[pyoxigraph.Quad]:
    """The statements of an answer. Raises ValueError or SyntaxError where it is no RDF."""
    form = RdfFormat.from_media_type(answer.media)
    if form is None:
        raise ValueError(f"{answer.media or 'no media type'} is no form of RDF")
    base = "http://www.example/"
    return list(pyoxigraph.parse(answer.body, format=form, base_iri=base))
