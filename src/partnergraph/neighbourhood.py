"""A part of the network: what lies within so many steps of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import networkx as nx

from partnergraph.errors import PartnergraphError
from partnergraph.network import STRUCTURE

_PAIR = 2


def around(graph: nx.MultiDiGraph[str], focus: str, hops: int) -> nx.MultiDiGraph[str]:
    """The things within `hops` steps of `focus`, with the relations among them.

    `graph` is a network as `network.project` makes it; `focus` is the IRI of an institution, a
    unit or a relation. One step leads to everybody who shares a relation, or is part or whole;
    from a relation, the first step leads to those who take part. A relation is kept when
    everybody who takes part in it is; so those of `focus` are complete from the first step on.
    Those who may be meant by a name that is printed there come along, as mentioned only.

    Raises PartnergraphError where `focus` is not in the network, or `hops` is below one.
    """
    if hops < 1:
        raise PartnergraphError("--hops must be at least 1.", "One step shows the neighbours.")
    groups = {iri: _agents(record) for iri, record in graph.graph.get("relations", {}).items()}
    start = [focus] if focus in graph and focus not in groups else groups.get(focus)
    if start is None:
        raise PartnergraphError(
            f"The network holds no {focus}.",
            "It shows institutions, units and their relations; name one of them.",
        )
    reached = _reached(start, _neighbours(graph, groups), hops - (focus in groups))
    kept = {iri for iri, agents in groups.items() if agents and reached.issuperset(agents)}
    return _cut(graph, reached, kept)


def _agents(record: Mapping[str, Iterable[Mapping[str, str]]]) -> list[str]:
    return [part["agent"] for part in record["participants"]]


def _neighbours(
    graph: nx.MultiDiGraph[str], groups: Mapping[str, list[str]]
) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    ties = [(u, v) for u, v, kind in graph.edges(data="kind") if kind in STRUCTURE]
    for agents in [*groups.values(), *ties]:
        for agent in agents:
            found[agent].update(agents)
    return found


def _reached(start: Iterable[str], near: Mapping[str, set[str]], hops: int) -> set[str]:
    found = set(start)
    edge = set(found)
    for _ in range(hops):
        edge = {other for node in edge for other in near.get(node, ())} - found
        if not edge:
            break
        found |= edge
    return found


def _cut(graph: nx.MultiDiGraph[str], things: set[str], kept: set[str]) -> nx.MultiDiGraph[str]:
    """The network of these things and relations; what sources and concepts say stays whole."""
    relations = graph.graph.get("relations", {})
    part = graph.edge_subgraph(
        (u, v, key)
        for u, v, key, kind in graph.edges(keys=True, data="kind")
        if (key in kept or kind in STRUCTURE) and {u, v} <= things | kept
    ).copy()
    part.add_nodes_from((iri, graph.nodes[iri]) for iri in things | kept if iri in graph)
    part.graph.update(graph.graph)
    home = graph.graph.get("home")
    if home and home not in things:
        part.graph.update(home=None, base=home[: home.rfind("/") + 1])
    part.graph["relations"] = {iri: record for iri, record in relations.items() if iri in kept}
    part.graph["readings"] = [
        reading
        for reading in graph.graph.get("readings", ())
        if reading["resolved"] in things or not things.isdisjoint(reading["candidates"])
    ]
    _mention(part, graph)
    return part


def _mention(part: nx.MultiDiGraph[str], graph: nx.MultiDiGraph[str]) -> None:
    """Add those who may be meant instead: a doubt must keep its names."""
    relations = part.graph["relations"].values()
    read = [r for record in relations for p in record["participants"] for r in p["readings"]]
    for reading in [*read, *part.graph["readings"]]:
        for candidate in reading["candidates"]:
            if candidate in graph and candidate not in part:
                part.add_node(candidate, **graph.nodes[candidate] | {"standing": "mentioned"})
