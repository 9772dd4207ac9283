"""Ties: what measures see of a network."""

from __future__ import annotations

import pytest

from partnergraph.ties import actors, neighbours, ties
from small_networks import network, record


def test_parallel_relations_are_one_tie() -> None:
    found = ties(network([record("a", "agreement", "xy"), record("b", "event", "xy")]))

    assert list(found.edges(data="relations")) == [("x", "y", 2)]


def test_units_do_not_tie_their_wholes() -> None:
    graph = network([record("a", "agreement", "xy")])
    graph.add_edge("x", "y", "unit#unit-of", kind="unit-of", sources=[])
    graph.add_node("unit", kind="unit")
    graph.add_edge("x", "unit", "unit#unit-of", kind="unit-of", sources=[])

    found = ties(graph)

    assert list(found.edges(data="relations")) == [("x", "y", 1)]


def test_what_was_withdrawn_ties_nobody() -> None:
    assert len(ties(network([record("a", "agreement", "xy", standing="retracted")]))) == 0


def test_who_took_part_together_is_one_step_apart() -> None:
    found = ties(network([record("e", "event", "xyz")]))

    assert actors(found) == ["x", "y", "z"]
    assert {length for *_, length in found.edges(data="length")} == {0.5}
    assert neighbours(found, "x") == {"y", "z"}


@pytest.mark.parametrize("agents", ["x", ""])
def test_an_event_of_one_ties_nobody(agents: str) -> None:
    assert len(ties(network([record("e", "event", agents)]))) == 0
