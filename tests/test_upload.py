"""Uploading graph by graph: what a failure midway leaves, and what the message says of it."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
import pytest

from partnergraph.errors import StoreError
from partnergraph.target import Target
from partnergraph.upload import Plan, Upload

SPACE = "urn:ours:"
TARGET = Target("http://127.0.0.1:9/query", "http://127.0.0.1:9/store")
NAMES = [f"{SPACE}{number:02}" for number in range(20)]


class Breaking:
    """Keeps the names of what it was given, and fails after some."""

    def __init__(self, after: int, error: BaseException) -> None:
        self.put_: list[str] = []
        self.removed: list[str] = []
        self._after, self._error = after, error

    def _count(self) -> None:
        if len(self.put_) + len(self.removed) >= self._after:
            raise self._error

    def put(self, name: str, triples: Iterable[pyoxigraph.Triple]) -> None:
        self._count()
        assert list(triples), name
        self.put_.append(name)

    def remove(self, name: str) -> None:
        self._count()
        self.removed.append(name)


@pytest.fixture
def store() -> pyoxigraph.Store:
    found = pyoxigraph.Store()
    node = pyoxigraph.NamedNode
    found.extend(
        pyoxigraph.Quad(node("urn:s"), node("urn:p"), node("urn:o"), node(name))
        for name in [*NAMES, "urn:theirs:1"]
    )
    return found


def start(store: pyoxigraph.Store, writer: Breaking) -> Upload:
    upload = Upload(store, SPACE, TARGET)
    upload._writer = writer
    return upload


def plan(*removed: str) -> Plan:
    return Plan(TARGET, dict.fromkeys(NAMES, 1), removed)


@pytest.mark.parametrize(
    ("error", "words"),
    [(StoreError("It is down."), "It is down."), (KeyboardInterrupt(), "Interrupted.")],
)
@pytest.mark.parametrize("after", [0, 3, 20])
def test_what_is_done_is_told(
    store: pyoxigraph.Store, error: BaseException, words: str, after: int
) -> None:
    writer = Breaking(after, error)
    with pytest.raises(StoreError) as stopped:
        start(store, writer).run(plan(f"{SPACE}old"))
    message = stopped.value.message
    assert message.startswith(f"{words} {after} of 21 graphs are done")
    assert ("00, 01, 02" in message) is (after > 0)
    assert ("…" in message) is (after == 20)
    assert "again" in stopped.value.hint
    assert writer.put_ == NAMES[:after]


def test_every_step_is_told_and_only_our_graphs_are_touched(store: pyoxigraph.Store) -> None:
    writer, told = Breaking(99, StoreError("")), list[str]()
    start(store, writer).run(plan(f"{SPACE}old"), told.append)
    assert writer.put_ == NAMES
    assert writer.removed == [f"{SPACE}old"]
    assert told[0] == "1 of 20: 00, 1 triples"
    assert told[-1] == "removing old"
    assert len(told) == 21


def test_what_is_here_are_our_graphs_alone(store: pyoxigraph.Store) -> None:
    assert Upload(store, SPACE, TARGET)._here() == dict.fromkeys(NAMES, 1)
    assert Upload(store, "urn:o", TARGET)._here() == dict.fromkeys(NAMES, 1)
    assert Upload(store, "urn:none:", TARGET)._here() == {}
