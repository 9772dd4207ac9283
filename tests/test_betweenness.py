"""Betweenness: known answers, another way to compute it, and errors that hold."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.betweenness import betweenness
from partnergraph.ties import actors, ties
from small_networks import network, of_pairs, record


def by_hand(found: nx.Graph[str]) -> dict[str, float]:
    """From all shortest ways, written down one by one."""
    people = actors(found)
    share: Counter[str] = Counter()
    for start, end in permutations(people, 2):
        if nx.has_path(found, start, end):
            ways = list(nx.all_shortest_paths(found, start, end, weight="length"))
            for way in ways:
                share.update({node: 1 / len(ways) for node in way[1:-1]})
    pairs = (len(people) - 1) * (len(people) - 2)
    return {node: share[node] / pairs if pairs else 0.0 for node in people}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (nx.path_graph(5).edges, {"0": 0, "1": 1 / 2, "2": 2 / 3, "3": 1 / 2, "4": 0}),
        (nx.star_graph(4).edges, {"0": 1, "1": 0, "2": 0, "3": 0, "4": 0}),
        (nx.complete_graph(4).edges, dict.fromkeys("0123", 0)),
    ],
    ids=["path", "star", "complete"],
)
def test_known_answers(pairs: list[tuple[int, int]], expected: dict[str, float]) -> None:
    found = betweenness(ties(of_pairs(pairs)))

    assert {node: value for node, (value, _) in found.items()} == pytest.approx(expected)
    assert {error for _, error in found.values()} == {0.0}


def test_an_event_of_several_is_no_detour() -> None:
    """x stands between y and z on the one side and w on the other, by one step each."""
    graph = network([record("e", "event", "xyz"), record("a", "agreement", "xw")])

    assert betweenness(ties(graph))["x"][0] == pytest.approx(4 / 6)
    assert "e" not in betweenness(ties(graph))


groups = st.lists(
    st.lists(st.sampled_from("abcdefg"), min_size=2, max_size=4, unique=True), max_size=8
)


@given(groups)
@settings(max_examples=60, deadline=None)
def test_it_is_what_all_shortest_ways_say(members: list[list[str]]) -> None:
    found = ties(network(record(f"r{n}", "event", each) for n, each in enumerate(members)))

    exact = {node: value for node, (value, _) in betweenness(found).items()}

    assert exact == pytest.approx(by_hand(found))


def test_estimates_lie_within_their_errors() -> None:
    found = ties(of_pairs(nx.barabasi_albert_graph(400, 2, seed=3).edges))
    exact = betweenness(found)

    estimates = betweenness(found, exact_up_to=100, pivots=64)

    within = [abs(v - exact[node][0]) <= error for node, (v, error) in estimates.items()]
    assert sum(within) / len(within) > 0.95
    top = max(exact, key=lambda node: exact[node][0])
    assert estimates[top][0] == pytest.approx(exact[top][0], rel=0.3)
    assert estimates[top][1] > 0


def test_the_seed_decides_alone() -> None:
    found = ties(of_pairs(nx.barabasi_albert_graph(200, 2, seed=3).edges))
    one, same, other = (
        betweenness(found, exact_up_to=10, pivots=32, seed=seed) for seed in (1, 1, 2)
    )

    assert one == same != other


def test_few_nodes_are_computed_wholly_whatever_is_asked() -> None:
    found = ties(of_pairs(nx.path_graph(8).edges))

    assert betweenness(found, exact_up_to=2, pivots=3) == betweenness(found)
