"""Work ends in time, or is given up with a message."""

from __future__ import annotations

import threading
import time

import pytest

from partnergraph.deadline import within
from partnergraph.errors import QueryError


def test_what_work_returns_comes_back() -> None:
    assert within(5, lambda: 42) == 42


def test_no_limit_waits() -> None:
    def late() -> str:
        time.sleep(0.05)
        return "done"

    assert within(None, late) == "done"


def test_what_work_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


def test_work_that_does_not_end_is_given_up() -> None:
    never = threading.Event()
    begun = time.monotonic()

    with pytest.raises(QueryError, match=r"no answer after 0\.2 seconds") as caught:
        within(0.2, never.wait)

    assert time.monotonic() - begun < 5
    assert "LIMIT" in caught.value.hint
    never.set()
