"""The service: what all requests share."""

from __future__ import annotations

import json
from dataclasses import dataclass

from partnergraph.built import MANIFEST
from partnergraph.serve.cache import Cache
from partnergraph.serve.engine import Engine
from partnergraph.serve.pool import Lanes, Pool
from partnergraph.serve.settings import Settings
from partnergraph.serve.worker import Bounds


@dataclass
class Service:
    """A server's settings, the workers that answer SPARQL, and the answers that it keeps.

    `build` stands for the state of the graph in what is kept.
    """

    settings: Settings
    engine: Pool
    cache: Cache
    build: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Service:
        """The service with these settings; its workers are not started yet."""
        return cls(settings, engine_pool(settings), Cache(settings.cache), _build(settings))


def engine_pool(settings: Settings) -> Pool:
    """The workers that answer SPARQL."""
    limits = settings.limits
    role = Engine(settings.built / "store", settings.sparql, limits.depth, settings.services)
    bounds = Bounds(limits.memory, limits.answer, network=bool(settings.services))
    lanes = Lanes(settings.workers, settings.slow, limits.queue)
    return Pool(role, bounds, lanes, limits.seconds)


def _build(settings: Settings) -> str:
    try:
        text = (settings.built / MANIFEST).read_text(encoding="utf-8")
        return str(json.loads(text)["sha256"])
    except (OSError, ValueError, KeyError):
        return ""
