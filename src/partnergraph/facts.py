"""Facts: what the cells of a row say, as statements.

Words, dates, numbers and concepts are stated in the graph of the source; nodes and links that
rest on knowing which thing is meant are composed in the curated graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from partnergraph.claims import Claim, Desk, unknown_concept, unknown_name
from partnergraph.context import Column, Kind, scheme_of
from partnergraph.dates import DateError, When, read
from partnergraph.involvements import involve
from partnergraph.ledger import slug
from partnergraph.nquads import is_iri, literal
from partnergraph.tables import split
from partnergraph.vocabulary import (
    EDTF,
    PG,
    ROR,
    SCHEMA,
    SKOSXL,
    WIKIDATA,
    XSD,
    scheme,
)

#: Columns that say how a row is claimed rather than what; `claims` and `readings` read them.
_ABOUT_THE_CLAIM = frozenset(
    {"id", "source", "passage", "position", "modality", "claim_status", "why", "note"}
)
_REGISTRY_ID = {
    ROR: re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}"),
    WIKIDATA: re.compile(r"Q[1-9][0-9]*"),
}
_IN_IRI = {ord("/"): "-", ord("~"): "-approximate", ord("?"): "-uncertain"}
_REPEATABLE = frozenset({"renewed", "amended"})
#: Steps that come about by the calendar, so that no event is where they happened.
_NOT_AN_ACT = frozenset({"in_force", "scheduled_expiry"})
_INTEGER = re.compile(r"[0-9]{1,18}")


def state(claim: Claim, thing: str, desk: Desk) -> None:
    """States every fact in the row of `claim` about `thing` (an id)."""
    during = claim.row.text("named_during")
    for (name, language), text in claim.row.cells.items():
        column = claim.row.table.columns[name]
        if name in _ABOUT_THE_CLAIM or column.iri == PG.hasName:
            continue
        if during and column.kind is Kind.LANGUAGE_TEXT:
            _dated_name(claim, thing, language, text, during, desk)
        elif column.kind is Kind.LANGUAGE_TEXT:
            for value in split(text) if column.many else [text]:
                _say(claim, thing, column.iri, literal(value, language=language), desk)
        else:
            _STATE[column.kind](claim, thing, column, text, desk)


def _say(claim: Claim, thing: str, predicate: str, term: str, desk: Desk) -> None:
    desk.ledger.state(claim.graph, desk.ledger.project.thing(thing), predicate, term)


def _text(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    for value in split(text) if column.many else [text]:
        _say(claim, thing, column.iri, literal(value), desk)


def _concept(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    name = scheme_of(column)
    for value in split(text) if column.many else [text]:
        concept = desk.concepts.find(name, value)
        if concept is None:
            unknown_concept(claim.row, column.name, name, value, desk)
        else:
            _say(claim, thing, column.iri, f"<{concept}>", desk)


def _integer(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    if not _INTEGER.fullmatch(text):
        hint = "Write digits only, without blanks or words."
        desk.fault("number", f"'{text}' is no whole number.", hint, claim.row, column.name, text)
        return
    _say(claim, thing, column.iri, literal(str(int(text)), datatype=XSD.integer), desk)


def date(claim: Claim, column: str, text: str, desk: Desk) -> When | None:
    """The EDTF date in a cell; None, with a finding, where it is none."""
    try:
        return read(text)
    except DateError as error:
        desk.fault("date", str(error), error.hint, claim.row, column, text)
        return None


def _date(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    when = date(claim, column.name, text, desk)
    if when is None:
        return
    if column.iri == PG.edtf:
        bound(claim, desk.ledger.project.thing(thing), when, desk)
    else:
        _say(claim, thing, column.iri, literal(when.edtf, datatype=EDTF), desk)


def bound(claim: Claim, subject: str, when: When, desk: Desk) -> None:
    """States a date of `subject` (an IRI): EDTF string, bounds and precision."""
    ledger = desk.ledger
    ledger.state(claim.graph, subject, PG.edtf, literal(when.edtf, datatype=EDTF))
    for predicate, day in ((PG.earliest, when.earliest), (PG.latest, when.latest)):
        if day:
            term = literal(day.isoformat(), datatype=XSD.date)
            ledger.state(claim.graph, subject, predicate, term)
    precision = scheme("date-precision").term(when.precision)
    ledger.link(claim.graph, subject, PG.datePrecision, precision)


def _day(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    when = date(claim, column.name, text, desk)
    if when is None:
        return
    if when.precision != "day" or when.earliest is None:
        hint = "Write a day, for example 2026-11-23."
        desk.fault("date", f"'{text}' is no day.", hint, claim.row, column.name, text)
        return
    _say(claim, thing, column.iri, literal(when.earliest.isoformat(), datatype=XSD.date), desk)


def _external(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    target = text if text.startswith(("http://", "https://")) else f"{column.space}{text}"
    pattern = _REGISTRY_ID.get(column.space)
    if pattern and not pattern.fullmatch(target.removeprefix(column.space)):
        message = f"'{text}' is no {column.name} id."
        desk.fault("registry-id", message, "Copy it again.", claim.row, column.name, text)
    elif not (target.startswith(("http://", "https://")) and is_iri(target)):
        hint = "Write it in full, from https:// on and without blanks."
        desk.fault("url", f"'{text}' is no web address.", hint, claim.row, column.name, text)
    else:
        _say(claim, thing, column.iri, f"<{target}>", desk)


def _reference(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    ledger, project = desk.ledger, desk.ledger.project
    if column.iri == PG.mentions:
        involve(claim, thing, column, text, desk)
        return
    if column.iri in (PG.conflictsWith, PG.variantOf):
        return  # links between claims are drawn when all claims are made
    for value in split(text) if column.many else [text]:
        if value not in desk.names.ids:
            unknown_name(value, claim.row, column.name, desk)
        elif column.iri == SCHEMA.superEvent and claim.row.table.name == "agreements":
            for node in _lifecycle_nodes(claim, thing, desk):
                ledger.link(ledger.curated, node, column.iri, project.thing(value))
        else:
            ledger.link(ledger.curated, project.thing(thing), column.iri, project.thing(value))


def _lifecycle_nodes(claim: Claim, thing: str, desk: Desk) -> list[str]:
    nodes = []
    for (name, _), text in claim.row.cells.items():
        column = claim.row.table.columns[name]
        if column.kind is Kind.LIFECYCLE and name not in _NOT_AN_ACT:
            try:
                nodes.append(_lifecycle_node(thing, column, read(text), desk))
            except DateError:
                continue  # reported where the cell itself is read
    return nodes


def _lifecycle_node(thing: str, column: Column, when: When, desk: Desk) -> str:
    """The node of a step: one for each agreement, whatever date a source gives it.

    Only renewals and amendments can happen more than once, and bear their date.
    """
    node = f"{desk.ledger.project.thing(thing)}#{column.name.replace('_', '-')}"
    if column.name not in _REPEATABLE or when.precision == "unknown":
        return node
    dated = when.edtf.translate(_IN_IRI)
    return f"{node}-{slug(dated.replace('..', '-to-'))}"


def _lifecycle(claim: Claim, thing: str, column: Column, text: str, desk: Desk) -> None:
    when = date(claim, column.name, text, desk)
    if when is None:
        return
    ledger = desk.ledger
    node = _lifecycle_node(thing, column, when, desk)
    ledger.compose(node, PG.LifecycleEvent, claim.iri, claim.row, column.name)
    ledger.link(ledger.curated, ledger.project.thing(thing), PG.hasLifecycleEvent, node)
    ledger.link(ledger.curated, node, PG.lifecycleType, column.iri)
    bound(claim, node, when, desk)


def _dated_name(
    claim: Claim, thing: str, language: str, text: str, during: str, desk: Desk
) -> None:
    when = date(claim, "named_during", during, desk)
    if when is None:
        return
    ledger = desk.ledger
    subject = ledger.project.thing(thing)
    for value in split(text):
        node = f"{subject}#name-{slug(f'{language}-{value}-{during}', 80)}"
        ledger.compose(node, SKOSXL.Label, claim.iri, claim.row, "named_during")
        ledger.link(ledger.curated, subject, PG.hasName, node)
        ledger.say(claim.graph, node, SKOSXL.literalForm, value, language)
        bound(claim, node, when, desk)


_STATE: Mapping[Kind, Callable[[Claim, str, Column, str, Desk], None]] = {
    Kind.TEXT: _text,
    Kind.CONCEPT: _concept,
    Kind.DATE: _date,
    Kind.DAY: _day,
    Kind.INTEGER: _integer,
    Kind.REFERENCE: _reference,
    Kind.EXTERNAL: _external,
    Kind.LIFECYCLE: _lifecycle,
    Kind.ROLE: involve,
    Kind.PARTY: involve,
}
