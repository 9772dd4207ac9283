"""A part of the network: who is within so many steps, and which relations are whole there."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from partnergraph.errors import PartnergraphError
from partnergraph.neighbourhood import around

BASE = "http://example.org/id/"


def made() -> nx.MultiDiGraph[str]:
    """Home with a; a, b and c at one event; c with d; a unit of d; x apart, and a doubtful name."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(home=f"{BASE}home")
    for name in ("home", "a", "b", "c", "d", "x"):
        graph.add_node(f"{BASE}{name}", kind="institution", standing="connected")
    graph.add_node(f"{BASE}unit", kind="unit")
    relations: dict[str, Any] = {}
    doubt = {"resolved": f"{BASE}d", "candidates": [f"{BASE}x"]}
    for name, agents in {"r1": "home a", "r2": "a b c", "r3": "c d"}.items():
        iris = [f"{BASE}{agent}" for agent in agents.split()]
        readings = [doubt] if name == "r3" else []
        parts = [{"agent": iri, "roles": [], "readings": readings} for iri in iris]
        relations[f"{BASE}{name}"] = {"id": f"{BASE}{name}", "participants": parts}
    for pair in ("home a r1", "a r2 r2", "b r2 r2", "c r2 r2", "c d r3"):
        start, end, key = (f"{BASE}{name}" for name in pair.split())
        graph.add_edge(start, end, key, kind="event")
    graph.add_node(f"{BASE}r2", kind="event")
    graph.add_edge(f"{BASE}d", f"{BASE}unit", "u", kind="unit-of")
    graph.graph.update(relations=relations, readings=[doubt], concepts={})
    return graph


def names(iris: Any) -> str:
    return " ".join(sorted(iri.removeprefix(BASE) for iri in iris))


@pytest.mark.parametrize(
    ("focus", "hops", "things", "relations"),
    [
        ("home", 1, "a home", "r1"),
        ("home", 2, "a b c home r2", "r1 r2"),
        ("home", 3, "a b c d home r2 x", "r1 r2 r3"),
        ("home", 9, "a b c d home r2 unit x", "r1 r2 r3"),
        ("b", 1, "a b c r2", "r2"),
        ("r2", 1, "a b c r2", "r2"),
        ("r1", 1, "a home", "r1"),
        ("unit", 1, "d unit x", ""),
        ("x", 3, "x", ""),
    ],
)
def test_steps_lead_along_relations(focus: str, hops: int, things: str, relations: str) -> None:
    part = around(made(), f"{BASE}{focus}", hops)

    assert names(part) == things
    assert names(part.graph["relations"]) == relations


def test_home_stays_home_only_where_it_belongs() -> None:
    assert around(made(), f"{BASE}a", 1).graph["home"] == f"{BASE}home"
    part = around(made(), f"{BASE}d", 1)
    assert part.graph["home"] is None
    assert part.graph["base"] == BASE


def test_a_doubt_keeps_its_names() -> None:
    part = around(made(), f"{BASE}d", 1)

    assert part.nodes[f"{BASE}x"]["standing"] == "mentioned"
    assert len(part.graph["readings"]) == 1
    assert around(made(), f"{BASE}home", 1).graph["readings"] == []


def test_the_whole_network_is_left_as_it_was() -> None:
    graph = made()
    before = (sorted(graph), dict(graph.graph))
    around(graph, f"{BASE}b", 1)

    assert (sorted(graph), dict(graph.graph)) == before


@pytest.mark.parametrize(("focus", "hops"), [("nowhere", 1), ("home", 0), ("home", -1)])
def test_what_cannot_be_is_an_error(focus: str, hops: int) -> None:
    with pytest.raises(PartnergraphError):
        around(made(), f"{BASE}{focus}", hops)
