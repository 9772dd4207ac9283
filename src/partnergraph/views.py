"""What the `network-*.rq` views answer, gathered into records: one per thing, claim or reading."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from partnergraph.store import Store
from partnergraph.viewfiles import Record, Row, ViewFiles, text, value
from partnergraph.vocabulary import PG, compact

KINDS = {
    PG.Agreement: "agreement",
    PG.Partnership: "partnership",
    PG.JointProgramme: "programme",
    PG.InstitutionalEvent: "event",
    PG.DelegationVisit: "event",
    PG.Negotiation: "event",
    PG.SigningCeremony: "event",
}
_TYPES = {PG.term(f"{name}Type") for name in ("agreement", "event", "programme", "relation")}
#: From best to worst; a relation is as sure as its least sure claim or reading.
STANDINGS = ("asserted", "inferred", "disputed", "unresolved", "retracted")
#: Steps in the life of a relation after which it is over.
_ENDS = {f"lifecycle-type:{step}" for step in ("terminated", "expired", "scheduled-expiry")}
#: Properties of which a thing has one value, so that two values are a disagreement.
_SINGLE = {*_TYPES, PG.country, PG.city}


class Facts:
    """What is said about one thing: values by property, and the graphs that say each."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = defaultdict(list)
        self.said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    def add(self, name: str, value: str, graph: str) -> None:
        """Note that `graph` says so."""
        if value not in self.values[name]:
            self.values[name].append(value)
        self.said[name][value].append(graph)


class Reader:
    """Gathers the answers of the views."""

    def __init__(self, store: Store, views: Path | Iterable[Path]) -> None:
        self._views = ViewFiles(store, views)
        self._graphs: dict[str, str] = {}  # graph -> the source it holds

    def classes(self) -> dict[str, set[str]]:
        """Tell the classes of each thing."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._views.rows("things"):
            found[value(row, "thing")].add(value(row, "class"))
        return dict(found)

    def facts(self) -> dict[str, Facts]:
        """Gather what is said about each thing."""
        found: dict[str, Facts] = defaultdict(Facts)
        for row in self._views.rows("facts"):
            said = compact(value(row, "value"))
            found[value(row, "thing")].add(value(row, "property"), said, value(row, "graph"))
        return found

    def names(self) -> dict[str, list[Record]]:
        """Gather the names and titles of each thing."""
        found: dict[str, list[Record]] = defaultdict(list)
        for row in self._views.rows("names"):
            name = text(row, "name") | {"sort": value(row, "sort")}
            if name["sort"] == "dated":
                name |= {"from": value(row, "earliest"), "to": value(row, "latest")}
            if name not in found[value(row, "thing")]:
                found[value(row, "thing")].append(name)
        return found

    def claims(self) -> dict[str, Record]:
        """Gather claims with their quotes, names as printed and contradictions."""
        found: dict[str, Record] = {}
        for row in self._views.rows("claims"):
            self._graphs[value(row, "graph")] = value(row, "source")
            claim = found.setdefault(
                value(row, "claim"),
                {
                    "id": value(row, "claim"),
                    "source": value(row, "source"),
                    "modality": compact(value(row, "modality")),
                    "status": compact(value(row, "status")),
                    **{key: [] for key in ("why", "statement", "about", "quotes", "printed")},
                    **{key: [] for key in ("conflicts", "variants")},
                },
            )
            _append(claim["why"], text(row, "rationale"))
            _append(claim["statement"], text(row, "statement"))
            _append(claim["about"], value(row, "about"))
        for row in self._views.rows("mentions"):
            if claim_ := found.get(value(row, "claim")):
                reading = {"decision": value(row, "decision")}
                _append(claim_["printed"], text(row, "printed") | reading)
        for row in self._views.rows("conflicts"):
            if claim_ := found.get(value(row, "claim")):
                _append(claim_[value(row, "sort") + "s"], value(row, "other"))
        self._quote(found)
        return found

    def _quote(self, holders: dict[str, Record]) -> None:
        for row in self._views.rows("quotes"):
            if holder := holders.get(value(row, "holder")):
                place = {key: value(row, key) for key in ("start", "end")}
                _append(holder["quotes"], text(row, "exact") | place)

    def readings(self) -> dict[str, Record]:
        """Gather how printed names were read."""
        found: dict[str, Record] = {}
        for row in self._views.rows("readings"):
            reading = found.setdefault(
                value(row, "decision"),
                {
                    "id": value(row, "decision"),
                    "mention": value(row, "mention"),
                    "printed": text(row, "printed"),
                    "source": value(row, "source"),
                    "status": compact(value(row, "status")),
                    "resolved": value(row, "resolved"),
                    "decided": value(row, "decided"),
                    **{key: [] for key in ("candidates", "why", "quotes")},
                },
            )
            _append(reading["candidates"], value(row, "candidate"))
            _append(reading["why"], text(row, "rationale"))
        self._quote({reading["mention"]: reading for reading in found.values()})
        return found

    def relations(
        self,
        classes: dict[str, set[str]],
        facts: dict[str, Facts],
        names: dict[str, list[Record]],
        claims: dict[str, Record],
        readings: dict[str, Record],
        support: dict[str, list[str]],
    ) -> dict[str, Record]:
        """Gather agreements, events, programmes and partnerships with all that belongs to them."""
        found: dict[str, Record] = {}
        for iri, kinds in classes.items():
            if kind := kind_of(kinds):
                types = [v for p in sorted(_TYPES) for v in facts[iri].values.get(p, ())]
                found[iri] = {"id": iri, "kind": kind, "types": types, "titles": names[iri]}
                found[iri] |= {key: [] for key in ("participants", "dates", "claims")}
                found[iri]["status"] = next(iter(facts[iri].values.get(PG.currentStatus, ())), None)
                found[iri]["differences"] = self._differences(facts[iri])
                found[iri]["facts"] = facts[iri].values
        for row in self._views.rows("involvements"):
            if record := found.get(value(row, "relation")):
                _take_part(record, row, readings)
        for row in self._views.rows("dates"):
            if record := found.get(value(row, "relation")):
                _append(record["dates"], self._date(row))
        for iri, record in found.items():
            record["claims"] = [claims[claim] for claim in support.get(iri, ()) if claim in claims]
            record["span"] = _span(record)
            record["standing"] = _standing(record)
            record["modalities"] = sorted({c["modality"] for c in record["claims"]} - {""})
        return found

    def _date(self, row: Row) -> Record:
        date = {key: value(row, key) for key in ("edtf", "earliest", "latest")}
        date |= {key: compact(value(row, key)) for key in ("step", "precision")}
        return date | {"source": self._graphs.get(value(row, "graph"), "")}

    def _differences(self, facts: Facts) -> list[Record]:
        """Properties with one true value for which the sources give several."""
        return [
            {
                "property": compact(name).partition(":")[2],
                "values": [
                    {"value": value, "sources": [self._graphs.get(g, "") for g in graphs]}
                    for value, graphs in said.items()
                ],
            }
            for name, said in facts.said.items()
            if name in _SINGLE and len(said) > 1
        ]

    def sources(self) -> dict[str, Record]:
        """Describe the sources."""
        found: dict[str, Record] = {}
        for row in self._views.rows("sources"):
            source = found.setdefault(value(row, "source"), {"title": []})
            _append(source["title"], text(row, "title"))
            for key in ("url", "publisher", "language", "issued", "retrieved"):
                source[key] = value(row, key)
        return found

    def support(self) -> dict[str, list[str]]:
        """Tell which claims stand behind each thing, its parties and its dates."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self._views.rows("support"):
            found[value(row, "relation")][value(row, "claim")] = None
        return {thing: list(claims) for thing, claims in found.items()}

    def sources_of(self, facts: Facts, name: str = "") -> set[str]:
        """List the sources that state `facts`, or those of one property; needs the claims read."""
        said = [facts.said.get(name, {})] if name else facts.said.values()
        graphs = {graph for values in said for found in values.values() for graph in found}
        return {self._graphs[graph] for graph in graphs if graph in self._graphs}

    def concepts(self) -> dict[str, dict[str, str]]:
        """List the labels of concepts by language."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self._views.rows("concepts"):
            label = text(row, "label")
            found[compact(value(row, "concept"))][label["lang"]] = label["text"]
        return dict(found)

    def groupings(self) -> dict[str, list[str]]:
        """List the countries of each region and grouping; they overlap."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._views.rows("places"):
            found[compact(value(row, "grouping"))].append(compact(value(row, "country")))
        return dict(found)

    def status(self, day: dt.date) -> dict[str, str]:
        """Tell the status of each agreement on `day`."""
        rows = self._views.rows("status", day)
        return {value(row, "agreement"): compact(value(row, "status")) for row in rows}


def _append(items: list[Any], item: Any) -> None:
    if item and item not in items:
        items.append(item)


def kind_of(classes: Iterable[str]) -> str:
    """Name the kind of relation that these classes make; nothing for other things."""
    return min((KINDS[c] for c in classes if c in KINDS), default="")


def _take_part(record: Record, row: Row, readings: dict[str, Record]) -> None:
    agent = value(row, "agent")
    part = next((p for p in record["participants"] if p["agent"] == agent), None)
    if part is None:
        part = {"agent": agent, "roles": [], "readings": []}
        record["participants"].append(part)
    _append(part["roles"], compact(value(row, "role")))
    _append(part["readings"], readings.get(value(row, "decision")))


def _span(record: Record) -> list[str | None] | None:
    """First and last day; the last is None while nothing says that it ended."""
    first = [d["earliest"] for d in record["dates"] if d["earliest"] and d["step"] not in _ENDS]
    last = [d["latest"] for d in record["dates"] if d["latest"]]
    ended = [d["latest"] for d in record["dates"] if d["latest"] and d["step"] in _ENDS]
    if record["kind"] == "event":
        return [min(first, default=None), max(last, default=None)] if first or last else None
    if not first and not ended:
        return None
    return [min(first, default=None), min(ended, default=None)]


def _standing(record: Record) -> str:
    claims = [claim["status"] for claim in record["claims"]]
    # A retracted claim weighs nothing as long as another one stands.
    claims = [status for status in claims if not status.endswith(":retracted")] or claims
    readings = [r["status"] for part in record["participants"] for r in part["readings"]]
    slugs = [status.partition(":")[2] for status in [*claims, *readings]]
    ranks = [STANDINGS.index(slug) for slug in slugs if slug in STANDINGS]
    return STANDINGS[max(ranks, default=0)]
