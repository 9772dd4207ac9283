"""What the network page knows: the network as plain values, with short keys, ready for JSON."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import networkx as nx

from partnergraph.network import STRUCTURE
from partnergraph.vocabulary import ORG, PG, SCHEMA

Record = dict[str, Any]
Shorten = Callable[[str], str]

KINDS = ("agreement", "event", "programme", "partnership")
UNKNOWN = "country:unknown"
_BLANK: Record = {
    "kind": "partnership",
    "status": None,
    "span": None,
    "standing": "asserted",
    "facts": {},
    **dict.fromkeys(("types", "titles", "participants", "dates", "claims"), ()),
    **dict.fromkeys(("modalities", "differences"), ()),
}
_RELATION_FACTS = (
    *(PG.responsibleUnit, PG.editionOf, PG.underFramework, PG.underAgreement, PG.supersedes),
    *(PG.amends, SCHEMA.superEvent, SCHEMA.keywords),
)


def scene(graph: nx.MultiDiGraph[str]) -> Record:
    """Everything that the page shows about `graph`, a network as `network.project` makes it.

    IRIs of the project lose their common beginning, `base`. Attributes that are missing from
    nodes and edges count as empty, so that any network of the right shape can be drawn.
    """
    home = graph.graph.get("home")
    base = graph.graph.get("base") or (home[: home.rfind("/") + 1] if home else "")
    short = _shortener(base)
    records = relation_records(graph)
    readings = graph.graph.get("readings", ())
    things = _things(graph, short, _related(records.values(), home))
    relations = {short(iri): _relation(record, short) for iri, record in records.items()}
    years = [int(day[:4]) for r in relations.values() for day in r["span"] or () if day]
    data: Record = {
        "home": short(home) if home else None,
        "base": base,
        "asOf": graph.graph.get("as_of"),
        "things": things,
        "relations": relations,
        "claims": _claims(graph, records.values(), short),
        "readings": {short(r["id"]): _reading(r, short) for r in readings},
        "sources": {short(iri): record for iri, record in graph.graph.get("sources", {}).items()},
        "groupings": _groupings(graph.graph.get("groupings", {}), things),
        "years": [min(years, default=0), max(years, default=0)],
        "countries": sorted(
            {t["country"] or UNKNOWN for t in things.values() if t["standing"] == "connected"}
        ),
    }
    data["counts"] = _counts(data)
    data["concepts"] = _concepts(data, graph.graph.get("concepts", {}))
    return data


def relation_records(graph: nx.MultiDiGraph[str]) -> dict[str, Record]:
    """The relations of the network: those it names, and those that only its edges know."""
    found = dict(graph.graph.get("relations", {}))
    for start, end, key, edge in graph.edges(keys=True, data=True):
        if edge.get("kind") in STRUCTURE or edge.get("id", key) in found:
            continue
        ends = ({"agent": agent} for agent in dict.fromkeys((start, end)))
        parts = [{"roles": [], "readings": []} | part for part in ends]
        iri = str(edge.get("id", key))
        if isinstance(key, int):  # networkx numbers parallel edges anew for each pair
            iri = f"{start}/{end}/{key}"
        found[iri] = {"id": iri, "participants": parts} | edge
    return {iri: _BLANK | found[iri] for iri in sorted(found)}


def _shortener(base: str) -> Shorten:
    return lambda iri: iri.removeprefix(base) or iri


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _related(records: Iterable[Record], home: str | None) -> set[str]:
    """Those who share a relation with home; others only met in something around it."""
    agents = ({part["agent"] for part in record["participants"]} for record in records)
    return set().union(*(group for group in agents if home in group))


def _groupings(groupings: Mapping[str, Iterable[str]], things: Record) -> dict[str, list[str]]:
    """The regions and groupings that any thing is in, with their countries that occur."""
    here = {thing["country"] for thing in things.values()}
    found = {name: sorted(here.intersection(groupings[name])) for name in sorted(groupings)}
    return {name: countries for name, countries in found.items() if countries}


def _things(graph: nx.MultiDiGraph[str], short: Shorten, related: set[str]) -> Record:
    wholes: dict[str, list[str]] = defaultdict(list)
    for whole, part, kind in graph.edges(data="kind"):
        if kind in STRUCTURE:
            wholes[part].append(whole)
    found: Record = {}
    for iri, node in sorted(graph.nodes(data=True)):
        if node.get("kind", "institution") not in ("institution", "unit"):
            continue
        facts = node.get("facts", {})
        above = [graph.nodes[whole].get("facts", {}) for whole in wholes[iri]]
        countries = [c for values in (facts, *above) for c in values.get(PG.country, ())]
        found[short(iri)] = {
            "kind": node.get("kind", "institution"),
            "standing": node.get("standing", "connected"),
            "names": node.get("names", ()),
            "country": countries[0] if countries else None,
            "related": iri in related,
            "level": next(iter(facts.get(PG.relationLevel, ())), None),
            "city": next(iter(facts.get(PG.city, ())), None),
            "type": next(iter(facts.get(ORG.classification, ())), None),
            "links": [*facts.get(SCHEMA.url, ()), *facts.get(SCHEMA.sameAs, ())],
            "wholes": [short(whole) for whole in wholes[iri]],
            "statements": [short(claim["id"]) for claim in node.get("statements", ())],
        }
    return found


def _relation(record: Record, short: Shorten) -> Record:
    facts = {
        _local(name): [short(value) for value in record["facts"][name]]
        for name in _RELATION_FACTS
        if record["facts"].get(name)
    }
    same = ("kind", "types", "status", "span", "standing", "modalities")
    return {
        **{key: record[key] for key in same},
        "key": short(record["id"]),
        "names": record["titles"],
        "participants": [
            {
                "agent": short(part["agent"]),
                "roles": part["roles"],
                "readings": [short(reading["id"]) for reading in part["readings"]],
            }
            for part in record["participants"]
        ],
        "dates": [date | {"source": short(date["source"])} for date in record["dates"]],
        "claims": [short(claim["id"]) for claim in record["claims"]],
        "differences": [_difference(difference, short) for difference in record["differences"]],
        "facts": facts,
    }


def _difference(difference: Record, short: Shorten) -> Record:
    values = [
        {"value": v["value"], "sources": [short(s) for s in v["sources"]]}
        for v in difference["values"]
    ]
    return difference | {"values": values}


def _claims(graph: nx.MultiDiGraph[str], records: Iterable[Record], short: Shorten) -> Record:
    found: Record = {}
    for claim in (c for record in records for c in record["claims"]):
        found[short(claim["id"])] = _claim(claim, short)
    for _, node in graph.nodes(data=True):
        for claim in node.get("statements", ()):
            found[short(claim["id"])] = _claim(claim, short)
    return found


def _claim(claim: Record, short: Shorten) -> Record:
    return {
        **{key: claim[key] for key in ("modality", "status", "why", "statement", "quotes")},
        "source": short(claim["source"]),
        "printed": [p | {"decision": short(p["decision"])} for p in claim["printed"]],
        "conflicts": [short(other) for other in claim["conflicts"]],
    }


def _reading(reading: Record, short: Shorten) -> Record:
    return {
        **{key: reading[key] for key in ("printed", "status", "why", "quotes", "decided")},
        "key": short(reading["id"]),
        "source": short(reading["source"]),
        "resolved": short(reading["resolved"]),
        "candidates": [short(candidate) for candidate in reading["candidates"]],
    }


def _counts(data: Record) -> list[tuple[str, int]]:
    """The headline; names that nobody could resolve are counted by how they are printed."""
    active = [
        thing
        for key, thing in data["things"].items()
        if thing["standing"] == "connected"
        and thing["kind"] == "institution"
        and key != data["home"]
    ]
    kinds = [relation["kind"] for relation in data["relations"].values()]
    countries = {thing["country"] for thing in active} - {None, UNKNOWN}
    unresolved = {r["printed"]["text"] for r in data["readings"].values() if not r["resolved"]}
    return [
        ("institutions", len(active)),
        ("related", sum(thing["related"] for thing in active)),
        ("countries", len(countries)),
        *((kind, kinds.count(kind)) for kind in KINDS),
        ("unresolved", len(unresolved)),
    ]


def _concepts(data: Record, labels: dict[str, dict[str, str]]) -> Record:
    """The labels of concepts that occur anywhere in `data`."""
    used = set(re.findall(r'"([a-z-]+:[^"\\]+)"', json.dumps(data))) | {UNKNOWN}
    return {key: labels[key] for key in sorted(used) if key in labels}
