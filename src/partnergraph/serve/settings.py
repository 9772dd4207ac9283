"""Settings of a server: what is served, to whom, and how much anybody may ask for."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from partnergraph.project import Project

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take; whatever goes beyond is refused or stopped.

    `seconds` is the time until the last byte of an answer, `memory` the bytes that one worker may
    hold, `answer` the bytes of an answer and `rows` its rows, `query` the characters of a query,
    `body` the bytes of any request body, `depth` how deep brackets may nest, `queue` how many
    requests may wait for a worker.
    """

    seconds: float = 30.0
    memory: int = 1024 * MEGABYTE
    answer: int = 256 * MEGABYTE
    rows: int = 1_000_000
    query: int = MEGABYTE
    body: int = 16 * MEGABYTE
    depth: int = 128
    queue: int = 256


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's settings.

    `base` is the base IRI of the graph, and `address` where the server is reached from outside
    (empty: not known, so that links are relative); neither is ever taken from a request. `built` is
    the folder of the built graph; `endpoint` is the address of a SPARQL service that is asked
    instead of its store. `token` is what writers must know; without one nobody can write.
    `services` are the endpoints that SERVICE and LOAD may name. `union` says whether the default
    graph is the union of all graphs where a request names none. `workers` answer quick questions,
    `slow` others; `cache` is how many bytes of answers are kept. `project` is what pages are made
    with (None: there are no pages), by `page_workers` that may hold `page_memory` bytes each;
    `since` is an earlier graph or site, with which they compare this one. `client_seconds` is how
    many seconds of answering an address may have in a minute (0: any number).
    """

    base: str
    built: Path
    address: str = ""
    endpoint: str = ""
    token: str = field(default="", repr=False)
    services: frozenset[str] = frozenset()
    union: bool = True
    workers: int = field(default_factory=lambda: 1 + 2 * (os.cpu_count() or 1))
    slow: int = field(default_factory=lambda: 4 * (os.cpu_count() or 1))
    cache: int = 64 * MEGABYTE
    project: Project | None = None
    page_workers: int = 2
    page_memory: int = 4096 * MEGABYTE
    since: Path | None = None
    client_seconds: float = 0.0
    limits: Limits = Limits()

    @property
    def writable(self) -> bool:
        """Whether updates are taken at all."""
        return bool(self.token)

    @property
    def sparql(self) -> str:
        """The IRI of the endpoint, against which relative ones in queries are resolved."""
        return f"{self.address or self.base}sparql"

    @property
    def graphs(self) -> str:
        """The IRI of the graph store."""
        return f"{self.address or self.base}graphs"
