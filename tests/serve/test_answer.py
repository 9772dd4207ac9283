"""Answers as they arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from partnergraph.serve.answer import Answer, BrokenOff
from partnergraph.serve.problems import Problem


class Tap:
    """A source that notes what is asked of it."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def pause(self) -> None:
        self.calls.append("pause")

    def resume(self) -> None:
        self.calls.append("resume")

    def stop(self, answer: Answer) -> None:
        del answer
        self.calls.append("stop")


def sourced(tap: Tap) -> Answer:
    answer = Answer()
    answer.source = tap
    return answer


def played(test: Callable[[Answer, Tap], Awaitable[None]]) -> list[str]:
    async def run() -> list[str]:
        tap = Tap()
        await test(sourced(tap), tap)
        return tap.calls

    return asyncio.run(run())


def test_a_whole_answer_is_its_parts() -> None:
    async def test(answer: Answer, tap: Tap) -> None:
        del tap
        answer.take(b"a")
        assert answer.body is None
        answer.take(b"b")
        answer.end()
        assert answer.body == b"ab"

    assert played(test) == []


def test_a_slow_reader_makes_the_worker_wait() -> None:
    async def test(answer: Answer, tap: Tap) -> None:
        for _ in range(40):
            answer.take(b"x" * 65_536)
        assert tap.calls == ["pause"]
        chunks = answer.chunks()
        for _ in range(30):
            await anext(chunks)

    assert played(test) == ["pause", "resume"]


def test_a_reader_waits_for_what_comes_later() -> None:
    async def test(answer: Answer, tap: Tap) -> None:
        del tap
        loop = asyncio.get_running_loop()
        loop.call_later(0.01, answer.take, b"late")
        loop.call_later(0.02, answer.end)
        assert [chunk async for chunk in answer.chunks()] == [b"late"]

    played(test)


def test_a_failure_comes_after_what_was_there() -> None:
    async def test(answer: Answer, tap: Tap) -> None:
        del tap
        answer.begin()
        answer.take(b"part")
        answer.fail(Problem(503, "Too slow."))
        chunks = answer.chunks()
        assert await anext(chunks) == b"part"
        with pytest.raises(BrokenOff, match="Too slow"):
            await anext(chunks)

    played(test)


def test_an_answer_that_is_whole_needs_no_stopping() -> None:
    async def test(answer: Answer, tap: Tap) -> None:
        del tap
        answer.end()
        answer.stop()

    assert played(test) == []


def test_giving_up_stops_the_work_once() -> None:
    async def test(answer: Answer, tap: Tap) -> None:
        del tap
        answer.stop()
        answer.stop()

    assert played(test) == ["stop"]
