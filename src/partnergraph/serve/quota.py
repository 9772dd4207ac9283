"""The quota: how much time one client may take from all others.

What an address has used is forgotten at a steady rate, so that a burst is borne and a flood is not.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from partnergraph.serve.problems import Problem
from partnergraph.serve.responses import refused

_MINUTE = 60.0
_MOST = 100_000  # addresses that are remembered
_NETWORK = 64  # bits of an address of IPv6 that stand for one client


class Used(NamedTuple):
    """How many seconds a client has used, as of a moment."""

    seconds: float
    moment: float


class Quota:
    """The layer of ASGI around `app` that gives a client `seconds` of answering in each minute."""

    def __init__(
        self, app: ASGIApp, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Takes the application, and what an address may use."""
        self.app = app
        self._seconds = seconds
        self._clock = clock
        self._used: OrderedDict[str, Used] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or refuses it (RFC 6585, §4)."""
        client = client_of(scope)
        wait = self.wait(client)
        if wait:
            problem = Problem(
                429,
                "You have asked very much in a short time.",
                f"Ask again in {wait} seconds, and then less at a time.",
                {"Retry-After": str(wait)},
            )
            await refused(send, problem)
            return
        began = self._clock()
        try:
            await self.app(scope, receive, send)
        finally:
            self.spend(client, self._clock() - began)

    def wait(self, client: str) -> int:
        """How many whole seconds `client` must wait; 0: not at all."""
        over = self._spent(client) - self._seconds
        return math.ceil(over * _MINUTE / self._seconds) if over > 0 else 0

    def spend(self, client: str, seconds: float) -> None:
        """Notes that `client` has used so much."""
        self._used[client] = Used(self._spent(client) + seconds, self._clock())
        self._used.move_to_end(client)
        if len(self._used) > _MOST:
            self._used.popitem(last=False)

    def _spent(self, client: str) -> float:
        used = self._used.get(client)
        if used is None:
            return 0.0
        forgotten = (self._clock() - used.moment) * self._seconds / _MINUTE
        return max(0.0, used.seconds - forgotten)


def client_of(scope: Scope) -> str:
    """What stands for the client: its address; in IPv6, the network that it is in."""
    host = str((scope.get("client") or ("",))[0])
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 4:  # noqa: PLR2004 - of the Internet Protocol
        return host
    return str(ipaddress.ip_network((address, _NETWORK), strict=False))
