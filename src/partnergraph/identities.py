"""Identities: institutions as candidates for the registry, and the verdicts on them as facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from partnergraph.claims import Desk, state_axes
from partnergraph.context import TableType
from partnergraph.findings import violation
from partnergraph.ledger import Origin
from partnergraph.registry.decisions import Decision, decisions
from partnergraph.registry.reconcile import Candidate
from partnergraph.registry.review import FILE
from partnergraph.tables import Row, split
from partnergraph.vocabulary import PG, RDF_TYPE, SCHEMA

#: The id of the row in sources.csv that stands for the registry.
SOURCE = "ror"
_NAMES = ("name", "other_name", "short_name")


def candidates(rows: Iterable[Row]) -> list[Candidate]:
    """Every institution in `rows` with all its names, for matching against a registry."""
    names: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    cells: defaultdict[tuple[str, str], str] = defaultdict(str)
    for row in rows:
        if row.table.name == "institutions":
            identifier = row.text("id")
            for (column, language), text in row.cells.items():
                if column in _NAMES:
                    names[identifier].update(dict.fromkeys((v, language) for v in split(text)))
            for column in ("country", "city", "ror"):
                cells[identifier, column] = cells[identifier, column] or row.text(column)
    return [
        Candidate(
            identifier,
            tuple(names[identifier]),
            _code(cells[identifier, "country"]),
            cells[identifier, "city"] or None,
            cells[identifier, "ror"] or None,
        )
        for identifier in names
    ]


def _code(country: str) -> str | None:
    """A country as its ISO 3166-1 alpha-2 code; None where it is unknown or not written so."""
    return country.upper() if len(country) == len("UZ") else None


def state(rows: Iterable[Row], desk: Desk) -> None:
    """States the registry ids that were accepted in `graph/registry-review.csv`.

    Each is a claim of the registry, whose reason is that of the verdict.
    """
    rows = [row for row in rows if row.table.name == "institutions"]
    known = {row.text("id") for row in rows}
    accepted, findings = decisions(desk.ledger.project.tables_dir / FILE, known)
    desk.ledger.findings += findings
    for decision in accepted.values():
        _state(decision, rows[0].table, desk)


def _state(decision: Decision, table: TableType, desk: Desk) -> None:
    ledger, project = desk.ledger, desk.ledger.project
    row = Row(table, FILE, decision.row, {("source", ""): SOURCE})
    if SOURCE not in desk.languages:
        message = f"The registry itself is no source: '{SOURCE}' is not in sources.csv."
        ledger.findings.append(violation("missing-source", message, "Add it.", **row.at("ror")))
        return
    thing, graph = project.thing(decision.institution), ledger.source_graph(SOURCE)
    claim = f"{thing}#claim-{SOURCE}-review"
    ledger.link(graph, claim, RDF_TYPE, PG.Claim)
    ledger.link(graph, claim, PG.statedIn, project.thing(SOURCE))
    state_axes(claim, graph, row, desk)
    if decision.why:
        ledger.say(graph, claim, PG.rationale, f"{decision.why} (decided by {decision.decided_by})")
    ledger.link(graph, thing, SCHEMA.sameAs, decision.ror)
    ledger.compose(thing, table.class_iri, claim, row, "ror")
    ledger.origins[claim].append(Origin(row, "ror"))
