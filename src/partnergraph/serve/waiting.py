"""Waiting: connections from which no whole request has come yet, and what a connection may take."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from partnergraph.serve.log import Log
from partnergraph.serve.lookups import Lookups
from partnergraph.serve.readers import Readers
from partnergraph.serve.ready import Ready


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a connection a client may take.

    `request` is how many seconds a request may take to come in, `reading` how many a client may
    read nothing of an answer; `address` and `fields` are bytes; there may be so many `connections`.
    """

    request: float = 20.0
    reading: float = 30.0
    address: int = 65_536
    fields: int = 16_384
    connections: int = 4096


class Silent(Protocol):
    """A connection that may have to make room."""

    def give_up(self) -> None:
        """Ends it."""


@dataclass
class Waiting:
    """The connections of a server from which no whole request has come yet, the oldest first.

    `ready` has responses that can be sent as they are, and `lookups` knows questions that a worker
    can be asked at once; `log` tells of both. `readers` are those who take their time.
    """

    ready: Ready
    lookups: Lookups
    log: Log
    bounds: Bounds = Bounds()
    found: OrderedDict[Silent, None] = field(default_factory=OrderedDict)
    readers: Readers = field(init=False)

    def __post_init__(self) -> None:
        self.readers = Readers(self.bounds.reading)
