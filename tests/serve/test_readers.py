"""Readers: how much may wait for slow ones, and for how long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from partnergraph.serve.readers import Readers


class Pipe(asyncio.WriteTransport):
    """A transport of which a test says how much waits in it."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self.left = False

    def get_write_buffer_size(self) -> int:
        return self.size

    def abort(self) -> None:
        self.left = True


def played(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(test())  # type: ignore[arg-type]


def test_who_reads_something_may_be_slow_and_who_reads_nothing_is_left() -> None:
    async def test() -> None:
        readers, slow, idle = Readers(seconds=0.1), Pipe(1000), Pipe(1000)
        for pipe in (slow, idle):
            readers.begin(pipe)
        for _ in range(8):
            slow.size -= 1
            await asyncio.sleep(0.05)
        assert (slow.left, idle.left) == (False, True)
        assert readers.unread == 1000
        await asyncio.sleep(0.3)
        assert slow.left

    played(test)


def test_when_too_much_waits_whoever_has_waited_longest_is_left() -> None:
    async def test() -> None:
        readers, pipes = Readers(seconds=9, most=250), [Pipe(100) for _ in range(5)]
        found = [readers.begin(pipe) for pipe in pipes]
        assert [pipe.left for pipe in pipes] == [True, True, True, False, False]
        assert readers.unread == 200
        found[3].end()
        found[3].end()
        found[0].end()
        assert readers.unread == 100
        found[4].end()
        assert readers.unread == 0

    played(test)


def test_one_alone_is_not_left() -> None:
    async def test() -> None:
        pipe = Pipe(1000)
        Readers(seconds=9, most=250).begin(pipe).end()
        assert not pipe.left

    played(test)
