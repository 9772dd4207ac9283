"""The built graph as a network: institutions joined by what they did and agreed together."""

from __future__ import annotations

import datetime as dt
import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Literal

import networkx as nx

from partnergraph.relations import kind_of
from partnergraph.store import Store
from partnergraph.viewfiles import Record
from partnergraph.views import Facts, Reader
from partnergraph.vocabulary import ORG, PG

_LINKS = {ORG.unitOf: "unit-of", ORG.subOrganizationOf: "part-of"}
#: Kinds of edges that are no relations between partners.
STRUCTURE = frozenset(_LINKS.values())
#: What a relation of three or more becomes; see `project`.
Joint = Literal["home", "pairs", "nodes"]
_PAIR = 2


def project(
    store: Store,
    views: Path | Iterable[Path],
    *,
    as_of: dt.date | None = None,
    joint: Joint = "home",
) -> nx.MultiDiGraph[str]:
    """Read the store as a network; `views` are the `network-*.rq` queries or their folder.

    With `as_of`, relations that began later are left out and the status is that of the day.

    Nodes are IRIs. `kind` is institution, unit, agreement, event, programme or partnership;
    `standing` is home, connected, unit, relation, mentioned (a candidate for a printed name, no
    more) or unconnected; `names` is a list of `text`, `lang`, `sort` (preferred, other, short,
    dated), `from`, `to`; `facts` maps property names to values; `statements` are claims about it.

    Edges run from the home institution outwards where it takes part, else in the order of IRIs;
    the key is the relation's IRI, so that parallel relations stay parallel. A relation of two is
    one edge. What one of three or more is, `joint` says: with "home" an edge from home to each
    of the others, as on the page; with "pairs" an edge between any two that took part; with
    "nodes" a node of its own joined to those who took part. A listing of three or more is an edge
    from home to each of the others in all three, because it says nothing of these among each
    other. A relation without home, where edges from home were asked for, and one with fewer than
    two participants, is a node of its own. Unresolved readings make no participant and no edge.

    Edges carry the relation's record: `id`, `kind`, `types`, `titles`, `status`, `participants`
    (`agent`, `roles`, `readings`), `dates` (`step`, `edtf`, `earliest`, `latest`, `precision`,
    `source`), `span` (first day, last day or None while open; None without any date), `claims`,
    `standing`, `modalities`, `differences`, `facts`. Edges of kind unit-of and part-of join a
    part to its whole and carry the `sources` that say so, as nodes carry those of their facts.

    Graph attributes: `home`, `as_of`, `joint`, `relations`, `sources`, `concepts` (labels by
    language), `groupings` (their countries) and `readings`. Concepts are written short, as in
    `country:CN`.

    Raises QueryError when a view is missing or cannot be evaluated.
    """
    with _uncollected():
        return _projected(Reader(store, views, whole=True), as_of, joint)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare Python the search for garbage cycles: here are millions of objects and no cycle."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _projected(reader: Reader, as_of: dt.date | None, joint: Joint) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    classes = reader.classes()
    facts = reader.facts()
    names = reader.names()
    claims = reader.claims()
    readings = reader.readings()
    support = reader.support()
    relations = reader.relations(classes, facts, names, claims, readings, support)
    if as_of:
        relations = _on(relations, as_of, reader.status(as_of))
    home = min((iri for iri, found in classes.items() if PG.HomeInstitution in found), default=None)
    for iri, found in classes.items():
        if not kind_of(found):
            kind = "unit" if ORG.OrganizationalUnit in found else "institution"
            graph.add_node(iri, kind=kind, names=names[iri], facts=facts[iri].values)
            behind = {claims[claim]["source"] for claim in support.get(iri, ()) if claim in claims}
            graph.nodes[iri]["sources"] = sorted(behind | reader.sources_of(facts[iri]))
    for record in relations.values():
        _join(graph, record, home, joint)
    for iri in classes:
        _part(graph, iri, facts[iri], reader)  # needs all nodes
    _say(graph, claims)
    _stand(graph, home, readings.values())
    graph.graph.update(home=home, as_of=as_of.isoformat() if as_of else None, joint=joint)
    graph.graph.update(relations=relations, sources=reader.sources(), concepts=reader.concepts())
    graph.graph.update(readings=list(readings.values()), groupings=reader.groupings())
    return graph


def _on(relations: dict[str, Record], day: dt.date, status: dict[str, str]) -> dict[str, Record]:
    """Keep the relations that may have begun by `day`, with the status of that day."""
    kept = {}
    for iri, record in relations.items():
        if not record["span"] or (record["span"][0] or "") <= day.isoformat():
            kept[iri] = record | {"status": status.get(iri)}
    return kept


def _join(graph: nx.MultiDiGraph[str], record: Record, home: str | None, joint: Joint) -> None:
    agents = sorted(p["agent"] for p in record["participants"] if p["agent"] in graph)
    if home in agents:
        agents = [home, *(agent for agent in agents if agent != home)]
    for start, end in (pairs := _pairs(agents, record["kind"], home, joint)):
        graph.add_edge(start, end, record["id"], **record)
    if pairs:
        return
    graph.add_node(record["id"], kind=record["kind"], names=record["titles"], facts=record["facts"])
    for agent in agents:
        graph.add_edge(agent, record["id"], record["id"], **record)


def _pairs(agents: list[str], kind: str, home: str | None, joint: Joint) -> list[tuple[str, str]]:
    """Who is joined to whom by a relation of `agents`, home first; nobody: it is a node."""
    if len(agents) == _PAIR or (len(agents) > _PAIR and kind != "partnership" and joint == "pairs"):
        return list(combinations(agents, 2))
    star = joint == "home" or kind == "partnership"
    if len(agents) > _PAIR and star and home in agents:
        return [(agents[0], agent) for agent in agents[1:]]
    return []


def _part(graph: nx.MultiDiGraph[str], iri: str, facts: Facts, reader: Reader) -> None:
    for name, kind in _LINKS.items():
        for whole in facts.values.get(name, ()):
            if iri in graph and whole in graph:
                sources = sorted(reader.sources_of(facts, name)) or graph.nodes[iri]["sources"]
                graph.add_edge(whole, iri, f"{iri}#{kind}", kind=kind, sources=sources)


def _say(graph: nx.MultiDiGraph[str], claims: Mapping[str, Record]) -> None:
    """Hang the claims about a thing on its node."""
    about: dict[str, list[Record]] = defaultdict(list)
    for claim in claims.values():
        for iri in claim["about"]:
            about[iri].append(claim)
    for iri, node in graph.nodes(data=True):
        node["statements"] = about.get(iri, [])


def _stand(graph: nx.MultiDiGraph[str], home: str | None, readings: Iterable[Record]) -> None:
    """Tell those who took part in something from those who are merely named."""
    candidates = {candidate for reading in readings for candidate in reading["candidates"]}
    active = {n for u, v, k in graph.edges(data="kind") if k not in STRUCTURE for n in (u, v)}
    for iri, node in graph.nodes(data=True):
        if iri == home:
            node["standing"] = "home"
        elif node["kind"] not in ("institution", "unit"):
            node["standing"] = "relation"
        elif iri in active:
            node["standing"] = "connected"
        elif node["kind"] == "unit":
            node["standing"] = "unit"
        else:
            node["standing"] = "mentioned" if iri in candidates else "unconnected"
