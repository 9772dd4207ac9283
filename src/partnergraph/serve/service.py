"""The service: what all requests share."""

from __future__ import annotations

import json
from dataclasses import dataclass

from partnergraph.built import MANIFEST
from partnergraph.serve.cache import Cache
from partnergraph.serve.elsewhere import Elsewhere
from partnergraph.serve.engine import Engine
from partnergraph.serve.pool import Lanes, Pool
from partnergraph.serve.settings import Settings
from partnergraph.serve.terms import Terms
from partnergraph.serve.worker import Bounds, Role


@dataclass
class Service:
    """A server's settings, the workers that answer SPARQL, and the answers that it keeps.

    `build` stands for the built graph, and `changes` counts the updates to it.
    """

    settings: Settings
    engine: Pool
    cache: Cache
    build: str = ""
    changes: int = 0

    def changed(self) -> None:
        """Forgets all answers: the graph is another now."""
        self.changes += 1
        self.cache.clear()

    @property
    def state(self) -> tuple[str, int]:
        """What stands for the state of the graph in what is kept."""
        return self.build, self.changes

    @classmethod
    def of(cls, settings: Settings) -> Service:
        """The service with these settings; its workers are not started yet."""
        return cls(settings, engine_pool(settings), Cache(settings.cache), _build(settings))


def engine_pool(settings: Settings) -> Pool:
    """The workers that answer SPARQL."""
    limits = settings.limits
    terms = Terms(settings.sparql, limits.depth, settings.services)
    network = bool(settings.services or settings.endpoint)
    bounds = Bounds(limits.memory, limits.answer, limits.rows, network)
    role: Role = Engine(settings.built / "store", terms, settings.writable)
    if settings.endpoint:
        role = Elsewhere(settings.endpoint, limits.seconds, terms)
    lanes = Lanes(settings.workers, settings.slow, limits.queue)
    if settings.writable:  # whoever writes must be alone
        lanes = Lanes(1, 0, limits.queue)
    return Pool(role, bounds, lanes, limits.seconds)


def _build(settings: Settings) -> str:
    try:
        text = (settings.built / MANIFEST).read_text(encoding="utf-8")
        return str(json.loads(text)["sha256"])
    except (OSError, ValueError, KeyError):
        return ""
