"""How long a network takes: ours beside networkx alone, which gets the pairs by one query.

    python bench/networks.py [--graph DIR] [--limit SECONDS] [--files]

DIR is a project that `registry_graph.py` made and built. Ours is `network.project`, which gathers
all that is known of each institution and relation with its evidence, `measures.measure` and the
layout of the page. networkx alone is what a researcher would write: queries for who takes part in
what and who is related to whom, a graph of pairs, and its functions for the same measures;
betweenness with as many pivots as ours uses, cores, bridges, communities by Louvain; and its spring
layout.
"""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox

from measure import HEAD, Counter, Figures, Work, apart, compared, machine, table, versions
from partnergraph.betweenness import EXACT_UP_TO, PIVOTS
from partnergraph.drawing import drawing
from partnergraph.exchange import graphml
from partnergraph.flat import flat
from partnergraph.gexf import gexf
from partnergraph.measures import measure, write
from partnergraph.network import project
from partnergraph.project import bundle
from partnergraph.scene import scene
from partnergraph.store import open_folder, query
from registries import BIG, folder_of, lines

PAIRS = """
PREFIX pg: <https://w3id.org/partnergraph/ontology#>
SELECT ?relation ?agent
WHERE { ?relation pg:hasParty|pg:hasParticipation ?part . ?part pg:agent ?agent . }
"""
REGISTERED = """
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?one ?other
WHERE { ?one org:subOrganizationOf|org:linkedTo ?other . }
"""


def _projected(folder: Path, **options: Any) -> nx.MultiDiGraph[str]:
    return project(open_folder(folder / "store"), bundle() / "queries" / "views", **options)


def projection(folder: Path) -> Work:
    return lambda _: str(_projected(folder, joint="nodes"))


def measures(folder: Path) -> Work:
    graph = _projected(folder, joint="nodes")

    def work(_: Counter) -> str:
        found = measure(graph)
        if not found.rows:
            return "no institution has an agreement or event with another"
        row = max(found.rows, key=lambda each: each.betweenness)
        return f"greatest betweenness {row.betweenness:.4f} ± {row.betweenness_error:.4f}"

    return work


def layout(folder: Path) -> Work:
    graph = _projected(folder)
    data = scene(graph)
    return lambda _: f"{len(drawing(graph, data, 0).nodes):,} nodes"


def files(folder: Path) -> Work:
    graph = _projected(folder, joint="nodes")
    write(graph, measure(graph))

    def work(_: Counter) -> str:
        plain = flat(graph)
        return ", ".join(
            f"{form.__name__} {len(form(plain)) / 1e6:.0f} MB" for form in (graphml, gexf)
        )

    return work


def _pairs(folder: Path) -> nx.Graph[str]:
    """Who took part in something together or is related, by two queries and a graph of networkx."""
    taking: dict[str, set[str]] = {}
    store = open_folder(folder / "store")
    answer, related = query(store, PAIRS), query(store, REGISTERED)
    assert isinstance(answer, ox.QuerySolutions)
    assert isinstance(related, ox.QuerySolutions)
    for relation, agent in answer:
        taking.setdefault(relation.value, set()).add(agent.value)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from((one.value, other.value) for one, other in related if one != other)
    for agents in taking.values():
        graph.add_edges_from(combinations(sorted(agents), 2))
    return graph


def alone_projection(folder: Path) -> Work:
    return lambda _: str(_pairs(folder))


def alone_measures(folder: Path) -> Work:
    graph = _pairs(folder)

    def work(_: Counter) -> str:
        pivots = None if len(graph) <= EXACT_UP_TO else PIVOTS
        between = nx.betweenness_centrality(graph, k=pivots, seed=0)
        nx.core_number(graph)
        list(nx.bridges(graph))
        nx.community.louvain_communities(graph, seed=0)
        return f"greatest betweenness {max(between.values()):.4f}, error unknown"

    return work


def alone_layout(folder: Path) -> Work:
    graph = _pairs(folder)
    return lambda _: f"{len(nx.spring_layout(graph, seed=0)):,} nodes"


WAYS = {
    "projection": (projection, alone_projection),
    "measures": (measures, alone_measures),
    "layout": (layout, alone_layout),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--graph", type=Path, default=BIG)
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--files", action="store_true", help="write GraphML and GEXF as well")
    chosen = parser.parse_args()
    folder = folder_of(chosen.graph)
    if folder is None:
        return
    size = lines(folder / "graph.nq")
    print(f"{machine()}; {versions('networkx', 'numpy', 'pyoxigraph')}; {size:,} statements\n")
    rows: list[list[str]] = []
    for name, (ours, theirs) in WAYS.items():
        figures = {
            f"{name}, partnergraph": apart(ours, folder, limit=chosen.limit, runs=chosen.runs),
            f"{name}, networkx alone": apart(theirs, folder, limit=chosen.limit, runs=chosen.runs),
        }
        rows += compared(figures, _found(figures))
    if chosen.files:
        written = {"GraphML and GEXF": apart(files, folder, limit=chosen.limit)}
        rows += compared(written, _found(written))
    print(table([*HEAD, "found"], rows))


def _found(figures: dict[str, Figures]) -> dict[str, list[str]]:
    return {name: [str(each.found or "")] for name, each in figures.items()}


if __name__ == "__main__":
    main()
