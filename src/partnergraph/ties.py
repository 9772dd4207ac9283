"""Ties: the network as measures see it, without parallel edges, directions or structure."""

from __future__ import annotations

import networkx as nx

from partnergraph.network import STRUCTURE

#: Kinds of nodes that are somebody; all others are relations that have become nodes.
ACTORS = frozenset({"institution", "unit"})
_PAIR = 2


def ties(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """The ties of `graph`, a network of `network.project`: one for any two that are related.

    Nodes are the institutions and units that share a relation with another, and the relations of
    several that are nodes of their own; `kind` tells them apart. An edge has `relations`, how
    many parallel relations it stands for, and `length`: 1, or 0.5 between a relation and those
    who took part, so that these are one step from each other as partners in a relation of two
    are. Units do not tie their wholes, and what all its sources withdrew ties nobody.
    """
    found: nx.Graph[str] = nx.Graph()
    for start, end, edge in graph.edges(data=True):
        if start == end or edge.get("kind") in STRUCTURE or edge.get("standing") == "retracted":
            continue
        if found.has_edge(start, end):
            found[start][end]["relations"] += 1
        else:
            found.add_edge(start, end, relations=1)
    for node in found:
        found.nodes[node]["kind"] = graph.nodes[node].get("kind", "institution")
    _drop_lonely(found)
    for start, end, edge in found.edges(data=True):
        edge["length"] = 1.0 if is_actor(found, start) and is_actor(found, end) else 0.5
    return found


def _drop_lonely(found: nx.Graph[str]) -> None:
    """Take away relations with one known participant, and who is then left without a tie."""
    found.remove_nodes_from(
        [n for n in found if not is_actor(found, n) and found.degree(n) < _PAIR]
    )
    found.remove_nodes_from([node for node in found if found.degree(node) == 0])


def is_actor(graph: nx.Graph[str], node: str) -> bool:
    """Tell institutions and units from relations that are nodes."""
    return graph.nodes[node].get("kind", "institution") in ACTORS


def actors(found: nx.Graph[str]) -> list[str]:
    """The institutions and units of `found`, in the order of their IRIs."""
    return sorted(node for node in found if is_actor(found, node))


def neighbours(found: nx.Graph[str], node: str) -> set[str]:
    """The institutions and units that share a relation with `node`, one of them."""
    near: set[str] = set()
    for other in found[node]:
        near.update((other,) if is_actor(found, other) else found[other])
    return near - {node}
