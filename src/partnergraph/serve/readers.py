"""Readers: clients who take answers more slowly than they are sent, and how much waits for them."""

from __future__ import annotations

import asyncio
import sys
from collections import OrderedDict

#: Bytes that may wait for all clients together; of kept answers, they are in memory only once.
MOST = 1 << 30


class Reading:
    """What waits for one client; who reads nothing of it for a time is left."""

    def __init__(self, readers: Readers, transport: asyncio.WriteTransport) -> None:
        self._readers = readers
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self.size = transport.get_write_buffer_size()
        self._timer: asyncio.TimerHandle | None = None
        self._look(sys.maxsize)

    def end(self) -> None:
        """Ends: the client has read nearly all, or is gone."""
        self._readers.forget(self)
        if self._timer is not None:
            self._timer.cancel()

    def leave(self) -> None:
        """Leaves the client."""
        self.end()
        self._transport.abort()

    def _look(self, before: int) -> None:
        size = self._transport.get_write_buffer_size()
        if size < before:
            self._timer = self._loop.call_later(self._readers.seconds, self._look, size)
        else:
            self.leave()


class Readers:
    """All clients for whom something waits. Whoever has waited longest is left when it is too much.

    `seconds` is how long one may read nothing, `most` how many bytes may wait for all.
    """

    def __init__(self, seconds: float, most: int = MOST) -> None:
        self.seconds = seconds
        self.most = most
        self.unread = 0
        self._found: OrderedDict[Reading, None] = OrderedDict()

    def begin(self, transport: asyncio.WriteTransport) -> Reading:
        """Notes that more waits for a client than he takes at once."""
        found = Reading(self, transport)
        self._found[found] = None
        self.unread += found.size
        while self.unread > self.most and len(self._found) > 1:
            next(iter(self._found)).leave()
        return found

    def forget(self, reading: Reading) -> None:
        """Notes that nothing waits any more; `Reading.end` calls it."""
        if reading in self._found:
            del self._found[reading]
            self.unread -= reading.size
