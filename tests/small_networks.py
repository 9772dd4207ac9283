"""Small networks of the shape that `network.project` makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import networkx as nx

Record = dict[str, Any]
Relation = tuple[str, str, Sequence[str]]


def record(iri: str, kind: str, agents: Iterable[str], **more: object) -> Record:
    return {
        "id": iri,
        "kind": kind,
        "types": [],
        "titles": [],
        "participants": [{"agent": agent, "roles": [], "readings": []} for agent in agents],
        "dates": [],
        "span": None,
        "claims": [],
        "standing": "asserted",
        "modalities": [],
        "differences": [],
        "status": "status:in-force" if kind == "agreement" else None,
        "facts": {},
    } | more


def network(records: Iterable[Record], home: str = "home") -> nx.MultiDiGraph[str]:
    """Two are an edge, others a node of their own."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(home=home, as_of=None, joint="nodes")
    listed = {each["id"]: each for each in records}
    graph.graph.update(relations=listed, sources={}, concepts={}, readings=[])
    for each in listed.values():
        agents = [part["agent"] for part in each["participants"]]
        for agent in agents:
            graph.add_node(agent, kind="institution", names=[], facts={}, standing="connected")
        if len(agents) == 2:
            graph.add_edge(*agents, each["id"], **each)
            continue
        graph.add_node(each["id"], kind=each["kind"], names=[], facts={}, standing="relation")
        for agent in agents:
            graph.add_edge(agent, each["id"], each["id"], **each)
    return graph


def of_pairs(pairs: Iterable[tuple[object, object]], home: str = "home") -> nx.MultiDiGraph[str]:
    """One agreement for each of the pairs."""
    named = [(str(start), str(end)) for start, end in pairs]
    return network((record(f"r{n}", "agreement", pair) for n, pair in enumerate(named)), home=home)
