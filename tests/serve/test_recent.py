"""Recent: a bounded memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from partnergraph.serve.recent import Recent


def size(_key: object, value: bytes) -> int:
    return len(value)


def test_the_oldest_unused_goes_first() -> None:
    recent = Recent[str, bytes](10, size)
    for name in "abcde":
        recent.put(name, b"xx")
    assert recent.get("a") == b"xx"

    recent.put("f", b"yy")

    assert [recent.get(name) for name in "abf"] == [b"xx", None, b"yy"]


def test_what_is_too_large_is_not_kept() -> None:
    recent = Recent[str, bytes](10, size)
    recent.put("a", b"xxx")

    assert recent.get("a") is None
    assert len(recent) == 0


@given(st.lists(st.tuples(st.integers(0, 20), st.binary(max_size=30))))
def test_no_more_is_held_than_may_be(puts: list[tuple[int, bytes]]) -> None:
    recent = Recent[int, bytes](100, size)
    for key, value in puts:
        recent.put(key, value)
        assert recent.held <= 100
    kept = [found for key in range(21) if (found := recent.get(key)) is not None]

    assert recent.held == sum(map(len, kept))
    assert len(recent) == len(kept)
