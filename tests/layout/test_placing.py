"""Any graph: every node placed, none on another, the same every time, near what it is joined to."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from graphs import circle, grid, pairs_of, related
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.layout import place
from partnergraph.layout.arrays import RADIUS, Floats, Ints, components
from partnergraph.layout.measures import edge_spread, neighbours_kept, overlaps

GRAPHS = {
    "grid": grid(20),
    "tree": nx.balanced_tree(3, 5),
    "random tree": nx.random_labeled_tree(400, seed=1),
    "caveman": nx.connected_caveman_graph(15, 10),
    "path": nx.path_graph(300),
    "two cliques joined": nx.barbell_graph(20, 1),
    "cycle": nx.cycle_graph(100),
    "random": nx.gnm_random_graph(300, 450, seed=2),
    "stars": nx.disjoint_union_all([nx.star_graph(n) for n in (1, 2, 5, 40, 300)]),
    "nothing joined": nx.empty_graph(50),
    "hub of 5,000": nx.star_graph(5000),
}
#: The least share of near nodes that are near in the graph, and the widest spread of lengths.
FLOORS = {
    "grid": (0.85, 0.3),
    "tree": (0.6, 1.2),
    "random tree": (0.7, 0.7),
    "caveman": (0.9, 0.7),
}


def _placed(graph: nx.Graph[int]) -> Floats:
    return place(len(graph), pairs_of(graph))


def _sizes(count: int) -> Floats:
    return np.full(count, RADIUS)


@pytest.mark.parametrize("name", GRAPHS)
def test_no_node_lies_on_another(name: str) -> None:
    placed = _placed(GRAPHS[name])

    assert placed.shape == (len(GRAPHS[name]), 2)
    assert np.isfinite(placed).all()
    assert overlaps(placed, _sizes(len(placed))) == 0


@pytest.mark.parametrize("name", FLOORS)
def test_what_is_near_in_the_graph_is_near_in_the_picture(name: str) -> None:
    graph, (kept, spread) = GRAPHS[name], FLOORS[name]
    pairs = pairs_of(graph)
    placed = _placed(graph)
    chance = np.random.default_rng(0).random(placed.shape)

    found = neighbours_kept(placed, pairs)
    assert found > kept
    assert found > 1.5 * neighbours_kept(chance, pairs)
    assert found > 1.5 * neighbours_kept(circle(len(graph)), pairs)
    assert edge_spread(placed, pairs) < spread


def test_real_relations_are_shown_clearly() -> None:
    count, pairs, groups = related()
    placed = place(count, pairs, groups)
    chance = np.random.default_rng(0).random(placed.shape)

    assert overlaps(placed, _sizes(count)) == 0
    assert neighbours_kept(placed, pairs) > 0.7
    assert neighbours_kept(placed, pairs) > 4 * neighbours_kept(chance, pairs)
    assert neighbours_kept(placed, pairs) > 4 * neighbours_kept(circle(count), pairs)


def test_the_order_of_pairs_and_their_direction_do_not_matter() -> None:
    count, pairs, groups = related()
    shuffled = np.random.default_rng(3).permutation(pairs)
    shuffled[::2] = shuffled[::2, ::-1]

    assert np.array_equal(place(count, shuffled, groups), place(count, pairs, groups))


def test_another_seed_gives_another_picture() -> None:
    pairs = pairs_of(GRAPHS["random"])

    assert not np.array_equal(place(300, pairs, seed=1), place(300, pairs, seed=2))


def test_loops_and_repeated_pairs_change_nothing() -> None:
    pairs = pairs_of(grid(5))
    more = np.concatenate([pairs, [[3, 3]], np.repeat(pairs[:1], 50, axis=0)])

    assert np.array_equal(place(25, more), place(25, pairs))


def test_nothing_gives_an_empty_array() -> None:
    assert place(0, []).shape == (0, 2)


def test_one_node_is_in_the_middle() -> None:
    assert np.allclose(place(1, []), 0)


def test_home_and_its_part_are_in_the_middle() -> None:
    graph = nx.disjoint_union(grid(12), nx.star_graph(8))

    placed = place(len(graph), pairs_of(graph), home=144)

    assert np.array_equal(placed[144], [0, 0])
    assert np.hypot(*placed[144:].T).max() < np.hypot(*placed[:144].T).min()


def test_without_home_the_greatest_part_is_in_the_middle() -> None:
    graph = nx.disjoint_union_all([nx.path_graph(4), grid(12), nx.star_graph(8)])

    placed = place(len(graph), pairs_of(graph))

    grid_part = placed[4:148]
    assert np.allclose(grid_part.min(axis=0) + grid_part.max(axis=0), 0)


def _apart(placed: Floats, pairs: Ints) -> bool:
    """Whether every part but the first has a rectangle to itself."""
    parts = components(len(placed), pairs)
    boxes = [
        (placed[parts == part].min(axis=0) - RADIUS, placed[parts == part].max(axis=0) + RADIUS)
        for part in np.unique(parts)
    ]
    boxes.sort(key=lambda box: -float(np.prod(box[1] - box[0])))
    return not any(
        np.all(boxes[i][0] < boxes[j][1]) and np.all(boxes[j][0] < boxes[i][1])
        for i in range(1, len(boxes))
        for j in range(1, i)
    )


def test_parts_lie_beside_one_another() -> None:
    graph = nx.disjoint_union_all(
        [grid(15), *(nx.cycle_graph(3 + i) for i in range(12)), nx.empty_graph(30)]
    )

    assert _apart(_placed(graph), pairs_of(graph))


def test_parts_are_packed_closely() -> None:
    graph = nx.disjoint_union_all([nx.star_graph(6) for _ in range(200)])

    placed = _placed(graph)

    covered = len(placed) * (2 * RADIUS) ** 2
    assert float(np.prod(np.ptp(placed, axis=0))) < 8 * covered


def test_leaves_surround_their_hub() -> None:
    placed = _placed(GRAPHS["hub of 5,000"])

    away = np.hypot(*(placed[1:] - placed[0]).T)
    turn = np.arctan2(*(placed[1:] - placed[0]).T)
    assert np.histogram(turn, 12, (-np.pi, np.pi))[0].min() > 5000 / 12 * 0.8
    assert away.max() < 1.7 * RADIUS * np.sqrt(5000)


def test_two_cliques_lie_on_both_sides_of_their_bridge() -> None:
    placed = _placed(GRAPHS["two cliques joined"])

    one, other, bridge = placed[:20].mean(axis=0), placed[21:].mean(axis=0), placed[20]
    assert (one - bridge) @ (other - bridge) < 0


def test_groups_keep_together() -> None:
    graph = nx.planted_partition_graph(4, 100, 0.03, 0.01, seed=1)
    groups = np.arange(400) // 100

    def scatter(placed: Floats) -> float:
        within = np.array([placed[groups == group].std(axis=0) for group in range(4)])
        return float(np.hypot(*within.T).mean() / np.hypot(*placed.std(axis=0)))

    assert scatter(place(400, pairs_of(graph), groups)) < 0.95 * scatter(_placed(graph))


def test_sizes_are_kept_clear() -> None:
    graph = nx.gnm_random_graph(120, 180, seed=5)
    sizes = np.random.default_rng(1).uniform(2, 60, 120)

    placed = place(120, pairs_of(graph), sizes=sizes)

    assert overlaps(placed, sizes) == 0


def test_very_different_sizes_are_kept_clear() -> None:
    sizes = np.array([1e-3] * 30 + [5e3] * 3)

    placed = place(33, [(i, i + 1) for i in range(0, 32, 2)], sizes=sizes)

    assert overlaps(placed, sizes) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"pairs": [[0, 1, 2]]}, "shape"),
        ({"pairs": [[0, 9]]}, "outside"),
        ({"pairs": [[-1, 0]]}, "outside"),
        ({"pairs": [], "groups": [1]}, "groups and sizes"),
        ({"pairs": [], "sizes": [1.0]}, "groups and sizes"),
        ({"pairs": [], "sizes": [1.0, 0.0, 1.0]}, "above zero"),
        ({"pairs": [], "sizes": [1.0, np.nan, 1.0]}, "finite"),
        ({"pairs": [], "home": 3}, "home"),
    ],
)
def test_wrong_arrays_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        place(3, **arguments)  # type: ignore[arg-type]


@st.composite
def _graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[float]]:
    count = draw(st.integers(1, 60))
    node = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(node, node), max_size=120))
    size = st.floats(0.5, 80)
    return count, pairs, draw(st.lists(size, min_size=count, max_size=count))


@given(_graphs())
@settings(deadline=None, max_examples=40)
def test_any_graph_is_placed_without_overlaps(
    graph: tuple[int, list[tuple[int, int]], list[float]],
) -> None:
    count, pairs, sizes = graph

    placed = place(count, pairs, sizes=sizes, home=count - 1)

    assert placed.shape == (count, 2)
    assert np.isfinite(placed).all()
    assert np.array_equal(placed[-1], [0, 0])
    away = np.hypot(*(placed[:, None] - placed[None]).transpose(2, 0, 1))
    least = np.add.outer(sizes, sizes)
    assert (away >= least - 1e-6)[~np.eye(count, dtype=bool)].all()
    assert np.array_equal(placed, place(count, pairs[::-1], sizes=sizes, home=count - 1))


@pytest.mark.slow
def test_fifty_thousand_nodes_are_placed() -> None:
    rng = np.random.default_rng(1)
    hubs = rng.pareto(1.2, 51_370)
    pairs = rng.choice(51_370, (60_000, 2), p=hubs / hubs.sum())

    placed = place(51_370, pairs, rng.integers(0, 190, 51_370))

    assert overlaps(placed, _sizes(51_370)) == 0
