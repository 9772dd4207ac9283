"""What is drawn of a network: where each node is, how big, and which lines join them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import networkx as nx

from partnergraph.layout import positions
from partnergraph.network import STRUCTURE
from partnergraph.scene import KINDS, UNKNOWN

Record = dict[str, Any]

#: Groups of nodes, as `page/draw.js` numbers them.
GROUPS = ("home", "institution", "unit", "mentioned", *KINDS)
_FEW = 50  # nodes; fewer are drawn bigger


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its place, its radius, and the group that decides its colour and shape."""

    key: str
    x: float
    y: float
    size: float
    group: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two nodes, given by number; `relation` is None where it is structure."""

    start: int
    end: int
    kind: str
    relation: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Nodes, and edges with those of the same two nodes in a row, like kinds together."""

    nodes: list[Node]
    edges: list[Edge]


def drawing(graph: nx.MultiDiGraph[str], data: Record, seed: int) -> Drawing:
    """Lay out `graph`, of which `data` is the scene: things in their order, then the others."""
    plain = _plain(graph, data)
    places = positions(plain, data["home"], seed=seed)
    order = dict.fromkeys([*data["things"], *places])
    nodes = [_node(key, places[key], plain, data, len(places)) for key in order]
    return Drawing(nodes, _edges(graph, data, {node.key: i for i, node in enumerate(nodes)}))


def _node(
    key: str, place: tuple[float, float], plain: nx.Graph[str], data: Record, number: int
) -> Node:
    group = _group(key, data)
    size = _size(group, plain.nodes[key]["load"], number)
    return Node(key, place[0], place[1], round(size, 1), group)


def _edges(graph: nx.MultiDiGraph[str], data: Record, number: dict[str, int]) -> list[Edge]:
    base = data["base"]
    found = []
    for start, end, name, edge in graph.edges(keys=True, data=True):
        kind = edge.get("kind", "partnership")
        iri = f"{start}/{end}/{name}" if isinstance(name, int) else str(edge.get("id", name))
        ends = (number[start.removeprefix(base) or start], number[end.removeprefix(base) or end])
        relation = None if kind in STRUCTURE else iri.removeprefix(base)
        found.append(Edge(*ends, kind, relation))
    return sorted(
        found,
        key=lambda e: (min(e.start, e.end), max(e.start, e.end), e.kind, e.relation or "", e.start),
    )


def _size(group: str, load: int, nodes: int) -> float:
    """How big a node is: by its number of relations, bigger in small networks."""
    if group == "home":
        return 24
    plain = 6.0 if group in KINDS else 4.5 + 2.2 * math.sqrt(min(load, 30))
    return plain * (1.5 if nodes <= _FEW else 1)


def _plain(graph: nx.MultiDiGraph[str], data: Record) -> nx.Graph[str]:
    """The network with short keys and what the layout looks at."""
    base = data["base"]
    plain: nx.Graph[str] = nx.Graph()
    for iri, node in graph.nodes(data=True):
        key = iri.removeprefix(base) or iri
        country = data["things"].get(key, {}).get("country") or UNKNOWN
        kind = node.get("kind", "institution")
        plain.add_node(key, country=country.replace(UNKNOWN, "~"), kind=kind, load=0)
    for ends in graph.edges():
        start, end = (iri.removeprefix(base) or iri for iri in ends)
        plain.add_edge(start, end)
        for key in (start, end):
            plain.nodes[key]["load"] += 1
    return plain


def _group(key: str, data: Record) -> str:
    if key == data["home"]:
        return "home"
    if key in data["relations"]:
        return str(data["relations"][key]["kind"])
    standing = data["things"][key]["standing"] if key in data["things"] else "unconnected"
    if standing in ("mentioned", "unconnected"):
        return "mentioned"
    return "unit" if data["things"][key]["kind"] == "unit" else "institution"
