"""What the `network-*.rq` views answer, gathered into records: one per thing, claim or reading."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from partnergraph.cells import Row, plain, text
from partnergraph.relations import kind_of, span, standing
from partnergraph.store import Store
from partnergraph.viewfiles import Record, ViewFiles
from partnergraph.vocabulary import PG, compact

_TYPES = {PG.term(f"{name}Type") for name in ("agreement", "event", "programme", "relation")}
#: Properties of which a thing has one value, so that two values are a disagreement.
_SINGLE = {*_TYPES, PG.country, PG.city}
#: The views in the order in which a whole network asks for them.
_PLAN = (
    *("things", "facts", "names", "claims", "mentions", "conflicts", "quotes", "readings"),
    *("support", "involvements", "dates", "sources", "concepts", "places"),
)


class _Short(dict[str, str]):
    """What cells are without a language, and IRIs with a known prefix."""

    def __missing__(self, cell: str) -> str:
        self[cell] = found = compact(plain(cell))
        return found


class Facts:
    """What is said about one thing: values by property, and the graphs that say each."""

    __slots__ = ("said", "values")

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.said: dict[str, dict[str, list[str]]] = {}

    def add(self, name: str, value: str, graph: str) -> None:
        """Note that `graph` says so."""
        said = self.said.get(name)
        if said is None:
            self.said[name], self.values[name] = {value: [graph]}, [value]
        elif value in said:
            said[value].append(graph)
        else:
            said[value] = [graph]
            self.values[name].append(value)


class Reader:
    """Gathers the answers of the views; whoever gathers all of them asks in this order."""

    def __init__(self, store: Store, views: Path | Iterable[Path], *, whole: bool = False) -> None:
        """With `whole`, all views will be asked for, in the order of the methods."""
        self._views = ViewFiles(store, views, _PLAN if whole else ())
        self._graphs: dict[str, str] = {}  # graph -> the source it holds
        self._short = _Short()
        self._quotes: list[Row] = []

    def classes(self) -> dict[str, set[str]]:
        """Tell the classes of each thing."""
        found: dict[str, set[str]] = defaultdict(set)
        for thing, kind in self._views.rows("things", "thing", "class"):
            found[thing].add(kind)
        return dict(found)

    def facts(self) -> dict[str, Facts]:
        """Gather what is said about each thing."""
        found: dict[str, Facts] = defaultdict(Facts)
        short = self._short
        rows = self._views.rows("facts", "thing", "property", "value", "graph")
        for thing, name, said, graph in rows:
            found[thing].add(name, short[said], graph)
        return found

    def names(self) -> dict[str, list[Record]]:
        """Gather the names and titles of each thing."""
        found: dict[str, list[Record]] = defaultdict(list)
        rows = self._views.rows("names", "thing", "sort", "name", "earliest", "latest")
        for thing, sort, printed, earliest, latest in rows:
            name: Record = text(printed) | {"sort": sort}
            if sort == "dated":
                name |= {"from": earliest, "to": latest}
            if name not in found[thing]:
                found[thing].append(name)
        return found

    def claims(self) -> dict[str, Record]:
        """Gather claims with their quotes, names as printed and contradictions."""
        found: dict[str, Record] = {}
        columns = ("claim", "source", "modality", "status", "rationale", "statement", "about")
        for iri, source, modality, status, why, statement, about, graph in self._views.rows(
            "claims", *columns, "graph"
        ):
            self._graphs[graph] = source
            claim = found.get(iri)
            if claim is None:
                claim = found[iri] = {
                    "id": iri,
                    "source": source,
                    "modality": self._short[modality],
                    "status": self._short[status],
                    **{key: [] for key in ("why", "statement", "about", "quotes", "printed")},
                    **{key: [] for key in ("conflicts", "variants")},
                }
            _append(claim["why"], text(why))
            _append(claim["statement"], text(statement))
            _append(claim["about"], about)
        for iri, printed, decision in self._views.rows("mentions", "claim", "printed", "decision"):
            if claim := found.get(iri):
                _append(claim["printed"], {**text(printed), "decision": decision})
        for iri, sort, other in self._views.rows("conflicts", "claim", "sort", "other"):
            if claim := found.get(iri):
                _append(claim[f"{sort}s"], other)
        self._quotes = self._views.rows("quotes", "holder", "exact", "start", "end")
        self._quote(found)
        return found

    def _quote(self, holders: dict[str, Record]) -> None:
        for iri, exact, start, end in self._quotes:
            if holder := holders.get(iri):
                place = {"start": start, "end": end}
                _append(holder["quotes"], {**text(exact), **place})

    def readings(self) -> dict[str, Record]:
        """Gather how printed names were read; needs the claims read, for the quotes."""
        found: dict[str, Record] = {}
        columns = ("decision", "mention", "printed", "source", "status", "resolved", "decided")
        for (
            iri,
            mention,
            printed,
            source,
            status,
            resolved,
            decided,
            candidate,
            why,
        ) in self._views.rows("readings", *columns, "candidate", "rationale"):
            reading = found.setdefault(
                iri,
                {
                    "id": iri,
                    "mention": mention,
                    "printed": text(printed),
                    "source": source,
                    "status": self._short[status],
                    "resolved": resolved,
                    "decided": decided,
                    **{key: [] for key in ("candidates", "why", "quotes")},
                },
            )
            _append(reading["candidates"], candidate)
            _append(reading["why"], text(why))
        self._quote({reading["mention"]: reading for reading in found.values()})
        return found

    def support(self) -> dict[str, list[str]]:
        """Tell which claims stand behind each thing, its parties and its dates."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for thing, claim in self._views.rows("support", "relation", "claim"):
            found[thing][claim] = None
        return {thing: list(claims) for thing, claims in found.items()}

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
        rows = self._views.rows("involvements", "relation", "agent", "role", "decision")
        for iri, agent, role, decision in rows:
            if record := found.get(iri):
                _take_part(record, agent, self._short[role], readings.get(decision))
        columns = ("relation", "edtf", "earliest", "latest", "step", "precision", "graph")
        for iri, *date in self._views.rows("dates", *columns):
            if record := found.get(iri):
                _append(record["dates"], self._date(*date))
        for iri, record in found.items():
            record["claims"] = [claims[claim] for claim in support.get(iri, ()) if claim in claims]
            record["span"] = span(record)
            record["standing"] = standing(record)
            record["modalities"] = sorted({c["modality"] for c in record["claims"]} - {""})
        return found

    def _date(
        self, edtf: str, earliest: str, latest: str, step: str, precision: str, graph: str
    ) -> Record:
        return {
            "edtf": plain(edtf),
            "earliest": earliest,
            "latest": latest,
            "step": self._short[step],
            "precision": self._short[precision],
            "source": self._graphs.get(graph, ""),
        }

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
        columns = ("url", "publisher", "language", "issued", "retrieved")
        for iri, title, *cells in self._views.rows("sources", "source", "title", *columns):
            source = found.setdefault(iri, {"title": []})
            _append(source["title"], text(title))
            source |= dict(zip(columns, map(plain, cells), strict=True))
        return found

    def sources_of(self, facts: Facts, name: str = "") -> set[str]:
        """List the sources that state `facts`, or those of one property; needs the claims read."""
        said = [facts.said.get(name, {})] if name else facts.said.values()
        graphs = {graph for values in said for found in values.values() for graph in found}
        return {self._graphs[graph] for graph in graphs if graph in self._graphs}

    def concepts(self) -> dict[str, dict[str, str]]:
        """List the labels of concepts by language."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for concept, printed in self._views.rows("concepts", "concept", "label"):
            label = text(printed)
            found[self._short[concept]][label["lang"]] = label["text"]
        return dict(found)

    def groupings(self) -> dict[str, list[str]]:
        """List the countries of each region and grouping; they overlap."""
        found: dict[str, list[str]] = defaultdict(list)
        for grouping, country in self._views.rows("places", "grouping", "country"):
            found[self._short[grouping]].append(self._short[country])
        return dict(found)

    def status(self, day: dt.date) -> dict[str, str]:
        """Tell the status of each agreement on `day`."""
        rows = self._views.rows("status", "agreement", "status", day=day)
        return {agreement: self._short[status] for agreement, status in rows}


def _append(items: list[Any], item: Any) -> None:
    if item and item not in items:
        items.append(item)


def _take_part(record: Record, agent: str, role: str, reading: Record | None) -> None:
    part = next((p for p in record["participants"] if p["agent"] == agent), None)
    if part is None:
        part = {"agent": agent, "roles": [], "readings": []}
        record["participants"].append(part)
    _append(part["roles"], role)
    _append(part["readings"], reading)
