"""Losses: who would have no relation, no agreement or no way to home, if something ended."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from partnergraph.measures import NOT_HELD, counted
from partnergraph.network import STRUCTURE
from partnergraph.store import Store
from partnergraph.ties import actors, neighbours, ties
from partnergraph.viewfiles import Record
from partnergraph.views import Reader

_PAIR = 2


@dataclass(frozen=True, slots=True)
class Loss:
    """What one institution or unit would lose.

    `last_relation`: it has neighbours now, and would have none. `last_agreement`: it holds
    agreements now, and would hold none. `leaves_home`: it is tied to home now, over however many
    others, and would not be; always False where the network has no home or home itself is lost.
    The figures are relations and agreements held, now and then.
    """

    id: str
    last_relation: bool
    last_agreement: bool
    leaves_home: bool
    relations: int
    relations_left: int
    agreements: int
    agreements_left: int


def ending(
    graph: nx.MultiDiGraph[str], store: Store, views: Path | Iterable[Path], until: dt.date
) -> list[str]:
    """The agreements held in `graph` that are over on the day after `until`, by their IRIs.

    Over by the same rule that derives the status: expired, superseded or terminated. An agreement
    of which no source states a term does not end. Raises QueryError as `network.project` does.
    """
    if until == dt.date.max:
        until -= dt.timedelta(days=1)
    status = Reader(store, views).status(until + dt.timedelta(days=1))
    return sorted(iri for iri in held(graph) if status.get(iri) in NOT_HELD)


def held(graph: nx.MultiDiGraph[str]) -> list[str]:
    """The agreements of `graph` that are signed and not known to be over, by their IRIs."""
    return sorted(
        iri
        for iri, record in graph.graph.get("relations", {}).items()
        if record["kind"] == "agreement"
        and record["status"] not in NOT_HELD
        and record["standing"] != "retracted"
    )


def open_ended(graph: nx.MultiDiGraph[str]) -> list[str]:
    """The agreements held in `graph` of which no end is known, by their IRIs."""
    relations = graph.graph.get("relations", {})
    return [iri for iri in held(graph) if not (relations[iri]["span"] or (None, None))[1]]


def without(
    graph: nx.MultiDiGraph[str],
    *,
    relations: Collection[str] = (),
    things: Collection[str] = (),
    kinds: Collection[str] = (),
) -> nx.MultiDiGraph[str]:
    """A copy of `graph` without some relations, without whole kinds of them, without some things.

    `kinds` are agreement, event, programme and partnership. With an institution go its units. A
    relation of several goes on among those who remain, if they are two or more.
    """
    units = [v for u, v, k in graph.edges(data="kind") if u in things and k == "unit-of"]
    gone = {*things, *units}
    records = graph.graph.get("relations", {})
    kept: dict[str, Record] = {}
    for iri, record in records.items():
        if iri in relations or record["kind"] in kinds:
            continue
        if left := _left(record, gone):
            kept[iri] = left
    rest: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph | {"relations": kept})
    lost = gone | (records.keys() - kept.keys())
    rest.add_nodes_from((n, dict(data)) for n, data in graph.nodes(data=True) if n not in lost)
    for start, end, key, edge in graph.edges(keys=True, data=True):
        known = edge.get("kind") in STRUCTURE or edge.get("id", key) in kept
        if known and start in rest and end in rest:
            rest.add_edge(start, end, key, **edge)
    return rest


def _left(record: Record, gone: Collection[str]) -> Record | None:
    left = [part for part in record["participants"] if part["agent"] not in gone]
    if len(left) == len(record["participants"]):
        return record
    return record | {"participants": left} if len(left) >= _PAIR else None


def losses(before: nx.MultiDiGraph[str], after: nx.MultiDiGraph[str]) -> list[Loss]:
    """Who loses the last relation, the last agreement or the tie to home, sorted by IRI.

    `after` is what `without` leaves of `before`. Whoever is in `before` only is no loss.
    """
    was, now = ties(before), ties(after)
    home = before.graph.get("home")
    near, still = _around(was, home), _around(now, home)
    counts, left = counted(before), counted(after)
    found = []
    for iri in sorted({*actors(was), *counts}):
        if iri not in after or iri == home:
            continue
        had, has = counts.get(iri, Counter()), left.get(iri, Counter())
        loss = Loss(
            id=iri,
            last_relation=_near(was, iri) and not _near(now, iri),
            last_agreement=bool(had["agreements"]) and not has["agreements"],
            leaves_home=home in after and iri in near and iri not in still,
            relations=had.total(),
            relations_left=has.total(),
            agreements=had["agreements"],
            agreements_left=has["agreements"],
        )
        if loss.last_relation or loss.last_agreement or loss.leaves_home:
            found.append(loss)
    return found


def _near(found: nx.Graph[str], iri: str) -> bool:
    return iri in found and bool(neighbours(found, iri))


def _around(found: nx.Graph[str], home: str | None) -> set[str]:
    near: set[str] = nx.node_connected_component(found, home) if home in found else set()
    return near


def write(graph: nx.MultiDiGraph[str], after: nx.MultiDiGraph[str], found: Iterable[Loss]) -> None:
    """Write losses onto `graph`: `lost` on nodes and edges that `after` lacks, and who loses what.

    Nodes get `lost`, `loses_last_relation`, `loses_last_agreement` and `leaves_home`.
    """
    by_iri = {loss.id: loss for loss in found}
    for iri, node in graph.nodes(data=True):
        loss = by_iri.get(iri)
        node["loss"] = {
            "lost": iri not in after,
            "loses_last_relation": loss is not None and loss.last_relation,
            "loses_last_agreement": loss is not None and loss.last_agreement,
            "leaves_home": loss is not None and loss.leaves_home,
        }
    for start, end, key, edge in graph.edges(keys=True, data=True):
        edge["lost"] = not after.has_edge(start, end, key)
