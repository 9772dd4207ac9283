"""A pool of workers, which are given jobs and are killed when these take too much.

A job that takes longer than a moment leaves the quick lane: its worker gets less of the processor,
and another, which stands by, takes its place. So short jobs find somebody, however many long ones
there are.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import NamedTuple

from partnergraph.errors import StoreError
from partnergraph.serve.answer import Answer
from partnergraph.serve.keeper import Keeper
from partnergraph.serve.problems import Problem, busy
from partnergraph.serve.spool import Room
from partnergraph.serve.worker import Bounds, Role

_FAIR = 5.0  # seconds that a long job has before others may take its place
_TICK = 0.05  # seconds between two looks at the clock
_UNOPENED = "The graph cannot be opened at the moment."
_TRIES = 3  # workers in a row that may end before they are ready


@dataclass(frozen=True, slots=True)
class Lanes:
    """How many workers there are: for quick jobs, for others, and how many jobs may wait.

    Without workers for others, quick ones do everything. When there are more long jobs than
    workers for them, the one that has had its fair time longest is given up.
    """

    quick: int
    slow: int = 0
    queue: int = 256


class Waiting(NamedTuple):
    """A job that waits for a worker, and until when; `allowed` is the time that its client has."""

    job: object
    answer: Answer
    until: float
    allowed: float


class Pool:
    """Workers that all play one role. All of it happens in one event loop."""

    def __init__(self, role: Role, bounds: Bounds, lanes: Lanes, seconds: float) -> None:
        """Takes what the workers do, what they may take, how many, and the time for one job."""
        self.role = role
        self.bounds = bounds
        self.lanes = lanes
        self.seconds = seconds
        self.room = Room()
        self.replaced = 0
        self._closed = False
        self._idle: deque[Keeper] = deque()
        self._quick: set[Keeper] = set()
        self._slow: set[Keeper] = set()
        self._spare: set[Keeper] = set()
        self._waiting: deque[Waiting] = deque()
        self._ticking = False
        self._failures = 0
        self._trouble: Problem | None = None
        self._settled = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether workers have opened what they need, and do not keep failing to."""
        return self._settled.is_set() and self._failures < _TRIES and not self._closed

    def start(self) -> None:
        """Starts the workers; jobs may be given at once, and wait."""
        self._fill()

    async def opened(self) -> None:
        """Waits until a worker is ready. Raises StoreError where none becomes so."""
        await self._settled.wait()
        if not self.ready:
            said = self._trouble or Problem(500, "The graph cannot be opened.")
            raise StoreError(said.title, said.detail)

    async def run(self, job: object, seconds: float | None = None) -> Answer:
        """The answer to `job`, as soon as it begins; a short one is whole then.

        Raises Problem: what the worker refuses; 503 where there is no room or not enough time, or
        where the worker dies. Who does not read an answer to its end must call its `stop`.
        """
        answer = Answer()
        self.ask(job, answer, seconds)
        try:
            await answer.beginning()
        except asyncio.CancelledError:
            answer.stop()
            raise
        return answer

    def ask(self, job: object, answer: Answer, seconds: float | None = None) -> None:
        """Has `job` done by the next worker that is free; `answer` learns what comes of it."""
        allowed = self.seconds if seconds is None else seconds
        if self._idle:
            self._idle.popleft().give(job, answer, allowed, allowed)
        elif self._closed or len(self._waiting) >= self.lanes.queue:
            answer.fail(busy("Too many questions wait already."))
            return
        elif self._failures >= _TRIES:
            answer.fail(busy(_UNOPENED, 30))
            return
        else:
            answer.source = self
            self._waiting.append(Waiting(job, answer, time.monotonic() + allowed, allowed))
        if not self._ticking:
            self._tick()

    def stop(self, answer: Answer) -> None:
        """Forgets a job that waits, and that nobody wants any more."""
        self._waiting = deque(each for each in self._waiting if each.answer is not answer)

    def pause(self) -> None:
        """Does nothing: what waits has no data."""

    def resume(self) -> None:
        """Does nothing: likewise."""

    async def close(self, patience: float = 0.0) -> None:
        """Ends all workers; those at work get `patience` seconds to end what they do."""
        until = time.monotonic() + patience
        while time.monotonic() < until and (self._waiting or self._working()):
            await asyncio.sleep(0.05)
        self._closed = True
        self._refuse("It is being stopped.")
        keepers = [*self._quick, *self._slow, *self._spare]
        for keeper in keepers:
            keeper.kill(busy("It is being stopped."))
        for keeper in keepers:
            await keeper.ended()

    def freed(self, keeper: Keeper) -> None:
        """Takes a worker that has done its job, or has just opened what it needs."""
        self._failures = 0
        if not self._settled.is_set():
            self._settled.set()
            self._fill()
        if keeper in self._slow:
            keeper.kill()
        if keeper not in self._quick:
            return
        if self._waiting:
            job, answer, until, allowed = self._waiting.popleft()
            keeper.give(job, answer, max(0.001, until - time.monotonic()), allowed)
        else:
            self._idle.append(keeper)

    def lasting(self, keeper: Keeper) -> None:
        """Moves a worker whose job takes longer than a moment out of the way of others."""
        if keeper not in self._quick or not self.lanes.slow:
            return
        if len(self._slow) >= self.lanes.slow:
            longest = min(self._slow, key=lambda each: each.since)
            fair = time.monotonic() - longest.since > _FAIR
            victim = longest if fair else keeper
            victim.kill(busy("Too many long questions are being answered.", 30))
            if victim is keeper:
                return
            self._slow.discard(victim)
        self._quick.discard(keeper)
        self._slow.add(keeper)
        keeper.renice()
        self._fill()

    def lost(self, keeper: Keeper) -> None:
        """Replaces a worker that has ended."""
        if keeper in self._idle:
            self._idle.remove(keeper)
        if not keeper.ready:
            self._failures += 1
            self._trouble = keeper.trouble
            if self._failures >= _TRIES:
                self._settled.set()
                self._refuse(_UNOPENED, 30)
        self.replaced += keeper in self._quick
        for place in (self._quick, self._slow, self._spare):
            place.discard(keeper)
        if not self._closed:
            self._later(self._replace(keeper))

    async def _replace(self, keeper: Keeper) -> None:
        await keeper.ended()  # it may hold a lock that the next one needs
        if self._failures:
            await asyncio.sleep(min(10.0, 0.1 * 2.0**self._failures))
        if not self._closed:
            self._fill()

    def _refuse(self, why: str, seconds: int = 5) -> None:
        """Lets nobody wait any more."""
        waiting, self._waiting = self._waiting, deque()
        for each in waiting:
            each.answer.fail(busy(why, seconds))

    def _tick(self) -> None:
        """Looks at the clock, again and again while anybody is at work or waits.

        One clock for all costs less than one for each job, of which most are done in a moment.
        """
        now = time.monotonic()
        for keeper in (*self._quick, *self._slow):
            keeper.tick(now)
        late = [waiting for waiting in self._waiting if now > waiting.until]
        for waiting in late:
            self._waiting.remove(waiting)
            waiting.answer.fail(busy("No worker became free in time."))
        self._ticking = bool(self._waiting) or self._working()
        if self._ticking:
            asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _working(self) -> bool:
        return any(keeper.busy for keeper in (*self._quick, *self._slow))

    def _fill(self) -> None:
        """Sees to it that all places of quick workers are taken, and that others stand by."""
        while len(self._quick) < self.lanes.quick:
            ready = (keeper for keeper in self._spare if keeper.ready)
            keeper = next(ready, None) or next(iter(self._spare), None) or self._hired()
            self._spare.discard(keeper)
            self._quick.add(keeper)
            if keeper.ready:
                self.freed(keeper)
        while self.lanes.slow and self._settled.is_set() and len(self._spare) < self.lanes.quick:
            self._spare.add(self._hired())

    def _hired(self) -> Keeper:
        keeper = Keeper(self)
        keeper.start()
        return keeper

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
