"""Our server as a process of its own, as whoever attacks it finds it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))

from servers import Answer, Server, at, free_port, running

__all__ = ["JSON", "PROBLEM", "SECONDS", "TOKEN", "Answer", "Served", "empty", "problem", "serving"]
TOKEN = "correct-horse"  # noqa: S105 - for as long as a test runs
JSON = "application/sparql-results+json"
PROBLEM = "application/problem+json"
SECONDS = 1.0


@dataclass(frozen=True)
class Served:
    """A running server: how it is spoken to, the process, and the folder that it serves."""

    server: Server
    home: str
    pid: int
    folder: Path

    def query(self, text: str, accept: str = JSON, **parameters: str) -> Answer:
        """Asks by POST; parameters of the Protocol go into the address."""
        url = self.server.query + ("?" + urlencode(parameters) if parameters else "")
        fields = {"content-type": "application/sparql-query", "accept": accept}
        return self.server.send("POST", url, fields, text.encode("utf-8"))

    def get(self, text: str, accept: str = JSON) -> Answer:
        url = f"{self.server.query}?{urlencode({'query': text})}"
        return self.server.send("GET", url, {"accept": accept})

    def alive(self) -> bool:
        """Whether the server answers at once."""
        answer = self.query("ASK { }")
        return answer.status == 200 and json.loads(answer.body)["boolean"] is True

    def count(self) -> int:
        """How many statements there are in all graphs."""
        text = (
            "SELECT (COUNT(*) AS ?n) { { GRAPH ?g { ?s ?p ?o } } UNION "
            "{ ?s ?p ?o FILTER NOT EXISTS { GRAPH ?h { ?s ?p ?o } } } }"
        )
        rows = json.loads(self.query(text).body)["results"]["bindings"]
        return int(rows[0]["n"]["value"])


@contextmanager
def serving(folder: Path, options: Sequence[str] = (), token: str = "") -> Iterator[Served]:
    """Our server for a built folder; with a token it may be written."""
    port = free_port()
    home = f"http://127.0.0.1:{port}/"
    place = ["--store", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "partnergraph", "serve", *place, *options]
    if token:
        command.append("--writable")
    settings = os.environ | {"PARTNERGRAPH_SERVE_TOKEN": token}
    with running(command, f"{home}sparql?query=ASK%7B%7D", settings) as process:
        yield Served(at(home, token), home, process.pid, folder)


def empty(folder: Path) -> Path:
    """A folder with an empty store, to be written."""
    folder.mkdir(parents=True, exist_ok=True)
    pyoxigraph.Store(str(folder / "store")).flush()
    return folder


def problem(answer: Answer) -> dict[str, object]:
    """The members of a problem (RFC 9457); fails where an answer is none or has another status."""
    assert answer.media == PROBLEM, (answer.status, answer.media, answer.body[:300])
    found = json.loads(answer.body)
    assert isinstance(found, dict)
    assert found["status"] == answer.status
    assert found["title"]
    return found
