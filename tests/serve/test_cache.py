"""Answers that are kept."""

from __future__ import annotations

from partnergraph.serve.cache import Cache, Kept
from partnergraph.serve.jobs import Query
from partnergraph.serve.orders import Page


def kept(size: int) -> Kept:
    return Kept("text/csv", b"x" * size, '"tag"')


def test_an_answer_is_found_by_all_that_it_depends_on() -> None:
    cache = Cache(1 << 20)
    cache.put(("build", "query", "csv"), kept(3))
    assert cache.get(("build", "query", "csv")) == kept(3)
    assert cache.get(("other build", "query", "csv")) is None


def test_what_nobody_asks_for_goes_first() -> None:
    cache = Cache(100_000)
    for name in range(9):
        cache.put(name, kept(10_000))
    cache.get(0)
    cache.put(9, kept(10_000))
    assert cache.get(0) is not None
    assert cache.get(1) is None
    assert cache.size <= cache.most


def test_a_large_answer_does_not_drive_out_all_others() -> None:
    cache = Cache(100_000)
    cache.put("small", kept(100))
    cache.put("large", kept(cache.largest + 1))
    assert cache.get("small") is not None
    assert cache.get("large") is None


def test_the_same_answer_counts_once() -> None:
    cache = Cache(100_000)
    cache.put("a", kept(1000))
    size = cache.size
    cache.put("a", kept(1000))
    assert cache.size == size


def test_everything_is_forgotten_at_once() -> None:
    cache = Cache(100_000)
    cache.put("a", kept(1000))
    cache.clear()
    assert (cache.get("a"), cache.size) == (None, 0)


def test_long_questions_take_room_as_well() -> None:
    cache = Cache(100_000)
    texts = [f"{number:10000}" for number in range(50)]
    keys = [("state", job) for t in texts for job in (Query(t, None, None, None), Page("ask", t))]
    for key in keys:
        cache.put(key, kept(1))
    assert cache.size <= cache.most
    assert sum(cache.get(key) is not None for key in keys) == 9
