"""Measures of a network: who takes part in how much, who stands between, what hangs together.

Relations are counted from their records, so that the same agreement of four parties counts once
for each of them, however it is drawn. Everything else is measured on `ties.ties`: parallel
relations are one tie, directions mean nothing, units do not tie their wholes. The same network
and seed give the same figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import networkx as nx

from partnergraph.betweenness import EXACT_UP_TO, PIVOTS, betweenness
from partnergraph.network import STRUCTURE
from partnergraph.ties import actors, is_actor, neighbours, ties
from partnergraph.viewfiles import Record

#: Statuses of agreements that nobody holds: not yet, or no longer.
NOT_HELD = frozenset(
    f"status:{name}" for name in ("not-signed", "expired", "superseded", "terminated")
)
_COUNTERS = {"event": "events", "programme": "programmes", "partnership": "listings"}
_DIGITS = 9
_NONE = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Row:
    """The measures of one institution or unit that takes part in something.

    `agreements` are those held: signed, and not known to be over; `other_agreements` are merely
    negotiated, expired, superseded or terminated. `events`, `programmes` and `listings` count
    relations of these kinds, and `relations` is the sum of all five. `neighbours` are distinct
    institutions and units that share a relation with it. `betweenness` is its share of the
    shortest ways between others, `betweenness_error` half of the 95 % interval (0: exact).
    `community` and `component` are numbered from 1, the largest first; 0 where it has no tie.
    `core` is the largest k of a k-core it belongs to. `articulation`: its loss would separate
    others. `bridges` counts its ties whose loss would.
    """

    id: str
    kind: str
    relations: int
    agreements: int
    other_agreements: int
    events: int
    programmes: int
    listings: int
    neighbours: int
    betweenness: float
    betweenness_error: float
    community: int
    core: int
    articulation: bool
    bridges: int
    component: int


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a network: one row for each that takes part, and figures of the whole.

    `density` is the share of pairs of tied institutions that are neighbours; `modularity` that of
    the communities (Newman 2004), ties weighted by their relations. `largest` is the number of
    institutions in the largest component. `betweenness_error` is the greatest of all rows.
    `bridges` are the ties whose loss would separate others, `articulation` the nodes, relations
    that are nodes included.
    """

    rows: tuple[Row, ...]
    institutions: int
    tied: int
    relations: int
    ties: int
    density: float
    components: int
    largest: int
    communities: int
    modularity: float
    core: int
    betweenness_error: float
    articulation: frozenset[str]
    bridges: frozenset[tuple[str, str]]


def measure(
    graph: nx.MultiDiGraph[str],
    *,
    seed: int = 0,
    exact_up_to: int = EXACT_UP_TO,
    pivots: int = PIVOTS,
) -> Measures:
    """Measure `graph`, a network of `network.project`; `seed` draws communities and pivots.

    Components of more than `exact_up_to` nodes have their betweenness estimated from `pivots`
    institutions. Rows are sorted by IRI.
    """
    found = ties(graph)
    counts = counted(graph)
    between = betweenness(found, seed=seed, exact_up_to=exact_up_to, pivots=pivots)
    communities, modularity = _communities(found, seed)
    components = _numbered(found, nx.connected_components(found))
    cuts = frozenset(nx.articulation_points(found))
    bridges = frozenset((min(pair), max(pair)) for pair in nx.bridges(found))
    cores = nx.core_number(found)
    near = {node: len(neighbours(found, node)) for node in actors(found)}
    ends = Counter(node for pair in bridges for node in pair)
    rows = tuple(
        Row(
            id=node,
            kind=graph.nodes[node]["kind"],
            **_kinds(counts[node]),
            neighbours=near.get(node, 0),
            betweenness=round(between.get(node, _NONE)[0], _DIGITS),
            betweenness_error=round(between.get(node, _NONE)[1], _DIGITS),
            community=communities.get(node, 0),
            core=cores.get(node, 0),
            articulation=node in cuts,
            bridges=ends[node],
            component=components.get(node, 0),
        )
        for node in sorted(counts)
    )
    pairs = len(near) * (len(near) - 1)
    sizes = Counter(components[node] for node in near)
    return Measures(
        rows=rows,
        institutions=sum(is_actor(graph, node) for node in graph),
        tied=len(near),
        relations=len(_standing(graph)),
        ties=found.number_of_edges(),
        density=round(sum(near.values()) / pairs, _DIGITS) if pairs else 0.0,
        components=len(sizes),
        largest=max(sizes.values(), default=0),
        communities=max(communities.values(), default=0),
        modularity=round(modularity, _DIGITS),
        core=max((row.core for row in rows), default=0),
        betweenness_error=max((row.betweenness_error for row in rows), default=0.0),
        articulation=cuts,
        bridges=bridges,
    )


def write(graph: nx.MultiDiGraph[str], measures: Measures) -> None:
    """Write `measures` onto the nodes of `graph`, and `bridge` onto the edges, True or False.

    An edge is a bridge where nothing else ties its ends together: no parallel relation either.
    """
    for row in measures.rows:
        values = asdict(row)
        del values["id"], values["kind"]
        graph.nodes[row.id]["measures"] = values
    for start, end, edge in graph.edges(data=True):
        if edge.get("kind") not in STRUCTURE:
            alone = graph.number_of_edges(start, end) + graph.number_of_edges(end, start) == 1
            edge["bridge"] = alone and (min(start, end), max(start, end)) in measures.bridges


def counted(graph: nx.MultiDiGraph[str]) -> dict[str, Counter[str]]:
    """The number of relations of each who takes part in any, by kind as in `Row`."""
    found: dict[str, Counter[str]] = {}
    for record in _standing(graph):
        for agent in {part["agent"] for part in record["participants"]}:
            if agent in graph:
                found.setdefault(agent, Counter())[counter(record)] += 1
    return found


def counter(record: Record) -> str:
    """The column of `Row` in which a relation counts."""
    if record["kind"] != "agreement":
        return _COUNTERS[record["kind"]]
    return "other_agreements" if record["status"] in NOT_HELD else "agreements"


def _standing(graph: nx.MultiDiGraph[str]) -> list[Record]:
    relations: Mapping[str, Record] = graph.graph.get("relations", {})
    return [record for record in relations.values() if record["standing"] != "retracted"]


def _kinds(counts: Counter[str]) -> dict[str, int]:
    names = ("agreements", "other_agreements", *_COUNTERS.values())
    return {"relations": counts.total(), **{name: counts[name] for name in names}}


def _communities(found: nx.Graph[str], seed: int) -> tuple[dict[str, int], float]:
    """The community of each node (Louvain, Blondel et al. 2008), and their modularity."""
    if not found:
        return {}, 0.0
    # Sets of texts have another order in every process, sets of small numbers have not.
    names = sorted(found)
    plain: nx.Graph[int] = nx.Graph()
    number = {name: index for index, name in enumerate(names)}
    plain.add_nodes_from(range(len(names)))
    edges = sorted((number[u], number[v], d) for u, v, d in found.edges(data="relations"))
    plain.add_weighted_edges_from(edges)
    groups = nx.community.louvain_communities(plain, seed=seed)
    modularity = float(nx.community.modularity(plain, groups))
    return _numbered(found, ([names[index] for index in group] for group in groups)), modularity


def _numbered(found: nx.Graph[str], groups: Iterable[Iterable[str]]) -> dict[str, int]:
    """Number groups from 1: the one with most institutions first, then by the first IRI."""
    listed = [sorted(group) for group in groups]
    listed.sort(key=lambda group: (-sum(is_actor(found, node) for node in group), group))
    return {node: index for index, group in enumerate(listed, start=1) for node in group}
