"""The quota: a burst is borne, a flood is not, and others do not notice."""

from __future__ import annotations

import json

import pytest
from asgi import call
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from partnergraph.serve.quota import Quota, client_of


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quota(clock: Clock) -> Quota:
    """Each answer takes five seconds, and a client has ten in a minute."""

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        clock.now += 5
        await PlainTextResponse("x")(scope, receive, send)

    return Quota(slow, 10, clock)


def test_who_asks_too_much_is_told_when_to_come_again(quota: Quota, clock: Clock) -> None:
    statuses = [call(quota).status for _ in range(4)]
    answer = call(quota)

    assert statuses == [200, 200, 200, 429]
    assert answer.fields["content-type"] == "application/problem+json"
    assert json.loads(answer.body)["status"] == 429
    clock.now += int(answer.fields["retry-after"])
    assert call(quota).status == 200


def test_others_are_answered_meanwhile(quota: Quota) -> None:
    quota.spend("192.0.2.7", 1000)

    assert quota.wait("192.0.2.7") > 0
    assert call(quota).status == 200


def test_what_was_used_is_forgotten(quota: Quota, clock: Clock) -> None:
    quota.spend("192.0.2.7", 20)
    clock.now += 60

    assert quota.wait("192.0.2.7") == 0


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_is_one_client(host: str, client: str) -> None:
    assert client_of({"client": (host, 1)}) == client
    assert client_of({}) == ""
