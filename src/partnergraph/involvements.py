"""Involvements: who takes part in what, as what, and by which reading of a name."""

from __future__ import annotations

from collections.abc import Iterator

from partnergraph.claims import Claim, Desk, resolve
from partnergraph.context import Column, Kind
from partnergraph.tables import Row, split
from partnergraph.vocabulary import PG, SCHEMA, scheme

#: Types of programme of which it is known that each party awards a degree.
_DEGREES = frozenset({"joint-degree", "double-degree"})
_NOT_YET_BOUND = frozenset({"proposed", "negotiated"})


def involved(row: Row) -> Iterator[str]:
    """What the cells of a row name as involved: ids, and names as printed."""
    for (name, _), text in row.cells.items():
        column = row.table.columns[name]
        if column.kind in (Kind.PARTY, Kind.ROLE) or column.iri == PG.mentions:
            yield from split(text)


def involve(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    """States the involvement of every institution that a cell names.

    A column of mentions only records that the names are printed, or which things are meant.
    """
    ledger = desk.ledger
    for value in split(text):
        found = resolve(value, claim, column.name, desk)
        if found is None:
            continue
        if column.iri == PG.mentions:
            if value == found.thing:
                ledger.link(claim.graph, claim.iri, SCHEMA.mentions, ledger.project.thing(value))
            continue
        decision = found.reading.decision if found.reading else ""
        _state(claim, thing, column, (found.thing, decision), desk)


def _state(claim: Claim, thing: str, column: Column, agent: tuple[str, str], desk: Desk) -> None:
    identifier, decision = agent
    ledger, project = desk.ledger, desk.ledger.project
    curated, subject = ledger.curated, ledger.project.thing(thing)
    if column.kind is Kind.ROLE:
        role = column.iri
        node = f"{subject}#{role.rpartition('/')[2]}-{identifier}"
        ledger.link(curated, subject, PG.hasParticipation, node)
        class_iri = PG.Participation
    else:
        role = _party_role(claim.row)
        node = f"{subject}#party-{identifier}"
        ledger.link(curated, subject, PG.hasParty, node)
        class_iri = PG.Party
    ledger.compose(node, class_iri, claim.iri, claim.row, column.name)
    ledger.link(curated, node, PG.agent, project.thing(identifier))
    ledger.link(curated, node, PG.role, role)
    if decision:
        ledger.link(curated, node, PG.basedOn, decision)


def _party_role(row: Row) -> str:
    roles = scheme("role")
    if row.table.name == "programmes":
        degree = row.text("type") in _DEGREES
        return roles.term("awarding-institution") if degree else roles.provider
    if row.table.name == "relations":
        return roles.partner
    steps = {
        name
        for name, _ in row.cells
        if name in row.table.columns and row.table.columns[name].kind is Kind.LIFECYCLE
    }
    return roles.negotiator if steps and steps <= _NOT_YET_BOUND else roles.signatory
