"""The stage: the two kinds of workers that questions need, and what was made lately.

A worker that knows the site prepares what is asked and makes pages; one that has the engine
evaluates. Between them bytes are passed on, and nothing is looked into.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from partnergraph.serve.answer import Answer
from partnergraph.serve.cache import Cache
from partnergraph.serve.jobs import Query
from partnergraph.serve.orders import ROWS, TRIPLES, Failure, Made, Page, Result
from partnergraph.serve.problems import Problem, too_slow
from partnergraph.serve.settings import MEGABYTE, Limits

#: Bytes of an answer that becomes a page, or a file that a worker makes.
MOST = 16 * MEGABYTE
_SLOW = too_slow(0).title.partition("0")[0]
_TOO_LARGE, _BUSY = 413, 503

Run = Callable[[object], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Workers and answers: `engine` and `site` give jobs to the two kinds of workers, `build` tells
    what stands for the graph that they have open, `cache` keeps what was made.
    """

    engine: Run
    site: Run
    build: Callable[[], object]
    cache: Cache
    limits: Limits

    async def made(self, job: Page) -> Made:
        """What a worker of the site makes of `job`. Raises Problem."""
        answer = await self.site(job)
        data = await whole_of(answer, self.limits.answer)
        if data is None:
            raise too_large(self.limits.answer)
        head = dict(answer.head)
        return Made(int(head.pop("status")), str(head.pop("type")), data, head)

    async def result(self, text: str) -> tuple[Result, bool]:
        """The answer to the query `text`, whole, and whether it lasts as long as the graph.

        Raises Problem, with 413 for an answer that is too large for a page.
        """
        answer = await self.engine(Query(text, ROWS, ROWS, TRIPLES))
        data = await whole_of(answer, MOST)
        if data is None:
            raise too_large(MOST)
        return Result(str(answer.head["type"]), data), bool(answer.head["lasting"])


async def whole_of(answer: Answer, most: int) -> bytes | None:
    """All data of an answer; None where there are more than `most` bytes."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in answer.chunks():
            parts.append(part)
            size += len(part)
            if size > most:
                return None
    finally:
        answer.stop()
    return b"".join(parts)


def too_large(most: int) -> Problem:
    """An answer has more than `most` bytes."""
    return Problem(_TOO_LARGE, "The answer is too large for this.", f"More than {most:,} bytes.")


def failure(problem: Problem, seconds: float) -> Failure:
    """What a page says of `problem`."""
    if problem.title == too_large(MOST).title:
        return Failure(200, "ask-large")
    if problem.status != _BUSY:
        return Failure(problem.status, "ask-failed", told=f"{problem.title} {problem.detail}")
    if problem.title.startswith(_SLOW):
        return Failure(_BUSY, "ask-slow", (f"{seconds:g}",))
    return Failure(_BUSY, "ask-busy", told=f"{problem.title} {problem.detail}")
