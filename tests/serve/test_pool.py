"""Pools of workers, with real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from roles import Puppet

from partnergraph.errors import StoreError
from partnergraph.serve.answer import Answer, BrokenOff
from partnergraph.serve.pool import Lanes, Pool
from partnergraph.serve.problems import Problem
from partnergraph.serve.settings import MEGABYTE
from partnergraph.serve.spool import Room
from partnergraph.serve.worker import Bounds

T = TypeVar("T")
BOUNDS = Bounds(memory=512 * MEGABYTE, answer=32 * MEGABYTE)


@asynccontextmanager
async def working(
    role: Puppet | None = None,
    lanes: Lanes | None = None,
    bounds: Bounds = BOUNDS,
    seconds: float = 10.0,
) -> AsyncIterator[Pool]:
    pool = Pool(role or Puppet(), bounds, lanes or Lanes(1), seconds)
    pool.start()
    try:
        yield pool
    finally:
        await pool.close()


def with_pool(test: Callable[[Pool], Awaitable[T]], **options: object) -> T:
    async def run() -> T:
        async with working(**options) as pool:  # type: ignore[arg-type]
            return await test(pool)

    return asyncio.run(run())


async def text(pool: Pool, job: object, seconds: float | None = None) -> str:
    answer = await pool.run(job, seconds)
    return b"".join([chunk async for chunk in answer.chunks()]).decode()


async def status(pool: Pool, job: object, seconds: float | None = None) -> int:
    with pytest.raises(Problem) as caught:
        await pool.run(job, seconds)
    return caught.value.status


def test_a_short_answer_is_whole_at_once() -> None:
    async def test(pool: Pool) -> Answer:
        return await pool.run(("echo", "Самарканд".encode()))

    answer = with_pool(test)
    assert answer.head == {"verb": "echo"}
    assert answer.body == "Самарканд".encode()


def test_jobs_are_done_by_the_same_process() -> None:
    async def test(pool: Pool) -> set[str]:
        return {await text(pool, "pid") for _ in range(5)}

    assert len(with_pool(test)) == 1


def test_many_jobs_share_few_workers() -> None:
    async def test(pool: Pool) -> list[str]:
        jobs = [text(pool, ("echo", str(number).encode())) for number in range(200)]
        return await asyncio.gather(*jobs)

    assert with_pool(test, lanes=Lanes(2)) == [str(number) for number in range(200)]


def test_a_refusal_arrives_as_it_was_said() -> None:
    async def test(pool: Pool) -> Problem:
        with pytest.raises(Problem) as caught:
            await pool.run("refuse")
        assert await text(pool, ("echo", b"next")) == "next"
        return caught.value

    problem = with_pool(test)
    assert (problem.status, problem.headers, problem.members) == (
        418,
        {"X-Tea": "yes"},
        {"cups": 2},
    )


def test_a_fault_of_ours_tells_nothing_and_harms_nobody() -> None:
    async def test(pool: Pool) -> None:
        before = await text(pool, "pid")
        assert await status(pool, "fail") == 500
        assert await text(pool, "pid") == before

    with_pool(test)


@pytest.mark.parametrize("job", [("spin", 60), ("sleep", 60)])
def test_what_outlasts_its_time_is_killed(job: tuple[str, int]) -> None:
    async def test(pool: Pool) -> float:
        before = await text(pool, "pid")
        began = time.monotonic()
        assert await status(pool, job, 0.5) == 503
        took = time.monotonic() - began
        assert await text(pool, "pid") != before
        with pytest.raises(ProcessLookupError):
            os.kill(int(before), 0)
        return took

    assert 0.5 <= with_pool(test) < 2


@pytest.mark.parametrize("job", ["crash", ("hoard", 2 << 30)])
def test_a_worker_that_dies_is_replaced(job: object) -> None:
    async def test(pool: Pool) -> None:
        assert await status(pool, job) in (500, 503)
        assert await text(pool, ("echo", b"again")) == "again"

    with_pool(test)


def test_a_killed_worker_costs_its_client_only() -> None:
    async def test(pool: Pool) -> None:
        first, second = await text(pool, "pid"), asyncio.ensure_future(pool.run(("sleep", 30)))
        await asyncio.sleep(0.2)
        os.kill(int(first), signal.SIGKILL)
        with pytest.raises(Problem):
            await second
        assert await text(pool, "pid") != first

    with_pool(test)


@pytest.mark.parametrize("room", [Room(), Room(most=9 * MEGABYTE), Room(spools=0)])
def test_a_long_answer_comes_in_parts_and_nothing_piles_up(room: Room) -> None:
    async def test(pool: Pool) -> int:
        pool.room = room
        answer = await pool.run(("flood", 400))
        assert answer.body is None
        await asyncio.sleep(0.8)
        size = 0
        async for chunk in answer.chunks():
            assert sum(map(len, answer._parts)) + len(chunk) < 8 * MEGABYTE
            assert room.held <= room.most + MEGABYTE
            size += len(chunk)
        return size

    assert with_pool(test) == 400 * 65_536
    assert (room.held, room.open) == (0, 0)


def test_a_worker_does_not_wait_for_a_reader_who_takes_his_time() -> None:
    async def test(pool: Pool) -> str:
        slow = [await pool.run(("flood", 200)) for _ in range(3)]
        assert await text(pool, ("echo", b"next")) == "next"
        await asyncio.sleep(1.5)  # longer than a job may take
        for answer in slow:
            assert answer.ended
            assert answer.body is None
        sizes = {sum([len(chunk) async for chunk in answer.chunks()]) for answer in slow}
        assert sizes == {200 * 65_536}
        assert (pool.room.held, pool.room.open) == (0, 0)
        return "done"

    assert with_pool(test, lanes=Lanes(1, 4), seconds=1.4) == "done"


def test_an_answer_that_breaks_off_is_not_taken_for_whole() -> None:
    async def test(pool: Pool) -> None:
        answer = await pool.run("flood and crash")
        with pytest.raises(BrokenOff):
            [chunk async for chunk in answer.chunks()]

    with_pool(test)


def test_an_answer_that_is_too_long_is_cut_with_an_error() -> None:
    async def test(pool: Pool) -> None:
        answer = await pool.run(("flood", 10_000))
        with pytest.raises(BrokenOff, match="too long"):
            [chunk async for chunk in answer.chunks()]
        assert await text(pool, ("echo", b"next")) == "next"

    with_pool(test)


def test_one_that_is_too_long_from_the_start_is_refused() -> None:
    async def test(pool: Pool) -> int:
        return await status(pool, ("echo", b"x" * 2000))

    assert with_pool(test, bounds=Bounds(512 * MEGABYTE, answer=1000)) == 413


def test_whoever_goes_away_takes_his_job_along() -> None:
    async def test(pool: Pool) -> None:
        before = await text(pool, "pid")
        asked = asyncio.ensure_future(pool.run(("spin", 60)))
        await asyncio.sleep(0.2)
        asked.cancel()
        began = time.monotonic()
        assert await text(pool, "pid") != before
        assert time.monotonic() - began < 2

    with_pool(test)


def test_long_jobs_leave_the_way_free_for_short_ones() -> None:
    async def test(pool: Pool) -> float:
        long = [asyncio.ensure_future(pool.run(("spin", 60))) for _ in range(2)]
        await asyncio.sleep(1.5)
        times = []
        for _ in range(20):
            began = time.monotonic()
            await text(pool, ("echo", b"x"))
            times.append(time.monotonic() - began)
        for each in long:
            each.cancel()
        return sorted(times)[-2]

    assert with_pool(test, lanes=Lanes(1, 2)) < 0.5


@pytest.mark.skipif(sys.platform == "win32", reason="allowed: has no niceness")
def test_a_long_job_gets_the_processor_last_and_its_worker_is_not_used_again() -> None:
    async def test(pool: Pool) -> None:
        before = await text(pool, "pid")
        assert await text(pool, "niceness") == "19"
        assert await text(pool, "pid") != before

    with_pool(test, lanes=Lanes(1, 1))


def test_a_short_job_does_not_wait_for_a_worker_to_start(tmp_path: Path) -> None:
    async def test(pool: Pool) -> None:
        await text(pool, ("echo", b"x"))
        while len(list(tmp_path.iterdir())) < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        known = {path.name for path in tmp_path.iterdir()}
        long = asyncio.ensure_future(pool.run(("spin", 60)))
        await asyncio.sleep(0)
        assert await text(pool, "pid") in known
        long.cancel()

    with_pool(test, role=Puppet(trace=tmp_path), lanes=Lanes(1, 2))


def test_too_many_long_jobs_are_not_begun() -> None:
    async def test(pool: Pool) -> list[int]:
        jobs = [asyncio.ensure_future(status(pool, ("spin", 60), 4)) for _ in range(3)]
        return sorted([await job for job in asyncio.as_completed(jobs)])

    assert with_pool(test, lanes=Lanes(1, 1)) == [503, 503, 503]


def test_the_queue_has_an_end() -> None:
    async def test(pool: Pool) -> None:
        first = asyncio.ensure_future(pool.run(("sleep", 1)))
        await asyncio.sleep(0.3)
        waiting = [asyncio.ensure_future(text(pool, ("echo", b"x"))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Problem) as caught:
            await pool.run(("echo", b"x"))
        assert (caught.value.status, "Retry-After" in caught.value.headers) == (503, True)
        await first
        assert await asyncio.gather(*waiting) == ["x", "x"]

    with_pool(test, lanes=Lanes(1, 0, queue=2))


def test_waiting_counts_as_time() -> None:
    async def test(pool: Pool) -> int:
        first = asyncio.ensure_future(pool.run(("sleep", 2)))
        await asyncio.sleep(0.3)
        found = await status(pool, ("echo", b"x"), 0.2)
        first.cancel()
        return found

    assert with_pool(test) == 503


@pytest.mark.parametrize(("trouble", "said"), [("say", "There is no graph"), ("die", "cannot be")])
def test_a_role_that_cannot_be_opened_is_told(trouble: str, said: str) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(StoreError, match=said):
            await pool.opened()
        assert not pool.ready
        with pytest.raises(Problem):
            await pool.run(("echo", b"x"))

    with_pool(test, role=Puppet(trouble))


def test_a_closed_pool_leaves_no_process(tmp_path: Path) -> None:
    async def test() -> None:
        pool = Pool(Puppet(trace=tmp_path), BOUNDS, Lanes(2), 10)
        pool.start()
        await pool.opened()
        busy = asyncio.ensure_future(pool.run(("spin", 60)))
        await asyncio.sleep(0.5)
        await pool.close()
        with pytest.raises(Problem):
            await busy
        for path in tmp_path.iterdir():
            with pytest.raises(ProcessLookupError):
                os.kill(int(path.name), 0)

    asyncio.run(test())


def test_closing_can_wait_for_what_was_begun() -> None:
    async def test() -> str:
        pool = Pool(Puppet(), BOUNDS, Lanes(1), 10)
        pool.start()
        begun = asyncio.ensure_future(text(pool, ("sleep", 0.5)))
        await asyncio.sleep(0.1)
        await pool.close(patience=5)
        return await begun

    assert asyncio.run(test()) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="allowed: only Linux takes the network away")
@pytest.mark.parametrize(("network", "found"), [(False, "PermissionError"), (True, "connected")])
def test_a_worker_reaches_no_network_unless_it_must(network: bool, found: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        port = canary.getsockname()[1]

        async def test(pool: Pool) -> str:
            return await text(pool, ("connect", port))

        assert with_pool(test, bounds=Bounds(512 * MEGABYTE, MEGABYTE, network=network)) == found


def test_the_engine_does_not_fill_our_log() -> None:
    script = "import test_pool; test_pool.with_pool(lambda pool: test_pool.text(pool, 'complain'))"
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parent, capture_output=True, check=True
    )
    assert found.stderr.decode().splitlines() == ["a word of ours"]
