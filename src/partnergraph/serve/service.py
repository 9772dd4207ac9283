"""The service: what all requests share."""

from __future__ import annotations

from dataclasses import dataclass

from partnergraph.serve.settings import Settings


@dataclass
class Service:
    """A server's settings and its workers."""

    settings: Settings
